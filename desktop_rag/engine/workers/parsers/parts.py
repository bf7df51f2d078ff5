"""Documents inside documents: their names, and the way to one of them."""

import re
from collections.abc import Iterable, Iterator

from desktop_rag.engine.workers.parsers import Foreign, Part, Source, clean, kinds
from desktop_rag.errors import DocumentAway, DocumentTooDeep

MAX_DEPTH = 8
"""How many documents may lie around one another; each level is parsed again for every look at a part."""

SEPARATOR = "/"
"""Between the names of a part and of what it lies in; no name holds one."""

_LONGEST_NAME = 120
_UNNAMED = "attachment"
_NOT_IN_A_NAME = re.compile(r"[\x00-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff/\\\\]+")


def named(parts: Iterable[Part]) -> Iterator[tuple[str, Part]]:
    """Each part with a name that no other one before it has, on one line and of bounded length."""
    met: dict[str, int] = {}
    for part in parts:
        plain = " ".join(_NOT_IN_A_NAME.sub(" ", clean(part.name)).split())[:_LONGEST_NAME].strip() or _UNNAMED
        name = plain
        while name in met:
            met[plain] += 1
            name = f"{plain} ({met[plain]})"
        met[name] = 1
        yield name, part


def parts_of(parser: Foreign, source: Source) -> Iterable[Part]:
    """The documents inside a document; none where its format holds none."""
    find = getattr(parser, "parts", None)
    parts: Iterable[Part] = find(source) if find is not None else ()
    return parts


def descend(source: Source, name: str) -> Source:
    """The part of this name, as `SEPARATOR` joins it; raises `DocumentAway` where it is not there any more."""
    steps = name.split(SEPARATOR)
    if len(steps) > MAX_DEPTH:
        raise DocumentTooDeep
    for step in steps:
        parser = kinds.parser_of(kinds.find_kind(source))
        inner = next((part for found, part in named(parts_of(parser, source)) if found == step), None)
        if inner is None:
            raise DocumentAway
        source = inner.source(source)
    return source
