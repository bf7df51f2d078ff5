"""XML: the words of its elements; no entity is expanded, nothing is loaded, what is broken is text."""

import pytest

from tests.reading import read

BOMB = "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 10))


@pytest.mark.parametrize(
    ("content", "text"),
    [
        ("<order><id>5</id><name>りんご &amp; 梨</name></order>", "id: 5\nname: りんご & 梨"),
        ("<list><row><id>1</id><n>a</n></row><row><id>2</id><n>b</n></row></list>", "id: 1\nn: a\n\nid: 2\nn: b"),
        ("<doc><p>Hello <b>big</b> world</p><p>again</p></doc>", "Hello big world\nagain"),
        ('<c><item key="port" value="8080"/><empty/></c>', "item: key=port, value=8080"),
        (
            '<order id="Q-5512" version="2"><item sku="WX-9">Barrel</item><item sku="WX-10"/></order>',
            "order: id=Q-5512\nitem: Barrel (sku=WX-9)\nitem: sku=WX-10",
        ),
        (
            '<doc><p class="x" id="7">see <ref target="y">here</ref> now</p><p id="8">then</p></doc>',
            "see here now\nthen",
        ),
        ('<l><row n="1"><a>x</a></row><row n="2"><a>y</a></row></l>', "row: n=1\na: x\n\nrow: n=2\na: y"),
        ('<s:a xmlns:s="u:s"><s:b>x</s:b><!-- no --><?no no?></s:a>', "b: x"),
        ("<a><![CDATA[1 < 2]]></a>", "a: 1 < 2"),
    ],
)
def test_shapes(content: str, text: str) -> None:
    found = read(f"<?xml version='1.0'?>{content}")
    assert (found.kind, found.text) == ("xml", text)


def test_a_feed() -> None:
    found = read(
        '<rss version="2.0"><channel><title>社内報</title><item><title>移転の知らせ</title><description>&lt;p&gt;新しい'
        "&lt;b&gt;住所&lt;/b&gt;&lt;/p&gt;&lt;script&gt;no&lt;/script&gt;</description></item>"
        "<item><title>二つ目</title></item></channel></rss>",
        ".rss",
    )
    assert found.facts.title == "社内報"
    assert found.headings == [(1, "社内報"), (2, "移転の知らせ"), (2, "二つ目")]
    assert found.text == "社内報\n\n移転の知らせ\ndescription: 新しい住所\n\n二つ目"


def test_the_words_of_a_drawing() -> None:
    drawing = (
        '<svg xmlns="http://www.w3.org/2000/svg"><style>text{x}</style><text x="1">図の<tspan>題</tspan></text>'
        '<path d="M1 2"/></svg>'
    )
    assert read(drawing, ".svg").text == "図の題"


@pytest.mark.parametrize("encoding", ["Shift_JIS", "EUC-JP", "UTF-16", "ISO-2022-JP"])
def test_encodings(encoding: str) -> None:
    page = f'<?xml version="1.0" encoding="{encoding}"?><a><b>合言葉はすみれ</b></a>'
    assert read(page.encode(encoding), ".xml").text == "b: 合言葉はすみれ"


@pytest.mark.parametrize(
    "content",
    [
        f'<?xml version="1.0"?><!DOCTYPE d [<!ENTITY a0 "lol">{BOMB}]><d>&a9;</d>',
        f'<?xml version="1.0"?><!DOCTYPE d [<!ENTITY a0 "lol">{BOMB}]><d a="&a9;"/>',
        '<?xml version="1.0"?><!DOCTYPE d [<!ENTITY x SYSTEM "file:///etc/hostname">]><d>&x;</d>',
        '<?xml version="1.0"?><!DOCTYPE d [<!ENTITY % x SYSTEM "http://127.0.0.1:9/x"> %x;]><d>y</d>',
        '<?xml version="1.0"?><a><b></a>',
        '<?xml version="1.0"?><a>cut off',
    ],
)
def test_what_declares_entities_or_is_broken_is_read_as_it_stands(content: str) -> None:
    assert read(content).text == content
    assert read(content.encode("utf-16")).text == content


def test_a_type_elsewhere_is_not_loaded() -> None:
    assert read('<?xml version="1.0"?><!DOCTYPE d SYSTEM "http://127.0.0.1:9/x.dtd"><d>a&x;b</d>').text == "d: ab"


def test_depth_costs_no_stack() -> None:
    assert read('<?xml version="1.0"?>' + "<a>" * 30_000 + "x" + "</a>" * 30_000).text.endswith("x")
