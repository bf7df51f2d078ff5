"""What the documents name exists: files, tests, commands with their options, names of headers, figures and dates."""

import datetime as dt
import importlib
import re
import shlex
from collections.abc import Iterator
from pathlib import Path

import pytest

from desktop_rag import azure_endpoint, cli, logs, settings
from desktop_rag.engine import (
    catalog,
    egress,
    erasure,
    housekeeping,
    ledger,
    library,
    model_files,
    passage_marks,
    personal_data,
    prompt,
    seal,
    source_pages,
)
from desktop_rag.engine.egress import Terms
from desktop_rag.engine.online import AzureTarget
from desktop_rag.engine.redaction import Redactor
from desktop_rag.engine.workers import azure_gate, online_worker
from desktop_rag.policy.keys import KEYS
from desktop_rag.ui.chat import azure_words

ROOT = Path(__file__).resolve().parent.parent
PRIVACY = ("docs/privacy.md", "docs/privacy.ja.md")
DOCUMENTS = (
    *PRIVACY,
    *("docs/architecture.md", "docs/admin-guide.md", "docs/admin-guide.ja.md"),
    *("README.md", "SECURITY.md", "CHANGELOG.md", "CONTRIBUTING.md"),
)
SHORT_FOR = ("", "docs/", "desktop_rag/", "desktop_rag/ui/", "desktop_rag/engine/", "packaging/policy/")
"""Where a path in a document may begin; documents about the code leave out the folder that everything is in."""

PATH = re.compile(r"(?:[\w.-]+/)*[\w.-]+(?:/|\.(?:py|md|toml|json|admx|mobileconfig|ini|cfg))")
CODE = re.compile(r"```\w*\n(.*?)```|`([^`]+)`", re.DOTALL)
NOT_OURS = {
    # Made by the program in a library folder, and looked at by name below.
    *("settings.json", "settings.broken.json", "model_hashes.json", "collections/", "collections/<id>/", "logs/"),
    *("cache/", "reports/", "models/"),
    "utils.py",  # named as what there is not
}


def read(document: str) -> str:
    return (ROOT / document).read_text(encoding="utf-8")


def code_in(document: str) -> Iterator[str]:
    """Everything that stands as code, each line of a block for itself."""
    for found in CODE.finditer(read(document)):
        block, span = found.groups()
        if span is not None:
            yield " ".join(span.split())
        else:
            yield from (line.partition("  #")[0].strip() for line in block.replace("\\\n", " ").splitlines())


def commands_in(document: str) -> Iterator[list[str]]:
    """Command lines of the program, without what starts it."""
    for line in code_in(document):
        start = re.match(r"(?:\.venv/bin/)?desktop-rag (?!\S*/)|\S*python -m desktop_rag ", line)
        if start is not None and "…" not in line:
            yield shlex.split(line[start.end() :])


# --- names ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("document", DOCUMENTS)
def test_every_link_leads_somewhere(document: str) -> None:
    for target in re.findall(r"\]\(([^)\s]+)\)", read(document)):
        if "://" not in target:
            assert ((ROOT / document).parent / target.partition("#")[0]).exists(), target


@pytest.mark.parametrize("document", DOCUMENTS)
def test_every_path_exists(document: str) -> None:
    for code in code_in(document):
        path, _, function = code.partition("::")
        if PATH.fullmatch(path) is None or path in NOT_OURS:
            continue
        known = [ROOT / start / path for start in SHORT_FOR if (ROOT / start / path).exists()]
        assert known or Path(path).name in _names_of_the_library(), path
        if function:
            assert re.search(rf"^ *def {function}\(", known[0].read_text(encoding="utf-8"), re.MULTILINE), code


@pytest.mark.parametrize("document", DOCUMENTS)
def test_every_command_is_one(document: str) -> None:
    for words in commands_in(document):
        if words == ["--home", "DIR"] or (len(words) == 1 and words[0] in cli.COMMANDS):
            continue  # the window; a command that is spoken of
        if cli.names_a_command(words):
            cli._parser().parse_args(words)  # ends this test for anything that it does not know


@pytest.mark.parametrize("document", DOCUMENTS)
def test_every_module_that_is_called_exists(document: str) -> None:
    for code in code_in(document):
        called = re.match(r"python -m ((?:benchmarks|tools)[\w.]*)(.*)", code)
        if called is None:
            continue
        source = Path(importlib.import_module(called[1]).__file__ or "").read_text(encoding="utf-8")
        for option in re.findall(r"--[\w-]+", called[2]):
            assert f'"{option}"' in source, code


@pytest.mark.parametrize("document", DOCUMENTS)
def test_every_make_target_exists(document: str) -> None:
    targets = set(re.findall(r"^([a-z]+):", read("Makefile"), re.MULTILINE))
    for code in code_in(document):
        if named := re.match(r"make ([a-z]+)\b", code):
            assert named[1] in targets, code


@pytest.mark.parametrize("document", DOCUMENTS)
def test_every_setting_exists(document: str) -> None:
    known = {*settings.keys(), *KEYS}
    groups = {key.partition(".")[0] for key in known}
    for code in code_in(document):
        if re.fullmatch(r"[a-z]+\.[a-z_]+", code) and code.partition(".")[0] in groups and PATH.fullmatch(code) is None:
            assert code in known, code


def test_the_documents_name_commands_at_all() -> None:
    """Else the checks above would pass for documents that they cannot read."""
    named = {" ".join(words) for document in DOCUMENTS for words in commands_in(document)}
    assert {"doctor --privacy", "ledger verify", "policy check FILE", "forget --old-text"} <= named
    assert any(code.startswith("python -m benchmarks.erasure") for code in code_in(PRIVACY[0]))


# --- what is kept and what is sent ------------------------------------------------------------------------------------


def _names_of_the_library() -> set[str]:
    return {
        *(catalog.FILE_NAME, settings.FILE_NAME, settings.BROKEN_FILE_NAME, ledger.FILE_NAME, passage_marks.KEY_NAME),
        *(seal.FILE_NAME, library.LOCK_NAME, model_files._HASHES),
    }


@pytest.mark.parametrize("document", PRIVACY)
def test_every_file_of_a_library_is_named(document: str) -> None:
    text = read(document)
    for name in (*_names_of_the_library(), "collections/", "logs/", "cache/", "reports/", "models/"):
        assert f"`{name}`" in text, name


@pytest.mark.parametrize("document", PRIVACY)
def test_everything_that_is_sent_is_named(document: str) -> None:
    target = AzureTarget(
        "https://contoso.openai.azure.com/openai/v1/", "d", "key", "", "", "", 10.0, allow_loopback_http=False
    )
    terms = Terms(target, "question", "may_be_kept", "none", keep_body=False, is_redacted=True, needs_passages=False)
    pieces = prompt.build("Who?", [], [], [], language="en", limit=False)
    sending = egress.prepare(pieces, terms, Redactor(), max_tokens=100)
    fields = re.findall(r'"(\w+)":', re.sub(r'"messages":\[.*?\],', '"messages":0,', sending.body.decode()))
    fields.remove("include_usage")  # inside `stream_options`
    codes = set(code_in(document))
    assert "messages" in fields
    assert {*fields, *azure_gate.SENT_HEADERS, *personal_data.LABELS.values(), online_worker.TEST_WORD} <= codes
    assert set(azure_endpoint._HOST_ENDINGS) <= codes
    # As text: its libraries take seconds to import.
    signing_in = (ROOT / "desktop_rag/engine/workers/azure_sign_in.py").read_text(encoding="utf-8")
    assert set(re.findall(r'"(login\.[\w.]+)"', signing_in)) == {code for code in codes if code.startswith("login.")}


def test_figures_are_those_of_the_code() -> None:
    english, japanese = (" ".join(read(document).split()) for document in PRIVACY)
    log_mb = logs._MAX_BYTES * (logs._KEPT_FILES + 1) // 1_000_000
    hours, minutes = erasure.DUE_AFTER_S / 3600, housekeeping.ROUND_S / 60
    assert minutes == 30
    wording = dt.date(*azure_words._WORDING).isoformat()
    for english_words, japanese_words in (
        (f"chats {settings.ChatSettings().keep_days} days after", f"{settings.ChatSettings().keep_days} 日（"),
        (f"{log_mb} MB a process", f"{log_mb} MB で上書き"),
        (f"last {source_pages._KEPT_PICTURES} pages", f"{source_pages._KEPT_PICTURES} ページまで"),
        (f"when it is {hours:.0f} hours old", f"{hours:.0f} 時間が経過"),
        ("every half hour", "30 分ごと"),
        (f"{prompt._EARLIER_CHARACTERS} characters", f"{prompt._EARLIER_CHARACTERS} 文字"),
        ("the two last questions", f"最大 {prompt.EARLIER_TURNS} 件"),
        ("TLS is 1.2 or newer", "TLS は 1.2 以上"),
        (f"**{wording}**", f"**{wording}** 時点"),
    ):
        assert english_words in english, english_words
        assert japanese_words in japanese, japanese_words


def test_both_languages_say_the_same() -> None:
    english, japanese = (read(document) for document in PRIVACY)
    assert set(code_in(PRIVACY[0])) == set(code_in(PRIVACY[1]))
    for mark in ("## ", "| ", "- "):
        counts = [sum(line.startswith(mark) for line in text.splitlines()) for text in (english, japanese)]
        assert counts[0] == counts[1], mark
    assert english.count("**") == japanese.count("**")


def test_the_architecture_stays_short() -> None:
    words = [word for word in read("docs/architecture.md").split() if re.search("[A-Za-z]", word)]
    assert len(words) <= 1200, "two pages"
