"""Everything that can go wrong and that a person can act on.

    DesktopRagError
    ├── DocumentError                 one document could not be read; it is set aside, the rest goes on
    │   ├── DocumentDamaged           the file is broken or cut off
    │   ├── DocumentLocked            it needs a password
    │   ├── DocumentEmpty             it holds no bytes, or nothing but white space
    │   ├── DocumentHasNoText         its pages are pictures
    │   ├── DocumentKindUnknown       its content is of no kind that can be read
    │   ├── DocumentTooLarge          more bytes, pages, characters or memory than allowed
    │   ├── DocumentTooSlow           reading it took longer than allowed
    │   ├── DocumentCrashedReader     reading it ended the reader twice
    │   ├── DocumentUnreadable        the system does not let us open it
    │   ├── DocumentOutside           a link that leads out of the chosen folder, or in a circle
    │   ├── DocumentChanged           the file is not what was indexed any more
    │   └── DocumentAway              the file is not there now
    ├── ModelError
    │   ├── ModelMissing              no such model is installed
    │   ├── ModelFileInvalid          cut off, or not a model file at all
    │   ├── ModelMismatch             size or checksum differ from the manifest
    │   ├── NotEnoughMemory           it needs more memory than this computer has free
    │   └── ModelUnsupported          a well-formed file of a kind that cannot be used here
    ├── WorkerError
    │   ├── WorkerDied                the process ended in the middle of a job
    │   ├── WorkerTimedOut            no answer in time; it was ended
    │   ├── WorkerMisbehaved          what it sent was no message, or far too much
    │   └── WorkerResting             it ended three times in a row; it rests until asked
    ├── LibraryError
    │   ├── LibraryInUse              another process of ours has the library open
    │   ├── LibraryUnreadable         the folder cannot be used (rights, full disk, damage)
    │   ├── DiskFull                  no room left for the index
    │   ├── CollectionUnknown · DocumentUnknown · ChatUnknown · PathUnknown
    │   └── CollectionNameTaken · CollectionNameInvalid
    ├── QuestionError
    │   ├── QuestionEmpty             nothing but white space or control characters
    │   ├── QuestionTooLong
    │   └── QuestionLineInvalid       a line of a file of questions that is none
    ├── SettingError
    │   ├── SettingUnknown · SettingInvalid
    │   └── RefusedByPolicy           IT has fixed this
    ├── BadMessage                    a line on a pipe that is no message
    ├── Cancelled                     the person stopped it; not an error, shows no dialog
    └── InternalError                 a defect of ours

Only the code crosses a pipe, with details that are safe to keep (numbers, names of settings); the sentences are in
`messages/`.
"""

from collections.abc import Mapping
from typing import ClassVar, TypeAlias

Detail: TypeAlias = str | int | float


class DesktopRagError(Exception):
    """Root of all errors that have a sentence; `code` is stable, `details` never hold content of a document."""

    code: ClassVar[str] = "internal"

    def __init__(self, **details: Detail) -> None:
        super().__init__(self.code)
        self.details: Mapping[str, Detail] = details


class DocumentError(DesktopRagError):
    """One document could not be read."""

    code = "document_unreadable"


class DocumentDamaged(DocumentError):
    """The file is broken or cut off."""

    code = "document_damaged"


class DocumentLocked(DocumentError):
    """The document needs a password."""

    code = "document_locked"


class DocumentEmpty(DocumentError):
    """The file holds no bytes, or nothing but white space."""

    code = "document_empty"


class DocumentHasNoText(DocumentError):
    """The pages are pictures without a text layer."""

    code = "document_no_text"


class DocumentKindUnknown(DocumentError):
    """The content is of no kind that can be read."""

    code = "document_kind_unknown"


class DocumentTooLarge(DocumentError):
    """More bytes, pages, characters or memory than allowed."""

    code = "document_too_large"


class DocumentTooSlow(DocumentError):
    """Reading took longer than allowed."""

    code = "document_too_slow"


class DocumentCrashedReader(DocumentError):
    """Reading this document ended the reader twice."""

    code = "document_crashed_reader"


class DocumentUnreadable(DocumentError):
    """The system does not let us open the file."""

    code = "document_unreadable"


class DocumentOutside(DocumentError):
    """A link that leads out of the chosen folder, or in a circle."""

    code = "document_outside"


class DocumentChanged(DocumentError):
    """The file on the disk is not what was indexed."""

    code = "document_changed"


class DocumentAway(DocumentError):
    """The file is not there now."""

    code = "document_away"


class ModelError(DesktopRagError):
    """A model cannot be used."""

    code = "model_failed"


class ModelMissing(ModelError):
    """No such model is installed."""

    code = "model_missing"


class ModelFileInvalid(ModelError):
    """The file is cut off, or no model file at all."""

    code = "model_file_invalid"


class ModelMismatch(ModelError):
    """Size or checksum differ from what the manifest says."""

    code = "model_mismatch"


class NotEnoughMemory(ModelError):
    """The model needs more memory than is free."""

    code = "not_enough_memory"


class ModelUnsupported(ModelError):
    """A well-formed model of a kind that cannot be used here."""

    code = "model_unsupported"


class WorkerError(DesktopRagError):
    """A worker process did not do its job."""

    code = "worker_failed"


class WorkerDied(WorkerError):
    """The worker ended in the middle of a job."""

    code = "worker_died"


class WorkerTimedOut(WorkerError):
    """The worker did not answer in time and was ended."""

    code = "worker_timed_out"


class WorkerMisbehaved(WorkerError):
    """The worker sent something that is no message, or far too much."""

    code = "worker_misbehaved"


class WorkerResting(WorkerError):
    """The worker ended three times in a row and rests until asked."""

    code = "worker_resting"


class LibraryError(DesktopRagError):
    """The library cannot be used."""

    code = "library_unreadable"


class LibraryInUse(LibraryError):
    """Another process has this library open."""

    code = "library_in_use"


class LibraryUnreadable(LibraryError):
    """The library folder cannot be read or written."""

    code = "library_unreadable"


class DiskFull(LibraryError):
    """No room is left on the disk of the library."""

    code = "disk_full"


class CollectionUnknown(LibraryError):
    """No collection has this name or id."""

    code = "collection_unknown"


class CollectionNameTaken(LibraryError):
    """Another collection has this name."""

    code = "collection_name_taken"


class CollectionNameInvalid(LibraryError):
    """The name is empty, too long, or holds characters that cannot be seen."""

    code = "collection_name_invalid"


class DocumentUnknown(LibraryError):
    """The library holds no such document."""

    code = "document_unknown"


class ChatUnknown(LibraryError):
    """No such chat is kept."""

    code = "chat_unknown"


class PathUnknown(LibraryError):
    """Nothing is at this path and nothing of it is in the library."""

    code = "path_unknown"


class QuestionError(DesktopRagError):
    """The question cannot be asked as it stands."""

    code = "question_empty"


class QuestionEmpty(QuestionError):
    """The question holds nothing to search for."""

    code = "question_empty"


class QuestionTooLong(QuestionError):
    """The question is longer than can be searched for."""

    code = "question_too_long"


class QuestionLineInvalid(QuestionError):
    """A line of a file of questions is no question."""

    code = "question_line_invalid"


class SettingError(DesktopRagError):
    """A setting cannot be used as it stands."""

    code = "setting_invalid"


class SettingUnknown(SettingError):
    """There is no setting of this name."""

    code = "setting_unknown"


class SettingInvalid(SettingError):
    """The value does not fit the setting."""

    code = "setting_invalid"


class RefusedByPolicy(SettingError):
    """The organisation has fixed this."""

    code = "refused_by_policy"


class BadMessage(DesktopRagError):
    """A line on a pipe is no message."""

    code = "bad_message"


class Cancelled(DesktopRagError):
    """The person stopped it; not an error and no reason for a dialog."""

    code = "cancelled"


class InternalError(DesktopRagError):
    """A defect of ours."""

    code = "internal"


def error_classes() -> Mapping[str, type[DesktopRagError]]:
    """Every concrete error class by its code; where a parent shares its child's code the child wins."""

    def walk(root: type[DesktopRagError]) -> list[type[DesktopRagError]]:
        return [root, *(found for child in root.__subclasses__() for found in walk(child))]

    return {found.code: found for found in walk(DesktopRagError)}


def from_code(code: str, details: Mapping[str, Detail] | None = None) -> DesktopRagError:
    """Build the error that a code from a pipe stands for; an unknown code is an `InternalError`."""
    return error_classes().get(code, InternalError)(**(details or {}))
