"""Whether a regular expression is safe to run over a person's text, judged without running it."""

import importlib
import re
import warnings
from typing import Any, Literal, TypeAlias

Flaw: TypeAlias = Literal["does_not_compile", "matches_nothing", "too_slow"]

# In how many ways an expression may match at one place. An open repeat (`*`, `+`, `{3,}`) counts as a thousand, so one
# of them is allowed, or several bounded ones: `[a-z.]{1,64}@[a-z.]{1,64}` has 4096 ways.
_MAX_WAYS = 10_000
_OPEN = 1_000

_parser: Any = importlib.import_module("re._parser")  # no types; the only tree of an expression that there is


def find_flaw(expression: str) -> Flaw | None:
    """Why an expression may not be used, None where it may.

    It must compile, must not match the empty text (it would match everywhere), and must not be able to take time that
    grows faster than the text: a repeat inside a repeat, two open repeats and references to groups are refused.
    """
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            tree = _parser.parse(expression)
            re.compile(expression)
    except (re.error, Warning, RecursionError, OverflowError, ValueError, MemoryError):
        return "does_not_compile"
    if tree.getwidth()[0] == 0:
        return "matches_nothing"
    try:
        return "too_slow" if _ways(tree) > _MAX_WAYS else None
    except RecursionError:
        return "too_slow"


def _ways(tree: Any) -> int:
    """In how many ways a sequence can match, at most one more than allowed."""
    total = 1
    for operation, argument in tree:
        total = min(total * _ways_of(str(operation), argument), _MAX_WAYS + 1)
    return total


def _ways_of(operation: str, argument: Any) -> int:
    match operation:
        case "MAX_REPEAT" | "MIN_REPEAT" | "POSSESSIVE_REPEAT":
            fewest, most, body = argument
            return _ways_of_repeat(int(fewest), int(most), body)
        case "SUBPATTERN":
            return _ways(argument[-1])
        case "ATOMIC_GROUP":
            return _ways(argument)
        case "BRANCH":
            return sum(_ways(branch) for branch in argument[1])
        case "ASSERT" | "ASSERT_NOT":
            return _ways(argument[1])
        case "LITERAL" | "NOT_LITERAL" | "ANY" | "IN" | "AT":
            return 1
        case _:  # references to groups, conditions, and what a later Python may add
            return _MAX_WAYS + 1


def _ways_of_repeat(fewest: int, most: int, body: Any) -> int:
    inside = _ways(body)
    if body.getwidth()[0] == 0:
        return _MAX_WAYS + 1  # a repeat of nothing
    if inside == 1:
        return min(most - fewest + 1, _OPEN)
    if fewest >= _MAX_WAYS.bit_length():
        return _MAX_WAYS + 1
    total = 0
    for count in range(fewest, most + 1):
        total += inside**count
        if total > _MAX_WAYS:
            return _MAX_WAYS + 1
    return total
