"""The terminal commands: the same engine, its events as sentences for a person or as JSON lines for a program.

With ``--json`` standard output holds JSON only, one object a line; sentences go to standard error. Exit codes: 0 done
(documents set aside are done), 1 failed, 2 usage, 3 library in use, 4 refused by policy, 5 no such path or collection,
130 interrupted (what was finished is kept).
"""

import argparse
import os
from collections.abc import Sequence
from pathlib import Path

COMMANDS = ("index", "search", "ask", "documents", "collections", "forget", "models", "config", "doctor")


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
    search.add_argument("--top", type=_count, default=10, metavar="N")
    ask.add_argument("--any-source", action="store_true", help="the model may use its own knowledge")
    ask.add_argument("--no-model", action="store_true", help="the quotes are the answer")
    ask.add_argument("--model", metavar="NAME")
    ask.add_argument("--provider", choices=("local", "azure"), default="local")
    commands.add_parser("documents", parents=[shared, collection], help="documents and their states")
    collections = commands.add_parser("collections", help="list or delete collections")
    verbs = collections.add_subparsers(dest="verb", metavar="VERB", required=True)
    verbs.add_parser("list", parents=[shared])
    verbs.add_parser("delete", parents=[shared]).add_argument("name", metavar="NAME")
    forget = commands.add_parser(
        "forget", parents=[shared, collection], help="remove paths from the index; the files stay"
    )
    forget.add_argument("paths", nargs="+", metavar="PATH")
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
    commands.add_parser("doctor", parents=[shared], help="check that everything works")
    return parser


def _count(text: str) -> int:
    number = int(text) if text.isdecimal() and len(text) < 9 else 0
    if not 1 <= number <= 1000:
        raise argparse.ArgumentTypeError("a number from 1 to 1000")
    return number


def _version() -> str:
    import importlib.metadata

    return f"Desktop RAG {importlib.metadata.version('desktop-rag')}"
