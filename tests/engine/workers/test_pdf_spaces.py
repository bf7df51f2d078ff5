"""Letters that a PDF draws apart from one another stay words; what is parted by gaps on purpose stays parted."""

import pytest

from tests import document_builders as build
from tests.reading import read

_WITH_SPACES = "(The words of this line are parted by spaces.) Tj 0 -20 Td "


def line(drawn: str, before: str = _WITH_SPACES) -> str:
    content = f"BT /F1 12 Tf 40 560 Td {before}{drawn} ET"
    return read(build.pdf_with_content(content.encode())).text.split("\n")[-1]


def one_by_one(letters: str, step: int) -> str:
    return "".join(f"({letter}) Tj {step} 0 Td " for letter in letters)


@pytest.mark.parametrize("step", [6, 7, 8])
def test_letters_at_equal_distances_are_words(step: int) -> None:
    assert line(one_by_one("Ninth Vista Drive", step)) == "Ninth Vista Drive"


def test_letters_drawn_apart_are_words() -> None:
    drawn = " ".join(f"({letter}) -250" for letter in "Ninth Vista Drive")
    assert line(f"[{drawn}] TJ") == "Ninth Vista Drive"


def test_cells_stay_cells() -> None:
    assert line("(one) Tj 60 0 Td (two) Tj 60 0 Td (three four) Tj") == "one two three four"
    assert line(one_by_one("12345678", 30)) == "1 2 3 4 5 6 7 8"
    assert line("".join(f"({number}) Tj 40 0 Td " for number in range(11, 17))) == "11 12 13 14 15 16"


def test_words_that_only_gaps_part_stay_parted() -> None:
    drawn = "".join(f"({word}) Tj 40 0 Td " for word in "many words without any space".split())
    assert line(drawn, before="") == "many words without any space"
