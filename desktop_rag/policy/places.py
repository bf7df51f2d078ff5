"""Where policies are on each system: the places that Firefox and Chrome use, and no others.

No environment variable and no setting can lead elsewhere: whoever could set one could lift the policy.
"""

import functools
import sys
from pathlib import Path
from typing import Any

from desktop_rag.policy import account, profile, registry
from desktop_rag.policy.json_file import JsonFolder
from desktop_rag.policy.statements import Place
from desktop_rag.policy.trust import Trust

LINUX_FOLDER = Path("/etc/desktop-rag/policies")
_COMPUTER, _ACCOUNT = 0, 1


def system_places() -> tuple[Place, ...]:
    """The places of the system that the program runs on."""
    if sys.platform == "win32":
        import winreg

        return windows_places(winreg)
    elif sys.platform == "darwin":
        return macos_places(account.current().name)
    else:
        return linux_places()


def linux_places(folder: Path = LINUX_FOLDER, trust: Trust | None = None) -> tuple[Place, ...]:
    """Fixed values in ``managed``, presets in ``recommended``."""
    trusted = Trust() if trust is None else trust
    return (
        JsonFolder(folder / "managed", is_fixed=True, trust=trusted),
        JsonFolder(folder / "recommended", is_fixed=False, trust=trusted),
    )


def macos_places(
    account_name: str | None, folder: Path = profile.MANAGED_PREFERENCES, trust: Trust | None = None
) -> tuple[Place, ...]:
    """The computer's profile, and below it the one of the account."""
    trusted = Trust() if trust is None else trust
    name = f"{profile.BUNDLE_ID}.plist"
    places = [profile.ProfilePlace(folder / name, _COMPUTER, trusted)]
    if account_name is not None:
        places.append(profile.ProfilePlace(folder / account_name / name, _ACCOUNT, trusted))
    return tuple(places)


def windows_places(api: Any) -> tuple[Place, ...]:
    """The computer's policies, and below them those of the account, read through `winreg` or what acts like it."""
    read = functools.partial(registry.read_key, api)
    return registry.RegistryPlace("HKLM", _COMPUTER, read), registry.RegistryPlace("HKCU", _ACCOUNT, read)
