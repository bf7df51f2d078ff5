"""Holds one cross-encoder in memory: a question and passages in, how well each passage answers out.

A part of the embed worker's program, in a process of its own where such a model is installed. The same holds as for
embedding models: weights are safetensors, and no code that lies beside them is run.
"""

import gc
import logging
import time
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from desktop_rag.errors import BadMessage, ModelFileInvalid, ModelMissing, ModelUnsupported, NotEnoughMemory
from desktop_rag.message_loop import Job

if TYPE_CHECKING:
    from sentence_transformers import CrossEncoder

logger = logging.getLogger(__name__)

_PAIRS_A_BATCH = 4
"""A stop is heard between batches."""
_LONGEST_TOKENS = 512


class Holder:
    """The cross-encoder of this process and what it is asked to do."""

    def __init__(self, threads: int) -> None:
        self._threads = threads
        self._model: CrossEncoder | None = None

    def load(self, job: Job) -> Mapping[str, Any]:
        """Load the folder ``folder``."""
        started = time.perf_counter()
        folder = Path(job.fields["folder"])
        if not (folder / "config.json").is_file():
            raise ModelMissing
        if not list(folder.glob("*.safetensors")):
            raise ModelUnsupported
        self._model = None
        self._model = _load(folder, self._threads)
        return {"seconds": round(time.perf_counter() - started, 3)}

    def rerank(self, job: Job) -> Mapping[str, Any]:
        """How well each of ``texts`` answers ``question``, from 0 to 1, in their order."""
        if self._model is None:
            raise ModelMissing
        question, texts = job.fields["question"], job.fields["texts"]
        if not isinstance(question, str) or not isinstance(texts, list) or not all(isinstance(t, str) for t in texts):
            raise BadMessage
        scores: list[float] = []
        for start in range(0, len(texts), _PAIRS_A_BATCH):
            job.check()
            pairs = [(question, text) for text in texts[start : start + _PAIRS_A_BATCH]]
            scores += [float(score) for score in self._model.predict(pairs, show_progress_bar=False)]
        return {"scores": scores}


def _load(folder: Path, threads: int) -> "CrossEncoder":
    # Importing makes a million objects and throws none away: the collector would only walk them over and over.
    gc.disable()
    import torch
    from sentence_transformers import CrossEncoder

    gc.enable()
    gc.freeze()
    torch.set_num_threads(threads)
    try:
        model = CrossEncoder(
            str(folder.resolve()),
            device="cpu",
            activation_fn=torch.nn.Sigmoid(),
            local_files_only=True,
            trust_remote_code=False,
            model_kwargs={"use_safetensors": True},
        )
    except MemoryError:
        raise NotEnoughMemory from None
    except Exception:
        # A damaged folder shows itself as any kind of exception, depending on which library trips over it.
        logger.exception("loading the cross-encoder failed")
        raise ModelFileInvalid from None
    model.max_seq_length = min(model.max_seq_length or _LONGEST_TOKENS, _LONGEST_TOKENS)
    return model.eval()
