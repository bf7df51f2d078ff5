"""The line at the bottom: what is being read, how far it is, Stop; at the right whether the model is ready."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QProgressBar, QPushButton, QWidget

from desktop_rag import messages
from desktop_rag.protocol import Event, IndexDone, Progress, WakeWorker, WorkerChanged
from desktop_rag.ui import theme
from desktop_rag.ui.chat.answer_words import clean
from desktop_rag.ui.chat.source_names import file_name
from desktop_rag.ui.chat.turn_parts import plain_label
from desktop_rag.ui.elided_label import ElidedLabel
from desktop_rag.ui.engine_client import EngineClient
from desktop_rag.ui.watch_line import WatchLine


class StatusBar(QWidget):
    """Shows numbers that others send.

    Signals:
        stop_requested: the running job is to end.
    """

    stop_requested = Signal()

    def __init__(self, engine: EngineClient, language: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._engine = engine
        self._language = language
        self._resting: str | None = None
        self._states: dict[str, WorkerChanged] = {}
        self._is_stopping = False
        self.setProperty("surface", "side")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.text = ElidedLabel(Qt.TextElideMode.ElideRight)
        self.text.setProperty("role", "quiet")
        self._bar = QProgressBar()
        self._bar.setTextVisible(False)
        self._bar.setFixedWidth(120)
        self._bar.setAccessibleName(self.tr("Progress of reading"))
        self.rate = self._label()
        self.stop = QPushButton(self.tr("Stop"))
        self.stop.setProperty("kind", "quiet")
        self.stop.setAccessibleName(self.tr("Stop reading documents"))
        theme.keep_icon(self.stop, self.stop.setIcon, "stop", "quiet")
        # A click leaves the keyboard in the question field; the button is gone as soon as the job has ended.
        self.stop.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.stop.clicked.connect(self._stop)
        self.watch = WatchLine(engine)
        self.model = self._label()
        self.wake = QPushButton(self.tr("Start again"))
        self.wake.setProperty("kind", "quiet")
        self.wake.clicked.connect(self._wake)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(theme.SPACE_WIDE, 2, theme.SPACE_WIDE, 2)
        layout.setSpacing(theme.SPACE_AROUND)
        for part in (self.text, self._bar, self.rate, self.stop):
            layout.addWidget(part)
        layout.addWidget(self.watch, 100)
        layout.addStretch(1)
        layout.addWidget(self.model)
        layout.addWidget(self.wake)
        self.setMinimumHeight(30)
        self.wake.hide()
        self._end(self.tr("Opening the library."))
        engine.event_received.connect(self._take)
        engine.ready.connect(self._take_ready)

    def _label(self) -> QLabel:
        label = plain_label(role="quiet")
        label.setWordWrap(False)
        return label

    def show_asked(self, collection: str) -> None:
        """Documents were chosen for a collection; until their turn comes nothing is known of them."""
        if self.stop.isHidden():
            self._bar.setRange(0, 0)
            self.rate.clear()
            self._show_parts()
            self._say(self.tr("Reading {name}").format(name=clean(collection)))

    def show_progress(self, progress: Progress) -> None:
        """How far the running job is."""
        if self._is_stopping:
            return
        name = clean(progress.collection)
        if progress.stage == "looking":
            text = self.tr("Looking for changes in {name}").format(name=name)
        elif progress.stage == "finishing":
            text = self.tr("Finishing {name}").format(name=name)
        else:
            text = self.tr("Reading {name}: {done} of {total}").format(
                name=name, done=f"{progress.files_done:,}", total=f"{progress.files_total:,}"
            )
            if progress.slow_file is not None:
                text = f"{text} · {file_name(progress.slow_file)}"
        self._bar.setRange(0, max(0, progress.files_total))
        self._bar.setValue(progress.files_done)
        self.rate.setText(self._rate(progress))
        self._show_parts()
        self._say(text)

    def show_done(self, done: IndexDone) -> None:
        """What came of the job."""
        if done.set_aside or done.partly:
            text = self._left(done)
        elif done.collection:
            text = self.tr("{name} is up to date.").format(name=clean(done.collection))
        elif done.indexed or done.unchanged:
            text = self.tr("Everything is up to date.")
        else:
            text = self.tr("Ready")
        self._end(text)

    def _left(self, done: IndexDone) -> str:
        """How many documents were read not at all, or in part."""
        if not done.partly:
            text = self.tr("{name} is up to date; {count} could not be read, see its documents.")
        elif not done.set_aside:
            text = self.tr("{name} is up to date; {partly} could be read only in part, see its documents.")
        else:
            text = self.tr(
                "{name} is up to date; {count} could not be read and {partly} only in part, see its documents."
            )
        counts = {"count": f"{len(done.set_aside):,}", "partly": f"{len(done.partly):,}"}
        return text.format(name=clean(done.collection), **counts)

    def show_failed(self, code: str) -> None:
        self._end(messages.sentence(code, self._language).whole)

    def show_stopped(self) -> None:
        self._end(self.tr("Stopped; what was read is kept."))

    def _stop(self) -> None:
        """What is open is read to its end or given up first, and that can take seconds."""
        self._is_stopping = True
        self.stop.setEnabled(False)
        for part in (self._bar, self.rate):
            part.hide()
        self._say(self.tr("Stopping; what was read is kept."))
        self.stop_requested.emit()

    def _show_parts(self) -> None:
        for part in (self._bar, self.rate, self.stop):
            part.show()

    def _end(self, text: str) -> None:
        self._is_stopping = False
        self.stop.setEnabled(True)
        for part in (self._bar, self.rate, self.stop):
            part.hide()
        self._say(text)

    def _say(self, text: str) -> None:
        self.text.set_whole_text(text)
        # A tooltip takes text with tags for markup.
        self.text.setToolTip(text.replace("<", "‹"))
        if (layout := self.layout()) is not None:
            layout.activate()  # or the sentence would be cut to the room of the one before it until the next round

    def _rate(self, progress: Progress) -> str:
        parts = []
        a_second = progress.files_per_second
        if a_second and a_second >= 1:
            parts.append(self.tr("{rate} files/s").format(rate=f"{a_second:.3g}"))
        elif a_second:
            parts.append(self.tr("{rate} files/min").format(rate=f"{60 * a_second:.2g}"))
        # The last ones are in when they are in: none of what was estimated is left.
        if progress.seconds_left is not None and progress.files_done < progress.files_total:
            seconds = max(1, round(progress.seconds_left))
            if seconds < 100:
                parts.append(self.tr("{seconds} s left").format(seconds=seconds))
            else:
                parts.append(self.tr("{minutes} min left").format(minutes=round(seconds / 60)))
        return self.tr(", ", "between a rate and a time").join(parts)

    def _take_ready(self) -> None:
        if self.stop.isHidden():
            self._end(self.tr("Ready"))

    def _take(self, event: Event) -> None:
        if isinstance(event, WorkerChanged):
            self._states[event.worker] = event
            self._show_workers()

    def _show_workers(self) -> None:
        """The most important of what can be said about search and model."""
        embed, chat = self._states.get("embed"), self._states.get("chat")
        self._resting = next((each.worker for each in (chat, embed) if each and each.state == "resting"), None)
        self.wake.setVisible(self._resting is not None)
        if self._resting is not None:
            text = messages.sentence("worker_resting", self._language).text
        elif embed is not None and embed.state == "starting":
            text = self.tr("Search by meaning is getting ready")
        elif chat is not None and chat.state == "starting":
            text = self.tr("The model is getting ready")
        elif chat is not None and chat.state == "ready":
            text = self.tr("Model ready: {name}").format(name=clean(chat.model or ""))
        elif embed is not None and embed.state == "ready":
            text = self.tr("Search ready")
        else:
            text = ""
        self.model.setText(text)

    def _wake(self) -> None:
        if self._resting in ("parse", "embed", "chat"):
            self._engine.send(WakeWorker(id=self._engine.new_id(), worker=self._resting))  # type: ignore[arg-type]
