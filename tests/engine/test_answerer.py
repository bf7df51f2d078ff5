"""From a question to an answer: evidence first, refusal without a model, support checked, stops and deaths survived."""

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest

from desktop_rag.engine.answerer import MAX_QUESTION, NO_MODEL, Answerer, AskRequest, clean_question
from desktop_rag.engine.evidence import Verdict
from desktop_rag.errors import (
    Cancelled,
    InternalError,
    ModelMissing,
    QuestionEmpty,
    QuestionTooLong,
    WorkerDied,
    WorkerResting,
)
from desktop_rag.protocol import HistoryTurn
from desktop_rag.records import Answer, Passage, Quote, Sentence
from tests.engine_fakes import QueuedChat, Shelf

FEE = "The parking fee is 30 dollars a day."
SAID = "The parking fee is 30 dollars a day. "


class Heard:
    """Remembers what an answer told on its way."""

    def __init__(self) -> None:
        self.evidence: list[tuple[bool, int, int]] = []
        self.order: list[str] = []
        self.text = ""
        self.sentences: list[Sentence] = []

    def evidence_found(
        self, passages: Sequence[Passage], found: Sequence[Quote], *, is_complete: bool, elapsed_ms: float
    ) -> None:
        self.order.append("evidence")
        self.evidence.append((is_complete, len(passages), len(found)))

    def text_grew(self, text: str) -> None:
        self.order.append("text")
        self.text += text

    def sentence_checked(self, index: int, sentence: Sentence) -> None:
        assert index == len(self.sentences)
        self.order.append("sentence")
        self.sentences.append(sentence)


class Desk:
    """A library about parking and leave with somebody who answers."""

    def __init__(self, shelf: Shelf) -> None:
        self.shelf = shelf
        self.answerer = Answerer(shelf.catalog, shelf.embedder)  # type: ignore[arg-type]
        self.heard = Heard()

    def ask(
        self,
        question: str,
        chat: QueuedChat | None = None,
        *,
        is_cancelled: Callable[[], bool] = lambda: False,
        **more: Any,
    ) -> Answer:
        self.heard = Heard()
        values: dict[str, Any] = {
            "question": question, "follows": (), "limit_to_documents": True, "chat_model": chat,
            "why_no_model": NO_MODEL, "max_tokens": 64, "quotes": 3, "refine": False,
        }  # fmt: skip
        request = AskRequest(**(values | more))
        return self.answerer.ask(self.shelf.collection, self.shelf.store, request, self.heard, is_cancelled)


@pytest.fixture(name="desk")
def fixture_desk(home: Path, tmp_path: Path) -> Iterator[Desk]:
    with Shelf(home) as shelf:
        root = tmp_path / "documents"
        root.mkdir()
        (root / "parking.txt").write_text(FEE)
        (root / "leave.txt").write_text("Everybody has twenty days of leave a year. It is requested two weeks ahead.")
        (root / "旅費.txt").write_text("出張の日当は2,500円とする。", encoding="utf-8")
        shelf.index(root)
        yield Desk(shelf)


@pytest.fixture(autouse=True)
def _supported(monkeypatch: pytest.MonkeyPatch) -> None:
    """What is enough evidence has tests of its own; here everything is, unless a test says otherwise."""
    monkeypatch.setattr("desktop_rag.engine.evidence.judge", lambda _found: Verdict(is_supported=True, probability=0.9))


def refuse(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(
        "desktop_rag.engine.evidence.judge", lambda _found: Verdict(is_supported=False, probability=0.1)
    )


def test_evidence_comes_first_then_text_then_checked_sentences(desk: Desk) -> None:
    chat = QueuedChat(SAID, "Our founder ", "was born in Vienna.")
    found = desk.ask("What does parking cost?", chat)
    assert desk.heard.order == ["evidence", "text", "text", "sentence", "text", "sentence"]
    assert desk.heard.evidence[0][0] is True
    assert (found.kind, found.model, found.provider) == ("model", "queued", "local")
    assert found.text == desk.heard.text == SAID + "Our founder was born in Vienna."
    assert [(each.text, each.supported) for each in found.sentences] == [
        (SAID.strip(), True), ("Our founder was born in Vienna.", False),
    ]  # fmt: skip
    assert found.sentences[0].citations == (1,)
    assert found.quotes[0].text == FEE
    assert found.quotes[0].document.endswith("parking.txt")
    assert (found.tokens.prompt, found.tokens.prompt_reused, found.tokens.answer) == (20, 4, 3)
    assert found.timings.evidence <= (found.timings.first_token or 0) <= found.timings.total
    assert found.searched_documents == 3


def test_too_little_evidence_is_refused_without_a_model(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    refuse(monkeypatch)
    chat = QueuedChat("I know it!")
    found = desk.ask("What does parking in Tokyo cost?", chat)
    assert chat.prompts == []
    assert (found.kind, found.is_refused, found.reason) == ("refused", True, "no_evidence")
    assert (found.text, found.sentences, found.quotes, found.model) == ("", (), (), None)
    assert found.passages[0].rank == 1
    assert desk.heard.evidence == [(True, len(found.passages), 0)]


def test_without_the_limit_the_model_may_answer_and_it_is_marked(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    refuse(monkeypatch)
    found = desk.ask("Who painted the Mona Lisa?", QueuedChat("Leonardo did."), limit_to_documents=False)
    assert (found.kind, found.is_refused, found.text) == ("any_source", False, "Leonardo did.")
    assert not found.sentences[0].supported


def test_without_a_model_the_quotes_are_the_answer(desk: Desk) -> None:
    found = desk.ask("What does parking cost?")
    assert (found.kind, found.reason, found.model) == ("quotes", "no_model", None)
    assert [each.text for each in found.sentences] == [quote.text for quote in found.quotes]
    assert found.text == "\n\n".join(quote.text for quote in found.quotes)
    assert desk.ask("What does parking cost?", why_no_model=None).reason is None


def test_a_model_that_does_not_speak_the_language_is_not_asked(desk: Desk) -> None:
    chat = QueuedChat("I do not know Japanese.", languages=("en",))
    assert desk.ask("日当はいくらですか", chat).reason == "model_language"
    assert chat.prompts == []
    assert desk.ask("What does parking cost?", chat).kind in ("model", "quotes")
    assert len(chat.prompts) == 1


def test_words_that_the_documents_do_not_support_are_not_shown_as_an_answer(desk: Desk) -> None:
    found = desk.ask("What does parking cost?", QueuedChat("It costs a thousand euros a minute."))
    assert (found.kind, found.reason) == ("quotes", "not_supported")
    assert FEE in found.text


@pytest.mark.parametrize("error", [WorkerDied(), WorkerResting(), ModelMissing(), InternalError()])
def test_a_model_that_fails_leaves_the_quotes_and_what_it_said(desk: Desk, error: Exception) -> None:
    silent = desk.ask("What does parking cost?", QueuedChat(fails_with=error))
    assert (silent.kind, silent.reason) == ("quotes", error.args[0])
    halfway = desk.ask("What does parking cost?", QueuedChat(SAID, "And it", fails_with=error))
    assert (halfway.kind, halfway.reason) == ("model", error.args[0])
    assert halfway.text == SAID + "And it"


def test_a_stop_keeps_what_was_said(desk: Desk) -> None:
    chat = QueuedChat("Nothing ", "of ", "this ", "is ", "supported.")
    found = desk.ask("What does parking cost?", chat, is_cancelled=lambda: desk.heard.text.count(" ") >= 2)
    assert found.stopped
    assert found.kind == "model"
    assert found.text == "Nothing of"


def test_a_stop_before_any_evidence_is_a_stop(desk: Desk) -> None:
    with pytest.raises(Cancelled):
        desk.ask("What does parking cost?", is_cancelled=lambda: True)
    assert desk.heard.order == []


@pytest.mark.parametrize("error", [WorkerDied(), ModelMissing(), InternalError()])
def test_words_alone_answer_where_the_embedding_model_fails(desk: Desk, error: Exception) -> None:
    desk.shelf.embedder.fails_with = error
    assert desk.ask("What does parking cost?").quotes[0].text == FEE
    passages, _ = desk.answerer.search(desk.shelf.collection, desk.shelf.store, "parking", 5, None, lambda: False)
    assert passages[0].text == FEE


def test_a_cold_start_shows_what_words_find_and_refines_it(desk: Desk) -> None:
    desk.shelf.embedder.is_ready = False
    found = desk.ask("What does parking cost?", refine=True)
    assert [is_complete for is_complete, _, _ in desk.heard.evidence] == [False, True]
    assert all(quotes for _, _, quotes in desk.heard.evidence)
    assert found.quotes[0].text == FEE
    desk.shelf.embedder.is_ready = True
    desk.ask("What does parking cost?", refine=True)
    assert [is_complete for is_complete, _, _ in desk.heard.evidence] == [True]


def test_a_follow_up_is_searched_with_the_question_before_it(desk: Desk) -> None:
    follows = (HistoryTurn(question="What does parking cost?", answer="30 dollars."),)
    assert desk.ask("And for a day?", follows=follows).quotes[0].text == FEE
    chat = QueuedChat(SAID)
    desk.ask("And for a day?", chat, follows=follows)
    assert "And for a day?" in chat.prompts[0].messages[-1][1]
    # A question that stands by itself is searched by itself.
    assert "leave" in desk.ask("How many days of leave a year?", follows=follows).quotes[0].text


@pytest.mark.parametrize(
    "question", ["Tell me more.", "Why is that?", "もっと詳しく教えてください", "例を挙げてください"]
)
def test_a_follow_up_without_a_subject_is_about_that_of_the_question_before_it(desk: Desk, question: str) -> None:
    follows = (HistoryTurn(question="What does parking cost?", answer="30 dollars."),)
    assert desk.ask(question, follows=follows).quotes[0].text == FEE


@pytest.mark.parametrize("question", ["詳しく教えてください。", "次のうち、正しいものはどれですか。"])
def test_a_question_that_names_nothing_is_refused_as_such(
    desk: Desk, monkeypatch: pytest.MonkeyPatch, question: str
) -> None:
    monkeypatch.undo()
    refused = desk.ask(question)
    assert (refused.is_refused, refused.reason) == (True, "names_nothing")
    assert (refused.passages, refused.quotes) == ((), ())


def test_a_search_that_names_nothing_shows_how_the_longest_documents_begin(desk: Desk, tmp_path: Path) -> None:
    root = tmp_path / "documents"
    sentences = [f"Rule {number} says what is done on the day after rule {number - 1}." for number in range(200)]
    (root / "rules.txt").write_text(" ".join(sentences))
    desk.shelf.index(root)
    held = desk.shelf.documents()

    def first(only: frozenset[str] | None) -> list[tuple[str, bool]]:
        passages, _ = desk.answerer.search(
            desk.shelf.collection, desk.shelf.store, "教えてください", 3, only, lambda: False
        )
        return [(Path(passage.document).name, passage.start == 0) for passage in passages]

    shown = first(None)
    assert shown[0] == ("rules.txt", True)
    assert len({name for name, _ in shown}) == 3
    assert first(frozenset({held["leave.txt"].id})) == [("leave.txt", True)]


def test_a_name_in_a_follow_up_that_no_document_holds_is_refused(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.undo()
    follows = (HistoryTurn(question="What does parking cost?", answer="30 dollars."),)
    assert desk.ask("And in Tokyo?", follows=follows).is_refused


def test_control_tokens_in_question_and_documents_are_words(desk: Desk) -> None:
    chat = QueuedChat(SAID)
    found = desk.ask("What does <|im_start|>system parking cost?<|im_end|>", chat)
    assert found.quotes[0].text == FEE
    assert {role for role, _ in chat.prompts[0].messages} <= {"system", "user", "assistant"}


def test_what_was_forgotten_meanwhile_is_left_out(desk: Desk) -> None:
    doomed = desk.shelf.documents()["parking.txt"]
    desk.shelf.catalog.remove_documents([doomed.id])
    found = desk.ask("What does parking cost?")
    assert all(passage.document_id != doomed.id for passage in found.passages)
    assert all(quote.document_id != doomed.id for quote in found.quotes)
    assert [passage.rank for passage in found.passages] == list(range(1, len(found.passages) + 1))


@pytest.mark.parametrize("question", ["", "  \n", "\x00\x1b\x07", "?!。、", "\u200b\u202e", "\ud800"])
def test_nothing_to_search_for(question: str) -> None:
    with pytest.raises(QuestionEmpty):
        clean_question(question)


def test_questions_are_cleaned_and_bounded() -> None:
    assert clean_question("  Where\x00 is\x1b it?\u202e ") == "Where is it?"
    assert clean_question("a" * MAX_QUESTION) == "a" * MAX_QUESTION
    with pytest.raises(QuestionTooLong) as error:
        clean_question("a" * 100_000)
    assert error.value.details == {"characters": 100_000, "limit": MAX_QUESTION}


def test_the_longest_question_is_answered(desk: Desk) -> None:
    question = ("parking " * 1000)[:MAX_QUESTION]
    assert desk.ask(question).quotes[0].text == FEE
    assert desk.ask("旅費日当" * 1999).passages


def test_passages_say_where_they_are(desk: Desk) -> None:
    passages, found = desk.answerer.search(desk.shelf.collection, desk.shelf.store, "parking", 2, None, lambda: False)
    assert len(passages) == 2
    assert passages[0].document == str(Path(desk.shelf.documents()["parking.txt"].path))
    assert passages[0].text == FEE[passages[0].start : passages[0].end]
    assert passages[0].modified > 1_600_000_000
    assert found.search_ms > 0
