"""The local chat model with the real default model: the contract, and what happens when its process dies."""

import os
import signal
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from desktop_rag import paths
from desktop_rag.engine.chat_model import ChatModel, ChatPiece, LocalChat
from desktop_rag.engine.prompt import REQUIRED, Prompt, PromptPiece
from desktop_rag.errors import ModelFileInvalid, ModelMissing, WorkerDied
from tests.contracts.chat_model_contract import LONG, PROMPT, ChatModelContract, stats_of

DEFAULT = paths.installation_folder() / "models" / "SmolLM2-135M-Instruct.Q4_1.gguf"

pytestmark = pytest.mark.models


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LocalChat]:
    """One loaded model for the tests that do not harm it."""
    chat = LocalChat(tmp_path_factory.mktemp("home"), DEFAULT, name="default", languages=("en",))
    list(chat.stream(PROMPT, max_tokens=1))
    yield chat
    chat.close()


@pytest.fixture
def own(home: Path) -> Iterator[LocalChat]:
    """A model of its own for a test that ends its process."""
    chat = LocalChat(home, DEFAULT)
    yield chat
    chat.close()


class TestLocalChat(ChatModelContract):
    @pytest.fixture
    def model(self, shared: LocalChat) -> ChatModel:
        return shared


def test_the_same_beginning_is_not_read_again(shared: LocalChat) -> None:
    list(shared.stream(LONG, max_tokens=1))
    first = stats_of(shared.stream(PROMPT, max_tokens=10))
    again = stats_of(shared.stream(PROMPT, max_tokens=10))
    other = Prompt((*PROMPT.pieces[:-1], PromptPiece("user", "Question: What is [1] about?", REQUIRED)))
    changed = stats_of(shared.stream(other, max_tokens=10))
    assert again.prompt_reused == again.prompt_tokens - 1 > first.prompt_reused
    assert 20 < changed.prompt_reused < changed.prompt_tokens


def test_the_answer_does_not_depend_on_what_was_read_before(shared: LocalChat) -> None:
    def text() -> str:
        return "".join(item.text for item in shared.stream(PROMPT, max_tokens=30) if isinstance(item, ChatPiece))

    fresh = text()
    stopped_at = time.monotonic() + 0.1
    list(shared.stream(LONG, max_tokens=50, is_cancelled=lambda: time.monotonic() > stopped_at))
    assert text() == fresh


def test_a_stop_reaches_it_while_it_reads(shared: LocalChat) -> None:
    pid = shared.worker.pid
    # About 3,500 tokens: many seconds of reading.
    pieces = (PromptPiece("user", "words and more of them are here. " * 430, REQUIRED),)
    started = time.monotonic()
    stats = stats_of(
        shared.stream(Prompt(pieces), max_tokens=20, is_cancelled=lambda: time.monotonic() > started + 0.5)
    )
    assert stats.finish == "cancelled"
    assert stats.answer_tokens == 0
    assert time.monotonic() - started < 1.0
    assert shared.worker.pid == pid, "it had to be killed"


def test_what_does_not_fit_is_left_out(shared: LocalChat) -> None:
    pieces = (PROMPT.pieces[0], PromptPiece("user", "word " * 6000, 10), *PROMPT.pieces[1:])
    assert stats_of(shared.stream(Prompt(pieces), max_tokens=10)).left_out == (1,)


def test_a_death_in_the_middle_is_told_and_the_next_question_works(own: LocalChat) -> None:
    shown: list[str] = []

    def until_killed() -> None:
        for item in own.stream(LONG, max_tokens=400):
            if isinstance(item, ChatPiece):
                shown.append(item.text)
                if own.worker.pid is not None:
                    os.kill(own.worker.pid, signal.SIGKILL if sys.platform != "win32" else signal.SIGTERM)

    with pytest.raises(WorkerDied):
        until_killed()
    assert shown
    assert not own.is_ready
    assert stats_of(own.stream(PROMPT, max_tokens=20)).finish == "stop"


def test_loading_in_the_background_says_when_it_is_ready(home: Path) -> None:
    states: list[str] = []
    chat = LocalChat(home, DEFAULT, on_state=lambda state, _code: states.append(state))
    try:
        chat.start_loading()
        deadline = time.monotonic() + 30
        while not chat.is_ready and time.monotonic() < deadline:
            time.sleep(0.02)
        assert chat.is_ready
        assert states[0] == "starting"
    finally:
        chat.close()


@pytest.mark.parametrize(
    ("content", "error"), [(None, ModelMissing), (b"no model", ModelFileInvalid), ("cut", ModelFileInvalid)]
)
def test_a_file_that_cannot_be_loaded_says_why(
    home: Path, tmp_path: Path, content: bytes | str | None, error: type[Exception]
) -> None:
    file = tmp_path / "model.gguf"
    if content == "cut":
        with DEFAULT.open("rb") as source:
            file.write_bytes(source.read(20_000_000))
    elif isinstance(content, bytes):
        file.write_bytes(content)
    chat = LocalChat(home, file)
    try:
        with pytest.raises(error):
            list(chat.stream(PROMPT, max_tokens=5))
    finally:
        chat.close()


def test_nothing_that_was_said_is_in_the_log(home: Path) -> None:
    chat = LocalChat(home, DEFAULT)
    try:
        list(chat.stream(Prompt((PromptPiece("user", "canaryquestion", REQUIRED),)), max_tokens=5))
    finally:
        chat.close()
    assert not any(b"canary" in file.read_bytes() for file in home.rglob("*") if file.is_file())
