"""Turns texts into vectors through the embed worker, which is loaded in the background and again when it died."""

import base64
import binascii
import collections
import contextlib
import hashlib
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal, TypeAlias

import numpy as np
import numpy.typing as npt

from desktop_rag.engine.loaded_worker import LoadedWorker
from desktop_rag.engine.worker_process import PipeLimits, WorkerProcess
from desktop_rag.errors import InternalError, ModelMissing, WorkerDied, WorkerMisbehaved
from desktop_rag.message_loop import NORMAL_PRIORITY, URGENT_PRIORITY
from desktop_rag.protocol import WorkerState

Vectors: TypeAlias = npt.NDArray[np.float32]
Kind: TypeAlias = Literal["query", "document"]
Step: TypeAlias = Callable[[Callable[[], bool]], contextlib.AbstractContextManager[None]]
"""Entered around a step of work with what says that it is to stop; see `Manners.step`."""

_BYTES_A_CORE = 6_500
"""Of the first request, in UTF-8, and the least of one: about 1,400 tokens in any language, which is one batch."""
_REQUEST_S = 0.3
"""What later requests are made for, by how long those before took: a question waits for one request of the indexer."""
_MOST_BYTES = 1_000_000
_MOST_CORES = 32
_REQUESTS_AT_ONCE = 2

_LIMITS = PipeLimits(line_bytes=8_000_000, job_bytes=8_000_000)
_MAX_DIMENSION = 8192
_SENTENCES_KEPT = 8_192
"""Vectors of sentences kept in memory, 13 MB of them; questions on one subject meet the same passages again."""
_EMBED_S = 120.0
_STOP_S = 10.0
"""A batch ends well within a second; waiting for it, even on a busy computer, beats loading the model again."""

_ATTEMPTS = 2


@dataclass(frozen=True, slots=True)
class Embeddings:
    """Vectors of length 1, one row a text, and how well the model's tokenizer knows each text.

    `known` is the share of characters that are no unknown token. `whole` is the share of letters in tokens of more
    than one character: near 0 where the model spells words out letter by letter and so is blind for their meaning.
    """

    vectors: Vectors
    known: tuple[float, ...]
    whole: tuple[float, ...]


class Embedder:
    """One embedding model behind the embed worker; safe to use from several threads."""

    def __init__(
        self,
        home: Path,
        folder: Path,
        *,
        name: str | None = None,
        query_prefix: str = "",
        document_prefix: str = "",
        on_state: Callable[[WorkerState, str | None], None] = lambda _state, _code: None,
        command: Sequence[str] | None = None,
    ) -> None:
        self.name = name or folder.name
        self.dimension: int | None = None
        self.max_tokens: int | None = None
        self._cores = 1
        self._bytes_a_second = 0.0
        self._turn = threading.Lock()
        self.worker = WorkerProcess("embed", home, _LIMITS, command=command, on_state=on_state)
        request = {"folder": str(folder), "query_prefix": query_prefix, "document_prefix": document_prefix}
        self._sentences: dict[bytes, npt.NDArray[np.float32]] = {}
        self._sentences_lock = threading.Lock()
        self._model = LoadedWorker(self.worker, request, on_state=on_state, on_loaded=self._note_loaded)

    @property
    def is_ready(self) -> bool:
        """Whether the model is in memory now."""
        return self._model.is_ready

    def start_loading(self) -> None:
        """Start the worker and load the model in the background; `on_state` says ready, or stopped with a code."""
        self._model.start_loading()

    def wait_until_loaded(self, is_cancelled: Callable[[], bool] = lambda: False) -> int:
        """Load the model where needed; returns its dimension. Raises `Cancelled`, and what loading ran into."""
        self._model.wait_until_loaded(is_cancelled)
        if self.dimension is None:
            raise InternalError
        return self.dimension

    def embed_documents(
        self,
        texts: Sequence[str],
        is_cancelled: Callable[[], bool] = lambda: False,
        step: Step = lambda _is_cancelled: contextlib.nullcontext(),
    ) -> Vectors:
        """One row of length 1 for each text; loads the model first where needed.

        While the worker computes one request the next lies before it, so that it never waits for us; who comes second
        sends as soon as the first has nothing more to send. `step` is entered around each request.

        Raises `Cancelled`, and what loading or the worker ran into.
        """
        rows: list[Vectors] = [np.zeros(0, np.float32)] * len(texts)
        waiting: collections.deque[tuple[list[int], Future[Embeddings]]] = collections.deque()

        def ask(request: list[int]) -> Embeddings:
            with step(is_cancelled):
                return self.embed([texts[index] for index in request], "document", is_cancelled)

        def take() -> None:
            asked, embedding = waiting.popleft()
            for index, row in zip(asked, embedding.result().vectors, strict=True):
                rows[index] = row

        with ThreadPoolExecutor(_REQUESTS_AT_ONCE, "embedding") as pool:
            with self._turn:
                for request in _requests(texts, self._request_bytes):
                    if len(waiting) == _REQUESTS_AT_ONCE:
                        take()
                    waiting.append((request, pool.submit(ask, request)))
            while waiting:
                take()
        return np.stack(rows) if rows else np.zeros((0, self.dimension or 0), np.float32)

    def embed_query(self, text: str, is_cancelled: Callable[[], bool] = lambda: False) -> npt.NDArray[np.float32]:
        """The vector of a question, ahead of whatever the indexer waits for."""
        vector: npt.NDArray[np.float32] = self.embed([text], "query", is_cancelled).vectors[0]
        return vector

    def embed_sentences(self, texts: Sequence[str], is_cancelled: Callable[[], bool] = lambda: False) -> Vectors:
        """One row for each sentence of some passages, as questions are embedded and as urgently.

        Those that were met lately are not embedded again; what is kept of them is a digest and the vector.
        """
        keys = [hashlib.blake2b(_clean(text).encode("utf-8"), digest_size=16).digest() for text in texts]
        with self._sentences_lock:
            found = {key: self._sentences.pop(key) for key in dict.fromkeys(keys) if key in self._sentences}
        new = {key: text for key, text in zip(keys, texts, strict=True) if key not in found}
        if new:
            vectors = self.embed(list(new.values()), "query", is_cancelled).vectors
            found.update(zip(new, (row.copy() for row in vectors), strict=True))
        with self._sentences_lock:
            # Put back at the end: those at the front are the ones that nobody asked for the longest.
            self._sentences.update(found)
            while len(self._sentences) > _SENTENCES_KEPT:
                del self._sentences[next(iter(self._sentences))]
        return np.stack([found[key] for key in keys]) if keys else np.zeros((0, self.dimension or 0), np.float32)

    def embed(self, texts: Sequence[str], kind: Kind, is_cancelled: Callable[[], bool] = lambda: False) -> Embeddings:
        """Embed one request's worth of texts, questions first; a worker that dies is started again once."""
        priority = URGENT_PRIORITY if kind == "query" else NORMAL_PRIORITY
        fields = {"texts": [_clean(text) for text in texts], "kind": kind}
        for attempt in range(1, _ATTEMPTS + 1):
            self._model.wait_until_loaded(is_cancelled)
            try:
                *_, reply = self.worker.stream(
                    "embed",
                    fields,
                    timeout_s=_EMBED_S,
                    priority=priority,
                    is_cancelled=is_cancelled,
                    cancel_grace_s=_STOP_S,
                )
            except (WorkerDied, ModelMissing):
                # A fresh worker that another thread started holds no model yet: that is the second kind.
                self._model.lost()
                if attempt == _ATTEMPTS:
                    raise
            else:
                if kind == "document":
                    self._note_pace(fields["texts"], reply)
                return _checked(reply, len(texts))
        raise InternalError

    def forget_caches(self) -> None:
        """Drop the vectors of sentences that were met before: vectors can be turned back into text."""
        with self._sentences_lock:
            self._sentences.clear()

    def close(self) -> None:
        """End the worker for good."""
        self.worker.close()

    def _note_pace(self, texts: Sequence[str], reply: Mapping[str, Any]) -> None:
        """Learn from what a request took; a reply that does not say so is found out when it is checked."""
        seconds = reply.get("seconds")
        if isinstance(seconds, float) and seconds > 0:
            pace = sum(len(text.encode("utf-8")) for text in texts) / seconds
            self._bytes_a_second = (self._bytes_a_second + pace) / 2 if self._bytes_a_second else pace

    def _request_bytes(self) -> int:
        """How many bytes of text the next request may hold: at least a batch for each core."""
        return round(min(max(self._cores * _BYTES_A_CORE, self._bytes_a_second * _REQUEST_S), _MOST_BYTES))

    def _note_loaded(self, reply: Mapping[str, Any]) -> None:
        self.dimension, self.max_tokens = int(reply["dimension"]), reply["max_tokens"]
        self._cores = max(1, min(int(reply.get("cores", 1)), _MOST_CORES))


def _requests(texts: Sequence[str], most_bytes: Callable[[], int]) -> Iterator[list[int]]:
    """Indexes of texts for one request each, longest first so that little is padded; `most_bytes` is asked for each."""
    sizes = [len(text.encode("utf-8", "replace")) for text in texts]
    request: list[int] = []
    size, most = 0, most_bytes()
    for index in sorted(range(len(texts)), key=lambda index: -sizes[index]):
        if request and size + sizes[index] > most:
            yield request
            request, size, most = [], 0, most_bytes()
        request.append(index)
        size += sizes[index]
    if request:
        yield request


def _clean(text: str) -> str:
    """Drop lone surrogates, which no tokenizer and no JSON encoder takes."""
    return text.encode("utf-8", "replace").decode("utf-8")


def _checked(untrusted: dict[str, Any], count: int) -> Embeddings:
    try:
        dimension = untrusted["dimension"]
        raw = base64.b64decode(untrusted["vectors"], validate=True)
        known = tuple(float(share) for share in untrusted["known"])
        whole = tuple(float(share) for share in untrusted["whole"])
    except (KeyError, TypeError, ValueError, binascii.Error):
        raise WorkerMisbehaved from None
    is_sized = isinstance(dimension, int) and 0 < dimension <= _MAX_DIMENSION and len(raw) == count * dimension * 4
    if not is_sized or not len(known) == len(whole) == count:
        raise WorkerMisbehaved
    vectors = np.frombuffer(raw, dtype="<f4").reshape(count, dimension).astype(np.float32, copy=False)
    if not np.isfinite(vectors).all():
        raise WorkerMisbehaved
    return Embeddings(vectors, known, whole)
