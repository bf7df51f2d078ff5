"""What a policy allows: documents, models and where they come from, collections that stay, and what is declared."""

import re
import sys
import unicodedata
from functools import lru_cache
from pathlib import PurePath

from desktop_rag.policy import account, endpoints
from desktop_rag.policy.kinds import Monitoring
from desktop_rag.policy.values import Policy

_SHA256 = re.compile(r"[0-9a-fA-F]{64}")
# Names that differ only in case are the same file there.
_IS_CASE_BLIND = sys.platform in ("win32", "darwin")


def allows_document(
    policy: Policy, path: PurePath, *, owner: account.Account | None = None, is_case_blind: bool = _IS_CASE_BLIND
) -> bool:
    """Whether a file may be indexed: its suffix is allowed and it lies below an allowed folder.

    `path` must be the real one, links and `..` resolved: a link in an allowed folder may lead anywhere.
    """
    types = policy.fixed("documents.allowed_types")
    if types is not None and path.suffix.lower() not in types.value:
        return False
    return allows_folder(policy, path, owner=owner, is_case_blind=is_case_blind)


def allows_folder(
    policy: Policy, path: PurePath, *, owner: account.Account | None = None, is_case_blind: bool = _IS_CASE_BLIND
) -> bool:
    """Whether a real path is an allowed folder or lies below one."""
    folders = policy.fixed("documents.allowed_folders")
    if folders is None:
        return True
    person = owner or account.current()
    asked = _comparable(str(path), is_case_blind=is_case_blind)
    return any(
        (expression := _below(entry, person, is_case_blind)) is not None and expression.fullmatch(asked) is not None
        for entry in folders.value
    )


def allows_model(policy: Policy, name: str, sha256: str | None) -> bool:
    """Whether a model file may be used; a file whose hash is not known is judged by its name alone."""
    allowed = policy.fixed("models.allowed")
    if allowed is None:
        return True
    for entry in allowed.value:
        if _SHA256.fullmatch(entry):
            if sha256 is not None and entry.lower() == sha256.lower():
                return True
        elif _fits(entry, name):
            return True
    return False


def allows_downloads(policy: Policy) -> bool:
    """Whether a person may start the download of a model."""
    return not policy.is_local_only and policy.get("models.downloads", default=True) is True


def allows_source(policy: Policy, address: str) -> bool:
    """Whether a model may be downloaded from an address."""
    allowed = policy.fixed("models.sources")
    if not allows_downloads(policy):
        return False
    return allowed is None or any(endpoints.lies_below(address, entry) for entry in allowed.value)


def stays_local(policy: Policy, collection: str) -> bool:
    """Whether IT marked the collection of this name as never leaving this computer."""
    return any(_fits(entry, collection) for entry in policy.list_of("collections.always_local"))


def monitoring_of(policy: Policy, endpoint: str) -> Monitoring | None:
    """What IT declares about the resource behind an endpoint; None for any other resource."""
    declared = policy.monitoring
    return declared if declared is not None and endpoints.is_same_resource(declared.resource, endpoint) else None


def _fits(entry: str, name: str) -> bool:
    """Whether a name is the entry, in which `*` stands for anything; width and case of letters do not matter."""
    return _glob(_folded(entry)).fullmatch(_folded(name)) is not None


def _folded(name: str) -> str:
    return unicodedata.normalize("NFKC", name).casefold().strip()


@lru_cache(maxsize=1024)
def _glob(entry: str) -> re.Pattern[str]:
    # Several stars in a row are one; the possessive groups keep many stars from costing time that explodes.
    pieces = [re.escape(piece) for piece in re.split(r"\*+", entry)]
    if len(pieces) == 1:
        return re.compile(pieces[0], re.DOTALL)
    *middle, last = pieces[1:]
    return re.compile(pieces[0] + "".join(f"(?>.*?{piece})" for piece in middle) + f".*{last}", re.DOTALL)


@lru_cache(maxsize=1024)
def _below(entry: str, person: account.Account, is_case_blind: bool) -> re.Pattern[str] | None:
    """The expression of a folder and all below it; None where the account has no such folder."""
    if entry.startswith("~") or "%USERPROFILE%" in entry:
        if person.home is None:
            return None
        home = person.home.rstrip("/\\")
        entry = home + entry[1:] if entry.startswith("~") else entry.replace("%USERPROFILE%", home)
    if "%USERNAME%" in entry:
        if person.name is None:
            return None
        entry = entry.replace("%USERNAME%", person.name)
    steps = _comparable(entry, is_case_blind=is_case_blind).rstrip("/").split("/")
    expression = ""
    for number, step in enumerate(steps):
        if step == "**":
            expression += "(?:/[^/]+)*"
        else:
            expression += ("/" if number else "") + "[^/]*".join(re.escape(piece) for piece in re.split(r"\*+", step))
    return re.compile(expression + "(?:/.*)?", re.DOTALL)


def _comparable(path: str, *, is_case_blind: bool) -> str:
    """A path as it is compared: one kind of separator, one form of accents, one case where the system knows one."""
    path = unicodedata.normalize("NFC", path)
    if sys.platform == "win32" or re.match(r"[A-Za-z]:[/\\]|\\\\", path):
        path = path.replace("\\", "/").removeprefix("//?/")
    return path.casefold() if is_case_blind else path
