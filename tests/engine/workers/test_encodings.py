"""Bytes to text: the encodings of Japanese offices, and what is no text at all."""

import random

import pytest

from desktop_rag.engine.workers.parsers.encodings import decode
from desktop_rag.errors import DocumentKindUnknown

SENTENCE = "東京都千代田区の会議は2031年4月8日に開かれる。合言葉は「つくし」。\r\n"


@pytest.mark.parametrize(
    "encoding",
    ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "shift_jis", "cp932", "euc_jp", "iso2022_jp"],
)
@pytest.mark.parametrize("times", [1, 20_000])
def test_japanese_encodings(encoding: str, times: int) -> None:
    text = SENTENCE * times
    assert decode(text.encode(encoding)) == text


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        ("髙橋 はしご高 ①②㈱ ～ － ∥", "cp932"),
        ("社員番号,氏名,内線\r\n0012,髙橋 一郎,4410\r\n", "cp932"),
        ("ﾊﾟｽﾜｰﾄﾞ ｱｲｳｴｵ", "cp932"),
        ("経費", "cp932"),
        ("髙橋", "cp932"),
        ("①㈱髙﨑", "euc_jp"),
        ("37°36'37.8\"N, 121°2'17.9\"W", "cp1252"),
        ("£5", "cp1252"),
        ("経費", "euc_jp"),
        ("Größe naïve café £5", "latin-1"),
        ("“Quoted” — price 5 €", "cp1252"),
        ("plain words", "utf-16-le"),
        ("plain words", "utf-32-be"),
    ],
)
def test_short_texts(text: str, encoding: str) -> None:
    assert decode(encoded(text, encoding)) == text


def encoded(text: str, encoding: str) -> bytes:
    """As Windows writes it: EUC-JP with letters that JIS does not have."""
    if encoding != "euc_jp":
        return text.encode(encoding)
    return b"".join(_EUC.get(letter) or letter.encode(encoding) for letter in text)


_EUC = {"①": b"\xad\xa1", "㈱": b"\xad\xea", "髙": b"\xfc\xe2", "﨑": b"\xf9\xf5"}


def test_a_few_bad_bytes_do_not_spoil_the_rest() -> None:
    text = decode("正常な行\n".encode() + b"\xff\xfe\x80\x81 broken\n" + "最後の行\n".encode())
    assert text.startswith("正常な行\n")
    assert text.endswith("最後の行\n")
    text = decode(SENTENCE.encode("cp932") * 50 + b"\xff" + SENTENCE.encode("cp932") * 50)
    assert text.count("つくし") == 100


def test_nul_bytes_in_text_do_not_hide_it() -> None:
    assert decode(b"before\0\0after " + "合言葉はあさがお".encode()) == "beforeafter 合言葉はあさがお"


def test_binary_content_is_no_text() -> None:
    for seed in range(40):
        content = random.Random(seed).randbytes(5000)
        for variant in (content, content.replace(b"\0", b"\1")):
            with pytest.raises(DocumentKindUnknown):
                decode(variant)
