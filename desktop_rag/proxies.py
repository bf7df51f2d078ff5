"""Keeps proxy settings out of every process but online: put aside under another name, and given back to it."""

import os
from collections.abc import Mapping, MutableMapping

_NAMES = frozenset({"http_proxy", "https_proxy", "ftp_proxy", "all_proxy", "no_proxy"})
# Python takes every variable whose name ends in "_proxy" for one, so the name must not.
_BEFORE, _AFTER = "DESKTOP_RAG_", "_ASIDE"


def set_aside(environment: MutableMapping[str, str] = os.environ) -> None:
    """Rename what names a proxy, so that no library finds it and our children can still pass it on."""
    for name in list(environment):
        if name.lower() in _NAMES:
            environment[f"{_BEFORE}{name}{_AFTER}"] = environment.pop(name)


def restored(environment: Mapping[str, str]) -> dict[str, str]:
    """An environment in which they have their names again."""
    return {
        name.removeprefix(_BEFORE).removesuffix(_AFTER) if name.endswith(_AFTER) else name: value
        for name, value in environment.items()
    }
