"""Mails saved as files (EML); their attachments are documents of their own."""

from collections.abc import Iterable

from desktop_rag.engine.workers.parsers import Facts, Give, Part, Source
from desktop_rag.engine.workers.parsers.mail_message import parse_mail
from desktop_rag.engine.workers.parsers.mail_view import parts_of_mail, view_of
from desktop_rag.errors import DocumentEmpty


def read(source: Source, give: Give) -> Facts:
    """Give the mail as one page without a number; raises `DocumentEmpty` where nothing is in it.

    A mail without a word that has attachments gives no page.
    """
    view = view_of(parse_mail(source), source.check)
    page = view.page()
    if page.text.strip():
        give(page)
    elif not view.attachments:
        raise DocumentEmpty
    return view.facts()


def parts(source: Source) -> Iterable[Part]:
    """The attachments, mails among them; pictures in the text and signatures are left out."""
    return parts_of_mail(parse_mail(source))
