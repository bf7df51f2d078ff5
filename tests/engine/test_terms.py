"""The same word in two spellings has the same terms, and different words do not."""

import random
import re
import time
from concurrent.futures import ThreadPoolExecutor

import pytest

from desktop_rag.engine import labels, periods, terms


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("コンピュータ", "コンピューター"),
        ("ｺﾝﾋﾟｭｰﾀ", "コンピュータ"),
        ("ＡＢＣ１２３", "abc123"),
        ("1,000円", "1000円"),
        ("1,000,000", "1000000"),
        ("Hotels", "hotel"),
        ("STRASSE", "straße"),
        ("café", "cafe\u0301"),
        ("company's", "company"),
        ("㈱", "(株)"),
        ("サーバ", "サーバー"),
        ("ヴァイオリン", "バイオリン"),
        ("キャノン", "キヤノン"),
        ("メインフレーム", "メーンフレーム"),
        ("プラスティック", "プラスチック"),
        ("髙橋", "高橋"),
        ("﨑", "崎"),
        ("渡邊", "渡辺"),
        ("經濟", "経済"),
        ("10〜20分ごと", "10～20分ごと"),  # what Windows reads for the one that others read for the same bytes
    ],
)
def test_two_spellings_of_one_word(one: str, other: str) -> None:
    assert terms.of_text(one) == terms.of_text(other)
    assert terms.of_text(one)


@pytest.mark.parametrize(("one", "other"), [("1,00", "100"), ("東京", "京都"), ("サーバー", "サービス"), ("12", "21")])
def test_two_words_differ(one: str, other: str) -> None:
    assert set(terms.of_text(one)) != set(terms.of_text(other))


@pytest.mark.parametrize(
    ("one", "other", "shared"),
    [
        ("取り扱い", "取扱", "取扱"),
        ("申し込み", "申込み", "申込"),
        ("打ち合わせ", "打合せ", "打合"),
        ("e-mail", "email", "email"),
        ("on-site", "onsite", "onsit"),
        ("10-Q", "10Q", "10q"),
        ("R&D", "RD", "rd"),
        ("1万円", "10,000円", "10000"),
        ("1億2000万円", "120,000,000 yen", "120000000"),
        ("5%", "5 percent", "percent"),
        ("５％", "5パーセント", "percent"),
        ("$30", "30ドル", "usd"),
        ("¥500", "500円", "jpy"),
        ("二十五日前", "25日前", "25"),
        ("第五条", "第5条", "第5条"),
        ("第二十七条の三十二の二", "第27条の32の2", "第27条の32の2"),
        ("3.5倍", "3.5 times", "3.5"),
    ],
)
def test_two_spellings_share_a_term(one: str, other: str, shared: str) -> None:
    assert shared in terms.of_text(f"x {one} y")
    assert shared in terms.of_text(f"x {other} y")


DAY = [
    "令和6年4月1日", "令和６年４月１日", "令和六年四月一日", "R6.4.1", "2024年4月1日", "二〇二四年四月一日",
    "2024/4/1", "2024/04/01", "2024-04-01", "2024.4.1", "20240401", "4/1/2024",
    "April 1, 2024", "Apr. 1st, 2024", "1 April 2024", "1st of April 2024",
]  # fmt: skip


@pytest.mark.parametrize("written", DAY)
def test_a_day_is_the_same_in_every_writing(written: str) -> None:
    assert {"2024", "2024-04", "2024-04-01"} <= set(terms.of_text(f"as of {written}"))


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("平成元年", {"1989"}),
        ("昭和64年1月", {"1989", "1989-01"}),
        ("2024年4月", {"2024-04"}),
        ("April 2024", {"2024-04"}),
        ("2024/4", {"2024-04"}),
        ("13/4/2024", {"2024-04-13"}),
    ],
)
def test_part_of_a_date_is_as_much_as_it_says(written: str, expected: set[str]) -> None:
    assert expected <= set(terms.of_text(written))


@pytest.mark.parametrize(
    "text", ["第13/40/2024号", "version 1.2.3", "2024.99.1", "may 2 or 3", "令和の時代", "99999999"]
)
def test_what_is_no_date_gets_no_month(text: str) -> None:
    assert not [term for term in terms.of_text(text) if re.fullmatch(r"\d{4}-\d\d(-\d\d)?", term)]


@pytest.mark.parametrize(
    "written",
    [
        "FY2023 Q2", "Q2 FY2023", "FY23 Q2", "2Q FY2023", "second quarter of fiscal 2023",
        "second quarter of fiscal year 2023", "fiscal 2023 second quarter", "2023年度第2四半期", "2023年度第二四半期",
        "令和5年度第2四半期", "令和五年度 2Q", "2024年3月期第2四半期", "FY2023Q2", "FY23Q2", "Borealis_FY2023Q2",
        "FY2023/2Q", "23年度2Q", "23年度第2四半期", "R5年度第2四半期", "24年3月期 第2四半期", "R6年3月期 2Q",
    ],
)  # fmt: skip
def test_a_fiscal_period_is_the_same_in_every_writing(written: str) -> None:
    assert {"2023", "2023q2", "fy2023"} <= set(terms.of_text(f"results, {written} (unaudited)"))


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("2023 Q3 AAPL", "2023q3"),
        ("In the third quarter of 2023, Apple", "2023q3"),
        ("10Q_2023Q3_final", "2023q3"),
        ("3Q23", "2023q3"),
        ("H1 2024", "2024h1"),
        ("2024年度上期", "2024h1"),
        ("令和5年度", "fy2023"),
        ("2024年3月期", "2024-03"),
        ("2024年12月期", "fy2024"),
        ("Q2/2024", "2024q2"),
        ("2024/2Q", "2024q2"),
        ("2024/2Q売上", "2024q2"),
        ("FY2024H1", "2024h1"),
        ("平成24年度2Q", "2012q2"),
        ("FY98", "fy1998"),
        ("R6年4月1日", "2024-04-01"),
    ],
)
def test_other_periods(written: str, expected: str) -> None:
    assert expected in terms.of_text(written)


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("FY2023Q4 FY2024Q1", {"2023q4", "2024q1"}),
        ("2023/4Q, 2024/1Q", {"2023q4", "2024q1"}),
        ("2023年度第4四半期、2024年度第1四半期", {"2023q4", "2024q1"}),
        ("24年度2Q、25年度1Q", {"2024q2", "2025q1"}),
        ("平成24年度", set()),
        ("第24年度", set()),
        ("第 12年度", set()),
        ("過去10年度分", set()),
        ("令和 6年度2Q", {"2024q2"}),
        ("2024/2", {"2024-02"}),
        ("2024/2/1 Q&A", {"2024-02", "2024-02-01"}),
    ],
)
def test_no_period_is_made_of_the_parts_of_two(written: str, expected: set[str]) -> None:
    assert {term for term in periods.among(terms.of_text(written)) if not term.startswith("fy")} == expected


def test_periods_can_be_put_in_order() -> None:
    listed = ["2022q4", "2023-01", "2023-02-15", "2023q1", "2023h1", "2023q3", "fy2023"]
    ends = [periods.end_of(term) for term in listed]
    assert ends == sorted(end for end in ends if end is not None)
    assert periods.among(["2023q3", "2023", "hotel", "fy2023", "2023-04"]) == ["2023q3", "fy2023", "2023-04"]
    assert periods.end_of("2023") is None


@pytest.mark.parametrize("alone", ["犬", "7", "A", "い", "x"])
def test_one_character_can_be_asked_for(alone: str) -> None:
    assert terms.of_question(alone)


def test_a_letter_beside_japanese_names_something() -> None:
    assert "a" in terms.of_text("A社との契約")
    assert "a" not in terms.of_text("a contract")


@pytest.mark.parametrize(
    ("text", "term"),
    [
        ("Plan A", "a"),
        ("Grade A means excellent", "a"),
        ("What is Plan A?", "a"),
        ("from point A to point B", "a"),
        ("Vitamin A, B and C", "a"),
        ("Grade: A", "a"),
        ("「A」", "a"),
        ("a Type I error", "i"),
        ("World War I was long", "i"),
        ("an error of type I", "i"),
        ("IT", "it"),
        ("What is IT?", "it"),
        ("The IT helpdesk", "it"),
        ("It is up to IT's helpdesk", "it"),
        ("ＩＴ部門の連絡先", "it"),
        ("IT部門の連絡先", "it"),
        ("the US economy", "us"),
        ("the U.S. economy", "us"),
        ("WHO guidelines", "who"),
        ("ABOUT THIS\nThe IT helpdesk", "it"),
    ],
)
def test_capitals_tell_a_name_from_a_stop_word(text: str, term: str) -> None:
    assert term in terms.of_text(text)
    assert term in terms.of_question(text)


@pytest.mark.parametrize(
    "text",
    [
        "A contract is a contract", "How to Write A Letter", "THIS IS A TEST", "Q&A", "an A-frame", "B.A. degree",
        "What can I do?", "you and I.", "the part I know", "the type I need", "In 1999 I was there", "I, too", "AI",
        "WHAT IS IT", "IS IT FOR US?\nWe know.", "Who is it? Tell us.", "who", "it", "AT&T", "ITU", "W", "U", "I'm",
    ],
)  # fmt: skip
def test_other_capitals_are_stop_words_still(text: str) -> None:
    assert not {"a", "i", "it", "us", "who"} & {*terms.of_text(text), *terms.of_question(text)}


@pytest.mark.parametrize("text", ["IT ", "WHO US", "A ", "A\t", "Type I ", "I "])
def test_time_grows_with_the_capitals_alone(text: str) -> None:
    def once(long: str) -> float:
        start = time.thread_time()  # threads that other tests have left count for nothing
        labels.mark(long)
        return time.thread_time() - start

    def seconds(size: int) -> float:
        return min(once((text * size)[:size]) for _ in range(3))

    # Eight times the text: eight times the time where it is linear, sixty-four times where it is not.
    assert seconds(160_000) < 20 * seconds(20_000) + 0.05


def test_what_is_a_name_is_one_in_every_run() -> None:
    assert [run.text for run in terms.runs("How do I reach IT?")] == ["reach", "it"]
    assert [run.text for run in terms.runs("Is Plan A better?")] == ["plan", "a", "better"]


def test_what_a_question_asks_with_is_not_searched_for() -> None:
    assert not any("何" in term or "誰" in term for term in terms.of_question("定員は何人で、責任者は誰ですか"))


def test_a_word_at_the_end_of_a_line_is_one_word() -> None:
    assert "旅費" in terms.of_text("国内の旅\n費を支給する")


def test_stop_words_and_particles_say_nothing() -> None:
    assert terms.of_question("What is the of and?") == {}
    assert terms.of_question("それはどこですか") == {} or max(terms.of_question("それはどこですか").values()) < 0.5
    assert terms.of_question("、。！？…— \t\n") == {}


def test_japanese_is_found_in_the_middle_of_a_compound() -> None:
    assert "旅費" in terms.of_text("国内旅費規程")
    assert "タツ" in terms.of_text("スタッフ")


def test_weights_of_a_run_are_shared() -> None:
    short, long = terms.of_question("東京"), terms.of_question("サンフランシスコ")
    assert sum(long.values()) < 3 * sum(short.values())
    assert all(0 < weight <= 1.3 for weight in (*short.values(), *long.values()))
    assert terms.of_question("hotel") == {"hotel": 1.0}


def test_a_question_has_each_term_once_with_its_greatest_weight() -> None:
    found = terms.of_question("旅費 旅費規程")
    assert found["旅費"] == max(weight for term, weight in terms.weighted("旅費 旅費規程") if term == "旅費")


def test_terms_of_any_text_can_be_stored_and_cut_at_spaces() -> None:
    chance = random.Random(3)
    for _ in range(200):
        text = "".join(chr(chance.randrange(1, 0x2FFFF)) for _ in range(100))
        for term in terms.of_text(text):
            assert term
            assert not any(character.isspace() for character in term)
            assert term.encode("utf-8")


def test_runs_of_a_text_stand_in_order() -> None:
    found = list(terms.runs("東京のホテルは hotel 100 です"))
    assert [run.kind for run in found][:4] == ["han", "hiragana", "katakana", "hiragana"]
    starts = [run.start for run in found]
    assert starts == sorted(starts)


def test_stems_are_right_when_documents_are_read_while_questions_are_answered() -> None:
    words = [
        f"{stem}{ending}"
        for stem in ("nation", "relat", "work", "hope")
        for ending in ("alization", "ional", "fulness")
    ]
    alone = {word: terms.stem(word) for word in words}

    def stems(_number: int) -> list[dict[str, str]]:
        rounds = []
        for _round in range(300):
            terms.forget_words()
            rounds.append({word: terms.stem(word) for word in words})
        return rounds

    with ThreadPoolExecutor(4) as pool:
        for found in pool.map(stems, range(4)):
            assert all(each == alone for each in found)


@pytest.mark.parametrize(
    ("question", "subject"),
    [
        ("ASTMは何を意味するものか。", "ASTM"),
        ("出張の日当について教えてください", "出張の日当"),
        ("次のうち、借地権の説明として正しいものを教えてください。", "借地権の説明として正しいもの"),
        ("経費精算の締め日はどのように決まりますか", "経費精算の締め日は決まりますか"),
    ],
)
def test_words_that_only_ask_are_not_searched_for(question: str, subject: str) -> None:
    assert terms.of_question(question).keys() <= terms.of_question(subject).keys()
    assert terms.of_question(question)


@pytest.mark.parametrize(
    "question",
    [
        "どのように。", "教えてください", "もっと詳しく教えてください", "それについて説明してください", "何ですか",
        "次のうち、正しいものを教えてください。", "以下から適切でないものを一つ選んでください", "Tell me more", "Why?",
    ],
)  # fmt: skip
def test_a_question_of_nothing_but_asking_words_names_nothing(question: str) -> None:
    assert terms.of_question(question) == {}


@pytest.mark.parametrize(
    ("question", "term"),
    [
        ("年次から繰り越せる有給は何日ですか", "年次"),
        ("目次から探す方法", "目次"),
        ("意味を教えてください", "意味"),
        ("正しい手続きを教えてください", "手続"),
        ("正しいものさしの使い方", "正"),
    ],
)
def test_what_is_asked_about_is_kept(question: str, term: str) -> None:
    assert term in terms.of_question(question)


def test_hiragana_in_quotation_marks_is_a_name() -> None:
    named = terms.of_question("「もんどり」とは何を指した言葉ですか")
    plain = terms.of_question("もんどりとは何を指した言葉ですか")
    katakana = terms.of_question("モンドリとは何を指した言葉ですか")
    assert named["もん"] > 2 * plain["もん"]
    assert named["もん"] == pytest.approx(katakana["モン"])
    assert set(named) <= {*plain, "もん", "んど", "どり"}
    assert terms.of_question("What is the “Blue Book”?") == terms.of_question("What is the Blue Book?")
    assert terms.of_question("「") == {}


def test_words_alone_give_the_same_terms_by_the_short_way() -> None:
    chance = random.Random(1)
    for _ in range(2_000):
        text = terms.fold("".join(chance.choices("abit a's'_1,2.\n-/x9 the of", k=30)))
        assert terms._of_words(text) == terms._of_runs(text)
