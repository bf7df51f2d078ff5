"""Reads question and passage together, where a cross-encoder is installed: slower than comparing vectors, and closer.

It may only put the foremost passages in another order, within a few seconds. Whatever goes wrong with it leaves the
order that the two legs gave.
"""

import logging
import math
from collections.abc import Callable, Sequence
from pathlib import Path

from desktop_rag.engine import scripts
from desktop_rag.engine.loaded_worker import LoadedWorker
from desktop_rag.engine.retriever import Scored
from desktop_rag.engine.worker_process import PipeLimits, WorkerProcess
from desktop_rag.errors import Cancelled, DesktopRagError, WorkerMisbehaved
from desktop_rag.message_loop import URGENT_PRIORITY

logger = logging.getLogger(__name__)

CANDIDATES = 20
"""Passages that are read again; what stands further back is hardly ever right."""
WEIGHT = 2.0
"""What a passage gains that surely answers: about as much as the best one has from words and vectors together, so that
both are heard where the model is unsure."""
_RERANK_S = 6.0
_LIMITS = PipeLimits(line_bytes=1_000_000, job_bytes=1_000_000)


class Reranker:
    """One cross-encoder behind a worker of its own; safe to use from several threads."""

    def __init__(
        self,
        home: Path,
        folder: Path,
        *,
        name: str,
        languages: Sequence[str] = (),
        command: Sequence[str] | None = None,
    ) -> None:
        self.name = name
        self._languages = frozenset(languages)
        self.worker = WorkerProcess("embed", home, _LIMITS, command=command)
        self._model = LoadedWorker(
            self.worker, {"folder": str(folder)}, operation="load_reranker", on_state=lambda _state, _code: None
        )

    def can_read(self, question: str) -> bool:
        """Whether the model knows the language of a question."""
        language = scripts.language(question)
        return not self._languages or language is None or language in self._languages

    def reordered(
        self, question: str, ranked: Sequence[Scored], is_cancelled: Callable[[], bool] = lambda: False
    ) -> tuple[Scored, ...]:
        """The same passages, the foremost of them in the order in which they answer. Raises `Cancelled` alone."""
        foremost = ranked[:CANDIDATES]
        if len(foremost) < 2 or not self.can_read(question):
            return tuple(ranked)
        try:
            scores = self.scores(question, [_read(entry) for entry in foremost], is_cancelled)
        except DesktopRagError as error:
            if isinstance(error, Cancelled):
                raise
            logger.warning("passages are not reranked: %s", error.code)
            return tuple(ranked)
        order = sorted(zip(foremost, scores, strict=True), key=lambda pair: -(pair[0].score + WEIGHT * pair[1]))
        return (*(entry for entry, _ in order), *ranked[CANDIDATES:])

    def scores(self, question: str, texts: Sequence[str], is_cancelled: Callable[[], bool]) -> list[float]:
        """How well each text answers, from 0 to 1; loads the model first.

        Raises `Cancelled`, and what loading or the worker ran into.
        """
        self._model.wait_until_loaded(is_cancelled)
        reply = self.worker.call(
            "rerank", {"question": question, "texts": list(texts)}, timeout_s=_RERANK_S, priority=URGENT_PRIORITY,
            is_cancelled=is_cancelled,
        )  # fmt: skip
        scores = reply.get("scores")
        if not isinstance(scores, list) or len(scores) != len(texts):
            raise WorkerMisbehaved
        if not all(isinstance(score, float) and math.isfinite(score) for score in scores):
            raise WorkerMisbehaved
        return scores

    def close(self) -> None:
        """End the worker for good."""
        self.worker.close()


def _read(entry: Scored) -> str:
    candidate = entry.candidate
    return f"{candidate.heading}\n{candidate.text}" if candidate.heading else candidate.text
