"""The terminal commands: the same engine, its events as sentences for a person or as JSON lines for a program.

With ``--json`` standard output holds JSON only, one object a line; sentences go to standard error. Exit codes: 0 done
(documents set aside are done), 1 failed, 2 usage, 3 library in use, 4 refused by policy, 5 no such path or collection,
130 interrupted (what was finished is kept).
"""

import argparse
import datetime as dt
import os
from collections.abc import Sequence
from pathlib import Path
from typing import TypeAlias

_Commands: TypeAlias = "argparse._SubParsersAction[argparse.ArgumentParser]"  # noqa: SLF001 (it has no public name)

COMMANDS = (
    "index", "search", "ask", "documents", "collections", "chats", "forget", "models", "config", "azure", "ledger",
    "policy", "doctor",
)  # fmt: skip


def names_a_command(arguments: Sequence[str]) -> bool:
    """Whether a command line is for the terminal; everything else is for the window."""
    rest = list(arguments)
    while rest:
        word = rest.pop(0)
        if word in ("-h", "--help", "--version"):
            return True
        if word == "--home":
            if not rest:
                return True  # the parser says what is missing
            rest = rest[1:]
        elif not word.startswith("-"):
            # A word that is neither a command nor a file is a slip: better a sentence here than a window without it.
            return word in COMMANDS or not os.path.lexists(word)
    return False


def run(arguments: Sequence[str]) -> int:
    """Carry out a terminal command; returns the exit code."""
    options = _parser().parse_args(arguments)
    from desktop_rag import guard

    guard.install()
    from desktop_rag import terminal

    return terminal.run(options)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="desktop-rag", description="Ask your own documents, on your own computer. Without a command: the window."
    )
    parser.add_argument(
        "--home", type=Path, metavar="DIR", help="the library folder; otherwise the platform's own place"
    )
    parser.add_argument("--version", action="version", version=_version())
    commands = parser.add_subparsers(dest="command", metavar="COMMAND", required=True)
    shared = argparse.ArgumentParser(add_help=False)
    shared.add_argument("--json", action="store_true", help="JSON lines on standard output")
    shared.add_argument("--home", type=Path, metavar="DIR", default=argparse.SUPPRESS, help=argparse.SUPPRESS)
    collection = argparse.ArgumentParser(add_help=False)
    collection.add_argument("--collection", metavar="NAME", help="may be left out where there is only one")

    index = commands.add_parser(
        "index", parents=[shared, collection], help="add paths to a collection, bring it up to date"
    )
    index.add_argument("paths", nargs="+", metavar="PATH")
    search = commands.add_parser("search", parents=[shared, collection], help="find passages")
    ask = commands.add_parser("ask", parents=[shared, collection], help="answer a question with evidence")
    for questions in (search, ask):
        questions.add_argument("question", nargs="?", metavar="QUESTION")
        questions.add_argument("--questions", type=Path, metavar="FILE", help='a file of {"id","question"} lines')
        _add_filters(questions)
    search.add_argument("--top", type=_count, default=10, metavar="N")
    ask.add_argument("--any-source", action="store_true", help="the model may use its own knowledge")
    ask.add_argument("--no-model", action="store_true", help="the quotes are the answer")
    ask.add_argument("--model", metavar="NAME")
    ask.add_argument("--provider", choices=("local", "azure"), default="local")
    ask.add_argument("--preview", action="store_true", help="with azure: show exactly what would be sent, send nothing")
    ask.add_argument("--approve", metavar="SHA256", help="with azure: send exactly the body that has this hash")
    ask.add_argument("--without", type=_count, action="append", default=[], metavar="N", help="take passage N out")
    ask.add_argument("--key-stdin", action="store_true", help="read the key for this one call from standard input")
    commands.add_parser("documents", parents=[shared, collection], help="documents and their states")
    collections = commands.add_parser("collections", help="list, delete or read collections anew")
    verbs = collections.add_subparsers(dest="verb", metavar="VERB", required=True)
    verbs.add_parser("list", parents=[shared])
    anew = verbs.add_parser(
        "read-anew", parents=[shared], help="read what an earlier version read, or move to another embedding model"
    )
    anew.add_argument("name", metavar="NAME")
    anew.add_argument("--model", metavar="MODEL", help="the embedding model to move to")
    anew.add_argument("--plan", action="store_true", help="only tell how much it would be")
    _add_forgetting(commands, verbs, shared, collection)
    models = commands.add_parser("models", help="list, add or check models")
    verbs = models.add_subparsers(dest="verb", metavar="VERB", required=True)
    verbs.add_parser("list", parents=[shared])
    verbs.add_parser("add", parents=[shared]).add_argument("file", metavar="FILE")
    verbs.add_parser("check", parents=[shared]).add_argument("name", metavar="NAME")
    config = commands.add_parser("config", help="read or change settings")
    verbs = config.add_subparsers(dest="verb", metavar="VERB", required=True)
    verbs.add_parser("get", parents=[shared]).add_argument("key", nargs="?", metavar="KEY")
    change = verbs.add_parser("set", parents=[shared])
    change.add_argument("key", metavar="KEY")
    change.add_argument("value", metavar="VALUE")
    _add_azure(commands, shared)
    _add_proofs(commands, shared)
    doctor = commands.add_parser("doctor", parents=[shared], help="check that everything works")
    doctor.add_argument("--privacy", action="store_true", help="try the silence of every process, and write a report")
    return parser


def _add_filters(questions: argparse.ArgumentParser) -> None:
    questions.add_argument(
        "--in", dest="places", action="append", default=[], metavar="PATH", help="only in this file or folder"
    )
    questions.add_argument(
        "--type", dest="kinds", action="append", default=[], metavar="TYPE", help="only documents of this type: pdf"
    )
    questions.add_argument("--since", type=_day, metavar="DATE", help="only documents changed on this day or later")
    questions.add_argument("--until", type=_day, metavar="DATE", help="only documents changed on this day or before")


def _add_azure(commands: _Commands, shared: argparse.ArgumentParser) -> None:
    azure = commands.add_parser("azure", help="the key, the sign-in and the connection to Azure OpenAI")
    verbs = azure.add_subparsers(dest="verb", metavar="VERB", required=True)
    verbs.add_parser("show", parents=[shared], help="whether questions can go there")
    key = verbs.add_parser("key", parents=[shared], help="keep a key in the keychain, or delete it")
    key.add_argument("action", choices=("store", "delete"))
    key.add_argument("--key-stdin", action="store_true", help="read the key from standard input; otherwise it is asked")
    test = verbs.add_parser("test", parents=[shared], help="try endpoint, key and deployment; sends no document")
    test.add_argument("--key-stdin", action="store_true", help="read the key for this one call from standard input")
    verbs.add_parser("sign-in", parents=[shared], help="sign in with the company account")
    verbs.add_parser("sign-out", parents=[shared])


def _add_proofs(commands: _Commands, shared: argparse.ArgumentParser) -> None:
    ledger = commands.add_parser("ledger", help="the record of what left this computer")
    verbs = ledger.add_subparsers(dest="verb", metavar="VERB", required=True)
    verbs.add_parser("show", parents=[shared])
    verify = verbs.add_parser("verify", parents=[shared], help="whether nothing was changed, removed, added or cut off")
    verify.add_argument("--acknowledge", action="store_true", help="note that the fault was seen; sending may go on")
    verbs.add_parser("export", parents=[shared]).add_argument("file", type=Path, metavar="FILE")
    policy = commands.add_parser("policy", help="what the organisation has fixed")
    verbs = policy.add_subparsers(dest="verb", metavar="VERB", required=True)
    verbs.add_parser("show", parents=[shared])
    verbs.add_parser("check", parents=[shared]).add_argument("file", type=Path, metavar="FILE")


def _add_forgetting(
    commands: _Commands,
    verbs: _Commands,
    shared: argparse.ArgumentParser,
    collection: argparse.ArgumentParser,
) -> None:
    chats_too = argparse.ArgumentParser(add_help=False)
    chats_too.add_argument("--with-chats", action="store_true", help="erase the turns of chats that quote it too")
    verbs.add_parser("delete", parents=[shared, chats_too]).add_argument("name", metavar="NAME")
    mark = verbs.add_parser("mark", parents=[shared], help="say whether it may ever be asked with Azure")
    mark.add_argument("name", metavar="NAME")
    which = mark.add_mutually_exclusive_group(required=True)
    which.add_argument("--local-only", action="store_true", dest="local_only", help="it never leaves this computer")
    which.add_argument("--may-leave", action="store_false", dest="local_only")
    chats = commands.add_parser("chats", help="the chats that are kept")
    chats.add_subparsers(dest="verb", metavar="VERB", required=True).add_parser("list", parents=[shared])
    forget = commands.add_parser(
        "forget", parents=[shared, collection, chats_too],
        help="erase paths, a chat, a collection or everything from the library; the files stay",
    )  # fmt: skip
    forget.add_argument("paths", nargs="*", metavar="PATH")
    forget.add_argument("--chat", metavar="ID")
    forget.add_argument("--everything", action="store_true", help="every collection, chat and cache")
    forget.add_argument("--old-text", action="store_true", help="what edited and removed documents have left behind")
    forget.add_argument("--yes", action="store_true", help="do not ask before forgetting everything")


def _count(text: str) -> int:
    number = int(text) if text.isdecimal() and len(text) < 9 else 0
    if not 1 <= number <= 1000:
        raise argparse.ArgumentTypeError("a number from 1 to 1000")
    return number


def _day(text: str) -> dt.date:
    try:
        return dt.date.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError("a day as 2024-04-01") from None


def _version() -> str:
    import importlib.metadata

    return f"Desktop RAG {importlib.metadata.version('desktop-rag')}"
