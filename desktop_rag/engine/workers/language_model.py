"""A loaded GGUF: its vocabulary, its template, and its memory of what it read last.

The functions of llama.cpp are handed in by the chat worker, the only module that imports them.
"""

import ctypes
import logging
import os
import time
from pathlib import Path
from typing import Any, Self

import psutil

from desktop_rag.engine.workers.chat_rendering import Render, Renderer, Tokens
from desktop_rag.errors import Cancelled, InternalError, ModelUnsupported, NotEnoughMemory, QuestionTooLong
from desktop_rag.message_loop import Job

logger = logging.getLogger(__name__)

_BATCH = 512
_REPEAT_WINDOW = 64
_REPEAT_PENALTY = 1.1
_SLOW_TOKEN_S = 0.1
_NO_TEXT = 0x2 | 0x8  # attributes of a token: unknown, control
_USER_DEFINED = 0x10
_ABORTED = 2
_NO_ROOM = 1


class Sampler:
    """Chooses the next token: the likeliest unless a temperature is given, repetition made a little less likely."""

    def __init__(self, library: Any, context: Any, vocabulary: int, temperature: float) -> None:
        self._library = library
        self._context = context
        self._chain = library.llama_sampler_chain_init(library.llama_sampler_chain_default_params())
        steps = [library.llama_sampler_init_penalties(vocabulary, _REPEAT_WINDOW, _REPEAT_PENALTY, 0.0, 0.0)]
        if temperature > 0:
            steps += [
                library.llama_sampler_init_top_k(40),
                library.llama_sampler_init_min_p(0.05, 1),
                library.llama_sampler_init_temp(temperature),
                library.llama_sampler_init_dist(library.LLAMA_DEFAULT_SEED),
            ]
        else:
            steps.append(library.llama_sampler_init_greedy())
        for step in steps:
            library.llama_sampler_chain_add(self._chain, step)

    def sample(self) -> int:
        """The next token, after what was decoded last."""
        token: int = self._library.llama_sampler_sample(self._chain, self._context, -1)
        return token

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._library.llama_sampler_free(self._chain)


class LanguageModel:
    """One model and the one conversation that it has in memory."""

    def __init__(self, library: Any, file: Path, context: int, threads: int | None = None) -> None:
        self._library = library
        self._quiet = self._library.llama_log_callback(lambda _level, _text, _data: None)
        self._library.llama_log_set(self._quiet, ctypes.c_void_p(0))
        self._library.llama_backend_init()
        self._model = self._library.llama_model_load_from_file(
            os.fsencode(file), self._library.llama_model_default_params()
        )
        if not self._model:
            raise ModelUnsupported
        self._context = self._library.llama_init_from_model(self._model, self._parameters(context, threads))
        if not self._context:
            self._library.llama_model_free(self._model)
            raise NotEnoughMemory
        self.context: int = self._library.llama_n_ctx(self._context)
        self._memory = self._library.llama_get_memory(self._context)
        self._vocabulary = self._library.llama_model_get_vocab(self._model)
        self._vocabulary_size: int = self._library.llama_vocab_n_tokens(self._vocabulary)
        self._held: Tokens = []
        self._job: Job | None = None
        # llama.cpp keeps only the address: a callback that nothing refers to would be collected under its feet.
        self._abort = self._library.ggml_abort_callback(lambda _data: self._is_stopped)
        self._no_abort = self._library.ggml_abort_callback()
        self._is_slow = False
        self.renderer = self._make_renderer()

    def _parameters(self, context: int, threads: int | None) -> Any:
        parameters = self._library.llama_context_default_params()
        allowed = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
        cores = max(1, min(psutil.cpu_count(logical=False) or allowed, allowed))
        # While tokens are written the threads wait for each other at every step: one that loses its core to the window
        # or the engine stops them all, so one core is left to those. Reading a prompt takes all there is.
        parameters.n_ctx = context
        parameters.n_batch = parameters.n_ubatch = min(_BATCH, context)
        parameters.n_threads = threads or max(1, cores - 1)
        parameters.n_threads_batch = threads or allowed
        # On a processor flash attention reads a prompt a little faster and writes each token a quarter slower.
        parameters.flash_attn_type = self._library.LLAMA_FLASH_ATTN_TYPE_DISABLED
        parameters.no_perf = True
        return parameters

    def close(self) -> None:
        """Give the memory back."""
        self._library.llama_free(self._context)
        self._library.llama_model_free(self._model)

    @property
    def _is_stopped(self) -> bool:
        return self._job is not None and self._job.is_cancelled

    # --- text and tokens ---------------------------------------------------------------------------------------

    def tokenize(self, text: str, *, special: bool) -> Tokens:
        """Tokens of a text; with `special`, its control words become control tokens."""
        raw = text.encode("utf-8", "replace")
        room = len(raw) + 8
        while True:
            found = (self._library.llama_token * room)()
            # The template brings its own first token, or the renderer adds it.
            adds_first = False
            count = self._library.llama_tokenize(self._vocabulary, raw, len(raw), found, room, adds_first, special)
            if count >= 0:
                return list(found[:count])
            room = -count

    def piece(self, token: int) -> bytes:
        """The bytes of a token; a control token has none."""
        size = 64
        while True:
            buffer = ctypes.create_string_buffer(size)
            shows_control = False
            count = self._library.llama_token_to_piece(self._vocabulary, token, buffer, size, 0, shows_control)
            if count >= 0:
                return buffer.raw[:count]
            size = -count

    def is_end(self, token: int) -> bool:
        """Whether the model ends its answer with this token."""
        return bool(self._library.llama_vocab_is_eog(self._vocabulary, token))

    def control_tokens(self) -> dict[int, str]:
        """Every token that is no text, with the word that stands for it."""
        return {
            token: self._word(token)
            for token in range(self._vocabulary_size)
            if self._attributes(token) & _NO_TEXT or self.is_end(token)
        }

    def _attributes(self, token: int) -> int:
        found: int = self._library.llama_vocab_get_attr(self._vocabulary, token)
        return found

    def _word(self, token: int) -> str:
        text: bytes | None = self._library.llama_vocab_get_text(self._vocabulary, token) if token >= 0 else None
        return (text or b"").decode("utf-8", "replace")

    def _make_renderer(self) -> Renderer:
        raw = self._library.llama_model_chat_template(self._model, None)
        template = raw.decode("utf-8", "replace") if raw else ""
        # Words that a vocabulary lists as defined by its user are found in plain text too. They do harm where the
        # template marks turns with them; elsewhere they are runs of spaces and the like.
        marks = {
            token
            for token in range(self._vocabulary_size)
            if self._attributes(token) & _USER_DEFINED and len(self._word(token)) > 1 and self._word(token) in template
        }
        bos = self._library.llama_vocab_bos(self._vocabulary)
        starts = bos if bos >= 0 and self._library.llama_vocab_get_add_bos(self._vocabulary) else None
        forbidden = marks | set(self.control_tokens())
        return Renderer(self._make_render(template, bos), self.tokenize, bos=starts, forbidden=forbidden)

    def _make_render(self, template: str, bos: int) -> Render | None:
        if not template:
            return None
        eos = self._library.llama_vocab_eos(self._vocabulary)
        try:
            formatter = self._library.llama_chat_format.Jinja2ChatFormatter(
                template, eos_token=self._word(eos), bos_token=self._word(bos)
            )
        except Exception:
            # Jinja raises its own kinds; a file with a broken template still answers with the plain one.
            logger.exception("the chat template cannot be read")
            return None

        def render(messages: list[dict[str, str]]) -> str:
            prompt: str = formatter(messages=messages, enable_thinking=False).prompt
            return prompt

        return render

    # --- reading and writing -----------------------------------------------------------------------------------

    def sampler(self, temperature: float) -> Sampler:
        return Sampler(self._library, self._context, self._vocabulary_size, temperature)

    def reusable(self, prompt: Tokens) -> int:
        """How many tokens at the start of the prompt are still in memory.

        The last token is always read again: its successor is what we want to know.
        """
        shared = 0
        for held, wanted in zip(self._held, prompt[:-1], strict=False):
            if held != wanted:
                break
            shared += 1
        if not self._library.llama_memory_seq_rm(self._memory, 0, shared, -1):
            # Models with a running state cannot forget the end of what they read.
            self._forget()
            return 0
        self._held = self._held[:shared]
        return shared

    def read(self, prompt: Tokens, reused: int, job: Job) -> None:
        """Read the rest of the prompt; raises `Cancelled` within a moment of a stop."""
        for start in range(reused, len(prompt), _BATCH):
            job.check()
            self._decode(prompt[start : start + _BATCH], job, is_stoppable=True)

    def append(self, token: int, job: Job) -> None:
        """Read a token of the answer."""
        started = time.perf_counter()
        # The callback costs a few microseconds for each node of the graph: nothing for a prompt, a tenth of the time
        # for a token of a small model. A token that takes long enough to wait for is worth it.
        self._decode([token], job, is_stoppable=self._is_slow)
        self._is_slow = time.perf_counter() - started > _SLOW_TOKEN_S

    def _decode(self, tokens: Tokens, job: Job, *, is_stoppable: bool) -> None:
        array = (self._library.llama_token * len(tokens))(*tokens)
        self._job = job
        self._library.llama_set_abort_callback(
            self._context, self._abort if is_stoppable else self._no_abort, ctypes.c_void_p(0)
        )
        try:
            code = self._library.llama_decode(self._context, self._library.llama_batch_get_one(array, len(tokens)))
        finally:
            self._job = None
        if code == 0:
            self._held += tokens
            return
        # Part of a batch may have been read: nobody knows what is in memory now.
        self._forget()
        if code == _ABORTED:
            raise Cancelled
        if code == _NO_ROOM:
            raise QuestionTooLong
        logger.warning("llama_decode ended with %d", code)
        raise InternalError

    def _forget(self) -> None:
        with_data = True
        self._library.llama_memory_clear(self._memory, with_data)
        self._held = []
