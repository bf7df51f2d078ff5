"""What a hand at the ledger can do: named ways to tamper with a library folder, from a changed letter to a new chain.

Each takes the folder and leaves it tampered with. The ledger they work on is `build`: a chapter that was kept aside,
then an opening, a policy, an event, four sendings with their outcomes, and one without.
"""

import gzip
import json
import os
import random
import shutil
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeAlias

from desktop_rag.engine import ledger_lines
from desktop_rag.engine.ledger import FILE_NAME
from desktop_rag.engine.seal import FILE_NAME as SEAL_NAME
from desktop_rag.engine.seal import SealedState
from tests.ledger_builder import MemoryKeychain, fill, open_ledger

Lines: TypeAlias = list[bytes]
Content: TypeAlias = dict[str, Any]

LINES = 12
OLDER = "older"  # folder beside the library: a copy of it from before the last lines
OTHER = "other"  # another library


@dataclass(frozen=True, slots=True)
class Tampering:
    """A way to tamper, and what may be said about it where the seals were left alone.

    `forges_chain`: every line of the result fits the one before it, so that only a seal can tell.
    """

    name: str
    act: Callable[[Path], None]
    codes: frozenset[str]
    forges_chain: bool = False


def build(home: Path, keychain: MemoryKeychain | None) -> None:
    """Write the ledger, with a copy of the folder from before its last three lines and another library beside it."""
    ledger = open_ledger(home, keychain)
    ledger.note_event("key_stored")
    file = home / FILE_NAME
    file.write_bytes(file.read_bytes()[:-5])
    ledger.acknowledge()
    ledger.note_policy("none", 0, "none")
    fill(ledger)
    shutil.copytree(home, home.with_name(OLDER))
    ledger.note_event("key_removed")
    ledger.note_event("key_stored")
    ledger.note_event("key_removed")
    home.with_name(OTHER).mkdir(mode=0o700)
    fill(open_ledger(home.with_name(OTHER), MemoryKeychain() if keychain else None))


def forge_library_seal(home: Path) -> None:
    """Make the library's own seal fit whatever stands in the ledger now."""
    seal, file = home / SEAL_NAME, home / FILE_NAME
    if not file.is_file():
        seal.unlink(missing_ok=True)
        return
    lines = [line for line in file.read_bytes().splitlines(keepends=True) if line.endswith(b"\n")]
    entries = [entry for line in lines if (entry := ledger_lines.decode(line)) is not None]
    if entries:
        first = str(entries[0].fields.get("ledger", "0" * 16))
        seal.write_text(SealedState(first, len(lines), file.stat().st_size, entries[-1].hash).to_text())
    else:
        seal.unlink(missing_ok=True)


# --- tools of the tamperer --------------------------------------------------------------------------------------


def _edit_lines(edit: Callable[[Lines], Lines | None]) -> Callable[[Path], None]:
    def act(home: Path) -> None:
        file = home / FILE_NAME
        lines = file.read_bytes().splitlines(keepends=True)
        file.write_bytes(b"".join(edit(lines) or lines))

    return act


def _edit_bytes(edit: Callable[[bytes], bytes]) -> Callable[[Path], None]:
    def act(home: Path) -> None:
        file = home / FILE_NAME
        before = file.read_bytes()
        after = edit(before)
        assert after != before, "nothing was tampered with"
        file.write_bytes(after)

    return act


def _edit_line(kind: str, edit: Callable[[bytes], bytes]) -> Callable[[Path], None]:
    """Change the bytes of the second line of a kind (there are several sendings), its line end left alone."""

    def change(lines: Lines) -> Lines:
        index = _find(lines, kind)
        before = lines[index].removesuffix(b"\n")
        after = edit(before)
        assert after != before, "nothing was tampered with"
        lines[index] = after + b"\n"
        return lines

    return _edit_lines(change)


def _find(lines: Lines, kind: str) -> int:
    found = [index for index, line in enumerate(lines) if json.loads(line)["kind"] == kind]
    return found[min(1, len(found) - 1)]


def _rehash(content: Content) -> bytes:
    content = {key: value for key, value in content.items() if key != "hash"}
    return ledger_lines.canonical({**content, "hash": ledger_lines.hash_of(content)}) + b"\n"


def _rechain(lines: Lines) -> Lines:
    """Number and chain the lines anew, as the program would have written them."""
    made: Lines = []
    previous = ledger_lines.FIRST_PREVIOUS
    for number, line in enumerate(lines, start=1):
        made.append(_rehash({**json.loads(line), "number": number, "previous": previous}))
        previous = json.loads(made[-1])["hash"]
    return made


def _edit_content(kind: str, edit: Callable[[Content], object], level: str) -> Callable[[Path], None]:
    """Change what a line says: "plainly", "with its hash", or "with the whole chain" made to fit."""

    def change(lines: Lines) -> Lines:
        index = _find(lines, kind)
        content: Content = json.loads(lines[index])
        edit(content)
        lines[index] = ledger_lines.canonical(content) + b"\n" if level == "plainly" else _rehash(content)
        return _rechain(lines) if level == "with the whole chain" else lines

    return _edit_lines(change)


def _put(key: str, value: Any) -> Callable[[Content], object]:
    def edit(content: Content) -> None:
        assert content.get(key) != value
        content[key] = value

    return edit


def _seal_with(**changes: Any) -> Callable[[Path], None]:
    def act(home: Path) -> None:
        content = {**json.loads((home / SEAL_NAME).read_text()), **changes}
        (home / SEAL_NAME).write_text(json.dumps(content, separators=(",", ":")))

    return act


def _seal_as(value: Callable[[str], str]) -> Callable[[Path], None]:
    return lambda home: _write(home / SEAL_NAME, value((home / SEAL_NAME).read_text()))


def _write(path: Path, text: str) -> None:
    path.write_text(text)


def _moved(move: Callable[[Path], object], name: str = FILE_NAME) -> Callable[[Path], None]:
    """Do something with the file itself; it is removed afterwards if `move` left it."""

    def act(home: Path) -> None:
        copy = home / (name + ".copy")
        shutil.copy(home / name, copy)
        (home / name).unlink()
        move(home / name)
        if not (home / name).is_symlink():
            copy.unlink()

    return act


def _compact(content: Content) -> bytes:
    return json.dumps(content, separators=(",", ":")).encode()


def _number(line: bytes) -> bytes:
    return str(json.loads(line)["number"]).encode()


def _number_field(line: bytes) -> bytes:
    return b'"number":' + _number(line)


def _field(line: bytes, key: str) -> bytes:
    return str(json.loads(line)[key]).encode()


def _unescaped(content: bytes) -> bytes:
    return b"".join(
        json.dumps(json.loads(line), sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode() + b"\n"
        for line in content.splitlines()
    )


# --- the ways ---------------------------------------------------------------------------------------------------

_CONTENTS: Sequence[tuple[str, str, Callable[[Content], object]]] = (
    ("the time", "sending", _put("time", "2020-01-01T00:00:00.000Z")),
    ("the kind", "sending", _put("kind", "connection_tested")),
    ("the id", "sending", _put("id", "0123456789abcdef")),
    ("the endpoint", "sending", _put("endpoint", "https://elsewhere.openai.azure.com/openai/v1/")),
    ("the deployment", "sending", _put("deployment", "smaller-model")),
    ("the consent", "sending", _put("consent", "policy")),
    ("what was said about retention", "sending", _put("kept", "kept_nothing")),
    ("the policy in force", "sending", _put("policy", "f" * 64)),
    ("the body's hash", "sending", _put("body_sha256", "0" * 64)),
    ("the body's size", "sending", _put("body_bytes", 1)),
    ("a passage's document", "sending", lambda content: content["passages"][0].__setitem__(0, "f" * 16)),
    ("a passage's mark", "sending", lambda content: content["passages"][0].__setitem__(1, "f" * 64)),
    ("fewer passages", "sending", lambda content: content["passages"].pop()),
    ("the redactions", "sending", _put("redactions", {"mail": 400})),
    ("the outcome", "outcome", _put("outcome", "cancelled")),
    ("the bytes received", "outcome", _put("received_bytes", 0)),
    ("the sending an outcome is for", "outcome", _put("sending", "0123456789abcdef")),
    ("the policy noted", "policy", _put("policy", "f" * 64)),
    ("the seals a line names", "sending", _put("seals", [])),
    ("a new field", "sending", _put("note", "ok")),
    ("a field removed", "sending", lambda content: content.pop("consent")),
    ("a field renamed", "sending", lambda content: content.update(Deployment=content.pop("deployment"))),
    ("the damage an opening tells of", "opened", _put("damage", None)),
    ("the chapters before", "opened", _put("earlier", [])),
    ("the ledger's id", "opened", _put("ledger", "0123456789abcdef")),
)

_REMOVALS: Sequence[tuple[str, Callable[[Lines], Lines], str]] = (
    ("the first line", lambda lines: lines[1:], "missing"),
    ("the second line", lambda lines: lines[:1] + lines[2:], "missing"),
    ("a sending", lambda lines: lines[: (at := _find(lines, "sending"))] + lines[at + 1 :], "missing"),
    ("an outcome", lambda lines: lines[: (at := _find(lines, "outcome"))] + lines[at + 1 :], "missing"),
    ("a sending with its outcome", lambda lines: lines[: (at := _find(lines, "sending"))] + lines[at + 2 :], "missing"),
    ("every second line", lambda lines: lines[::2], "missing"),
    ("every sending", lambda lines: [line for line in lines if json.loads(line)["kind"] != "sending"], "missing"),
    ("the last line", lambda lines: lines[:-1], "cut"),
    ("the last two lines", lambda lines: lines[:-2], "cut"),
    ("the second half", lambda lines: lines[: len(lines) // 2], "cut"),
    ("all but the first line", lambda lines: lines[:1], "cut"),
    ("the first half", lambda lines: lines[len(lines) // 2 :], "missing"),
)

_ORDERS: Sequence[tuple[str, Callable[[Lines], Lines]]] = (
    ("two neighbours", lambda lines: [*lines[:4], lines[5], lines[4], *lines[6:]]),
    ("two lines far apart", lambda lines: [*lines[:2], lines[9], *lines[3:9], lines[2], *lines[10:]]),
    ("the last two lines", lambda lines: [*lines[:-2], lines[-1], lines[-2]]),
    ("all but the first, backwards", lambda lines: [lines[0], *lines[:0:-1]]),
    ("all but the first, at random", lambda lines: [lines[0], *random.Random(7).sample(lines[1:], len(lines) - 1)]),
    ("one line moved to the end", lambda lines: [*lines[:5], *lines[6:], lines[5]]),
)

_ADDITIONS: Sequence[tuple[str, Callable[[Lines], Lines]]] = (
    ("a line twice", lambda lines: [*lines[:5], lines[4], *lines[5:]]),
    ("the last line twice", lambda lines: [*lines, lines[-1]]),
    ("an old line at the end", lambda lines: [*lines, lines[3]]),
    ("the first line at the end", lambda lines: [*lines, lines[0]]),
    ("everything twice", lambda lines: lines + lines),
    ("an invented line in the middle", lambda lines: [*lines[:5], _invented(lines[4]), *lines[5:]]),
    ("an invented line at the end", lambda lines: [*lines, _invented(lines[-1])]),
    ("two invented lines at the end", lambda lines: [*lines, one := _invented(lines[-1]), _invented(one)]),
)


def _invented(before: bytes) -> bytes:
    """A line that fits the one before it."""
    content = json.loads(before)
    return ledger_lines.encode(
        content["number"] + 1, "2026-11-23T00:00:00.000Z", "key_stored", tuple(content["seals"]), {}, content["hash"]
    )


_LINE_BYTES: Sequence[tuple[str, str, Callable[[bytes], bytes]]] = (
    ("a space at its end", "sending", lambda line: line + b" "),
    ("a space before it", "sending", lambda line: b" " + line),
    ("a tab within", "sending", lambda line: line.replace(b'":', b'":\t', 1)),
    ("spaces after the colons", "sending", lambda line: json.dumps(json.loads(line), sort_keys=True).encode()),
    ("its keys in another order", "sending", lambda line: _compact(dict(reversed(json.loads(line).items())))),
    ("a key twice, the same value", "sending", lambda line: line[:-1] + b',"number":' + _number(line) + b"}"),
    ("a key twice, the true value last", "sending", lambda line: b'{"number":1,' + line[1:]),
    ("a carriage return before its end", "sending", lambda line: line + b"\r"),
    ("its number as 1.0", "sending", lambda line: line.replace(_number_field(line), _number_field(line) + b".0")),
    ("its number as 1e0", "sending", lambda line: line.replace(_number_field(line), _number_field(line) + b"e0")),
    (
        "its number as text",
        "sending",
        lambda line: line.replace(_number_field(line), b'"number":"' + _number(line) + b'"'),
    ),
    (
        "its number with a zero before",
        "sending",
        lambda line: line.replace(_number_field(line), b'"number":0' + _number(line)),
    ),
    (
        "a number of ten thousand digits",
        "sending",
        lambda line: line.replace(b'"body_bytes":', b'"body_bytes":' + b"9" * 10_000),
    ),
    ("a number that is none", "sending", lambda line: line.replace(b'"body_bytes":', b'"body_bytes":NaN,"x":')),
    ("zero as minus zero", "outcome", lambda line: line.replace(b'"answer_tokens":20', b'"answer_tokens":-0')),
    ("a truth for a one", "policy", lambda line: line.replace(b'"problems":0', b'"problems":false')),
    ("its hash in capitals", "sending", lambda line: line.replace(_field(line, "hash"), _field(line, "hash").upper())),
    (
        "the hash before in capitals",
        "sending",
        lambda line: line.replace(_field(line, "previous"), _field(line, "previous").upper()),
    ),
    ("a letter as an escape", "sending", lambda line: line.replace(b"chat-model", b"ch\\u0061t-model")),
    ("a slash as an escape", "sending", lambda line: line.replace(b"https://", b"https:\\/\\/")),
    ("a zero-width space in a name", "sending", lambda line: line.replace(b"chat-model", b"chat\\u200b-model")),
    ("a NUL byte in a name", "sending", lambda line: line.replace(b"chat-model", b"chat-\x00odel")),
    ("a byte that is no UTF-8", "sending", lambda line: line.replace(b"chat-model", b"chat-\xffodel")),
    ("a line separator in it", "sending", lambda line: line.replace(b"chat-model", "chat\u2028model".encode())),
    ("a comma before its end", "sending", lambda line: line[:-1] + b",}"),
    ("a comment", "sending", lambda line: line + b"//"),
    ("a list around it", "sending", lambda line: b"[" + line + b"]"),
    ("another object after it", "sending", lambda line: line + b"{}"),
    ("fifty thousand brackets", "sending", lambda line: line[:-1] + b',"x":' + b"[" * 50_000 + b"]" * 50_000 + b"}"),
    ("a line break within", "sending", lambda line: line.replace(b",", b",\n", 1)),
    ("far too long", "sending", lambda line: line[:-1] + b',"x":"' + b"x" * ledger_lines.LONGEST_LINE + b'"}'),
    ("its last digit", "sending", lambda line: line.replace(_field(line, "hash"), b"0" * 64)),
    ("nothing of it left but its end", "sending", lambda line: b""),
    ("null in its place", "sending", lambda line: b"null"),
    ("an empty object in its place", "sending", lambda line: b"{}"),
)

_FILE_BYTES: Sequence[tuple[str, Callable[[bytes], bytes], str]] = (
    ("a byte order mark", lambda content: b"\xef\xbb\xbf" + content, "changed"),
    ("all line ends as on Windows", lambda content: content.replace(b"\n", b"\r\n"), "changed"),
    ("all line ends as on old Macs", lambda content: content.replace(b"\n", b"\r"), "cut"),
    ("no line ends", lambda content: content.replace(b"\n", b""), "cut"),
    ("UTF-16", lambda content: content.decode().encode("utf-16"), "changed"),
    ("the text unescaped", _unescaped, "changed"),
    ("an empty line before", lambda content: b"\n" + content, "changed"),
    ("an empty line within", lambda content: content.replace(b"\n", b"\n\n", 1), "changed"),
    ("an empty line after", lambda content: content + b"\n", "changed"),
    ("a space after", lambda content: content + b" ", "added"),
    ("a NUL byte after", lambda content: content + b"\x00", "added"),
    ("a block of NUL bytes after", lambda content: content + bytes(4096), "added"),
    ("half a line after", lambda content: content + content[:40], "added"),
    ("the last line end gone", lambda content: content[:-1], "cut"),
    ("the last letters gone", lambda content: content[:-9], "cut"),
    ("half of the last line gone", lambda content: content[: -len(content.splitlines()[-1]) // 2], "cut"),
    ("cut in the middle", lambda content: content[: len(content) // 2], "cut"),
    ("one byte left", lambda content: content[:1], "cut"),
    ("nothing left", lambda content: b"", "cut"),
    ("the end as NUL bytes", lambda content: content[:-200] + bytes(200), "cut"),
    ("a bit within", lambda content: content[:900] + bytes([content[900] ^ 1]) + content[901:], "changed"),
    ("random bytes", lambda content: random.Random(7).randbytes(len(content)), "changed"),
    ("packed", lambda content: gzip.compress(content, mtime=0), "changed"),
    ("all capitals", lambda content: content.upper(), "changed"),
)


def _replaced_by(name: str) -> Callable[[Path], None]:
    return lambda home: _copy(home, f"../{name}/{FILE_NAME}", FILE_NAME)


# With these the program would refuse the chain itself: no opening, a second one, a line without seals.
_NO_LEDGER = frozenset(
    {
        "the seals a line names",
        "the first line",
        "the first half",
        "the first line at the end",
        "everything twice",
    }
)


def _every() -> list[Tampering]:
    found: list[Tampering] = []

    def add(name: str, act: Callable[[Path], None], *codes: str, forges_chain: bool = False) -> None:
        found.append(Tampering(name, act, frozenset(codes), forges_chain))

    for name, kind, edit in _CONTENTS:
        add(f"changed: {name}", _edit_content(kind, edit, "plainly"), "changed")
        add(f"changed with its hash: {name}", _edit_content(kind, edit, "with its hash"), "changed")
        forged = _edit_content(kind, edit, "with the whole chain")
        add(
            f"changed with the whole chain: {name}",
            forged,
            "changed",
            "seal_differs",
            forges_chain=name not in _NO_LEDGER,
        )
    for name, remove, code in _REMOVALS:
        add(f"removed: {name}", _edit_lines(remove), code)
        forged = _edit_lines(lambda lines, remove=remove: _rechain(remove(lines)))  # type: ignore[misc]
        add(
            f"removed and chained anew: {name}",
            forged,
            "cut",
            "changed",
            "seal_differs",
            forges_chain=name not in _NO_LEDGER,
        )
    for name, order in _ORDERS:
        add(f"swapped: {name}", _edit_lines(order), "swapped")
        forged = _edit_lines(lambda lines, order=order: _rechain(order(lines)))  # type: ignore[misc]
        add(f"swapped and chained anew: {name}", forged, "changed", forges_chain=name not in _NO_LEDGER)
    for name, more in _ADDITIONS:
        add(f"added: {name}", _edit_lines(more), "added", "changed")
        forged = _edit_lines(lambda lines, more=more: _rechain(more(lines)))  # type: ignore[misc]
        add(f"added and chained anew: {name}", forged, "added", "changed", forges_chain=name not in _NO_LEDGER)
    for name, kind, change in _LINE_BYTES:
        add(f"one line: {name}", _edit_line(kind, change), "changed")
    for name, whole, code in _FILE_BYTES:
        add(f"the file: {name}", _edit_bytes(whole), code)

    add("replaced: nothing in its place", lambda home: (home / FILE_NAME).unlink(), "gone")
    add("replaced: a link to a copy", _moved(lambda path: path.symlink_to(path.name + ".copy")), "replaced")
    add("replaced: a folder", _moved(lambda path: path.mkdir()), "replaced")
    add("replaced: itself some lines ago", _replaced_by(OLDER), "cut")
    add("replaced: another library's ledger", _replaced_by(OTHER), "seal_differs", "changed", "cut", forges_chain=True)
    add("replaced: the chapter before", lambda home: _copy(home, "ledger.chapter-1.jsonl", FILE_NAME), "cut", "changed")
    if hasattr(os, "mkfifo"):
        add("replaced: a pipe", _moved(os.mkfifo), "replaced")
    add("chapter before: gone", lambda home: (home / "ledger.chapter-1.jsonl").unlink(), "chapter_changed")
    add("chapter before: cut", lambda home: _cut(home / "ledger.chapter-1.jsonl"), "chapter_changed")
    add("chapter before: another", lambda home: _copy(home, FILE_NAME, "ledger.chapter-1.jsonl"), "chapter_changed")
    return found


def _every_of_the_seal() -> list[Tampering]:
    found: list[Tampering] = []

    def add(name: str, act: Callable[[Path], None], *codes: str) -> None:
        found.append(Tampering(f"seal: {name}", act, frozenset(codes or ("seal_differs",))))

    add("gone", lambda home: (home / SEAL_NAME).unlink(), "seal_missing")
    add("empty", _seal_as(lambda text: ""))
    add("not JSON", _seal_as(lambda text: "sealed"))
    add("a list", _seal_as(lambda text: "[]"))
    add("a line end after", _seal_as(lambda text: text + "\n"))
    add("spaces within", _seal_as(lambda text: json.dumps(json.loads(text))))
    add("its keys in another order", _seal_as(lambda text: _compact(dict(reversed(json.loads(text).items()))).decode()))
    add("one key more", _seal_with(more=1))
    add("very long", _seal_as(lambda text: text + " " * 100_000))
    add("of some lines ago", lambda home: _copy(home, f"../{OLDER}/{SEAL_NAME}", SEAL_NAME), "added", "seal_differs")
    add("of another library", lambda home: _copy(home, f"../{OTHER}/{SEAL_NAME}", SEAL_NAME))
    add("another ledger's id", _seal_with(ledger="0123456789abcdef"))
    add("more lines", _seal_with(lines=1000), "cut", "seal_differs")
    add("fewer lines", _seal_with(lines=3), "changed", "seal_differs")
    add("lines below zero", _seal_with(lines=-1))
    add("lines as a truth", _seal_with(lines=True))
    add("another size", _seal_with(size_bytes=7), "changed", "seal_differs")
    add("another head", _seal_with(head="0" * 64), "changed", "seal_differs")
    add("a head in capitals", _seal_as(str.upper))
    add("a link to a copy", _moved(lambda path: path.symlink_to(path.name + ".copy"), SEAL_NAME))
    add("a folder", _moved(lambda path: path.mkdir(), SEAL_NAME))
    return found


def _copy(home: Path, source: str, target: str) -> None:
    shutil.copy(home / source, home / target)


def _cut(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:-1])


OF_THE_LEDGER = _every()
OF_THE_SEAL = _every_of_the_seal()
EXPOSING = (0o644, 0o640, 0o604, 0o660, 0o666, 0o777, 0o602)
