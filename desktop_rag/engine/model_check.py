"""Tries a model in a process of its own before anything depends on it: loads it and lets it say a word."""

from pathlib import Path

from desktop_rag.engine import model_files
from desktop_rag.engine.chat_model import ChatPiece, LocalChat
from desktop_rag.engine.embedder import Embedder
from desktop_rag.engine.model_judge import Found
from desktop_rag.engine.prompt import REQUIRED, Prompt, PromptPiece
from desktop_rag.engine.reranker import Reranker
from desktop_rag.errors import ModelFileInvalid, WorkerError
from desktop_rag.records import ModelInfo

_WORDS = 8


def check(home: Path, name: str) -> ModelInfo:
    """Verify the model of this name and try it.

    Raises:
        ModelMissing: no model has this name.
        ModelError: what is wrong with it. A file that ends the process that loads it is invalid.
    """
    found = model_files.verify(home, name)
    try:
        if found.info.purpose == "chat":
            _say_a_word(home, found)
        elif found.info.purpose == "reranking":
            _rerank_a_text(home, found)
        else:
            _make_a_vector(home, found)
    except WorkerError:
        raise ModelFileInvalid from None
    return found.info


def _say_a_word(home: Path, found: Found) -> None:
    model = LocalChat(home, found.path, name=found.info.name)
    try:
        prompt = Prompt((PromptPiece("user", "Say hello.", REQUIRED),))
        if not any(isinstance(item, ChatPiece) for item in model.stream(prompt, max_tokens=_WORDS)):
            raise ModelFileInvalid
    finally:
        model.close()


def _rerank_a_text(home: Path, found: Found) -> None:
    reranker = Reranker(home, found.path, name=found.info.name)
    try:
        reranker.scores("hello", ["hello"], lambda: False)
    finally:
        reranker.close()


def _make_a_vector(home: Path, found: Found) -> None:
    embedder = Embedder(home, found.path, name=found.info.name)
    try:
        embedder.embed_query("hello")
    finally:
        embedder.close()
