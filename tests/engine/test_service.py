"""The engine as the window uses it: commands in, events out, each job with exactly one end."""

import os
import sys
import time
from pathlib import Path

import pytest

from desktop_rag import protocol, settings
from desktop_rag.engine import reading_version
from desktop_rag.engine.service import Engine
from desktop_rag.errors import LibraryInUse
from desktop_rag.protocol import Command, HistoryTurn, Span
from desktop_rag.records import Document, ModelInfo
from tests.engine.engine_office import ENDS, Office, failure, index
from tests.engine_fakes import DIMENSION, HashEmbedder, use_stand_ins


@pytest.fixture(name="root")
def fixture_root(tmp_path: Path) -> Path:
    root = tmp_path / "documents"
    root.mkdir()
    (root / "parking.txt").write_text("The parking fee is 30 dollars a day.")
    (root / "leave.txt").write_text("Everybody has twenty days of leave a year.")
    (root / "broken.txt").write_text("damaged")
    return root


def documents(office: Office, collection: str | None = None) -> list[Document]:
    event = office.wait(office.send(protocol.ListDocuments, collection=collection), protocol.DocumentsListed)
    assert isinstance(event, protocol.DocumentsListed)
    return list(event.documents)


def test_a_job_starts_tells_and_ends_once(office: Office, root: Path) -> None:
    key = office.send(protocol.Index, collection="Rules", paths=(str(root),))
    done = office.wait(key)
    assert isinstance(done, protocol.IndexDone)
    assert (done.indexed, done.collection, [entry.code for entry in done.set_aside]) == (
        2, "Rules", ["document_damaged"],
    )  # fmt: skip
    told = office.of(key)
    assert told[0] == "JobStarted"
    assert told.count("IndexDone") == 1
    assert "Progress" in told
    assert any(isinstance(event, protocol.LibraryChanged) and event.documents for event in office.events)


def test_search_and_ask_and_what_is_kept(office: Office, root: Path) -> None:
    index(office, root)
    found = office.do(protocol.Search, question="What does parking cost?", collection="Rules", top=1)
    assert isinstance(found, protocol.SearchDone)
    assert "parking" in found.passages[0].text
    key = office.send(protocol.Ask, question="What does parking cost?", chat="my-chat", use_model=False)
    done = office.wait(key)
    assert isinstance(done, protocol.AnswerDone)
    assert office.of(key) == ["JobStarted", "EvidenceFound", "AnswerDone"]
    assert done.turn is not None
    assert done.turn.chat_id == "my-chat"
    office.do(protocol.Ask, question="And leave?", chat="my-chat", use_model=False, follows=(
        HistoryTurn(question="What does parking cost?", answer="30"),
    ))  # fmt: skip
    opened = office.do(protocol.OpenChat, chat="my-chat")
    assert isinstance(opened, protocol.ChatOpened)
    assert [turn.question for turn in opened.turns] == ["What does parking cost?", "And leave?"]
    office.do(protocol.RenameChat, chat="my-chat", title="Parking")
    listed = office.do(protocol.ListChats, containing="park")
    assert isinstance(listed, protocol.ChatsListed)
    assert [chat.title for chat in listed.chats] == ["Parking"]
    office.do(protocol.DeleteChat, chat="my-chat")
    assert failure(office.do(protocol.OpenChat, chat="my-chat")) == "chat_unknown"


def test_a_question_without_a_chat_is_kept_nowhere(office: Office, root: Path) -> None:
    index(office, root)
    done = office.do(protocol.Ask, question="parking", use_model=False)
    assert isinstance(done, protocol.AnswerDone)
    assert done.turn is None
    listed = office.do(protocol.ListChats)
    assert isinstance(listed, protocol.ChatsListed)
    assert listed.chats == ()


@pytest.mark.parametrize(
    ("kind", "fields", "code"),
    [
        (protocol.Ask, {"question": "x", "collection": "no"}, "collection_unknown"),
        (protocol.Search, {"question": "x"}, "collection_unknown"),
        (protocol.Index, {"collection": "c", "paths": ("/no/such/path",)}, "path_unknown"),
        (protocol.Index, {"collection": "c", "paths": ("",)}, "path_unknown"),
        (protocol.Index, {"collection": "c", "paths": ("/" + "x" * 300,)}, "path_unknown"),
        (protocol.Index, {"collection": "\n", "paths": ("/tmp",)}, "collection_name_invalid"),
        (protocol.Refresh, {"collection_id": "no"}, "collection_unknown"),
        (protocol.Retry, {"document_ids": ("no",)}, "document_unknown"),
        (protocol.Forget, {"paths": ("/no/such",)}, "path_unknown"),
        (protocol.Forget, {"paths": ("",)}, "path_unknown"),
        (protocol.DeleteCollection, {"name": "no"}, "collection_unknown"),
        (protocol.RenameCollection, {"collection_id": "no", "name": "x"}, "collection_unknown"),
        (protocol.ListDocuments, {"collection": "no"}, "collection_unknown"),
        (protocol.ShowSource, {"document_id": "no", "page": 1, "spans": (), "width_px": 1}, "document_unknown"),
        (protocol.OpenChat, {"chat": "no"}, "chat_unknown"),
        (protocol.GetSettings, {"key": "no"}, "setting_unknown"),
        (protocol.SetSetting, {"key": "answers.quotes", "value": 99}, "setting_invalid"),
        (protocol.SetSetting, {"key": "answers.model", "value": "no such model"}, "setting_invalid"),
        (protocol.AddModel, {"file": "/no/such.gguf"}, "path_unknown"),
        (protocol.AddModel, {"file": "/tmp"}, "model_file_invalid"),
        (protocol.CheckModel, {"name": "no"}, "model_missing"),
    ],
)
def test_wrong_commands_fail_with_their_code_and_change_nothing(
    office: Office, kind: type[Command], fields: dict[str, object], code: str
) -> None:
    assert failure(office.do(kind, **fields)) == code
    listed = office.do(protocol.ListCollections)
    assert isinstance(listed, protocol.CollectionsListed)
    assert listed.collections == ()


@pytest.mark.parametrize(
    ("question", "code"),
    [("", "question_empty"), ("\x00\x1b", "question_empty"), ("a" * 100_000, "question_too_long")],
)
def test_questions_that_cannot_be_asked(office: Office, root: Path, question: str, code: str) -> None:
    index(office, root)
    assert failure(office.do(protocol.Ask, question=question)) == code
    assert failure(office.do(protocol.Search, question=question)) == code


def test_one_missing_path_of_several_makes_no_collection(office: Office, root: Path) -> None:
    event = office.do(protocol.Index, collection="Rules", paths=(str(root), str(root / "nothing")))
    assert failure(event) == "path_unknown"
    assert office.engine.library.catalog.collections() == []


def test_a_wanted_model_that_is_not_there_is_never_another_one(office: Office, root: Path) -> None:
    index(office, root)
    office.engine.models.look_again()
    assert failure(office.do(protocol.Ask, question="parking", model="no such model")) == "model_missing"


def test_a_chosen_model_that_is_gone_gives_way_to_the_best(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    office.engine.configuration.settings = settings.change(settings.Settings(), "answers.model", "gone.gguf")
    assert office.engine._answer_jobs._chat_model(None) is None
    office.engine.models._chat = office.chat  # type: ignore[assignment]
    info = ModelInfo("queued", "chat", "/q.gguf", 1, None, None, None, None, 1, 1, True, None)
    monkeypatch.setattr(office.engine.models, "find", lambda: [type("Found", (), {"info": info})])
    assert office.engine._answer_jobs._chat_model(None) is office.chat  # type: ignore[comparison-overlap]


def test_answers_with_a_model_stream(office: Office, root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    index(office, root)
    monkeypatch.setattr(office.engine.models, "chat", lambda _wanted, _preferred: office.chat)
    key = office.send(protocol.Ask, question="What is the parking fee a day?")
    done = office.wait(key)
    assert isinstance(done, protocol.AnswerDone)
    assert office.of(key)[:3] == ["JobStarted", "EvidenceFound", "AnswerText"]
    assert office.of(key)[-1] == "AnswerDone"


def test_questions_are_answered_while_documents_are_indexed(office: Office, root: Path, tmp_path: Path) -> None:
    index(office, root)
    more = tmp_path / "more"
    more.mkdir()
    for number in range(60):
        (more / f"{number}.txt").write_text(f"Rule {number} is about zebra crossing number {number}.")
    office.reader.on_read = lambda _path: time.sleep(0.05)
    key = office.send(protocol.Index, collection="Rules", paths=(str(more),))
    office.wait(key, protocol.Progress)
    answered = 0
    while not any(event.id == key and isinstance(event, ENDS) for event in list(office.events)):
        done = office.do(protocol.Ask, question="What does parking cost?", use_model=False)
        assert isinstance(done, protocol.AnswerDone), done
        assert "parking" in done.answer.passages[0].text
        answered += 1
    assert answered >= 2
    assert isinstance(office.wait(key), protocol.IndexDone)
    found = office.do(protocol.Search, question="zebra crossing 59")
    assert isinstance(found, protocol.SearchDone)
    assert "59" in found.passages[0].text


def test_a_stop_ends_the_job_within_a_second_and_keeps_what_is_finished(office: Office, root: Path) -> None:
    for number in range(200):
        (root / f"{number:03}.txt").write_text(f"Rule {number}.")
    office.reader.on_read = lambda _path: time.sleep(0.02)
    key = office.send(protocol.Index, collection="Rules", paths=(str(root),))
    office.wait(key, protocol.Progress)
    time.sleep(2.0)
    stopped = time.monotonic()
    office.send(protocol.Cancel, job=key)
    assert isinstance(office.wait(key), protocol.JobCancelled)
    assert time.monotonic() - stopped < 1.0
    kept = [entry for entry in documents(office) if entry.state == "indexed"]
    assert kept
    office.reader.on_read = lambda _path: None
    done = office.do(protocol.Refresh)
    assert isinstance(done, protocol.IndexDone)
    assert done.indexed == 202 - len(kept)


def test_a_stop_of_a_job_that_still_waits(office: Office, root: Path) -> None:
    office.reader.on_read = lambda _path: time.sleep(0.3)
    first = office.send(protocol.Index, collection="Rules", paths=(str(root),))
    second = office.send(protocol.Refresh)
    office.send(protocol.Cancel, job=second)
    assert isinstance(office.wait(second), protocol.JobCancelled)
    assert isinstance(office.wait(first), protocol.IndexDone)


def test_retry_reads_what_was_set_aside(office: Office, root: Path) -> None:
    index(office, root)
    (broken,) = [entry for entry in documents(office) if entry.state == "set_aside"]
    office.reader.reads.clear()
    done = office.do(protocol.Retry, document_ids=(broken.id,))
    assert isinstance(done, protocol.IndexDone)
    assert [path.name for path in office.reader.reads] == ["broken.txt"]
    assert [entry.code for entry in done.set_aside] == ["document_damaged"]
    assert office.reader.wakes > 0


def test_naming_a_file_that_was_set_aside_reads_it_again(office: Office, root: Path) -> None:
    index(office, root)
    office.reader.reads.clear()
    index(office, root)
    assert office.reader.reads == []
    index(office, root / "broken.txt", root / "parking.txt")
    assert [path.name for path in office.reader.reads] == ["broken.txt"]


def test_refresh_goes_through_every_collection_and_survives_places_that_vanished(
    office: Office, root: Path, tmp_path: Path
) -> None:
    empty = tmp_path / "empty"
    empty.mkdir()
    index(office, root, collection="One")
    index(office, empty, collection="Two")
    empty.rmdir()
    (root / "new.txt").write_text("Something new.")
    done = office.do(protocol.Refresh)
    assert isinstance(done, protocol.IndexDone), done
    assert done.indexed == 1
    # It was chosen once, so it is away and no mistake.
    assert isinstance(office.do(protocol.Index, collection="Two", paths=(str(empty),)), protocol.IndexDone)


def test_forget_and_delete(office: Office, root: Path) -> None:
    index(office, root)
    receipt = office.do(protocol.Forget, paths=(str(root / "parking.txt"),))
    assert isinstance(receipt, protocol.Forgotten)
    assert (receipt.documents, receipt.chunks, receipt.is_checked) == (1, 1, True)
    found = office.do(protocol.Search, question="parking fee")
    assert isinstance(found, protocol.SearchDone)
    assert all("parking" not in passage.text for passage in found.passages)
    receipt = office.do(protocol.DeleteCollection, name="Rules")
    assert isinstance(receipt, protocol.Forgotten)
    assert receipt.is_checked
    assert documents(office) == []
    assert failure(office.do(protocol.Ask, question="leave")) == "collection_unknown"


def test_a_deleted_name_can_be_used_again_at_once(office: Office, root: Path) -> None:
    for _ in range(2):
        assert index(office, root).indexed == 2
        found = office.do(protocol.Search, question="parking")
        assert isinstance(found, protocol.SearchDone)
        assert found.passages
        office.do(protocol.DeleteCollection, name="Rules")


def test_a_collection_moves_to_another_embedding_model_only_when_asked(office: Office, root: Path) -> None:
    index(office, root)
    better = HashEmbedder("better", DIMENSION * 2)
    use_stand_ins(office.engine, office.reader, office.embedder, better)
    assert index(office, root).indexed == 0
    (before,) = office.engine.library.catalog.collections()
    assert before.embedding_model == "hash"
    planned = office.do(protocol.PlanReading, collection_id=before.id, model="better")
    assert isinstance(planned, protocol.ReadingPlanned)
    assert (planned.documents, planned.chunks, planned.seconds) == (2, 2, None)
    office.reader.reads.clear()
    moved = office.do(protocol.ReadAnew, collection_id=before.id, model="better")
    assert isinstance(moved, protocol.IndexDone)
    assert (moved.indexed, office.reader.reads) == (2, [])  # no file is read for new vectors
    (after,) = office.engine.library.catalog.collections()
    assert (after.embedding_model, after.dimension, after.next_model) == ("better", DIMENSION * 2, None)
    found = office.do(protocol.Search, question="What does parking cost?")
    assert isinstance(found, protocol.SearchDone)
    assert "parking" in found.passages[0].text
    assert index(office, root).indexed == 0
    office.engine.library.catalog.note_pace("better", 4.0)
    planned = office.do(protocol.PlanReading, collection_id=before.id, model="better")
    assert isinstance(planned, protocol.ReadingPlanned)
    assert planned.seconds == 0.5


def test_without_its_model_a_collection_answers_by_words_and_cannot_grow(office: Office, root: Path) -> None:
    index(office, root)
    use_stand_ins(office.engine, office.reader, HashEmbedder("another"))
    found = office.do(protocol.Search, question="What does parking cost?")
    assert isinstance(found, protocol.SearchDone)
    assert "parking" in found.passages[0].text
    event = office.do(protocol.Index, collection="Rules", paths=(str(root),))
    assert failure(event) == "model_missing"


def test_what_was_read_by_an_earlier_version_waits_for_consent_where_it_is_much(
    office: Office, root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    index(office, root)
    monkeypatch.setattr(reading_version, "READING_VERSION", "p9c9t9")
    (collection,) = office.engine.library.catalog.collections()
    office.engine.library.catalog.note_pace("hash", 0.001)
    assert index(office, root).indexed == 0
    planned = office.do(protocol.PlanReading, collection_id=collection.id)
    assert isinstance(planned, protocol.ReadingPlanned)
    assert (planned.documents, planned.seconds) == (2, 2000)
    done = office.do(protocol.ReadAnew, collection_id=collection.id)
    assert isinstance(done, protocol.IndexDone)
    assert done.indexed == 2


def test_what_was_read_by_an_earlier_version_is_read_at_once_where_it_is_little(
    office: Office, root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    index(office, root)
    monkeypatch.setattr(reading_version, "READING_VERSION", "p9c9t9")
    assert index(office, root).indexed == 2


def test_sources(office: Office, root: Path) -> None:
    index(office, root)
    (document,) = [entry for entry in documents(office) if entry.path.endswith("parking.txt")]
    asked = {"document_id": document.id, "page": None, "spans": (Span(start=4, end=11),), "width_px": 100}
    shown = office.do(protocol.ShowSource, **asked)
    assert isinstance(shown, protocol.SourceShown)
    assert shown.text is not None
    assert shown.text[4:11] == "parking"
    Path(document.path).unlink()
    assert failure(office.do(protocol.ShowSource, **asked)) == "document_away"


def test_settings_are_kept(office: Office, home: Path) -> None:
    done = office.do(protocol.SetSetting, key="answers.quotes", value=5)
    assert isinstance(done, protocol.SettingsListed)
    assert [(entry.value, entry.source) for entry in done.settings] == [(5, "user")]
    assert settings.load(home)[0].answers.quotes == 5


def test_settings_that_cannot_be_written_say_so(office: Office, home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("desktop_rag.settings.save", full)
    assert failure(office.do(protocol.SetSetting, key="answers.quotes", value=5)) == "disk_full"
    assert office.engine.configuration.settings.answers.quotes == 3


def test_broken_settings_are_kept_and_said(home: Path) -> None:
    (home / settings.FILE_NAME).write_text("{broken")
    office = Office(home)
    office.engine.announce()
    assert office.events[-1] == protocol.EngineReady(id="", version="0.1.0", settings_were_broken=True)
    assert (home / settings.BROKEN_FILE_NAME).read_text() == "{broken"
    office.engine.close()


def test_a_library_has_one_engine(office: Office, home: Path) -> None:
    with pytest.raises(LibraryInUse):
        Engine(home, lambda _event: None)
    office.engine.close()
    Engine(home, lambda _event: None).close()


def test_long_lists_come_in_parts(office: Office, root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    index(office, root)
    monkeypatch.setattr(protocol, "DOCUMENTS_A_MESSAGE", 2)
    key = office.send(protocol.ListDocuments)
    parts = [event for event in office.events if event.id == key and isinstance(event, protocol.DocumentsListed)]
    assert [(part.offset, len(part.documents), part.total) for part in parts] == [(0, 2, 3), (2, 1, 3)]


@pytest.mark.skipif(sys.platform == "win32", reason="names are bytes on POSIX alone")
def test_a_name_that_is_no_text_crosses_the_pipe(office: Office, tmp_path: Path) -> None:
    raw = os.fsencode(tmp_path) + b"/\xff.txt"
    Path(os.fsdecode(raw)).write_text("The parking fee is 30.")
    assert index(office, tmp_path).indexed == 1
    (document,) = documents(office)
    found = office.do(protocol.Search, question="parking fee")
    assert isinstance(found, protocol.SearchDone)
    assert found.passages[0].document == document.path
    receipt = office.do(protocol.Forget, paths=(document.path,))
    assert isinstance(receipt, protocol.Forgotten)
    assert receipt.documents == 1


def test_closing_in_the_middle_of_everything_is_quick_and_keeps_what_is_finished(home: Path, root: Path) -> None:
    for number in range(100):
        (root / f"{number:03}.txt").write_text(f"Rule {number}.")
    office = Office(home)
    office.reader.on_read = lambda _path: time.sleep(0.05)
    key = office.send(protocol.Index, collection="Rules", paths=(str(root),))
    office.wait(key, protocol.Progress)
    time.sleep(1.7)
    closing = time.monotonic()
    office.engine.close()
    assert time.monotonic() - closing < 3
    assert isinstance(office.wait(key), protocol.JobCancelled)
    again = Office(home)
    done = again.do(protocol.Refresh)
    assert isinstance(done, protocol.IndexDone)
    assert done.indexed + done.unchanged == 102
    again.engine.close()
