"""Kinds of personal data that are known by their form, and the numbers among them that carry check digits.

What only looks alike stays: amounts, dates, versions, clauses, ISBN, and the corporate number (法人番号, 13 digits),
which is public by law.
"""

import re
from collections.abc import Callable, Iterator
from typing import Final

from desktop_rag.engine import personal_accounts, personal_codes, personal_mail, personal_phone, personal_postcodes
from desktop_rag.engine.personal_context import END, FIRST_AFTER_LETTERS, UNIT_AFTER
from desktop_rag.engine.redact_view import View

LABELS: Final = {
    "mail": "MAIL", "phone": "PHONE", "postcode": "POSTCODE", "my_number": "MY_NUMBER", "account": "ACCOUNT",
    "card": "CARD", "employee": "EMPLOYEE", "customer": "CUSTOMER", "word": "NAME", "file": "FILE",
}  # fmt: skip
"""Kind -> what its placeholders say."""

_TWELVE = re.compile(
    rf"{FIRST_AFTER_LETTERS}(?:[0-9]{{11}}|[0-9]{{3}}([ \t-])[0-9]{{4}}\1[0-9]{{4}}"
    rf"|[0-9]{{2}}([ -])[0-9]{{3}}\2[0-9]{{3}}\2[0-9]{{3}}){END}"
)
_MY_NUMBER_LABEL = re.compile(r"(?:マイナンバ[ー-]?|個人番号|my ?number|individual number)[^0-9\n]{0,12}\Z")
_POINT_IN_TIME = re.compile(
    r"(?:19|20)[0-9]{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12][0-9]|3[01])(?:[01][0-9]|2[0-3])[0-5][0-9]"
)
_CELL_AFTER = re.compile(r" [0-9]{2,6}(?![0-9])")
_CELL_BEFORE = re.compile(r"(?<![0-9])[0-9]{2,6} \Z")
_DIGIT_GROUPS = re.compile(
    r"[0-9](?<![0-9][0-9])(?<![0-9][.,][0-9])[0-9]{0,18}(?![0-9])(?:(?: ?- ?\n?|  ?|\n|\.)[0-9]{1,19}(?![0-9]))*"
)
_CARD_LABEL = re.compile(
    r"(?:カ[ー-]ド|(?<![a-z])cards?(?![a-z])|visa|amex|jcb|master ?card|diners)"
    r"(?:の?番号| ?(?:no|number))?[^0-9\n]{0,6}\Z"
)
_LETTER_BEFORE = re.compile(r"[a-z](?<!no)(?<!number)(?<!nr)\Z")
"""A letter right before a number makes it part of a code, but for No123."""
_GOES_ON = re.compile(r"[.,][0-9]|[A-Za-z]")
_FEWEST, _MOST, _MOST_GROUPS = 13, 19, 6
_CARD_SHAPES = frozenset({(4, 6, 5), (4, 6, 4), (6, 13), (4, 5, 6), (4, 5, 4), (6, 10), (8, 8), (6, 6, 4), (4, 4, 5)})
"""Groups in which cards are printed or typed, beside those of four digits."""
_FIRST_GROUPS = {4} | {shape[0] for shape in _CARD_SHAPES}
_LABEL_REACH = 32


def find(seen: View, is_web: Callable[[int], bool]) -> Iterator[tuple[int, int, str]]:
    """Everything personal in a view, with its kind.

    Args:
        seen: the view.
        is_web: whether a place lies in a web address, which stays but for mail addresses in it.
    """
    yield from ((start, end, "mail") for start, end in personal_mail.find(seen))
    if re.search("[0-9]", seen.numbers) is None:
        return
    finders = (
        ("phone", personal_phone.find), ("postcode", personal_postcodes.find), ("my_number", find_my_numbers),
        ("account", personal_accounts.find), ("card", find_cards),
    )  # fmt: skip
    for kind, finder in finders:
        yield from ((start, end, kind) for start, end in finder(seen) if not is_web(start))
    yield from (found for found in personal_codes.find(seen) if not is_web(found[0]))


def is_luhn(digits: str) -> bool:
    """Whether the last digit is the check digit of ISO/IEC 7812-1, annex B."""
    total = 0
    for place, digit in enumerate(reversed(digits)):
        value = int(digit) * (1 + place % 2)
        total += value // 10 + value % 10
    return total % 10 == 0


def is_my_number(digits: str) -> bool:
    """Whether the twelfth digit is the check digit of ordinance 85 of 2014 (総務省令第85号), article 5."""
    total = sum(int(digit) * (n + 1 if n <= 6 else n - 5) for n, digit in enumerate(reversed(digits[:11]), 1))
    remainder = total % 11
    return len(digits) == 12 and int(digits[11]) == (0 if remainder <= 1 else 11 - remainder)


def is_corporate_number(digits: str) -> bool:
    """Whether the first of 13 digits is the check digit of a 法人番号 (財務省令第70号 of 2014)."""
    total = sum(int(digit) * (1 if n % 2 else 2) for n, digit in enumerate(reversed(digits[1:]), 1))
    return len(digits) == 13 and int(digits[0]) == 9 - total % 9


def is_ean(digits: str) -> bool:
    """Whether the last of 13 digits is that of a JAN, EAN or ISBN (GS1)."""
    return sum(int(digit) * (3 if place % 2 else 1) for place, digit in enumerate(digits)) % 10 == 0


def is_issuer(digits: str) -> bool:
    """Whether the first digits and the length are those of a card scheme (ISO/IEC 7812, as the schemes publish)."""
    length, two, three, four = len(digits), int(digits[:2]), int(digits[:3]), int(digits[:4])
    schemes = (
        (digits[0] == "4", (13, 16, 18, 19)),
        (51 <= two <= 55 or 2221 <= four <= 2720 or 2200 <= four <= 2204, (16,)),
        (two in (34, 37), (15,)),
        (3528 <= four <= 3589 or two in (60, 62, 64, 65, 81, 82), (16, 17, 18, 19)),
        (300 <= three <= 305 or four == 3095 or two in (36, 38, 39), range(14, 20)),
        (two in (50, 56, 57, 58, 61, 63, 66, 67, 68, 69) or four == 9792, range(13, 20)),
    )
    return any(is_scheme and length in lengths for is_scheme, lengths in schemes)


def find_my_numbers(seen: View) -> Iterator[tuple[int, int]]:
    """Twelve digits with a right check digit, and those that are called My Number whatever their last digit."""
    text = seen.numbers
    for found in _TWELVE.finditer(text):
        if _LETTER_BEFORE.search(seen.lowered, max(0, found.start() - 6), found.start()):
            continue
        digits = re.sub("[^0-9]", "", found.group())
        is_labelled = bool(_MY_NUMBER_LABEL.search(seen.lowered, max(0, found.start() - _LABEL_REACH), found.start()))
        if is_labelled or (is_my_number(digits) and not _is_other_twelve(text, *found.span())):
            yield found.span()


def _is_other_twelve(text: str, start: int, end: int) -> bool:
    """Whether twelve digits are a point in time, an amount, or cells of a row of numbers."""
    if _POINT_IN_TIME.fullmatch(text, start, end) or UNIT_AFTER.match(text, end):
        return True
    return " " in text[start:end] and bool(
        _CELL_AFTER.match(text, end) or _CELL_BEFORE.search(text, max(0, start - 8), start)
    )


def find_cards(seen: View) -> Iterator[tuple[int, int]]:
    """Card numbers whole or in groups; the groups of another number may stand beside them."""
    for run in _DIGIT_GROUPS.finditer(seen.numbers):
        if run.end() - run.start() < _FEWEST:
            continue
        start = run.start()
        groups = [(start + found.start(), start + found.end()) for found in re.finditer("[0-9]+", run.group())]
        is_labelled = bool(_CARD_LABEL.search(seen.lowered, max(0, start - _LABEL_REACH), start))
        at = 0
        if not is_labelled and _LETTER_BEFORE.search(seen.lowered, max(0, start - 6), start):
            at = 1
        while at < len(groups):
            taken = _card_at(seen.numbers, groups[at : at + _MOST_GROUPS], is_labelled=is_labelled and at == 0)
            if taken:
                yield groups[at][0], groups[at + taken - 1][1]
            at += taken or 1


def _card_at(text: str, groups: list[tuple[int, int]], *, is_labelled: bool) -> int:
    """How many of these groups are a card number, the most that can be; 0 where none is."""
    first = groups[0][1] - groups[0][0]
    if (first < _FEWEST and first not in _FIRST_GROUPS) or (not is_labelled and text[groups[0][0]] in "017"):
        return 0
    digits = ""
    sizes: tuple[int, ...] = ()
    checked = labelled = 0
    for count, (start, end) in enumerate(groups, 1):
        digits += text[start:end]
        sizes += (end - start,)
        if len(digits) > _MOST:
            break
        if len(digits) < _FEWEST or not _is_card_shape(sizes):
            continue
        if _GOES_ON.match(text, end) or UNIT_AFTER.match(text, end):
            continue
        if is_labelled and len(digits) > _FEWEST and is_issuer(digits):
            labelled = count
        # The old Visa of 13 digits is rare; a product or a company with 13 digits is not.
        is_other = len(digits) == _FEWEST and not is_labelled and (is_ean(digits) or is_corporate_number(digits))
        is_row = sizes == (4,) * 4 and all(text[before:after].endswith("00") for before, after in groups[:count])
        if not is_other and not is_row and is_issuer(digits) and is_luhn(digits):
            checked = count
    return checked or labelled


def _is_card_shape(sizes: tuple[int, ...]) -> bool:
    if len(sizes) == 1 or sizes in _CARD_SHAPES:
        return True
    return len(sizes) >= 4 and all(size == 4 for size in sizes[:-1]) and sizes[-1] <= 4
