"""Policies from the Windows registry, in the form in which group policy writes them from the ADMX template."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from desktop_rag.policy import native_forms
from desktop_rag.policy.statements import Statement
from desktop_rag.policy.values import PolicyProblem

ROOT_KEY = r"Software\Policies\DesktopRAG"
RECOMMENDED = "Recommended"
# Types of registry values, as Windows numbers them.
REG_SZ, REG_EXPAND_SZ, REG_DWORD, REG_MULTI_SZ, REG_QWORD = 1, 2, 4, 7, 11
_MAX_DEPTH = 6
_MAX_ENTRIES = 20_000


@dataclass(frozen=True, slots=True)
class RegistryKey:
    """A key with its values (data and type) and the keys below it."""

    values: Mapping[str, tuple[object, int]] = field(default_factory=dict)
    keys: Mapping[str, "RegistryKey"] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class RegistryPlace:
    r"""The policies of one hive (HKLM or HKCU), fixed ones and below ``Recommended`` the presets.

    Both are writable by administrators alone, by the rights that Windows gives to ``Software\Policies``.
    `read` returns None where the key does not exist and raises OSError where it cannot be read.
    """

    hive: str
    level: int
    read: Callable[[str, str], RegistryKey | None]

    def statements(self) -> tuple[Statement, ...]:
        source = f"{self.hive}\\{ROOT_KEY}"
        try:
            tree = self.read(self.hive, ROOT_KEY)
        except (OSError, ValueError):
            return (Statement(source, is_fixed=True, problems=(PolicyProblem(source, None, "unreadable"),)),)
        if tree is None:
            return ()
        groups = {name: key for name, key in tree.keys.items() if name.lower() != RECOMMENDED.lower()}
        found = [_statement(source, RegistryKey(tree.values, groups), self.level, is_fixed=True)]
        for name, key in tree.keys.items():
            if name.lower() == RECOMMENDED.lower():
                found.append(_statement(f"{source}\\{name}", key, self.level, is_fixed=False))
        return tuple(found)


def _statement(source: str, tree: RegistryKey, level: int, *, is_fixed: bool) -> Statement:
    return Statement(source, is_fixed, level, native_forms.as_json(_plain(tree)))


def _plain(tree: RegistryKey) -> dict[str, object]:
    """Names and values without types; a number stays one, and what is neither text nor number becomes unusable."""
    # The value without a name (the key's "default") is no part of a policy; editors like to set it to "".
    found: dict[str, object] = {name.lower(): _plain(key) for name, key in tree.keys.items()}
    for name, (data, kind) in tree.values.items():
        if not name and data in ("", None):
            continue
        # What is in a list has the name that IT gave it: only the names of keys are lower case.
        found[name] = data if kind in (REG_SZ, REG_EXPAND_SZ, REG_DWORD, REG_MULTI_SZ, REG_QWORD) else b""
    return found


def read_key(api: Any, hive: str, path: str) -> RegistryKey | None:
    """A key of the registry with everything below it, through `winreg` or what acts like it.

    Raises OSError where Windows refuses, ValueError where it holds absurdly much.
    """
    root = api.HKEY_LOCAL_MACHINE if hive == "HKLM" else api.HKEY_CURRENT_USER
    try:
        opened = api.OpenKey(root, path, 0, api.KEY_READ | api.KEY_WOW64_64KEY)
    except FileNotFoundError:
        return None
    with opened as key:
        return _walk(api, key, _MAX_DEPTH)


def _walk(api: Any, key: Any, depth: int) -> RegistryKey:
    keys, values, _changed = api.QueryInfoKey(key)
    if depth == 0 or keys + values > _MAX_ENTRIES:
        raise ValueError
    found_values = {}
    for index in range(values):
        name, data, kind = api.EnumValue(key, index)
        found_values[name] = (data, kind)
    found_keys = {}
    for index in range(keys):
        name = api.EnumKey(key, index)
        with api.OpenKey(key, name, 0, api.KEY_READ | api.KEY_WOW64_64KEY) as below:
            found_keys[name] = _walk(api, below, depth - 1)
    return RegistryKey(found_values, found_keys)
