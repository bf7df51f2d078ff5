"""What is said about Azure OpenAI where a person decides: where a text goes, what is replaced, what is kept there."""

from collections.abc import Iterable
from urllib.parse import urlsplit

from PySide6.QtCore import QCoreApplication, QDate, QLocale

from desktop_rag.records import AzureState
from desktop_rag.ui.chat.answer_words import clean

_WORDING = (2026, 11, 23)
"""When Microsoft's pages were read last."""


def host(endpoint: str) -> str:
    """The computer that a text goes to."""
    return urlsplit(endpoint).hostname or endpoint


def goes_to(state: AzureState) -> str:
    """The badge, in one line."""
    return QCoreApplication.translate("Azure", "Goes to Azure: {host}, {deployment}").format(
        host=host(state.endpoint), deployment=state.deployment
    )


def kept_briefly(state: AzureState) -> str:
    """What may happen to the text at the service, in a few words."""
    if state.kept == "declared_not_kept":
        return QCoreApplication.translate("Azure", "declared: not kept, not read by people")
    return QCoreApplication.translate("Azure", "prompts may be kept and read by people")


def kept_sentence(state: AzureState | None) -> str:
    """The same as a sentence, with who has declared what."""
    translate = QCoreApplication.translate
    if state is None or state.kept != "declared_not_kept":
        return translate(
            "Azure",
            "Microsoft may keep prompts for abuse monitoring and people may read them. "
            "Your organisation has not declared that this is switched off for this resource.",
        )
    text = translate(
        "Azure",
        "Your organisation declares that abuse monitoring keeps nothing of this resource (ContentLogging: false), "
        "so nobody at Microsoft reads prompts.",
    )
    by = declared(state)
    # A Japanese full stop needs no space after it.
    return f"{text}{' ' if by and not text.endswith('。') else ''}{by}"


def declared(state: AzureState) -> str:
    """By whom and when IT declared it; empty where that is not said."""
    translate = QCoreApplication.translate
    by, day = state.declared_by, _day(state.declared_on)
    if by and day:
        return translate("Azure", "Declared by {name} on {day}.").format(name=by, day=day)
    if by:
        return translate("Azure", "Declared by {name}.").format(name=by)
    return translate("Azure", "Declared on {day}.").format(day=day) if day else ""


def kept_at_length() -> list[str]:
    """What Microsoft says of it, one sentence each; none of it can be seen from this computer."""
    translate = QCoreApplication.translate
    return [
        translate("Azure", "Prompts and answers are not used to train models and are not given to OpenAI."),
        translate(
            "Azure",
            "Abuse monitoring: programs look at prompts and answers first. What they find suspicious may be kept, and "
            "authorised Microsoft employees may read it.",
        ),
        translate(
            "Azure",
            "Kept for up to 30 days according to Microsoft Q&A; Microsoft's present privacy page gives no number.",
        ),
        translate(
            "Azure",
            "Processed: a Global deployment in any region, a Data Zone deployment in the United States or the European "
            "Union, a regional deployment in its own region. What is kept stays in the geography of the resource.",
        ),
        translate(
            "Azure",
            "An organisation can have this monitoring changed so that nothing is kept. Only your IT department can see "
            "whether that is in force (ContentLogging: false), and which kind of deployment it is.",
        ),
        translate("Azure", "Wording as of {day}.").format(day=_date(QDate(*_WORDING))),
    ]


def kind_name(kind: str) -> str:
    """What was replaced, in the plural; a kind that the organisation has named keeps its name."""
    translate = QCoreApplication.translate
    names = {
        "mail": translate("Azure", "Mail addresses"),
        "phone": translate("Azure", "Phone numbers"),
        "postcode": translate("Azure", "Postal codes"),
        #: The personal number that every resident of Japan has (マイナンバー)
        "my_number": translate("Azure", "My Numbers"),
        "account": translate("Azure", "Bank accounts"),
        "card": translate("Azure", "Card numbers"),
        "employee": translate("Azure", "Employee numbers"),
        "customer": translate("Azure", "Customer numbers"),
        "word": translate("Azure", "Names and words from the list"),
        "file": translate("Azure", "File names and paths"),
    }
    return names.get(kind, clean(kind.removeprefix("pattern:")))


def joined(parts: Iterable[str]) -> str:
    """Short parts of a quiet line."""
    return " · ".join(part for part in parts if part)


def _day(written: str | None) -> str:
    """A date as the language writes it, or as it was declared where it is none."""
    day = QDate.fromString(written or "", "yyyy-MM-dd")
    return _date(day) if day.isValid() else (written or "")


def _date(day: QDate) -> str:
    is_japanese = QLocale().language() == QLocale.Language.Japanese
    return QLocale().toString(day, "yyyy年M月d日" if is_japanese else "d MMMM yyyy")
