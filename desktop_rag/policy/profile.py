"""Policies from macOS configuration profiles, as the system lays them down under ``/Library/Managed Preferences``."""

import contextlib
import os
import plistlib
import stat
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from xml.parsers.expat import ExpatError

from desktop_rag.policy import native_forms
from desktop_rag.policy.statements import Statement
from desktop_rag.policy.trust import NotTrusted, Trust
from desktop_rag.policy.values import PolicyProblem

BUNDLE_ID = "org.desktop-rag.DesktopRAG"
MANAGED_PREFERENCES = Path("/Library/Managed Preferences")
RECOMMENDED = "Recommended"
_MAX_BYTES = 1_000_000
# What a profile's payload says about itself, where a tool leaves it in the preferences.
_OF_THE_PAYLOAD = ("PayloadDescription", "PayloadDisplayName", "PayloadEnabled", "PayloadIdentifier")
_ABOUT = frozenset((*_OF_THE_PAYLOAD, "PayloadOrganization", "PayloadType", "PayloadUUID", "PayloadVersion"))


@dataclass(frozen=True, slots=True)
class ProfilePlace:
    """One property list, fixed values and in its dictionary ``Recommended`` the presets."""

    path: Path
    level: int
    trust: Trust

    def statements(self) -> tuple[Statement, ...]:
        source = str(self.path)
        try:
            content = self._content()
        except FileNotFoundError:
            return ()
        except NotTrusted:
            return (_fault(source, "not_trusted"),)
        except (OSError, RuntimeError):
            return (_fault(source, "unreadable"),)
        except (ValueError, ExpatError, RecursionError, KeyError, IndexError, TypeError, OverflowError, MemoryError):
            # plistlib raises nearly anything for a damaged file.
            return (_fault(source, "not_json"),)
        if not isinstance(content, dict):
            return (_fault(source, "wrong_type"),)
        content = {name: value for name, value in content.items() if name not in _ABOUT}
        presets = content.pop(RECOMMENDED, None)
        found = [Statement(source, is_fixed=True, level=self.level, content=native_forms.as_json(content))]
        if isinstance(presets, dict):
            found.append(Statement(source, is_fixed=False, level=self.level, content=native_forms.as_json(presets)))
        elif presets is not None:
            found.append(
                Statement(source, is_fixed=False, problems=(PolicyProblem(source, RECOMMENDED, "wrong_type"),))
            )
        return tuple(found)

    def _content(self) -> object:
        self.path.lstat()
        self.trust.check_folder(self.path.parent)
        opened = os.open(self.trust.real_file(self.path), os.O_RDONLY | getattr(os, "O_NONBLOCK", 0))
        try:
            status = os.fstat(opened)
            if not stat.S_ISREG(status.st_mode) or status.st_size > _MAX_BYTES:
                raise OSError
            if not self.trust.holds(status):
                raise NotTrusted
            content: object = plistlib.loads(os.read(opened, _MAX_BYTES))
            return content
        finally:
            with contextlib.suppress(OSError):
                os.close(opened)


def _fault(source: str, code: str) -> Statement:
    return Statement(source, is_fixed=True, problems=(PolicyProblem(source, None, code),))


def as_profile(content: Mapping[str, object]) -> dict[str, object]:
    """The content of a JSON policy in the form of a property list, which knows no null."""
    return {name: _no_null(value) for name, value in content.items()}


def _no_null(value: object) -> object:
    if isinstance(value, Mapping):
        return {name: _no_null(entry) for name, entry in value.items()}
    return native_forms.FOR_EVER if value is None else value
