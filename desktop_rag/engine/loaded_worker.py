"""A worker with a model in it: loaded in the background, and again before the next job when the process died."""

import logging
import threading
from collections.abc import Callable, Mapping
from typing import Any

from desktop_rag.engine.worker_process import WorkerProcess
from desktop_rag.errors import Cancelled, DesktopRagError, WorkerError
from desktop_rag.message_loop import URGENT_PRIORITY
from desktop_rag.protocol import WorkerState

logger = logging.getLogger(__name__)

LOAD_S = 180.0
_POLL_S = 0.05


class LoadedWorker:
    """Sends the load request of one model to its worker; safe to use from several threads."""

    def __init__(
        self,
        process: WorkerProcess,
        request: Mapping[str, Any],
        *,
        operation: str = "load",
        on_state: Callable[[WorkerState, str | None], None],
        on_loaded: Callable[[Mapping[str, Any]], None] = lambda _reply: None,
    ) -> None:
        self.process = process
        self._request = request
        self._operation = operation
        self._on_state = on_state
        self._on_loaded = on_loaded
        self._lock = threading.Lock()
        self._loading: threading.Thread | None = None
        self._loaded_pid: int | None = None
        self._failure: DesktopRagError | None = None

    @property
    def is_ready(self) -> bool:
        """Whether the model is in memory now."""
        return self._loaded_pid is not None and self._loaded_pid == self.process.pid

    def start_loading(self) -> None:
        """Start the process and load the model in the background; `on_state` says ready, or stopped with a code."""
        self._start()

    def wait_until_loaded(self, is_cancelled: Callable[[], bool]) -> None:
        """Load the model if it is not in memory; raises what loading ran into, or `Cancelled`."""
        while not self.is_ready:
            loading = self._start()
            while loading is not None and loading.is_alive():
                if is_cancelled():
                    raise Cancelled
                loading.join(_POLL_S)
            failure = self._failure
            if failure is not None:
                raise failure

    def lost(self) -> None:
        """Note that the process in which the model was is gone."""
        self._loaded_pid = None

    def _start(self) -> threading.Thread | None:
        with self._lock:
            if self.is_ready:
                return None
            if self._loading is None or not self._loading.is_alive():
                self._failure = None
                self._loading = threading.Thread(target=self._load, name=f"load {self.process.name}", daemon=True)
                self._loading.start()
            return self._loading

    def _load(self) -> None:
        try:
            reply = self.process.call(
                self._operation, self._request, timeout_s=LOAD_S, priority=URGENT_PRIORITY, is_work=False
            )
            self._on_loaded(reply)
            self._loaded_pid = self.process.pid
        except DesktopRagError as error:
            self._failure = error
            if not isinstance(error, WorkerError):  # that it died, or rests, the process has said itself
                self._on_state("stopped", error.code)
            return
        logger.info("worker %s has its model after %s s", self.process.name, reply.get("seconds"))
        self._on_state("ready", None)
