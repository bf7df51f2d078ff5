"""What one file, registry key or profile says, before it is judged and joined with the others."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Protocol

from desktop_rag.policy.values import PolicyProblem


@dataclass(frozen=True, slots=True)
class Statement:
    """The content of one source: groups of keys as in `settings.json`.

    Where two sources fix the same key to different values, the one with the lower `level` wins (the computer's before
    the person's account's); on the same level it is a contradiction. `problems` are those of reading the source.
    """

    source: str
    is_fixed: bool
    level: int = 0
    content: Mapping[str, object] = field(default_factory=dict)
    problems: tuple[PolicyProblem, ...] = ()


class Place(Protocol):
    """Somewhere that a policy may be; what is simply absent makes no statement."""

    def statements(self) -> tuple[Statement, ...]:
        """Everything that is said there; never raises for what it finds."""
        ...
