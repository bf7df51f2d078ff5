"""The product in one story, with the real default models: a folder in, a cited answer out, what is absent refused."""

from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest

from benchmarks.engine_runs import EngineRun
from desktop_rag import paths, protocol
from desktop_rag.protocol import AnswerDone, AnswerText, Event, EvidenceFound, IndexDone
from desktop_rag.records import Answer

pytestmark = [pytest.mark.models, pytest.mark.slow, pytest.mark.shared_engine]

BROCHURES = Path(__file__).parent.parent.parent / "shared" / "eval" / "margies_travel"

ANSWERABLE = (
    ("Where can I stay in San Francisco?", "San Francisco Brochure.pdf", "The Lombard Hotel"),
    ("Which hotels do you offer in London?", "London Brochure.pdf", "The City Hotel"),
    ("Is breakfast included at the Wharf Hotel?", "San Francisco Brochure.pdf", "Continental Breakfast"),
    ("Is there a hotel with a waterpark?", "Dubai Brochure.pdf", "waterpark"),
    ("Which hotels are there in Las Vegas?", "Las Vegas Brochure.pdf", "The Volcano Hotel"),
    ("How many people live in New York?", "New York Brochure.pdf", "8,550,405"),
    ("Who is the CEO of Margie's Travel?", "Margies Travel Company Info.pdf", "Marjorie Long"),
)
ABSENT = (
    "Where can I stay in Tokyo?",
    "What is the best restaurant in Paris?",
    "How much does the train from Berlin to Munich cost?",
    "Which vaccine do I need for Kenya?",
    "パリのおすすめのホテルを教えてください。",
)


@pytest.fixture(scope="module")
def brochures(tmp_path_factory: pytest.TempPathFactory) -> Iterator[EngineRun]:
    if not BROCHURES.is_dir():
        pytest.skip("the travel brochures are not beside this checkout")
    before = children()
    run = EngineRun(tmp_path_factory.mktemp("brochures"))
    done = run.run(protocol.Index(id="index", collection="Travel", paths=(str(BROCHURES),)), IndexDone)
    assert (done.indexed, done.set_aside) == (6, ())
    yield run
    close_and_check(run, before)


@pytest.fixture(scope="module")
def handbook(tmp_path_factory: pytest.TempPathFactory) -> Iterator[EngineRun]:
    before = children()
    run = EngineRun(tmp_path_factory.mktemp("handbook"))
    index = protocol.Index(id="index", collection="Handbook", paths=(str(paths.samples_folder()),))
    done = run.run(index, IndexDone)
    assert (done.indexed, done.set_aside) == (12, ())
    yield run
    close_and_check(run, before)


def children() -> set[int]:
    return {process.pid for process in psutil.Process().children(recursive=True)}


def close_and_check(run: EngineRun, before: set[int]) -> None:
    run.close()
    assert children() <= before, "workers outlived their engine"


def ask(run: EngineRun, question: str, *, use_model: bool) -> tuple[Answer, list[Event]]:
    """The answer to a question, and every event that came before it."""
    events = list(run.stream(protocol.Ask(id="ask", question=question, use_model=use_model)))
    done = events[-1]
    assert isinstance(done, AnswerDone)
    return done.answer, events


def test_a_folder_in_and_a_cited_answer_out(handbook: EngineRun) -> None:
    answer, events = ask(handbook, "How much can I spend on a hotel room in London?", use_model=True)
    kinds = [type(event) for event in events]
    evidence = kinds.index(EvidenceFound)
    assert AnswerText in kinds, "the model said nothing"
    assert evidence < kinds.index(AnswerText), "the evidence comes before the model's first word"
    assert not answer.is_refused
    first = answer.quotes[0]
    assert Path(first.document).name == "Travel and expenses policy.pdf"
    assert first.page == 2
    assert "London £185" in first.text
    cited = {marker for sentence in answer.sentences if sentence.supported for marker in sentence.citations}
    assert cited
    assert cited <= {quote.marker for quote in answer.quotes}


def test_what_the_handbook_does_not_say_is_refused_without_a_model(handbook: EngineRun) -> None:
    answer, events = ask(handbook, "What are the opening hours of the gym in the Tokyo office?", use_model=True)
    assert answer.is_refused
    assert answer.reason in ("no_evidence", "weak_evidence")
    assert answer.model is None
    assert answer.passages, "the closest passages are shown all the same"
    assert not any(isinstance(event, AnswerText) for event in events)


@pytest.mark.parametrize(("question", "document", "words"), ANSWERABLE)
def test_the_brochures_answer(brochures: EngineRun, question: str, document: str, words: str) -> None:
    answer, _ = ask(brochures, question, use_model=False)
    assert not answer.is_refused
    assert Path(answer.passages[0].document).name == document
    quoted = [quote for quote in answer.quotes if words in quote.text.replace("\n", " ")]
    assert quoted, [quote.text for quote in answer.quotes]
    assert Path(quoted[0].document).name == document
    assert quoted[0].page == 1


@pytest.mark.parametrize("question", ABSENT)
def test_the_brochures_do_not_say(brochures: EngineRun, question: str) -> None:
    answer, events = ask(brochures, question, use_model=True)
    assert answer.is_refused
    assert not any(isinstance(event, AnswerText) for event in events)
