"""What a terminal command ends with: 0 done, 1 failed, and the codes of what a script can act on."""

from desktop_rag import errors

DONE, FAILED, USAGE, IN_USE, REFUSED, UNKNOWN, INTERRUPTED = 0, 1, 2, 3, 4, 5, 130

_BY_CODE = {
    errors.LibraryInUse.code: IN_USE,
    errors.RefusedByPolicy.code: REFUSED,
    errors.PolicyInvalid.code: REFUSED,
    errors.AzureNotAllowed.code: REFUSED,
    errors.CollectionStaysLocal.code: REFUSED,
    errors.ConsentNeeded.code: REFUSED,
    errors.SendingChanged.code: REFUSED,
    errors.DiskNotEncrypted.code: REFUSED,
    errors.ChatUnknown.code: UNKNOWN,
    errors.PathUnknown.code: UNKNOWN,
    errors.CollectionUnknown.code: UNKNOWN,
    errors.SettingUnknown.code: USAGE,
    errors.SettingInvalid.code: USAGE,
    errors.FilterPlaceUnknown.code: UNKNOWN,
    errors.FilterKindUnknown.code: USAGE,
    errors.QuestionEmpty.code: USAGE,
    errors.QuestionTooLong.code: USAGE,
    errors.CollectionNameInvalid.code: USAGE,
    errors.CollectionNameTaken.code: USAGE,
}


def of(code: str) -> int:
    """The exit code for the code of an error."""
    return _BY_CODE.get(code, FAILED)
