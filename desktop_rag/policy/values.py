"""What IT fixed or suggested, where each value came from, and what is wrong with it."""

import dataclasses
import hashlib
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any, TypeAlias

import msgspec

from desktop_rag.errors import SettingInvalid
from desktop_rag.policy import endpoints
from desktop_rag.policy.keys import KEYS
from desktop_rag.policy.kinds import Monitoring
from desktop_rag.records import SettingValue
from desktop_rag.settings import Settings, Value, change
from desktop_rag.settings import get as setting
from desktop_rag.settings import keys as setting_keys

NO_POLICY = "none"
# What a setting holds as lines, and the policy as a list.
_LINES = ("azure.redact_words", "azure.redact_patterns", "index.exclude")
# The settings that a list of the policy bounds.
BOUNDED_BY = MappingProxyType(
    {
        "azure.auth": "azure.allowed_auth",
        "azure.endpoint": "azure.allowed_endpoints",
        "azure.deployment": "azure.allowed_deployments",
        "chats.keep_days": "chats.max_keep_days",
    }
)
_ShownValue: TypeAlias = str | int | float | bool | tuple[str, ...] | None


@dataclass(frozen=True, slots=True)
class PolicyValue:
    """One value; `source` is the file, registry key or profile as IT would look for it.

    Without `is_fixed` it is a preset: what holds until the person chooses otherwise. Lists are tuples of text.
    """

    key: str
    value: Any
    source: str
    is_fixed: bool


@dataclass(frozen=True, slots=True)
class PolicyProblem:
    """Something that cannot be used; `suggestion` is the name that was probably meant."""

    source: str
    key: str | None
    code: str
    suggestion: str | None = None


@dataclass(frozen=True, slots=True)
class Policy:
    """All that IT says. With any problem in it, Azure and downloads are off: `load` has put that into the values."""

    values: Mapping[str, PolicyValue] = field(default_factory=lambda: MappingProxyType({}))
    problems: tuple[PolicyProblem, ...] = ()
    sha256: str = NO_POLICY
    organisation: str | None = None

    @property
    def is_local_only(self) -> bool:
        """Whether something in the policy cannot be read or is wrong, so that everything stays on this computer."""
        return bool(self.problems)

    @property
    def monitoring(self) -> Monitoring | None:
        """What IT declares about abuse monitoring."""
        declared = self.get("azure.monitoring", None)
        return declared if isinstance(declared, Monitoring) else None

    @property
    def gives_consent(self) -> bool:
        """Whether the organisation has agreed to sendings in the person's place."""
        found = self.fixed("azure.consent")
        return found is not None and found.value == "policy" and not self.is_local_only

    def fixed(self, key: str) -> PolicyValue | None:
        """What IT fixed for a key."""
        found = self.values.get(key)
        return found if found is not None and found.is_fixed else None

    def preset(self, key: str) -> PolicyValue | None:
        """What IT suggests for a key."""
        found = self.values.get(key)
        return found if found is not None and not found.is_fixed else None

    def locks(self, key: str) -> bool:
        """Whether the person cannot change a setting; lists that only add to the person's own stay theirs."""
        return self.fixed(key) is not None and not KEYS[key].is_additive

    def get(self, key: str, default: Any) -> Any:
        """The value that IT fixed or suggests."""
        found = self.values.get(key)
        return default if found is None else found.value

    def list_of(self, key: str) -> tuple[str, ...]:
        """The texts of a list; empty without one, so ask `fixed` where an empty list means "none allowed"."""
        found = self.get(key, ())
        return found if isinstance(found, tuple) else ()

    def apply(self, settings: Settings, chosen: Collection[str] | None = None) -> Settings:
        """The settings in effect: presets below the person's choice, fixed values and limits above.

        `chosen` names what the person has set; without it that is whatever differs from the default.
        """
        for key in setting_keys():
            found = self.values.get(key)
            if found is not None and (found.is_fixed or not _is_chosen(settings, key, chosen)):
                settings = _put(settings, key, self._in_effect(found, setting(settings, key)))
        for key in BOUNDED_BY:
            settings = self._bound(settings, key)
        return _put(settings, "azure.enabled", value=False) if self.is_local_only else settings

    def _in_effect(self, found: PolicyValue, own: object) -> object:
        if found.key in _LINES:
            lines = str(own).splitlines() if found.is_fixed else ()
            return "\n".join(dict.fromkeys((*found.value, *(line for line in lines if line.strip()))))
        if found.key == "azure.consent" and found.value == "policy":
            return "question"  # what is asked where the organisation's consent does not hold
        return found.value

    def _bound(self, settings: Settings, key: str) -> Settings:
        limit = self.fixed(BOUNDED_BY[key])
        value = setting(settings, key)
        if limit is None:
            return settings
        if key == "chats.keep_days":
            return settings if allows(self, key, value) else _put(settings, key, limit.value)
        if key == "azure.auth":
            return settings if allows(self, key, value) else _put(settings, key, limit.value[0])
        # An endpoint or deployment that is not allowed stays, so that a question is refused by its name and never goes
        # elsewhere in silence. Where none is set and just one is allowed, there is nothing to choose.
        if not limit.value:
            return _put(settings, key, "")
        return _put(settings, key, limit.value[0]) if not value and len(limit.value) == 1 else settings


def allows(policy: Policy, key: str, value: Value) -> bool:
    """Whether a person may give a setting this value: it is not fixed to another, and within IT's limits.

    A text is read as the setting reads it, so that "30" from a terminal is a number; what it cannot read is refused.
    """
    try:
        value = setting(change(Settings(), key, value), key)
    except SettingInvalid:
        return False
    fixed = policy.fixed(key)
    if fixed is not None and not KEYS[key].is_additive and fixed.value != value:
        return False
    limit = policy.fixed(BOUNDED_BY.get(key, ""))
    if limit is None or value == "":
        return True
    match key:
        case "chats.keep_days":
            return isinstance(value, int) and value <= limit.value
        case "azure.endpoint":
            return any(endpoints.is_same_resource(str(value), allowed) for allowed in limit.value)
        case _:
            return value in limit.value


def describe(policy: Policy, settings: Settings, chosen: Collection[str] | None = None) -> tuple[SettingValue, ...]:
    """Every key with the value in effect and where it came from; the keys that only IT has are listed behind."""
    effective = policy.apply(settings, chosen)
    found = [_describe_setting(policy, settings, effective, key, chosen) for key in setting_keys()]
    for key in (name for name in KEYS if name not in setting_keys()):
        value = policy.values.get(key)
        if value is None:
            found.append(SettingValue(key, None, "default"))
        else:
            found.append(SettingValue(key, shown(value.value), "policy", value.source, is_preset=not value.is_fixed))
    return tuple(found)


def shown(value: Any) -> _ShownValue:
    """A value as a page or JSON shows it."""
    if isinstance(value, Monitoring):
        return value.lines()
    result: _ShownValue = value
    return result


def _describe_setting(
    policy: Policy, settings: Settings, effective: Settings, key: str, chosen: Collection[str] | None
) -> SettingValue:
    value, own = setting(effective, key), setting(settings, key)
    found = policy.values.get(key)
    if found is not None and found.is_fixed:
        # To a list that only adds, a person may add, too.
        can_change = not policy.locks(key)
        return SettingValue(
            key, "policy" if found.value == "policy" else value, "policy", found.source, is_preset=can_change
        )
    if found is not None and not _is_chosen(settings, key, chosen):
        return SettingValue(key, value, "policy", found.source, is_preset=True)
    limit = policy.fixed(BOUNDED_BY.get(key, ""))
    if value != own and limit is not None:  # within the limit the person may choose otherwise
        return SettingValue(key, value, "policy", limit.source, is_preset=True)
    return SettingValue(key, value, "user" if _is_chosen(settings, key, chosen) else "default")


def _is_chosen(settings: Settings, key: str, chosen: Collection[str] | None) -> bool:
    if chosen is not None:
        return key in chosen
    return setting(settings, key) != setting(Settings(), key)


def _put(settings: Settings, key: str, value: Any) -> Settings:
    """The settings with a value that the policy's own check has passed."""
    group, name = key.split(".")
    return dataclasses.replace(settings, **{group: dataclasses.replace(getattr(settings, group), **{name: value})})


def fingerprint(values: Mapping[str, PolicyValue], problems: tuple[PolicyProblem, ...]) -> str:
    """SHA-256 of what the policy says; where it says it does not matter, except for problems."""
    if not values and not problems:
        return NO_POLICY
    content = {
        "values": [[key, values[key].value, values[key].is_fixed] for key in sorted(values)],
        "problems": sorted((problem.source, problem.key or "", problem.code) for problem in problems),
    }
    return hashlib.sha256(msgspec.json.encode(content, order="sorted")).hexdigest()
