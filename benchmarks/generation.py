"""First token and tokens per second of the chat worker, beside a plain llama-cpp-python loop over the same tokens.

Both sides have the same file and context, run in processes of their own and take turns, so that
whatever else the computer does falls on both. The plain side is `llama_cpp.Llama.generate` as it comes.

    python -m benchmarks.generation [--turns 9] [--json]

Holds when the first token comes within 1.1 times the plain time, and tokens per second reach 0.95 of the plain loop.
"""

import argparse
import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from desktop_rag import paths
from desktop_rag.engine.chat_model import ChatPiece, ChatStats, LocalChat
from desktop_rag.engine.prompt import REQUIRED, Prompt, PromptPiece

MODEL = paths.installation_folder() / "models" / "SmolLM2-135M-Instruct.Q4_1.gguf"
CONTEXT = 2048
ANSWER_TOKENS = 64

_SENTENCES = (
    "Travel costs are paid back within thirty days after the form was handed in.",
    "A hotel may cost up to 140 euros a night, in London and Paris up to 190 euros.",
    "Trains are booked in second class; a journey of more than four hours may be first class.",
    "Meals are paid by the day and not by the receipt, and the amounts differ by country.",
)


@dataclass(frozen=True, slots=True)
class Result:
    """One answer: milliseconds to the first token, and tokens a second after it."""

    first_token_ms: float
    tokens_per_s: float
    tokens: int


def prompt_for(turn: int) -> Prompt:
    """A prompt of the usual size, different in every turn from its first quote on."""
    quotes = [
        PromptPiece("user", f"[{number + 1}] Rule {turn}.{number}: " + " ".join(_SENTENCES), 80 - number)
        for number in range(3)
    ]
    system = PromptPiece("system", "You answer questions from quotes in a few sentences.", REQUIRED)
    question = PromptPiece("user", "Question: Tell me everything about the travel rules.", REQUIRED)
    return Prompt((system, *quotes, question))


def ours(chat: LocalChat, turn: int) -> Result:
    """Answer through the worker, measured where the person is: outside of it."""
    started = time.perf_counter()
    first: float | None = None
    last = started
    stats: ChatStats | None = None
    for item in chat.stream(prompt_for(turn), max_tokens=ANSWER_TOKENS):
        last = time.perf_counter()
        if isinstance(item, ChatPiece) and first is None:
            first = last
        if isinstance(item, ChatStats):
            stats = item
    assert first is not None
    assert stats is not None
    return Result((first - started) * 1000, (stats.answer_tokens - 1) / (last - first), stats.answer_tokens)


class Plain:
    """The plain loop in a process of its own; one line in, one line out."""

    def __init__(self) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-m", "benchmarks.generation", "--plain"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
            env=paths.child_environment(),
        )

    def ask(self, turn: int, tokens: int) -> Result:
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(json.dumps({"turn": turn, "tokens": tokens}) + "\n")
        self._process.stdin.flush()
        return Result(**json.loads(self._process.stdout.readline()))

    def close(self) -> None:
        assert self._process.stdin is not None
        self._process.stdin.close()
        self._process.wait()


def serve_plain() -> None:
    """The other side of `Plain`: `Llama.generate` over the tokens that our renderer makes."""
    import llama_cpp

    from desktop_rag.engine.workers.chat_rendering import Piece
    from desktop_rag.engine.workers.language_model import LanguageModel

    renderer = LanguageModel(llama_cpp, MODEL, 512).renderer
    plain = llama_cpp.Llama(str(MODEL), n_ctx=CONTEXT, verbose=False)
    for line in sys.stdin:
        asked: Mapping[str, Any] = json.loads(line)
        pieces = [Piece(piece.role, piece.text, piece.priority) for piece in prompt_for(asked["turn"]).pieces]
        tokens = renderer.render(pieces)
        started = time.perf_counter()
        first = last = started
        count = 0
        for token in plain.generate(tokens, temp=0.0, repeat_penalty=1.1):
            last = time.perf_counter()
            count += 1
            if count == 1:
                first = last
            plain.detokenize([token])
            if count >= asked["tokens"]:
                break
        result = {"first_token_ms": (first - started) * 1000, "tokens_per_s": (count - 1) / (last - first)}
        sys.stdout.write(json.dumps({**result, "tokens": count}) + "\n")
        sys.stdout.flush()


def measure(turns: int) -> dict[str, float]:
    """The best turn of each side, since whatever else runs only ever adds time; the first turn warms up."""
    plain = Plain()
    with tempfile.TemporaryDirectory() as home:
        chat = LocalChat(Path(home), MODEL, context=CONTEXT)
        try:
            pairs: list[tuple[Result, Result]] = []
            for turn in range(turns + 1):
                # Who goes first changes, since the second finds the processor warmer.
                if turn % 2:
                    mine = ours(chat, turn)
                    theirs = plain.ask(turn, mine.tokens)
                else:
                    theirs = plain.ask(turn, ANSWER_TOKENS)
                    mine = ours(chat, turn)
                pairs.append((mine, theirs))
        finally:
            chat.close()
            plain.close()
    sides = [[pair[0] for pair in pairs[1:]], [pair[1] for pair in pairs[1:]]]
    first, plain_first = (min(result.first_token_ms for result in side) for side in sides)
    speed, plain_speed = (max(result.tokens_per_s for result in side) for side in sides)
    return {
        "first_token_ms": first,
        "plain_first_token_ms": plain_first,
        "first_token_ratio": first / plain_first,
        "tokens_per_s": speed,
        "plain_tokens_per_s": plain_speed,
        "speed_ratio": speed / plain_speed,
    }


def main() -> int:
    """Print the table; 1 where a bound is missed."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--turns", type=int, default=9)
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--plain", action="store_true", help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    if arguments.plain:
        serve_plain()
        return 0
    found = measure(arguments.turns)
    holds = found["first_token_ratio"] <= 1.1 and found["speed_ratio"] >= 0.95
    if arguments.json:
        print(json.dumps({**found, "holds": holds}))
    else:
        print(f"{'':24}{'ours':>10}{'plain':>10}{'ratio':>8}   bound")
        first = (found["first_token_ms"], found["plain_first_token_ms"], found["first_token_ratio"])
        speed = (found["tokens_per_s"], found["plain_tokens_per_s"], found["speed_ratio"])
        print(f"{'first token, ms':24}{first[0]:>10.0f}{first[1]:>10.0f}{first[2]:>8.2f}   <= 1.10")
        print(f"{'tokens a second':24}{speed[0]:>10.1f}{speed[1]:>10.1f}{speed[2]:>8.2f}   >= 0.95")
    return 0 if holds else 1


if __name__ == "__main__":
    sys.exit(main())
