"""The sample handbook says what its questions expect: every gold sentence stands in its file, on its page."""

import json
import re
import unicodedata
from functools import cache
from pathlib import Path
from typing import Any

import docx
import pypdfium2
import pytest
from docx.table import Table

ROOT = Path(__file__).resolve().parent.parent
HANDBOOK = ROOT / "desktop_rag" / "samples" / "handbook"
QUESTIONS: list[dict[str, Any]] = [
    json.loads(line) for line in (ROOT / "tests/data/sample_questions.jsonl").read_text(encoding="utf-8").splitlines()
]
ANSWERABLE = [question for question in QUESTIONS if question["answerable"]]
DOCUMENTS = sorted(path.name for path in HANDBOOK.iterdir())
# What an absent subject would be called: none of these may stand anywhere in the handbook.
ABSENT = {
    "ja-no-01": ["駐車"],
    "ja-no-02": ["副業", "兼業"],
    "ja-no-03": ["健康診断", "健診"],
    "ja-no-04": ["札幌"],
    "ja-no-05": ["社宅", "家賃", "住宅手当"],
    "en-no-01": ["stock", "vest", "share option"],
    "en-no-02": ["gym", "Tokyo", "fitness"],
    "en-no-03": ["dog", "animal"],
    "en-no-04": ["maternity", "parental", "mother"],
    "en-no-05": ["trade union", "works council"],
}


@cache
def pages_of(name: str) -> tuple[str, ...]:
    """The text of each page of a document; formats without pages have one."""
    path = HANDBOOK / name
    if path.suffix == ".pdf":
        document = pypdfium2.PdfDocument(path)
        texts = tuple(page.get_textpage().get_text_range() for page in document)
        document.close()
        return texts
    if path.suffix == ".docx":
        lines: list[str] = []
        for block in docx.Document(str(path)).iter_inner_content():
            if isinstance(block, Table):
                lines += [" ".join(cell.text for cell in row.cells) for row in block.rows]
            else:
                lines.append(block.text)
        return ("\n".join(lines),)
    return (path.read_text(encoding="utf-8"),)


def squeeze(text: str) -> str:
    """Letters without white space and table lines, which each format writes in its own way."""
    return re.sub(r"[\s|]+", "", unicodedata.normalize("NFKC", text)).lower()


def test_handbook_has_twelve_documents_in_four_formats_and_two_languages() -> None:
    assert len(DOCUMENTS) == 12
    assert {Path(name).suffix for name in DOCUMENTS} == {".pdf", ".docx", ".txt", ".md"}
    japanese = [name for name in DOCUMENTS if re.search(r"[\u3040-\u30ff]", "".join(pages_of(name)))]
    assert len(japanese) == 6
    assert sum(path.stat().st_size for path in HANDBOOK.iterdir()) < 1_000_000


@pytest.mark.parametrize("name", DOCUMENTS)
def test_text_is_plain_and_complete(name: str) -> None:
    text = "".join(pages_of(name))
    assert len(squeeze(text)) > 600
    # Radicals (⼈ for 人), compatibility ideographs, ligatures, private letters and holes: signs of a bad text layer.
    strange = re.findall("[\u2e80-\u2fdf\uf900-\ufaff\ufb00-\ufb06\ue000-\uf8ff\ufffd\ufffe\x00]", text)
    assert not strange


@pytest.mark.parametrize("name", [name for name in DOCUMENTS if name.endswith(".pdf")])
def test_pdf_text_is_that_of_its_source(name: str) -> None:
    source = (ROOT / "tools" / "sample_sources" / f"{name}.md").read_text(encoding="utf-8")
    expected = [
        squeeze(re.sub(r"^(#+|-) ", "", line))
        for line in source.splitlines()
        if line.strip() and line != "---" and not re.fullmatch(r"[|:-]+", line)
    ]
    found = squeeze("".join(pages_of(name)))
    position = 0
    for line in expected:
        position = found.find(line, position)
        assert position >= 0, f"missing or out of order: {line}"
        position += len(line)


def test_question_counts() -> None:
    assert len({question["id"] for question in QUESTIONS}) == len(QUESTIONS)
    kinds = [(question["answerable"], question["lang"]) for question in QUESTIONS]
    expected = {(True, "ja"): 10, (True, "en"): 10, (False, "ja"): 5, (False, "en"): 5}
    assert {kind: kinds.count(kind) for kind in set(kinds)} == expected


@pytest.mark.parametrize("question", ANSWERABLE, ids=lambda question: str(question["id"]))
def test_gold_sentence_stands_in_its_document(question: dict[str, Any]) -> None:
    pages = pages_of(question["doc_id"])
    sentence = squeeze(question["gold_sentence"])
    assert [n for n, text in enumerate(pages, 1) if sentence in squeeze(text)] == [question["gold_page"] or 1]
    assert (question["gold_page"] is None) == (not question["doc_id"].endswith(".pdf"))
    assert all(squeeze(answer) in sentence for answer in question["answers"])
    assert question["answers"]


@pytest.mark.parametrize("question", ANSWERABLE, ids=lambda question: str(question["id"]))
def test_question_is_not_copied(question: dict[str, Any]) -> None:
    """No question gives the answer away or repeats a long stretch of the sentence that answers it."""
    asked, sentence = squeeze(question["question"]), squeeze(question["gold_sentence"])
    assert not any(squeeze(answer) in asked for answer in question["answers"])
    limit = 12 if question["lang"] == "ja" else 25
    assert not any(sentence[n : n + limit] in asked for n in range(max(1, len(sentence) - limit + 1)))


@pytest.mark.parametrize(
    "question", [q for q in QUESTIONS if not q["answerable"]], ids=lambda question: str(question["id"])
)
def test_subject_of_an_unanswerable_question_is_absent(question: dict[str, Any]) -> None:
    assert question["answers"] == []
    assert question["doc_id"] is question["gold_sentence"] is question["gold_page"] is None
    everything = squeeze(" ".join(text for name in DOCUMENTS for text in pages_of(name)))
    # Without spaces "dog" could be found across two words, so whole words are looked for in the text as it stands.
    plain = " ".join(text for name in DOCUMENTS for text in pages_of(name)).lower()
    for word in ABSENT[question["id"]]:
        found = word in everything if question["lang"] == "ja" else re.search(rf"\b{re.escape(word.lower())}", plain)
        assert not found, word
