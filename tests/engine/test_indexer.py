"""Bringing a collection up to date: nothing is read twice, nothing lost or doubled, every document ends somewhere."""

import os
import threading
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from desktop_rag.engine import reading_version, storing
from desktop_rag.engine.catalog import DocumentEntry, decode_path, encode_path
from desktop_rag.engine.chats import Chats
from desktop_rag.engine.chunk_rows import StoredChunk
from desktop_rag.engine.embedder import Vectors
from desktop_rag.engine.erasure import Eraser
from desktop_rag.engine.parsed import ReadDocument
from desktop_rag.engine.store import Store
from desktop_rag.errors import Cancelled, DiskFull, DocumentCrashedReader, InternalError, WorkerDied, WorkerResting
from tests.engine_fakes import PlainReader, Shelf, raising

PARAGRAPH = "The fare of a journey is paid back within two weeks of coming home. "


@pytest.fixture(name="shelf")
def fixture_shelf(home: Path) -> Iterator[Shelf]:
    with Shelf(home) as shelf:
        yield shelf


@pytest.fixture(name="root")
def fixture_root(tmp_path: Path) -> Path:
    root = tmp_path / "documents"
    root.mkdir()
    return root


def write(path: Path, text: str = PARAGRAPH) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return path


def chapters(*words: str) -> str:
    """Each word makes a chapter, and each chapter a chunk."""
    return "\n\n".join(f"# Chapter {word}\n\n{PARAGRAPH * 8}{word}." for word in words)


def test_every_document_ends_indexed_or_set_aside(shelf: Shelf, root: Path) -> None:
    write(root / "good.txt")
    write(root / "empty.txt", "")
    write(root / "blank.txt", " \n\t　")
    write(root / "damaged.txt", "damaged")
    write(root / "large.txt", "x" * (1024 * 1024 + 1))
    (root / "out").symlink_to("/etc")
    counts = shelf.index(root)
    assert shelf.states() == {
        "good.txt": "indexed", "empty.txt": "document_empty", "blank.txt": "document_empty",
        "damaged.txt": "document_damaged", "large.txt": "document_too_large", "out": "document_outside",
    }  # fmt: skip
    assert (counts.indexed, len(counts.set_aside)) == (1, 5)
    assert [path.name for path in shelf.reader.reads] == ["blank.txt", "damaged.txt", "good.txt"]
    assert shelf.agrees()


def test_what_did_not_change_is_neither_read_nor_embedded_again(shelf: Shelf, root: Path) -> None:
    for name in "abc":
        write(root / f"{name}.txt", f"{PARAGRAPH} {name}")
    write(root / "damaged.txt", "damaged")
    shelf.index(root)
    for _ in range(2):
        counts = shelf.index(root)
        assert shelf.reader.reads == []
        assert shelf.embedder.embedded == []
        assert (counts.indexed, counts.unchanged, len(counts.set_aside)) == (0, 3, 1)
        shelf.reopen()


def test_a_touched_file_is_compared_by_content_and_not_read(shelf: Shelf, root: Path) -> None:
    path = write(root / "a.txt")
    shelf.index(root)
    os.utime(path, (1, 1))
    counts = shelf.index(root)
    assert shelf.reader.reads == []
    assert (counts.indexed, counts.unchanged) == (0, 1)
    assert shelf.documents()["a.txt"].modified_ns == 1_000_000_000


def test_an_edited_document_embeds_only_what_is_new(shelf: Shelf, root: Path) -> None:
    path = write(root / "a.txt", chapters("one", "two", "three"))
    shelf.index(root)
    before = shelf.documents()["a.txt"]
    assert len(shelf.embedder.embedded) == before.chunks == 3
    write(path, chapters("one", "changed", "three"))
    counts = shelf.index(root)
    assert counts.indexed == 1
    assert len(shelf.embedder.embedded) == 1
    assert "changed" in shelf.embedder.embedded[0]
    after = shelf.documents()["a.txt"]
    assert (after.id, after.chunks) == (before.id, 3)
    assert after.revision != before.revision
    assert not any("two." in text for text in shelf.texts())
    assert shelf.agrees()


def test_a_paragraph_edited_in_a_long_document_costs_the_pieces_it_stands_in(shelf: Shelf, root: Path) -> None:
    pages = ["".join(f"Page {page} says in sentence {n} what it says. " * 3 for n in range(12)) for page in range(300)]
    path = write(root / "a.txt", "\f".join(pages))
    whole = shelf.index(root).chunks
    assert whole >= 600
    pages[150] = pages[150].replace("in sentence 5", "in the changed sentence 5")
    write(path, "\f".join(pages))
    assert shelf.index(root).chunks == whole
    touched = [text for text in shelf.embedder.embedded if "changed sentence" in text]
    assert 0 < len(shelf.embedder.embedded) <= len(touched) + 2, "and those behind it on the page"
    assert shelf.agrees()


def test_a_copy_is_not_embedded_again_whenever_it_comes(shelf: Shelf, root: Path) -> None:
    write(root / "a.txt", chapters("one", "two"))
    shelf.index(root)
    write(root / "deep" / "copy of a.txt", chapters("one", "two", "three"))
    assert shelf.index(root).indexed == 1
    assert [text for text in shelf.embedder.embedded if "three" not in text] == []


def test_the_next_documents_are_embedded_while_those_before_are_stored(
    shelf: Shelf, root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(storing, "_CHUNKS_A_ROUND", 1)
    monkeypatch.setattr(storing, "_CHUNKS_A_COMMIT", 1)
    embedded_more = threading.Event()
    add = Store.add

    def slow(store: Store, chunks: Sequence[StoredChunk]) -> None:
        if "first" in chunks[0].text:
            assert embedded_more.wait(20), "the model waited for the index"
        add(store, chunks)

    def heard(texts: Sequence[str], *rest: object) -> Vectors:
        if "second" in texts[0]:
            embedded_more.set()
        return shelf.embedder.embed(texts, "document").vectors

    monkeypatch.setattr(Store, "add", slow)
    monkeypatch.setattr(shelf.embedder, "embed_documents", heard)
    for name in ("first", "second", "third"):
        write(root / f"{name}.txt", f"The {name} document.")
    assert shelf.index(root).indexed == 3
    assert shelf.agrees()


def test_what_goes_wrong_while_storing_ends_the_job_and_the_next_one_makes_it_good(
    shelf: Shelf, root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_arguments: object) -> None:
        raise DiskFull

    for name in "abc":
        write(root / f"{name}.txt", f"The document {name}.")
    with monkeypatch.context() as broken:
        broken.setattr(Store, "add", full)
        with pytest.raises(DiskFull):
            shelf.index(root)
    shelf.reopen()
    assert shelf.index(root).indexed == 3
    assert shelf.agrees()


def test_equal_pieces_are_embedded_once(shelf: Shelf, root: Path) -> None:
    for name in "abc":
        write(root / f"{name}.txt")
    counts = shelf.index(root)
    assert counts.indexed == 3
    assert len(shelf.embedder.embedded) == 1
    assert len(shelf.texts()) == 3


def test_equal_pieces_are_embedded_once_also_while_the_round_before_is_under_way(
    shelf: Shelf, root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(storing, "_CHUNKS_A_ROUND", 1)
    monkeypatch.setattr(storing, "_CHUNKS_A_COMMIT", 1)
    embed, rounds, together = shelf.embedder.embed_documents, iter(range(99)), threading.Barrier(2)

    def slow(texts: Sequence[str], *rest: Any) -> Vectors:
        if next(rounds) < 2:
            together.wait(20)  # the second round begins before the first is done
        return embed(texts, *rest)

    monkeypatch.setattr(shelf.embedder, "embed_documents", slow)
    for number in range(8):
        write(root / f"{number}.txt", chapters("the same", f"chapter {number}"))
    assert shelf.index(root).indexed == 8
    assert len(shelf.embedder.embedded) == len(set(shelf.embedder.embedded)) == 9
    assert shelf.agrees()


@pytest.mark.parametrize("new", ["b.txt", "deep/田中　太郎.txt"])
def test_a_moved_file_keeps_its_id_and_vectors_and_is_found_by_its_new_name(shelf: Shelf, root: Path, new: str) -> None:
    path = write(root / "kangaroo.txt", chapters("one", "two"))
    shelf.index(root)
    before = shelf.documents()["kangaroo.txt"]
    vectors = {chunk.content_hash: chunk.vector for chunk in shelf.store.chunks_of([before.id])}
    (root / new).parent.mkdir(exist_ok=True)
    path.rename(root / new)
    counts = shelf.index(root)
    assert shelf.reader.reads == []
    assert shelf.embedder.embedded == []
    assert (counts.indexed, counts.unchanged, counts.removed) == (0, 1, 0)
    (after,) = shelf.documents().values()
    assert (after.id, after.revision, after.path) == (before.id, before.revision, str(root / new))
    for chunk in shelf.store.chunks_of([after.id]):
        assert np.array_equal(vectors[chunk.content_hash], chunk.vector)
    assert shelf.store.search_terms({"kangaroo": 1.0}, 5) == []
    if "田中" in new:
        assert len(shelf.store.search_terms({"田中": 1.0}, 5)) == 2
    assert shelf.agrees()
    assert shelf.index(root).unchanged == 1


def test_a_moved_and_edited_file_is_a_new_one(shelf: Shelf, root: Path) -> None:
    path = write(root / "a.txt")
    shelf.index(root)
    path.unlink()
    write(root / "b.txt", PARAGRAPH.upper())
    counts = shelf.index(root)
    assert (counts.indexed, counts.removed) == (1, 1)
    assert list(shelf.states()) == ["b.txt"]


def test_a_copy_is_a_document_of_its_own(shelf: Shelf, root: Path) -> None:
    path = write(root / "a.txt")
    shelf.index(root)
    write(root / "b.txt")
    shelf.index(root)
    assert len({entry.id for entry in shelf.documents().values()}) == 2
    path.unlink()
    counts = shelf.index(root)
    assert (counts.removed, counts.unchanged) == (1, 1)
    assert len(shelf.texts()) == 1


def test_two_files_that_swap_names_swap_their_texts(shelf: Shelf, root: Path) -> None:
    one, two = write(root / "one.txt", "The first text."), write(root / "two.txt", "Quite another second text.")
    shelf.index(root)
    one.rename(root / "x")
    two.rename(one)
    (root / "x").rename(two)
    shelf.index(root)
    entries = shelf.documents().values()
    found = {Path(entry.path).name: shelf.store.fetch([f"{entry.id}:0"])[f"{entry.id}:0"].text for entry in entries}
    assert found == {"one.txt": "Quite another second text.", "two.txt": "The first text."}
    assert shelf.agrees()


def test_a_removed_file_leaves_nothing_behind(shelf: Shelf, root: Path) -> None:
    path = write(root / "kangaroo.txt")
    write(root / "other.txt", "Something else.")
    shelf.index(root)
    path.unlink()
    counts = shelf.index(root)
    assert counts.removed == 1
    assert list(shelf.states()) == ["other.txt"]
    assert shelf.texts() == ["Something else."]
    assert shelf.store.search_terms({"kangaroo": 1.0}, 5) == []


def test_a_place_that_is_away_keeps_its_documents_and_they_come_back_unread(shelf: Shelf, tmp_path: Path) -> None:
    stick = tmp_path / "stick"
    write(stick / "a.txt")
    shelf.index(stick)
    stick.rename(tmp_path / "elsewhere")
    counts = shelf.index(stick)
    assert (counts.removed, counts.unchanged) == (0, 0)
    assert shelf.states() == {"a.txt": "away"}
    assert len(shelf.texts()) == 1
    (tmp_path / "elsewhere").rename(stick)
    counts = shelf.index(stick)
    assert shelf.reader.reads == []
    assert counts.unchanged == 1
    assert shelf.states() == {"a.txt": "indexed"}


def test_what_changed_while_it_was_away_is_read_again(shelf: Shelf, tmp_path: Path) -> None:
    path = write(tmp_path / "stick" / "a.txt")
    shelf.index(tmp_path / "stick")
    path.unlink()
    path.parent.rmdir()
    shelf.index(tmp_path / "stick")
    write(path, "Another text.")
    assert shelf.index(tmp_path / "stick").indexed == 1
    assert shelf.texts() == ["Another text."]


def test_what_lies_outside_the_given_paths_is_not_touched(shelf: Shelf, root: Path) -> None:
    inside, outside = write(root / "in" / "a.txt"), write(root / "out" / "b.txt")
    shelf.index(root)
    outside.unlink()
    write(inside, "New words.")
    counts = shelf.index(root / "in")
    assert (counts.indexed, counts.removed) == (1, 0)
    assert shelf.states() == {"a.txt": "indexed", "b.txt": "indexed"}


def test_a_broken_document_is_tried_again_only_when_it_changes_or_somebody_asks(shelf: Shelf, root: Path) -> None:
    path = write(root / "a.txt", "damaged")
    shelf.index(root)
    shelf.index(root)
    assert shelf.reader.reads == []
    document = shelf.documents()["a.txt"]
    counts = shelf.index(path, read_again=[document.id])
    assert shelf.reader.reads == [path]
    assert [(entry.path, entry.code) for entry in counts.set_aside] == [(str(path), "document_damaged")]
    write(path, "Mended words.")
    assert shelf.index(root).indexed == 1
    assert shelf.states() == {"a.txt": "indexed"}


def test_a_document_that_breaks_loses_what_was_indexed_of_it(shelf: Shelf, root: Path) -> None:
    path = write(root / "a.txt")
    shelf.index(root)
    write(path, "damaged beyond repair")
    counts = shelf.index(root)
    assert len(counts.set_aside) == 1
    assert shelf.texts() == []
    assert shelf.agrees()
    write(path)
    shelf.index(root)
    assert len(shelf.texts()) == 1


def test_a_document_that_ends_its_reader_costs_only_itself(shelf: Shelf, root: Path) -> None:
    for name in "abc":
        write(root / f"{name}.txt", f"{PARAGRAPH}{name}")
    shelf.reader.on_read = raising(DocumentCrashedReader(), "b.txt")
    assert shelf.index(root).indexed == 2
    assert shelf.states() == {"a.txt": "indexed", "b.txt": "document_crashed_reader", "c.txt": "indexed"}


def test_a_file_that_takes_long_is_named_while_it_is_read(
    shelf: Shelf, root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in "abc":
        write(root / f"{name}.txt", f"{PARAGRAPH}{name}")
    shelf.index(root / "a.txt")
    assert shelf.heard.slow == []
    monkeypatch.setattr("desktop_rag.engine.reading_ahead.SLOW_S", 0.0)

    def wait(path: Path) -> None:
        end = time.monotonic() + 20
        while path.name not in shelf.heard.slow and time.monotonic() < end:
            time.sleep(0.01)

    shelf.reader.on_read = wait
    shelf.index(root)
    assert set(shelf.heard.slow) == {"b.txt", "c.txt"}


def test_a_reader_killed_from_outside_leaves_the_document_for_the_next_job(shelf: Shelf, root: Path) -> None:
    for name in "abc":
        write(root / f"{name}.txt", f"{PARAGRAPH}{name}")
    shelf.index(root)
    write(root / "b.txt", "Edited words.")
    shelf.reader.on_read = raising(WorkerDied(), "b.txt")
    shelf.index(root)
    assert shelf.states()["b.txt"] == "pending"
    assert shelf.agrees()
    shelf.reader.on_read = lambda _path: None
    assert shelf.index(root).indexed == 1
    assert "Edited words." in shelf.texts()


@pytest.mark.parametrize("error", [WorkerResting(), InternalError(), DiskFull()])
def test_a_job_that_cannot_go_on_loses_nothing(shelf: Shelf, root: Path, error: Exception) -> None:
    for name in "abc":
        write(root / f"{name}.txt", f"{PARAGRAPH}{name}")
    shelf.embedder.fails_with = error
    with pytest.raises(type(error)):
        shelf.index(root)
    assert shelf.agrees()
    shelf.embedder.fails_with = None
    shelf.reopen()
    assert shelf.index(root).indexed == 3
    assert shelf.agrees()
    assert len(shelf.texts()) == 3


def test_an_error_ends_also_the_reading_that_is_under_way(shelf: Shelf, root: Path) -> None:
    for name in "ab":
        write(root / f"{name}.txt", f"{PARAGRAPH}{name}")
    heard: list[bool] = []

    class EndlessReader(PlainReader):
        """Reads its second document until it is stopped."""

        def read(self, path: Path, *, is_cancelled: Callable[[], bool] = lambda: False, **how: Any) -> ReadDocument:
            patience = 200
            while self.reads and not is_cancelled() and patience:
                time.sleep(0.05)
                patience -= 1
            heard.append(is_cancelled())
            return super().read(path, is_cancelled=is_cancelled, **how)

    shelf.reader = EndlessReader()
    shelf.embedder.fails_with = DiskFull()
    with pytest.raises(DiskFull):
        shelf.index(root)
    assert heard == [False, True]
    assert shelf.agrees()
    shelf.reader, shelf.embedder.fails_with = PlainReader(), None
    assert shelf.index(root).indexed == 2


def test_a_file_that_vanishes_while_it_is_read(shelf: Shelf, root: Path) -> None:
    write(root / "a.txt")
    victim = write(root / "b.txt")
    shelf.reader.on_read = lambda path: victim.unlink(missing_ok=True) if path.name == "a.txt" else None
    shelf.index(root)
    assert shelf.states()["a.txt"] == "indexed"
    assert shelf.states().get("b.txt") in (None, "indexed")
    shelf.reader.on_read = lambda _path: None
    shelf.index(root)
    assert list(shelf.states()) == ["a.txt"]


def test_a_stop_keeps_what_is_finished_and_the_next_job_goes_on(
    shelf: Shelf, root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(storing, "_SECONDS_A_COMMIT", 0.0)
    for number in range(30):
        write(root / f"{number:02}.txt", f"{PARAGRAPH}{number}")
    stopped_at = float("inf")

    def slow(_path: Path) -> None:
        nonlocal stopped_at
        time.sleep(0.02)
        if len(shelf.reader.reads) == 15:
            stopped_at = time.monotonic()

    shelf.reader.on_read = slow
    with pytest.raises(Cancelled):
        shelf.index(root, is_cancelled=lambda: stopped_at < float("inf"))
    assert time.monotonic() - stopped_at < 1.0
    done = list(shelf.states().values()).count("indexed")
    assert 5 < done < 16
    assert shelf.agrees()
    shelf.reopen()
    counts = shelf.index(root)
    assert counts.indexed == 30 - done
    assert len(shelf.texts()) == 30
    assert shelf.agrees()


def test_a_stop_in_the_middle_of_an_edited_document_reads_it_the_next_time(shelf: Shelf, root: Path) -> None:
    path = write(root / "a.txt", "The old words.")
    shelf.index(root)
    write(path, "The new words, a little longer.")
    is_stopped = False

    def stop(_path: Path) -> None:
        nonlocal is_stopped
        is_stopped = True

    shelf.reader.on_read = stop
    with pytest.raises(Cancelled):
        shelf.index(root, is_cancelled=lambda: is_stopped)
    assert shelf.texts() == ["The old words."]
    shelf.reader.on_read = lambda _path: None
    shelf.reopen()
    assert shelf.index(root).indexed == 1
    assert shelf.texts() == ["The new words, a little longer."]


@pytest.mark.parametrize("call", ["replace", "add", "save_documents"])
def test_a_death_between_index_and_catalogue_is_made_good(
    shelf: Shelf, root: Path, monkeypatch: pytest.MonkeyPatch, call: str
) -> None:
    path = write(root / "a.txt", "The old words.")
    shelf.index(root)
    write(path, "The new words, a little longer.")
    write(root / "b.txt", "A second document.")

    class Death(BaseException):
        """The end of the process, as the code sees it."""

    def die(*_: object) -> None:
        raise Death

    with monkeypatch.context() as patch:
        if call == "save_documents":
            whole = shelf.catalog.save_documents

            def save(entries: Iterable[DocumentEntry], words: Any = None) -> None:
                kept = list(entries)
                if any(entry.state == "indexed" for entry in kept):
                    raise Death
                whole(kept, words)

            patch.setattr(shelf.catalog, "save_documents", save)
        else:
            patch.setattr(type(shelf.store), call, die)
            patch.setattr(storing, "_CHUNKS_A_ROUND", 1)
            patch.setattr(storing, "_CHUNKS_A_COMMIT", 1)
        with pytest.raises(Death):
            shelf.index(root)
    shelf.reopen()
    assert shelf.agrees()
    shelf.index(root)
    assert shelf.texts() == ["A second document.", "The new words, a little longer."]
    assert shelf.agrees()


def test_stray_and_missing_chunks_are_met_at_the_next_start(shelf: Shelf, root: Path) -> None:
    for name in "abc":
        write(root / f"{name}.txt", f"{PARAGRAPH}{name}")
    shelf.index(root)
    documents = shelf.documents()
    shelf.store._table.delete(f"document_id = '{documents['a.txt'].id}'")
    shelf.catalog.remove_documents([documents["b.txt"].id])
    shelf.reopen()
    assert shelf.agrees() or shelf.states()["a.txt"] == "pending"
    assert len(shelf.texts()) == 1
    assert shelf.index(root).indexed == 2
    assert len(shelf.texts()) == 3
    assert shelf.agrees()


def test_an_index_that_was_deleted_is_built_again_from_the_files(shelf: Shelf, root: Path) -> None:
    write(root / "a.txt")
    write(root / "damaged.txt", "damaged")
    shelf.index(root)
    folder = shelf.home / "collections" / shelf.collection.id
    shelf.library.close()
    for file in sorted(folder.rglob("*"), reverse=True):
        file.unlink() if file.is_file() else file.rmdir()
    shelf.open()
    assert shelf.texts() == []
    assert shelf.states() == {"a.txt": "pending", "damaged.txt": "document_damaged"}
    assert shelf.index(root).indexed == 1
    assert len(shelf.texts()) == 1


def test_documents_read_by_another_version_are_read_again(
    shelf: Shelf, root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(root / "a.txt")
    shelf.index(root)
    monkeypatch.setattr(reading_version, "READING_VERSION", "p9c9t9")
    assert shelf.index(root).indexed == 1
    assert shelf.agrees()


@pytest.mark.skipif(os.name != "posix", reason="names are bytes on POSIX alone")
def test_a_name_that_is_no_text_is_indexed_listed_and_forgotten(shelf: Shelf, root: Path) -> None:
    path = Path(os.fsdecode(os.fsencode(root) + b"/\xff\x80 rules.txt"))
    path.write_text(PARAGRAPH)
    assert shelf.index(root).indexed == 1
    (listed,) = shelf.library.documents(None)
    assert listed.path.endswith(r"\udcff\udc80 rules.txt")
    shelf.index(root)
    assert shelf.reader.reads == []
    eraser = Eraser(shelf.library, Chats(shelf.catalog), shelf.home, lambda: None)
    receipt = eraser.forget([decode_path(listed.path)], None, with_chats=False)
    assert (receipt.documents, receipt.is_checked) == (1, True)


def test_the_longest_name_and_our_own_library_in_the_folder(shelf: Shelf, root: Path) -> None:
    write(root / ("あ" * 78 + ".txt"), PARAGRAPH)
    shelf.index(root, shelf.home.parent)
    assert list(shelf.states()) == ["あ" * 78 + ".txt"]
    assert all(encode_path(shelf.home) not in entry.path for entry in shelf.documents().values())


def test_the_title_is_that_of_the_document(shelf: Shelf, root: Path) -> None:
    write(root / "a.txt", f"# Travel rules\n\n{PARAGRAPH}")
    write(root / "b.txt", f"Price list\n\n{PARAGRAPH}")
    write(root / "c.txt", PARAGRAPH)
    shelf.index(root)
    assert {name: entry.title for name, entry in shelf.documents().items()} == {
        "a.txt": "Travel rules", "b.txt": "Price list", "c.txt": "",
    }  # fmt: skip


def test_progress_counts_every_file_and_changes_are_told(shelf: Shelf, root: Path) -> None:
    for name in "abc":
        write(root / f"{name}.txt", f"{PARAGRAPH}{name}")
    counts = shelf.index(root)
    assert (counts.files_done, counts.files_total) == (3, 3)
    assert counts.bytes_done == counts.bytes_total > 0
    assert shelf.heard.stages[0] == "looking"
    assert shelf.heard.stages[-1] == "finishing"
    assert set(shelf.heard.states) == {(f"{name}.txt", "indexed") for name in "abc"}
