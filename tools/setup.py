"""Makes this checkout ready: `python -m tools.setup run|prepare|models|translate`, called by make.

    run        everything that the program needs, and a display to show it on
    prepare    the same without the display: for tests and the terminal
    models     the default models alone
    translate  collect the window's texts for translators, then compile the translations

Standard library only. Every step can be interrupted and is picked up again by the next run; when all is done, a stamp
in .venv makes the next run end at once.
"""

from __future__ import annotations

import os
import shutil
import sys
from pathlib import Path

from tools import preflight

ROOT = Path(__file__).resolve().parent.parent
COMMANDS = ("run", "prepare", "models", "translate")


def main(arguments: list[str]) -> int:
    """Carry out one command; expected failures end in a sentence, never in a traceback."""
    if len(arguments) != 1 or arguments[0] not in COMMANDS:
        print(__doc__, file=sys.stderr)
        return 2
    _use_a_python_that_fits(arguments)
    try:
        _carry_out(arguments[0])
    except KeyboardInterrupt:
        return _fail("\nStopped. The same command goes on from here.", 130)
    except OSError as error:
        return _fail(f"The set-up cannot go on: {error}. Mend that and run the same command again.")
    except preflight.NotReady as problem:
        return _fail(str(problem))
    return 0


def _carry_out(command: str) -> None:
    # Not imported before Python's version is known to fit: an older one stops at the import.
    from tools.environment import Environment, SetupFailed

    environment = Environment(ROOT)
    ready = environment.is_ready()
    if not ready:
        preflight.check_machine(os.environ, ROOT, window=command == "run")
    elif command == "run":
        problem = preflight.display_problem(os.environ)
        if problem:
            raise preflight.NotReady(problem)
    try:
        if not ready:
            environment.make_ready()
        environment.complete()
        if command == "translate":
            environment.update_translations()
    except SetupFailed as problem:
        raise preflight.NotReady(str(problem)) from None


def _use_a_python_that_fits(arguments: list[str]) -> None:
    """Start again with a newer Python if this one is too old and another is there; otherwise preflight explains."""
    if preflight.OLDEST_PYTHON <= sys.version_info[:2] <= preflight.NEWEST_PYTHON:
        return
    for name in ("python3.12", "python3.13", "python3.11"):
        found = shutil.which(name)
        if found:
            os.execv(found, [found, "-m", "tools.setup", *arguments])  # noqa: S606 - no shell is wanted
    try:
        preflight.check_machine(os.environ, ROOT, window=False)
    except preflight.NotReady as problem:
        raise SystemExit(_fail(str(problem))) from None


def _fail(sentence: str, code: int = 1) -> int:
    print(sentence, file=sys.stderr)
    return code


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
