"""The values that an organisation can fix, as a table: what each is now, and who said so where."""

from collections.abc import Sequence
from enum import IntEnum
from typing import TypeAlias

from PySide6.QtCore import QAbstractTableModel, QLocale, QModelIndex, QObject, QPersistentModelIndex, Qt

from desktop_rag.policy.keys import KEYS
from desktop_rag.records import SettingValue
from desktop_rag.ui import theme
from desktop_rag.ui.chat.answer_words import clean
from desktop_rag.ui.library.sentences import language

AnyIndex: TypeAlias = QModelIndex | QPersistentModelIndex


class Column(IntEnum):
    KEY = 0
    VALUE = 1
    SOURCE = 2
    ORIGIN = 3


def _rank(setting: SettingValue) -> tuple[int, str]:
    """What the organisation fixed comes first, then what it suggests, what the person chose, and the defaults."""
    if setting.source == "policy":
        return (1 if setting.is_preset else 0, setting.key)
    return (2 if setting.source == "user" else 3, setting.key)


def _meaning_of(name: str) -> str | None:
    """What the admin guide says of it, in the window's language."""
    key = KEYS.get(name)
    if key is None:
        return None
    return key.ja if language() == "ja" else key.en


class PolicyTableModel(QAbstractTableModel):
    """Shown anew as a whole: a policy is read at the start and stays what it is."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._rows: list[SettingValue] = []

    def show_values(self, values: Sequence[SettingValue]) -> None:
        self.beginResetModel()
        self._rows = sorted(values, key=_rank)
        self.endResetModel()

    def setting(self, row: int) -> SettingValue:
        return self._rows[row]

    def _source_word(self, setting: SettingValue) -> str:
        match setting.source:
            case "policy" if setting.is_preset:
                #: Where a value came from: the organisation suggests it, the person may choose otherwise
                return self.tr("Suggested by policy")
            case "policy":
                #: Where a value came from: the organisation has fixed it
                return self.tr("Fixed by policy")
            case "user":
                #: Where a value came from: the person has chosen it
                return self.tr("You")
            case "default":
                #: Where a value came from: nobody has chosen, it is the program's own
                return self.tr("Default")

    def _value_text(self, setting: SettingValue) -> str:
        value = setting.value
        if setting.key == "chats.keep_days" and not value:
            #: How long chats are kept
            return self.tr("For ever") if value is None else self.tr("Never written")
        if isinstance(value, bool):
            #: A setting that is a switch
            return self.tr("On") if value else self.tr("Off")
        if value is None or value in ("", ()):
            #: A setting without a value
            return self.tr("Not set")
        if isinstance(value, tuple):
            return QLocale().createSeparatedList([clean(entry) for entry in value])
        if isinstance(value, int | float):
            return QLocale().toString(value)
        return clean(value).replace("\n", " · ")

    def _text_of(self, setting: SettingValue, column: Column) -> str:
        match column:
            case Column.KEY:
                return setting.key
            case Column.VALUE:
                return self._value_text(setting)
            case Column.SOURCE:
                return self._source_word(setting)
            case Column.ORIGIN:
                return clean(setting.origin or "")

    def data(self, index: AnyIndex, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if not index.isValid():
            return None
        setting, column = self._rows[index.row()], Column(index.column())
        match role:
            case Qt.ItemDataRole.DisplayRole:
                return self._text_of(setting, column)
            case Qt.ItemDataRole.ToolTipRole | Qt.ItemDataRole.AccessibleDescriptionRole if column == Column.KEY:
                return _meaning_of(setting.key)
            case Qt.ItemDataRole.ToolTipRole if column in {Column.VALUE, Column.ORIGIN}:
                # A tooltip draws what looks like markup; this is other people's text.
                return self._text_of(setting, column).replace("<", "‹") or None
            case Qt.ItemDataRole.DecorationRole if column == Column.SOURCE:
                is_fixed = setting.source == "policy" and not setting.is_preset
                return theme.icon("lock", theme.current().quiet) if is_fixed else None
            case _:
                return None

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if orientation != Qt.Orientation.Horizontal or section not in set(Column):
            return None
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        if role != Qt.ItemDataRole.DisplayRole:
            return None
        titles = {
            Column.KEY: self.tr("Setting"),
            Column.VALUE: self.tr("Value"),
            #: Column of the policy table: who chose the value
            Column.SOURCE: self.tr("Chosen by"),
            #: Column of the policy table: file, registry key or profile that says so
            Column.ORIGIN: self.tr("Written in"),
        }
        return titles[Column(section)]

    def rowCount(self, parent: AnyIndex = QModelIndex()) -> int:  # noqa: B008  # Qt's own signature
        return 0 if parent.isValid() else len(self._rows)

    def columnCount(self, parent: AnyIndex = QModelIndex()) -> int:  # noqa: B008  # Qt's own signature
        return 0 if parent.isValid() else len(Column)
