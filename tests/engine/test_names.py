"""Names in a question, and whether a text mentions them."""

import pytest

from desktop_rag.engine import names, terms


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("Where can I stay in Tokyo?", ["Tokyo"]),
        ("Does the QX-200 come with a lid?", ["QX-200"]),
        ("Where can I stay?", []),
        ("Is there a gym on the 3rd floor?", []),
        ("札幌営業所の電話番号は", ["札幌"]),
        ("tokyo office hours", ["tokyo"]),
    ],
)
def test_names_of_a_question(question: str, expected: list[str]) -> None:
    assert names.of_question(question) == expected


@pytest.mark.parametrize(
    ("question", "text", "expected"),
    [
        ("Where can I stay in Tokyo?", "Hotels in London.", ["Tokyo"]),
        ("Where can I stay in London?", "Hotels in London.", []),
        ("Where can I stay in Sanfrancisko with Margies?", "Margie's Travel", ["Sanfrancisko"]),
        ("How many US states are there?", "The United States of America", []),
        ("大阪のホテル", "東京のホテル", ["大阪"]),
        ("大阪のホテル", "大阪府のホテル", []),
    ],
)
def test_names_that_no_text_holds(question: str, text: str, expected: list[str]) -> None:
    assert names.missing(question, frozenset(terms.of_text(text))) == expected


def test_a_spelling_mistake_is_forgiven() -> None:
    assert names.missing("Where is the Fishermann pier?", frozenset(terms.of_text("Fisherman's Wharf"))) == []
