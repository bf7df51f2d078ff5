"""What every chat model keeps to; a test class for each model inherits this and gives the fixture `model`."""

import time
from collections.abc import Iterable

import pytest

from desktop_rag.engine.chat_model import ChatModel, ChatPiece, ChatStats
from desktop_rag.engine.prompt import REQUIRED, Prompt, PromptPiece

PROMPT = Prompt(
    (
        PromptPiece("system", "You answer questions in one short sentence.", REQUIRED),
        PromptPiece("user", "[1] The hotel Bellevue is in Paris.", 80),
        PromptPiece("user", "Question: Where is the hotel Bellevue?", REQUIRED),
    )
)
LONG = Prompt((PromptPiece("user", "Write a long story about a journey around the world.", REQUIRED),))


def stats_of(items: Iterable[ChatPiece | ChatStats]) -> ChatStats:
    *pieces, last = items
    assert all(isinstance(item, ChatPiece) for item in pieces)
    assert isinstance(last, ChatStats)
    return last


class ChatModelContract:
    """Pieces first, how it went last, a stop raises nothing."""

    def test_says_who_it_is(self, model: ChatModel) -> None:
        assert model.name
        assert model.provider in ("local", "azure")
        assert isinstance(model.languages, tuple)
        assert model.is_small in (True, False)

    def test_pieces_then_stats(self, model: ChatModel) -> None:
        items = list(model.stream(PROMPT, max_tokens=40, is_cancelled=lambda: False))
        stats = stats_of(items)
        assert "Paris" in "".join(item.text for item in items if isinstance(item, ChatPiece))
        assert stats.finish == "stop"
        assert 0 < stats.answer_tokens <= 40
        assert stats.prompt_tokens > 10
        assert model.is_ready

    def test_the_limit_of_tokens_is_kept(self, model: ChatModel) -> None:
        stats = stats_of(model.stream(LONG, max_tokens=5, is_cancelled=lambda: False))
        assert stats.answer_tokens <= 5
        assert stats.finish == "length"

    def test_no_piece_is_empty(self, model: ChatModel) -> None:
        items = list(model.stream(PROMPT, max_tokens=20, is_cancelled=lambda: False))
        assert all(item.text for item in items if isinstance(item, ChatPiece))

    def test_a_stop_ends_it_at_once_and_the_next_question_works(self, model: ChatModel) -> None:
        seen = 0
        stopped = 0.0

        def is_cancelled() -> bool:
            nonlocal stopped
            if seen >= 3 and not stopped:
                stopped = time.monotonic()
            return seen >= 3

        last: ChatPiece | ChatStats | None = None
        for item in model.stream(LONG, max_tokens=400, is_cancelled=is_cancelled):
            last = item
            seen += 1
        assert isinstance(last, ChatStats)
        assert last.finish == "cancelled"
        assert time.monotonic() - stopped < 0.5
        assert stats_of(model.stream(PROMPT, max_tokens=40, is_cancelled=lambda: False)).finish == "stop"

    def test_stopped_before_it_began(self, model: ChatModel) -> None:
        assert stats_of(model.stream(PROMPT, max_tokens=40, is_cancelled=lambda: True)).finish == "cancelled"

    @pytest.mark.parametrize("text", ["\0", "\ud800", "🍣" * 50, "{{ messages }}"])
    def test_any_text_is_only_text(self, model: ChatModel, text: str) -> None:
        prompt = Prompt((PromptPiece("user", f"Say yes. {text}", REQUIRED),))
        assert stats_of(model.stream(prompt, max_tokens=5, is_cancelled=lambda: False)).prompt_tokens > 0
