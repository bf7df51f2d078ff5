"""Reads all places, judges every value, and joins them to one policy that can only err towards staying local."""

import difflib
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from types import MappingProxyType

from desktop_rag.policy import endpoints, kinds
from desktop_rag.policy.json_file import JsonFile
from desktop_rag.policy.keys import GROUPS, KEYS, Key
from desktop_rag.policy.places import system_places
from desktop_rag.policy.statements import Place, Statement
from desktop_rag.policy.values import BOUNDED_BY, Policy, PolicyProblem, PolicyValue, fingerprint

# A line that names the schema, for editors that check while one writes.
_SCHEMA_NAME = "$schema"
_LONGEST_NAME = 80
_MAX_PROBLEMS = 200


def load(places: Sequence[Place] | None = None) -> Policy:
    """The policy of this computer, or of the given places. Never raises: what is wrong is among the problems."""
    found = system_places() if places is None else places
    return join(statement for place in found for statement in place.statements())


def check(file: Path) -> Policy:
    """What one file says, as fixed values; who may write the file is not asked."""
    return join(JsonFile(file).statements())


def join(statements: Iterable[Statement]) -> Policy:
    """One policy from what all sources say."""
    problems: list[PolicyProblem] = []
    said: list[tuple[int, PolicyValue]] = []
    for statement in statements:
        problems += statement.problems
        for name, raw in _entries(statement, problems):
            value = _judge(statement, name, raw, problems)
            if value is not None:
                said.append((statement.level, value))
    values: dict[str, PolicyValue] = {}
    for is_fixed in (False, True):  # fixed values replace presets
        for name in KEYS:
            claims = [(level, value) for level, value in said if value.key == name and value.is_fixed is is_fixed]
            if claims:
                values[name] = _settle(KEYS[name], claims, problems)
    problems += _contradictions(values)
    # A source with thousands of unknown names must not fill a page, or the ledger.
    shown = tuple(dict.fromkeys(problems))[:_MAX_PROBLEMS]
    if shown:
        values = _stay_local(values, shown[0].source)
    organisation = values.get("organisation")
    return Policy(
        MappingProxyType(values), shown, fingerprint(values, shown), organisation.value if organisation else None
    )


def _entries(statement: Statement, problems: list[PolicyProblem]) -> Iterable[tuple[str, object]]:
    """Every key that a source names, with its raw value."""
    for group, values in statement.content.items():
        if group == _SCHEMA_NAME and isinstance(values, str):
            continue
        if group not in GROUPS:
            if group in KEYS and "." not in group:
                yield group, values
            else:
                problems.append(_unknown(statement.source, group))
        elif not isinstance(values, Mapping):
            problems.append(PolicyProblem(statement.source, group, "wrong_type"))
        else:
            for name, raw in values.items():
                yield f"{group}.{name}", raw


def _judge(statement: Statement, name: str, raw: object, problems: list[PolicyProblem]) -> PolicyValue | None:
    key = KEYS.get(name)
    if key is None:
        problems.append(_unknown(statement.source, name))
        return None
    if not statement.is_fixed and not key.may_be_preset and name != "organisation":
        problems.append(PolicyProblem(statement.source, name, "only_fixed"))
        return None
    try:
        value = kinds.read(key.kind, raw)
    except kinds.Refused as refused:
        where = f"{name}.{_printable(refused.where)}" if refused.where else name
        problems.append(PolicyProblem(statement.source, where, refused.code))
        return None
    if not statement.is_fixed and name == "azure.consent" and value == "policy":
        problems.append(PolicyProblem(statement.source, name, "only_fixed"))
        return None
    return PolicyValue(name, value, statement.source, statement.is_fixed)


def _unknown(source: str, name: str) -> PolicyProblem:
    """The problem of a name that is none, with the key that was probably meant."""
    close = difflib.get_close_matches(name[:_LONGEST_NAME].lower(), KEYS, n=1, cutoff=0.75)
    return PolicyProblem(source, _printable(name), "unknown_name", close[0] if close else None)


def _printable(name: str) -> str:
    return "".join(sign if sign.isprintable() else "?" for sign in name[:_LONGEST_NAME])


def _settle(key: Key, claims: list[tuple[int, PolicyValue]], problems: list[PolicyProblem]) -> PolicyValue:
    """The one value of a key that several sources give."""
    if key.is_additive:
        joined = tuple(dict.fromkeys(entry for _level, value in claims for entry in value.value))
        sources = "; ".join(dict.fromkeys(value.source for _level, value in claims))
        return PolicyValue(key.name, joined, sources, claims[0][1].is_fixed)
    strongest = min(level for level, _value in claims)
    rivals = [value for level, value in claims if level == strongest]
    last = rivals[-1]
    if last.is_fixed and key.name != "organisation":
        for rival in rivals[:-1]:
            if rival.value != last.value:
                problems.append(PolicyProblem(last.source, key.name, "contradiction"))
                if isinstance(last.value, tuple):  # of two lists of what is allowed only what both allow
                    last = PolicyValue(
                        key.name,
                        tuple(entry for entry in last.value if entry in rival.value),
                        last.source,
                        is_fixed=True,
                    )
    return last


def _contradictions(values: Mapping[str, PolicyValue]) -> Iterable[PolicyProblem]:
    """Values that IT's own limits do not allow."""
    for name, limited_by in BOUNDED_BY.items():
        value, limit = values.get(name), values.get(limited_by)
        if value is None or limit is None:
            continue
        if name == "chats.keep_days":
            is_within = value.value is not None and value.value <= limit.value
        elif name == "azure.endpoint":
            is_within = any(endpoints.is_same_resource(value.value, allowed) for allowed in limit.value)
        else:
            is_within = value.value in limit.value
        if not is_within:
            yield PolicyProblem(value.source, name, "contradiction")


def _stay_local(values: Mapping[str, PolicyValue], source: str) -> dict[str, PolicyValue]:
    """The values with everything off that reaches a network; the others hold as far as they could be read.

    They hold although their file has a mistake, since most of them protect, and a mistyped line must not delete chats
    by falling back to another number of days.
    """
    off = ("azure.enabled", "models.downloads")
    # What IT declares would only reassure.
    kept = {name: value for name, value in values.items() if name not in (*off, "azure.monitoring")}
    return kept | {name: PolicyValue(name, value=False, source=source, is_fixed=True) for name in off}
