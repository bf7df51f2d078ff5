"""Documents inside documents, from the file to the source pane: each is known, found, shown and forgotten by itself."""

import dataclasses
import email.policy
import sys
from collections.abc import Callable, Collection, Iterator
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import psutil
import pytest

from desktop_rag.engine import source_pages, terms
from desktop_rag.engine.catalog import DocumentEntry
from desktop_rag.engine.chats import Chats
from desktop_rag.engine.document_reader import DocumentReader
from desktop_rag.engine.erasure import Eraser
from desktop_rag.engine.parsed import ReadDocument, ReadPart
from desktop_rag.errors import Cancelled, DocumentAway, DocumentUnreadable
from desktop_rag.protocol import ShowSource, Span
from desktop_rag.records import Turn
from desktop_rag.settings import IndexSettings
from tests import document_builders as build
from tests.engine_fakes import Shelf
from tests.fakes import answer, quote

# The reader lives as long as the module; closing it ends its workers.
pytestmark = pytest.mark.shared_engine

HOSTILE = Path(__file__).parent.parent / "data" / "hostile_parse_worker.py"
LIMITS = IndexSettings(max_seconds=20, max_memory_mb=600)


class Reader(DocumentReader):
    """The real reader; `reads` holds the path of every reading, as the other fakes have it."""

    def __init__(self, home: Path, limits: IndexSettings = LIMITS, command: list[str] | None = None) -> None:
        super().__init__(home, lambda: limits, command=command)
        self.reads: list[Path] = []

    def read(
        self,
        path: Path,
        *,
        give_part: Callable[[ReadPart], None] | None = None,
        same_parts: Collection[str] = (),
        is_cancelled: Callable[[], bool] = lambda: False,
    ) -> ReadDocument:
        self.reads.append(path)
        return super().read(path, give_part=give_part, same_parts=same_parts, is_cancelled=is_cancelled)


@pytest.fixture(name="reader", scope="module")
def fixture_reader(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Reader]:
    reader = Reader(tmp_path_factory.mktemp("reader"))
    yield reader
    reader.close()
    assert not [child for child in psutil.Process().children() if child.status() != psutil.STATUS_ZOMBIE]


@pytest.fixture(name="shelf")
def fixture_shelf(home: Path, reader: Reader) -> Iterator[Shelf]:
    with Shelf(home) as shelf:
        shelf.reader = reader  # type: ignore[assignment]
        yield shelf


@pytest.fixture(name="root")
def fixture_root(tmp_path: Path) -> Path:
    root = tmp_path / "documents"
    root.mkdir()
    return root


def mail(subject: str, body: str, **attachments: bytes) -> EmailMessage:
    made = EmailMessage()
    made["From"], made["Subject"] = "a@example.com", subject
    made["Date"] = "Mon, 02 Jun 2031 09:00:00 +0900"
    made.set_content(body)
    for name, data in attachments.items():
        made.add_attachment(data, maintype="application", subtype="octet-stream", filename=name.replace("_", "."))
    return made


def written(made: EmailMessage) -> bytes:
    return made.as_bytes(policy=email.policy.SMTP)


def put_mailbox(path: Path, *mails: EmailMessage) -> Path:
    line = b"From a@example.com Mon Jun  2 09:00:00 2031\r\n"
    path.write_bytes(b"".join(line + written(made) + b"\r\n" for made in mails))
    return path


def parts_of(shelf: Shelf) -> dict[str, DocumentEntry]:
    return {entry.part or "": entry for entry in shelf.catalog.documents(shelf.collection.id)}


def states(shelf: Shelf) -> dict[str, str]:
    return {name: entry.code or entry.state for name, entry in parts_of(shelf).items()}


def found(shelf: Shelf, word: str) -> list[str]:
    """The parts with a chunk that holds a word."""
    names = {entry.id: entry.part or "" for entry in parts_of(shelf).values()}
    chunks = shelf.store.fetch(shelf.store.search_terms(dict.fromkeys(terms.of_text(word), 1.0), 20)).values()
    return sorted({names[chunk.document_id] for chunk in chunks})


def test_an_attachment_is_found_and_shown_under_its_mail(shelf: Shelf, root: Path) -> None:
    minutes = build.word(build.paragraph("The password is wisteria."))
    attachments = {"議事録①_docx": minutes, "map_pdf": build.pdf("A sycamore.")}
    (root / "a.eml").write_bytes(written(mail("添付の件", "Please see the attachment.", **attachments)))
    counts = shelf.index(root)
    assert states(shelf) == {"": "indexed", "議事録①.docx": "indexed", "map.pdf": "indexed"}
    assert (counts.indexed, counts.set_aside) == (3, [])
    assert found(shelf, "wisteria") == ["議事録①.docx"]
    assert found(shelf, "attachment") == [""]
    parts = parts_of(shelf)
    assert {name: entry.kind for name, entry in parts.items()} == {"": "eml", "議事録①.docx": "docx", "map.pdf": "pdf"}
    assert {entry.path for entry in parts.values()} == {str(root / "a.eml")}

    def ask(part: str, page: int | None) -> ShowSource:
        return ShowSource(id="s", document_id=parts[part].id, page=page, spans=(Span(start=2, end=10),), width_px=300)

    text = source_pages.show(shelf.home, shelf.catalog, shelf.reader, ask("議事録①.docx", None))  # type: ignore[arg-type]
    assert (text.text, text.is_changed) == ("The password is wisteria.", False)
    drawn = source_pages.show(shelf.home, shelf.catalog, shelf.reader, ask("map.pdf", 1))  # type: ignore[arg-type]
    assert drawn.picture is not None
    assert Path(drawn.picture).read_bytes().startswith(b"\x89PNG")
    assert [box.span for box in drawn.boxes] == [0]
    (root / "a.eml").write_bytes(written(mail("添付の件", "Nothing is attached.")))
    with pytest.raises(DocumentAway):
        source_pages.show(shelf.home, shelf.catalog, shelf.reader, ask("map.pdf", 1))  # type: ignore[arg-type]


def test_mails_in_mails_are_read_to_a_depth_that_is_said(shelf: Shelf, root: Path) -> None:
    content = b"Subject: inner\r\n\r\nend\r\n"
    for level in range(200):
        content = b"Subject: l%d\r\nMIME-Version: 1.0\r\nContent-Type: message/rfc822\r\n\r\n" % level + content
    (root / "nested.eml").write_bytes(content)
    shelf.index(root)
    listed = states(shelf)
    assert list(listed.values()).count("indexed") == 9
    too_deep = [name for name, state in listed.items() if state != "indexed"]
    assert too_deep == ["/".join(f"l{198 - at}" for at in range(9))]
    assert set(listed.values()) == {"indexed", "document_too_deep"}
    assert shelf.index(root).unchanged == 9


def test_a_part_that_ends_the_reader_is_set_aside_alone(home: Path, root: Path, tmp_path: Path) -> None:
    reader = Reader(tmp_path, LIMITS, [sys.executable, "-X", "utf8", str(HOSTILE), str(tmp_path)])
    bad = mail("bad", "words of the bad one", a_txt=b"fine", b_txt=b"abort", c_zip=b"PK\x03\x04", d_txt=b"also fine")
    put_mailbox(root / "a.mbox", mail("first", "one"), bad, mail("last", "two", e_txt=b"read null"))
    with Shelf(home) as shelf:
        shelf.reader = reader  # type: ignore[assignment]
        shelf.index(root)
        reader.close()
        day = " (2031-06-02)"
        assert states(shelf) == {
            "": "indexed", f"first{day}": "indexed", f"bad{day}": "indexed", f"bad{day}/a.txt": "indexed",
            f"bad{day}/b.txt": "document_crashed_reader", f"bad{day}/c.zip": "document_damaged",
            f"bad{day}/d.txt": "indexed", f"last{day}": "indexed", f"last{day}/e.txt": "document_crashed_reader",
        }  # fmt: skip
        assert shelf.agrees()


def test_mails_pages_and_books_are_called_as_people_see_them(shelf: Shelf, root: Path) -> None:
    page = b"<title>Rules of travel</title><p>Log in</p><p>The fare is paid back.</p>"
    unnamed = mail("", "words\n\nmore words", page_html=page, plain_html=b"<p>First line</p><p>second</p>")
    (root / "a.eml").write_bytes(written(unnamed))
    (root / "b.eml").write_bytes(written(mail("The subject", "words")))
    shelf.index(root)
    titles = {
        (Path(entry.path).name, entry.part): entry.title for entry in shelf.catalog.documents(shelf.collection.id)
    }
    assert titles == {
        ("a.eml", None): "", ("a.eml", "page.html"): "Rules of travel", ("a.eml", "plain.html"): "First line",
        ("b.eml", None): "The subject",
    }  # fmt: skip


def names(*subjects: str) -> set[str]:
    return {f"{subject} (2031-06-02)" for subject in subjects}


def test_a_mailbox_that_grows_embeds_only_the_new_mail(shelf: Shelf, root: Path) -> None:
    mails = [mail(f"subject {number}", f"body {number}", a_txt=b"attached %d" % number) for number in range(4)]
    box = put_mailbox(root / "a.mbox", *mails[:3])
    shelf.index(root)
    before = parts_of(shelf)
    assert len(before) == 7
    put_mailbox(box, *mails)
    counts = shelf.index(root)
    assert len(shelf.embedder.embedded) == 2
    assert (counts.indexed, counts.unchanged, counts.removed) == (3, 6, 0)
    after = parts_of(shelf)
    assert {name: after[name].id for name in before} == {name: entry.id for name, entry in before.items()}
    assert shelf.index(root).unchanged == 9
    assert shelf.reader.reads == []


def test_mails_that_did_not_change_are_not_even_read(
    shelf: Shelf, root: Path, reader: Reader, monkeypatch: pytest.MonkeyPatch
) -> None:
    mails = [mail("same", "body", a_txt=b"attached", b_txt=b" ") for _ in range(3)]
    box = put_mailbox(root / "a.mbox", *mails[:2], mail("other", "words"))
    shelf.index(root)
    read: list[str] = []

    def noting(path: Path, *, give_part: Callable[[ReadPart], None], **more: object) -> ReadDocument:
        def note(part: ReadPart) -> None:
            if not part.is_same:
                read.append(part.name)
            give_part(part)

        return Reader.read(reader, path, give_part=note, **more)  # type: ignore[arg-type]

    monkeypatch.setattr(reader, "read", noting)
    put_mailbox(box, mails[0], mail("other", "words"), *mails[1:])
    counts = shelf.index(root)
    day = " (2031-06-02)"
    assert read == [f"same{day} (3)", f"same{day} (3)/a.txt", f"same{day} (3)/b.txt"]
    assert (counts.indexed, counts.unchanged, counts.removed, len(counts.set_aside)) == (3, 5, 0, 3)
    assert states(shelf)[f"same{day} (3)/b.txt"] == "document_empty"
    assert shelf.agrees()
    put_mailbox(box, *mails[:1])
    counts = shelf.index(root)
    assert (read[3:], counts.removed, set(states(shelf))) == (
        [], 7, {"", f"same{day}", f"same{day}/a.txt", f"same{day}/b.txt"},
    )  # fmt: skip
    assert shelf.agrees()


def test_a_mail_that_leaves_its_mailbox_is_removed_with_what_hangs_on_it(shelf: Shelf, root: Path) -> None:
    mails = [mail("one", "body a"), mail("two", "body b", a_txt=b"xylophone"), mail("three", "body c")]
    box = put_mailbox(root / "a.mbox", *mails)
    shelf.index(root)
    assert found(shelf, "xylophone") == ["two (2031-06-02)/a.txt"]
    put_mailbox(box, mails[0], mails[2])
    counts = shelf.index(root)
    assert (counts.removed, shelf.embedder.embedded) == (2, [])
    assert set(states(shelf)) == {"", *names("one", "three")}
    assert found(shelf, "xylophone") == []
    assert shelf.agrees()


@pytest.mark.parametrize(
    ("before", "after", "embedded"),
    [("abcd", "bcd", 0), ("abcd", "acd", 0), ("bcd", "abcd", 1), ("ab", "ba", 0), ("ab", "xb", 1)],
)
def test_mails_of_one_subject_are_known_by_what_they_say(
    shelf: Shelf, root: Path, before: str, after: str, embedded: int
) -> None:
    mails = {letter: mail("Daily report", f"All is {letter * 5}.", x_txt=letter.encode() * 7) for letter in "abcdx"}
    box = put_mailbox(root / "a.mbox", *(mails[letter] for letter in before))
    shelf.index(root)
    known = {letter: shelf_id(shelf, letter * 5) for letter in before}
    put_mailbox(box, *(mails[letter] for letter in after))
    shelf.index(root)
    assert len(shelf.embedder.embedded) == 2 * embedded
    for letter in after:
        if letter in known:
            assert shelf_id(shelf, letter * 5) == known[letter]
    called = ["Daily report (2031-06-02)", *(f"Daily report (2031-06-02) ({at})" for at in range(2, len(after) + 1))]
    assert [found(shelf, letter * 7) for letter in after] == [[f"{name}/x.txt"] for name in called]
    assert shelf.agrees()
    shelf.reopen()
    assert shelf.index(root).unchanged == 1 + 2 * len(after)


def shelf_id(shelf: Shelf, word: str) -> str:
    (chunk,) = shelf.store.fetch(shelf.store.search_terms(dict.fromkeys(terms.of_text(word), 1.0), 20)).values()
    return chunk.document_id


def test_an_edited_attachment_keeps_its_id_and_what_did_not_change(shelf: Shelf, root: Path) -> None:
    def text(word: str) -> bytes:
        chapters = (f"第{number}章 総則\n\n{'本文です。' * 90}{word * (number == 2)}" for number in (1, 2, 3))
        return "\n\n".join(chapters).encode()

    file = root / "a.eml"
    file.write_bytes(written(mail("s", "body", a_txt=text("alpha"))))
    shelf.index(root)
    before = parts_of(shelf)["a.txt"]
    file.write_bytes(written(mail("s", "body", a_txt=text("omega"))))
    shelf.index(root)
    after = parts_of(shelf)["a.txt"]
    assert after.id == before.id
    assert 0 < len(shelf.embedder.embedded) < before.chunks
    assert (found(shelf, "alpha"), found(shelf, "omega")) == ([], ["a.txt"])


def test_parts_go_where_their_file_goes(shelf: Shelf, root: Path) -> None:
    file = root / "a.eml"
    file.write_bytes(written(mail("s", "body", a_txt=b"xylophone")))
    shelf.index(root)
    ids = {entry.id for entry in parts_of(shelf).values()}
    file.rename(root / "kangaroo.eml")
    counts = shelf.index(root)
    assert (shelf.reader.reads, counts.unchanged, counts.removed) == ([], 2, 0)
    assert {entry.path for entry in parts_of(shelf).values()} == {str(root / "kangaroo.eml")}
    assert found(shelf, "kangaroo") == ["", "a.txt"]
    aside = root.with_name("elsewhere")
    root.rename(aside)
    shelf.index(root)
    assert states(shelf) == {"": "away", "a.txt": "away"}
    aside.rename(root)
    shelf.index(root)
    assert states(shelf) == {"": "indexed", "a.txt": "indexed"}
    assert {entry.id for entry in parts_of(shelf).values()} == ids
    (root / "kangaroo.eml").unlink()
    shelf.index(root)
    assert (parts_of(shelf), shelf.texts()) == ({}, [])


def test_forgetting_a_file_erases_its_parts_and_the_turns_that_quote_them(shelf: Shelf, root: Path) -> None:
    file = root / "a.eml"
    file.write_bytes(written(mail("s", "body", a_txt=b"xylophone")))
    (root / "b.txt").write_text("The rest stays.")
    shelf.index(root)
    part = parts_of(shelf)["a.txt"]
    chats = Chats(shelf.catalog)
    quoted = dataclasses.replace(quote(1, "xylophone", part.path), document_id=part.id, part="a.txt")
    chats.keep("c", shelf.collection.id, Turn("t", "c", "q", 1.0, answer(quotes=(quoted,)), shelf.collection.id))
    eraser = Eraser(shelf.library, chats, shelf.home, lambda: None)
    assert [entry.turns for entry in eraser.chats_that_quote([file], None)] == [1]
    receipt = eraser.forget([file], None, with_chats=True)
    assert (receipt.documents, receipt.turns, receipt.is_checked) == (2, 1, True)
    assert shelf.texts() == ["The rest stays."]


def test_a_stop_in_the_middle_keeps_what_was_finished(shelf: Shelf, root: Path) -> None:
    bodies = ("\n\n".join(f"{mailed} {at} {'x' * 700}." for at in range(40)) for mailed in range(24))
    put_mailbox(root / "a.mbox", *(mail(f"subject {at}", body) for at, body in enumerate(bodies)))
    with pytest.raises(Cancelled):
        shelf.index(root, is_cancelled=lambda: ("a.mbox", "indexed") in shelf.heard.states)
    kept = parts_of(shelf)
    assert kept.pop("").state == "pending"
    assert 0 < len(kept) < 24
    assert {entry.state for entry in kept.values()} == {"indexed"}
    assert shelf.agrees()
    shelf.index(root)
    chunks = sum(entry.chunks for name, entry in parts_of(shelf).items() if name not in kept)
    assert len(shelf.embedder.embedded) == chunks > 0
    assert set(states(shelf).values()) == {"indexed"}
    assert shelf.agrees()


def test_a_part_is_read_again_where_a_person_asks_for_it(shelf: Shelf, root: Path) -> None:
    (root / "a.eml").write_bytes(written(mail("s", "body", a_txt=b"xylophone", b_txt=b"marimba")))
    shelf.index(root)
    counts = shelf.index(root, read_again=[parts_of(shelf)["a.txt"].id])
    assert (counts.indexed, counts.unchanged) == (2, 1)


def test_a_stop_between_a_mail_and_what_hangs_on_it_loses_nothing(shelf: Shelf, root: Path) -> None:
    """Each mail fills a commit of its own, so that a stop falls between it and its attachment."""
    bodies = ["\n\n".join(f"{mailed} {at} {'x' * 700}." for at in range(300)) for mailed in range(3)]
    put_mailbox(root / "a.mbox", *(mail(f"s{at}", body, a_txt=b"kazoo %d" % at) for at, body in enumerate(bodies)))
    with pytest.raises(Cancelled):
        shelf.index(root, is_cancelled=lambda: ("a.mbox", "indexed") in shelf.heard.states)
    shelf.reopen()
    shelf.index(root)
    assert sorted(name for name in states(shelf) if name.endswith("/a.txt")) == [
        f"s{at} (2031-06-02)/a.txt" for at in range(3)
    ]
    assert len(found(shelf, "kazoo")) == 3
    assert set(states(shelf).values()) == {"indexed"}
    assert shelf.agrees()


@pytest.mark.parametrize("lost", ["a.txt", "inner", "inner/c.txt"])
def test_a_part_that_the_index_has_lost_is_read_again(shelf: Shelf, root: Path, lost: str) -> None:
    outer = mail("outer", "xylophone", a_txt=b"marimba")
    outer.add_attachment(mail("inner", "celesta", c_txt=b"kazoo"))
    (root / "a.eml").write_bytes(written(outer))
    shelf.index(root)
    before = parts_of(shelf)
    shelf.store.forget([before[lost].id])
    shelf.reopen()
    assert shelf.store.count() > 0
    shelf.index(root)
    assert {name: entry.id for name, entry in parts_of(shelf).items()} == {
        name: entry.id for name, entry in before.items()
    }
    assert set(states(shelf).values()) == {"indexed"}
    assert [found(shelf, word) for word in ("xylophone", "marimba", "celesta", "kazoo")] == [
        [""], ["a.txt"], ["inner"], ["inner/c.txt"],
    ]  # fmt: skip
    assert shelf.agrees()


@pytest.mark.parametrize("is_begun", [False, True])
def test_a_mailbox_that_vanishes_while_it_is_read_takes_its_mails_along(
    shelf: Shelf, root: Path, monkeypatch: pytest.MonkeyPatch, *, is_begun: bool
) -> None:
    (root / "stays.txt").write_text("It stays.", encoding="utf-8")
    box = put_mailbox(root / "a.mbox", *(mail(f"s{at}", f"body {at}", a_txt=b"kazoo %d" % at) for at in range(3)))
    if is_begun:  # and a stop came before its own turn
        shelf.index(root)
        [outer] = [one for one in shelf.catalog.documents() if one.path == str(box) and one.part is None]
        shelf.catalog.save_documents([dataclasses.replace(outer, state="pending", revision="", content_hash="")])
    read = shelf.reader.read

    def read_and_vanish(path: Path, **how: Any) -> ReadDocument:
        document = read(path, **how)
        if path != box:
            return document
        box.unlink()
        raise DocumentUnreadable

    monkeypatch.setattr(shelf.reader, "read", read_and_vanish)
    shelf.index(root)
    assert not box.exists()
    shelf.index(root)
    assert list(shelf.documents()) == ["stays.txt"]
    assert shelf.texts() == ["It stays."]
    assert shelf.agrees()


@pytest.mark.parametrize("is_there", [False, True])
@pytest.mark.parametrize("names_it", [False, True])
def test_mails_whose_mailbox_the_catalogue_has_lost_go_or_get_it_back(
    shelf: Shelf, root: Path, *, is_there: bool, names_it: bool
) -> None:
    box = put_mailbox(root / "a.mbox", *(mail(f"s{at}", f"body {at}", a_txt=b"kazoo %d" % at) for at in range(3)))
    shelf.index(root)
    before = parts_of(shelf)
    shelf.catalog.remove_documents([before.pop("").id])
    if not is_there:
        box.unlink()
    shelf.index(root, only=[box] if names_it else None)
    after = parts_of(shelf)
    assert (after.pop("", None) is not None) == is_there
    assert {name: entry.id for name, entry in after.items()} == (
        {name: entry.id for name, entry in before.items()} if is_there else {}
    )
    assert len(shelf.texts()) == (6 if is_there else 0)
    assert shelf.agrees()
