"""Web pages saved with their pictures in one file (MHTML); nothing that they point to is fetched."""

from desktop_rag.engine.workers.parsers import Facts, Give, Source, one_line
from desktop_rag.engine.workers.parsers.html_source import decode_html
from desktop_rag.engine.workers.parsers.html_text import read_html
from desktop_rag.engine.workers.parsers.mail_headers import decode_parameter
from desktop_rag.engine.workers.parsers.mail_message import MailPart, parse_mail
from desktop_rag.errors import DocumentEmpty


def read(source: Source, give: Give) -> Facts:
    """Give the main text of the page as one page without a number; raises `DocumentEmpty`."""
    whole = parse_mail(source)
    page = _find_page(whole)
    if page is None:
        raise DocumentEmpty
    named = decode_parameter(page.get_param("charset")) or None
    found = read_html(decode_html(page.content(), named), source.check)
    text = found.lines.page()
    if not text.text.strip():
        raise DocumentEmpty
    give(text)
    return Facts(title=found.title or one_line(whole.header("subject")))


def _find_page(part: MailPart) -> MailPart | None:
    """The first part that is HTML; frames and pictures follow it."""
    if part.get_content_type() in ("text/html", "application/xhtml+xml"):
        return part
    return next((found for child in part.parts() if (found := _find_page(child)) is not None), None)
