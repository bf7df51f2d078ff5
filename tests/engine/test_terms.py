"""The same word in two spellings has the same terms, and different words do not."""

import random
from concurrent.futures import ThreadPoolExecutor

import pytest

from desktop_rag.engine import terms


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
    ],
)
def test_two_spellings_of_one_word(one: str, other: str) -> None:
    assert terms.of_text(one) == terms.of_text(other)
    assert terms.of_text(one)


@pytest.mark.parametrize(("one", "other"), [("1,00", "100"), ("東京", "京都"), ("サーバー", "サービス"), ("12", "21")])
def test_two_words_differ(one: str, other: str) -> None:
    assert set(terms.of_text(one)) != set(terms.of_text(other))


def test_stop_words_and_particles_say_nothing() -> None:
    assert terms.of_question("What is the of and?") == {}
    assert terms.of_question("それはどこですか") == {} or max(terms.of_question("それはどこですか").values()) < 0.5
    assert terms.of_question("、。！？…— \t\n") == {}


def test_japanese_is_found_in_the_middle_of_a_compound() -> None:
    assert "旅費" in terms.of_text("国内旅費規程")
    assert "タッ" in terms.of_text("スタッフ")


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
