"""What the terminal prints with ``--json``, exactly as design.md, section 7 has it."""

from typing import Any

from desktop_rag import messages
from desktop_rag.records import (
    Answer,
    Collection,
    Document,
    HealthCheck,
    ModelInfo,
    Passage,
    Quote,
    SetAside,
    SettingValue,
)


class JsonForm:
    """Builds the objects; sentences in them are in one language."""

    def __init__(self, language: str) -> None:
        self._language = language

    def sentence(self, code: str, **details: str | float) -> str:
        """The whole sentence of a code."""
        return messages.sentence(code, self._language, **details).whole

    def passage(self, passage: Passage) -> dict[str, Any]:
        """PASSAGE."""
        return {
            "rank": passage.rank,
            "document_id": passage.document_id,
            "document": passage.document,
            "part": passage.part,
            "page": passage.page,
            "place": messages.place(passage.page, passage.place, self._language) or None,
            "start": passage.start,
            "end": passage.end,
            "text": passage.text,
            "heading": passage.heading,
            "modified": passage.modified,
            "score": passage.score,
        }

    def quote(self, quote: Quote) -> dict[str, Any]:
        """One of the quotes of an answer."""
        return {
            "marker": quote.marker,
            "document_id": quote.document_id,
            "document": quote.document,
            "part": quote.part,
            "page": quote.page,
            "place": messages.place(quote.page, quote.place, self._language) or None,
            "start": quote.start,
            "end": quote.end,
            "text": quote.text,
        }

    def answer(self, question_id: object, question: str, answer: Answer) -> dict[str, Any]:
        """What `ask` prints for a question."""
        text = answer.text
        if answer.is_refused and answer.reason is not None:
            text = self.sentence(answer.reason, documents=answer.searched_documents)
        return {
            "id": question_id,
            "question": question,
            "refused": answer.is_refused,
            "reason": answer.reason,
            "answer": text,
            "sentences": [
                {"text": sentence.text, "citations": list(sentence.citations), "supported": sentence.supported}
                for sentence in answer.sentences
            ],
            "quotes": [self.quote(quote) for quote in answer.quotes],
            "passages": [self.passage(passage) for passage in answer.passages],
            "model": answer.model,
            "provider": answer.provider,
            "timings_ms": {
                "evidence": answer.timings.evidence,
                "first_token": answer.timings.first_token,
                "total": answer.timings.total,
            },
            "tokens": {
                "prompt": answer.tokens.prompt,
                "prompt_reused": answer.tokens.prompt_reused,
                "answer": answer.tokens.answer,
            },
        }

    def set_aside(self, entry: SetAside) -> dict[str, Any]:
        """One of the documents that a job could not read."""
        return {"path": entry.path, "part": entry.part, "code": entry.code, "message": self.sentence(entry.code)}

    def document(self, document: Document) -> dict[str, Any]:
        """A line of `documents`."""
        return {
            "document_id": document.id,
            "document": document.path,
            "part": document.part,
            "state": document.state,
            "code": document.code,
            "message": self.sentence(document.code) if document.code else None,
            "pages": document.pages or None,
            "chunks": document.chunks,
            "bytes": document.size_bytes,
            "modified": document.modified,
            "language": document.language,
        }

    def collection(self, collection: Collection) -> dict[str, Any]:
        """A line of `collections list`."""
        return {
            "name": collection.name,
            "documents": collection.documents,
            "chunks": collection.chunks,
            "embedding_model": collection.embedding_model,
            "bytes": collection.size_bytes,
        }

    def model(self, model: ModelInfo) -> dict[str, Any]:
        """A line of `models`."""
        return {
            "name": model.name,
            "purpose": model.purpose,
            "file": model.file,
            "bytes": model.size_bytes,
            "sha256": model.sha256,
            "parameters": model.parameters,
            "quantization": model.quantization,
            "context": model.context,
            "memory_needed": model.memory_needed_bytes,
            "memory_free": model.memory_free_bytes,
            "usable": model.is_usable,
            "code": model.code,
            "message": self.sentence(model.code) if model.code else None,
        }

    def setting(self, setting: SettingValue) -> dict[str, Any]:
        """A line of `config`."""
        return {"key": setting.key, "value": setting.value, "source": setting.source}

    def check(self, check: HealthCheck) -> dict[str, Any]:
        """A line of `doctor`."""
        return {
            "check": check.check,
            "ok": check.is_ok,
            "code": check.code,
            "message": self.sentence(check.code) if check.code else None,
        }
