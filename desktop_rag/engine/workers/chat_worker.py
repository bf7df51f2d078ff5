"""Holds one language model in memory (llama.cpp): messages in, tokens out.

llama.cpp's own functions are used and not the class around them: that one fails on a broken chat template, cannot stop
while it reads a prompt, and takes words in a document for control tokens.
"""

import os
import time
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from desktop_rag import guard, logs, message_loop, network_probe
from desktop_rag.engine import gguf, model_memory
from desktop_rag.engine.workers.chat_output import LoopWatch, TextStream
from desktop_rag.engine.workers.chat_rendering import Tokens, pieces_from
from desktop_rag.engine.workers.language_model import LanguageModel
from desktop_rag.errors import (
    BadMessage,
    Cancelled,
    ModelMissing,
    NotEnoughMemory,
)
from desktop_rag.message_loop import Job

_SHOW_EVERY_S = 0.05


def run(home: Path) -> None:
    """Serve the pipe until it closes. Does not return."""
    source, send = message_loop.claim_pipes()
    guard.install("worker")
    # Threads that wait for each other spin for milliseconds unless told otherwise. With another worker on the same
    # cores they then wait for one that cannot run because they spin: three tokens a second instead of twenty.
    os.environ.setdefault("GOMP_SPINCOUNT", "1000")
    logs.start("chat", home)
    holder = _Holder()
    handlers = {"load": holder.load, "chat": holder.chat, "count": holder.count, **network_probe.OPERATION}
    message_loop.serve(handlers, source, send)


class _Holder:
    """The model of this process and what it is asked to do."""

    def __init__(self) -> None:
        self._model: LanguageModel | None = None

    def load(self, job: Job) -> Mapping[str, Any]:
        """Load ``file`` with room for ``context`` tokens; ``threads`` is optional."""
        started = time.perf_counter()
        if self._model is not None:
            self._model.close()
            self._model = None
        file = Path(job.fields["file"])
        header = gguf.read_header(file)
        context = min(int(job.fields["context"]), header.context or int(job.fields["context"]))
        needed, free = model_memory.needed(header, context), model_memory.free()
        if needed > free:
            raise NotEnoughMemory(needed_mb=round(needed / 1e6), free_mb=round(free / 1e6))
        # Imported here, so that a file that is refused above never meets native code.
        import llama_cpp

        self._model = LanguageModel(llama_cpp, file, context, job.fields.get("threads"))
        return {
            "context": self._model.context,
            "parameters": header.parameters,
            "quantization": header.quantization,
            "architecture": header.architecture,
            "name": header.name,
            "seconds": round(time.perf_counter() - started, 3),
        }

    def count(self, job: Job) -> Mapping[str, Any]:
        """Tokens of each of ``texts``."""
        model = self._loaded()
        return {"counts": [len(model.tokenize(str(text), special=False)) for text in job.fields["texts"]]}

    def chat(self, job: Job) -> Mapping[str, Any]:
        """Answer ``pieces`` with at most ``max_tokens`` tokens; ``temperature`` is 0 unless given."""
        model = self._loaded()
        max_tokens = int(job.fields["max_tokens"])
        if not 0 < max_tokens < model.context:
            raise BadMessage
        fitted = model.renderer.fit(pieces_from(job.fields["pieces"]), model.context - max_tokens)
        answer = _Answer(model, job, max_tokens, float(job.fields.get("temperature", 0.0)))
        return answer.write(fitted.tokens, fitted.left_out)

    def _loaded(self) -> LanguageModel:
        if self._model is None:
            raise ModelMissing
        return self._model


class _Answer:
    """One answer while it is being written."""

    def __init__(self, model: LanguageModel, job: Job, max_tokens: int, temperature: float) -> None:
        self._model = model
        self._job = job
        self._max_tokens = max_tokens
        self._temperature = temperature
        self._started = time.perf_counter()
        self._tokens = 0
        self._unsent = ""
        self._sent = 0.0
        self._finish = "length"
        self._first_token_ms: float | None = None

    def write(self, prompt: Tokens, left_out: tuple[int, ...]) -> Mapping[str, Any]:
        """Read the prompt, send the answer token by token, and say how it went."""
        reused = self._model.reusable(prompt)
        self._job.send("prompt", tokens=len(prompt), reused=reused, left_out=left_out)
        prompt_ms = None
        try:
            self._model.read(prompt, reused, self._job)
            prompt_ms = self._since(self._started)
            text = TextStream(self._model.renderer.stops)
            for token in self._generate(text):
                self._tokens += 1
                self._show(text.push(self._model.piece(token)))
            self._unsent += text.finish()
        except Cancelled:
            self._finish = "cancelled"
        if self._unsent:
            self._job.send("token", text=self._unsent)
        first = self._first_token_ms
        return {
            "tokens": self._tokens,
            "finish": self._finish,
            "prompt_ms": prompt_ms,
            "first_token_ms": first,
            "generate_ms": None if first is None else round(self._since(self._started) - first, 3),
        }

    def _show(self, text: str) -> None:
        """Send the first word at once and later ones together a few times a second.

        Each message wakes a thread of the parent, which takes a core away from the model in the middle of a token.
        """
        self._unsent += text
        now = time.perf_counter()
        if self._unsent and now - self._sent >= _SHOW_EVERY_S:
            self._job.send("token", text=self._unsent)
            self._unsent, self._sent = "", now

    def _generate(self, text: TextStream) -> Iterator[int]:
        """Tokens until the model ends, repeats itself, reaches the limit or is stopped."""
        watch = LoopWatch()
        with self._model.sampler(self._temperature) as sampler:
            for index in range(self._max_tokens):
                self._job.check()
                token = sampler.sample()
                if index == 0:
                    self._first_token_ms = self._since(self._started)
                if self._model.is_end(token) or watch.is_looping(token):
                    self._finish = "stop"
                    return
                yield token
                if text.is_stopped:
                    self._finish = "stop"
                    return
                if index + 1 < self._max_tokens:
                    self._model.append(token, self._job)

    @staticmethod
    def _since(moment: float) -> float:
        return round((time.perf_counter() - moment) * 1000, 3)
