"""Holds one embedding model in memory: texts in, vectors out.

The model is a sentence-transformers folder with safetensors weights; nothing else is ever loaded, and no code that
lies beside the weights is run.
"""

import base64
import copy
import gc
import logging
import os
import time
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, TypeAlias

import msgspec
import psutil

from desktop_rag import c_library, guard, logs, message_loop, network_probe, paths
from desktop_rag.engine.workers import cross_encoder
from desktop_rag.engine.workers.spare_memory import SpareMemory
from desktop_rag.errors import BadMessage, ModelFileInvalid, ModelMissing, ModelUnsupported, NotEnoughMemory
from desktop_rag.message_loop import Job

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt
    from sentence_transformers import SentenceTransformer
    from transformers import PreTrainedTokenizerBase

logger = logging.getLogger(__name__)

Precision: TypeAlias = Literal["float32", "bfloat16"]

_TEXTS_A_BATCH = 32
_TOKENS_A_BATCH = 3072
"""Enough that a core works at its best. A slow computer is sent requests of less than that, so that a stop, which is
heard between batches, is not long in coming."""

_BLIND_BELOW = 0.24
"""Share of a text's letters that the tokenizer knows in whole words, below which the model does not see its meaning;
the retriever then gives the vector its smallest weight (`BLIND_WEIGHT` of `VECTOR_WEIGHT`)."""
_TOKENS_OF_BLIND = 32
"""What the model reads of such a text: its title and first names and numbers. See docs/decisions/0020."""

_WARM_UP_WORDS = (1, 3, 5, 8, 11, 15, 20)
_PATIENT_THREADS = {"OMP_WAIT_POLICY": "PASSIVE", "KMP_BLOCKTIME": "0"}
"""OpenMP's threads wait by spinning, each on a core that its sibling may need: on a computer that has other work, a
handful of sentences then takes seconds instead of a fifth of one. GNU's and Intel's name for waiting asleep."""
_FEW_PROGRAMS = {"ONEDNN_PRIMITIVE_CACHE_CAPACITY": "64", "LRU_CACHE_CAPACITY": "1"}
"""In half precision a program is made for each shape of a batch, and few shapes come twice. oneDNN keeps 1,024, which
grows to a gigabyte; 64 take 0.1 and are as fast. The second is torch's, which keeps them once more for each thread:
with 1 the worker is 100 MB smaller in a long job, since fewer of its buffers lie between programs that stay, and as
fast."""
_PICKLED = frozenset({".bin", ".pt", ".pth", ".ckpt", ".pkl", ".pickle"})


def run(home: Path) -> None:
    """Serve the pipe until it closes. Does not return."""
    source, send = message_loop.claim_pipes()
    guard.install("worker")
    logs.start("embed", home)
    # Read when torch's library is loaded, and never again. What IT has set for this computer stays.
    for name, value in (_PATIENT_THREADS | _FEW_PROGRAMS).items():
        os.environ.setdefault(name, value)
    # torch makes a folder for compiled code even where it compiles nothing: not in everybody's temporary folder.
    os.environ["TORCHINDUCTOR_CACHE_DIR"] = str(paths.cache_folder(home) / "torch")
    holder = _Holder()
    ranker = cross_encoder.Holder(physical_cores())
    operations = {
        "load": holder.load, "embed": holder.embed, "load_reranker": ranker.load, "rerank": ranker.rerank
    }  # fmt: skip
    spare = SpareMemory(c_library.find_give_back())
    message_loop.serve({**operations, **network_probe.OPERATION}, source, send, when_idle=spare.look)


@dataclass(frozen=True, slots=True)
class _Reading:
    """What the tokenizer makes of a text."""

    tokens: int
    known: float
    whole: float
    head: int
    """Where the first tokens end that a model reads which is blind for the text."""

    @property
    def is_blind(self) -> bool:
        return self.known * self.whole <= _BLIND_BELOW

    def read_tokens(self, most: int) -> int:
        """How many tokens the model reads."""
        return min(self.tokens, _TOKENS_OF_BLIND if self.is_blind else most, most)


_NOTHING = _Reading(0, 1.0, 1.0, 0)


class _Holder:
    """The model of this process and what it is asked to do.

    Each core has a batch of its own. Cores that share a batch wait for one another after every layer, and where another
    program takes a part of one, all wait: batches of their own went 1.25 times as fast on two cores, and 1.3 times as
    fast as the library with its defaults.
    """

    def __init__(self) -> None:
        self._model: SentenceTransformer | None = None
        self._tokenizer: PreTrainedTokenizerBase | None = None
        self._cores = physical_cores()
        self._pool = ThreadPoolExecutor(self._cores, "batch", initializer=_use_one_core)

    def load(self, job: Job) -> Mapping[str, Any]:
        """Load the folder ``folder``; ``precision``, ``query_prefix`` and ``document_prefix`` are optional."""
        started = time.perf_counter()
        folder = Path(job.fields["folder"])
        check_folder(folder)
        self._model = None
        model, precision = _load(folder, job.fields)
        # Its settings change with each use, and while a batch is cut into tokens they must not.
        self._tokenizer = copy.deepcopy(model.tokenizer)
        _warm_up(model)
        self._model = model
        return {
            "dimension": model.get_embedding_dimension(),
            "max_tokens": model.max_seq_length,
            "cores": self._cores,
            "precision": precision,
            "seconds": round(time.perf_counter() - started, 3),
        }

    def embed(self, job: Job) -> Mapping[str, Any]:
        """Embed ``texts`` as ``kind`` query or document; the vectors come in the order of the texts."""
        model, tokenizer = self._model, self._tokenizer
        if model is None or tokenizer is None:
            raise ModelMissing
        texts = job.fields["texts"]
        if not isinstance(texts, list) or not all(isinstance(text, str) for text in texts):
            raise BadMessage
        started = time.perf_counter()
        encode = model.encode_query if job.fields["kind"] == "query" else model.encode_document
        # Each core cuts a share of the texts, every second one: their lengths are in order.
        shares = [texts[first :: self._cores] for first in range(self._cores)]
        readings: list[_Reading] = [_NOTHING] * len(texts)
        for first, found in enumerate(self._pool.map(lambda share: list(_read(tokenizer, share)), shares)):
            readings[first :: self._cores] = found
        read = [
            text[: reading.head] if reading.is_blind else text for text, reading in zip(texts, readings, strict=True)
        ]
        vectors = _empty(len(texts), model.get_embedding_dimension() or 0)

        def embed_batch(batch: list[int]) -> None:
            job.check()
            found = encode([read[index] for index in batch], batch_size=len(batch), show_progress_bar=False)
            vectors[batch] = _normalised(found)

        try:
            batches = _batches(readings, model.max_seq_length or _TOKENS_A_BATCH, self._cores)
            for _ in self._pool.map(embed_batch, batches):
                pass
        except RuntimeError as error:
            if _is_out_of_memory(error):
                raise NotEnoughMemory from None
            raise
        return {
            "vectors": base64.b64encode(vectors.tobytes()).decode("ascii"),
            "count": len(texts),
            "dimension": vectors.shape[1],
            "tokens": [reading.tokens for reading in readings],
            "known": [reading.known for reading in readings],
            "whole": [reading.whole for reading in readings],
            "seconds": time.perf_counter() - started,
        }


def check_folder(folder: Path) -> None:
    """Refuse what is no sentence-transformers folder, and every module whose weights are a pickle."""
    try:
        modules = msgspec.json.decode((folder / "modules.json").read_bytes(), type=list[dict[str, Any]])
        places = [folder / str(module["path"]) for module in modules]
    except FileNotFoundError:
        raise ModelMissing from None
    except (OSError, msgspec.DecodeError, KeyError):
        raise ModelFileInvalid from None
    if not (folder / "model.safetensors").is_file() and not list(folder.rglob("*.safetensors")):
        raise ModelUnsupported
    for place in places:
        files = [entry.suffix for entry in place.iterdir()] if place.is_dir() else []
        if _PICKLED.intersection(files) and ".safetensors" not in files:
            raise ModelUnsupported


def _load(folder: Path, fields: Mapping[str, Any]) -> "tuple[SentenceTransformer, Precision]":
    # Importing makes a million objects and throws none away: the collector would only walk them over and over.
    gc.disable()
    import torch
    from sentence_transformers import SentenceTransformer

    gc.enable()
    gc.freeze()
    torch.set_num_threads(1)
    precision: Precision = fields.get("precision") or best_precision(torch.cpu.get_capabilities())
    prompts = {kind: fields.get(f"{kind}_prefix") for kind in ("query", "document")}
    try:
        model = SentenceTransformer(
            str(folder.resolve()),
            device="cpu",
            prompts={kind: prompt for kind, prompt in prompts.items() if prompt} or None,
            local_files_only=True,
            trust_remote_code=False,
            model_kwargs={"dtype": getattr(torch, precision), "use_safetensors": True},
        )
    except MemoryError:
        raise NotEnoughMemory from None
    except Exception as error:
        # A damaged folder shows itself as any kind of exception, depending on which library trips over it.
        logger.exception("loading the embedding model failed")
        if _is_out_of_memory(error):
            raise NotEnoughMemory from None
        raise ModelFileInvalid from None
    return model.eval(), precision


def best_precision(processor: Mapping[str, object]) -> Precision:
    """Half precision where the processor multiplies it itself; elsewhere it is emulated and slower than float32."""
    return "bfloat16" if processor.get("avx512_bf16") or processor.get("amx_bf16") else "float32"


def physical_cores() -> int:
    """Cores that this process may use; a second thread on the same core only disturbs matrix products."""
    allowed = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    return max(1, min(psutil.cpu_count(logical=False) or allowed, allowed))


def _use_one_core() -> None:
    import torch

    torch.set_num_threads(1)


def _warm_up(model: "SentenceTransformer") -> None:
    """Let the kernels for short inputs be built now, not while a person waits for the first answer."""
    for words in _WARM_UP_WORDS:
        model.encode_query(["where " * words], show_progress_bar=False)


def _read(tokenizer: "PreTrainedTokenizerBase", texts: Sequence[str]) -> Iterator[_Reading]:
    if not texts:
        return
    encoded = tokenizer(
        list(texts), add_special_tokens=False, truncation=False, padding=False, return_offsets_mapping=True
    )
    unknown = tokenizer.unk_token_id
    for text, ids, spans in zip(texts, encoded["input_ids"], encoded["offset_mapping"], strict=True):
        yield _judge(text, [(start, end, token == unknown) for token, (start, end) in zip(ids, spans, strict=True)])


def _judge(text: str, tokens: Sequence[tuple[int, int, bool]]) -> _Reading:
    """Say how well a tokenizer knows a text, from spans and whether each is unknown.

    `known` is the share of characters outside unknown tokens. `whole` is the share of letters in known tokens of two
    characters or more: a tokenizer that never learned a language spells its words letter by letter.
    """
    characters = unknown = letters = whole = 0
    for start, end, is_unknown in tokens:
        piece = text[start:end].strip()
        found = len(piece) if piece.isalpha() else sum(map(str.isalpha, piece))
        characters += len(piece)
        letters += found
        if is_unknown:
            unknown += len(piece)
        elif len(piece) >= 2:
            whole += found
    return _Reading(
        tokens=len(tokens),
        known=round(1 - unknown / characters, 4) if characters else 1.0,
        whole=round(whole / letters, 4) if letters else 1.0,
        head=tokens[:_TOKENS_OF_BLIND][-1][1] if tokens else 0,
    )


def _batches(readings: Sequence[_Reading], max_tokens: int, cores: int) -> Iterator[list[int]]:
    """Indexes in small batches of texts of about the same length, at least one a core: padding is work for nothing.

    Args:
        readings: of the texts.
        max_tokens: what the model reads of a text.
        cores: that are there to work.
    """
    tokens = [reading.read_tokens(max_tokens) for reading in readings]
    order = sorted(range(len(readings)), key=lambda index: -tokens[index])
    turns = -(-sum(tokens) // (_TOKENS_A_BATCH * cores))
    most = -(-sum(tokens) // (turns * cores)) if turns else 1  # as many for each core, so that none waits at the end
    start = 0
    while start < len(order):
        longest = max(1, tokens[order[start]])
        count = max(1, min(_TEXTS_A_BATCH, round(most / longest)))
        if len(order) - start - count < count / 4:
            count = len(order) - start  # a last crumb would have one core work alone
        yield order[start : start + count]
        start += count


def _empty(count: int, dimension: int) -> "npt.NDArray[np.float32]":
    import numpy as np

    return np.zeros((count, dimension), dtype="<f4")


def _normalised(vectors: object) -> "npt.NDArray[np.float32]":
    """Bring vectors to length 1 in full precision; what half precision calls 1 is up to 0.003 off."""
    import numpy as np

    full = np.asarray(vectors, dtype=np.float32)
    length = np.linalg.norm(full, axis=1, keepdims=True)
    result: npt.NDArray[np.float32] = np.divide(full, length, out=np.zeros_like(full), where=length > 0)
    return result


def _is_out_of_memory(error: Exception) -> bool:
    return isinstance(error, RuntimeError) and "memory" in str(error).lower()
