"""Reports that differ in company and period alone: the one that a question names comes first."""

from pathlib import Path

import pytest

from desktop_rag.engine import chunk_terms, identity, naming, terms
from desktop_rag.engine.chunk_rows import Candidate
from desktop_rag.engine.chunk_terms import ChunkTerms
from desktop_rag.engine.lexicon import Lexicon
from desktop_rag.engine.retriever import Question, rank
from tests.engine_fakes import chunk_terms_of, hash_vector

COVERS = {
    "2023 Q2 AAPL.pdf": "FORM 10-Q\nFor the quarterly period ended April 1, 2023\nApple Inc.\n(Exact name)",
    "2023 Q3 AAPL.pdf": "FORM 10-Q\nFor the quarterly period ended July 1, 2023\nApple Inc.\n(Exact name)",
    "2023 Q3 INTC.pdf": "FORM 10-Q\nFor the quarterly period ended September 30, 2023\nINTEL CORPORATION\n(Exact name)",
    "kessan.pdf": "2024年3月期 第2四半期決算短信\n2023年11月10日\n北野精機株式会社\n代表取締役社長",
}


def documents() -> dict[str, ChunkTerms]:
    return {
        name: chunk_terms_of("Gross margin rose.", name, identity.of_first_page(text)) for name, text in COVERS.items()
    }


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("What was the gross margin of Apple in Q3 2023?", "2023 Q3 AAPL.pdf"),
        ("In the third quarter of 2023, what was Intel's gross margin?", "2023 Q3 INTC.pdf"),
        ("How did Apple's gross margin change in the most recent 10-Q?", "2023 Q3 AAPL.pdf"),
        ("What was the gross margin in the quarter ended July 1, 2023?", "2023 Q3 AAPL.pdf"),
        ("What did Apple earn in the second quarter of fiscal 2023?", "2023 Q2 AAPL.pdf"),
        ("北野精機の2023年度第2四半期の売上高は", "kessan.pdf"),
        ("北野精機の最新の決算", "kessan.pdf"),
    ],
)
def test_the_named_document_gains_most(question: str, expected: str) -> None:
    gained = naming.gains(naming.of_question(question), documents())
    assert max(gained, key=lambda name: gained[name]) == expected
    assert all(gained[expected] > gain for name, gain in gained.items() if name != expected)


@pytest.mark.parametrize("question", ["How did the gross margin change?", "粗利はいくらですか", "", "???"])
def test_a_question_that_names_nothing_changes_nothing(question: str) -> None:
    assert set(naming.gains(naming.of_question(question), documents()).values()) == {0.0}
    assert naming.gains(naming.of_question("Apple"), {}) == {}


def test_the_name_of_the_file_tells_the_period_before_its_text() -> None:
    held = documents()["2023 Q2 AAPL.pdf"]
    asked, other = naming.of_question("gross margin in Q2 2023"), naming.of_question("gross margin in Q1 2023")
    assert naming.gains(asked, {"a": held})["a"] > naming.gains(other, {"a": held})["a"]
    assert "2023q2" in held.file
    assert "2023-04-01" in held.document


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("net sales of Acme in FY2023 Q2", "Acme_FY2023Q2.txt"),
        ("Acme FY2023 Q1 net sales", "Acme FY2023 Q1.txt"),
        ("Acmeの2024年3月期第3四半期の売上高", "Acme 24年3月期3Q.txt"),
    ],
)
def test_a_quarter_in_a_name_is_told_from_the_others_of_its_year(question: str, expected: str) -> None:
    files = ("Acme FY2023 Q1.txt", "Acme_FY2023Q2.txt", "Acme 24年3月期3Q.txt", "Acme_FY2023Q4.txt")
    held = {name: chunk_terms_of("Net sales rose.", name) for name in files}
    gained = naming.gains(naming.of_question(question), held)
    assert all(gained[expected] > gain for name, gain in gained.items() if name != expected)


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("launch.pptx", "launch.pptx"),
        ("What does Launch.PPT say about Apple?", "launch.ppt"),
        ("the budget in launch plan.docx", "launch plan.docx"),
        ("先週の旅費規程.docxの日当は", "旅費規程.docx"),
        ("旅費規程.pdf", "旅費規程.pdf"),
    ],
)
def test_a_file_that_is_named_with_its_suffix_gains_most(question: str, expected: str) -> None:
    files = ("launch.ppt", "launch.pptx", "launch plan.docx", "旅費規程.docx", "旅費規程.pdf", "apple.txt")
    gained = naming.gains(naming.of_question(question), {name: chunk_terms_of("A budget.", name) for name in files})
    assert all(gained[expected] > gain for name, gain in gained.items() if name != expected)


@pytest.mark.parametrize("expected", ["contract.md", "contract.txt"])
def test_of_two_copies_the_file_that_is_named_is_shown(expected: str) -> None:
    text = "The term of the contract is five years. This is a draft with the comments of our lawyer."
    files = ("contract.md", "contract.txt")
    listed = [
        Candidate(name, name, None, None, 0, len(text), text, "", chunk_terms_of(text, name), hash_vector(text))
        for name in files
    ]
    lexicon = Lexicon([entry.terms.all for entry in listed], len(listed))
    for asked in (f"What is the term in {expected}?", expected):
        words = terms.of_question(asked)
        question = Question(asked, words, lexicon.weigh(words), None, 0.0, naming.of_question(asked))
        assert [entry.candidate.id for entry in rank(question, lexicon, listed, 0.0)] == [expected]


@pytest.mark.parametrize("question", ["How is docx made into pdf?", "see example.com, e.g. 3.5mm of it.pptx", "a.b.c."])
def test_a_suffix_alone_names_no_file(question: str) -> None:
    held = {name: chunk_terms_of("A budget.", name) for name in ("launch.docx", "launch.pptx")}
    assert set(naming.gains(naming.of_question(question), held).values()) == {0.0}


def test_a_file_inside_another_is_named_like_any() -> None:
    stored = chunk_terms.of_chunk(Path("box/offer.eml"), "plans/launch.docx", "", [], "", "A budget.")
    assert {"box", "offer", ".eml", "plan", "launch", ".docx"} == set(ChunkTerms(stored).file)
    gained = naming.gains(naming.of_question("launch.docx"), {"a": ChunkTerms(stored)})
    assert gained["a"] == naming.FILE


@pytest.mark.parametrize(
    ("page", "expected"),
    [
        (COVERS["2023 Q3 INTC.pdf"], {"intel", "2023-09-30"}),
        (COVERS["kessan.pdf"], {"北野", "精機", "2023q2", "2023-11-10"}),
        ("ACME Holdings, Ltd.\nAnnual Report FY2022", {"acm", "fy2022"}),
        ("株式会社山田商事\n御中", {"山田", "商事"}),
    ],
)
def test_a_cover_says_whose_it_is_and_of_when(page: str, expected: set[str]) -> None:
    assert expected <= set(identity.of_first_page(page))


@pytest.mark.parametrize(
    "page",
    [
        "",
        "The company was founded in a garage and, on April 1, 1976, sold what two of its founders had built by hand.",
        "The Company and its subsidiaries.",
    ],
)
def test_running_text_says_nothing_of_the_kind(page: str) -> None:
    assert identity.of_first_page(page) == []


def test_a_renamed_file_keeps_what_its_text_says() -> None:
    stored = chunk_terms.of_chunk(Path("old/Q1 2023.txt"), None, "", ["appl"], "Heading", "A fee.")
    after = ChunkTerms(chunk_terms.renamed(stored, Path("new/Q2 2023.txt"), None, ""))
    assert "2023q2" in after.file
    assert "2023q1" not in after.all
    assert set(after.document) == {"head", "appl"}
    assert after.sentences == (("fee",),)


def test_terms_of_an_index_that_knew_no_lines_still_count() -> None:
    old = ChunkTerms("parking fee")
    assert (old.names, old.sentences, old.all) == (("parking", "fee"), (), ("parking", "fee"))
    renamed = ChunkTerms(chunk_terms.renamed("parking fee", Path("new/name.txt"), None, ""))
    assert {"parking", "fee", "name"} <= set(renamed.all)


@pytest.mark.parametrize(
    "part", ["見積 No.12 の件 2024-05-01", "Re: v2.5 release 2024-05-01 10:30", "議事録.2024-05-01"]
)
def test_a_point_in_the_name_of_a_mail_ends_nothing(part: str) -> None:
    held = ChunkTerms(chunk_terms.of_chunk(Path("box.mbox"), part, "", (), "", "text"))
    assert set(terms.of_text(part)) <= set(held.file)


def test_a_line_end_in_a_files_name_ends_no_line_of_the_terms() -> None:
    held = ChunkTerms(chunk_terms.of_chunk(Path("a.txt\n"), None, "Rules", (), "", "The fee is due."))
    assert set(held.document) == set(terms.of_text("Rules"))
