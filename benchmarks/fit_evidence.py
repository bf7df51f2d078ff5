"""Fit the coefficients of `engine/evidence.py`: `python -m benchmarks.fit_evidence [EVAL_FOLDER]`.

Method. Two kinds of questions, weighed equally. Those of `benchmarks/data/calibration_questions.jsonl`, asked to the
sample handbook, are worded by people who did not know the documents' words. Those of public question sets (the open
halves of squad2 and jsquad, in EVAL_FOLDER) repeat them. From each come answerable questions and the same questions
with their own document left out of index and word counts, which makes them questions that belong to another document;
from the first also questions on subjects that the handbook lacks. A logistic regression whose coefficients cannot be
negative (more support never speaks against an answer) gives the coefficients. The threshold follows from what a
mistake costs: a wrong refusal hides what is there and counts one and a half times a wrong pass, which still shows its
quotes and is checked sentence by sentence; so the program answers from a probability of 1 / (1 + 1.5) on. Words alone
are fitted on the questions that the embedding model cannot read. Three coefficients from over a thousand cases:
nothing of a single set can be learnt by heart.
"""

import dataclasses
import json
import sys
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt
import scipy.optimize
from sklearn.model_selection import StratifiedKFold

from benchmarks.engine_runs import indexed_library
from desktop_rag import guard, paths
from desktop_rag.engine import evidence, model_files
from desktop_rag.engine.chunk_rows import Candidate
from desktop_rag.engine.embedder import Embedder
from desktop_rag.engine.evidence import Calibration, Features, Mode
from desktop_rag.engine.lexicon import Lexicon
from desktop_rag.engine.retriever import Found, Retriever, rank

QUESTIONS = Path(__file__).parent / "data" / "calibration_questions.jsonl"
TARGET = Path(evidence.__file__).with_name("evidence.toml")
_PENALTY = 2e-4
_COST_OF_REFUSAL = 1.5
_THRESHOLD = 1 / (1 + _COST_OF_REFUSAL)
_EVAL_SETS = ("squad2", "jsquad")
_OTHER = "other document"


@dataclass(frozen=True, slots=True)
class Case:
    """One question against one index, and whether that index holds the answer."""

    mode: Mode
    figures: Features
    is_answerable: bool
    kind: str
    weight: float = 1.0


def main() -> None:
    """Fit, print the cross-validated figures and write the coefficients."""
    guard.install()
    evaluation = Path(sys.argv[1]) if len(sys.argv) > 1 else Path("../shared/eval")
    cases: list[Case] = []
    for name, folder, questions in _sources(evaluation):
        with tempfile.TemporaryDirectory() as home:
            print(f"{name}: {len(questions)} questions", flush=True)
            cases.extend(_cases(Path(home), name, folder, questions))
    lines = ["# Coefficients of engine/evidence.py, written by `python -m benchmarks.fit_evidence`.", ""]
    for mode in ("with_vectors", "keywords"):
        own = _weighed([case for case in cases if case.mode == mode])
        fitted = _fit(own)
        _print_validation(mode, own)
        lines.append(f"[{mode}]")
        lines += [f"{name} = {value:.3f}" for name, value in dataclasses.asdict(fitted).items()]
        lines.append("")
    TARGET.write_text("\n".join(lines).rstrip() + "\n", encoding="utf-8")
    print(f"written: {TARGET.name}")


def _sources(evaluation: Path) -> Iterator[tuple[str, Path, list[dict[str, str]]]]:
    yield "handbook", paths.samples_folder(), _questions(QUESTIONS)
    for name in _EVAL_SETS:
        if not (evaluation / name).is_dir():
            sys.exit(f"The question set {name} is not in {evaluation}.")
        yield name, evaluation / name / "docs", _questions(evaluation / name / "questions.jsonl")


def _questions(file: Path) -> list[dict[str, str]]:
    listed = [json.loads(line) for line in file.read_text(encoding="utf-8").splitlines()]
    # Questions about the very subject of a document with a detail changed need a reader; no figure here tells them.
    return [question for question in listed if question.get("unanswerable_kind") != "in_topic_adversarial"]


def _cases(home: Path, source: str, folder: Path, questions: Sequence[dict[str, str]]) -> Iterator[Case]:
    with indexed_library(home, [folder]) as (library, collection):
        store = library.store(collection)
        names = {entry.id: Path(entry.path).name for entry in library.catalog.documents(collection.id)}
        ids = [f"{document}:{n}" for document, held in store.held().items() for n in range(held.chunks)]
        candidates = list(store.fetch(ids).values())
        model = model_files.best_embedding_model(model_files.find_with_paths(home))
        assert model is not None
        embedder = Embedder(home, model.path, name=model.info.name)
        try:
            retriever = Retriever(embedder)
            for question in questions:
                found = retriever.find(store, question["question"])
                answerable = bool(question["answerable"])
                kind = f"{source}, {'answerable' if answerable else question['unanswerable_kind']}"
                yield Case(evidence.mode(found), evidence.features(found), answerable, kind)
                if answerable:
                    others = [entry for entry in candidates if names[entry.document_id] != question["doc_id"]]
                    figures = evidence.features(_find_among(found, others))
                    yield Case(evidence.mode(found), figures, is_answerable=False, kind=f"{source}, {_OTHER}")
        finally:
            embedder.close()


def _find_among(found: Found, candidates: Sequence[Candidate]) -> Found:
    """What retrieval would have found if these chunks were all there is."""
    lexicon = Lexicon((candidate.terms.all for candidate in candidates), len(candidates))
    question = found.question.reweighed(lexicon)
    return Found(question, lexicon, tuple(rank(question, lexicon, candidates, cjk_trust=0.0)), 0.0, 0.0)


def _weighed(cases: Sequence[Case]) -> list[Case]:
    """Every source counts the same, in it answerable and not, and of the latter every kind."""
    kinds = {case.kind for case in cases}
    sources = {kind.split(",")[0] for kind in kinds}

    def weight(case: Case) -> float:
        source = case.kind.split(",")[0]
        alike = [
            kind
            for kind in kinds
            if kind.startswith(source + ",") and kind.endswith("answerable") == case.is_answerable
        ]
        return 1 / len(sources) / len(alike) / sum(other.kind == case.kind for other in cases)

    weights = {kind: weight(next(case for case in cases if case.kind == kind)) for kind in kinds}
    return [dataclasses.replace(case, weight=weights[case.kind]) for case in cases]


def _fit(cases: Sequence[Case]) -> Calibration:
    matrix = np.array([(c.figures.meaning, c.figures.passage, c.figures.matched) for c in cases])
    if cases[0].mode == "keywords":
        matrix[:, 0] = 0.0
    labels = np.array([case.is_answerable for case in cases])
    weights = np.array([case.weight for case in cases])

    def loss(b: npt.NDArray[np.float64]) -> float:
        scores = b[0] + matrix @ b[1:]
        wrong = np.logaddexp(0, np.where(labels, -scores, scores))
        return float((weights * wrong).sum() + _PENALTY * (b[1:] ** 2).sum())

    found = scipy.optimize.minimize(loss, np.zeros(4), bounds=[(None, None), *[(0, None)] * 3]).x
    bias, meaning, passage, matched = found.tolist()
    return Calibration(bias, meaning, passage, matched, _THRESHOLD)


def _print_validation(mode: str, cases: Sequence[Case]) -> None:
    """Five folds: fit on four, decide on the fifth."""
    refused: dict[str, list[bool]] = {}
    kinds = [case.kind for case in cases]
    for training, held_out in StratifiedKFold(5, shuffle=True, random_state=1).split(np.zeros(len(cases)), kinds):
        fitted = _fit(_weighed([cases[i] for i in training]))
        for i in held_out:
            is_refused = fitted.probability(cases[i].figures) < fitted.threshold
            refused.setdefault(cases[i].kind, []).append(is_refused)
    for kind, decisions in sorted(refused.items()):
        print(f"{mode:13} {kind:28} refused {np.mean(decisions):.3f} of {len(decisions)}")


if __name__ == "__main__":
    main()
