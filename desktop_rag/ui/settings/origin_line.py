"""Who else has a say in a setting: a lock, and a sentence that names the organisation."""

from PySide6.QtWidgets import QHBoxLayout, QLabel, QWidget

from desktop_rag.records import SettingValue
from desktop_rag.ui import theme
from desktop_rag.ui.chat.turn_parts import plain_label


class OriginLine(QWidget):
    """Shown below a setting that the organisation fixed or suggested; says in a tooltip where that is written."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._lock = QLabel()
        theme.keep_icon(self, lambda icon: self._lock.setPixmap(icon.pixmap(14, 14)), "lock", "quiet")
        self._words = plain_label("", "quiet")
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(theme.SPACE_RELATED)
        layout.addWidget(self._lock)
        layout.addWidget(self._words, 1)
        self.hide()

    def show_origin(self, setting: SettingValue, organisation: str | None) -> None:
        """Say who fixed or suggested the value; nothing where it is the person's own or the default."""
        is_policy = setting.source == "policy"
        self._lock.setVisible(not setting.is_preset)
        self._words.setText(self._sentence(setting, organisation) if is_policy else "")
        self.setToolTip((setting.origin or "").replace("<", "‹") if is_policy else "")
        self.setVisible(is_policy)

    def sentence(self) -> str:
        """What is said now, for a screen reader at the control itself."""
        return self._words.text()

    def _sentence(self, setting: SettingValue, organisation: str | None) -> str:
        if setting.is_preset:
            if organisation:
                return self.tr("Suggested by {organisation}").format(organisation=organisation)
            return self.tr("Suggested by your organisation")
        if organisation:
            return self.tr("Fixed by {organisation}").format(organisation=organisation)
        return self.tr("Fixed by your organisation")
