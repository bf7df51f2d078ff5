"""What must not leave is replaced, what is harmless stays, and everything comes back exactly."""

import random
import time

import pytest

from benchmarks import harmless, planted
from desktop_rag.engine.redaction import Redacted, Redactor, Restorer, parse_patterns
from desktop_rag.errors import SettingInvalid


def restored(redacted: Redacted) -> list[str]:
    texts = []
    for text in redacted.texts:
        restorer = Restorer(redacted.originals)
        texts.append(restorer.feed(text) + restorer.rest())
    return texts


def only(text: str, redactor: Redactor | None = None) -> str:
    """The redacted text, after a check that it comes back."""
    redacted = (redactor or Redactor()).redact([text])
    assert restored(redacted) == [text]
    return redacted.texts[0]


def test_one_request() -> None:
    redacted = Redactor(words=["田中太郎"]).redact(
        ["担当は田中　太郎（tanaka@example.co.jp、03-1234-5678）です。", "tanaka@example.co.jp に送る"]
    )
    assert redacted.texts == ("担当は[NAME 1]（[MAIL 1]、[PHONE 1]）です。", "[MAIL 1] に送る")
    assert redacted.originals == {
        "[NAME 1]": "田中　太郎",
        "[MAIL 1]": "tanaka@example.co.jp",
        "[PHONE 1]": "03-1234-5678",
    }
    assert redacted.counts == {"word": 1, "mail": 2, "phone": 1}
    for text, replacements in zip(redacted.texts, redacted.replacements, strict=True):
        for each in replacements:
            assert text[each.start : each.end] == each.placeholder
    assert [each.kind for each in redacted.replacements[0]] == ["word", "mail", "phone"]


@pytest.mark.parametrize("language", ["ja", "en"])
def test_harmless_lines_come_through(language: str) -> None:
    lines = harmless.lines(language)
    assert len(lines) >= 150
    redactor = Redactor(words=planted.words(), file_names=["/home/ken/経費規程.docx", "Annual report 2024.pdf"])
    assert [(line, text) for line, text in zip(lines, redactor.redact(lines).texts, strict=True) if line != text] == []


def test_planted_items_are_replaced() -> None:
    missed = 0
    items = planted.make(900, seed=7)
    for item in items:
        redacted = Redactor().redact([item.line])
        missed += item.secret in redacted.texts[0] or not any(
            item.secret in words for words in redacted.originals.values()
        )
        assert restored(redacted) == [item.line]
    assert missed <= 0.02 * len(items)


def test_listed_words_are_all_replaced() -> None:
    redactor = Redactor(words=planted.words())
    for item in planted.make_words(400, seed=7):
        redacted = redactor.redact([item.line])
        assert item.secret not in redacted.texts[0], item
        assert item.secret in redacted.originals.values(), item


@pytest.mark.parametrize(
    ("word", "text", "expected"),
    [
        ("田中太郎", "田中 太郎さん", "[NAME 1]さん"),
        ("田中 太郎", "田中太郎さん", "[NAME 1]さん"),
        ("田中太郎", "田\n中太郎", "[NAME 1]"),
        ("田中", "山田 中村", "山田 中村"),
        ("Tanaka", "TANAKA's plan, Tanakas, ｔａｎａｋａ", "[NAME 1]'s plan, Tanakas, [NAME 2]"),
        ("Ann Lee", "Ann  Lee and Annlee, Ann\nLee", "[NAME 1] and Annlee, [NAME 2]"),
        ("Ann", "Joann said annual, Ann said Ann.", "Joann said annual, [NAME 1] said [NAME 1]."),
        ("株式会社ミナト", "㍿ミナト", "[NAME 1]"),
        ("会社", "㍿です", "[NAME 1]です"),
        ("パル", "ﾊﾟﾙ社", "[NAME 1]社"),
        ("ガス", "カ\u3099ス", "[NAME 1]"),
        ("Straße", "STRASSE", "[NAME 1]"),
        ("高橋", "髙橋様", "[NAME 1]様"),
        ("葛󠄀城", "葛城さん", "[NAME 1]さん"),
        ("林", "😀林𠮷½林", "😀[NAME 1]𠮷½[NAME 1]"),
        ("田中", "tanaka田中", "tanaka[NAME 1]"),
        ("O'Brien", "o’brien", "[NAME 1]"),
        ("Jean-Luc", "Jean‐Luc", "[NAME 1]"),
        ("C++", "C++ and C", "[NAME 1] and C"),
        ("İstanbul", "İSTANBUL", "[NAME 1]"),
    ],
)
def test_listed_words(word: str, text: str, expected: str) -> None:
    assert only(text, Redactor(words=[word], personal=False)) == expected


def test_the_longest_word_wins_and_nothing_of_an_overlap_is_left() -> None:
    assert only("青葉精機株式会社", Redactor(words=["青葉", "青葉精機株式会社"])) == "[NAME 1]"
    assert only("山田太郎", Redactor(words=["山田太", "太郎"])) == "[NAME 1]"


@pytest.mark.parametrize(
    ("text", "secret"),
    [
        ("㍿ﾊﾟ½😀 03-1234-5678 ½", "03-1234-5678"),
        ("①03-1234-5678²", "03-1234-5678"),
        ("メール tanaka@\u200bexample.co.jp へ", "tanaka@\u200bexample.co.jp"),
        ("㌔ａ＠ｅｘａｍｐｌｅ．ｊｐです", "ａ＠ｅｘａｍｐｌｅ．ｊｐ"),
        ("か\u3099く山本 090ー1234ー5678", "090ー1234ー5678"),
        ("\ud83d 090-1234-5678", "090-1234-5678"),
    ],
)
def test_spans_are_those_of_the_original(text: str, secret: str) -> None:
    redacted = Redactor().redact([text])
    assert list(redacted.originals.values()) == [secret]
    assert restored(redacted) == [text]


def test_what_looks_like_a_placeholder_already_stays() -> None:
    text = "[MAIL 1] 【mail２】 \\[MAIL 3\\] [PHONE1] a@example.jp 03-1234-5678"
    redacted = Redactor().redact([text, "[MAIL 4]"])
    assert redacted.texts[0] == "[MAIL 1] 【mail２】 \\[MAIL 3\\] [PHONE1] [MAIL 5] [PHONE 2]"
    assert restored(redacted) == [text, "[MAIL 4]"]


def test_a_word_that_is_a_placeholder_is_not_replaced_again() -> None:
    assert only("[MAIL 1] a@example.jp", Redactor(words=["[MAIL 1]"])) == "[NAME 1] [MAIL 2]"


@pytest.mark.parametrize(
    "text", ["\\a@b.jp\\", "\\[a@b.jp\\]", "[a@b.jp]", "**a@b.jp**", "[MAIL a@b.jp 1]", "［a@b.jp］"]
)
def test_signs_around_a_placeholder_come_back(text: str) -> None:
    assert "a@b.jp" not in only(text)


def test_a_code_is_known_without_its_label_too() -> None:
    redacted = Redactor().redact(["社員番号：E10234", "E10234 の申請、E102345 は別"])
    assert redacted.texts == ("社員番号：[EMPLOYEE 1]", "[EMPLOYEE 1] の申請、E102345 は別")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("https://example.com/a/b/report.pdf を見る", "https://example.com/a/b/report.pdf を見る"),
        ("https://example.com/?to=ken@example.com", "https://example.com/?to=[MAIL 1]"),
        ("https://medium.example.com/@ken/0312345678", "https://medium.example.com/@ken/0312345678"),
        ("pkg@1.2.3 and @scope/pkg", "pkg@1.2.3 and @scope/pkg"),
    ],
)
def test_web_addresses_stay(text: str, expected: str) -> None:
    assert only(text) == expected


@pytest.mark.parametrize(
    "path",
    [
        "/home/ken/docs/a.txt",
        "/Users/ken/My Documents/report.pdf",
        "C:\\Users\\ken\\経理 2024\\見積 最終.xlsx",
        "C:¥Users¥ken¥a.docx",
        "\\\\server\\share\\予算.xlsx",
        "file:///home/ken/a%20b.pdf",
        "~/secret/plan.md",
        "~/secret",
        "D:/data/x.csv",
        "経費規程.docx",
        "Q3_budget-final.xlsx",
        "Annual Report 2024.pdf",
        "mail.eml",
        "%USERPROFILE%\\Desktop\\x.pdf",
        "../keiri/x.csv",
        "/共有/営業部/見積.xlsx",
        "./a/b.txt",
        "議事録(案).docx",
    ],
)
@pytest.mark.parametrize(
    "around", ["{}", "「{}」を見る", "See {} now.", "保存先は {} です", "({})", '"{}"', "a, {}, b"]
)
def test_paths_and_file_names_never_leave(path: str, around: str) -> None:
    text = around.replace("{}", path)
    assert only(text, Redactor(personal=False)) == around.replace("{}", "[FILE 1]")


def test_given_file_names_never_leave() -> None:
    redactor = Redactor(
        file_names=["/home/ken/経理 部/旅費規程 最終版.docx", "C:\\仕事\\ガイド.xyz", "LICENSE", "my notes.org"],
        personal=False,
    )
    for text, expected in (
        ("詳細は旅費規程 最終版.docxを参照", "詳細は[FILE 1]を参照"),
        ("詳細は旅費規程　最終版．ＤＯＣＸを参照", "詳細は[FILE 1]を参照"),
        ("see /home/ken/経理 部/旅費規程 最終版.docx.", "see [FILE 1]."),
        ("新しいカ\u3099イト\u3099.xyzです", "新しい[FILE 1]です"),
        ("the LICENSE file, licensed", "the [FILE 1] file, licensed"),
        ("in My Notes.org today", "in [FILE 1] today"),
    ):
        assert only(text, redactor) == expected


def test_personal_data_stays_where_it_may_but_names_do_not() -> None:
    redactor = Redactor(words=["朱雀"], patterns=[("PRJ", r"PRJ-\d+")], personal=False)
    assert only("朱雀 PRJ-12 a@example.jp a.pdf", redactor) == "[NAME 1] [PRJ 1] a@example.jp [FILE 1]"


def test_named_patterns() -> None:
    patterns = parse_patterns("PRJ: PRJ-[0-9]{4}\n\n案件: 案件[A-Z]+\nUrl:x:[0-9]+\n")
    assert patterns == [("PRJ", "PRJ-[0-9]{4}"), ("案件", "案件[A-Z]+"), ("Url", "x:[0-9]+")]
    redacted = Redactor(patterns=patterns).redact(["ＰＲＪ－1234 と案件AB、x:1"])
    assert redacted.texts == ("[PRJ 1] と[案件 1]、[URL 1]",)
    assert redacted.counts == {"pattern:PRJ": 1, "pattern:案件": 1, "pattern:Url": 1}
    assert restored(redacted) == ["ＰＲＪ－1234 と案件AB、x:1"]


@pytest.mark.parametrize(
    "line",
    ["no colon", "A: (", "A: x*", "A:", ": x", "A: (a+)+b", "A: (x+x+)+y", "A]: x", "A: " + "x" * 2000],
)
def test_bad_patterns_are_refused(line: str) -> None:
    with pytest.raises(SettingInvalid) as caught:
        parse_patterns(f"OK: [0-9]+\n{line}")
    assert caught.value.details["key"] == "azure.redact_patterns"


def test_a_policy_with_a_bad_pattern_is_refused() -> None:
    with pytest.raises(SettingInvalid):
        Redactor(patterns=[("A", "(")])


def test_random_texts_come_back() -> None:
    source = random.Random(11)
    pieces = [
        *(item.line for item in planted.make(200, seed=3)),
        *planted.words(),
        "[MAIL 1]",
        "[",
        "]",
        "\\[",
        "\\",
        "］",
        "【",
        "[NAME 2]",
        "[MAIL",
        " 1]",
        "**",
        "\n",
        "　",
        "㍿",
        "ﾊﾟ",
        "½",
        "😀",
        "\u3099",
        "\u200b",
        "@",
        "0",
        "-",
        "/",
        "\ud800",
        "ß",
        "İ",
    ]
    redactor = Redactor(
        words=[*planted.words(), "MAIL", "[", "1]"], file_names=["a/b.pdf"], patterns=[("MAIL", "[0-9]+")]
    )
    for _ in range(300):
        texts = ["".join(source.choices(pieces, k=source.randrange(12))) for _ in range(3)]
        redacted = redactor.redact(texts)
        assert restored(redacted) == texts
        assert sum(redacted.counts.values()) == sum(map(len, redacted.replacements))
        assert len(set(redacted.originals.values())) == len(redacted.originals)


@pytest.mark.parametrize(
    "text",
    [
        "1234 5678 ",
        "a@",
        "[MAIL ",
        ".",
        "(",
        "03 ",
        "/a/b ",
        "C:\\a b\\",
        "社員番号:12345、",
        "DE12 ",
        "a.pdf",
        "田中",
        '"a ',
    ],
)
def test_time_grows_with_the_text_alone(text: str) -> None:
    redactor = Redactor(words=["田中山", "aaaaaa"])

    def once(long: str) -> float:
        start = time.thread_time()  # threads that other tests have left count for nothing
        redactor.redact([long])
        return time.thread_time() - start

    def seconds(size: int) -> float:
        return min(once((text * size)[:size]) for _ in range(3))

    seconds(1_000)
    # Four times the text: four times the time where it is linear, sixteen times where it is not.
    assert seconds(80_000) < 9 * seconds(20_000) + 0.05
