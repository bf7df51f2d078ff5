"""How much of planted personal data is replaced, what wrongly, whether all comes back, and what time it takes.

python -m benchmarks.redaction [--items 500] [--seed 1] [--show]
"""

import argparse
import random
import sys
import time
from collections import Counter
from collections.abc import Iterator, Sequence

from benchmarks import harmless, planted
from benchmarks.planted import Planted
from benchmarks.tables import print_table
from desktop_rag import paths
from desktop_rag.engine import scripts
from desktop_rag.engine.redaction import Redacted, Redactor, Restorer

PATTERNED_BOUND, WORDS_BOUND, TIME_BOUND_MS = 0.98, 1.0, 100.0
_WORDS, _FILE_NAMES, _TEXT_BYTES = 5_000, 20_000, 100_000


def is_replaced(item: Planted, redacted: Redacted) -> bool:
    """Whether none of an item is left, and whether the placeholder stands for all of it."""
    text = redacted.texts[0]
    return item.secret not in text and any(item.secret in words for words in redacted.originals.values())


def is_restored(line: str, redacted: Redacted, source: random.Random) -> bool:
    """Whether the line comes back when it streams in pieces."""
    restorer = Restorer(redacted.originals)
    text = redacted.texts[0]
    given, at = "", 0
    while at < len(text):
        size = source.randint(1, 5)
        given += restorer.feed(text[at : at + size])
        at += size
    return given + restorer.rest() == line


def rows_of_items(items: Sequence[Planted], redactor: Redactor, *, show: bool) -> list[list[object]]:
    """A row for each kind: planted, replaced, share, restored, and whether the bound holds."""
    source = random.Random(1)
    found: Counter[str] = Counter()
    back: Counter[str] = Counter()
    for item in items:
        redacted = redactor.redact([item.line])
        replaced = is_replaced(item, redacted)
        found[item.kind] += replaced
        back[item.kind] += is_restored(item.line, redacted, source)
        if show and not replaced:
            print(f"{item.kind}: {item.line!r} -> {redacted.texts[0]!r}")
    planted_of = Counter(item.kind for item in items)
    rows: list[list[object]] = []
    for kind, count in planted_of.items():
        bound = WORDS_BOUND if kind == "word" else PATTERNED_BOUND
        share = found[kind] / count
        rows.append([kind, count, found[kind], share, back[kind], share >= bound and back[kind] == count])
    return rows


def rows_of_harmless(redactor: Redactor, *, show: bool) -> list[list[object]]:
    """A row for each language: harmless lines, those that were changed."""
    rows: list[list[object]] = []
    for language in ("ja", "en"):
        lines = harmless.lines(language)
        texts = redactor.redact(lines).texts
        changed = [(line, text) for line, text in zip(lines, texts, strict=True) if line != text]
        if show:
            print(*changed, sep="\n")
        rows.append([language, len(lines), len(changed), not changed])
    return rows


def rows_of_time(seed: int) -> list[list[object]]:
    """A row for each text: time for 100 KB with long lists: processor time, the median of five."""
    source = random.Random(seed)
    signs = "田中山本佐藤鈴木高橋伊東渡辺小林加吉井上松清水森池石川太郎花子健一誠美咲"
    listed = ["".join(source.choices(signs, k=source.choice((2, 3, 4, 5)))) for _ in range(_WORDS - 1_500)]
    listed += [
        f"{name} {''.join(source.choices('abcdefghij', k=6))}" for name in source.choices(("Al", "Mary"), k=1_500)
    ]
    files = [f"/home/ken/部署{at % 40}/資料 {at} {source.choice(('見積', 'report'))}.pdf" for at in range(_FILE_NAMES)]
    start = time.process_time()
    redactor = Redactor(words=listed, file_names=files)
    rows: list[list[object]] = [["set up", _WORDS + _FILE_NAMES, (time.process_time() - start) * 1000, None]]
    for name, lines, bound in _texts(seed):
        text = "\n".join(lines).encode()[:_TEXT_BYTES].decode(errors="ignore")
        times = []
        for _ in range(5):
            start = time.process_time()
            redactor.redact([text])
            times.append((time.process_time() - start) * 1000)
        median = sorted(times)[2]
        rows.append([name, len(text), median, None if bound is None else median <= bound])
    return rows


def _texts(seed: int) -> Iterator[tuple[str, list[str], float | None]]:
    """Name, lines and bound: the sample handbook with a planted item in each 40 lines, and lines full of numbers."""
    items = [item.line for item in planted.make(100, seed)]
    for language in ("ja", "en"):
        files = sorted(paths.samples_folder().rglob("*.md")) + sorted(paths.samples_folder().rglob("*.txt"))
        texts = [file.read_text(encoding="utf-8") for file in files]
        handbook = [line for text in texts if scripts.language(text) == language for line in text.splitlines()]
        for name, lines, bound in (
            ("handbook", handbook, TIME_BOUND_MS), ("numbers in each line", harmless.lines(language), None),
        ):  # fmt: skip
            repeated = lines * (_TEXT_BYTES // sum(map(len, lines)) + 1)
            for at, line in enumerate(items):
                repeated.insert(at * 40, line)
            yield f"{language}, {name}", repeated, bound


def main() -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--items", type=int, default=500)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--show", action="store_true", help="print what was missed or replaced wrongly")
    arguments = parser.parse_args()
    redactor = Redactor(words=planted.words())
    items = planted.make(arguments.items, arguments.seed) + planted.make_words(200, arguments.seed)
    missed = print_table(
        "Planted personal data",
        ("kind", "planted", "replaced", "share", "put back", "holds"),
        rows_of_items(items, redactor, show=arguments.show),
    )
    missed |= print_table(
        "Harmless lines",
        ("language", "lines", "false alarms", "holds"),
        rows_of_harmless(redactor, show=arguments.show),
    )
    missed |= print_table(
        "100 KB of text, 5,000 words, 20,000 file names", ("text", "size", "ms", "holds"), rows_of_time(arguments.seed)
    )
    return missed


if __name__ == "__main__":
    sys.exit(main())
