"""The engine as a process of its own: commands come in on standard input, events go out on standard output."""

import logging
import os
import queue
import threading
from pathlib import Path

from desktop_rag import guard, logs, message_loop, protocol
from desktop_rag.errors import BadMessage, DesktopRagError
from desktop_rag.protocol import Event

logger = logging.getLogger(__name__)

_QUEUED_EVENTS = 1_000


def run(home: Path) -> None:
    """Serve the window until it closes the pipe, then end everything below.

    The end of the input is noticed at once, also in the middle of a command: workers end with their own pipes.
    """
    source, send_line = message_loop.claim_raw_pipes()
    guard.install("engine")
    logs.start("engine", home)
    events: queue.Queue[Event] = queue.Queue(_QUEUED_EVENTS)

    def write() -> None:
        while True:
            send_line(protocol.to_line(events.get()))

    threading.Thread(target=write, name="events", daemon=True).start()
    from desktop_rag.engine.service import Engine

    try:
        engine = Engine(home, events.put)
    except DesktopRagError as error:
        send_line(protocol.to_line(protocol.EngineFailed(id="", code=error.code, details=dict(error.details))))
        return
    engine.announce()
    engine.warm_up()
    engine.start_housekeeping()
    engine.start_watching()
    while (line := source.readline(protocol.MAX_LINE_BYTES)).endswith(b"\n"):
        try:
            command = protocol.command_from_line(line)
        except BadMessage:
            logger.warning("a line that is no command")
            continue
        if isinstance(command, protocol.Shutdown):
            break
        engine.handle(command)
    # Whatever still runs has five seconds in all; the catalogue and the index are whole at any moment.
    threading.Timer(5.0, lambda: os._exit(0)).start()
    engine.close()
    logging.shutdown()
    os._exit(0)
