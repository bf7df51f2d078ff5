"""JSON: a line a value with the keys that lead to it; nothing is lost, nothing is too deep, what is no JSON is text."""

import pytest

from desktop_rag.errors import DocumentEmpty
from tests.reading import read


def test_values_with_the_keys_that_lead_to_them() -> None:
    found = read(
        '{"title": "在庫", "shop": {"name": "東京\\u5e97", "open": true, "tel": null}, "items": [{"品名": "りんご",'
        ' "価格": 1.50}, {"品名": "みかん", "sizes": ["S", "M"], '
        '"notes": ["A first sentence that is long enough to stand alone.", "b"]}]}'
    )
    assert found.kind == "json"
    assert found.facts.title == "在庫"
    assert found.text == (
        "title: 在庫\nshop.name: 東京店\nshop.open: true\nshop.tel: null\n\nitems.品名: りんご\nitems.価格: 1.50\n\n"
        "items.品名: みかん\nitems.sizes: S, M\n"
        "items.notes: A first sentence that is long enough to stand alone.\nitems.notes: b"
    )


@pytest.mark.parametrize(
    ("content", "text"),
    [
        ('{"a": 1}\n{"a": 2}\n', "a: 1\n\na: 2"),
        ('[{"a": 1}, {"a": 2}]', "a: 1\n\na: 2"),
        ('{"a": 1, "a": 2}', "a: 1\na: 2"),
        ('{"a": 123456789012345678901234567890.000000000000000000001e400}', f"a: {'1234567890' * 3}.{'0' * 20}1e400"),
        ('"one"', "one"),
        ("[[1, 2], [3]]", "1, 2\n3"),
        ('{"a": {"": ""}}', "a.: "),
        ('{"text": "line\\nline"}', "text: line\nline"),
        ('\ufeff{"a": "b"}', "a: b"),
    ],
)
def test_shapes(content: str, text: str) -> None:
    assert read(content, ".json").text.rstrip("\n") == text


@pytest.mark.parametrize(
    "content",
    ['{"a": 1,}', "[1,,2]", '{"a" 1}', '{"a": 1 "b": 2}', "[1 2]", "{1: 2}", '{"a": [1}', "[", "{}}", "// note\n{}",
     '"\\x"', '"open', "[1, ]", '{"a": 1, 2}', "NaN"],
)  # fmt: skip
def test_what_is_no_json_is_text(content: str) -> None:
    assert read(content, ".json").text == content


@pytest.mark.parametrize(("opening", "closing"), [("[", "]"), ('{"a":', "}")])
def test_depth_costs_no_stack(opening: str, closing: str) -> None:
    assert read(opening * 20_000 + "7" + closing * 20_000, ".json").text.endswith("7")


def test_a_list_of_nothing_and_an_empty_file() -> None:
    assert read("[]", ".json").text == "[]"
    with pytest.raises(DocumentEmpty):
        read(" \n", ".json")
