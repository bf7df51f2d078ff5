"""Web pages: what a reader sees, in order, with headings and tables; nothing hidden, nothing fetched, however deep."""

import pytest

from desktop_rag.errors import DocumentEmpty
from tests.reading import read

LONG = "本文は長く続きます。これは主な内容です。" * 15


def text_of(content: str | bytes) -> str:
    return read(content, ".html").text


def test_headings_paragraphs_and_lists() -> None:
    found = read(
        "<!DOCTYPE html><html><head><title> 旅費\n 規程 </title></head><body><h1>第1章 <b>総則</b></h1><p>一行目\n"
        "二行目<br>改行 the\n end</p><ul><li>りんご<li><p>みかん</p></ul><ol><li>one<li>two</ol><h2>節</h2>"
        "<div>a</div><div>b</div><pre>  x\n    y</pre>after</body></html>"
    )
    assert found.kind == "html"
    assert found.facts.title == "旅費 規程"
    assert found.headings == [(1, "第1章 総則"), (2, "節")]
    assert found.text == (
        "第1章 総則\n\n一行目二行目\n改行 the end\n\n・りんご\n\n・みかん\n\n1. one\n2. two\n\n"
        "節\n\na\nb\n\n  x\n    y\n\nafter"
    )


def test_what_nobody_sees_is_left_out() -> None:
    seen = text_of(
        '<head><title>題</title><script>alert("SECRETJS")</script><style>p{color:red}</style></head>'
        "<body onload=alert(1)>"
        '<img src="http://127.0.0.1:9/track.png" alt="ALT"><iframe src="file:///etc/passwd">FRAME</iframe>'
        '<p hidden>隠し文</p><p>本文の合言葉はききょう</p><p style="font-size:0;color:#fff">SIZE</p>'
        '<div style="DISPLAY : none">NONE</div>'
        '<p style="visibility:hidden">VISIBILITY</p><noscript>NOSCRIPT</noscript><template><p>TEMPLATE</p></template>'
        "<svg onload=alert(2)><text>SVG</text></svg><!-- COMMENT --><select><option>OPTION</select>"
        '<p>a<span aria-hidden="true">ICON</span>b</p><div aria-hidden="true">behind a dialog</div>'
        '<p style="font-size:0.9em">small</p><ruby>漢字<rp>(</rp><rt>かんじ</rt></ruby></body>'
    )
    assert seen == "本文の合言葉はききょう\n\nab\n\nbehind a dialog\n\nsmall\n\n漢字"


def test_the_furniture_of_a_site_goes_only_where_a_main_text_remains() -> None:
    page = (
        "<header><h1>Site</h1>Login</header><nav>Home</nav><div role=navigation>Menu</div>{}<aside>Related</aside>"
        "<footer>Copyright</footer>"
    )
    assert text_of(page.format(f"<p>{LONG}</p>")) == f"Site\n\n{LONG}"
    assert text_of(page.format("<p>短い</p>")) == "Site\n\nLogin\n\nHome\n\nMenu\n\n短い\n\nRelated\n\nCopyright"
    article = f"<article><header><h2>題</h2>by A</header><p>{LONG}</p><footer>notes</footer></article>"
    main = f"<p>teaser</p><main>{article}</main>"
    assert text_of(page.format(main)) == f"Site\n\n題\n\nby A\n\n{LONG}\n\nnotes"


def test_tables_keep_their_rows_under_their_header() -> None:
    found = read(
        "<table><caption>単価表</caption><tr><th>品目<th>単価<th>備考</tr><tr><td>りんご<td>120<td><p>青森\n産</p></tr>"
        "<tr><td rowspan=2>みかん<td>80<td></tr><tr><td>90<td>大</tr></table>after",
        ".html",
    )
    assert found.text == "単価表\n品目 | 単価 | 備考\nりんご | 120 | 青森産\nみかん | 80\nみかん | 90 | 大\n\nafter"
    assert found.rows == [
        ("品目 | 単価 | 備考", ["品目 | 単価 | 備考", "りんご | 120 | 青森産", "みかん | 80", "みかん | 90 | 大"])
    ]


def test_a_header_of_two_rows_is_read_together() -> None:
    found = read(
        "<table><thead><tr><th rowspan=2>店<th colspan=2>2024<tr><th>Q1<th>Q2</thead><tr><td>東京<td>1<td>2</table>",
        ".html",
    )
    assert found.rows[0][0] == "店 | 2024 Q1 | 2024 Q2"


def test_tables_that_only_arrange_a_page_are_no_rows() -> None:
    found = read(
        f"<table><tr><td><table><tr><td>menu</table><td><p>{LONG}</p></table>"
        "<table role=presentation><tr><td>a<td>b<tr><td>c<td>d</table>",
        ".html",
    )
    assert found.rows == []
    assert found.text == f"menu\n\n{LONG}\n\na\nb\nc\nd"


@pytest.mark.parametrize(
    ("encoding", "head"),
    [
        ("cp932", '<meta charset="Shift_JIS">'),
        ("cp932", "<meta http-equiv=Content-Type content='text/html; charset=x-sjis'>"),
        ("euc_jp", "<meta charset=euc-jp>"),
        ("euc_jp", ""),
        ("utf-16", ""),
        ("utf-16", "<meta charset=utf-16>"),
        ("utf-8", "<meta charset=utf-16>"),
        ("utf-8-sig", "<meta charset=Shift_JIS>"),
        ("utf-8", "<meta charset=us-ascii>"),
        ("cp932", "<meta charset=utf-8>"),
        ("iso2022_jp", "<meta charset=iso-2022-jp>"),
    ],
)
def test_encodings(encoding: str, head: str) -> None:
    page = f"<html><head>{head}<title>題名</title></head><body>合言葉はすみれ。漢字とカタカナ</body></html>"
    found = read(page.encode(encoding))
    assert (found.text, found.facts.title) == ("合言葉はすみれ。漢字とカタカナ", "題名")


def test_bad_entities() -> None:
    assert (
        text_of("&#x5408;&#35328;&#33865;&nbsp;&amp;&lt;b&gt;&bogus;&#1114112;&#0;") == "合言葉 &<b>&bogus;\ufffd\ufffd"
    )


@pytest.mark.parametrize(
    ("content", "length"),
    [
        ("<div>" * 100_000 + "深い" + "</div>" * 100_000, 2),
        ("<table><tr><td>" * 2_000 + "深い", 2),
        ("<p>" + "あ" * 1_000_000, 1_000_000),
        ("".join(f"<p><font color={number}>x" for number in range(500)), 1_498),
        ("<p>ab<select>" + "<option>x" * 100_000 + "</select>", 2),
        ("<b>" * 100_000 + "深い", 2),
        ("<a" * 300_000 + ">深い", 2),
        ("<table>" + "<tr><th colspan=999999999 rowspan=99999999>a</th><td>b</td></tr>" * 300 + "</table>", 1799),
    ],
    ids=["divs", "tables", "letters", "fonts", "options", "formats", "brackets", "spans"],
)
def test_hostile_pages_take_no_time(content: str, length: int) -> None:
    assert len(text_of(content)) == length


def test_a_page_without_words_is_empty() -> None:
    with pytest.raises(DocumentEmpty):
        read("<html><body><script>x</script></body></html>")
