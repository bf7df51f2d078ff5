"""The sentences that stand around an answer: what is happening, why it is what it is, what was confirmed."""

from dataclasses import dataclass
from typing import Final

from PySide6.QtCore import QCoreApplication

from desktop_rag import messages
from desktop_rag.records import Answer
from desktop_rag.ui.chat.answer_words import clean
from desktop_rag.ui.chat.source_names import source_name
from desktop_rag.ui.chat.turn_state import TurnState

_QUOTES_STAND: Final = ("no_model", "model_language", "not_supported")
_NOT_LOOKED_FOR: Final = ("names_nothing", "nothing_within")
"""Nothing was asked for, or nowhere to look: this says nothing of what the documents say."""
_NAMED: Final = 3


@dataclass(frozen=True, slots=True)
class Notice:
    """A panel: its surface, the bold first words, the sentence after them, and the words of its button."""

    surface: str
    lead: str
    text: str
    button: str = ""


def notice(state: TurnState, language: str, *, shows_closest: bool) -> Notice | None:
    """The panel of a refusal or a failure."""
    answer = state.answer
    if answer is not None and answer.reason in _NOT_LOOKED_FOR:
        message = messages.sentence(answer.reason, language)
        return Notice("look_here", message.text, message.next_step)
    if answer is not None and answer.is_refused:
        return _refusal(state, answer, shows_closest=shows_closest)
    if state.phase == "failed" and state.code is not None:
        message = messages.sentence(state.code, language, **dict(state.details))
        return Notice("failed", message.text, message.next_step, _answer_locally() if state.provider == "azure" else "")
    if answer is not None and answer.reason is not None and answer.reason not in _QUOTES_STAND:
        message = messages.sentence(answer.reason, language, **dict(answer.reason_details))
        other = QCoreApplication.translate("TurnView", "Choose another model")
        button = _answer_locally() if state.provider == "azure" else other
        return Notice("failed", message.text, message.next_step, button)
    return None


def _answer_locally() -> str:
    return QCoreApplication.translate("TurnView", "Answer on this computer")


def origin(state: TurnState) -> str:
    """Where the words of the answer come from and what was sent for them; empty where this computer made them."""
    is_written = state.answer.provider == "azure" if state.answer is not None else bool(state.text)
    if state.provider != "azure" or not is_written:
        return ""
    translate = QCoreApplication.translate
    parts = [translate("TurnView", "Azure OpenAI, deployment {name}").format(name=clean(state.deployment or ""))]
    if state.sent is not None:
        count = len(state.sent.passages)
        parts.append(translate("TurnView", "passages sent: {count}").format(count=f"{count:,}"))
        replaced = sum(count for _kind, count in state.sent.redactions)
        if replaced:
            parts.append(translate("TurnView", "words replaced: {count}").format(count=f"{replaced:,}"))
    return " · ".join(parts)


def is_near_miss(answer: Answer | None) -> bool:
    """Whether the closest passages are near enough to be shown at once with the refusal."""
    return answer is not None and answer.reason == "weak_evidence" and bool(answer.passages)


def _refusal(state: TurnState, answer: Answer, *, shows_closest: bool) -> Notice:
    translate = QCoreApplication.translate
    button = translate("TurnView", "Hide them") if shows_closest else translate("TurnView", "Show them")
    if is_near_miss(answer):
        text = translate("TurnView", "No passage clearly answers this question. These come closest.") + _reading(state)
        return Notice("look_here", translate("TurnView", "Your documents may not say."), text, button)
    count = answer.searched_documents
    if state.collection is None:
        text = translate("TurnView", "Nothing in the documents that were searched ({count}) answers this question.")
    elif count == 1:
        text = translate("TurnView", "Nothing in the one document of {collection} answers this question.")
    else:
        text = translate("TurnView", "Nothing in the {count} documents of {collection} answers this question.")
    text = text.format(count=f"{count:,}", collection=state.collection)
    names = list(dict.fromkeys(source_name(passage.document, passage.part) for passage in answer.passages))[:_NAMED]
    if names:
        separator = translate("TurnView", ", ", "between the names of documents")
        closest = translate("TurnView", "Closest: {names}.").format(names=separator.join(names))
        # A Japanese full stop needs no space after it.
        text += ("" if text.endswith("。") else " ") + closest
    text += _reading(state)
    return Notice("look_here", translate("TurnView", "Your documents don't say."), text, button if names else "")


def _reading(state: TurnState) -> str:
    """That what is missing may only not have been read yet."""
    if not state.was_reading:
        return ""
    text = QCoreApplication.translate("TurnView", "Documents are still being read; ask again when that has ended.")
    return text if text.endswith("。") else f" {text}"


def any_source() -> tuple[str, str]:
    """The mark of an answer from the model's own knowledge."""
    return (
        QCoreApplication.translate("TurnView", "Not from your documents."),
        QCoreApplication.translate(
            "TurnView", "The model answered from its own knowledge; check it before you use it."
        ),
    )


def status(state: TurnState, language: str) -> tuple[str, str]:
    """The quiet line below an answer and its role: what is happening, or what came of it."""
    if not state.is_ended:
        return _progress(state)
    translate = QCoreApplication.translate
    if state.phase == "declined":
        return translate("TurnView", "Nothing was sent. The quotes stand as the answer."), "quiet"
    answer = state.answer
    if answer is None:
        return (translate("TurnView", "Stopped.") if state.phase == "stopped" else ""), "quiet"
    if answer.reason in _QUOTES_STAND:
        return messages.sentence(answer.reason, language).text, "quiet"
    return _support(answer)


def _progress(state: TurnState) -> tuple[str, str]:
    """What a question waits for now."""
    translate = QCoreApplication.translate
    role = "quiet"
    if state.phase == "waiting":
        text = translate("TurnView", "Your question is asked as soon as the library is open.")
    elif state.phase == "held":
        text = translate("TurnView", "Your question is asked as soon as the documents have been read.")
    elif state.phase == "consent":
        text = translate("TurnView", "Waiting for your decision; nothing has been sent.")
    elif state.phase == "searching" and state.has_evidence:
        text = translate("TurnView", "Found by its words; the search by meaning is getting ready.")
    elif state.phase == "searching":
        text = translate("TurnView", "Searching your documents.")
    elif state.text:
        text = translate("TurnView", "Writing.")
    elif state.sent is not None and state.provider == "azure":
        text, role = translate("TurnView", "Waiting for Azure OpenAI."), "azure"
    else:
        text = translate("TurnView", "Reading the passages.")
    return text, role


def _support(answer: Answer) -> tuple[str, str]:
    translate = QCoreApplication.translate
    if answer.kind != "model" or not answer.sentences:
        return (translate("TurnView", "Stopped.") if answer.stopped else ""), "quiet"
    supported = sum(each.supported for each in answer.sentences)
    if len(answer.sentences) == 1:
        text = translate("TurnView", "{supported} of 1 sentence supported")
    else:
        text = translate("TurnView", "{supported} of {count} sentences supported")
    text = text.format(supported=supported, count=len(answer.sentences))
    if answer.stopped:
        return translate("TurnView", "Stopped. {result}").format(result=text), "quiet"
    return f"✓ {text}", "local" if supported == len(answer.sentences) else "quiet"
