"""Word before 2007 (DOC): LibreOffice makes a DOCX of it."""

import olefile

from desktop_rag.engine.workers.office_conversion import converted
from desktop_rag.engine.workers.parsers import Facts, Give, Source, docx
from desktop_rag.errors import DocumentLocked

_FLAGS_AT = 10
_IS_ENCRYPTED = 0x0100


def read(source: Source, give: Give) -> Facts:
    """Give the whole document as one page; raises `DocumentLocked` and what `converted` raises."""
    with olefile.OleFileIO(source.file) as compound:
        head = compound.openstream("WordDocument").read(_FLAGS_AT + 2)
    if int.from_bytes(head[_FLAGS_AT:], "little") & _IS_ENCRYPTED:
        raise DocumentLocked
    with converted(source, ".doc", "docx") as newer:
        return docx.read(newer, give)
