"""An answer with its sources as plain text, for a mail or a report."""

from desktop_rag import messages
from desktop_rag.records import Answer
from desktop_rag.ui.chat.answer_words import clean, flowing, joined, without_marks
from desktop_rag.ui.chat.source_names import date_text, source_name


def with_sources(question: str, answer: Answer, language: str) -> str:
    """The question, the supported sentences with numbers, and below them each quote with its place."""
    words = ""
    for between, sentence in joined([each for each in answer.sentences if each.supported], answer.text):
        marks = "".join(f"[{marker}]" for marker in dict.fromkeys(sentence.citations))
        words += f"{between}{without_marks(sentence.text).strip()}{' ' + marks if marks else ''}"
    lines = [clean(question).strip(), "", words or clean(answer.text).strip()]
    for quote in answer.quotes:
        where = messages.place(quote.page, quote.place, language)
        source = ", ".join(
            filter(None, (source_name(quote.document, quote.part), where, date_text(quote.modified, language)))
        )
        lines += ["", f"[{quote.marker}] {source}", f"    {flowing(quote.text)}"]
    return "\n".join(lines) + "\n"
