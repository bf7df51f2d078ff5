"""Whether a regular expression is safe to run over a person's text, judged without running it."""

import importlib
import re
import warnings
from typing import Any, Literal, TypeAlias

Flaw: TypeAlias = Literal["does_not_compile", "matches_nothing", "too_slow"]

# In how many ways an expression may match at one place. An open repeat (`*`, `+`, `{3,}`) counts as a thousand.
_MAX_WAYS = 10_000
_TOO_MANY = _MAX_WAYS + 1
_OPEN = 1_000
# Signs that stand for the others of their kind: every class of signs that people write holds some of them.
_SAMPLE = frozenset(map(chr, range(128))) | frozenset("\u00a0\u3000éßあアｱ漢々ー。、：－Ａａ１１٣한我🙂")

_parser: Any = importlib.import_module("re._parser")  # no types; the only tree of an expression that there is


def find_flaw(expression: str) -> Flaw | None:
    r"""Why an expression may not be used, None where it may.

    It must compile, must not match the empty text (it would match everywhere), and must not be able to take time that
    grows much faster than the text. A repeat inside a repeat multiplies the ways to match, and so do two open repeats
    that can share signs, like ``\w+.*``; ``\w+@\w+`` has one way for each start, since no ``\w`` is an ``@``.
    """
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            tree = _parser.parse(expression)
            re.compile(expression)
        if tree.getwidth()[0] == 0:
            return "matches_nothing"
        return "too_slow" if _ways(tree, _SAMPLE | _literals(tree)) > _MAX_WAYS else None
    except (re.error, Warning, RecursionError, OverflowError, ValueError, MemoryError):
        return "does_not_compile"


def _literals(tree: Any) -> frozenset[str]:
    """All single signs and ends of ranges that an expression names."""
    found: set[str] = set()
    waiting = [tree]
    while waiting:
        node = waiting.pop()
        if isinstance(node, int) and 0 <= node <= 0x10FFFF:
            found.add(chr(node))
        elif isinstance(node, list | tuple | _parser.SubPattern):
            waiting.extend(node)
    return frozenset(found)


def _ways(tree: Any, sample: frozenset[str]) -> int:
    """In how many ways a sequence can match.

    The ways of its items multiply as long as what follows could also be taken by what came before. An item that must
    match, and shares no sign with the items before it, says where those end: from there on the ways only add.
    """
    done, run, taken = 0, 1, frozenset[str]()
    for operation, argument in tree:
        signs = _signs(str(operation), argument, sample)
        if taken and not signs & taken and _fewest(str(operation), argument) > 0:
            done, run, taken = done + run, 1, frozenset[str]()
        ways = _ways_of(str(operation), argument, sample)
        run = min(run * ways, _TOO_MANY)
        if ways > 1 or taken:
            taken |= signs
    return min(done + run if run > 1 else max(done, 1), _TOO_MANY)


def _ways_of(operation: str, argument: Any, sample: frozenset[str]) -> int:
    match operation:
        case "MAX_REPEAT" | "MIN_REPEAT" | "POSSESSIVE_REPEAT":
            fewest, most, body = argument
            return _ways_of_repeat(int(fewest), int(most), body, sample)
        case "SUBPATTERN":
            return _ways(argument[-1], sample)
        case "ATOMIC_GROUP":
            return _ways(argument, sample)
        case "BRANCH":
            return _ways_of_branch(argument[1], sample)
        case "ASSERT" | "ASSERT_NOT":
            return _ways(argument[1], sample)
        case "LITERAL" | "NOT_LITERAL" | "ANY" | "IN" | "AT":
            return 1
        case _:  # references to groups, conditions, and what a later Python may add
            return _TOO_MANY


def _ways_of_branch(branches: Any, sample: frozenset[str]) -> int:
    """The most of any branch where the first sign already decides between them, otherwise all together."""
    seen: frozenset[str] = frozenset()
    is_decided = True
    for branch in branches:
        first = _signs(str(branch[0][0]), branch[0][1], sample) if len(branch) else frozenset()
        is_decided = is_decided and bool(first) and not first & seen and _fewest(str(branch[0][0]), branch[0][1]) > 0
        seen |= first
    ways = [_ways(branch, sample) for branch in branches]
    return max(ways) if is_decided else sum(ways)


def _ways_of_repeat(fewest: int, most: int, body: Any, sample: frozenset[str]) -> int:
    inside = _ways(body, sample)
    if body.getwidth()[0] == 0:
        return _TOO_MANY  # a repeat of nothing
    if inside == 1:
        return min(most - fewest + 1, _OPEN)
    if fewest >= _MAX_WAYS.bit_length():
        return _TOO_MANY
    total = 0
    for count in range(fewest, most + 1):
        total += inside**count
        if total > _MAX_WAYS:
            return _TOO_MANY
    return total


def _fewest(operation: str, argument: Any) -> int:
    """How many signs an item takes at least."""
    match operation:
        case "MAX_REPEAT" | "MIN_REPEAT" | "POSSESSIVE_REPEAT":
            return int(argument[0]) * int(argument[2].getwidth()[0])
        case "LITERAL" | "NOT_LITERAL" | "ANY" | "IN":
            return 1
        case _:
            return min((int(part.getwidth()[0]) for part in _parts(operation, argument)), default=0)


def _parts(operation: str, argument: Any) -> list[Any]:
    """The sequences inside an item that takes signs."""
    match operation:
        case "MAX_REPEAT" | "MIN_REPEAT" | "POSSESSIVE_REPEAT" | "SUBPATTERN":
            return [argument[-1]]
        case "ATOMIC_GROUP":
            return [argument]
        case "BRANCH":
            return list(argument[1])
        case _:
            return []


def _signs(operation: str, argument: Any, sample: frozenset[str]) -> frozenset[str]:
    """The signs of the sample that an item can take, in lower case, since an expression may be blind to case."""
    match operation:
        case "LITERAL":
            return _lowered({chr(argument)})
        case "NOT_LITERAL":
            return _lowered(sample - {chr(argument)})
        case "IN":
            return _lowered({sign for sign in sample if _is_in(argument, sign)})
        case "ANY":
            return _lowered(sample)
        case _:
            return frozenset().union(*(_all_signs(part, sample) for part in _parts(operation, argument)))


def _all_signs(tree: Any, sample: frozenset[str]) -> frozenset[str]:
    return frozenset().union(*(_signs(str(operation), argument, sample) for operation, argument in tree))


def _lowered(signs: frozenset[str] | set[str]) -> frozenset[str]:
    return frozenset(sign.casefold() for sign in signs)


_CATEGORIES = {
    "CATEGORY_DIGIT": r"\d", "CATEGORY_NOT_DIGIT": r"\D", "CATEGORY_SPACE": r"\s", "CATEGORY_NOT_SPACE": r"\S",
    "CATEGORY_WORD": r"\w", "CATEGORY_NOT_WORD": r"\W",
}  # fmt: skip


def _is_in(entries: Any, sign: str) -> bool:
    r"""Whether a class like ``[^a-z\d]`` holds a sign."""
    is_negated = bool(entries) and str(entries[0][0]) == "NEGATE"
    for operation, argument in entries:
        match str(operation):
            case "LITERAL":
                is_hit = ord(sign) == argument
            case "RANGE":
                is_hit = argument[0] <= ord(sign) <= argument[1]
            case "CATEGORY":
                is_hit = re.match(_CATEGORIES[str(argument)], sign) is not None
            case _:
                is_hit = False
        if is_hit:
            return not is_negated
    return is_negated
