"""A rotating log for each process: ids and codes only, no content and no file names.

A traceback is written as files, lines and the class of the error. Its message is left out, because libraries like to
quote the text they stumbled over.
"""

import logging
import logging.handlers
import traceback
from pathlib import Path

from desktop_rag import paths

ROOT_NAME = "desktop_rag"
_MAX_BYTES = 1_000_000
_KEPT_FILES = 2


class _ContentFreeFormatter(logging.Formatter):
    """Writes an exception as places and classes, never with its message."""

    def formatException(self, ei: object) -> str:  # noqa: N802 (logging's own name)
        if not isinstance(ei, tuple) or ei[1] is None:
            return ""
        error: BaseException = ei[1]
        lines: list[str] = []
        seen: BaseException | None = error
        while seen is not None:
            frames = traceback.extract_tb(seen.__traceback__)
            lines.extend(f"  {Path(frame.filename).name}:{frame.lineno} {frame.name}" for frame in frames)
            lines.append(type(seen).__qualname__)
            seen = seen.__cause__ or (None if seen.__suppress_context__ else seen.__context__)
        return "\n".join(lines)


def _is_wanted(home: Path) -> bool:
    """Whether the person, or the organisation, lets logs be written."""
    from desktop_rag import policy, settings

    return policy.load().apply(settings.load(home)[0]).logs.enabled


def start(process: str, home: Path) -> None:
    """Send the records of this package to the process's log file; everything of other packages is dropped.

    Args:
        process: name of the log file, for example "engine".
        home: the library folder.
    """
    logger = logging.getLogger(ROOT_NAME)
    logger.setLevel(logging.INFO)
    logger.propagate = False
    root = logging.getLogger()
    root.handlers.clear()
    root.addHandler(logging.NullHandler())
    handler: logging.Handler = logging.NullHandler()
    try:
        folder = paths.logs_folder(home)
        if _is_wanted(home):
            paths.make_private(folder)
            handler = logging.handlers.RotatingFileHandler(
                folder / f"{process}.log", maxBytes=_MAX_BYTES, backupCount=_KEPT_FILES, encoding="utf-8", delay=True
            )
    except OSError:
        pass  # a library that cannot be written says so elsewhere
    handler.setFormatter(_ContentFreeFormatter("%(asctime)s %(levelname)s %(process)d %(message)s"))
    logger.handlers[:] = [handler]
