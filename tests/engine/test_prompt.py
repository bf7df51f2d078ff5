"""The prompt: the same words first, the question last, both always there."""

import string

import pytest

from desktop_rag.engine import prompt
from desktop_rag.protocol import HistoryTurn
from desktop_rag.records import Passage, Quote


def quote(marker: int, text: str) -> Quote:
    return Quote(marker, "d", "d.txt", None, 1, None, 0, len(text), text, "", 0.0)


def passage(rank: int, text: str) -> Passage:
    return Passage(rank, "d", "d.txt", None, 1, None, 0, len(text), text, "", 0.0, 1.0)


def build(question: str = "Why?", *, language: str | None = "en", limit: bool = True, **parts: object) -> prompt.Prompt:
    return prompt.build(
        question,
        parts.get("quotes", ()),  # type: ignore[arg-type]
        parts.get("passages", ()),  # type: ignore[arg-type]
        parts.get("follows", ()),  # type: ignore[arg-type]
        language=language,
        limit=limit,
    )


def test_system_first_question_last_quotes_between_in_order() -> None:
    made = build(
        quotes=[quote(1, "One\nline."), quote(2, "Two.")], follows=[HistoryTurn(question="Who?", answer="Me.")]
    )
    roles = [piece.role for piece in made.pieces]
    assert roles == ["system", *["user"] * 4]
    texts = [piece.text for piece in made.pieces]
    assert "Who?" in texts[1]
    assert "[1] One line." in texts[2]
    assert "[2] Two." in texts[3]
    assert "Why?" in texts[4]


def test_the_beginning_never_changes() -> None:
    first, second = build("Why?", quotes=[quote(1, "a")]), build("Where?", quotes=[quote(1, "b")])
    assert first.pieces[0] == second.pieces[0]


def test_what_is_least_needed_goes_first() -> None:
    turns = [HistoryTurn(question=f"q{number}", answer="a") for number in range(5)]
    made = build(quotes=[quote(1, "a"), quote(2, "b")], follows=turns)
    by_text = {piece.text: piece.priority for piece in made.pieces}
    oldest, newest, first, second = (
        next(priority for text, priority in by_text.items() if part in text) for part in ("q3", "q4", "[1] a", "[2] b")
    )
    assert oldest < newest < second < first < prompt.REQUIRED
    assert [piece.priority for piece in made.pieces if "Why?" in piece.text] == [prompt.REQUIRED]
    assert made.pieces[0].priority == prompt.REQUIRED


def test_passages_stand_in_where_there_are_no_quotes() -> None:
    made = build(passages=[passage(1, "Long text.")])
    assert any("[1] Long text." in piece.text for piece in made.pieces)
    assert not any(
        "Long" in piece.text for piece in build(quotes=[quote(1, "a")], passages=[passage(1, "Long")]).pieces
    )


def test_braces_in_documents_and_questions_are_harmless() -> None:
    made = build("What is {x}?", quotes=[quote(1, "{text} {0}")])
    assert any("{text} {0}" in piece.text for piece in made.pieces)
    assert "{x}" in made.pieces[-1].text


@pytest.mark.parametrize("limit", [True, False])
def test_the_language_of_the_question_chooses_the_words(limit: bool) -> None:
    japanese, english = build(language="ja", limit=limit), build(language="en", limit=limit)
    assert "日本語" in japanese.pieces[0].text
    assert build(language=None, limit=limit) == english
    assert build(language="ko", limit=limit) == english


def test_every_language_has_the_same_sentences_with_the_same_places() -> None:
    def places(language: str) -> dict[str, set[str | None]]:
        words = prompt.wording(language)
        return {key: {name for _, name, _, _ in string.Formatter().parse(text)} for key, text in words.items()}

    assert places("en") == places("ja")


def test_a_small_model_is_told_less() -> None:
    told = [
        prompt.build("Why?", [quote(1, "a")], [], [], language=language, limit=True, is_small=True).pieces[0].text
        for language in ("en", "ja")
    ]
    assert all(
        len(text) < len(build(language=name).pieces[0].text) for text, name in zip(told, ("en", "ja"), strict=True)
    )


def test_messages_join_pieces_of_a_role() -> None:
    made = build(quotes=[quote(1, "a"), quote(2, "b")])
    assert [role for role, _ in made.messages] == ["system", "user"]
