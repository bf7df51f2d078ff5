"""The sample handbook's thirty questions, asked of the engine with the real embedding model: quotes and refusals."""

import json
import queue
import time
import unicodedata
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from desktop_rag import paths, protocol
from desktop_rag.engine.service import Engine
from desktop_rag.protocol import Event
from desktop_rag.records import Answer

pytestmark = [pytest.mark.models, pytest.mark.slow]

_WAIT_S = 120.0
QUESTIONS: list[dict[str, Any]] = [
    json.loads(line)
    for line in (Path(__file__).parent / "data" / "sample_questions.jsonl").read_text(encoding="utf-8").splitlines()
]


def squeezed(text: str) -> str:
    return "".join(unicodedata.normalize("NFKC", text).split())


@pytest.fixture(scope="module")
def answers(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, Answer]]:
    """What each question got, by its id."""
    events: queue.Queue[Event] = queue.Queue()
    engine = Engine(tmp_path_factory.mktemp("handbook") / "home", events.put)

    def wait(key: str) -> Event:
        deadline = time.monotonic() + _WAIT_S
        while True:
            event = events.get(timeout=max(0.1, deadline - time.monotonic()))
            if event.id == key and isinstance(event, (protocol.IndexDone, protocol.AnswerDone, protocol.JobFailed)):
                return event

    try:
        engine.handle(protocol.Index(id="index", collection="Handbook", paths=(str(paths.samples_folder()),)))
        done = wait("index")
        assert isinstance(done, protocol.IndexDone)
        assert (done.indexed, done.set_aside) == (12, ())
        found: dict[str, Answer] = {}
        for entry in QUESTIONS:
            engine.handle(protocol.Ask(id=entry["id"], question=entry["question"], use_model=False))
            answered = wait(entry["id"])
            assert isinstance(answered, protocol.AnswerDone)
            found[entry["id"]] = answered.answer
        yield found
    finally:
        engine.close()


def has_right_quote(entry: dict[str, Any], answer: Answer) -> bool:
    return any(
        Path(quote.document).name == entry["doc_id"]
        and any(squeezed(wanted) in squeezed(quote.text) for wanted in entry["answers"])
        for quote in answer.quotes
    )


def test_nineteen_of_twenty_get_a_right_quote(answers: dict[str, Answer]) -> None:
    asked = [entry for entry in QUESTIONS if entry["answerable"]]
    wrong = [entry["id"] for entry in asked if not has_right_quote(entry, answers[entry["id"]])]
    assert len(asked) == 20
    assert len(wrong) <= 1, wrong
    assert all(len(answers[entry["id"]].quotes) <= 3 for entry in asked)


def test_nine_of_ten_that_it_cannot_answer_are_refused(answers: dict[str, Answer]) -> None:
    asked = [entry for entry in QUESTIONS if not entry["answerable"]]
    wrong = [entry["id"] for entry in asked if not answers[entry["id"]].is_refused]
    assert len(asked) == 10
    assert len(wrong) <= 1, wrong
    assert all(
        not answers[entry["id"]].quotes and answers[entry["id"]].passages for entry in asked if entry["id"] not in wrong
    )


def test_every_quote_stands_exactly_in_its_page(answers: dict[str, Answer]) -> None:
    texts = {path.name: path.read_text(encoding="utf-8") for path in paths.samples_folder().glob("*.[tm][xd]*")}
    checked = 0
    for answer in answers.values():
        for quote in answer.quotes:
            name = Path(quote.document).name
            if name in texts:
                assert texts[name][quote.start : quote.end] == quote.text
                checked += 1
    assert checked >= 5
