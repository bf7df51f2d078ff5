"""What the terminal prints with ``--json``, exactly as design.md, section 7 has it."""

from typing import Any

from desktop_rag import messages
from desktop_rag.protocol import Forgotten
from desktop_rag.records import (
    Answer,
    AzureState,
    Collection,
    Document,
    HealthCheck,
    LedgerVerdict,
    ModelInfo,
    Passage,
    Quote,
    SendingPreview,
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

    def reason(self, entry: SetAside | Document) -> str | None:
        """Why a document, or some of it, could not be read."""
        if not entry.code:
            return None
        return self.sentence(entry.code, pages=entry.pages, pictures=entry.pages_without_text)

    def set_aside(self, entry: SetAside) -> dict[str, Any]:
        """One of the documents that a job could not read, or not all of it."""
        return {"path": entry.path, "part": entry.part, "code": entry.code, "message": self.reason(entry)}

    def document(self, document: Document) -> dict[str, Any]:
        """A line of `documents`."""
        return {
            "document_id": document.id,
            "document": document.path,
            "part": document.part,
            "state": document.state,
            "code": document.code,
            "message": self.reason(document),
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
        body = {"key": setting.key, "value": setting.value, "source": setting.source}
        return body if setting.origin is None else {**body, "origin": setting.origin, "preset": setting.is_preset}

    def check(self, check: HealthCheck) -> dict[str, Any]:
        """A line of `doctor`."""
        return {
            "check": check.check,
            "ok": check.is_ok,
            "code": check.code,
            "detail": check.detail,
            "message": self.sentence(check.code) if check.code else None,
        }

    def receipt(self, done: Forgotten) -> dict[str, Any]:
        """What `forget` prints."""
        return {
            "documents": done.documents,
            "chunks": done.chunks,
            "checked": done.is_checked,
            "seconds": done.seconds,
            "chats": done.chats,
            "turns": done.turns,
            "checks": [{"check": check.check, "ok": check.is_ok} for check in done.checks],
        }

    def preview(self, question_id: object, question: str, preview: SendingPreview) -> dict[str, Any]:
        """What `ask --preview` prints."""
        return {
            "id": question_id,
            "question": question,
            "body_sha256": preview.body_sha256,
            "bytes": preview.body_bytes,
            "body": preview.body,
            "passages": [
                {"marker": part.marker, "document_id": part.document_id, "document": part.document}
                for part in preview.passages
            ],
            "redactions": [{"kind": kind, "count": count} for kind, count in preview.redactions],
            "endpoint": preview.endpoint,
            "deployment": preview.deployment,
            "kept": preview.kept,
        }

    def verdict(self, verdict: LedgerVerdict) -> dict[str, Any]:
        """What `ledger verify` prints."""
        return {
            "ok": verdict.is_ok,
            "code": verdict.code,
            "line": verdict.line,
            "lines": verdict.lines,
            "sendings": verdict.sendings,
            "sealed_by": verdict.sealed_by,
            "since_keychain": verdict.since_keychain,
            "exposed": verdict.is_exposed,
            "chapter": verdict.chapter,
        }

    def azure(self, state: AzureState) -> dict[str, Any]:
        """What `azure show` prints."""
        return {
            "ok": state.code is None,
            "code": state.code,
            "message": self.sentence(state.code) if state.code else None,
            "endpoint": state.endpoint,
            "deployment": state.deployment,
            "auth": state.auth,
            "key_place": state.key_place,
            "has_key": state.has_key,
            "kept": state.kept,
        }
