"""Outlook's mails: the same view as of any mail, what hangs on them, and nothing that a broken one can do."""

import struct
from datetime import UTC, datetime

import pytest

from desktop_rag.errors import DocumentDamaged, DocumentEmpty, DocumentTooLarge
from tests.compound_builder import Tree, compound, message
from tests.reading import parts, read

SENT = int((datetime(2031, 6, 2, tzinfo=UTC) - datetime(1601, 1, 1, tzinfo=UTC)).total_seconds()) * 10_000_000
SUBJECT, BODY, HTML, HEADERS, DATA, NAME = 0x0037, 0x1000, 0x1013, 0x007D, 0x3701, 0x3707


def person(name: str, address: str, kind: int) -> Tree:
    return message({0x3001: name, 0x39FE: address}, numbers={0x0C15: kind}, header=8)


def attachment(name: str, content: bytes, **more: str) -> Tree:
    return message(
        {NAME: name, **{int(key[1:], 16): value for key, value in more.items()}}, data={DATA: content}, header=8
    )


def test_a_mail_that_was_never_sent_by_a_server() -> None:
    inner = {
        "__recip_version1.0_#00000000": person("受信者", "b@example.com", 1),
        "__recip_version1.0_#00000001": person("c@example.com", "c@example.com", 1),
        "__recip_version1.0_#00000002": person("写し", "", 2),
        "__recip_version1.0_#00000003": person("hidden", "d@example.com", 3),
    }
    content = compound(
        message(
            {SUBJECT: "件名①", BODY: "合言葉は\r\nひまわり\r\n", 0x0C1A: "送信者", 0x5D01: "a@example.com"},
            numbers={0x0039: SENT},
            inner=inner,
        )
    )
    found = read(content)
    assert found.kind == "msg"
    assert found.text == (
        "件名①\nFrom: 送信者 <a@example.com>\nTo: 受信者 <b@example.com>, c@example.com\nCc: 写し\n"
        "Date: 2031-06-02 00:00 +00:00\n\n合言葉は\nひまわり"
    )
    assert found.headings == [(1, "件名①")]
    assert (found.facts.title, found.facts.created) == ("件名①", "2031-06-02T00:00:00+00:00")


def test_the_headers_of_a_mail_that_was_sent_count_first() -> None:
    told = "From: =?utf-8?B?6YCB5L+h6ICF?= <a@x>\r\nTo: b@x,\r\n c@x\r\nDate: Mon, 02 Jun 2031 09:00:00 +0900\r\n\r\n"
    found = read(compound(message({SUBJECT: "s", BODY: "words", HEADERS: told}, numbers={0x0039: SENT})))
    assert found.text == "s\nFrom: 送信者 <a@x>\nTo: b@x, c@x\nDate: 2031-06-02 09:00 +09:00\n\nwords"


@pytest.mark.parametrize(
    ("narrow", "numbers"),
    [
        ({SUBJECT: "件名①髙".encode("cp932"), BODY: "本文①髙".encode("cp932")}, {0x3FFD: 932}),
        ({SUBJECT: "件名①髙".encode("cp932"), BODY: "本文①髙".encode("cp932")}, {}),
        ({SUBJECT: "件名①髙".encode("cp932"), BODY: "本文①髙".encode("cp932")}, {0x3FFD: 99999}),
        ({SUBJECT: "件名①髙".encode(), BODY: "本文①髙".encode()}, {0x3FFD: 65001}),
    ],
)
def test_mails_of_old_that_are_not_unicode(narrow: dict[int, bytes], numbers: dict[int, int]) -> None:
    assert read(compound(message({}, narrow=narrow, numbers=numbers))).text == "件名①髙\n\n本文①髙"


def test_html_is_read_where_there_is_nothing_plain() -> None:
    html = "<h1>題</h1><p>合言葉は<b>ぼたん</b></p>".encode("cp932")
    found = read(compound(message({SUBJECT: "s", BODY: " "}, data={HTML: html}, numbers={0x3FDE: 932})))
    assert found.text == "s\n\n題\n\n合言葉はぼたん"
    assert found.headings == [(1, "s"), (2, "題")]


def test_attachments_and_mails_inside_are_documents() -> None:
    deepest = message({SUBJECT: "最も奥", BODY: "deepest words"}, header=24)
    deeper = message({DATA: ""}, inner={"__substg1.0_3701000D": deepest}, header=8)
    inner_mail = message(
        {SUBJECT: "中身", 0x0C1A: "差出人"},
        narrow={BODY: "内側の本文".encode("cp932")},
        numbers={0x3FFD: 932, 0x0039: SENT},
        inner={
            "__attach_version1.0_#00000000": attachment("deep①.txt", "深い".encode()),
            "__attach_version1.0_#00000001": deeper,
        },
        header=24,
    )
    content = compound(
        message(
            {SUBJECT: "outer", BODY: "words"},
            inner={
                "__attach_version1.0_#00000000": attachment("議事録.csv", b"a,b\n1,2\n"),
                "__attach_version1.0_#00000001": attachment("image001.png", b"\x89PNG", x3712="image001@x"),
                "__attach_version1.0_#00000002": attachment("scan.png", b"\x89PNG"),
                "__attach_version1.0_#00000003": message(
                    {0x3001: "中身"}, inner={"__substg1.0_3701000D": inner_mail}, header=8
                ),
            },
        )
    )
    assert read(content).facts.attachments == 3
    found = parts(content)
    assert {name: part.suffix for name, part in found.items()} == {
        "議事録.csv": ".csv",
        "scan.png": ".png",
        "中身": ".eml",
    }
    assert found["議事録.csv"].data == b"a,b\n1,2\n"
    mail = read(found["中身"].data, ".eml")
    assert mail.text == "中身\nFrom: 差出人\nDate: 2031-06-02 00:00 +00:00\n\n内側の本文"
    inside = parts(found["中身"].data, ".eml")
    assert inside["deep①.txt"].data.decode() == "深い"
    assert read(inside["最も奥"].data, ".eml").text == "最も奥\n\ndeepest words"


def test_mails_in_mails_in_mails_end_somewhere() -> None:
    made = message({SUBJECT: "m0", BODY: "end"}, header=24)
    for level in range(1, 60):
        around = message({}, inner={"__substg1.0_3701000D": made}, header=8)
        made = message({SUBJECT: f"m{level}"}, inner={"__attach_version1.0_#00000000": around}, header=24)
    content = compound(
        message(
            {SUBJECT: "top"},
            inner={"__attach_version1.0_#00000000": message({}, inner={"__substg1.0_3701000D": made}, header=8)},
        )
    )
    depth = 0
    while found := parts(content, ".eml"):
        (part,) = found.values()
        content, depth = part.data, depth + 1
    assert depth == 9


def test_streams_that_share_their_bytes_do_not_multiply_them() -> None:
    content = bytearray(
        compound(message({SUBJECT: "s", BODY: "words" * 2000}, data=dict.fromkeys(range(26112, 26240), b"x")))
    )
    for at in range(0, len(content), 128):
        if content[at + 66 : at + 67] == b"\x02" and struct.unpack_from("<Q", content, at + 120)[0] == 1:
            struct.pack_into("<IQ", content, at + 116, 0, 10_000_000)
    with pytest.raises(DocumentTooLarge):
        read(bytes(content))


def test_broken_mails_are_damaged() -> None:
    hanging = {"__attach_version1.0_#00000000": attachment("a.txt", b"x" * 3000)}
    whole = compound(message({SUBJECT: "s", BODY: "words" * 500}, inner=hanging))
    with pytest.raises(DocumentDamaged):
        read(whole[:2000])
    with pytest.raises(DocumentEmpty):
        read(compound(message({})))
