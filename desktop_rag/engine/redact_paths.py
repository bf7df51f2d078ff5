"""Finds paths and file names in a text, and the web addresses that stay as they are."""

import re
from collections.abc import Iterator

from desktop_rag.engine.redact_view import View

SUFFIXES = frozenset(
    (
        "pdf doc docx docm dot dotx xls xlsx xlsm xlsb xlt xltx ppt pptx pptm pot potx pps ppsx txt md markdown csv "
        "tsv eml msg htm html mht mhtml odt ods odp odg rtf zip 7z rar tar tgz gz lzh json jsonl xml yml yaml epub "
        "mbox png jpg jpeg gif tif tiff bmp heic webp svg mp3 mp4 m4a wav mov avi log ini sqlite db bak one vsd vsdx "
        "pages key jtd jtdc xdw dwg dxf gguf ps1 bat exe dll msi lnk tmp"
    ).split()
)
_DOTTED = re.compile(r"\.([A-Za-z0-9]{1,8})(?![A-Za-z0-9_])(?!\.[A-Za-z0-9])")
_STOPS = r"\s\"'<>|*?「」『』【】〔〕《》“”‘’、。,;`"
_WEB = re.compile(r"(?:https?://|www\.)[^\s\"'<>「」『』【】（）、。`|]+")
_FILE_URL = re.compile(rf"(?:file|smb|afp|nfs|sftp)://[^{_STOPS}]+")
_POSIX = re.compile(
    rf"(?:~[A-Za-z0-9_]{{0,32}}/|\$\{{?[A-Z_]{{2,20}}\}}?/|\.\.?/|/)[^{_STOPS}/:()]+(?:/+[^{_STOPS}/:]+)*/?"
)
_NOT_BEFORE_POSIX = re.compile(r"[\w/:.<)\]~%]")
_WINDOWS = re.compile(r"(?::[\\/¥]|%[\\¥]|\\\\|¥¥)(?=[^\s\\/¥])")
_VARIABLE = re.compile(r"%[A-Za-z]{3,20}\Z")
_WINDOWS_PART = re.compile(r"[^\\/¥:*?\"<>|\n\t「」『』]{0,80}[^\\/¥:*?\"<>|\s「」『』][\\/¥]+")
_WINDOWS_NAME = re.compile(rf"[^\\/¥:{_STOPS}]*")
_MORE = r" [^\s\\/¥:*?\"<>|「」『』、。,;]{1,60}"
_SPACED_NAME = re.compile(rf"(?:{_MORE}){{1,4}}")
_SPACED_FOLDER = re.compile(rf"(?:{_MORE}){{1,3}}?/[^\s\"'<>|「」『』、。,;:]+")
_SENTENCE = re.compile(
    r" (?:and|or|the|to|in|is|was|are|of|for|from|with|see|open|then|into|at|by|on|not|as|if|it|has|have)(?= )"
    r"|(?:[をがはにへ]|から|まで|です|ます) ",
    re.IGNORECASE,
)
_CLOSING = dict(zip("」』”\"'’】》)]`", "「『“\"'‘【《([`", strict=True))
_NOT_QUOTED = re.compile(r"[\n「」『』“”\"‘’【】《》`:]")
_NAME = re.compile(r"[^\s\"'<>|*?「」『』【】〔〕《》“”‘’、。,;:`!…·]+\Z")
_LONGEST_NAME = 120
_PARTICLE = re.compile(r"(?:は|を|には|では|から|まで)(?=[^\u3040-\u309f])")
_TOKEN = re.compile(r"[^\s\"'<>|*?「」『』【】〔〕《》“”‘’、。,;:`!…]+ \Z")
_MOST_TOKENS = 6
_LISTED = re.compile(r"(?:: ?|(?:\n|\A)[ \t]*[-•・*] )((?:[^\s\"'<>|*?:「」『』“”、。,;`!]{1,40} ){1,4})\Z")
_NO_TITLE = frozenset(
    (
        "see open the please in file files attached attachment attach save read use from to a an and or is was my our "
        "your this that check find send print as at by on of with for it under named called document update delete "
        "import export download"
    ).split()
)
"""Words that stand before a file name in title case without being part of it."""
_ROOT = re.compile(r"[A-Za-z0-9._\-]{2,}")


def web_addresses(seen: View) -> list[tuple[int, int]]:
    """Spans of http and https addresses, in order."""
    return [found.span() for found in _WEB.finditer(seen.lowered)]


def find(seen: View) -> Iterator[tuple[int, int]]:
    """Spans of paths and of file names with a known suffix in the view's text."""
    text = seen.text
    for found in _FILE_URL.finditer(seen.lowered):
        yield found.start(), _with_spaces(text, found.start(), _trimmed(text, *found.span()))
    for found in _POSIX.finditer(text):
        if _is_posix(text, found):
            yield found.start(), _with_spaces(text, found.start(), _trimmed(text, *found.span()))
    for found in _WINDOWS.finditer(text):
        start = _windows_start(text, found.start())
        if start is not None:
            yield start, _windows_end(text, start, found.end())
    for found in _DOTTED.finditer(seen.lowered):
        if found.group(1) in SUFFIXES:
            start = _name_start(text, found.start(), found.end())
            if start < found.start():
                yield start, found.end()


def _last_suffix(text: str, start: int, end: int) -> int:
    """Where the last known suffix between two places ends; 0 where there is none."""
    ends = [found.end() for found in _DOTTED.finditer(text, start, end) if found.group(1).lower() in SUFFIXES]
    return ends[-1] if ends else 0


def _is_posix(text: str, found: re.Match[str]) -> bool:
    path = found.group()
    if found.start() > 0 and _NOT_BEFORE_POSIX.match(text, found.start() - 1):
        return False
    parts = [part for part in path.split("/") if part]
    if path.startswith(("~", "$")):
        return True
    if len(parts) < 2:
        return False
    if path.startswith(".") or _ROOT.fullmatch(parts[0]) or _last_suffix(path, 0, len(path)):
        return True
    return len(parts) >= 3 and min(map(len, parts)) >= 2


def _trimmed(text: str, start: int, end: int) -> int:
    """The end without the sentence's full stop, or a bracket that was opened before the path."""
    while end > start:
        last = text[end - 1]
        if last not in ".!?:…" and (last not in ")]" or _CLOSING[last] in text[start:end]):
            break
        end -= 1
    return end


def _with_spaces(text: str, start: int, end: int) -> int:
    """The end with parts that hold spaces, where a further slash or a suffix shows that the path goes on."""
    while _last_suffix(text, start, end) != end:
        folder = _SPACED_FOLDER.match(text, end)
        if folder is None or _SENTENCE.search(f"{folder.group()} "):
            return _with_name(text, end) or end
        end = _trimmed(text, start, folder.end())
    return end


def _with_name(text: str, end: int) -> int:
    """Where words that follow end in a suffix, unless they are part of a sentence; 0 where they do not."""
    more = _SPACED_NAME.match(text, end)
    if more is None:
        return 0
    suffixes = [found for found in _DOTTED.finditer(text, end, more.end()) if found.group(1).lower() in SUFFIXES]
    return suffixes[0].end() if suffixes and not _SENTENCE.search(text[end : suffixes[0].end()]) else 0


def _windows_start(text: str, at: int) -> int | None:
    if text[at] == ":":
        is_drive = at > 0 and text[at - 1].isascii() and text[at - 1].isalpha()
        is_word = at > 1 and text[at - 2].isascii() and text[at - 2].isalpha()
        return at - 1 if is_drive and not is_word else None
    if text[at] == "%":
        variable = _VARIABLE.search(text, max(0, at - 21), at)
        return variable.start() if variable is not None else None
    return at


def _windows_end(text: str, start: int, end: int) -> int:
    while (part := _WINDOWS_PART.match(text, end)) is not None and not _SENTENCE.search(part.group()):
        end = part.end()
    name = _WINDOWS_NAME.match(text, end)
    end = name.end() if name is not None else end
    return _last_suffix(text, start, end) or _with_name(text, end) or _trimmed(text, start, end)


def _name_start(text: str, dot: int, end: int) -> int:
    """Where the name before a suffix begins: at a quotation mark, a space, a bracket or a particle."""
    opening = _CLOSING.get(text[end : end + 1])
    if opening is not None:
        quote = _opened_at(text, dot, opening, text[end])
        if quote >= 0 and not _NOT_QUOTED.search(text, quote + 1, dot):
            return quote + 1
    name = _NAME.search(text, max(0, dot - _LONGEST_NAME), dot)
    if name is None:
        return dot
    start = _inside_brackets(text, name.start(), dot)
    for particle in _PARTICLE.finditer(text, start + 1, dot):
        start = particle.end()
    # Words in title case before it belong to it: Annual Report 2024.pdf.
    for _ in range(_MOST_TOKENS if start < dot else 0):
        token = _TOKEN.search(text, max(0, start - 60), start)
        if token is None or not _is_title(token.group()[:-1]):
            break
        start = token.start()
    # After a colon or a bullet a few words up to the suffix are the name.
    listed = _LISTED.search(text, max(0, start - 80), start) if start < dot else None
    return listed.start(1) if listed is not None and not _SENTENCE.search(f" {listed.group(1)}") else start


def _opened_at(text: str, end: int, opening: str, closing: str) -> int:
    """Where the bracket that closes after a name was opened; -1 where it was not."""
    depth = 0
    for at in range(end - 1, max(0, end - _LONGEST_NAME) - 1, -1):
        if text[at] == opening and depth == 0:
            return at
        depth += (text[at] == closing) - (text[at] == opening)
    return -1


def _inside_brackets(text: str, start: int, end: int) -> int:
    """Leave out a bracket that the name opens but does not close, with what stands before it."""
    depth = 0
    for at in range(end - 1, start - 1, -1):
        if text[at] in ")]":
            depth += 1
        elif text[at] in "([":
            if depth == 0:
                return at + 1
            depth -= 1
    return start


def _is_title(token: str) -> bool:
    if token.casefold().strip(".") in _NO_TITLE or token[-1] in ".)]":
        return False
    return token[0].isupper() or token[0].isdigit() or token in {"-", "&", "_", "+"}
