"""Electronic books: chapters in reading order with the titles of the book's own contents."""

import pytest

from desktop_rag.errors import DocumentDamaged, DocumentEmpty, DocumentLocked
from tests import document_builders as build
from tests.reading import Read, read

CONTAINER = (
    '<container xmlns="urn:oasis:names:tc:opendocument:xmlns:container"><rootfiles>'
    '<rootfile full-path="OEBPS/book.opf" media-type="application/oebps-package+xml"/></rootfiles></container>'
)
ENCRYPTION = (
    '<encryption xmlns="urn:oasis:names:tc:opendocument:xmlns:container" xmlns:e="http://www.w3.org/2001/04/xmlenc#">'
    '<e:EncryptedData><e:EncryptionMethod Algorithm="{}"/><e:CipherData><e:CipherReference URI="{}"/></e:CipherData>'
    "</e:EncryptedData></encryption>"
)


def chapter(body: str, head: str = "") -> str:
    return (
        '<?xml version="1.0" encoding="utf-8"?><!DOCTYPE html>'
        f'<html xmlns="http://www.w3.org/1999/xhtml"><head>{head}</head>'
        f"<body>{body}</body></html>"
    )


def book(files: dict[str, str], spine: list[str], manifest: str = "", before: str = "", **more: str) -> bytes:
    items = "".join(
        f'<item id="{name}" href="{name.replace(" ", "%20")}" media-type="application/xhtml+xml"/>' for name in files
    )
    listed = "".join(f'<itemref idref="{name}"/>' for name in spine)
    package = (
        f'<?xml version="1.0"?>{before}<package xmlns="http://www.idpf.org/2007/opf" '
        'xmlns:dc="http://purl.org/dc/elements/1.1/">'
        "<metadata><dc:title>就業規則の手引き</dc:title><dc:creator>人事部</dc:creator><dc:date>2031-04-01</dc:date></metadata>"
        f"<manifest>{items}{manifest}</manifest><spine>{listed}</spine></package>"
    )
    return build.zipped(
        {
            "mimetype": "application/epub+zip",
            "META-INF/container.xml": CONTAINER,
            "OEBPS/book.opf": package,
            **{f"OEBPS/{name}": content for name, content in files.items()},
            **more,
        }
    )


def places(found: Read) -> list[tuple[int | None, str | None, str]]:
    return [(page.number, page.place, page.text) for page in found.pages]


def test_chapters_in_reading_order_with_their_titles() -> None:
    navigation = chapter(
        '<nav><ol><li><a href="a%20b.xhtml#x">第1章 <b>総則</b></a></li><li><a href="c.xhtml">第2章</a></li></ol></nav>'
    )
    found = read(
        book(
            {
                "c.xhtml": chapter("<p>二つ目の章</p>"),
                "a b.xhtml": chapter('<h1>総則</h1><p>本文は<a id="x"/>ここ</p>', "<title/><script src='x.js'/>"),
                "d.xhtml": chapter("<p>続き</p>"),
                "cover.xhtml": chapter('<img src="cover.jpg"/>'),
                "nav.xhtml": navigation,
            },
            ["cover.xhtml", "nav.xhtml", "a b.xhtml", "c.xhtml", "d.xhtml"],
            '<item id="n" href="nav.xhtml" media-type="application/xhtml+xml" properties="nav"/>'
            '<item id="f" href="x.ttf" media-type="font/ttf"/>',
        )
    )
    assert found.kind == "epub"
    assert places(found) == [
        (2, "第1章 総則", "総則\n\n本文はここ"),
        (3, "第2章", "二つ目の章"),
        (4, "第2章", "続き"),
    ]
    assert found.headings == [(1, "総則")]
    facts = found.facts
    assert (facts.pages, facts.title, facts.author, facts.created) == (4, "就業規則の手引き", "人事部", "2031-04-01")


def test_titles_of_the_older_version_and_of_the_chapter_itself() -> None:
    ncx = (
        '<!DOCTYPE ncx PUBLIC "-//NISO//DTD ncx 2005-1//EN" "http://127.0.0.1:9/ncx.dtd"><ncx><navMap><navPoint>'
        '<navLabel><text>最初</text></navLabel><content src="a.xhtml#1"/><navPoint><navLabel><text>節</text></navLabel>'
        '<content src="a.xhtml#2"/></navPoint></navPoint></navMap></ncx>'
    )
    found = read(
        book(
            {"a.xhtml": chapter("<p>a</p>"), "b.xhtml": chapter("<h2>見出し</h2>")},
            ["a.xhtml", "b.xhtml", "missing.xhtml"],
            '<item id="t" href="toc.ncx" media-type="application/x-dtbncx+xml"/>',
            **{"OEBPS/toc.ncx": ncx},
        )
    )
    assert places(found) == [(1, "最初", "a"), (2, "見出し", "見出し")]


def test_protected_books_are_locked_and_hidden_fonts_are_not() -> None:
    files = {"a.xhtml": chapter("<p>words</p>")}
    fonts = ENCRYPTION.format("http://www.idpf.org/2008/embedding", "OEBPS/fonts/x.otf")
    assert read(book(files, ["a.xhtml"], **{"META-INF/encryption.xml": fonts})).text == "words"
    protected = ENCRYPTION.format("http://www.w3.org/2001/04/xmlenc#aes256-cbc", "OEBPS/a.xhtml")
    with pytest.raises(DocumentLocked):
        read(book(files, ["a.xhtml"], **{"META-INF/encryption.xml": protected}))


@pytest.mark.parametrize(
    "content",
    [
        book({"a.xhtml": chapter("<p>w</p>")}, ["a.xhtml"], before='<!DOCTYPE p [<!ENTITY x SYSTEM "file:///x">]>'),
        build.zipped({"mimetype": "application/epub+zip", "META-INF/container.xml": "<container/>"}),
        build.zipped({"mimetype": "application/epub+zip", "META-INF/container.xml": ""}),
        build.zipped({"mimetype": "application/epub+zip"}),
    ],
)  # fmt: skip
def test_books_that_lead_nowhere_are_damaged(content: bytes) -> None:
    with pytest.raises(DocumentDamaged):
        read(content)


def test_a_book_of_pictures_is_empty() -> None:
    with pytest.raises(DocumentEmpty):
        read(book({"a.xhtml": chapter("<img src='x.png'/>")}, ["a.xhtml"]))


def test_names_do_not_lead_out_of_the_book() -> None:
    content = book(
        {"a.xhtml": chapter("<p>words</p>")},
        ["a.xhtml", "evil"],
        '<item id="evil" href="../../../etc/hostname" media-type="text/html"/>',
    )
    assert places(read(content)) == [(1, None, "words")]
