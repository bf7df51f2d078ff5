"""Mails saved by Outlook (MSG): the same view as of any mail; what hangs on them is a document of its own."""

from collections.abc import Iterable

from olefile import OleFileIO
from oxmsg.storage import Storage

from desktop_rag.engine.workers.parsers import Facts, Give, Part, Source
from desktop_rag.engine.workers.parsers.msg_item import Item
from desktop_rag.errors import DocumentEmpty, DocumentTooLarge


def read(source: Source, give: Give) -> Facts:
    """Give the mail as one page without a number; raises `DocumentEmpty` where nothing is in it.

    A mail without a word that has attachments gives no page.
    """
    view = _open(source).view(source.check)
    page = view.page()
    if page.text.strip():
        give(page)
    elif not view.attachments:
        raise DocumentEmpty
    return view.facts()


def parts(source: Source) -> Iterable[Part]:
    """The attachments, mails among them; pictures in the text are left out."""
    return _open(source).parts()


def _open(source: Source) -> Item:
    source.file.seek(0)
    with OleFileIO(source.file) as compound:
        # Several streams may share the same bytes of the file, so that their sum says what reading them takes.
        unpacked = sum(entry.size for entry in compound.direntries if entry is not None)
        if unpacked > source.limits.max_unpacked_bytes:
            raise DocumentTooLarge(unpacked_bytes=unpacked)
        source.check()
        return Item(Storage.from_ole(compound), is_top=True)
