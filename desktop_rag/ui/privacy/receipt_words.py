"""What an erasure removed, as sentences."""

from PySide6.QtCore import QCoreApplication, QLocale

from desktop_rag.protocol import Forgotten


def what_went(receipt: Forgotten) -> str:
    """Documents, passages, chats and turns; what was none is not named."""
    counted = (
        (receipt.documents, QCoreApplication.translate("Receipt", "%n documents", "", receipt.documents)),
        (receipt.chunks, QCoreApplication.translate("Receipt", "%n passages", "", receipt.chunks)),
        (receipt.chats, QCoreApplication.translate("Receipt", "%n chats", "", receipt.chats)),
        (receipt.turns, QCoreApplication.translate("Receipt", "%n turns", "", receipt.turns)),
    )
    gone = [words for count, words in counted if count]
    if not gone:
        return QCoreApplication.translate("Receipt", "There was nothing to erase.")
    return QCoreApplication.translate("Receipt", "Erased: {what}.").format(what=QLocale().createSeparatedList(gone))


def in_short(receipt: Forgotten) -> str:
    """One line for where it was asked for."""
    if not receipt.is_checked:
        return QCoreApplication.translate("Receipt", "Erased, but the check found something left.")
    text = QCoreApplication.translate("Receipt", "Erased and checked in {seconds} s.")
    return text.format(seconds=seconds_text(receipt.seconds))


def seconds_text(seconds: float) -> str:
    return QLocale().toString(seconds, "f", 1 if seconds < 10 else 0)
