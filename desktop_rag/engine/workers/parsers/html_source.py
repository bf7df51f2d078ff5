"""HTML before it is parsed: from bytes to text, and no deeper than browsers build it."""

import re

from desktop_rag.engine.workers.parsers import clean
from desktop_rag.engine.workers.parsers.encodings import decode_named

_HEAD_BYTES = 8192
_MAX_DEPTH = 400
"""Browsers stop at about 512 elements inside one another; the parser's time grows with the square of the depth."""

_MAX_FORMATS = 50
"""Of elements that every paragraph opens anew until they are closed, as the standard wants it."""

_FORMATS = frozenset("a b big code em font i nobr s small strike strong tt u".split())

_CHARSET = re.compile(rb"<(?:meta|\?xml)[^>]{1,500}?(?:charset|encoding)\s*=\s*[\"']?\s*([\w.:-]{1,40})", re.IGNORECASE)
_TAG = re.compile(r"<(/?)([a-zA-Z][^\s/<>]{0,40})[^<>]*>")
_XHTML = re.compile(r"\s*<\?xml|[^<]{0,100}(?:<![^>]*>\s*)?<html[^>]*\sxmlns=", re.IGNORECASE)
_EMPTY_TAG = re.compile(r"<([a-zA-Z][\w:.-]*)((?:\s[^<>]*)?)/>")
_VOID = frozenset("area base br col embed hr img input link meta param source track wbr".split())
_NOT_MARKUP = frozenset({"script", "style", "textarea", "title", "xmp"})
_NO_DEPTH = frozenset(
    "area base br col embed hr img input link meta param source track wbr html head body p li dt dd tr td th thead "
    "tbody tfoot option optgroup rb rt rtc rp caption colgroup".split()
)
"""Elements that have no end, or need not say it: they do not stand inside one another."""


def decode_html(data: bytes, named: str | None = None) -> str:
    """The source as text.

    A byte order mark decides first, then `named` (what a mail says of it), then the document's own word in its first
    lines, then detection.
    """
    found = _CHARSET.search(data[:_HEAD_BYTES])
    own = found[1].decode("ascii", "replace") if found else None
    # What says so in ASCII is no UTF-16 itself.
    if own is not None and own.lower().startswith("utf-16"):
        own = "utf-8"
    return clean(decode_named(data, named or own))


def as_html(source: str) -> str:
    """XHTML as HTML: there `<title/>` begins a title that goes on to the end; and no deeper than the limits above."""
    if _XHTML.match(source):
        source = _EMPTY_TAG.sub(_close_empty, source)
    return _limit_depth(source)


def _close_empty(tag: re.Match[str]) -> str:
    return tag[0] if tag[1].lower() in _VOID else f"<{tag[1]}{tag[2]}></{tag[1]}>"


def _limit_depth(source: str) -> str:
    """The source without the tags that would nest deeper than the limits above; what they hold stays.

    What can be chosen from lists goes, too: nobody reads it, and the parser's time grows with the square of its length.
    """
    kept: list[str] = []
    copied = at = 0
    depths = {True: 0, False: 0}
    may_select = True
    while (tag := _TAG.search(source, at)) is not None:
        at = tag.end()
        name = tag[2].lower()
        if name in _NOT_MARKUP and not tag[1]:
            at = _end_of(source, name, at)
        elif name == "select" and not tag[1] and may_select:
            end = _end_of(source, name, at)
            may_select = end < len(source)
            if may_select:
                kept.append(source[copied:at])
                copied = at = end
        elif name not in _NO_DEPTH:
            is_format = name in _FORMATS
            before = depths[is_format]
            depths[is_format] = after = max(0, before - 1) if tag[1] else before + 1
            if max(before, after) > (_MAX_FORMATS if is_format else _MAX_DEPTH):
                kept.append(source[copied : tag.start()])
                copied = at
    return "".join(kept) + source[copied:] if kept else source


def _end_of(source: str, name: str, start: int) -> int:
    """Where the text of an element ends that holds no other elements; its end tag counts as such."""
    closing = re.compile(f"</{name}[\\s/>]", re.IGNORECASE).search(source, start)
    return closing.start() if closing else len(source)
