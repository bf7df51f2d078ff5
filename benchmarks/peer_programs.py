"""The other side of `peers.run`: runs in the peers' own environment and imports nothing of ours.

    python -m benchmarks.peer_programs langchain|llamaindex MODEL DOCUMENTS WORK [--questions FILE --results FILE]

Each peer is set up as its own guide shows, with our embedding model in place of a remote one:

- LangChain cuts 1,000 characters with an overlap of 200 and keeps vectors in Chroma on the disk.
- LlamaIndex cuts 1,024 tokens and keeps vectors in memory, then writes them to the disk.

Prints one JSON object: seconds for the imports and the model (`start_s`), for reading, cutting, embedding and storing
(`index_s`), and the number of chunks. Results are written as `desktop-rag search --questions` writes them.
"""

import argparse
import json
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

TEXT = frozenset({".txt", ".md"})


class Page(NamedTuple):
    """What a peer is given: a text file, or a page of a PDF."""

    path: Path
    number: int | None
    text: str


class Ready(NamedTuple):
    """A peer with its model in memory. `fill` says how many chunks there are, `search` what it finds, best first."""

    fill: Callable[[list[Page]], int]
    search: Callable[[str, int], list[tuple[str, str, int | None]]]


def read(folder: Path) -> Iterator[Page]:
    for path in sorted(folder.rglob("*")):
        if path.suffix in TEXT:
            yield Page(path, None, path.read_text(encoding="utf-8"))
        elif path.suffix == ".pdf":
            from pypdf import PdfReader

            for number, page in enumerate(PdfReader(path).pages, 1):
                yield Page(path, number, page.extract_text())


def langchain(model: str, work: Path) -> Ready:
    from langchain_chroma import Chroma
    from langchain_core.documents import Document
    from langchain_huggingface import HuggingFaceEmbeddings
    from langchain_text_splitters import RecursiveCharacterTextSplitter

    embeddings = HuggingFaceEmbeddings(model_name=model, model_kwargs={"device": "cpu"})
    store = Chroma(collection_name="peer", embedding_function=embeddings, persist_directory=str(work))

    def fill(pages: list[Page]) -> int:
        splitter = RecursiveCharacterTextSplitter(chunk_size=1000, chunk_overlap=200, add_start_index=True)
        documents = [
            Document(page_content=page.text, metadata={"source": str(page.path), "page": page.number or 0})
            for page in pages
        ]
        chunks = splitter.split_documents(documents)
        store.add_documents(chunks)
        return len(chunks)

    def search(question: str, top: int) -> list[tuple[str, str, int | None]]:
        found = store.similarity_search(question, k=top)
        return [(hit.metadata["source"], hit.page_content, hit.metadata["page"] or None) for hit in found]

    return Ready(fill, search)


def llamaindex(model: str, work: Path) -> Ready:
    from llama_index.core import Document, Settings, VectorStoreIndex
    from llama_index.embeddings.huggingface import HuggingFaceEmbedding

    Settings.embed_model = HuggingFaceEmbedding(model_name=model, device="cpu")
    Settings.llm = None
    made: list[Any] = []

    def fill(pages: list[Page]) -> int:
        documents = [
            Document(text=page.text, metadata={"source": str(page.path), "page": page.number or 0}) for page in pages
        ]
        for document in documents:  # the place of a file on this computer is none of its text
            document.excluded_embed_metadata_keys = ["source", "page"]
            document.excluded_llm_metadata_keys = ["source", "page"]
        built = VectorStoreIndex.from_documents(documents)
        built.storage_context.persist(str(work))
        made.append(built)
        return len(built.docstore.docs)

    def search(question: str, top: int) -> list[tuple[str, str, int | None]]:
        found = made[0].as_retriever(similarity_top_k=top).retrieve(question)
        return [(hit.metadata["source"], hit.get_content(), hit.metadata["page"] or None) for hit in found]

    return Ready(fill, search)


PEERS = {"langchain": (langchain, 10), "llamaindex": (llamaindex, 2)}
"""Each with the number of passages for a question; LlamaIndex's default is two."""


def ask(ready: Ready, questions: Path, results: Path, top: int) -> None:
    with results.open("w", encoding="utf-8") as file:
        for line in questions.read_text(encoding="utf-8").splitlines():
            question = json.loads(line)
            passages = [
                {"rank": rank, "document": document, "page": page, "text": text}
                for rank, (document, text, page) in enumerate(ready.search(question["question"], top), 1)
            ]
            file.write(json.dumps({"id": question["id"], "passages": passages}, ensure_ascii=False) + "\n")


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("peer", choices=list(PEERS))
    parser.add_argument("model")
    parser.add_argument("documents", type=Path)
    parser.add_argument("work", type=Path)
    parser.add_argument("--questions", type=Path)
    parser.add_argument("--results", type=Path)
    parser.add_argument("--top", type=int)
    options = parser.parse_args()
    started = time.perf_counter()
    make, top = PEERS[options.peer]
    ready = make(options.model, options.work)
    ready.search("warm", 1) if options.peer == "langchain" else None
    loaded = time.perf_counter()
    chunks = ready.fill(list(read(options.documents)))
    indexed = time.perf_counter()
    if options.questions is not None:
        ask(ready, options.questions, options.results, options.top or top)
    sys.stdout.write(json.dumps({"start_s": loaded - started, "index_s": indexed - loaded, "chunks": chunks}) + "\n")


if __name__ == "__main__":
    main()
