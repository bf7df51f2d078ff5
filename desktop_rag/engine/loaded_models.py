"""The models that the engine works with: found on the disk, judged, loaded when first needed, closed when superseded.

Each collection keeps the embedding model that made its vectors, so two of them may be in use: one that answers, and one
to which a collection is being moved.
"""

import collections
import contextlib
import dataclasses
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TypeAlias

from desktop_rag.engine import model_files
from desktop_rag.engine.chat_model import LocalChat
from desktop_rag.engine.embedder import Embedder
from desktop_rag.engine.model_judge import Found as ModelFile
from desktop_rag.engine.reranker import Reranker
from desktop_rag.errors import ModelMissing, RefusedByPolicy
from desktop_rag.policy import Policy, allows_model
from desktop_rag.protocol import WorkerName, WorkerState

OnState: TypeAlias = Callable[[WorkerName, str, WorkerState, str | None], None]
"""Hears of a worker: which one, the name of its model, its state, and the code of what is wrong."""

_EMBEDDERS_IN_MEMORY = 2
"""More only where jobs use them at the same time."""


class LoadedModels:
    """Finds, loads and lets go of models; safe to use from every lane."""

    def __init__(self, home: Path, policy: Callable[[], Policy], on_state: OnState) -> None:
        self._home = home
        self._policy = policy
        self._on_state = on_state
        self._lock = threading.RLock()
        self._found: list[ModelFile] | None = None
        self._embedders: dict[str, Embedder] = {}
        self._users: collections.Counter[str] = collections.Counter()
        self._chat: LocalChat | None = None
        self._reranker: Reranker | None = None

    # --- files --------------------------------------------------------------------------------------------------

    def find(self) -> list[ModelFile]:
        """Every model file, usable or not; one that the organisation does not allow is shown, and is not used."""
        with self._lock:
            if self._found is None:
                self._found = [self._judged(found) for found in model_files.find_with_paths(self._home)]
            return self._found

    def look_again(self) -> None:
        """Files came or went: the next `find` looks at the disk."""
        with self._lock:
            self._found = None

    def _judged(self, found: ModelFile) -> ModelFile:
        if allows_model(self._policy(), found.info.name, found.info.sha256):
            return found
        refused = dataclasses.replace(found.info, is_usable=False, code=RefusedByPolicy.code)
        return dataclasses.replace(found, info=refused)

    # --- embedding ----------------------------------------------------------------------------------------------

    def best_embedder(self) -> Embedder:
        """The embedder for a new collection; raises `ModelMissing`."""
        found = model_files.best_embedding_model(self.find())
        if found is None:
            raise ModelMissing
        return self.embedder(found.info.name)

    def embedder(self, name: str) -> Embedder:
        """The embedder with the model of this name, made when it is first needed; raises `ModelMissing`.

        It is closed when others are asked for after it: who works with it for a while takes it by `embedder_in_use`.
        """
        with self.embedder_in_use(name) as embedder:
            return embedder

    @contextlib.contextmanager
    def embedder_in_use(self, name: str) -> Iterator[Embedder]:
        """The same, kept for as long as it is used."""
        with self._lock:
            embedder = self._embedders.pop(name, None) or self._make_embedder(name)
            self._embedders[name] = embedder  # the last one is the one asked for last
            self._users[name] += 1
            self._close_superfluous()
        try:
            yield embedder
        finally:
            with self._lock:
                self._users[name] -= 1
                self._close_superfluous()

    def _close_superfluous(self) -> None:
        """Close those that nobody uses, first those asked for the longest ago, down to the number to be kept.

        Whoever asked last may be about to use it.
        """
        unused = [name for name in list(self._embedders)[:-1] if not self._users[name]]
        for name in unused[: max(0, len(self._embedders) - _EMBEDDERS_IN_MEMORY)]:
            self._embedders.pop(name).close()

    def has_embedder(self, name: str) -> bool:
        """Whether a model of this name can be used now."""
        with self._lock:
            return name in self._embedders or self._usable(name) is not None

    def _usable(self, name: str) -> ModelFile | None:
        for found in self.find():
            if found.info.purpose == "embedding" and found.info.is_usable and found.info.name == name:
                return found
        return None

    def _make_embedder(self, name: str) -> Embedder:
        found = self._usable(name)
        if found is None:
            raise ModelMissing
        return Embedder(
            self._home, found.path, name=name, query_prefix=found.query_prefix, document_prefix=found.document_prefix,
            on_state=lambda state, code: self._on_state("embed", name, state, code),
        )  # fmt: skip

    # --- chat ---------------------------------------------------------------------------------------------------

    def chat(self, wanted: str | None, preferred: str | None) -> LocalChat | None:
        """The wanted chat model, or the preferred one, or the best usable one; None where there is none.

        Raises:
            ModelMissing: the wanted one is not among the usable ones. Another never answers in its place; only a
                preference whose file is gone by now gives way to the best one.
        """
        models = [model.info for model in self.find()]
        chosen = model_files.best_chat_model(models, None, wanted or preferred)
        if wanted is not None and (chosen is None or wanted not in (chosen.name, Path(chosen.file).name)):
            raise ModelMissing
        if chosen is None:
            return None
        name = chosen.name
        with self._lock:
            if self._chat is None or self._chat.name != name:
                self.drop_chat()
                self._chat = LocalChat(
                    self._home, Path(chosen.file), name=name, languages=chosen.languages,
                    on_state=lambda state, code: self._on_state("chat", name, state, code),
                )  # fmt: skip
            return self._chat

    def drop_chat(self) -> None:
        """Let go of the chat model, and of the last prompt in its memory."""
        with self._lock:
            if self._chat is not None:
                self._chat.close()
                self._chat = None

    # --- reranking ----------------------------------------------------------------------------------------------

    def reranker(self) -> Reranker | None:
        """What puts passages in order where a cross-encoder is installed; None where there is none."""
        with self._lock:
            found = model_files.best_reranking_model(self.find())
            if self._reranker is not None and (found is None or found.info.name != self._reranker.name):
                self._reranker.close()
                self._reranker = None
            if found is not None and self._reranker is None:
                info = found.info
                self._reranker = Reranker(self._home, found.path, name=info.name, languages=info.languages)
            return self._reranker

    # --- all ----------------------------------------------------------------------------------------------------

    def wake(self, worker: WorkerName) -> None:
        """Let workers that rest try again, and load those of this name."""
        with self._lock:
            embedders, chat = list(self._embedders.values()), self._chat
            if self._reranker is not None and worker == "embed":
                self._reranker.worker.wake()
        for embedder in embedders:
            embedder.worker.wake()
            if worker == "embed":
                embedder.start_loading()
        if chat is not None:
            chat.worker.wake()
            if worker == "chat":
                chat.start_loading()

    def forget_caches(self) -> None:
        """Nothing of what was embedded stays in memory."""
        with self._lock:
            for embedder in self._embedders.values():
                embedder.forget_caches()

    def close(self) -> None:
        """End every worker for good."""
        with self._lock:
            for embedder in self._embedders.values():
                embedder.close()
            self._embedders.clear()
            if self._reranker is not None:
                self._reranker.close()
            self.drop_chat()
