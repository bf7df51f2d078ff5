"""What pypdf does best: document information, encryption, attachments, form fields, and a second try at the text."""

import contextlib
import io
import logging
import signal
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from types import FrameType

from desktop_rag.engine.workers.parsers import Source, clean
from desktop_rag.errors import DesktopRagError, DocumentLocked, DocumentTooLarge

logging.getLogger("pypdf").setLevel(logging.CRITICAL)  # its warnings quote the document

_DETAILS_SECONDS = 3.0
_PROBED_PAGES = 3


@dataclass(frozen=True, slots=True)
class Details:
    """Document information; empty where the file does not say."""

    title: str = ""
    author: str = ""
    created: str = ""
    attachments: int = 0
    form_fields: int = 0


class _OutOfTime(Exception):
    """Raised into pypdf when a detail takes too long."""


@contextlib.contextmanager
def _at_most(seconds: float) -> Iterator[None]:
    """Interrupt what runs inside after this time, where the system can: details are not worth losing the document."""
    if not hasattr(signal, "setitimer") or threading.current_thread() is not threading.main_thread():
        yield
        return

    def interrupt(_number: int, _frame: FrameType | None) -> None:
        raise _OutOfTime

    before = signal.signal(signal.SIGALRM, interrupt)
    signal.setitimer(signal.ITIMER_REAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)


def read_details(data: bytes) -> Details:
    """Document information of a file whose text was read already; never fails."""
    import pypdf

    try:
        with _at_most(_DETAILS_SECONDS):
            reader = pypdf.PdfReader(io.BytesIO(data))
            if reader.is_encrypted:
                reader.decrypt("")
            information = reader.metadata
            root = reader.root_object
            return Details(
                title=_useful_title(information.title or "") if information else "",
                author=(information.author or "") if information else "",
                created=created.isoformat() if information and (created := information.creation_date) else "",
                attachments=len(list(reader.attachment_list)),
                form_fields=len(reader.get_fields() or {}) if "/AcroForm" in root else 0,
            )
    except Exception:  # noqa: BLE001 (a hostile file can make it raise anything; the text is already there)
        return Details()


def _useful_title(title: str) -> str:
    """A title without what programs put there: the name of their own, or bytes that they could not write."""
    title = title.removeprefix("Microsoft Word - ").removeprefix("Microsoft PowerPoint - ").strip()
    return "" if title.startswith("<") and title.endswith(">") else title


def read_pages(data: bytes, source: Source) -> list[str] | None:
    """The second try: the text of every page, None where pypdf cannot open the file either.

    Gives up early where the first pages hold no text, because a scanned document has hundreds of them.
    """
    try:
        return _extract(data, source)
    except (DesktopRagError, MemoryError):
        raise
    except Exception:  # noqa: BLE001 (a hostile file can make it raise anything)
        return None


def _extract(data: bytes, source: Source) -> list[str]:
    import pypdf

    reader = pypdf.PdfReader(io.BytesIO(data))
    if reader.is_encrypted and not reader.decrypt(""):
        raise DocumentLocked
    count = len(reader.pages)
    if count > source.limits.max_pages:
        raise DocumentTooLarge(pages=count)
    texts: list[str] = []
    characters = 0
    for number, page in enumerate(reader.pages, 1):
        source.check()
        texts.append(clean(page.extract_text().replace("\r\n", "\n").replace("\r", "\n")))
        characters += len(texts[-1])
        if characters > source.limits.max_characters:
            raise DocumentTooLarge(characters=characters)
        if number == _PROBED_PAGES and not characters:
            return [""] * count
    return texts
