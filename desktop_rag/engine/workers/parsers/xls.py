"""Excel before 2007 (XLS): LibreOffice makes an XLSX of it."""

import olefile

from desktop_rag.engine.workers.office_conversion import converted
from desktop_rag.engine.workers.parsers import Facts, Give, Source, xlsx
from desktop_rag.errors import DocumentDamaged, DocumentLocked

_STREAMS = ("Workbook", "Book")
_FILE_PASS = 0x2F
_BOUND_SHEET = 0x85
_HEAD_BYTES = 65_536


def read(source: Source, give: Give) -> Facts:
    """Give each sheet as a page; raises `DocumentLocked` and what `converted` raises.

    A workbook that is only kept from being changed is encrypted, too, with a password that every program knows.
    """
    is_encrypted = _is_encrypted(source)
    try:
        with converted(source, ".xls", "xlsx") as newer:
            return xlsx.read(newer, give)
    except DocumentDamaged:
        if is_encrypted:
            raise DocumentLocked from None
        raise


def _is_encrypted(source: Source) -> bool:
    """Whether the records before the list of sheets say so."""
    with olefile.OleFileIO(source.file) as compound:
        name = next(stream for stream in _STREAMS if compound.exists(stream))
        head = compound.openstream(name).read(_HEAD_BYTES)
    at = 0
    while at + 4 <= len(head):
        kind, length = int.from_bytes(head[at : at + 2], "little"), int.from_bytes(head[at + 2 : at + 4], "little")
        if kind in (_FILE_PASS, _BOUND_SHEET):
            return kind == _FILE_PASS
        at += 4 + length
    return False
