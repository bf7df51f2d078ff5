"""What reading a file gives to whoever stores it: documents that are cut, and all else that becomes of one."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeAlias

from desktop_rag.engine.catalog import DocumentEntry
from desktop_rag.engine.storing import CutDocument
from desktop_rag.engine.walker import FoundFile


@dataclass(frozen=True, slots=True)
class Refused:
    """A document that cannot be read, and why."""

    entry: DocumentEntry
    code: str


@dataclass(frozen=True, slots=True)
class Kept:
    """Documents whose content is indexed already, whatever else changed."""

    entries: Sequence[DocumentEntry]


@dataclass(frozen=True, slots=True)
class Renamed:
    """Parts that have other names now, and nothing else."""

    entries: Sequence[DocumentEntry]


@dataclass(frozen=True, slots=True)
class Left:
    """A document that is for the next job: its reader was ended from outside again and again, or its file is gone."""

    entry: DocumentEntry


@dataclass(frozen=True, slots=True)
class Vanished:
    """Parts that a file does not hold any more, or a file that went before anything of it was read."""

    entries: Sequence[DocumentEntry]


@dataclass(frozen=True, slots=True)
class FileDone:
    """All of a file has been given."""

    found: FoundFile


Item: TypeAlias = CutDocument | Refused | Kept | Renamed | Left | Vanished | FileDone
