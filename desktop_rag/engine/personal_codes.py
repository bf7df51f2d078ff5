"""Finds employee and customer numbers: codes of any form after a label that says what they are."""

import re
from collections.abc import Iterator

from desktop_rag.engine.personal_context import UNIT_AFTER, begins_word
from desktop_rag.engine.redact_view import View

_EMPLOYEE = (
    "派遣社員 教職員 社員 従業員 職員 スタッフ 人事 行員 所員 局員 "
    "employees employee staff personnel payroll emp worker badge"
)
_CUSTOMER = (
    "顧客 お客様 お客さま お客さん 客先 得意先 取引先 会員 契約者 利用者 購入者 加入者 患者 "
    "customers customer clients client membership member account acct subscriber patient"
)
_KINDS = {word: kind for kind, words in (("employee", _EMPLOYEE), ("customer", _CUSTOMER)) for word in words.split()}
_NUMBER_WORD = (
    r"(?:番号|コ[ー-]ド|ナンバ[ー-]|№|#|(?:numbers?|number|nos|no|num|nr|ids|id|code|reference|ref|account)(?![a-z]))"
)
_LABEL = re.compile(
    rf"(?:{'|'.join(_KINDS)})(?:'s|s'|様|の|さま)?(?:[ ._\-(]{{0,2}}{_NUMBER_WORD}){{1,3}}(?:\([^()0-9\n]{{1,8}}\))?"
    r"(?:[ \t]?(?:[.:;=#|】\])」』、・]|-(?= )|は|が|を|の|(?:is|was|are|of)(?![a-z]))){0,3}"
    r"[ \t\n]{0,2}[「『(\[\"'“【#]?[ ]?"
)
_ABBREVIATED = re.compile(r"[社職]番[ :=はが「(]{0,3}")
_CODE = r"[0-9A-Za-z]+(?:[-_/][0-9A-Za-z]+){0,4}"
_VALUE = re.compile(
    rf"(?=[A-Za-z_/-]*[0-9])(?![0-9]{{1,2}}-(?:digit|char|stellig)){_CODE}"
    r"(?:[ ][0-9]{3,4}(?![0-9A-Za-z年月日円%]| ?[年月日円%])){0,3}(?![A-Za-z0-9])"
)
_NEXT_VALUE = re.compile(
    r"[ ]?(?:[、,/・;]|および|及び|または|又は|と|から|~|〜|and|or|to|&)[ ]?"
    rf"((?=[A-Za-z_/-]*[0-9]){_CODE})(?![A-Za-z0-9])",
    re.IGNORECASE,
)
_SHORTEST = 3


def find(seen: View) -> Iterator[tuple[int, int, str]]:
    """Spans in the view's numbers and their kinds; all codes where the text counts several up after one label."""
    text, lowered = seen.numbers, seen.lowered
    labels = [
        (found, next(kind for word, kind in _KINDS.items() if found.group().startswith(word)))
        for found in _LABEL.finditer(lowered)
        if begins_word(lowered, found.start())
    ]
    labels += [(found, "employee") for found in _ABBREVIATED.finditer(lowered)]
    for label, kind in labels:
        value = _VALUE.match(text, label.end())
        if value is None:
            continue
        start, end = value.span()
        # 番台: 社員番号は1000番台 tells a range and nobody's number.
        while end - start >= _SHORTEST and not UNIT_AFTER.match(text, end) and not text.startswith("番", end):
            yield start, end, kind
            following = _NEXT_VALUE.match(text, end)
            if following is None:
                break
            start, end = following.span(1)
