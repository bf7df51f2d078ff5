"""What a question is about: its words, each with its terms, freed of those that every question may hold.

Search uses every term. The decision whether documents answer a question must not hang on "get", "now" or 「何日」: such
words are in no document and prove nothing, so they count a third.
"""

from collections.abc import Iterable
from collections.abc import Set as AbstractSet
from dataclasses import dataclass

from desktop_rag.engine import terms
from desktop_rag.engine.lexicon import Lexicon

_LIGHT_WEIGHT = 0.3

_LIGHT_ENGLISH = frozenset(
    terms.stem(word)
    for word in (
        "get got put take took make made go going gone come came want need use used work give given let keep "
        "know say said see show find found look try ask think now here ago never ever always again still "
        "already yet just only even very really quite too well back away out up down over off after before "
        "until while during since because one thing way lot bit kind sort part people person anybody anyone "
        "somebody someone everybody everyone nobody else possible able allow happen mean start begin end "
        "become much long often soon fast far big small new old good same different own first last next money "
        "time day year month week toward towards without within each every another question answer tell "
        "explain describe list name call"
    ).split()
)
_LIGHT_JAPANESE = frozenset(
    (
        "今度 自分 場合 方法 必要 可能 理由 意味 名前 教 下 人 時 際 前 後 上 中 間 方 事 物 者 誰 "
        "私 今 毎年 毎月 一番 最 主 以下 以上 行 出 入 使 受 思 言 見 来 始 終 良 悪 多 少 大 小 "
        "高 低 新 古 全 各 他 別 次 同 約"
    ).split()
)


@dataclass(frozen=True, slots=True)
class Word:
    """A word of a question: its terms with their weights, and what it counts."""

    terms: tuple[tuple[str, float], ...]
    weight: float


def of_question(question: str) -> list[Word]:
    """The words of a question that can say what it is about, in order; hiragana is left out as grammar."""
    return [
        Word(tuple(run.terms), _LIGHT_WEIGHT if _is_light(run) else 1.0)
        for run in terms.runs(question)
        if run.kind != "hiragana" and run.terms
    ]


def _is_light(run: terms.Run) -> bool:
    if run.kind == "word":
        return run.terms[0][0] in _LIGHT_ENGLISH
    return run.text in _LIGHT_JAPANESE or run.text.startswith("何")


def coverage(words: Iterable[Word], lexicon: Lexicon, held: AbstractSet[str]) -> float:
    """The share of a question's subject that some text holds, from 0 to 1, its rare words counting most."""
    total = found = 0.0
    for word in words:
        whole = sum(weight for _, weight in word.terms)
        rarity = sum(weight * lexicon.rarity(term) for term, weight in word.terms) / whole
        total += word.weight * rarity
        found += word.weight * rarity * sum(weight for term, weight in word.terms if term in held) / whole
    return found / total if total else 0.0
