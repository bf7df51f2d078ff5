"""The question before something is removed."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QMessageBox, QWidget


class Confirmation:
    """A decision with two buttons: one named for what it does, and Cancel, which Enter and Escape choose."""

    @classmethod
    def ask(cls, parent: QWidget, question: str, explanation: str, action: str) -> bool:
        """Whether the person wants `action`, the text of the button."""
        box = QMessageBox(parent)
        box.setWindowTitle(action)
        # Names of documents and chats are other people's text: never markup.
        box.setTextFormat(Qt.TextFormat.PlainText)
        box.setText(question)
        box.setInformativeText(explanation)
        yes = box.addButton(action, QMessageBox.ButtonRole.AcceptRole)
        cancel = box.addButton(QMessageBox.StandardButton.Cancel)
        box.setDefaultButton(cancel)
        box.setEscapeButton(cancel)
        box.exec()
        is_wanted = box.clickedButton() is yes
        box.deleteLater()
        return is_wanted
