"""What is forgotten is gone: every file of the library is decoded with other readers and searched for it."""

import dataclasses
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest

from benchmarks.library_reader import read
from desktop_rag import paths
from desktop_rag.engine import store_indexes
from desktop_rag.engine.chats import Chats
from desktop_rag.engine.erasure import DUE_AFTER_S, Eraser
from desktop_rag.engine.erasure_record import Doomed
from desktop_rag.engine.store import _compact
from desktop_rag.errors import Cancelled, ChatUnknown, CollectionUnknown, PathUnknown
from desktop_rag.records import HealthCheck, Turn
from tests.engine_fakes import DIMENSION, Shelf, hash_vector, move
from tests.fakes import answer, passage, quote, refusal

CANARY = "Zanzibarquokka 9137 旅費カナリア stays with us until Thursday."
WORD = "zanzibarquokka"
VECTOR = hash_vector(CANARY)
OTHERS = 100
INDEX_CODES = {"index_rows", "index_files", "index_whole", "pictures", "catalogue"}


@pytest.fixture(name="root")
def fixture_root(tmp_path: Path) -> Path:
    """A hundred documents of one chunk, and the one that is to be forgotten."""
    root = tmp_path / "documents"
    root.mkdir()
    for number in range(OTHERS):
        (root / f"{number:03}.txt").write_text(f"Rule {number} of the hotel: rate{number} is {number * 7} dollars.")
    (root / "canary.txt").write_text(CANARY, encoding="utf-8")
    return root


@pytest.fixture(name="shelf")
def fixture_shelf(home: Path, root: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Shelf]:
    monkeypatch.setattr(store_indexes, "VECTORS_FROM", OTHERS // 2)  # what a large library has besides
    with Shelf(home) as shelf:
        shelf.catalog.add_roots(shelf.collection.id, [str(root)])
        shelf.index(root)
        compact(shelf)
        yield shelf


def compact(shelf: Shelf) -> None:
    """All that LanceDB does by itself, though so few rows are not worth it."""
    _compact(shelf.store._table, removes_old=True)
    store_indexes.make_for_vectors(shelf.store._table)


class Forgetting:
    """An eraser on a shelf that counts how often caches were to be emptied."""

    def __init__(self, shelf: Shelf) -> None:
        self.emptied = 0
        self.chats = Chats(shelf.catalog)
        self.eraser = Eraser(shelf.library, self.chats, shelf.home, self._empty)

    def _empty(self) -> None:
        self.emptied += 1


def traces(home: Path) -> list[str]:
    """Where the text, its own word or its vector is found."""
    contents = read(home)
    found = contents.where(CANARY, WORD, "旅費カナリア")
    return [*found, "vector"] if contents.has_vector(VECTOR) else found


def assert_the_rest_answers(shelf: Shelf, others: int = OTHERS) -> None:
    assert shelf.store.count() == others
    for number in (0, 7, 98):
        (found,) = shelf.store.search_terms({f"rate{number}": 1.0}, 3)
        (chunk,) = shelf.store.fetch([found]).values()
        assert f"Rule {number} " in chunk.text
        assert found in shelf.store.search_vector(chunk.vector, 5)
    assert WORD not in str(shelf.store.sample_terms(1000))
    assert store_indexes.are_whole(shelf.store._table)
    assert shelf.agrees()


def codes(checks: Sequence[HealthCheck]) -> set[str]:
    return {check.check for check in checks}


# --- the look itself --------------------------------------------------------------------------------------------


def test_the_other_reader_finds_what_is_there(shelf: Shelf) -> None:
    contents = read(shelf.home)
    assert "word list" in contents.where(WORD)
    assert any(name.endswith(".lance") for name in contents.where(CANARY))
    assert contents.has_vector(VECTOR)
    written = {term for terms in shelf.store.sample_terms(1000) for term in terms}
    assert contents.words == written


def test_deleting_and_compacting_alone_leaves_all_of_it(shelf: Shelf) -> None:
    document = shelf.documents()["canary.txt"]
    shelf.store.forget([document.id])
    shelf.catalog.remove_documents([document.id])
    compact(shelf)
    contents = read(shelf.home)
    assert {"word list"} < set(contents.where(CANARY, WORD))
    assert contents.has_vector(VECTOR)


# --- documents --------------------------------------------------------------------------------------------------


def test_a_forgotten_document_is_nowhere_and_the_rest_answers(shelf: Shelf, root: Path) -> None:
    paths.make_private(paths.cache_folder(shelf.home))
    (paths.cache_folder(shelf.home) / "page.png").write_bytes(b"picture of " + CANARY.encode())
    forgetting = Forgetting(shelf)
    before = read(shelf.home).files
    receipt = forgetting.eraser.forget([root / "canary.txt"], None, with_chats=False)
    assert (receipt.documents, receipt.chunks, receipt.chats, receipt.turns) == (1, 1, 0, 0)
    assert receipt.is_checked
    assert codes(receipt.checks) == INDEX_CODES
    assert forgetting.emptied == 1
    after = read(shelf.home)
    assert traces(shelf.home) == []
    assert "canary.txt" not in str(after.texts)
    of_index = [path for path in after.files if "collections" in path.parts and path.suffix != ".json"]
    assert of_index
    assert not any(path in before for path in of_index)
    assert_the_rest_answers(shelf)
    assert (root / "canary.txt").exists()
    shelf.reopen()
    assert_the_rest_answers(shelf)
    assert Forgetting(shelf).eraser.finish_pending() is None


def test_a_forgotten_folder_and_its_chosen_place(shelf: Shelf, root: Path) -> None:
    receipt = Forgetting(shelf).eraser.forget([root], "Rules", with_chats=False)
    assert (receipt.documents, receipt.chunks, receipt.is_checked) == (OTHERS + 1, OTHERS + 1, True)
    assert traces(shelf.home) == []
    assert read(shelf.home).words == set()
    assert shelf.catalog.roots(shelf.collection.id) == []
    assert shelf.store.search_terms({"hotel": 1.0}, 5) == []
    shelf.index(root)
    assert shelf.store.count() == OTHERS + 1


def test_forgetting_what_is_not_known(shelf: Shelf, root: Path) -> None:
    eraser = Forgetting(shelf).eraser
    for path in (root / "nothing.txt", root.parent / "elsewhere"):
        with pytest.raises(PathUnknown):
            eraser.forget([path], None, with_chats=True)
    with pytest.raises(CollectionUnknown):
        eraser.forget([root], "No such", with_chats=False)
    with pytest.raises(CollectionUnknown):
        eraser.forget_collection("No such", with_chats=False)
    with pytest.raises(ChatUnknown):
        eraser.forget_chat("no such")
    assert shelf.store.count() == OTHERS + 1
    assert eraser.finish_pending() is None


def test_a_forgotten_place_is_recognised_without_its_name(shelf: Shelf, root: Path) -> None:
    Forgetting(shelf).eraser.forget([root / "canary.txt"], None, with_chats=False)
    record, collection = shelf.library.erasures, shelf.collection.id
    assert record.forgotten(collection).holds(str(root / "canary.txt"))
    assert not record.forgotten(collection).holds(str(root / "001.txt"))
    assert "canary.txt" not in str(read(shelf.home).texts)
    assert not record.forgotten(collection).unless_under([root])(str(root / "canary.txt"))
    record.choose_again(collection, [root / "001.txt"])
    assert record.forgotten(collection).unless_under([root / "001.txt"])(str(root / "canary.txt"))
    shelf.index(root)  # a person named the folder again
    record.choose_again(collection, [root])
    assert not record.forgotten(collection).holds(str(root / "canary.txt"))


def test_what_lies_in_a_forgotten_folder_is_recognised(shelf: Shelf, root: Path) -> None:
    (root / "deep").mkdir()
    for name in "xyz":
        (root / "deep" / f"{name}.txt").write_text(f"deep {name}")
    shelf.index(root)
    Forgetting(shelf).eraser.forget([root / "deep"], None, with_chats=False)
    record, collection = shelf.library.erasures, shelf.collection.id
    places = record.forgotten(collection)
    assert places.holds(str(root / "deep" / "x.txt"))
    assert places.holds(str(root / "deep" / "later" / "y.txt"))
    assert not places.holds(str(root / "deeper.txt"))
    # One of them is chosen again: the others stay forgotten.
    shelf.index(root / "deep" / "x.txt")
    record.choose_again(collection, [root / "deep" / "x.txt"])
    assert record.forgotten(collection).holds(str(root / "deep" / "z.txt"))
    shelf.index(root / "deep")
    record.choose_again(collection, [root / "deep"])
    assert not record.forgotten(collection).holds(str(root / "deep" / "z.txt"))


# --- edited and removed -----------------------------------------------------------------------------------------


@pytest.mark.parametrize("how", ["edited", "removed", "damaged"])
def test_old_text_goes_by_itself_once_it_is_due(
    shelf: Shelf, root: Path, how: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    eraser = Forgetting(shelf).eraser
    assert eraser.erase_old_text(None, is_due_only=False).is_checked
    if how == "removed":
        (root / "canary.txt").unlink()
    else:
        (root / "canary.txt").write_text("damaged" if how == "damaged" else "Rule 100: rate100 is the new text.")
    shelf.index(root)
    assert traces(shelf.home) != []
    assert eraser.erase_old_text(None, is_due_only=True).checks == ()
    assert traces(shelf.home) != []
    later = time.time() + DUE_AFTER_S + 1
    monkeypatch.setattr("desktop_rag.engine.erasure.time.time", lambda: later)
    receipt = eraser.erase_old_text(None, is_due_only=True)
    assert codes(receipt.checks) == INDEX_CODES
    assert receipt.is_checked
    assert traces(shelf.home) == []
    assert_the_rest_answers(shelf, OTHERS + (how == "edited"))
    assert eraser.erase_old_text(None, is_due_only=True).checks == ()


def test_old_text_goes_at_once_on_demand_and_nothing_is_written_where_there_is_none(shelf: Shelf, root: Path) -> None:
    eraser = Forgetting(shelf).eraser
    eraser.erase_old_text(None, is_due_only=False)
    version = shelf.store.version
    (root / "101.txt").write_text("Only added: rate101.")
    shelf.index(root)
    added = shelf.store.version
    assert added > version
    assert eraser.erase_old_text(shelf.collection.id, is_due_only=False).is_checked
    assert shelf.store.version == added
    (root / "canary.txt").write_text("Something else.")
    shelf.index(root)
    assert eraser.erase_old_text(shelf.collection.id, is_due_only=False).is_checked
    assert traces(shelf.home) == []
    with pytest.raises(CollectionUnknown):
        eraser.erase_old_text("no such", is_due_only=False)


def test_a_moved_file_leaves_its_old_name_nowhere(shelf: Shelf, root: Path) -> None:
    (root / "007.txt").rename(root / "numbatquokka.txt")
    shelf.index(root)
    (root / "numbatquokka.txt").rename(root / "008b.txt")
    shelf.index(root)
    assert any(name.endswith(".lance") for name in read(shelf.home).where("numbatquokka"))
    Forgetting(shelf).eraser.erase_old_text(None, is_due_only=False)
    assert read(shelf.home).where("numbatquokka") == []


def test_another_embedding_model_leaves_nothing_of_the_old_index(shelf: Shelf, root: Path) -> None:
    (root / "canary.txt").unlink()
    shelf.index(root)
    assert traces(shelf.home) != []
    move(shelf, "better", DIMENSION * 2)
    assert traces(shelf.home) == []


def test_an_unfinished_move_keeps_nothing_of_what_is_forgotten(
    shelf: Shelf, root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("desktop_rag.engine.mover._CHUNKS_A_STEP", 1)
    steps = iter(range(1000))
    with pytest.raises(Cancelled):
        move(shelf, "better", DIMENSION * 2, is_cancelled=lambda: next(steps) > 8)
    assert shelf.collection.next_model == "better"
    Forgetting(shelf).eraser.forget([root / "canary.txt"], None, with_chats=False)
    assert traces(shelf.home) == []
    assert shelf.collection.next_model is None


# --- while questions are asked ----------------------------------------------------------------------------------


def test_questions_are_answered_while_the_index_is_written_anew(shelf: Shelf, root: Path) -> None:
    store = shelf.store
    errors: list[BaseException] = []
    answered = 0
    is_done = threading.Event()

    def ask() -> None:
        nonlocal answered
        while not is_done.is_set():
            try:
                found = store.search_terms({"rate7": 1.0}, 3)
                found += store.search_vector(hash_vector("rate7"), 3)
                assert len(store.fetch(found[:1])) == 1
                answered += 1
            except BaseException as error:  # noqa: BLE001 (whatever it is, the test shows it)
                errors.append(error)

    asking = [threading.Thread(target=ask) for _ in range(2)]
    for thread in asking:
        thread.start()
    eraser = Forgetting(shelf).eraser
    for number in (1, 2, 3):
        assert eraser.forget([root / f"{number:03}.txt"], None, with_chats=False).is_checked
    is_done.set()
    for thread in asking:
        thread.join()
    assert errors == []
    assert answered > 3
    assert store.count() == OTHERS + 1 - 3


# --- chats ------------------------------------------------------------------------------------------------------


def keep(chats: Chats, turn: Turn) -> None:
    chats.keep(turn.chat_id, turn.collection_id, turn)


@pytest.fixture(name="chats")
def fixture_chats(shelf: Shelf, root: Path) -> Chats:
    """Three chats: one that quotes the document and goes on, one that it opens and that was renamed, one without it."""
    chats = Chats(shelf.catalog)
    document = shelf.documents()["canary.txt"]
    collection = shelf.collection.id
    shown = dataclasses.replace(passage(1, CANARY, "/moved/since.txt"), document_id=document.id)
    quoting = answer(text=CANARY, quotes=(quote(1, CANARY, document.path),), passages=())
    plain = answer(text="Ten dollars.", quotes=(), passages=())
    from_quotes = answer(kind="quotes", text="Ten dollars.", quotes=(), passages=())
    keep(chats, Turn("a0", "a", f"Who is {WORD}?", 1.0, quoting, collection))
    keep(chats, Turn("a1", "a", "And then?", 2.0, answer(text=f"As said: {WORD}.", quotes=(), passages=()), collection))
    keep(chats, Turn("a2", "a", "What is rate7?", 3.0, from_quotes, collection))
    keep(chats, Turn("b0", "b", "What is rate8?", 4.0, from_quotes, collection))
    keep(chats, Turn("b1", "b", "Thursday?", 5.0, dataclasses.replace(refusal(), passages=(shown,)), collection))
    chats.rename("b", "My rates")
    keep(chats, Turn("c0", "c", "What is rate9?", 6.0, plain, collection))
    return chats


def test_chats_that_quote_are_named_and_kept_where_nobody_says_otherwise(
    shelf: Shelf, root: Path, chats: Chats
) -> None:
    eraser = Eraser(shelf.library, chats, shelf.home, lambda: None)
    assert {(chat.id, chat.title, chat.turns) for chat in eraser.chats_that_quote([root / "canary.txt"], None)} == {
        ("a", f"Who is {WORD}?", 2), ("b", "My rates", 1),
    }  # fmt: skip
    assert eraser.chats_that_quote([root / "001.txt"], None) == []
    receipt = eraser.forget([root / "canary.txt"], None, with_chats=False)
    assert receipt.is_checked
    assert "chats" not in codes(receipt.checks)
    assert len(chats.open("a")[1]) == 3
    assert read(shelf.home).where(WORD) == ["catalog.sqlite"]


def test_turns_that_quote_go_along_where_the_person_says_so(shelf: Shelf, root: Path, chats: Chats) -> None:
    eraser = Eraser(shelf.library, chats, shelf.home, lambda: None)
    receipt = eraser.forget([root / "canary.txt"], None, with_chats=True)
    assert (receipt.documents, receipt.chats, receipt.turns) == (1, 2, 3)
    assert receipt.is_checked
    assert "chats" in codes(receipt.checks)
    chat, turns = chats.open("a")
    assert (chat.title, [turn.id for turn in turns]) == ("What is rate7?", ["a2"])
    chat, turns = chats.open("b")
    assert (chat.title, [turn.id for turn in turns]) == ("My rates", ["b0"])
    assert len(chats.open("c")[1]) == 1
    assert traces(shelf.home) == []


def test_a_document_that_left_the_library_before_is_still_found_in_chats(
    shelf: Shelf, root: Path, chats: Chats
) -> None:
    eraser = Eraser(shelf.library, chats, shelf.home, lambda: None)
    eraser.forget([root / "canary.txt"], None, with_chats=False)
    with pytest.raises(PathUnknown):
        eraser.forget([root / "canary.txt"], None, with_chats=False)
    receipt = eraser.forget([root / "canary.txt"], None, with_chats=True)
    assert (receipt.documents, receipt.chats, receipt.turns, receipt.is_checked) == (0, 1, 2, True)
    assert [turn.id for turn in chats.open("a")[1]] == ["a2"]
    # What a chat showed under another path is known by the document's id alone, and that left with the document.
    assert len(chats.open("b")[1]) == 2


def test_a_chat_with_all_its_turns(shelf: Shelf, chats: Chats) -> None:
    eraser = Eraser(shelf.library, chats, shelf.home, lambda: None)
    keep(chats, Turn("d0", "d", "Bandicootsecret?", 7.0, refusal()))
    assert read(shelf.home).where("bandicootsecret") != []
    receipt = eraser.forget_chat("d")
    assert (receipt.chats, receipt.turns, receipt.is_checked) == (1, 1, True)
    assert read(shelf.home).where("bandicootsecret") == []
    assert {chat.id for chat in chats.find()} == {"a", "b", "c"}


def test_moving_rows_between_pages_leaves_no_copy_behind(shelf: Shelf) -> None:
    chats = Chats(shelf.catalog)
    eraser = Eraser(shelf.library, chats, shelf.home, lambda: None)
    for number in range(300):
        keep(chats, Turn(f"t{number}", f"c{number}", f"Numbatsecret{number}" * (1 + number % 40), 1.0, refusal()))
    for number in range(1, 300):
        shelf.library.erasures.begin(Doomed(chats=[f"c{number}"]))
    eraser.forget_chat("c0")
    assert read(shelf.home).where("numbatsecret") == []


# --- collections and everything ---------------------------------------------------------------------------------


def test_a_collection_goes_whole_with_the_turns_about_it(shelf: Shelf, root: Path, chats: Chats) -> None:
    eraser = Eraser(shelf.library, chats, shelf.home, lambda: None)
    other = shelf.catalog.add_collection("Other", "hash", DIMENSION, 1)
    keep(chats, Turn("b2", "b", "Elsewhere?", 8.0, dataclasses.replace(refusal(), passages=()), other.id))
    assert {(chat.id, chat.turns) for chat in eraser.chats_that_quote((), "Rules")} == {("a", 3), ("b", 2), ("c", 1)}
    folder = shelf.home / "collections" / shelf.catalog.collection_by_name("Rules").id
    receipt = eraser.forget_collection("Rules", with_chats=True)
    assert (receipt.documents, receipt.chunks, receipt.chats, receipt.turns) == (OTHERS + 1, OTHERS + 1, 3, 6)
    assert receipt.is_checked
    assert {"index_gone", "catalogue", "chats", "pictures"} == codes(receipt.checks)
    assert not folder.exists()
    assert traces(shelf.home) == []
    assert [turn.id for turn in chats.open("b")[1]] == ["b2"]
    assert [entry.name for entry in shelf.catalog.collections()] == ["Other"]
    assert (root / "canary.txt").exists()


def test_everything_but_settings_seals_and_ledger(shelf: Shelf, chats: Chats) -> None:
    for name in ("settings.json", "ledger.jsonl"):
        (shelf.home / name).write_text("{}")
    paths.make_private(paths.logs_folder(shelf.home))
    for name in ("engine.log", "engine.log.1"):
        (paths.logs_folder(shelf.home) / name).write_text("INFO something")
    shelf.catalog.write_seal("ledger", "1")
    eraser = Eraser(shelf.library, chats, shelf.home, lambda: None)
    receipt = eraser.forget_everything()
    assert (receipt.documents, receipt.chunks, receipt.chats, receipt.turns) == (OTHERS + 1, OTHERS + 1, 3, 6)
    assert receipt.is_checked
    assert {"index_gone", "catalogue", "chats", "pictures", "logs"} == codes(receipt.checks)
    assert traces(shelf.home) == []
    assert read(shelf.home).where("rate", "hotel", "something") == []
    assert shelf.catalog.collections() == []
    assert shelf.catalog.read_seal("ledger") == "1"
    assert (shelf.home / "settings.json").read_text() == (shelf.home / "ledger.jsonl").read_text() == "{}"
    again = eraser.forget_everything()
    assert (again.documents, again.chats, again.is_checked) == (0, 0, True)


# --- a stop in the middle ---------------------------------------------------------------------------------------

_KILLED = """
import os, signal, sys
from pathlib import Path
from desktop_rag.engine import catalog, chats, erasure, erasure_record, library, store, store_indexes
store_indexes.VECTORS_FROM = {vectors_from}
owner, name, moment = {owner}, "{name}", "{moment}"
whole = getattr(owner, name)
def killed(*arguments, **named):
    if moment == "before":
        os.kill(os.getpid(), signal.SIGKILL)
    whole(*arguments, **named)
    os.kill(os.getpid(), signal.SIGKILL)
opened = library.Library(Path(sys.argv[1]))
eraser = erasure.Eraser(opened, chats.Chats(opened.catalog), opened.home, lambda: None)
opened.store(opened.catalog.collections()[0])
setattr(owner, name, killed)
{act}
raise SystemExit("nothing ended this")
"""
_FORGET = "eraser.forget([Path(sys.argv[2])], None, with_chats=True)"
_EVERYTHING = "eraser.forget_everything()"


@pytest.mark.skipif(os.name != "posix", reason="kill -9 is POSIX")
@pytest.mark.parametrize(
    ("owner", "name", "moment"),
    [
        ("erasure_record.ErasureRecord", "begin", "after"),
        ("store.Store", "forget", "after"),
        ("store_indexes", "make", "before"),
        ("store.Store", "_write_anew", "after"),
        ("store", "_compact", "after"),
        ("erasure_record.ErasureRecord", "finish_index", "after"),
        ("catalog.Catalog", "write_anew", "after"),
    ],
)
def test_a_kill_in_the_middle_is_finished_at_the_next_start(
    shelf: Shelf, root: Path, chats: Chats, owner: str, name: str, moment: str
) -> None:
    shelf.library.close()
    end_in_the_middle(
        shelf.home, _KILLED.format(owner=owner, name=name, moment=moment, act=_FORGET, vectors_from=OTHERS // 2), root
    )
    shelf.open()
    forgetting = Forgetting(shelf)
    receipt = forgetting.eraser.finish_pending()
    assert receipt is not None
    assert receipt.is_checked
    assert traces(shelf.home) == []
    assert_the_rest_answers(shelf)
    assert forgetting.eraser.finish_pending() is None
    assert forgetting.emptied >= 1


@pytest.mark.skipif(os.name != "posix", reason="kill -9 is POSIX")
@pytest.mark.parametrize(
    ("owner", "name", "moment"),
    [("erasure_record.ErasureRecord", "begin", "after"), ("catalog.Catalog", "write_anew", "before")],
)
def test_a_kill_while_everything_goes_is_finished_at_the_next_start(
    shelf: Shelf, root: Path, chats: Chats, owner: str, name: str, moment: str
) -> None:
    shelf.library.close()
    end_in_the_middle(
        shelf.home,
        _KILLED.format(owner=owner, name=name, moment=moment, act=_EVERYTHING, vectors_from=OTHERS // 2),
        root,
    )
    shelf.open()
    receipt = Forgetting(shelf).eraser.finish_pending()
    assert receipt is not None
    assert receipt.is_checked
    assert traces(shelf.home) == []
    assert shelf.catalog.collections() == []


def end_in_the_middle(home: Path, script: str, root: Path) -> None:
    ended = subprocess.run(
        [sys.executable, "-c", script, str(home), str(root / "canary.txt")],
        env=paths.child_environment(), check=False, capture_output=True, text=True,
    )  # fmt: skip
    assert ended.returncode == -signal.SIGKILL, ended.stderr
