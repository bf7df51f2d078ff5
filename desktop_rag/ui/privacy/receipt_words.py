"""What an erasure removed, as sentences."""

from PySide6.QtCore import QLocale, QObject

from desktop_rag.protocol import Forgotten


class ReceiptWords(QObject):
    """The sentences of a receipt, long and short."""

    def what_went(self, receipt: Forgotten) -> str:
        """Documents, passages, chats and turns; what was none is not named."""
        counted = (
            (receipt.documents, self.tr("%n documents", "", receipt.documents)),
            (receipt.chunks, self.tr("%n passages", "", receipt.chunks)),
            (receipt.chats, self.tr("%n chats", "", receipt.chats)),
            (receipt.turns, self.tr("%n questions", "", receipt.turns)),
        )
        gone = [words for count, words in counted if count]
        if not gone:
            # Old text is rewritten without anything of the library being counted.
            return self.tr("No document, chat or question was removed.")
        return self.tr("Erased: {what}.").format(what=QLocale().createSeparatedList(gone))

    def in_short(self, receipt: Forgotten) -> str:
        """One line for where it was asked for."""
        if not receipt.is_checked:
            return self.tr("Erased, but the check found something left.")
        took = max(0.1, receipt.seconds)
        seconds = QLocale().toString(took, "f", 1 if took < 10 else 0)
        return self.tr("Erased and checked in {seconds} s.").format(seconds=seconds)
