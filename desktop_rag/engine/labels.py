"""Capitals that tell a name from a stop word: Plan A, Type I, IT. Folded they are "a", "i" and "it", which say nothing.

So they are marked before a text is folded. Where a capital may as well begin a sentence, stand in a title or be
shouted, nothing is marked: a name that is missed costs less than an article that is searched for.
"""

import re

MARK = "\x02"
"""Stands before a stop word that is a name. Of ASCII, because such texts are folded faster."""

_LATIN = "A-Za-z0-9_À-ɏＡ-Ｚａ-ｚ０-９"
# One set of characters to begin with: this is asked of every sentence.
_CAPITALS = re.compile(rf"[AIUWＩＵＷ](?<![{_LATIN}.&'’-].)(?:T|S|HO|Ｔ|Ｓ|ＨＯ)?(?![{_LATIN}&]|['’](?!s\b))")
_ACRONYMS = frozenset(("IT", "US", "WHO", "ＩＴ", "ＵＳ", "ＷＨＯ"))
_HAS_OTHERS = re.compile("[a-z\u3041-\u9fff]").search
_WORD = re.compile(r"[^\W_]").search
_NEAR = 80
"""Code points of a line that are looked at on each side: one line may be a whole book."""
_AT_AN_END = re.compile(r"[^\S\n]*(?:[.,;:?!)\]/+|、。，．？！」』）・]|$|\n)")
"""No article stands here: the word that it belongs to is missing."""
_BETWEEN = re.compile(r"(?<=[^\W_] )A(?= [a-z])")
_KINDS = "Type Phase Class Stage".split()
_COUNTED = frozenset((*_KINDS, *"Part Chapter Section Grade Level Category Title Volume Act Appendix War".split()))
"""What is counted in Roman numerals, as it is written there: "the part I know" has a pronoun."""
_COUNTED_SMALL = frozenset(map(str.lower, _KINDS))
_SPEAKS = re.compile(
    r" (?:am|had|have|was|do|did|can|could|will|would|shall|should|may|might|must|need|want|like|get|use|take|choose)\b"
)


def mark(text: str) -> str:
    """The same text with a mark before each stop word that names something."""
    return _CAPITALS.sub(_marked, text)


def _marked(found: re.Match[str]) -> str:
    word = found.group()
    if word == "A":
        is_name = _is_letter(found)
    elif word == "I":
        is_name = _is_numeral(found)
    else:
        is_name = word in _ACRONYMS and _stands_out(found)
    return MARK + word if is_name else word


def _is_letter(found: re.Match[str]) -> bool:
    """Plan A; Grade A means: not the first word of a sentence, and no capital follows as in "Write A Letter"."""
    text, start = found.string, found.start()
    return _AT_AN_END.match(text, found.end()) is not None or _BETWEEN.match(text, start) is not None


def _is_numeral(found: re.Match[str]) -> bool:
    text, start = found.string, found.start()
    if text[start - 1 : start] != " ":
        return False
    before = text[max(0, start - 12) : start].split()
    word = before[-1] if before else ""
    return word in _COUNTED or (word in _COUNTED_SMALL and _SPEAKS.match(text, found.end()) is None)


def _stands_out(found: re.Match[str]) -> bool:
    """Whether a line is not all in capitals, or is nothing else: WHAT IS IT is no question about computers."""
    text, start, end = found.string, found.start(), found.end()
    before = text[max(0, start - _NEAR) : start].rpartition("\n")[2]
    after = text[end : end + _NEAR].partition("\n")[0]
    return bool(_HAS_OTHERS(before) or _HAS_OTHERS(after)) or not (_WORD(before) or _WORD(after))
