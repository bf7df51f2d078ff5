"""Mails: subject, people, date and words as a person reads them, attachments as documents, in whatever condition."""

import base64
import dataclasses
import email.message
import email.policy
import quopri
from email.header import Header
from email.message import EmailMessage

import pytest

from desktop_rag.engine.workers.parsers import mail_message
from desktop_rag.engine.workers.parsers.mail_headers import decode_header
from desktop_rag.errors import DocumentEmpty
from tests import document_builders as build
from tests.reading import parts, read, source_of


def mail(body: str = "本文です。\n", charset: str = "utf-8", **headers: str) -> EmailMessage:
    made = EmailMessage()
    told = {
        "from": "送信者 <a@example.com>",
        "to": "b@example.com",
        "subject": "件名",
        "date": "Mon, 02 Jun 2031 09:00:00 +0900",
    }
    for name, value in (told | headers).items():
        made[name] = value
    made.set_content(body, charset=charset)
    return made


def raw(made: email.message.Message) -> bytes:
    return made.as_bytes(policy=email.policy.SMTP)


def test_a_mail_is_shown_as_a_person_reads_it() -> None:
    found = read(raw(mail("一行目\r\n\r\n> 引用\r\n> 引用\r\n", cc="c@example.com")), ".eml")
    assert found.kind == "eml"
    assert found.text == (
        "件名\nFrom: 送信者 <a@example.com>\nTo: b@example.com\nCc: c@example.com\nDate: 2031-06-02 09:00 +09:00\n\n"
        "一行目\n\n> 引用\n> 引用"
    )
    assert found.headings == [(1, "件名")]
    assert (found.facts.title, found.facts.author) == ("件名", "送信者 <a@example.com>")
    assert found.facts.created == "2031-06-02T09:00:00+09:00"


@pytest.mark.parametrize("charset", ["iso-2022-jp", "shift_jis", "euc-jp", "utf-8", "utf-7"])
def test_charsets_of_the_words(charset: str) -> None:
    assert read(raw(mail("合言葉はれんげです。\n", charset)), ".eml").text.endswith("合言葉はれんげです。")


def body_of(content: bytes, header: str) -> str:
    return read(f"Subject: x\r\nMIME-Version: 1.0\r\n{header}\r\n\r\n".encode() + content, ".eml").text.partition(
        "\n\n"
    )[2]


@pytest.mark.parametrize(
    ("content", "charset"),
    [
        ("合言葉①㈱髙".encode("cp932"), "shift_jis"),
        (b"\x1b$B9g8@MU-!-j|b\x1b(B", "iso-2022-jp"),
        (bytes(byte | 0x80 for byte in b"9g8@MU-!-j|b"), "euc-jp"),
        ("合言葉①㈱髙".encode(), "iso-8859-1"),
        ("合言葉①㈱髙".encode(), "us-ascii"),
        ("合言葉①㈱髙".encode(), "no-such-charset"),
        ("合言葉①㈱髙".encode("cp932"), "utf-8"),
        ("合言葉①㈱髙".encode("cp932"), ""),
        ("合言葉①㈱髙".encode("utf-16"), "utf-16"),
    ],
)
def test_charsets_that_are_wrong_or_larger_than_their_name(content: bytes, charset: str) -> None:
    named = f"; charset={charset}" if charset else ""
    for encoding, data in (("8bit", content), ("base64", base64.encodebytes(content))):
        if b"\0" in data:
            continue
        assert (
            body_of(data, f"Content-Type: text/plain{named}\r\nContent-Transfer-Encoding: {encoding}") == "合言葉①㈱髙"
        )


@pytest.mark.parametrize(
    ("content", "encoding", "text"),
    [
        (b"5ZC!I\r\n6KiA*6J\r\n GJ!!", "base64", "合言葉"),
        (base64.b64encode("合言葉".encode()) + b"A", "base64", "合言葉"),
        (b"\x00\xff!!", "base64", ""),
        (b"5ZCI\r\n6A==6A==\r\n=6KiA", "base64", "合\ufffd\ufffd言"),
        (quopri.encodestring("合言葉=".encode()) + b"=\r\n=Z", "quoted-printable", "合言葉==Z"),
        ("合言葉".encode(), "no-such-encoding", "合言葉"),
        (b"begin 644 x\r\n&86)C9&5F\r\n`\r\nend\r\n", "x-uuencode", "abcdef"),
        ("合言葉".encode(), "x-uuencode", "合言葉"),
    ],
)
def test_what_mails_are_sent_as(content: bytes, encoding: str, text: str) -> None:
    assert body_of(content, f"Content-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: {encoding}") == text


@pytest.mark.parametrize(
    ("header", "text"),
    [
        (Header("見積の件", "iso-2022-jp").encode(), "見積の件"),
        ("=?utf-8?B?6KaL56mN44Gu?= =?utf-8?B?5Lu2?= (2)", "見積の件 (2)"),
        ("=?utf-8?B?6KaL5w==?=\r\n =?utf-8?B?qY3jga7ku7Y=?=", "見積の件"),
        ("=?utf-8*ja?Q?=E8=A6=8B_x?=", "見 x"),
        ("=?no-such?B?6KaL?=", "見"),
        ("=?utf-8?B?6KaL5?= broken =?utf-8?Q", "見 broken =?utf-8?Q"),
        ("plain\r\n\tfolded", "plain folded"),
        ("見積".encode("cp932").decode("ascii", "surrogateescape"), "見積"),
        ("見積".encode().decode("ascii", "surrogateescape"), "見積"),
        ("\x1b$B8+@Q\x1b(B", "見積"),
        ("x" * 100_000, "x" * 1_000 + "…"),
        ("=?utf-8?q?" * 5_000, ("=?utf-8?q?" * 100) + "…"),
    ],
)
def test_headers_in_every_condition(header: str, text: str) -> None:
    assert decode_header(header) == text


def test_a_date_that_is_none_stays_as_it_is() -> None:
    assert (
        "\nDate: yesterday, 59:99\n"
        in read(b"From: a\r\nSubject: s\r\nDate: yesterday, 59:99\r\n\r\nwords", ".eml").text
    )


def test_html_is_read_where_there_is_nothing_plain() -> None:
    made = mail()
    made.set_content("<style>p{}</style><h1>題</h1><p>合言葉は<b>ぼたん</b></p>", subtype="html", charset="cp932")
    found = read(raw(made), ".eml")
    assert found.text.endswith("\n\n題\n\n合言葉はぼたん")
    assert found.headings == [(1, "件名"), (2, "題")]


def test_of_two_versions_the_plain_one_is_read() -> None:
    made = mail("plain words\n")
    made.add_alternative("<p>rich words</p>", subtype="html")
    assert read(raw(made), ".eml").text.endswith("\n\nplain words")
    blank = mail(" \n")
    blank.add_alternative("<p>rich words</p>", subtype="html")
    assert read(raw(blank), ".eml").text.endswith("\n\nrich words")


def test_lines_that_were_only_broken_for_sending() -> None:
    flowed = b"A long \r\nparagraph.\r\n\r\n> quoted \r\n> words\r\n From here.\r\n-- \r\nA"
    assert body_of(flowed, "Content-Type: text/plain; format=flowed") == (
        "A long paragraph.\n\n> quoted \n> words\nFrom here.\n-- \nA"
    )


def test_attachments_are_documents_and_pictures_in_the_text_are_not() -> None:
    inner = mail("inner words\n", subject="Re: 中身")
    inner.add_attachment(b"deep", maintype="application", subtype="octet-stream", filename="deep.txt")
    made = mail()
    made.add_attachment(
        build.word(build.paragraph("添付")), maintype="application", subtype="octet-stream", filename="議事録①.docx"
    )
    made.add_attachment("a,b\n1,2\n", subtype="csv")
    made.add_attachment(b"\x89PNG", maintype="image", subtype="png", filename="logo.png", disposition="inline")
    made.add_attachment(b"\x89PNG", maintype="image", subtype="png", filename="cid.png", cid="<1@x>")
    made.add_attachment(b"\x89PNG", maintype="image", subtype="png", filename="scan.png")
    made.add_attachment(b"sig", maintype="application", subtype="pgp-signature", filename="signature.asc")
    made.add_attachment(inner)
    found = parts(raw(made), ".eml")
    assert {name: part.suffix for name, part in found.items()} == {
        "議事録①.docx": ".docx", "attachment": ".csv", "scan.png": ".png", "Re: 中身": ".eml",
    }  # fmt: skip
    assert read(raw(made), ".eml").facts.attachments == 4
    assert read(found["議事録①.docx"].data).text == "添付"
    assert read(found["Re: 中身"].data, ".eml").text.endswith("inner words")
    assert list(parts(found["Re: 中身"].data, ".eml")) == ["deep.txt"]


@pytest.mark.parametrize(
    ("header", "name"),
    [
        ('attachment; filename="plain.pdf"', "plain.pdf"),
        ("attachment; filename*=utf-8''%E8%A6%8B%E7%A9%8D.pdf", "見積.pdf"),
        ("attachment; filename*=iso-2022-jp'ja'%1B$B8%2B%40Q%1B%28B.pdf", "見積.pdf"),
        ("attachment; filename*0*=utf-8''%E8%A6%8B; filename*1*=%E7%A9%8D.pdf", "見積.pdf"),
        ("attachment; filename*=no-such''%E8%A6%8B.pdf", "見.pdf"),
        ('attachment; filename="=?ISO-2022-JP?B?GyRCOCtAURsoQi5wZGY=?="', "見積.pdf"),
        ('attachment; filename="../../etc/passwd"', ".. .. etc passwd"),
        ("attachment; filename=見積.pdf", "見積.pdf"),
        ("attachment", "attachment"),
    ],
)
def test_names_of_attachments(header: str, name: str) -> None:
    for encoding in ("utf-8", "cp932"):
        content = (
            "Subject: s\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\nContent-Type: application/pdf\r\n"
            f"Content-Disposition: {header}\r\n\r\nx\r\n--b--\r\n"
        )
        assert list(parts(content.encode(encoding), ".eml")) == [name]


def test_a_report_of_delivery_is_read_along() -> None:
    content = (
        b"Subject: Returned\r\nContent-Type: multipart/report; boundary=b\r\n\r\n--b\r\n\r\nNot delivered.\r\n--b\r\n"
        b"Content-Type: message/delivery-status\r\n\r\nReporting-MTA: dns; x\r\n\r\nAction: failed\r\n--b\r\n"
        b"Content-Type: message/rfc822\r\n\r\nSubject: the first\r\n\r\nwords\r\n--b--\r\n"
    )
    assert read(content, ".eml").text == "Returned\n\nNot delivered.\n\nReporting-MTA: dns; x\n\nAction: failed"
    assert list(parts(content, ".eml")) == ["the first"]


def nested(levels: int) -> bytes:
    made = b"Subject: inner\r\n\r\nend\r\n"
    for level in range(levels):
        made = b"Subject: l%d\r\nMIME-Version: 1.0\r\nContent-Type: message/rfc822\r\n\r\n" % level + made
    return made


def test_mails_in_mails_are_opened_one_at_a_time() -> None:
    found = parts(nested(3_000), ".eml")
    assert list(found) == ["l2998"]
    assert read(found["l2998"].data, ".eml").text == "l2998"


def test_multiparts_in_multiparts() -> None:
    content = b"Subject: s\r\n" + b"".join(
        b"Content-Type: multipart/mixed; boundary=b%d\r\n\r\n--b%d\r\n" % (level, level) for level in range(3_000)
    )
    assert "--b2999" in read(content + b"\r\nwords", ".eml").text


@pytest.mark.parametrize(
    "content",
    [
        b"Subject: s\r\nContent-Type: multipart/mixed\r\n\r\n--x\r\n\r\nwords\r\n--x--",
        b"Subject: s\r\nContent-Type: multipart/mixed; boundary=x\r\n\r\n--x\r\n\r\nwords\r\n",
        b"Subject: s\r\nContent-Type: multipart/mixed; boundary=y\r\n\r\nwords\r\n",
        b"Subject: s\r\nContent-Type: text\r\nbroken header\r\n\r\nwords\r\n",
        b"Subject: s\r\nContent-Type: ;;;=;charset*=x'';*0*=\r\n\r\nwords",
        b'Subject: s\r\nContent-Type: text/plain; charset*0="utf"; charset*1="-8"\r\n\r\nwords',
        b"From a@b Mon Jun  2 09:00:00 2031\r\nSubject: s\r\n\r\nwords",
        b"Subject: s\nwords without a line between",
        b"\xef\xbb\xbf\r\n\r\nSubject: s\r\n\r\nwords",
    ],
)
def test_broken_mails_give_what_they_have(content: bytes) -> None:
    text = read(content, ".eml").text
    assert text.startswith("s\n")
    assert "words" in text


def test_a_mail_that_says_nothing_is_empty() -> None:
    with pytest.raises(DocumentEmpty):
        read(b"MIME-Version: 1.0\r\nX-Nothing: x\r\n\r\n \r\n", ".eml")


def test_what_hangs_on_a_mail_without_a_word_is_read() -> None:
    content = (
        b"Content-Type: multipart/mixed; boundary=b\r\n\r\n"
        b"--b\r\nContent-Type: text/x-one\r\n\r\nfirst\r\n--b\r\nContent-Type: text/x-two\r\n\r\nsecond\r\n--b--\r\n"
    )
    found = read(content, ".eml")
    assert (found.pages, found.facts.attachments) == ([], 2)
    assert [part.data.strip() for part in parts(content, ".eml").values()] == [b"first", b"second"]


def test_large_mails_are_asked_to_stop_now_and_then() -> None:
    asked: list[int] = []
    source = source_of(b"Subject: s\r\n\r\n" + b"words\r\n" * 400_000, ".eml")
    mail_message.parse_mail(dataclasses.replace(source, check=lambda: asked.append(1)))
    assert len(asked) > 2


def test_saved_pages() -> None:
    content = (
        b"From: <Saved by Blink>\r\nSnapshot-Content-Location: http://x/\r\nSubject: =?utf-8?B?6aGM?=\r\n"
        b'MIME-Version: 1.0\r\nContent-Type: multipart/related; type="text/html"; boundary="b"\r\n\r\n'
        b"--b\r\nContent-Type: text/html\r\n"
        b"Content-Transfer-Encoding: quoted-printable\r\n\r\n"
        b"<meta charset=3Dutf-8><h1>=E5=90=88=E8=A8=80=E8=91=89</h1>\r\n"
        b"--b\r\nContent-Type: image/png\r\n\r\nPNG\r\n--b\r\nContent-Type: text/css\r\n\r\np{}\r\n--b--\r\n"
    )
    for suffix in (".mhtml", ".mht", "", ".eml"):
        found = read(content, suffix)
        assert (found.kind, found.text, found.facts.title) == ("mhtml", "合言葉", "題")
        assert found.headings == [(1, "合言葉")]
    with pytest.raises(DocumentEmpty):
        read(b"MIME-Version: 1.0\r\nContent-Type: image/png\r\n\r\nx", ".mht")
