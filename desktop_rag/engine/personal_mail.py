"""Finds mail addresses: plain, full-width (the view makes them plain), with Japanese domains, and written out."""

import re
from collections.abc import Iterator

from desktop_rag.engine.redact_view import View

_CJK = r"\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff々ー\uac00-\ud7a3"
_LOCAL = re.compile(r"[A-Za-z0-9À-ÖØ-öø-ɏ._%+\-'!#$*^~]{1,64}\Z")
_LOCAL_EDGE = "'!#$*^~"
"""Allowed inside an address by RFC 5322, but at its left edge a quotation mark or Markdown."""
_LONGEST_LOCAL, _LONGEST_NAME = 64, 24
_LABEL = rf"[A-Za-z0-9{_CJK}](?:[A-Za-z0-9\-{_CJK}]{{0,61}}[A-Za-z0-9{_CJK}])?"
_TOP = (
    r"(?:xn--[A-Za-z0-9\-]{2,59}|[A-Za-z]{2,24}(?![A-Za-z0-9])"
    r"|みんな|コム|ストア|セール|ファッション|クラウド|グーグル|アマゾン|世界|テスト|企業|公司|网络|中国|香港|台湾|한국)"
)
_DOMAIN = re.compile(
    rf"(?:{_LABEL}\.){{1,8}}{_TOP}|\[[0-9A-Fa-f.:IPv]{{3,45}}\]|(?:[0-9]{{1,3}}\.){{3}}[0-9]{{1,3}}(?![0-9.])"
)
_ASCII_LABEL = r"[A-Za-z0-9](?:[A-Za-z0-9\-]{0,61}[A-Za-z0-9])?"
_BRACKETED_DOT = r"\s?[(\[{<]\s?(?:dot|ドット|\.)\s?[)\]}>]\s?"
_AT = re.compile(r"@|%40")
_WRITTEN_AT = re.compile(
    r"[(\[{<【〔#]\s?(?:at(?:mark)?|a|@|アット(?:マーク)?|あっと(?:まーく)?)\s?[)\]}>】〕#]\s?|_at_|[★☆]|アットマーク\s?"
)
_WRITTEN_DOMAIN = re.compile(rf"{_ASCII_LABEL}(?:(?:\.|{_BRACKETED_DOT}){_ASCII_LABEL}){{1,6}}")
_SPOKEN = re.compile(
    rf" at ({_ASCII_LABEL}(?:(?:\.|{_BRACKETED_DOT}| dot ){_ASCII_LABEL}){{0,5}}"
    rf"(?: dot |{_BRACKETED_DOT})[a-z]{{2,24}}(?![a-z]))"
)
_LABELLED_SPOKEN = re.compile(rf" at ({_ASCII_LABEL}(?:\.{_ASCII_LABEL}){{1,5}})(?![a-z0-9])")
_SPOKEN_LOCAL = re.compile(
    r"(?<![a-z0-9._+\-])[a-z0-9_+\-]{1,40}(?:(?:\.| dot )[a-z0-9_+\-]{1,40}){0,3}\Z",
)
_MAIL_LABEL = re.compile(r"(?:mail|メ[ー-]ル|アドレス)(?: ?address)?(?: is)?[^a-z0-9\n]{0,4}\Z")
_CJK_NAME = re.compile(rf"[A-Za-z0-9._{_CJK}]{{1,{_LONGEST_NAME}}}\Z")
_ENDS_IN_LETTERS = re.compile(r"[A-Za-z]{2,24}\Z")


def find(seen: View) -> Iterator[tuple[int, int]]:
    """Spans of mail addresses in the view's text."""
    yield from _plain(seen.text)
    yield from _written_out(seen)


def _plain(text: str) -> Iterator[tuple[int, int]]:
    for at in _AT.finditer(text):
        domain = _DOMAIN.match(text, at.end() + (text[at.end() : at.end() + 1] == " "))
        if domain is None:
            continue
        start = _local_start(text, at.start() - (text[at.start() - 1 : at.start()] == " "))
        if start is not None:
            yield start, domain.end()


def _written_out(seen: View) -> Iterator[tuple[int, int]]:
    text = seen.lowered
    for at in _WRITTEN_AT.finditer(text):
        end = at.start() - (text[at.start() - 1 : at.start()] == " ")
        domain = _WRITTEN_DOMAIN.match(text, at.end())
        if domain is not None and _ENDS_IN_LETTERS.search(domain.group()):
            start = _ascii_start(text, end)
            if start < end:
                yield start, domain.end()
    for at in _SPOKEN.finditer(text):
        local = _SPOKEN_LOCAL.search(text, max(0, at.start() - 130), at.start())
        if local is not None:
            yield local.start(), at.end()
    for at in _LABELLED_SPOKEN.finditer(text):
        local = _SPOKEN_LOCAL.search(text, max(0, at.start() - 60), at.start())
        if local is not None and _MAIL_LABEL.search(text, max(0, local.start() - 24), local.start()):
            yield local.start(), at.end()


def _ascii_start(text: str, end: int) -> int:
    local = _LOCAL.search(text, max(0, end - _LONGEST_LOCAL), end)
    start = local.start() if local is not None else end
    while start < end and text[start] in _LOCAL_EDGE:
        start += 1
    return start


def _local_start(text: str, end: int) -> int | None:
    """Where the part before the @ begins; None where there is none."""
    if text[end - 1 : end] == '"':
        quote = text.rfind('"', max(0, end - _LONGEST_LOCAL), end - 1)
        return quote if quote >= 0 and "\n" not in text[quote:end] else None
    start = _ascii_start(text, end)
    if start < end:
        return start
    # 山田@例え.jp: without a letter in Latin script before the @, the name is what stands there.
    name = _CJK_NAME.search(text, max(0, end - _LONGEST_NAME), end)
    return name.start() if name is not None else None
