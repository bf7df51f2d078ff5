"""One program, three faces: no command opens the window, a command runs in the terminal, `--worker` serves a pipe."""

import sys
from pathlib import Path

WORKERS = ("engine", "parse", "office", "embed", "chat", "online")


def main() -> int:
    """Start what the command line names; returns the exit code."""
    arguments = sys.argv[1:]
    if arguments[:1] == ["--worker"]:
        return _serve(arguments[1:])

    from desktop_rag import cli

    if cli.names_a_command(arguments):
        return cli.run(arguments)

    from desktop_rag.ui import app

    return app.run(arguments)


def _serve(arguments: list[str]) -> int:
    """Run one of our child processes: ``NAME --home FOLDER``."""
    name, home = arguments[0], Path(arguments[2])
    if name == "engine":
        from desktop_rag.engine import engine_main

        engine_main.run(home)
    elif name == "parse":
        from desktop_rag.engine.workers import parse_worker

        parse_worker.run(home)
    elif name == "embed":
        from desktop_rag.engine.workers import embed_worker

        embed_worker.run(home)
    elif name == "chat":
        from desktop_rag.engine.workers import chat_worker

        chat_worker.run(home)
    elif name == "office":
        from desktop_rag.engine.workers import office_worker

        office_worker.run()
    elif name == "online":
        from desktop_rag.engine.workers import online_worker

        online_worker.run(home)
    else:
        return 2
    return 0


if __name__ == "__main__":
    sys.exit(main())
