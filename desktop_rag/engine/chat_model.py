"""What answers: the protocol of every chat model, and the local one behind the chat worker."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal, Protocol, TypeAlias

from desktop_rag.engine.loaded_worker import LoadedWorker
from desktop_rag.engine.model_judge import CONTEXT_TOKENS
from desktop_rag.engine.prompt import Prompt
from desktop_rag.engine.worker_process import PipeLimits, WorkerProcess
from desktop_rag.errors import Cancelled, ModelMissing, WorkerMisbehaved
from desktop_rag.protocol import WorkerState

Finish: TypeAlias = Literal["stop", "length", "cancelled"]

_LIMITS = PipeLimits(line_bytes=1_000_000, job_bytes=16_000_000)
_ANSWER_S = 900.0
_SMALL_BYTES = 700_000_000
_FINISHES: tuple[Finish, ...] = ("stop", "length", "cancelled")


@dataclass(frozen=True, slots=True)
class ChatPiece:
    """Some more text of the answer: whole characters, ready to be shown."""

    text: str


@dataclass(frozen=True, slots=True)
class ChatStats:
    """How an answer went; always the last of a stream.

    `left_out` are the indexes of the pieces of the prompt that found no room. Milliseconds count from the start of the
    job in the worker; None where that step was not reached.
    """

    prompt_tokens: int
    prompt_reused: int
    answer_tokens: int
    finish: Finish
    left_out: tuple[int, ...] = ()
    prompt_ms: float | None = None
    first_token_ms: float | None = None
    generate_ms: float | None = None


class ChatModel(Protocol):
    """A language model, wherever it runs."""

    @property
    def name(self) -> str: ...

    @property
    def provider(self) -> Literal["local", "azure"]: ...

    @property
    def languages(self) -> tuple[str, ...]:
        """Languages that it is known to speak; empty where nothing is known."""
        ...

    @property
    def is_small(self) -> bool:
        """Whether it is too small to judge by itself what the quotes do not say."""
        ...

    @property
    def is_ready(self) -> bool: ...

    def start_loading(self) -> None:
        """Get ready in the background."""
        ...

    def stream(
        self, prompt: Prompt, *, max_tokens: int, is_cancelled: Callable[[], bool]
    ) -> Iterator[ChatPiece | ChatStats]:
        """Yield the answer piece by piece, and how it went as the last.

        A stop ends the stream with `ChatStats` of finish "cancelled", it raises nothing. A model that fails raises a
        `DesktopRagError`; the pieces up to then are good.
        """
        ...

    def close(self) -> None: ...


class LocalChat:
    """A GGUF file behind the chat worker; loaded before the first answer and again when the worker died."""

    provider: Literal["local"] = "local"

    def __init__(
        self,
        home: Path,
        file: Path,
        *,
        name: str | None = None,
        languages: Sequence[str] = (),
        context: int = CONTEXT_TOKENS,
        on_state: Callable[[WorkerState, str | None], None] = lambda _state, _code: None,
        command: Sequence[str] | None = None,
    ) -> None:
        self.name = name or file.stem
        self.languages = tuple(languages)
        self.is_small = _size(file) < _SMALL_BYTES
        self.worker = WorkerProcess("chat", home, _LIMITS, command=command, on_state=on_state)
        self._model = LoadedWorker(self.worker, {"file": str(file), "context": context}, on_state=on_state)

    @property
    def is_ready(self) -> bool:
        """Whether the model is in memory now."""
        return self._model.is_ready

    def start_loading(self) -> None:
        """Start the worker and load the model in the background; `on_state` says ready, or stopped with a code."""
        self._model.start_loading()

    def stream(
        self, prompt: Prompt, *, max_tokens: int, is_cancelled: Callable[[], bool] = lambda: False
    ) -> Iterator[ChatPiece | ChatStats]:
        """See `ChatModel.stream`. A worker that dies raises `WorkerDied` and is loaded again for the next question."""
        fields = {
            "pieces": [
                {"role": piece.role, "text": _clean(piece.text), "priority": piece.priority} for piece in prompt.pieces
            ],
            "max_tokens": max_tokens,
        }
        reading = _Reading()
        try:
            self._model.wait_until_loaded(is_cancelled)
            replies = self.worker.stream("chat", fields, timeout_s=_ANSWER_S, is_cancelled=is_cancelled)
            for reply in replies:
                if (item := reading.take(reply)) is not None:
                    yield item
        except Cancelled:
            yield reading.stopped()
        except ModelMissing:
            # A fresh worker that was started for another job holds no model: the next question loads it.
            self._model.lost()
            raise

    def close(self) -> None:
        """End the worker for good."""
        self.worker.close()


def _size(file: Path) -> int:
    try:
        return file.stat().st_size
    except OSError:
        return 0  # loading it will say so


def _clean(text: str) -> str:
    """Drop lone surrogates, which no tokenizer and no JSON encoder takes."""
    return text.encode("utf-8", "replace").decode("utf-8")


class _Reading:
    """The replies of one answer, checked."""

    def __init__(self) -> None:
        self._prompt_tokens = self._prompt_reused = self._pieces = 0
        self._left_out: tuple[int, ...] = ()

    def take(self, untrusted: Mapping[str, Any]) -> ChatPiece | ChatStats | None:
        try:
            match untrusted["kind"]:
                case "prompt":
                    self._prompt_tokens, self._prompt_reused = int(untrusted["tokens"]), int(untrusted["reused"])
                    self._left_out = tuple(int(index) for index in untrusted["left_out"])
                    return None
                case "token":
                    self._pieces += 1
                    return ChatPiece(str(untrusted["text"]))
                case "done":
                    return self._stats(untrusted)
                case _:
                    raise WorkerMisbehaved
        except (KeyError, TypeError, ValueError):
            raise WorkerMisbehaved from None

    def _stats(self, untrusted: Mapping[str, Any]) -> ChatStats:
        if untrusted["finish"] not in _FINISHES:
            raise WorkerMisbehaved
        return ChatStats(
            prompt_tokens=self._prompt_tokens,
            prompt_reused=self._prompt_reused,
            answer_tokens=int(untrusted["tokens"]),
            finish=untrusted["finish"],
            left_out=self._left_out,
            prompt_ms=untrusted["prompt_ms"],
            first_token_ms=untrusted["first_token_ms"],
            generate_ms=untrusted["generate_ms"],
        )

    def stopped(self) -> ChatStats:
        """What is known of an answer whose worker did not say so itself."""
        return ChatStats(self._prompt_tokens, self._prompt_reused, self._pieces, "cancelled", self._left_out)
