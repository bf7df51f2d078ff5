"""Carries out a terminal command: starts the engine in this process, waits for its events, prints them."""

import argparse
import codecs
import contextlib
import datetime as dt
import io
import locale
import os
import queue
import re
import signal
import sys
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NoReturn

import msgspec

from desktop_rag import (
    errors,
    exit_codes,
    logs,
    messages,
    paths,
    protocol,
    settings,
    terminal_erasure,
    terminal_policy,
    terminal_reading,
    terminal_sending,
)
from desktop_rag.errors import DesktopRagError
from desktop_rag.exit_codes import DONE, FAILED, INTERRUPTED, UNKNOWN, USAGE
from desktop_rag.protocol import Command, Event
from desktop_rag.records import EVERYWHERE, Answer, Filters, ModelInfo, Passage, Quote
from desktop_rag.terminal_json import JsonForm

_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")
"""What would move the cursor, hide text or turn it round: documents and file names must not steer the terminal."""
_ENDS = (protocol.JobFailed, protocol.JobCancelled)


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
    language = _language(chosen.general.language)
    session = Session(home, options, JsonForm(language), language)
    try:
        return session.run()
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
    """One command line at work."""

    def __init__(self, home: Path, options: argparse.Namespace, form: JsonForm, language: str) -> None:
        self._home = home
        self.options = options
        self.form = form
        self.language = language
        self._events: queue.Queue[Event] = queue.Queue()
        self._interrupted = threading.Event()
        self._key: str | None = None

    def run(self) -> int:
        """Start the engine, carry out the command, end the engine."""
        if self.options.command in ("search", "ask") and not self._check_question_arguments():
            return USAGE
        if self.options.command == "policy" and self.options.verb == "check":
            return terminal_policy.check(self)  # a file alone, no library
        logs.start("terminal", self._home)
        from desktop_rag.engine.service import Engine

        try:
            self.engine = Engine(self._home, self._events.put)
        except DesktopRagError as error:
            self.fail(error.code, dict(error.details))
        if self.engine.configuration.settings_were_broken:
            self.say("settings_broken")
        previous = signal.signal(signal.SIGINT, self._interrupt)
        try:
            handler = getattr(self, f"_run_{self.options.command}")
            result: int = handler()
            return result
        except DesktopRagError as error:
            self.fail(error.code, dict(error.details))
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
        job = protocol.Index(id="index", collection=self._collection(), paths=self.paths())
        self.index(job)
        terminal_reading.tell_outdated(self, job.collection)
        return DONE

    def index(self, job: Command) -> None:
        """Carry out a job of the indexing lane, with a progress bar and its result."""
        for event in self.job(job, protocol.IndexDone):
            if isinstance(event, protocol.Progress):
                self._show_progress(event)
            if isinstance(event, protocol.IndexDone):
                self._clear_progress()
                self._print_index_done(event)

    def _print_index_done(self, event: protocol.IndexDone) -> None:
        self.put(
            {
                "event": "done",
                "indexed": event.indexed,
                "unchanged": event.unchanged,
                "removed": event.removed,
                "set_aside": [self.form.set_aside(entry) for entry in event.set_aside],
                "chunks": event.chunks,
                "seconds": event.seconds,
            },
            messages.phrase(
                "index_done", self.language, indexed=event.indexed, unchanged=event.unchanged, removed=event.removed,
                set_aside=len(event.set_aside), seconds=round(event.seconds, 1),
            ),
        )  # fmt: skip
        if not self.options.json:
            for entry in (*event.set_aside, *event.partly):
                self.show(f"  {_one_line(entry.path)}: {self.form.reason(entry)}")

    def _run_search(self) -> int:
        name, filters = self._collection(), self._filters()

        def ask(question_id: object, question: str) -> None:
            command = protocol.Search(
                id="search", question=question, collection=name, top=self.options.top, filters=filters
            )
            done = self.last(command, protocol.SearchDone)
            assert isinstance(done, protocol.SearchDone)
            body = {
                "id": question_id,
                "question": question,
                "passages": [self.form.passage(passage) for passage in done.passages],
                "timings_ms": {"embed": done.embed_ms, "search": done.search_ms, "total": done.total_ms},
            }
            self.put(body, "\n".join(f"{passage.rank}. {self._found(passage)}" for passage in done.passages))
            if not done.passages:
                self.say("nothing_found" if filters == EVERYWHERE else "nothing_within")

        return self._each_question(ask)

    def _run_ask(self) -> int:
        name, filters = self._collection(), self._filters()
        worst = DONE

        def ask(question_id: object, question: str) -> None:
            nonlocal worst
            command = protocol.Ask(
                id="ask", question=question, collection=name,
                limit_to_documents=not self.options.any_source, use_model=not self.options.no_model,
                model=self.options.model, provider=self.options.provider, filters=filters,
            )  # fmt: skip
            if self.options.provider == "azure":
                worst = max(worst, terminal_sending.ask(self, command, question_id))
            else:
                done = self.last(command, protocol.AnswerDone)
                assert isinstance(done, protocol.AnswerDone)
                self.put_answer(question_id, question, done.answer)

        return max(self._each_question(ask), worst)

    def key_for_this_call(self) -> str | None:
        """The key from standard input, read once; None where the keychain's is meant, or none is needed."""
        if self._key is None and self.options.key_stdin and not self.options.preview:
            self._key = terminal_sending.read_key()
        return self._key

    def put_answer(self, question_id: object, question: str, answer: Answer) -> None:
        """An answer with its quotes."""
        body = self.form.answer(question_id, question, answer)
        lines = [body["answer"], "", *(f"[{quote.marker}] {self._found(quote)}" for quote in answer.quotes)]
        self.put(body, "\n".join(lines).rstrip())
        self._tell_kind(answer)

    def _found(self, entry: Passage | Quote) -> str:
        place = messages.place(entry.page, entry.place, self.language)
        return f"{_one_line(entry.document)} {place}\n{_indented(entry.text)}"

    def _tell_kind(self, answer: Answer) -> None:
        """To a person, beside the answer: why it is not a model's, or that it is not the documents'."""
        if self.options.json and answer.provider != "azure" and self.options.provider != "azure":
            return
        if answer.kind == "any_source":
            self.say("any_source")
        elif answer.reason is not None and not answer.is_refused:
            print(self.form.sentence(answer.reason, **dict(answer.reason_details)), file=sys.stderr)

    def _run_documents(self) -> int:
        command = protocol.ListDocuments(id="documents", collection=self.options.collection)
        for event in self.job(command, protocol.DocumentsListed):
            if isinstance(event, protocol.DocumentsListed):
                for document in event.documents:
                    body = self.form.document(document)
                    self.put(body, f"{document.state:10} {_one_line(document.path)} {body['message'] or ''}".rstrip())
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
            self.put(self.form.collection(collection), f"{collection.name}  {collection.documents}")
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

    def _filters(self) -> Filters:
        from desktop_rag.engine.catalog import encode_path

        since, until = (
            None if day is None else dt.datetime.combine(day, dt.time()).astimezone().timestamp()
            for day in (self.options.since, self.options.until and self.options.until + dt.timedelta(days=1))
        )
        places = tuple(encode_path(place) for place in self.options.places)
        return Filters(places, tuple(self.options.kinds), since, until)

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
                body = self.form.model(model)
                self.put(body, f"{model.name}  {model.purpose}  {body['message'] or 'ok'}")
        return DONE if is_usable else FAILED

    def _run_config(self) -> int:
        command: Command = protocol.GetSettings(id="config", key=getattr(self.options, "key", None))
        if self.options.verb == "set":
            command = protocol.SetSetting(id="config", key=self.options.key, value=self.options.value)
        done = self.last(command, protocol.SettingsListed)
        assert isinstance(done, protocol.SettingsListed)
        for setting in done.settings:
            self.put(self.form.setting(setting), f"{setting.key} = {setting.value}  ({setting.source})")
        return DONE

    def _run_doctor(self) -> int:
        done = self.last(
            protocol.RunDoctor(id="doctor", privacy=self.options.privacy, language=self.language), protocol.DoctorDone
        )
        assert isinstance(done, protocol.DoctorDone)
        for check in done.checks:
            body = self.form.check(check)
            words = (check.check, check.detail or "", body["message"] or "")
            self.put(body, " ".join(("ok  " if check.is_ok else "FAIL", *filter(None, words))))
        for report in done.reports:
            print(messages.phrase("exported", self.language, file=report), file=sys.stderr)
        return DONE if all(check.is_ok for check in done.checks) else FAILED

    # --- questions ----------------------------------------------------------------------------------------------

    def _check_question_arguments(self) -> bool:
        has_one = (self.options.question is None) != (self.options.questions is None)
        if not has_one:
            self.say("one_question")
            return False
        for_azure = ("preview", "approve", "without", "key_stdin")
        is_azure = getattr(self.options, "provider", "local") == "azure"
        asks_for_azure = any(getattr(self.options, name, None) not in (None, False, []) for name in for_azure)
        if (is_azure and self.options.no_model) or (asks_for_azure and not is_azure):
            self.say("not_together")
            return False
        if getattr(self.options, "approve", None) and (self.options.preview or self.options.questions is not None):
            self.say("one_approval")
            return False
        return True

    def _each_question(self, ask: Any) -> int:
        if self.options.questions is None:
            ask(None, _well_formed(self.options.question))
            return DONE
        try:
            lines = self.options.questions.read_bytes().removeprefix(codecs.BOM_UTF8).split(b"\n")
        except OSError:
            self.fail(errors.PathUnknown.code, {})
        for line in lines:
            if not line.strip():
                continue
            question_id: object = None
            try:
                body = msgspec.json.decode(line)
                question_id = body["id"]
                question = msgspec.convert(body["question"], str)
            except (msgspec.MsgspecError, KeyError, TypeError, RecursionError):
                self._print_question_error(question_id, errors.QuestionLineInvalid.code, {})
                continue
            try:
                ask(question_id, question)
            except _QuestionFailed as failed:
                self._print_question_error(question_id, failed.code, failed.details)
        return DONE

    def _print_question_error(self, question_id: object, code: str, details: dict[str, Any]) -> None:
        message = self.form.sentence(code, **details)
        self.put({"id": question_id, "error": {"code": code, "message": message}}, message)

    # --- the engine ---------------------------------------------------------------------------------------------

    def job(self, command: Command, *wanted: type[Event]) -> Iterator[Event]:
        """Events of a command up to its last; leaves with the right exit code where it failed or was interrupted."""
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
                self._clear_progress()
                raise _Ended(INTERRUPTED)
            if isinstance(event, protocol.JobFailed):
                self._clear_progress()
                if getattr(self.options, "questions", None) is not None and event.code in _OF_ONE_QUESTION:
                    raise _QuestionFailed(event.code, event.details)
                self.fail(event.code, event.details)
            yield event
            if isinstance(event, wanted) and not _goes_on(event):
                return

    def last(self, command: Command, wanted: type[Event]) -> Event:
        *_, last = self.job(command, wanted)
        return last

    def _collection(self) -> str:
        named: str | None = self.options.collection
        return self._only_collection() if named is None else named

    def _only_collection(self) -> str:
        names = [entry.name for entry in self.engine.library.catalog.collections()]
        if len(names) != 1:
            self.say("which_collection" if names else "no_collection")
            raise _Ended(USAGE if names or self.options.command == "index" else UNKNOWN)
        return names[0]

    # --- output -------------------------------------------------------------------------------------------------

    def put(self, body: dict[str, Any], sentence: str) -> None:
        if self.options.json:
            sys.stdout.buffer.write(msgspec.json.encode(body) + b"\n")
            sys.stdout.buffer.flush()
        else:
            self.show(sentence)

    def show(self, text: str) -> None:
        print(_CONTROL.sub("\N{REPLACEMENT CHARACTER}", text), flush=True)

    def say(self, phrase: str, **values: str | float) -> None:
        """One of our sentences, on standard error."""
        print(messages.phrase(phrase, self.language, **values), file=sys.stderr)

    def fail(self, code: str, details: dict[str, Any]) -> NoReturn:
        print(self.form.sentence(code, **details), file=sys.stderr)
        raise _Ended(exit_codes.of(code))

    def _show_progress(self, event: protocol.Progress) -> None:
        if self.options.json:
            self.put(
                {
                    "event": "progress",
                    "stage": event.stage,
                    "files_done": event.files_done,
                    "files_total": event.files_total,
                    "bytes_done": event.bytes_done,
                    "bytes_total": event.bytes_total,
                    "chunks": event.chunks,
                    "files_per_second": event.files_per_second,
                    "seconds_left": event.seconds_left,
                },
                "",
            )
        elif sys.stderr.isatty():
            done = event.bytes_done / event.bytes_total if event.bytes_total else 0.0
            bar = ("█" * round(done * 24)).ljust(24, "░")
            rate = f"{event.files_per_second:.1f}/s" if event.files_per_second else ""
            left = f"{event.seconds_left:.0f} s" if event.seconds_left is not None else ""
            print(f"\r{bar} {event.files_done}/{event.files_total} {rate} {left}\x1b[K", end="", file=sys.stderr)

    def _clear_progress(self) -> None:
        if not self.options.json and sys.stderr.isatty():
            print("\r\x1b[K", end="", file=sys.stderr)


_OF_ONE_QUESTION = frozenset({errors.QuestionEmpty.code, errors.QuestionTooLong.code, errors.InternalError.code})
"""Failures that concern one question of a file and leave the rest to be asked."""


class _QuestionFailed(Exception):
    def __init__(self, code: str, details: dict[str, Any]) -> None:
        super().__init__(code)
        self.code = code
        self.details = details


def _goes_on(event: Event) -> bool:
    """Whether a listing has more parts to come."""
    return isinstance(event, protocol.DocumentsListed) and event.offset + len(event.documents) < event.total


def _well_formed(text: str) -> str:
    """Bytes of a command line that are no UTF-8 become question marks: neither JSON nor a model takes them."""
    return text.encode("utf-8", "replace").decode("utf-8")


def _one_line(path: str) -> str:
    """A file name may hold line ends: they must not make it look like two."""
    return " ".join(path.splitlines())


def _indented(text: str) -> str:
    return "\n".join(f"   {line}" for line in text.splitlines())
