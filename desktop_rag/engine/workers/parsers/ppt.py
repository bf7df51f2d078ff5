"""PowerPoint before 2007 (PPT): LibreOffice makes a PPTX of it."""

import olefile

from desktop_rag.engine.workers.office_conversion import converted
from desktop_rag.engine.workers.parsers import Facts, Give, Source, pptx
from desktop_rag.errors import DocumentLocked

_CURRENT_USER = "Current User"
_MARK_AT = 12
_ENCRYPTED_MARK = bytes.fromhex("dfc4d1f3")


def read(source: Source, give: Give) -> Facts:
    """Give each slide as a page; raises `DocumentLocked` and what `converted` raises."""
    with olefile.OleFileIO(source.file) as compound:
        head = compound.openstream(_CURRENT_USER).read(_MARK_AT + 4) if compound.exists(_CURRENT_USER) else b""
    if head[_MARK_AT:] == _ENCRYPTED_MARK:
        raise DocumentLocked
    with converted(source, ".ppt", "pptx") as newer:
        return pptx.read(newer, give)
