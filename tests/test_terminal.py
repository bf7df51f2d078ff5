"""The terminal's contract: exact JSON, exit codes, one clear sentence for every wrong step. Workers are stand-ins."""

import os
import sys
from pathlib import Path

import pytest

from desktop_rag import cli, exit_codes, messages, settings
from desktop_rag.engine.answer_jobs import AnswerJobs
from desktop_rag.engine.loaded_models import LoadedModels
from tests.engine_fakes import QueuedChat
from tests.terminal_run import FakeWorkers, Run, fixture_indexed, fixture_root, fixture_run

__all__ = ["fixture_indexed", "fixture_root", "fixture_run"]

PASSAGE = {
    "rank", "document_id", "document", "part", "page", "place", "start", "end", "text", "heading", "modified", "score",
}  # fmt: skip
QUOTE = {"marker", "document_id", "document", "part", "page", "place", "start", "end", "text"}


def test_index_tells_events_and_ends_with_done(run: Run, root: Path) -> None:
    result = run("index", str(root), "--collection", "Rules", "--json")
    assert (result.code, result.err) == (0, "")
    *progress, done = result.lines
    assert {line["event"] for line in progress} == {"progress"}
    assert set(done) == {"event", "indexed", "unchanged", "removed", "set_aside", "chunks", "seconds"}
    assert (done["event"], done["indexed"], done["unchanged"], done["removed"], done["chunks"]) == ("done", 2, 0, 0, 2)
    (aside,) = done["set_aside"]
    assert set(aside) == {"path", "part", "code", "message"}
    assert (aside["path"], aside["code"]) == (str(root / "broken.txt"), "document_damaged")
    again = run("index", str(root), "--json").lines[-1]
    assert (again["indexed"], again["unchanged"], len(again["set_aside"])) == (0, 2, 1)


def test_search_prints_exactly_this(run: Run, indexed: Path) -> None:
    (body,) = run("search", "parking fee", "--json", "--top", "1").lines
    assert set(body) == {"id", "question", "passages", "timings_ms"}
    assert set(body["timings_ms"]) == {"embed", "search", "total"}
    (passage,) = body["passages"]
    assert set(passage) == PASSAGE
    assert body["id"] is None
    assert passage["document"] == str(indexed / "parking.txt")
    assert passage["text"] == (indexed / "parking.txt").read_text()[passage["start"] : passage["end"]]
    assert passage["page"] is None


def test_ask_prints_exactly_this(run: Run, indexed: Path) -> None:
    (body,) = run("ask", "What is the parking fee a day?", "--no-model", "--json").lines
    assert set(body) == {
        "id", "question", "refused", "reason", "answer", "sentences", "quotes", "passages", "model", "provider",
        "timings_ms", "tokens",
    }  # fmt: skip
    assert set(body["timings_ms"]) == {"evidence", "first_token", "total"}
    assert body["tokens"] == {"prompt": 0, "prompt_reused": 0, "answer": 0}
    assert set(body["quotes"][0]) == QUOTE
    assert set(body["passages"][0]) == PASSAGE
    assert body["answer"] == "\n\n".join(quote["text"] for quote in body["quotes"])
    assert body["sentences"][0] == {"text": body["quotes"][0]["text"], "citations": [1], "supported": True}
    assert (body["refused"], body["reason"], body["model"], body["provider"]) == (False, None, None, None)


def test_a_person_is_told_where_an_answer_comes_from(run: Run, indexed: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    question = "What is the parking fee a day?"
    assert messages.sentence("no_model", "en").whole in run("ask", question).err
    assert run("ask", question, "--no-model").err == ""
    assert run("ask", question, "--json").err == ""
    monkeypatch.setattr(LoadedModels, "chat", lambda *_: QueuedChat("The moon is near."))
    result = run("ask", "How far is the moon?", "--any-source")
    assert "The moon is near." in result.out
    assert messages.phrase("any_source", "en") in result.err


def test_a_refusal_prints_exactly_this(run: Run, indexed: Path) -> None:
    (body,) = run("ask", "What is the parking fee in Tokyo?", "--json").lines
    assert (body["refused"], body["reason"]) == (True, "no_evidence")
    assert (body["sentences"], body["quotes"], body["model"]) == ([], [], None)
    assert body["tokens"] == {"prompt": 0, "prompt_reused": 0, "answer": 0}
    assert body["passages"]
    assert "(2)" in body["answer"]


def test_a_question_can_be_narrowed(run: Run, indexed: Path) -> None:
    question = "What is the parking fee in dollars?"
    leave = str(indexed / "leave.txt")
    (body,) = run("search", question, "--in", leave, "--json").lines
    assert [Path(passage["document"]).name for passage in body["passages"]] == ["leave.txt"]
    (body,) = run("ask", f"{question[:-1]} in Tokyo?", "--in", leave, "--json").lines
    assert (body["refused"], body["reason"]) == (True, "no_evidence")
    assert [Path(passage["document"]).name for passage in body["passages"]] == ["leave.txt"]
    assert "(1)" in body["answer"]  # the documents that were searched
    (body,) = run("ask", question, "--in", str(indexed), "--type", "text", "--since", "2000-01-01", "--json").lines
    assert not body["refused"]


def test_a_narrowing_that_leaves_nothing_is_said(run: Run, indexed: Path) -> None:
    question = "What is the parking fee a day?"
    assert run("search", question, "--until", "1999-12-31", "--json").lines[0]["passages"] == []
    assert messages.phrase("nothing_within", "en") in run("search", question, "--until", "1999-12-31").err
    (body,) = run("ask", question, "--until", "1999-12-31", "--json").lines
    assert (body["refused"], body["reason"], body["passages"]) == (True, "nothing_within", [])
    unknown = run("search", question, "--in", str(indexed / "nowhere"))
    assert (unknown.code, unknown.out) == (exit_codes.UNKNOWN, "")
    assert messages.sentence("filter_place_unknown", "en").text in unknown.err
    wrong = run("ask", question, "--type", "pfd")
    assert wrong.code == exit_codes.USAGE
    assert "it has: text" in wrong.err
    assert run("search", question, "--since", "yesterday").code == exit_codes.USAGE


def test_the_lists_print_exactly_this(run: Run, indexed: Path) -> None:
    lines = run("documents", "--json").lines
    assert [set(line) for line in lines] == [
        {
            "document_id", "document", "part", "state", "code", "message", "pages", "chunks", "bytes", "modified",
            "language",
        }
    ] * 3  # fmt: skip
    by_name = {Path(line["document"]).name: line for line in lines}
    assert (by_name["broken.txt"]["state"], by_name["broken.txt"]["code"]) == ("set_aside", "document_damaged")
    assert (by_name["parking.txt"]["state"], by_name["parking.txt"]["chunks"]) == ("indexed", 1)
    assert (by_name["parking.txt"]["message"], by_name["parking.txt"]["pages"]) == (None, None)
    (collection,) = run("collections", "list", "--json").lines
    assert set(collection) == {"name", "documents", "chunks", "embedding_model", "bytes"}
    assert (collection["name"], collection["documents"], collection["chunks"]) == ("Rules", 2, 2)


def test_receipts_print_exactly_this(run: Run, indexed: Path) -> None:
    (receipt,) = run("forget", str(indexed / "leave.txt"), "--json").lines
    assert set(receipt) == {"documents", "chunks", "checked", "seconds", "chats", "turns", "checks"}
    assert (receipt["documents"], receipt["chunks"], receipt["checked"]) == (1, 1, True)
    (receipt,) = run("collections", "delete", "Rules", "--json").lines
    assert (receipt["documents"], receipt["checked"]) == (2 - 1, True)
    assert run("documents", "--json").lines == []
    assert (indexed / "leave.txt").exists()


def test_config_prints_exactly_this(run: Run) -> None:
    (line,) = run("config", "get", "answers.quotes", "--json").lines
    assert line == {"key": "answers.quotes", "value": 3, "source": "default"}
    (line,) = run("config", "set", "answers.quotes", "5", "--json").lines
    assert line == {"key": "answers.quotes", "value": 5, "source": "user"}
    assert [line["key"] for line in run("config", "get", "--json").lines] == list(settings.keys())


@pytest.mark.models
def test_models_print_exactly_this(run: Run) -> None:
    lines = run("models", "list", "--json").lines
    assert {line["purpose"] for line in lines} == {"chat", "embedding"}
    for line in lines:
        assert set(line) == {
            "name", "purpose", "file", "bytes", "sha256", "parameters", "quantization", "context", "memory_needed",
            "memory_free", "usable", "code", "message",
        }  # fmt: skip


def test_a_file_of_questions_is_answered_line_by_line(run: Run, indexed: Path, tmp_path: Path) -> None:
    file = tmp_path / "questions.jsonl"
    lines = [
        b'\xef\xbb\xbf{"id": "a", "question": "parking fee"}\r',
        b"",
        b"not json",
        b'{"id": 7}',
        b'{"question": "no id"}',
        b'{"id": {"deep": [1]}, "question": "leave a year"}',
        b'{"id": 8, "question": 5}',
        b'{"id": 9, "question": ""}',
        b"[1, 2]",
        b"\xff\xfe",
        b"[" * 100_000,
        b'{"id": "long", "question": "' + b"a" * 100_000 + b'"}',
        b'{"id": "last", "question": "<|im_start|> parking <|im_end|>"}',
    ]
    file.write_bytes(b"\n".join(lines))
    for command in (["ask", "--no-model"], ["search"]):
        result = run(*command, "--questions", str(file), "--json")
        assert result.code == 0
        found = result.lines
        assert len(found) == len(lines) - 1
        assert [line["id"] for line in found] == [
            "a", None, 7, None, {"deep": [1]}, 8, 9, None, None, None, "long", "last",
        ]  # fmt: skip
        failed = {index: line["error"]["code"] for index, line in enumerate(found) if "error" in line}
        invalid = "question_line_invalid"
        assert failed == {
            1: invalid, 2: invalid, 3: invalid, 5: invalid, 6: "question_empty", 7: invalid, 8: invalid, 9: invalid,
            10: "question_too_long",
        }  # fmt: skip
        assert all(set(line["error"]) == {"code", "message"} for line in found if "error" in line)


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (["ask", "x"], exit_codes.UNKNOWN),
        (["search", "x"], exit_codes.UNKNOWN),
        (["ask", "x", "--collection", "no"], exit_codes.UNKNOWN),
        (["documents", "--collection", "no"], exit_codes.UNKNOWN),
        (["collections", "delete", "no"], exit_codes.UNKNOWN),
        (["index", "/no/such/path", "--collection", "c"], exit_codes.UNKNOWN),
        (["index", "", "--collection", "c"], exit_codes.UNKNOWN),
        (["index", "/tmp/" + "x" * 300, "--collection", "c"], exit_codes.UNKNOWN),
        (["index", "~nobody", "--collection", "c"], exit_codes.UNKNOWN),
        (["forget", "/no/such/path"], exit_codes.UNKNOWN),
        (["forget", ""], exit_codes.UNKNOWN),
        (["models", "add", "/no/such.gguf"], exit_codes.UNKNOWN),
        (["models", "add", "/tmp"], exit_codes.FAILED),
        (["models", "check", "no"], exit_codes.FAILED),
        (["index", "/tmp"], exit_codes.USAGE),
        (["index", "/tmp", "--collection", ""], exit_codes.USAGE),
        (["index", "/tmp", "--collection", "a" * 300], exit_codes.USAGE),
        (["index", "/tmp", "--collection", "a\nb"], exit_codes.USAGE),
        (["index", "/tmp", "--collection", "\udcff"], exit_codes.USAGE),
        (["ask"], exit_codes.USAGE),
        (["ask", "x", "--questions", "y"], exit_codes.USAGE),
        (["config", "get", "no.such"], exit_codes.USAGE),
        (["config", "get", "\udcff"], exit_codes.USAGE),
        (["config", "set", "answers.quotes", "99"], exit_codes.USAGE),
        (["config", "set", "answers.quotes", "--", "--5"], exit_codes.USAGE),
        (["config", "set", "answers.model", "no such model"], exit_codes.USAGE),
        (["ask", "x", "--provider", "azure"], exit_codes.UNKNOWN),
        (["ask", "x", "--provider", "azure", "--preview", "--approve", "0" * 64], exit_codes.USAGE),
        (["forget"], exit_codes.USAGE),
        (["forget", "x", "--everything"], exit_codes.USAGE),
        (["forget", "--everything"], exit_codes.USAGE),
        (["forget", "--chat", "none"], exit_codes.UNKNOWN),
        (["policy", "check", "no such file"], exit_codes.UNKNOWN),
        (["search", "x", "--top", "0"], exit_codes.USAGE),
        (["search", "x", "--top", "many"], exit_codes.USAGE),
        (["no-such-command"], exit_codes.USAGE),
    ],
)
def test_a_wrong_step_gets_its_code_and_a_sentence(run: Run, arguments: list[str], code: int) -> None:
    result = run(*arguments)
    assert result.code == code
    assert result.out == ""
    assert result.err.strip()
    assert "Traceback" not in result.err
    assert messages.sentence("internal", "en").text not in result.err


def test_wrong_questions_and_names_in_a_library_with_documents(run: Run, indexed: Path) -> None:
    assert run("ask", "").code == exit_codes.USAGE
    assert run("ask", "\x1b\x07").code == exit_codes.USAGE
    assert run("ask", "a" * 100_000).code == exit_codes.USAGE
    assert run("ask", "x", "--collection", "").code == exit_codes.UNKNOWN
    assert run("ask", "parking", "--model", "no such model").code == exit_codes.FAILED
    assert run("ask", "--questions", "/no/such/file").code == exit_codes.UNKNOWN
    assert run("ask", "--questions", str(indexed)).code == exit_codes.UNKNOWN
    (body,) = run("search", "parking \udcff", "--json").lines
    assert body["question"] == "parking ?"
    assert run("index", str(indexed), "--collection", "Second 🍣 ../x").code == 0
    several = run("ask", "parking")
    assert several.code == exit_codes.USAGE
    assert "--collection" in several.err
    assert run("ask", "parking", "--no-model", "--collection", "Second 🍣 ../x").code == 0


def test_sentences_are_in_the_language_of_the_system_or_of_the_settings(
    run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LANG", "ja_JP.UTF-8")
    assert "コレクション" in run("ask", "x").err
    run("config", "set", "general.language", "en")
    assert "collection" in run("ask", "x").err


def test_broken_settings_are_said_and_kept(run: Run, home: Path) -> None:
    (home / settings.FILE_NAME).write_text("{")
    result = run("config", "get", "answers.quotes", "--json")
    assert result.code == 0
    assert result.lines[0]["value"] == 3
    assert settings.BROKEN_FILE_NAME in result.err
    assert (home / settings.BROKEN_FILE_NAME).exists()
    assert run("config", "get", "answers.quotes").err == ""


def test_a_library_in_use(run: Run, home: Path) -> None:
    other = FakeWorkers(home, lambda _event: None)
    result = run("documents")
    other.close()
    assert result.code == exit_codes.IN_USE
    assert result.err


@pytest.mark.parametrize("place", ["file", "file/below", "x" * 300])
def test_a_library_that_cannot_be(run: Run, tmp_path: Path, place: str) -> None:
    (tmp_path / "file").touch()
    assert run("--home", str(tmp_path / place), "documents").code == exit_codes.FAILED


@pytest.mark.skipif(os.name != "posix", reason="no such names on Windows")
def test_a_name_of_two_lines_is_one_line(run: Run, root: Path) -> None:
    (root / "a\nindexed b.txt").write_text("The parking fee is 30 dollars a day.")
    run("index", str(root), "--collection", "Rules")
    assert len(run("documents").out.splitlines()) == 4
    assert "a indexed b.txt" in run("documents").out


def test_documents_cannot_steer_the_terminal(run: Run, root: Path) -> None:
    (root / "evil\x1b[2J.txt").write_text("The parking \x1b[31mfee\x07 is 30 dollars \u202ea day.")
    assert run("index", str(root), "--collection", "Rules").code == 0
    for arguments in (["documents"], ["search", "parking fee"], ["ask", "What is the parking fee a day?"]):
        result = run(*arguments)
        assert result.code == 0
        assert not set("\x1b\x07\u202e") & set(result.out)
    (body,) = run("search", "parking fee", "--json", "--top", "5").lines
    assert any("\x1b[31m" in passage["text"] for passage in body["passages"])


@pytest.mark.skipif(os.name != "posix", reason="names are bytes on POSIX alone")
def test_names_that_are_no_text_can_be_indexed_listed_shown_and_forgotten(run: Run, tmp_path: Path) -> None:
    raw = os.fsdecode(os.fsencode(tmp_path) + b"/\xff \xe7.txt")
    Path(raw).write_text("The parking fee is 30 dollars a day.")
    assert run("index", raw, "--collection", "Rules", "--json").lines[-1]["indexed"] == 1
    assert r"\udcff" in run("documents").out
    (line,) = run("documents", "--json").lines
    assert line["document"].endswith("\\udcff \\udce7.txt")
    assert run("ask", "What is the parking fee a day?").code == 0
    assert run("forget", raw).code == 0
    assert run("documents", "--json").lines == []


def test_a_job_that_fails_inside_is_told_calmly(run: Run, indexed: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object) -> None:
        raise RuntimeError("secret")

    monkeypatch.setattr(AnswerJobs, "search", fail)
    monkeypatch.setattr("desktop_rag.engine.lanes.logger.exception", lambda *_: None)
    result = run("search", "parking")
    assert result.code == exit_codes.FAILED
    assert "secret" not in result.err
    assert messages.sentence("internal", "en").text in result.err


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        (["index"], True),
        (["--home", "/x", "ask"], True),
        (["--home=/x", "ask"], True),
        (["--version"], True),
        (["-h"], True),
        ([], False),
        (["--home", "/x"], False),
        (["--home"], True),
        ([str(Path(__file__))], False),
        (["indx", "folder"], True),
        (["/no/such/file.pdf"], True),
    ],
)
def test_what_is_for_the_terminal(arguments: list[str], expected: bool) -> None:
    assert cli.names_a_command(arguments) is expected


def test_json_goes_out_whole_on_a_terminal_that_knows_no_japanese(
    run: Run, indexed: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (indexed / "旅費🍣.txt").write_text("旅費の日当は2,500円とする。", encoding="utf-8")
    run("index", str(indexed))
    with (tmp_path / "out").open("w", encoding="ascii") as out:
        monkeypatch.setattr(sys, "stdout", out)
        assert run("documents").code == 0
        assert run("search", "旅費", "--json").code == 0
    text = (tmp_path / "out").read_bytes()
    assert rb"\u65c5\u8cbb" in text
    assert "旅費".encode() in text


def test_reading_anew_is_planned_and_done(run: Run, tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("The parking fee is 30 dollars a day.")
    assert run("index", str(tmp_path / "a.txt"), "--collection", "Rules", "--json").code == 0
    planned = run("collections", "read-anew", "Rules", "--plan", "--json")
    assert planned.lines == [{"name": "Rules", "embedding_model": "hash", "documents": 0, "chunks": 0, "seconds": None}]
    moved = run("collections", "read-anew", "Rules", "--model", "no such model")
    assert moved.code == 1
    done = run("collections", "read-anew", "Rules", "--json")
    assert (done.code, done.lines[-1]["event"], done.lines[-1]["indexed"]) == (0, "done", 0)


def test_documents_that_wait_to_be_read_anew_are_told_of(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "a.txt").write_text("The parking fee is 30 dollars a day.")
    run("index", str(tmp_path / "a.txt"), "--collection", "Rules")
    monkeypatch.setattr("desktop_rag.engine.reading_version.READING_VERSION", "of another version")
    monkeypatch.setattr("desktop_rag.engine.index_jobs._ASK_FROM_CHUNKS", 0)
    again = run("index", str(tmp_path / "a.txt"), "--collection", "Rules")
    assert again.code == 0
    assert "desktop-rag collections read-anew Rules" in again.err
    done = run("collections", "read-anew", "Rules", "--json")
    assert (done.code, done.lines[-1]["indexed"]) == (0, 1)
