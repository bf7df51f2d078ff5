"""Which scripts a text is written in; decides sizes, words and how far an embedding model can be trusted."""

import re

# Whole runs at a time: ranking asks this of a hundred passages for one question.
_CJK = re.compile(r"[\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\uff66-\uff9f]+")
_KANA = re.compile(r"[\u3040-\u30ff\uff66-\uff9f]")
_LETTERS = re.compile(r"[^\W\d_]+")
_SAMPLE = 4000


def cjk_share(text: str) -> float:
    """Share of the letters that are kana or Han characters, from 0 to 1; 0 for a text without letters."""
    if text.isascii():
        return 0.0
    sample = text[:_SAMPLE]
    letters = _length(_LETTERS, sample)
    return _length(_CJK, sample) / letters if letters else 0.0


def is_mostly_cjk(text: str) -> bool:
    """Whether a text is to be measured in characters and not in words."""
    return cjk_share(text) > 0.3


def language(text: str) -> str | None:
    """Tell "ja" for text with kana or Han characters, "en" for other text in Latin letters; None where it is unclear.

    Good enough to choose a wording and a model, which is all that it is used for.
    """
    if _KANA.search(text[:_SAMPLE]) or cjk_share(text) > 0.3:
        return "ja"
    latin = len(re.findall(r"[A-Za-z]", text[:_SAMPLE]))
    letters = _length(_LETTERS, text[:_SAMPLE])
    return "en" if letters and latin > 0.7 * letters else None


def _length(pattern: re.Pattern[str], text: str) -> int:
    return sum(map(len, pattern.findall(text)))
