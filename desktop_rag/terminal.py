"""Carries out a terminal command: starts the engine in this process and waits for its events."""

import argparse
import contextlib
import io
import locale
import os
import queue
import signal
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

from desktop_rag import (
    errors,
    logs,
    messages,
    paths,
    protocol,
    settings,
    terminal_erasure,
    terminal_policy,
    terminal_questions,
    terminal_reading,
    terminal_sending,
)
from desktop_rag.errors import DesktopRagError
from desktop_rag.exit_codes import DONE, FAILED, INTERRUPTED, UNKNOWN, USAGE
from desktop_rag.protocol import Command, Event
from desktop_rag.records import ModelInfo
from desktop_rag.terminal_output import Output, one_line


class _Ended(Exception):
    def __init__(self, exit_code: int) -> None:
        super().__init__(exit_code)
        self.exit_code = exit_code


def run(options: argparse.Namespace) -> int:
    """Run one command to its end; returns the exit code."""
    home: Path = options.home or paths.default_home()
    with contextlib.suppress(RuntimeError):  # "~nobody" is a name like any other
        home = home.expanduser()
    home = home.absolute()
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")  # not every terminal knows every letter
    chosen, _ = settings.load(home)
    out = Output(_language(chosen.general.language), is_json=options.json)
    try:
        return Session(home, options, out).run()
    except DesktopRagError as error:
        return out.fail(error)
    except _Ended as ended:
        return ended.exit_code
    except KeyboardInterrupt:
        return INTERRUPTED
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), 1)  # whoever read us is gone; there is nobody to tell
        return FAILED


def _language(chosen: str) -> str:
    if chosen in messages.LANGUAGES:
        return chosen
    system = os.environ.get("LC_ALL") or os.environ.get("LC_MESSAGES") or os.environ.get("LANG") or ""
    system = system or locale.getlocale()[0] or ""
    return "ja" if system.lower().startswith(("ja", "japanese")) else "en"


class Session:
    """One command line at work; raises what a command fails with.

    Attributes:
        options: what the command line says.
        out: prints for it.
        engine: there while the command is carried out.
    """

    def __init__(self, home: Path, options: argparse.Namespace, out: Output) -> None:
        self._home = home
        self.options = options
        self.out = out
        self._events: queue.Queue[Event] = queue.Queue()
        self._interrupted = threading.Event()

    def run(self) -> int:
        """Start the engine, carry out the command, end the engine."""
        if self.options.command in ("search", "ask"):
            fault = terminal_questions.what_does_not_fit(self.options)
            if fault is not None:
                self.out.say(fault)
                return USAGE
        if self.options.command == "policy" and self.options.verb == "check":
            return terminal_policy.check(self.options.file, self.out)  # a file alone, no library
        logs.start("terminal", self._home)
        from desktop_rag.engine.service import Engine

        self.engine = Engine(self._home, self._events.put)
        if self.engine.configuration.settings_were_broken:
            self.out.say("settings_broken")
        previous = signal.signal(signal.SIGINT, self._interrupt)
        try:
            handler = getattr(self, f"_run_{self.options.command}")
            result: int = handler()
            return result
        except DesktopRagError as error:
            return self.out.fail(error)  # at once: to end the engine may take a moment
        finally:
            self.engine.close()
            signal.signal(signal.SIGINT, previous)

    def _interrupt(self, *_: object) -> None:
        """The first Ctrl+C asks the job to stop, a second one does not wait for it."""
        if self._interrupted.is_set():
            raise KeyboardInterrupt
        self._interrupted.set()

    # --- commands -----------------------------------------------------------------------------------------------

    def _run_index(self) -> int:
        self.engine.start_housekeeping()  # what is due goes before what is new comes
        job = protocol.Index(id="index", collection=self.collection(), paths=self.paths())
        self.index(job)
        terminal_reading.tell_outdated(self, job.collection)
        return DONE

    def index(self, job: Command) -> None:
        """Carry out a job of the indexing lane, with a progress bar and its result."""
        for event in self.job(job, protocol.IndexDone):
            if isinstance(event, protocol.Progress):
                self.out.show_progress(event)
            if isinstance(event, protocol.IndexDone):
                self.out.clear_progress()
                self._print_index_done(event)

    def _print_index_done(self, event: protocol.IndexDone) -> None:
        self.out.put(
            {
                "event": "done",
                "indexed": event.indexed,
                "unchanged": event.unchanged,
                "removed": event.removed,
                "set_aside": [self.out.form.set_aside(entry) for entry in event.set_aside],
                "chunks": event.chunks,
                "seconds": event.seconds,
            },
            messages.phrase(
                "index_done", self.out.language, indexed=event.indexed, unchanged=event.unchanged,
                removed=event.removed, set_aside=len(event.set_aside), seconds=round(event.seconds, 1),
            ),
        )  # fmt: skip
        if not self.out.is_json:
            for entry in (*event.set_aside, *event.partly):
                self.out.show(f"  {one_line(entry.path)}: {self.out.form.reason(entry)}")

    def _run_search(self) -> int:
        return terminal_questions.search(self)

    def _run_ask(self) -> int:
        return terminal_questions.ask(self)

    def _run_documents(self) -> int:
        command = protocol.ListDocuments(id="documents", collection=self.options.collection)
        for event in self.job(command, protocol.DocumentsListed):
            if isinstance(event, protocol.DocumentsListed):
                for document in event.documents:
                    body = self.out.form.document(document)
                    words = f"{document.state:10} {one_line(document.path)} {body['message'] or ''}"
                    self.out.put(body, words.rstrip())
        return DONE

    def _run_collections(self) -> int:
        if self.options.verb == "delete":
            return terminal_erasure.delete_collection(self, self.options.name)
        if self.options.verb == "mark":
            return self._mark_collection()
        if self.options.verb == "read-anew":
            return terminal_reading.read_anew(self)
        done = self.last(protocol.ListCollections(id="list"), protocol.CollectionsListed)
        assert isinstance(done, protocol.CollectionsListed)
        for collection in done.collections:
            self.out.put(self.out.form.collection(collection), f"{collection.name}  {collection.documents}")
        return DONE

    def _mark_collection(self) -> int:
        entry = self.engine.library.pick(self.options.name)
        self.last(
            protocol.MarkCollection(id="mark", collection_id=entry.id, local_only=self.options.local_only),
            protocol.Done,
        )
        return DONE

    def _run_forget(self) -> int:
        return terminal_erasure.forget(self)

    def _run_chats(self) -> int:
        return terminal_erasure.list_chats(self)

    def _run_ledger(self) -> int:
        return terminal_sending.ledger(self)

    def _run_azure(self) -> int:
        return terminal_sending.azure(self)

    def _run_policy(self) -> int:
        return terminal_policy.show(self)

    def paths(self) -> tuple[str, ...]:
        from desktop_rag.engine.catalog import encode_path

        return tuple(encode_path(path) for path in self.options.paths)

    def _run_models(self) -> int:
        command: Command
        match self.options.verb:
            case "list":
                command = protocol.ListModels(id="models")
            case "add":
                command = protocol.AddModel(id="models", file=self.options.file)
            case _:
                command = protocol.CheckModel(id="models", name=self.options.name)
        is_usable = True
        for event in self.job(command, protocol.ModelsListed, protocol.ModelChecked):
            models: tuple[ModelInfo, ...] = ()
            if isinstance(event, protocol.ModelsListed):
                models = event.models
            elif isinstance(event, protocol.ModelChecked):
                models = (event.model,)
                is_usable = event.model.is_usable
            for model in models:
                body = self.out.form.model(model)
                self.out.put(body, f"{model.name}  {model.purpose}  {body['message'] or 'ok'}")
        return DONE if is_usable else FAILED

    def _run_config(self) -> int:
        command: Command = protocol.GetSettings(id="config", key=getattr(self.options, "key", None))
        if self.options.verb == "set":
            command = protocol.SetSetting(id="config", key=self.options.key, value=self.options.value)
        done = self.last(command, protocol.SettingsListed)
        assert isinstance(done, protocol.SettingsListed)
        for setting in done.settings:
            self.out.put(self.out.form.setting(setting), f"{setting.key} = {setting.value}  ({setting.source})")
        return DONE

    def _run_doctor(self) -> int:
        done = self.last(
            protocol.RunDoctor(id="doctor", privacy=self.options.privacy, language=self.out.language),
            protocol.DoctorDone,
        )
        assert isinstance(done, protocol.DoctorDone)
        for check in done.checks:
            body = self.out.form.check(check)
            words = (check.check, check.detail or "", body["message"] or "")
            self.out.put(body, " ".join(("ok  " if check.is_ok else "FAIL", *filter(None, words))))
        for report in done.reports:
            self.out.say("exported", file=report)
        return DONE if all(check.is_ok for check in done.checks) else FAILED

    # --- the engine ---------------------------------------------------------------------------------------------

    def job(self, command: Command, *wanted: type[Event]) -> Iterator[Event]:
        """Events of a command up to its last; raises what it failed with, and leaves where it was interrupted."""
        self.engine.handle(command)
        is_asked_to_stop = False
        while True:
            if self._interrupted.is_set() and not is_asked_to_stop:
                is_asked_to_stop = True
                self.engine.handle(protocol.Cancel(id="", job=command.id))
            try:
                event = self._events.get(timeout=0.05)
            except queue.Empty:
                continue
            if event.id != command.id:
                continue
            if isinstance(event, protocol.JobCancelled):
                self.out.clear_progress()
                raise _Ended(INTERRUPTED)
            if isinstance(event, protocol.JobFailed):
                self.out.clear_progress()
                raise errors.from_code(event.code, event.details)
            yield event
            if isinstance(event, wanted) and not _goes_on(event):
                return

    def last(self, command: Command, wanted: type[Event]) -> Event:
        *_, last = self.job(command, wanted)
        return last

    def collection(self) -> str:
        """The collection that is meant, by name: the one that was said, or the only one."""
        named: str | None = self.options.collection
        return self._only_collection() if named is None else named

    def _only_collection(self) -> str:
        names = [entry.name for entry in self.engine.library.catalog.collections()]
        if len(names) != 1:
            self.out.say("which_collection" if names else "no_collection")
            raise _Ended(USAGE if names or self.options.command == "index" else UNKNOWN)
        return names[0]


def _goes_on(event: Event) -> bool:
    """Whether a listing has more parts to come."""
    return isinstance(event, protocol.DocumentsListed) and event.offset + len(event.documents) < event.total
