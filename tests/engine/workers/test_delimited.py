"""CSV and TSV: cells stay as they are, rows stay rows, and no quotation mark swallows a file."""

import io

import pytest

from desktop_rag.engine.workers.parsers import Limits, Source, delimited
from desktop_rag.errors import DocumentTooLarge
from desktop_rag.records import Page

LIMITS = Limits(10**9, 1000, 10**7, 10**9)


def read(content: str | bytes, limits: Limits = LIMITS) -> Page:
    data = content.encode() if isinstance(content, str) else content
    pages: list[Page] = []
    delimited.read(Source(io.BytesIO(data), len(data), ".csv", limits, lambda: None), pages.append)
    return pages[0]


def test_rows_under_their_header() -> None:
    page = read("社員番号,氏名,内線\r\n0012,髙橋 一郎,4410\r\n0013,,4411\r\n".encode("cp932"))
    assert page.text == "社員番号 | 氏名 | 内線\n0012 | 髙橋 一郎 | 4410\n0013 |  | 4411"
    assert (page.number, page.place, page.headings) == (None, None, ())
    (table,) = page.tables
    assert (table.header, table.has_cells) == ("社員番号 | 氏名 | 内線", True)
    assert [(row.number, row.first_column, row.last_column) for row in table.rows] == [(1, 1, 3), (2, 1, 3), (3, 1, 3)]
    assert [page.text[row.start : row.end] for row in table.rows] == page.text.split("\n")


@pytest.mark.parametrize(
    "content",
    [
        "名前,年齢\n太郎,20\n花子,30\n",
        "\ufeff名前;年齢\n太郎;20\n花子;30\n",
        "名前\t年齢\n太郎\t20\n花子\t30\n",
        "名前|年齢\n太郎|20\n花子|30\n",
        'sep=_\n"名前"_"年齢"\n太郎_20\n花子_30\n',
    ],
)
def test_the_delimiter_is_found(content: str) -> None:
    page = read(content)
    assert page.text == "名前 | 年齢\n太郎 | 20\n花子 | 30"
    assert page.tables[0].header == "名前 | 年齢"


def test_commas_in_numbers_and_texts_part_nothing() -> None:
    assert read("Preis;Anzahl\n1,50;2,5\n0,99;1,0\n").text == "Preis | Anzahl\n1,50 | 2,5\n0,99 | 1,0"
    assert read("a\tb\nx, y\tz\nu, v, w\tt\n").text == "a | b\nx, y | z\nu, v, w | t"


def test_quoted_cells() -> None:
    page = read('name,note\nA,"two\r\nlines, ""quoted"""\nB,"x"\n')
    assert page.text == 'name | note\nA | two lines, "quoted"\nB | x'


def test_a_quotation_mark_that_never_closes_swallows_nothing() -> None:
    page = read('a,"b ""x"" \n c",d\n1,2\n"unterminated,3,4\nlast,5,6\n')
    assert page.text == 'a | b "x" c | d\n1 | 2\n"unterminated | 3 | 4\nlast | 5 | 6'
    rows = "".join(f'5" pipe,{number}\n"6" pipe,{number}\n' for number in range(2_000))
    assert read(f"item,price\n{rows}").text.count("\n") == 4_000


def test_rows_are_numbered_as_a_spreadsheet_numbers_them_and_empty_ones_part_tables() -> None:
    page = read("売上一覧\n\n品名,数量\nりんご,3\nみかん,4\n,,\n店,人数\n東京,12\n大阪,7\n")
    assert page.text == "売上一覧\n\n品名 | 数量\nりんご | 3\nみかん | 4\n\n店 | 人数\n東京 | 12\n大阪 | 7"
    assert [(table.header, [row.number for row in table.rows]) for table in page.tables] == [
        ("", [1]),
        ("品名 | 数量", [3, 4, 5]),
        ("店 | 人数", [7, 8, 9]),
    ]


def test_very_wide_and_very_much() -> None:
    wide = ",".join(f"c{number}" for number in range(50_000)) + "\n" + ",".join("1" for _ in range(50_000)) + "\n"
    page = read(wide)
    assert page.tables[0].rows[1].last_column == 50_000
    assert len(page.tables[0].header) <= 500
    with pytest.raises(DocumentTooLarge):
        read(wide, Limits(10**9, 1000, 10_000, 10**9))


def test_a_list_without_any_delimiter() -> None:
    page = read("りんご\nみかん\nぶどう\n")
    assert page.text == "りんご\nみかん\nぶどう"
    assert page.tables[0].header == ""
