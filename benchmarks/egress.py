"""What reaches a service for 200 questions to Azure, beside what the preview showed; every process under strace.

    python -m benchmarks.egress [--questions 200]

The service is a small one of ours on this computer; it answers with the placeholders it was sent. Documents hold
planted personal data, listed words, and names of files. Every third question has a passage taken out.
"""

import argparse
import json
import re
import shutil
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from benchmarks import planted
from benchmarks.engine_process import EngineProcess
from benchmarks.tables import print_table
from desktop_rag import protocol, settings
from desktop_rag.records import Answer, SendingPreview
from tests import fake_azure
from tests.fake_azure import FakeAzure, Received

PATTERNED_BOUND = 0.98
_LINES_A_DOCUMENT = 4
_PLACEHOLDER = re.compile(r"\[[A-Z_]+ \d+\]")
_ADDRESS = re.compile(r"(?:connect|bind|sendto|sendmsg)\(.*?sa_family=(AF_INET6?).*?sin6?_port=htons\((\d+)\)")
_LISTEN = re.compile(r"\blisten\(")
_COLLECTION = "planted"
_SPARE = 1.15


@dataclass(slots=True)
class Matter:
    """A matter with planted lines, in two short files, and the question about it."""

    question: str
    items: list[planted.Planted] = field(default_factory=list)


@dataclass(slots=True)
class Tally:
    """What was seen over all questions."""

    asked: int = 0
    refused: int = 0
    sent: int = 0
    same_bytes: int = 0
    names: int = 0
    unticked: int = 0
    took_out: int = 0
    planted: Counter[str] = field(default_factory=Counter)
    leaked: Counter[str] = field(default_factory=Counter)
    replaced: int = 0
    restored: int = 0
    left_over: int = 0


def make_matters(folder: Path, count: int) -> list[Matter]:
    """Short files, so that a quote holds all of one."""
    folder.mkdir(parents=True)
    items = [*planted.make(items=500), *planted.make_words(items=max(100, count * _LINES_A_DOCUMENT - 500))]
    matters: list[Matter] = []
    for number in range(count):
        code = f"Q{number * 7919 % 100_000:05d}K"
        mine = items[number::count]
        is_japanese = number % 2 == 1
        head = f"案件{code}の連絡事項は次のとおりです。" if is_japanese else f"Notes on matter {code} follow."
        question = f"案件{code}の連絡事項は何ですか" if is_japanese else f"What are the notes on matter {code}?"
        for part in (0, 1):  # two files, so that there are two passages to choose from
            lines = "\n".join(item.line for item in mine[part::2])
            file = folder / f"kanaria-{number}-{part}-極秘メモ.txt"
            file.write_text(f"{head}\n{lines}\n", encoding="utf-8")
        matters.append(Matter(question, mine))
    return matters


def run(questions: int) -> int:
    work = Path(tempfile.mkdtemp(prefix="desktop-rag-egress-"))
    home, trace = work / "home", work / "trace"
    home.mkdir(mode=0o700)
    # Some are refused for want of evidence, and then nothing is sent.
    matters = make_matters(work / "vertraulich-kanaria", round(questions * _SPARE))
    tally = Tally()
    strace = shutil.which("strace")
    prefix = (strace, "-f", "-qq", "-e", "trace=connect,bind,listen,sendto,sendmsg", "-o", str(trace)) if strace else ()
    started = time.monotonic()
    with FakeAzure() as service:
        service.answer(_echo)
        _configure(home, service)
        with EngineProcess(home, prefix=prefix, environment=fake_azure.without_proxies({})) as engine:
            engine.wait_ready()
            engine.index(_COLLECTION, work / "vertraulich-kanaria", timeout_s=600)
            for number, matter in enumerate(matters):
                if tally.sent < questions:
                    _ask(engine, service, matter, tally, takes_out=number % 3 == 2)
        port = int(service.endpoint.split(":")[2].split("/")[0])
        others = _other_addresses(trace, port) if strace else None
        connections = service.connections
    seconds = time.monotonic() - started
    shutil.rmtree(work, ignore_errors=True)
    return _report(tally, questions, connections, others, seconds)


def _echo(request: Received) -> str:
    """Say every placeholder again, as a model would that repeats what it was told."""
    sent = request.json["messages"][-1]["content"]
    return "I was told: " + ", ".join(dict.fromkeys(_PLACEHOLDER.findall(sent))) + " [1]."


def _configure(home: Path, service: FakeAzure) -> None:
    chosen = settings.Settings()
    values: dict[str, str | bool] = {
        "azure.endpoint": service.endpoint,
        "azure.deployment": fake_azure.DEPLOYMENT,
        "azure.allow_loopback_http": True,
        "azure.redact_words": "\n".join(planted.words()),
    }
    for key, value in values.items():
        chosen = settings.change(chosen, key, value)
    settings.save(home, chosen)


def _ask(engine: EngineProcess, service: FakeAzure, matter: Matter, tally: Tally, *, takes_out: bool) -> None:
    tally.asked += 1
    shown = _one(engine, protocol.Ask(id=engine.new_id(), question=matter.question, provider="azure"))
    if not isinstance(shown, SendingPreview):
        tally.refused += 1
        return
    without: tuple[int, ...] = ()
    taken = ""
    if takes_out and len(shown.passages) > 1:
        last = shown.passages[-1]
        without, taken = (last.marker or 0,), _body_of(last.text)
        shown = _one(
            engine,
            protocol.Ask(
                id=engine.new_id(), question=matter.question, provider="azure", preview_only=True, without=without
            ),
        )
        assert isinstance(shown, SendingPreview)
        tally.took_out += 1
    before = len(service.requests)
    job = engine.new_id()
    answer = _one(
        engine,
        protocol.Ask(
            id=job, question=matter.question, provider="azure", approved=shown.body_sha256, without=without,
            key=fake_azure.KEY,
        ),
    )  # fmt: skip
    new = service.requests[before:]
    if len(new) != 1 or not isinstance(answer, Answer):
        return
    tally.sent += 1
    body = new[0].body
    tally.same_bytes += body == shown.body.encode("utf-8")
    text = "\n".join(message["content"] for message in json.loads(body)["messages"])
    tally.names += any(secret in text for secret in ("kanaria", "vertraulich", "極秘メモ", ".txt"))
    tally.unticked += bool(taken) and taken in text
    # Only what a quote that was sent holds could have left at all.
    at_stake = " ".join(" ".join(quote.text.split()) for quote in answer.quotes if quote.marker not in without)
    said = "".join(piece.text for piece in engine.heard(protocol.AnswerText, job))
    tally.left_over += bool(_PLACEHOLDER.search(said))
    for item in matter.items:
        secret = " ".join(item.secret.split())
        if secret not in at_stake:
            continue
        kind = "word" if item.kind == "word" else "patterned"
        has_left = secret in text
        tally.planted[kind] += 1
        tally.leaked[kind] += has_left
        tally.replaced += not has_left
        tally.restored += not has_left and secret in " ".join(said.split())


def _body_of(passage: str) -> str:
    """The words of a passage, without the number that it has in the request."""
    return passage.split("] ", 1)[-1]


def _one(engine: EngineProcess, command: protocol.Ask) -> SendingPreview | Answer | None:
    event = engine.wait_for_end(engine.send(command), 180).event
    if isinstance(event, protocol.SendingPreviewed):
        return event.preview
    return event.answer if isinstance(event, protocol.AnswerDone) else None


def _other_addresses(trace: Path, port: int) -> Sequence[str]:
    """Network addresses in the trace other than the service's."""
    lines = trace.read_text(encoding="utf-8", errors="replace").splitlines()
    reached = [found for line in lines if (found := _ADDRESS.search(line)) is not None]
    others = [found.group(0) for found in reached if int(found.group(2)) != port]
    return [*others, *(line for line in lines if _LISTEN.search(line) and "AF_UNIX" not in line and "= 0" in line)]


def _report(tally: Tally, questions: int, connections: int, others: Sequence[str] | None, seconds: float) -> int:
    patterned = 1 - tally.leaked["patterned"] / max(1, tally.planted["patterned"])
    rows: list[list[object]] = [
        ["questions asked", tally.asked, ""],
        ["refused here, nothing sent", tally.refused, ""],
        [f"sent (of {questions})", tally.sent, tally.sent == questions],
        ["bytes received equal bytes shown", tally.same_bytes, tally.same_bytes == tally.sent],
        ["connections to the service", connections, connections == tally.sent],
        ["other addresses reached", "not watched" if others is None else len(others), not others],
        ["file names or paths sent", tally.names, tally.names == 0],
        [f"taken out and sent ({tally.took_out} taken out)", tally.unticked, tally.unticked == 0],
        [f"patterned kinds replaced ({tally.planted['patterned']})", patterned, patterned >= PATTERNED_BOUND],
        [f"listed words sent ({tally.planted['word']})", tally.leaked["word"], tally.leaked["word"] == 0],
        [f"put back in the answer ({tally.replaced})", tally.restored, tally.restored == tally.replaced],
        ["answers with a placeholder left", tally.left_over, tally.left_over == 0],
    ]
    print_table(f"egress, {seconds:.0f} s", ("what", "figure", "holds"), rows)
    for line in others or ():
        print(line)
    return 0 if all(row[2] in ("", True) for row in rows) else 1


def main() -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--questions", type=int, default=200)
    return run(parser.parse_args().questions)


if __name__ == "__main__":
    sys.exit(main())
