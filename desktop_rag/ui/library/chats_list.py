"""The chats as rows of the side panel, under the headings Today, Yesterday, Last week and Earlier."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from enum import Enum
from typing import TypeAlias

from PySide6.QtCore import QObject, Qt, Signal

from desktop_rag.records import Chat
from desktop_rag.ui.library.keyed_list import AnyIndex, KeyedListModel
from desktop_rag.ui.library.side_roles import SideRole

MAX_TITLE_LENGTH = 200


class Age(Enum):
    """A heading: how long ago the chats below it were last continued."""

    TODAY = "today"
    YESTERDAY = "yesterday"
    LAST_WEEK = "last_week"
    EARLIER = "earlier"


ChatsRow: TypeAlias = Chat | Age


def age_of(updated: float, today: date) -> Age:
    """The heading for a time in seconds since 1970, by the days of this computer's calendar."""
    days = (today - datetime.fromtimestamp(updated).astimezone().date()) / timedelta(days=1)
    if days <= 0:
        return Age.TODAY
    if days == 1:
        return Age.YESTERDAY
    return Age.LAST_WEEK if days <= 7 else Age.EARLIER


class ChatsListModel(KeyedListModel[ChatsRow]):
    """Chats, newest first, each group under its heading; headings cannot be selected.

    Signals:
        rename_requested: id and new title, after a person edited a row.
    """

    rename_requested = Signal(str, str)

    def __init__(self, parent: QObject | None = None, today: Callable[[], date] = date.today) -> None:
        super().__init__(parent)
        self._today = today

    @staticmethod
    def key_of(row: ChatsRow) -> str:
        return f"heading {row.value}" if isinstance(row, Age) else row.id

    def show_chats(self, chats: Sequence[Chat]) -> None:
        rows: list[ChatsRow] = []
        today = self._today()
        shown: set[Age] = set()
        for chat in sorted(chats, key=lambda chat: chat.updated, reverse=True):
            age = age_of(chat.updated, today)
            if age not in shown:
                shown.add(age)
                rows.append(age)
            rows.append(chat)
        self.show_rows(rows)

    def chat(self, index: AnyIndex) -> Chat | None:
        """The chat of a row; None for a heading."""
        row = self._rows[index.row()] if index.isValid() else None
        return row if isinstance(row, Chat) else None

    def _heading(self, age: Age) -> str:
        match age:
            case Age.TODAY:
                return self.tr("Today")
            case Age.YESTERDAY:
                return self.tr("Yesterday")
            case Age.LAST_WEEK:
                return self.tr("Last week")
            case Age.EARLIER:
                #: Heading above chats that are older than a week
                return self.tr("Earlier")

    def _title(self, chat: Chat) -> str:
        return chat.title or self.tr("Untitled chat")

    def data(self, index: AnyIndex, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if not index.isValid():
            return None
        row = self._rows[index.row()]
        match role:
            case Qt.ItemDataRole.DisplayRole | Qt.ItemDataRole.AccessibleTextRole:
                return self._heading(row) if isinstance(row, Age) else self._title(row)
            case Qt.ItemDataRole.EditRole | Qt.ItemDataRole.ToolTipRole:
                return None if isinstance(row, Age) else self._title(row)
            case SideRole.KEY:
                return self.key_of(row)
            case SideRole.IS_HEADING:
                return isinstance(row, Age)
            case _:
                return None

    def setData(self, index: AnyIndex, value: object, role: int = Qt.ItemDataRole.EditRole) -> bool:
        chat = self.chat(index)
        title = str(value).strip()[:MAX_TITLE_LENGTH]
        if chat is None or role != Qt.ItemDataRole.EditRole or not title or title == chat.title:
            return False
        self._change(index.row(), replace(chat, title=title))
        self.rename_requested.emit(chat.id, title)
        return True

    def flags(self, index: AnyIndex) -> Qt.ItemFlag:
        if self.chat(index) is None:
            return Qt.ItemFlag.NoItemFlags
        return super().flags(index) | Qt.ItemFlag.ItemIsEditable
