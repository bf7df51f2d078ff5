"""Where the next question looks: everything, or some places, types and dates of the collection."""

from dataclasses import dataclass
from datetime import date
from typing import Final, Literal, TypeAlias

from PySide6.QtCore import QDate, QObject

from desktop_rag.records import EVERYWHERE, Filters
from desktop_rag.ui.chat.source_names import file_name
from desktop_rag.ui.days import day_text
from desktop_rag.ui.library.document_kinds import kind_name

Period: TypeAlias = Literal["any", "this_year", "last_12_months", "custom"]

_NAMED: Final = 2


@dataclass(frozen=True, slots=True)
class Scope:
    """What a person chose; `since` and `until` (both included) are those of the period "custom"."""

    places: tuple[str, ...] = ()
    kinds: tuple[str, ...] = ()
    period: Period = "any"
    since: date | None = None
    until: date | None = None

    @property
    def is_everything(self) -> bool:
        return not self.places and not self.kinds and self.days(QDate.currentDate()) == (None, None)

    def filters(self, today: QDate) -> Filters:
        """The same for the engine, counted from this day."""
        if self.is_everything:
            return EVERYWHERE
        first, last = self.days(today)
        return Filters(
            places=self.places,
            kinds=self.kinds,
            modified_from=float(first.startOfDay().toSecsSinceEpoch()) if first is not None else None,
            modified_until=float(last.addDays(1).startOfDay().toSecsSinceEpoch()) if last is not None else None,
        )

    def days(self, today: QDate) -> tuple[QDate | None, QDate | None]:
        """The first and the last day."""
        match self.period:
            case "any":
                return None, None
            case "this_year":
                return QDate(today.year(), 1, 1), None
            case "last_12_months":
                return today.addMonths(-12), None
            case "custom":
                return _qdate(self.since), _qdate(self.until)


ALL: Final = Scope()


class ScopeWords(QObject):
    """Says a scope in a few words."""

    def short(self, scope: Scope) -> str:
        """For a button: "Rules, PDF, this year"; "All documents" where nothing is left out."""
        parts = [*self._places(scope), *kind_names(scope.kinds), *self._period(scope)]
        #: Where a question looks: in all documents of the collection
        return self._separator().join(parts) if parts else self.tr("All documents")

    def _places(self, scope: Scope) -> list[str]:
        names = [file_name(place) for place in scope.places]
        if len(names) <= _NAMED:
            return names
        #: Two names of folders or documents, and how many others there are
        return [
            self.tr("{names} and %n more", "", len(names) - _NAMED).format(names=self._separator().join(names[:_NAMED]))
        ]

    def _period(self, scope: Scope) -> list[str]:
        match scope.period:
            case "any":
                return []
            case "this_year":
                #: A choice of time, as part of a list: documents changed this year
                return [self.tr("this year")]
            case "last_12_months":
                return [self.tr("the last 12 months")]
            case "custom":
                return self._days(_qdate(scope.since), _qdate(scope.until))

    def _days(self, first: QDate | None, last: QDate | None) -> list[str]:
        if first is not None and last is not None:
            return [self.tr("{first} to {last}").format(first=day_text(first), last=day_text(last))]
        if first is not None:
            return [self.tr("since {day}").format(day=day_text(first))]
        return [self.tr("until {day}").format(day=day_text(last))] if last is not None else []

    def _separator(self) -> str:
        #: Between the places, types and times that a question looks in
        return self.tr(", ")


def kind_names(kinds: tuple[str, ...]) -> list[str]:
    """Names of formats, each once: some formats have the same name for a person."""
    return list(dict.fromkeys(kind_name(kind) for kind in kinds))


def _qdate(day: date | None) -> QDate | None:
    return QDate(day.year, day.month, day.day) if day is not None else None
