"""Numbers of a spreadsheet as a person sees them: amounts, percentages, padded zeros, dates in any form.

Follows the format codes of Excel as far as they change what is read: colours, widths and fill characters do not.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Context, Decimal
from functools import lru_cache

from desktop_rag.engine.workers.parsers.date_formats import TOKENS as DATE_TOKENS
from desktop_rag.engine.workers.parsers.date_formats import show_date

GENERAL = "General"
_ERA = '[$-411]ggge"年"m"月"d"日"'
_SHORT_ERA = "[$-411]ge.m.d"
_BUILTIN = {
    1: "0",
    2: "0.00",
    3: "#,##0",
    4: "#,##0.00",
    5: "#,##0;-#,##0",
    6: "#,##0;-#,##0",
    7: "#,##0.00;-#,##0.00",
    8: "#,##0.00;-#,##0.00",
    9: "0%",
    10: "0.00%",
    11: "0.00E+00",
    12: "# ?/?",
    13: "# ??/??",
    # Where language and country decide: an order of day, month and year that nobody can take for another.
    14: "yyyy/m/d",
    15: "d-mmm-yy",
    16: "d-mmm",
    17: "mmm-yy",
    18: "h:mm AM/PM",
    19: "h:mm:ss AM/PM",
    20: "h:mm",
    21: "h:mm:ss",
    22: "yyyy/m/d h:mm",
    # Used without a definition by the Japanese edition.
    27: _SHORT_ERA,
    28: _ERA,
    29: _ERA,
    30: "yyyy/m/d",
    31: 'yyyy"年"m"月"d"日"',
    32: 'h"時"mm"分"',
    33: 'h"時"mm"分"ss"秒"',
    34: 'yyyy"年"m"月"',
    35: 'm"月"d"日"',
    36: _SHORT_ERA,
    37: "#,##0;-#,##0",
    38: "#,##0;-#,##0",
    39: "#,##0.00;-#,##0.00",
    40: "#,##0.00;-#,##0.00",
    41: '#,##0;-#,##0;"-"',
    42: '#,##0;-#,##0;"-"',
    43: '#,##0.00;-#,##0.00;"-"',
    44: '#,##0.00;-#,##0.00;"-"',
    45: "mm:ss",
    46: "[h]:mm:ss",
    47: "mm:ss.0",
    48: "##0.0E+0",
    50: _SHORT_ERA,
    51: _ERA,
    52: 'yyyy"年"m"月"',
    53: 'm"月"d"日"',
    54: _ERA,
    55: 'yyyy"年"m"月"',
    56: 'm"月"d"日"',
    57: _SHORT_ERA,
    58: _ERA,
}
"""What the numbers mean that need no definition in the file; currencies are those of the computer, so none is shown."""
_LONGEST_CODE = 500
_MOST_EXACT = 1e15
_MOST_DECIMALS = 30
_EXACT = Context(prec=1_000)
_TOKEN = re.compile(
    r'"(?P<quoted>[^"]*)"?|\\(?P<escaped>.)|_.|\*.'
    r"|\[(?P<bracket>[^\]]*)\]"
    r"|(?P<general>General|G/標準)"
    rf"|(?P<date>{DATE_TOKENS})"
    r"|(?P<power>E[+-])|(?P<digit>[0#?])|(?P<sign>[.,%/@])|(?P<literal>.)",
    re.IGNORECASE | re.DOTALL,
)
_CONDITION = re.compile(r"(<=|>=|<>|<|>|=)\s*(-?[0-9.]+)")
_COMPARE: dict[str, Callable[[float, float], bool]] = {
    "<": lambda value, limit: value < limit,
    ">": lambda value, limit: value > limit,
    "<=": lambda value, limit: value <= limit,
    ">=": lambda value, limit: value >= limit,
    "=": lambda value, limit: value == limit,
    "<>": lambda value, limit: value != limit,
}
_ELAPSED = re.compile(r"h+|m+|s+", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class _Section:
    """One of up to four ways to show a number; tokens are pairs of kind and text."""

    tokens: tuple[tuple[str, str], ...]
    condition: tuple[str, float] | None

    @property
    def is_date(self) -> bool:
        return any(kind in ("date", "elapsed") for kind, _ in self.tokens)

    def has(self, kind: str, text: str = "") -> bool:
        return any(found == kind and (not text or own == text) for found, own in self.tokens)


def builtin(number: int) -> str:
    """The format code of a number that needs no definition in the file."""
    return _BUILTIN.get(number, GENERAL)


def show_number(value: float, code: str, *, is_1904: bool = False) -> str:
    """The number as this format code shows it; where the code cannot be followed, the plain number."""
    sections = _sections(code[:_LONGEST_CODE])
    section, signed = _choose(sections, value)
    if section is None or section.has("general"):
        return _with_literals(section, show_plainly(value))
    if section.is_date:
        shown = show_date(value, section.tokens, is_1904=is_1904)
        return show_plainly(value) if shown is None else shown
    if section.has("sign", "/") or not section.has("digit"):
        # Fractions are rare, and hardly anybody would ask for one; a section of literals alone shows just these.
        is_text = section.has("sign") or not sections
        return show_plainly(value) if is_text else "".join(text for kind, text in section.tokens if kind == "literal")
    if abs(value) >= _MOST_EXACT:
        return show_plainly(value)
    shown = _show_amount(abs(value), section)
    return f"-{shown}" if signed and value < 0 and any("1" <= letter <= "9" for letter in shown) else shown


def show_plainly(value: float) -> str:
    """The number without a format: whole ones in full, others with the ten digits that a wide column shows."""
    if value == int(value) and abs(value) < 1e15:
        return str(int(value))
    return f"{value:.10g}".upper()


@lru_cache(maxsize=2_000)
def _sections(code: str) -> tuple[_Section, ...]:
    sections: list[_Section] = []
    tokens: list[tuple[str, str]] = []
    condition: tuple[str, float] | None = None

    def close() -> None:
        nonlocal tokens, condition
        sections.append(_Section(tuple(tokens), condition))
        tokens, condition = [], None

    for found in _TOKEN.finditer(code):
        kind = found.lastgroup or ""
        text = found[kind] if kind else ""
        if kind == "literal" and text == ";":
            close()
        elif kind in ("quoted", "escaped", "literal"):
            tokens.append(("literal", text))
        elif kind == "bracket":
            if compared := _CONDITION.fullmatch(text):
                condition = compared[1], float(compared[2]) if compared[2].count(".") < 2 else 0.0
            elif _ELAPSED.fullmatch(text):
                tokens.append(("elapsed", text.lower()))
            elif text.startswith("$"):
                tokens.append(("literal", text[1:].rpartition("-")[0] if "-" in text else text[1:]))
        elif kind:
            tokens.append((kind, text))
    close()
    return tuple(sections)


def _choose(sections: tuple[_Section, ...], value: float) -> tuple[_Section | None, bool]:
    """The section for a value, and whether a minus is still to be written before it."""
    if any(section.condition for section in sections):
        for section in sections[:3]:
            if section.condition is None or _COMPARE[section.condition[0]](value, section.condition[1]):
                return section, True
        return None, True
    numeric = sections[:3]
    if value < 0 and len(numeric) > 1:
        return numeric[1], False
    if value == 0 and len(numeric) > 2:
        return numeric[2], False
    return numeric[0], True


def _with_literals(section: _Section | None, number: str) -> str:
    if section is None:
        return number
    return "".join(
        number if kind == "general" else text for kind, text in section.tokens if kind in ("general", "literal")
    )


def _show_amount(value: float, section: _Section) -> str:
    """An amount by its placeholders: digits, decimals, grouping, percent, thousands left out, powers of ten."""
    tokens = section.tokens
    places = [index for index, (kind, _) in enumerate(tokens) if kind == "digit"]
    point = next((index for index, token in enumerate(tokens) if token == ("sign", ".")), len(tokens))
    whole = [index for index in places if index < point]
    power = next((index for index, (kind, _) in enumerate(tokens) if kind == "power"), len(tokens))
    decimals = [index for index in places if point < index < power][:_MOST_DECIMALS]
    last_whole = whole[-1] if whole else point
    commas = [index for index, token in enumerate(tokens) if token == ("sign", ",")]
    grouped = any(whole and whole[0] < index < last_whole for index in commas)
    thousands = sum(1 for index in commas if last_whole < index < (decimals[0] if decimals else len(tokens)))
    percents = sum(1 for token in tokens if token == ("sign", "%"))

    least_decimals = max((at for at, index in enumerate(decimals, 1) if tokens[index][1] != "#"), default=0)
    exact = Decimal(f"{value:.15g}") * Decimal(100) ** percents / Decimal(1000) ** thousands
    if power < len(tokens):
        before = "".join(text for kind, text in tokens[: places[0]] if kind == "literal")
        return f"{before}{float(exact):.{len(decimals)}E}"
    rounded = exact.quantize(Decimal(1).scaleb(-len(decimals)), ROUND_HALF_UP, _EXACT)
    digits, _, after = f"{rounded:f}".partition(".")
    after = after[:least_decimals] + after[least_decimals:].rstrip("0")
    return _fill(tokens, whole, point, digits.lstrip("0"), after, grouped=grouped)


def _fill(
    tokens: tuple[tuple[str, str], ...], whole: list[int], point: int, digits: str, after: str, *, grouped: bool
) -> str:
    """Put digits to their places, from the right, with the literals that stand between them."""
    pieces: list[str] = []
    written = 0

    def write(digit: str) -> None:
        nonlocal written
        pieces.append(f"{digit}," if grouped and written and written % 3 == 0 else digit)
        written += 1

    for index in range(min(point, len(tokens)) - 1, -1, -1):
        kind, text = tokens[index]
        if kind == "literal":
            pieces.append(text)
        elif kind == "sign" and text == "%":
            pieces.append("%")
        elif kind == "digit":
            if digits:
                write(digits[-1])
                digits = digits[:-1]
            elif text == "0":
                write("0")
            if index == whole[0]:
                for digit in reversed(digits):
                    write(digit)
                digits = ""
    # Without any place before the point the whole part is still shown.
    shown = (digits + "".join(reversed(pieces))) if digits else "".join(reversed(pieces))
    if after:
        shown += f".{after}"
    return shown + "".join(
        text for kind, text in tokens[point + 1 :] if kind == "literal" or (kind == "sign" and text == "%")
    )
