"""How a document is: one clear word for each state and reason, with an icon and a colour that go with it."""

from dataclasses import dataclass
from enum import Enum
from typing import Final

from PySide6.QtCore import QCoreApplication

from desktop_rag.records import Document


class Health(Enum):
    """In the order of what a person should look at first."""

    NOT_FOUND = "document_not_findable"
    DAMAGED = "document_damaged"
    LOCKED = "document_locked"
    NO_TEXT = "document_no_text"
    NEEDS_OFFICE = "document_needs_office"
    ONLINE_ONLY = "document_online_only"
    TOO_LARGE = "document_too_large"
    TOO_SLOW = "document_too_slow"
    FAILED_TWICE = "document_crashed_reader"
    NO_ACCESS = "document_unreadable"
    NOT_ALLOWED = "document_not_allowed"
    UNKNOWN_KIND = "document_kind_unknown"
    TOO_DEEP = "document_too_deep"
    LINK = "document_outside"
    EMPTY = "document_empty"
    SET_ASIDE = "set_aside"
    PARTLY = "partly"
    AWAY = "away"
    WAITING = "pending"
    READY = "indexed"

    @property
    def is_set_aside(self) -> bool:
        """Whether the document cannot be searched at all."""
        return self not in _NOT_SET_ASIDE

    @property
    def needs_attention(self) -> bool:
        """Whether there is something that a person may do about it."""
        return self not in (Health.READY, Health.WAITING)

    @property
    def can_be_tried_again(self) -> bool:
        """Whether reading it once more may help."""
        return self.needs_attention and self is not Health.AWAY


@dataclass(frozen=True, slots=True)
class Sign:
    """An icon, and the field of `Theme` that has its colour."""

    icon: str
    colour: str


_NOT_SET_ASIDE: Final = (Health.NOT_FOUND, Health.PARTLY, Health.AWAY, Health.WAITING, Health.READY)
_BY_CODE: Final = {health.value: health for health in Health if health.value.startswith("document_")}
_SET_ASIDE_SIGN: Final = Sign("warning", "look_here")
_SIGNS: Final = {
    Health.READY: Sign("check", "quiet"),
    Health.WAITING: Sign("waiting", "quiet"),
    Health.AWAY: Sign("away", "quiet"),
    Health.PARTLY: Sign("partly", "look_here"),
    Health.NOT_FOUND: Sign("not_found", "failed"),
    Health.DAMAGED: Sign("broken", "look_here"),
    Health.FAILED_TWICE: Sign("broken", "look_here"),
    Health.LOCKED: Sign("lock", "look_here"),
    Health.NO_ACCESS: Sign("lock", "look_here"),
    Health.NOT_ALLOWED: Sign("lock", "quiet"),
    Health.NO_TEXT: Sign("picture", "look_here"),
    Health.ONLINE_ONLY: Sign("download", "look_here"),
}


def health_of(document: Document) -> Health:
    """The health of a document, from its state and the code of its reason."""
    match document.state:
        case "set_aside":
            return _BY_CODE.get(document.code or "", Health.SET_ASIDE)
        case "partly":
            return Health.NOT_FOUND if document.code == Health.NOT_FOUND.value else Health.PARTLY
        case "indexed":
            return Health.READY
        case "away":
            return Health.AWAY
        case "pending":
            return Health.WAITING


def sign_of(health: Health) -> Sign:
    return _SIGNS.get(health, _SET_ASIDE_SIGN)


def word_of(health: Health) -> str:  # noqa: PLR0911, PLR0912, C901  # one line a word
    """One or two words that stand in a column."""
    translate = QCoreApplication.translate
    match health:
        case Health.READY:
            #: State of a document: it is indexed and can be found
            return translate("Health", "Ready")
        case Health.WAITING:
            #: State of a document: it is not read yet
            return translate("Health", "Waiting")
        case Health.AWAY:
            #: State of a document: the file is not there now, for example on a drive that is unplugged
            return translate("Health", "Away")
        case Health.PARTLY:
            #: State of a document: it can be found, but not all of it could be read
            return translate("Health", "Partly")
        case Health.NOT_FOUND:
            #: State of a document: it was read, but a search for one of its own sentences did not find it
            return translate("Health", "Not found")
        case Health.DAMAGED:
            return translate("Health", "Damaged")
        case Health.LOCKED:
            #: State of a document: it is protected by a password
            return translate("Health", "Locked")
        case Health.NO_TEXT:
            #: State of a document: its pages are pictures
            return translate("Health", "No text")
        case Health.NEEDS_OFFICE:
            return translate("Health", "Needs LibreOffice")
        case Health.ONLINE_ONLY:
            #: State of a document: only its name is on this computer, as OneDrive does it
            return translate("Health", "Online only")
        case Health.TOO_LARGE:
            return translate("Health", "Too large")
        case Health.TOO_SLOW:
            #: State of a document: reading it took longer than allowed
            return translate("Health", "Too slow")
        case Health.FAILED_TWICE:
            #: State of a document: reading it ended the reader twice
            return translate("Health", "Failed twice")
        case Health.NO_ACCESS:
            #: State of a document: the system does not let us open it
            return translate("Health", "No access")
        case Health.NOT_ALLOWED:
            #: State of a document: the organisation does not let it be read
            return translate("Health", "Not allowed")
        case Health.UNKNOWN_KIND:
            #: State of a document: its content is of no kind that can be read
            return translate("Health", "Unknown type")
        case Health.TOO_DEEP:
            #: State of a document: it lies in a document in a document, too many times
            return translate("Health", "Too deep inside")
        case Health.LINK:
            #: State of a document: it is a link out of the chosen folder
            return translate("Health", "Link elsewhere")
        case Health.EMPTY:
            return translate("Health", "Empty")
        case Health.SET_ASIDE:
            #: State of a document: it could not be read
            return translate("Health", "Set aside")
