"""Check now: starts everything, counts connections, and leaves a report that can be put in an approval."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QProgressBar, QPushButton, QVBoxLayout, QWidget

from desktop_rag import network_probe
from desktop_rag.protocol import DoctorDone, Event, JobFailed, RunDoctor
from desktop_rag.ui import theme
from desktop_rag.ui.chat.turn_parts import plain_label
from desktop_rag.ui.engine_client import EngineClient
from desktop_rag.ui.library.sentences import failure_sentence, language
from desktop_rag.ui.privacy.checks_view import ChecksView
from desktop_rag.ui.settings.page import statement
from desktop_rag.ui.sources.open_document import open_document, show_in_folder
from desktop_rag.ui.stylesheet import restyle


class CheckNow(QWidget):
    """The engine does not say how far it is, so the bar only shows that it works.

    Signals:
        checked: what was found (a tuple of `HealthCheck`).
    """

    checked = Signal(tuple)

    def __init__(self, engine: EngineClient, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._engine = engine
        self._job = ""
        self._reports: tuple[str, ...] = ()
        self._button = QPushButton(self.tr("Check now"))
        self._progress = QProgressBar()
        self._note = plain_label("", "quiet")
        self._checks = ChecksView()
        self._open = QPushButton(self.tr("Open report"))
        self._reveal = QPushButton(self.tr("Show report in folder"))
        self._build()

    def close_session(self) -> None:
        """Hear nothing more: the dialog is about to be gone."""
        self._engine.stop_listening(self._job)

    def _build(self) -> None:
        words = statement(
            self.tr("Does anything leave unasked?"),
            self.tr(
                "Starts every part, reads and asks a sample, counts the network connections meanwhile, and writes a "
                "report for your IT department. It takes a minute or two."
            ),
        )
        self._progress.setRange(0, 0)
        self._progress.setTextVisible(False)
        self._progress.setAccessibleName(self.tr("Checking"))
        for hidden in (self._progress, self._note, self._checks, self._open, self._reveal):
            hidden.hide()
        self._button.clicked.connect(self._start)
        self._open.clicked.connect(self._open_report)
        self._reveal.clicked.connect(self._show_folder)
        top = QHBoxLayout()
        top.setSpacing(theme.SPACE_AROUND)
        top.addWidget(words, 1)
        top.addWidget(self._button)
        bottom = QHBoxLayout()
        bottom.setSpacing(theme.SPACE_INSIDE)
        bottom.addWidget(self._open)
        bottom.addWidget(self._reveal)
        bottom.addStretch(1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(theme.SPACE_INSIDE)
        layout.addLayout(top)
        for part in (self._progress, self._note, self._checks):
            layout.addWidget(part)
        layout.addLayout(bottom)

    def _start(self) -> None:
        self._button.setEnabled(False)
        self._progress.show()
        for shown in (self._checks, self._open, self._reveal):
            shown.hide()
        self._say(self.tr("Checking…"), "quiet")
        self._job = self._engine.new_id()
        command = RunDoctor(id=self._job, privacy=True, language=language(), window=network_probe.probe())
        self._engine.send(command, self._take)

    def _take(self, event: Event) -> None:
        if isinstance(event, DoctorDone):
            self._end()
            self._show(event)
        elif isinstance(event, JobFailed):
            self._end()
            self._say(failure_sentence(event), "failed")

    def _end(self) -> None:
        self._button.setEnabled(True)
        self._progress.hide()

    def _show(self, event: DoctorDone) -> None:
        failed = sum(not check.is_ok for check in event.checks)
        if failed:
            self._say(self.tr("%n checks were not passed.", "", failed), "look_here")
        else:
            self._say(self.tr("All %n checks were passed.", "", len(event.checks)), "quiet")
        self._checks.show_checks(event.checks)
        self._checks.show()
        # The PDF first: it opens in a program that only reads.
        self._reports = tuple(sorted(event.reports, key=lambda file: not file.lower().endswith(".pdf")))
        self._open.setVisible(bool(self._reports))
        self._reveal.setVisible(bool(self._reports))
        self.checked.emit(event.checks)

    def _open_report(self) -> None:
        if not any(open_document(report) for report in self._reports):
            self._show_folder()

    def _show_folder(self) -> None:
        if not show_in_folder(self._reports[0]):
            self._say(self.tr("The system knows no program that shows folders."), "failed")

    def _say(self, sentence: str, role: str) -> None:
        self._note.setText(sentence)
        self._note.setProperty("role", role)
        restyle(self._note)
        self._note.show()
