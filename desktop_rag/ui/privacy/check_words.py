"""What was looked at, in a person's words: the checks of an erasure and those of "Check now"."""

from PySide6.QtCore import QCoreApplication

from desktop_rag.records import HealthCheck
from desktop_rag.ui.chat.answer_words import clean
from desktop_rag.ui.library.sentences import sentence_of


def check_sentence(check: HealthCheck) -> str:
    """What was looked at, what was seen, and why it is not as it should be."""
    name, _, about = check.check.partition(":")
    words = _words(name) or check.check
    about = _processes().get(about, clean(about))
    seen = _seen(name, clean(check.detail or ""))
    if about:
        #: A check, and the process or model that it is about
        words = QCoreApplication.translate("Checks", "{check}: {about}").format(check=words, about=about)
    if seen:
        #: A check, and what it saw
        words = QCoreApplication.translate("Checks", "{check} ({seen})").format(check=words, seen=seen)
    if check.is_ok:
        return words
    #: A check that was not passed
    words = QCoreApplication.translate("Checks", "Not passed: {check}.").format(check=words)
    return f"{words} {_reason(check.code)}".strip()


def _seen(name: str, detail: str) -> str:
    """What a check saw, in words; two numbers come with a stroke between them."""
    first, _, second = detail.partition(" / ")
    match name:
        case "no_connections" if second:
            text = QCoreApplication.translate("Checks", "{first} connections, {second} processes")
        case "library_private" if second:
            text = QCoreApplication.translate("Checks", "mode {first}, {second} files open to others")
        case "policy" if detail:
            text = QCoreApplication.translate("Checks", "{first} settings fixed")
        case _:
            return _details().get(detail, detail)
    return text.format(first=first, second=second)


def _reason(code: str | None) -> str:
    """The sentence of a code; nothing where the check says as much by itself, or there is no sentence of its own."""
    reason = sentence_of(code or "internal")
    is_known = code == "internal" or reason != sentence_of("internal")
    return reason if is_known and code != "erasure_incomplete" else ""


def _words(name: str) -> str | None:
    return {**_erasure_words(), **_health_words()}.get(name)


def _erasure_words() -> dict[str, str]:
    return {
        "index_rows": QCoreApplication.translate("Checks", "No passage of it is left in the index"),
        "index_files": QCoreApplication.translate("Checks", "Every file of the index is newer than the erasure"),
        "index_whole": QCoreApplication.translate("Checks", "Everything else is still there and can be found"),
        "index_gone": QCoreApplication.translate("Checks", "The folder of the index is gone"),
        "catalogue": QCoreApplication.translate("Checks", "The catalogue has no entry of it, in free pages either"),
        "chats": QCoreApplication.translate("Checks", "No chat that was to go shows text of it"),
        "pictures": QCoreApplication.translate("Checks", "No picture of a page is kept"),
        "logs": QCoreApplication.translate("Checks", "The logs are emptied"),
    }


def _health_words() -> dict[str, str]:
    return {
        "library": QCoreApplication.translate("Checks", "The library can be read"),
        "reader": QCoreApplication.translate("Checks", "Documents can be read"),
        "model": QCoreApplication.translate("Checks", "The model starts and says a word"),
        "python_guard": QCoreApplication.translate("Checks", "A connection tried by Python code is refused"),
        "native_guard": QCoreApplication.translate("Checks", "A connection tried by native code is refused"),
        "offline_switches": QCoreApplication.translate("Checks", "Every library is told to stay offline"),
        "refused_attempts": QCoreApplication.translate("Checks", "Other attempts that were refused"),
        "no_connections": QCoreApplication.translate("Checks", "No process held a network connection"),
        "no_network": QCoreApplication.translate("Checks", "No process holds a network connection"),
        "sample_index": QCoreApplication.translate("Checks", "A sample document was indexed"),
        "sample_question": QCoreApplication.translate("Checks", "A question about it was answered"),
        "sample_gone": QCoreApplication.translate("Checks", "The sample and its index are gone again"),
        "logs_clean": QCoreApplication.translate("Checks", "No word of the sample stands in a log"),
        "library_private": QCoreApplication.translate("Checks", "Only you can read the library"),
        "policy": QCoreApplication.translate("Checks", "The organisation's policy can be read"),
        "keychain": QCoreApplication.translate("Checks", "Keychain"),
        "disk_encryption": QCoreApplication.translate("Checks", "Disk encryption"),
    }


def _processes() -> dict[str, str]:
    return {
        "engine": QCoreApplication.translate("Checks", "engine"),
        "terminal": QCoreApplication.translate("Checks", "terminal"),
        "window": QCoreApplication.translate("Checks", "window"),
        "parse": QCoreApplication.translate("Checks", "reader of documents"),
        "embed": QCoreApplication.translate("Checks", "search model"),
        "chat": QCoreApplication.translate("Checks", "answer model"),
    }


def _details() -> dict[str, str]:
    return {
        "seccomp": QCoreApplication.translate("Checks", "filter in the system's kernel"),
        "threads": QCoreApplication.translate("Checks", "a thread is not covered"),
        "system": QCoreApplication.translate("Checks", "this system has no filter"),
        "kernel": QCoreApplication.translate("Checks", "the kernel takes no filter"),
        "remote_display": QCoreApplication.translate("Checks", "the window is drawn over a network"),
        "none": QCoreApplication.translate("Checks", "none"),
        "encrypted": QCoreApplication.translate("Checks", "on"),
        "not_encrypted": QCoreApplication.translate("Checks", "off"),
        "partly": QCoreApplication.translate("Checks", "under way, or suspended"),
        "network": QCoreApplication.translate("Checks", "on another computer"),
        "memory": QCoreApplication.translate("Checks", "in memory"),
        "unknown": QCoreApplication.translate("Checks", "not known"),
        "luks": "LUKS",
        "bitlocker": "BitLocker",
        "filevault": "FileVault",
    }
