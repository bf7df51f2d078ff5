"""What is in force: the person's own settings, and above them what IT has fixed."""

import errno
import threading
from pathlib import Path

from desktop_rag import protocol, settings
from desktop_rag.errors import DiskFull, LibraryUnreadable, RefusedByPolicy
from desktop_rag.policy import Policy, allows, describe
from desktop_rag.policy import load as load_policy
from desktop_rag.protocol import Event
from desktop_rag.records import PolicyFault
from desktop_rag.settings import Settings, Value
from desktop_rag.settings import keys as setting_keys


class Configuration:
    """Holds settings and policy of one library folder for the life of the engine; alone writes the settings.

    Attributes:
        settings: those in effect.
        policy: what IT has fixed or suggests.
        settings_were_broken: the file could not be read at the start; it was kept aside, and defaults are used.
    """

    def __init__(self, home: Path, policy: Policy | None) -> None:
        """`policy` is that of this computer, which may change while the engine runs, where none is given."""
        self._home = home
        self._changing = threading.Lock()  # settings change on one thread, and IT's policy is taken in on another
        self._has_own_policy = policy is not None
        self.policy = load_policy() if policy is None else policy
        self._own, self.settings_were_broken = settings.load(home)
        self._chosen = settings.chosen_keys(home)
        self.settings = self.policy.apply(self._own, self._in_hand())
        if self.settings_were_broken:
            settings.keep_broken(home)

    def list_settings(self, command_id: str, key: str | None) -> Event:
        """Every setting, or one, with where its value came from; raises `SettingUnknown`."""
        wanted = set(setting_keys())
        if key is not None:
            settings.get(self.settings, key)
            wanted = {key}
        listed = describe(self.policy, self._own, self._in_hand())
        return protocol.SettingsListed(id=command_id, settings=tuple(entry for entry in listed if entry.key in wanted))

    def show_policy(self, command_id: str) -> Event:
        """The policy, with every value it can fix and every fault."""
        return protocol.PolicyShown(
            id=command_id,
            values=describe(self.policy, self._own, self._in_hand()),
            faults=tuple(
                PolicyFault(each.source, each.key, each.code, each.suggestion) for each in self.policy.problems
            ),
            organisation=self.policy.organisation,
            sha256=self.policy.sha256,
        )

    def check(self, key: str, value: Value) -> None:
        """Raise what keeps a setting from having this value.

        Raises:
            SettingUnknown, SettingInvalid: there is no such setting or value.
            RefusedByPolicy: IT has fixed it, or does not allow this value.
        """
        self._changed(key, value)

    def change(self, key: str, value: Value) -> None:
        """Let a setting have another value from now on, and write it down.

        Raises:
            SettingUnknown, SettingInvalid, RefusedByPolicy: see `check`.
            DiskFull, LibraryUnreadable: it could not be written, and is as it was.
        """
        with self._changing:
            changed = self._changed(key, value)
            chosen = self._chosen | {key}
            try:
                settings.save(self._home, changed, {*chosen, *_differing(changed)})
            except OSError as error:
                raise DiskFull if error.errno == errno.ENOSPC else LibraryUnreadable from None
            self._own = changed
            self._chosen = chosen
            self.settings = self.policy.apply(changed, self._in_hand())

    def _changed(self, key: str, value: Value) -> Settings:
        changed = settings.change(self._own, key, value)
        if self.policy.locks(key) or not allows(self.policy, key, value):
            raise RefusedByPolicy(key=key)
        return changed

    def read_policy(self) -> bool:
        """Take in what IT has changed since the start, as a window may stay open for days; whether it was anything."""
        if self._has_own_policy:
            return False
        with self._changing:
            fresh = load_policy()
            if fresh.sha256 == self.policy.sha256:
                return False
            self.policy = fresh
            self.settings = fresh.apply(self._own, self._in_hand())
            return True

    def _in_hand(self) -> set[str]:
        """Settings that are the person's choice and no preset's."""
        return {*self._chosen, *_differing(self._own)}


def _differing(own: Settings) -> set[str]:
    defaults = Settings()
    return {key for key in setting_keys() if settings.get(own, key) != settings.get(defaults, key)}
