"""Everything that can go wrong and that a person can act on.

    DesktopRagError
    ├── DocumentError                 one document could not be read; it is set aside, the rest goes on
    │   ├── DocumentDamaged           the file is broken or cut off
    │   ├── DocumentLocked            it needs a password
    │   ├── DocumentEmpty             it holds no bytes, or nothing but white space
    │   ├── DocumentHasNoText         its pages are pictures
    │   ├── DocumentPicturesLeft      some of its pages are pictures; the rest can be searched
    │   ├── DocumentNotFindable       the index does not find a sentence of it
    │   ├── DocumentKindUnknown       its content is of no kind that can be read
    │   ├── DocumentNeedsOffice       an older Office format, which LibreOffice reads where it is installed
    │   ├── DocumentTooDeep           documents inside documents, deeper than is read
    │   ├── DocumentOnlineOnly        only its name is on this computer; reading it would download it
    │   ├── DocumentTooLarge          more bytes, pages, characters or memory than allowed
    │   ├── DocumentTooSlow           reading it took longer than allowed
    │   ├── DocumentCrashedReader     reading it ended the reader twice
    │   ├── DocumentUnreadable        the system does not let us open it
    │   ├── DocumentNotAllowed        the organisation does not let files of this kind or place be read
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
    │   ├── ErasureIncomplete         something of what was to be forgotten is still there
    │   ├── DiskFull                  no room left for the index
    │   ├── CollectionUnknown · DocumentUnknown · ChatUnknown · PathUnknown
    │   └── CollectionNameTaken · CollectionNameInvalid
    ├── QuestionError
    │   ├── QuestionEmpty             nothing but white space or control characters
    │   ├── QuestionTooLong
    │   └── QuestionLineInvalid       a line of a file of questions that is none
    ├── SettingError
    │   ├── SettingUnknown · SettingInvalid
    │   ├── RefusedByPolicy           IT has fixed this
    │   └── PolicyInvalid             IT's policy cannot be read: everything stays on this computer
    ├── SendingError                  nothing was sent
    │   ├── ConsentNeeded             the person has not agreed to exactly this text
    │   ├── SendingChanged            it is not the text that was agreed to any more
    │   ├── SendingNotAgreed          the last gate before the network refused a body nobody agreed to
    │   ├── SendingEmpty              every passage was taken out
    │   ├── CollectionStaysLocal      the collection is marked as never leaving this computer
    │   ├── LedgerError
    │   │   ├── LedgerUnwritable      the record could not be written
    │   │   └── LedgerDamaged         the record does not fit its seals
    │   └── DiskNotEncrypted          the organisation asks for an encrypted disk
    ├── KeychainError
    │   └── KeychainAbsent · KeychainLocked
    ├── AzureError                    what the service, or the way to it, answered
    │   ├── AzureOff · AzureNotAllowed · AzureNotConfigured · AzureEndpointInvalid · AzureKeyMissing
    │   ├── AzureKeyRefused · AzureNotPermitted · AzureSignInNeeded · AzureSignInFailed
    │   ├── AzureFirewall · AzureDeploymentUnknown · AzureBusy · AzureServerFailed
    │   ├── AzureFilteredQuestion · AzureFilteredAnswer · AzureTooLong
    │   ├── AzureParameterRefused · AzureRequestRefused
    │   ├── AzureUnreachable · AzureNotTrusted · AzureProxyRefused · AzureRedirected
    │   └── AzureEmpty · AzureCut · AzureTimedOut · AzureMisbehaved
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


class DocumentPicturesLeft(DocumentError):
    """Some pages are pictures that could not be read; details `pictures` and `pages` count them."""

    code = "document_pictures_left"


class DocumentNotFindable(DocumentError):
    """The index was asked for a sentence of the document and did not find it."""

    code = "document_not_findable"


class DocumentNeedsOffice(DocumentError):
    """An older Office format (DOC, XLS, PPT), which LibreOffice reads where it is installed."""

    code = "document_needs_office"


class DocumentTooDeep(DocumentError):
    """A document inside a document inside a document, deeper than is read."""

    code = "document_too_deep"


class DocumentOnlineOnly(DocumentError):
    """Only the name is on this computer (OneDrive's Files On-Demand); reading it would download it."""

    code = "document_online_only"


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


class DocumentNotAllowed(DocumentError):
    """The organisation's policy does not let files of this kind, or in this place, be read."""

    code = "document_not_allowed"


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


class FilterPlaceUnknown(QuestionError):
    """No document of the collection is at the place to which a question was narrowed."""

    code = "filter_place_unknown"


class FilterKindUnknown(QuestionError):
    """The collection holds no document of the kinds to which a question was narrowed."""

    code = "filter_kind_unknown"


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


class ErasureIncomplete(LibraryError):
    """Something of what was to be forgotten was still found by the check."""

    code = "erasure_incomplete"


class PolicyInvalid(SettingError):
    """The organisation's policy cannot be read or is wrong: everything stays on this computer."""

    code = "policy_invalid"


class SendingError(DesktopRagError):
    """Nothing was sent."""

    code = "sending_refused"


class ConsentNeeded(SendingError):
    """The person has not agreed to send exactly this text."""

    code = "consent_needed"


class SendingChanged(SendingError):
    """The text is not the one that was agreed to any more."""

    code = "sending_changed"


class SendingNotAgreed(SendingError):
    """The last gate before the network met a body that nobody agreed to."""

    code = "sending_not_agreed"


class SendingEmpty(SendingError):
    """Every passage was taken out, so there is nothing to answer from."""

    code = "sending_empty"


class CollectionStaysLocal(SendingError):
    """The collection is marked as never leaving this computer."""

    code = "collection_stays_local"


class LedgerError(SendingError):
    """The record of what leaves cannot be relied on."""

    code = "ledger_unwritable"


class LedgerUnwritable(LedgerError):
    """The record of what leaves could not be written."""

    code = "ledger_unwritable"


class LedgerDamaged(LedgerError):
    """The record of what left does not fit its seals."""

    code = "ledger_damaged"


class DiskNotEncrypted(SendingError):
    """The organisation asks for an encrypted disk, and this one is not, or cannot say."""

    code = "disk_not_encrypted"


class KeychainError(DesktopRagError):
    """The system's keychain cannot be used."""

    code = "keychain_absent"


class KeychainAbsent(KeychainError):
    """This computer offers no keychain that we trust."""

    code = "keychain_absent"


class KeychainLocked(KeychainError):
    """The keychain is locked, or did not answer."""

    code = "keychain_locked"


class AzureError(DesktopRagError):
    """Azure OpenAI, or the way to it, did not give an answer."""

    code = "azure_failed"


class AzureOff(AzureError):
    """Azure OpenAI is switched off."""

    code = "azure_off"


class AzureNotAllowed(AzureError):
    """The organisation does not allow Azure OpenAI, or not this endpoint, deployment or sign-in."""

    code = "azure_not_allowed"


class AzureNotConfigured(AzureError):
    """Endpoint or deployment is not set."""

    code = "azure_not_configured"


class AzureEndpointInvalid(AzureError):
    """The endpoint is no address of an Azure OpenAI resource."""

    code = "azure_endpoint_invalid"


class AzureKeyMissing(AzureError):
    """No key is kept for this endpoint."""

    code = "azure_key_missing"


class AzureKeyRefused(AzureError):
    """The service does not take the key."""

    code = "azure_key_refused"


class AzureNotPermitted(AzureError):
    """The account has no right to use the deployment."""

    code = "azure_not_permitted"


class AzureSignInNeeded(AzureError):
    """The person has to sign in first."""

    code = "azure_sign_in_needed"


class AzureSignInFailed(AzureError):
    """Signing in did not work."""

    code = "azure_sign_in_failed"


class AzureFirewall(AzureError):
    """The resource's network rules refuse this computer."""

    code = "azure_firewall"


class AzureDeploymentUnknown(AzureError):
    """The resource has no deployment of this name."""

    code = "azure_deployment_unknown"


class AzureBusy(AzureError):
    """Too many requests; `seconds` says how long to wait, where the service said so."""

    code = "azure_busy"


class AzureServerFailed(AzureError):
    """The service had a fault of its own; `status` is its number."""

    code = "azure_server_failed"


class AzureFilteredQuestion(AzureError):
    """The service's content filter refused the question."""

    code = "azure_filtered_question"


class AzureFilteredAnswer(AzureError):
    """The service's content filter ended the answer."""

    code = "azure_filtered_answer"


class AzureTooLong(AzureError):
    """The request is longer than the model takes."""

    code = "azure_too_long"


class AzureParameterRefused(AzureError):
    """The model refuses a `parameter` of the request."""

    code = "azure_parameter_refused"


class AzureRequestRefused(AzureError):
    """The service refused the request; `status` is its number."""

    code = "azure_request_refused"


class AzureUnreachable(AzureError):
    """The service could not be reached."""

    code = "azure_unreachable"


class AzureNotTrusted(AzureError):
    """The service's certificate is not trusted."""

    code = "azure_not_trusted"


class AzureProxyRefused(AzureError):
    """The company's proxy refused the connection."""

    code = "azure_proxy_refused"


class AzureRedirected(AzureError):
    """The service pointed to another address, which was not followed."""

    code = "azure_redirected"


class AzureEmpty(AzureError):
    """The service answered with nothing."""

    code = "azure_empty"


class AzureCut(AzureError):
    """The connection was cut in the middle of the answer."""

    code = "azure_cut"


class AzureTimedOut(AzureError):
    """The service took longer than allowed."""

    code = "azure_timed_out"


class AzureMisbehaved(AzureError):
    """What came back is no answer of this service, or far too much."""

    code = "azure_misbehaved"


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
