"""Finds bank accounts: IBAN by its check digits, others by the words that stand before them."""

import re
from collections.abc import Iterator

from desktop_rag.engine.personal_context import END, FIRST_AFTER_LETTERS, UNIT_AFTER, begins_word
from desktop_rag.engine.redact_view import View

_IBAN_LENGTHS = {
    entry[:2]: int(entry[2:])
    for entry in (
        "AD24 AE23 AL28 AT20 AZ28 BA20 BE16 BG22 BH22 BI27 BR29 BY28 CH21 CR22 CY28 CZ24 DE22 DJ27 DK18 DO28 EE20 EG29 "
        "ES24 FI18 FK18 FO18 FR27 GB22 GE22 GI23 GL18 GR27 GT28 HN28 HR21 HU28 IE22 IL23 IQ23 IS26 IT27 JO30 KW30 KZ20 "
        "LB28 LC32 LI21 LT20 LU20 LV21 LY25 MC27 MD24 ME22 MK19 MN20 MR27 MT31 MU30 NI28 NL18 NO15 OM23 PK24 PL28 PS29 "
        "PT25 QA29 RO24 RS22 RU33 SA24 SC31 SD18 SE24 SI19 SK24 SM27 SO23 ST25 SV28 TL23 TN24 TR26 UA29 VA22 VG24 XK20 "
        "YE30"
    ).split()
}
"""Country -> length of its account numbers, from the registry of ISO 13616."""
_IBAN = re.compile(r"[A-Za-z](?<![0-9A-Za-z][A-Za-z])[A-Za-z][0-9]{2}(?:[ -]?[0-9A-Za-z]){11,30}")
_BANK_WORD = re.compile(
    r"口座|普通|当座|貯蓄|\((?:普|当)\)|銀行|信金|信用金庫|信用組合|農協|支店|本店|出張所|振り?込み?先|ゆうちょ|店番|記号"
    r"|bank|iban|routing|aba\b|branch|saving|checking|current account|deposit|sort code|wire|swift|\bbic\b"
)
_ACCOUNT_BEFORE = re.compile(
    r"(?:ゆうちょ(?:銀行)?|口座(?:番号|no|ナンバ[ー-])?|普通(?:預金|口座)?|当座(?:預金|口座)?|貯蓄(?:預金|口座)?|[普当貯]"
    r"|\((?:普|当|普通|当座)\)|番号|[本支]店|出張所|営業部"
    r"|(?<![a-z])(?:acc(?:oun)?t|a/c)\.?(?: ?(?:no|number|nr|num))?(?: is)?)"
    r"[.:;#№ \t(\[「『は=・、\-]{0,5}(?:no[. ]{0,2})?\Z"
)
_NUMBER = re.compile(rf"{FIRST_AFTER_LETTERS}(?:[0-9]{{4}}-(?:[0-9]{{1,2}}-)?[0-9]{{6,8}}|(?:[ -]?[0-9]){{5,16}}){END}")
_POST_BANK = re.compile(
    r"記号(?:番号)?[:. ]{0,3}([0-9]{5})(?![0-9])(?:[-ー ][0-9](?![0-9]))?"
    r"(?:[ 、,/・\-]{0,3}(?:番号)?[:. ]{0,3}([0-9]{6,8}(?:-[0-9])?)(?![0-9]))?"
)
_ROUTING = re.compile(
    r"(?:routing|aba|rtn|transit)(?: ?(?:no|number|num|transit number))?(?: is)?[.:# ()]{0,4}"
    r"([0-9]{4}-?[0-9]{4}-?[0-9])(?![0-9])"
)
_SORT_CODE = re.compile(r"sort ?code(?: is)?[:. ]{0,3}([0-9]{2}[- ]?[0-9]{2}[- ]?[0-9]{2})(?![0-9])")
_LABEL_REACH, _BANK_REACH = 30, 60
"""Characters before a number in which its label and a bank's words are looked for; the latter behind it too."""
_MOST_DIGITS = 17


def is_iban(signs: str) -> bool:
    """Whether an account number has the check digits of ISO 13616 (ISO 7064, mod 97-10)."""
    return int("".join(str(int(sign, 36)) for sign in signs[4:] + signs[:4])) % 97 == 1


def is_routing_number(digits: str) -> bool:
    """Whether nine digits have the check digit of the American Bankers Association."""
    return sum(int(digit) * weight for digit, weight in zip(digits, (3, 7, 1) * 3, strict=True)) % 10 == 0


def find(seen: View) -> Iterator[tuple[int, int]]:
    """Spans of account and routing numbers in the view's numbers."""
    text, lowered = seen.numbers, seen.lowered
    for found in _IBAN.finditer(text):
        end = _iban_end(text, *found.span())
        if end:
            yield found.start(), end
    for found in _ROUTING.finditer(lowered):
        if begins_word(lowered, found.start()) and is_routing_number(found.group(1).replace("-", "")):
            yield found.span(1)
    for found in _SORT_CODE.finditer(lowered):
        yield found.span(1)
    for found in _POST_BANK.finditer(text):
        yield from (found.span(group) for group in (1, 2) if found.group(group))
    for found in _NUMBER.finditer(text):
        if (
            _ACCOUNT_BEFORE.search(lowered, max(0, found.start() - _LABEL_REACH), found.start())
            and sum(map(str.isdigit, found.group())) <= _MOST_DIGITS
            and _BANK_WORD.search(lowered, max(0, found.start() - _BANK_REACH), found.end() + _BANK_REACH // 2)
            and not UNIT_AFTER.match(text, found.end())
        ):
            yield found.span()


def _iban_end(text: str, start: int, limit: int) -> int:
    """Where an IBAN that begins here ends; 0 where it is none."""
    wanted = _IBAN_LENGTHS.get(text[start : start + 2].upper())
    if wanted is None:
        return 0
    signs = [(at, text[at]) for at in range(start, limit) if text[at] not in " -"][:wanted]
    end = signs[-1][0] + 1
    if len(signs) < wanted or (end < len(text) and text[end].isascii() and text[end].isalnum()):
        return 0
    return end if is_iban("".join(sign for _, sign in signs)) else 0
