"""The right side of the window: the page or the text that a citation points to, with the passage marked."""

from collections.abc import Sequence

from PySide6.QtCore import QRectF, Qt, Signal
from PySide6.QtGui import QImage, QKeySequence, QShortcut
from PySide6.QtWidgets import QFrame, QLabel, QStackedWidget, QVBoxLayout, QWidget

from desktop_rag import messages
from desktop_rag.protocol import ShowSource, SourceShown
from desktop_rag.records import Document, Passage, Quote
from desktop_rag.ui.engine_client import EngineClient
from desktop_rag.ui.library.document_names import display_name
from desktop_rag.ui.library.sentences import language
from desktop_rag.ui.sources.find_bar import FindBar
from desktop_rag.ui.sources.open_document import can_open, open_document, show_in_folder
from desktop_rag.ui.sources.page_bar import PageBar
from desktop_rag.ui.sources.page_canvas import PageCanvas, PageMark
from desktop_rag.ui.sources.source_header import SourceHeader
from desktop_rag.ui.sources.source_request import SourceRequest
from desktop_rag.ui.sources.source_target import SourceTarget, from_document, from_passage, from_quote
from desktop_rag.ui.sources.text_canvas import TextCanvas, TextMark


class SourceView(QWidget):
    """Asks the engine for a page, shows it, and asks again for other pages and other sizes.

    Signals:
        quote_changed: marker of the quote that is shown now, after a step to another citation.
    """

    quote_changed = Signal(int)

    def __init__(self, engine: EngineClient, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._request = SourceRequest(engine, self)
        self._targets: tuple[SourceTarget, ...] = ()
        self._index = 0
        self._page: int | None = None
        self._pages = 0
        self._shown: SourceShown | None = None
        self._asked: tuple[SourceTarget, ...] = ()
        self._document_id: str | None = None
        self._should_reveal = True
        self._header = SourceHeader()
        self._note = QLabel()
        self._message = QLabel()
        self._canvas = PageCanvas()
        self._text = TextCanvas()
        self._find = FindBar()
        self._bar = PageBar()
        self._stack = QStackedWidget()
        self._build()
        self._connect(engine)
        self.clear()

    def show_quotes(self, quotes: Sequence[Quote], index: int) -> None:
        """Show one of an answer's quotes; the others are a step away, and marked where they stand on the same page."""
        self._set_targets(tuple(from_quote(quote) for quote in quotes), index)

    def show_passage(self, passage: Passage) -> None:
        self._set_targets((from_passage(passage),), 0)

    def show_document(self, document: Document) -> None:
        """Show a document from its beginning, with nothing marked."""
        self._set_targets((from_document(document),), 0)

    def clear(self) -> None:
        self._targets, self._asked = (), ()
        self._shown = None
        self._document_id = None
        self._request.drop()
        for widget in (self._header, self._note, self._find, self._bar):
            widget.hide()
        self._canvas.clear()
        self._text.clear()
        self._say(self.tr("Choose a quote to see where it stands."))

    def _build(self) -> None:
        self._note.setProperty("role", "look_here")
        self._note.setProperty("surface", "look_here")
        self._note.setContentsMargins(10, 6, 10, 6)
        self._note.setTextFormat(Qt.TextFormat.PlainText)
        self._note.setWordWrap(True)
        self._message.setProperty("role", "quiet")
        self._message.setTextFormat(Qt.TextFormat.PlainText)
        self._message.setWordWrap(True)
        self._message.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._message.setContentsMargins(24, 24, 24, 24)
        self._canvas.setAccessibleName(self.tr("Page"))
        self._text.setAccessibleName(self.tr("Text of the document"))
        for page in (self._message, self._canvas, self._text):
            self._stack.addWidget(page)
        line = QFrame()
        line.setProperty("surface", "line")
        line.setFixedHeight(1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        for widget in (self._header, line, self._note):
            layout.addWidget(widget)
        layout.addWidget(self._stack, 1)
        layout.addWidget(self._find)
        layout.addWidget(self._bar)

    def _connect(self, engine: EngineClient) -> None:
        self._header.step_wanted.connect(self._step)
        self._header.open_wanted.connect(self._open)
        self._bar.turn_wanted.connect(self._turn)
        self._bar.zoom_in_wanted.connect(self._canvas.zoom_in)
        self._bar.zoom_out_wanted.connect(self._canvas.zoom_out)
        self._bar.fit_wanted.connect(self._canvas.fit_width)
        self._canvas.zoom_changed.connect(self._bar.show_percent)
        self._canvas.width_wanted.connect(lambda _width: self._ask_for_other_width())
        self._text.part_changed.connect(lambda _part: self._show_turning())
        self._find.next_wanted.connect(lambda words: self._find_text(words, is_backward=False))
        self._find.previous_wanted.connect(lambda words: self._find_text(words, is_backward=True))
        self._find.closed.connect(self._text.setFocus)
        self._request.drawn.connect(self._draw)
        self._request.written.connect(self._show_text)
        self._request.failed.connect(self._fail)
        self._request.delayed.connect(lambda: self._say(self.tr("Opening the document…")))
        engine.returned.connect(self._ask_again)
        for keys, carry_out in (
            (QKeySequence(QKeySequence.StandardKey.Find), self._open_find),
            (QKeySequence(QKeySequence.StandardKey.ZoomIn), self._canvas.zoom_in),
            (QKeySequence(QKeySequence.StandardKey.ZoomOut), self._canvas.zoom_out),
            (QKeySequence("Ctrl+0"), self._canvas.fit_width),
        ):
            QShortcut(keys, self, carry_out, context=Qt.ShortcutContext.WidgetWithChildrenShortcut)

    def _set_targets(self, targets: tuple[SourceTarget, ...], index: int) -> None:
        if not targets:
            self.clear()
            return
        self._targets = targets
        self._go_to(max(0, min(len(targets) - 1, index)))

    def _go_to(self, index: int) -> None:
        self._index = index
        target = self._targets[index]
        if target.document_id != self._document_id:
            self._document_id, self._pages, self._shown = target.document_id, 0, None
        self._page = target.page
        self._should_reveal = True
        self._show_header()
        self._canvas.setAccessibleDescription(target.text)
        self._ask()

    def _show_header(self) -> None:
        target = self._targets[self._index]
        name = display_name(target.path, target.part)
        self._header.show_document(name, self._place(target), can_open=can_open(target.path))
        self._header.show_citation(self._index, len(self._targets))
        self._header.show()

    def _place(self, target: SourceTarget) -> str:
        """What is shown now, as exactly as it is known: a passage names its cells, a page its sheet."""
        shown = self._shown if self._shown is not None and self._shown.page == self._page else None
        place = target.place if self._page == target.page else None
        words = messages.place(self._page, place or (shown.place if shown is not None else None), language())
        if shown is not None and shown.is_recognised:
            #: Added to a place: the page is a picture, and a program has read it
            words = self.tr("{place} · read from the picture").format(place=words)
        return words

    def _ask_for_other_width(self) -> None:
        """The same page at another size: the person's place on it stays."""
        if self._stack.currentWidget() is self._canvas:
            self._ask()

    def _ask(self) -> None:
        """Ask for the page with all targets on it; the answer to any earlier question is no longer wanted."""
        if not self._targets:
            return
        target = self._targets[self._index]
        self._asked = tuple(
            other
            for other in self._targets
            if other.document_id == target.document_id and other.page == self._page and other.is_marked
        )
        command = ShowSource(
            id=self._request.new_id(),
            document_id=target.document_id,
            page=self._page,
            spans=tuple(other.span for other in self._asked),
            width_px=self._canvas.width_px(self._stack.width()),
        )
        self._request.send(command, is_hurried=self._should_reveal)

    def _ask_again(self) -> None:
        """After the engine came back: where its end left a sentence instead of a page."""
        if self._targets and self._stack.currentWidget() is self._message:
            self._ask()

    def _fail(self, sentence: str) -> None:
        self._note.hide()
        self._bar.hide()
        self._say(sentence)

    def _draw(self, event: SourceShown, picture: QImage) -> None:
        self._take_facts(event)
        if picture.isNull():
            self._finish(self._message, event)
            self._say(self.tr("The picture of this page could not be made. Open the file to read it."))
            return
        selected = self._targets[self._index]
        marks = [
            PageMark(QRectF(box.left, box.top, box.width, box.height), target.marker, target is selected)
            for box in event.boxes
            if 0 <= box.span < len(self._asked)
            for target in (self._asked[box.span],)
        ]
        self._canvas.show_page(picture, marks, should_reveal=self._should_reveal)
        self._bar.show_page(event.page or 1, max(self._pages, event.page or 1))
        self._bar.show_percent(self._canvas.zoom_percent())
        self._finish(self._canvas, event)

    def _take_facts(self, event: SourceShown) -> None:
        self._shown = event
        self._pages = event.pages or 0
        self._show_header()

    def _show_text(self, event: SourceShown) -> None:
        self._take_facts(event)
        selected = self._targets[self._index]
        # The engine gives back the spans it was asked for, in their order, unless the text has changed.
        is_whole = len(event.spans) == len(self._asked)
        marks = [
            TextMark(span.start, span.end, target.marker, target is selected)
            for span, target in zip(event.spans, self._asked, strict=False)
            if is_whole
        ]
        self._text.show_text(event.text or "", marks, should_reveal=self._should_reveal)
        self._finish(self._text, event)
        # A page at its largest takes 30 MB; it is not needed under a text.
        self._canvas.clear()
        self._show_turning()

    def _show_turning(self) -> None:
        """How far in a text, and what can be turned."""
        part, parts = self._text.part + 1, self._text.parts
        if self._page is None:
            self._bar.show_part(part, parts)
        else:
            self._bar.show_text_page(self._page, max(self._pages, self._page), part, parts)

    def _finish(self, page: QWidget, event: SourceShown) -> None:
        self._should_reveal = False
        self._note.setText(self.tr("This file has changed since it was indexed."))
        self._note.setVisible(event.is_changed)
        if page is not self._text:
            self._find.hide()
        self._stack.setCurrentWidget(page)

    def _say(self, sentence: str) -> None:
        self._message.setText(sentence)
        self._stack.setCurrentWidget(self._message)

    def _step(self, step: int) -> None:
        index = self._index + step
        if 0 <= index < len(self._targets):
            self._go_to(index)
            self.quote_changed.emit(self._targets[index].marker)

    def _turn(self, step: int) -> None:
        is_text = self._stack.currentWidget() is self._text
        if is_text and (self._page is None or 0 <= self._text.part + step < self._text.parts):
            self._text.show_part(self._text.part + step)
        elif self._page is not None and 1 <= self._page + step <= self._pages:
            self._page += step
            self._should_reveal = True
            self._show_header()
            self._ask()

    def _open(self) -> None:
        path = self._targets[self._index].path
        is_done = open_document(path) if can_open(path) else show_in_folder(path)
        if not is_done:
            self._note.setText(self.tr("The system knows no program for {name}.").format(name=display_name(path)))
            self._note.show()

    def _open_find(self) -> None:
        if self._stack.currentWidget() is self._text:
            self._find.open()

    def _find_text(self, words: str, *, is_backward: bool) -> None:
        self._find.tell(is_found=self._text.find_text(words, is_backward=is_backward))
