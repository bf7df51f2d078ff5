"""The documents table: rules of Qt, order, filter, tens of thousands of rows, and what can be done with them."""

import random
from collections.abc import Callable, Iterator
from time import thread_time

import pytest
from PySide6.QtCore import QLocale, Qt
from PySide6.QtTest import QAbstractItemModelTester, QTest
from PySide6.QtWidgets import QApplication, QFileDialog, QLabel, QLineEdit
from pytestqt.qtbot import QtBot

from desktop_rag.engine.workers.parsers.kinds import FORMATS
from desktop_rag.errors import DocumentError, error_classes
from desktop_rag.protocol import CollectionsListed, Forget, LibraryChanged, ListDocuments, Retry
from desktop_rag.records import Document
from desktop_rag.ui import theme
from desktop_rag.ui.library import document_actions
from desktop_rag.ui.library.add_documents import AddDocumentsDialog
from desktop_rag.ui.library.document_health import Health, health_of, word_of
from desktop_rag.ui.library.document_kinds import kind_name
from desktop_rag.ui.library.document_names import display_name
from desktop_rag.ui.library.document_order import Column
from desktop_rag.ui.library.document_texts import DocumentTexts
from desktop_rag.ui.library.documents_grid import DocumentsGrid
from desktop_rag.ui.library.documents_table import DocumentRole, DocumentsTableModel
from desktop_rag.ui.library.documents_view import DocumentsView
from desktop_rag.ui.privacy.forget_dialog import Decision, ForgetDialog
from tests.fake_engine import FakeEngine
from tests.ui.library.library_fakes import collection, document, keep, started, with_documents

MANY = 100_000
HITCH_S = 0.05
SLOW_MACHINE = 3  # Processor time is measured, but two tests on one core share its caches.
# Said of documents that are searched all the same, or only when a source is shown.
NEVER_ALONE = {"document_pictures_left", "document_changed", "document_away"}


def model_of(documents: list[Document]) -> DocumentsTableModel:
    model = DocumentsTableModel()
    model.prepare(documents)
    model.show_documents(documents)
    return model


def view_of(qtbot: QtBot, documents: list[Document]) -> tuple[DocumentsView, FakeEngine]:
    engine = started(qtbot, with_documents(documents))
    view = DocumentsView(engine)
    keep(qtbot, view, engine)
    view.resize(900, 600)
    view.show()
    qtbot.waitExposed(view)
    view.show_collection(collection(documents=len(documents)))
    qtbot.waitUntil(lambda: view._listing.is_listed, timeout=20_000)
    return view, engine


def grid_of(view: DocumentsView) -> DocumentsGrid:
    grid = view.findChild(DocumentsGrid)
    assert isinstance(grid, DocumentsGrid)
    return grid


def names(model: DocumentsTableModel) -> list[str]:
    return [str(model.index(row, Column.NAME).data()) for row in range(model.rowCount())]


@pytest.fixture
def english() -> Iterator[None]:
    """Numbers as an English reader writes them."""
    before = QLocale()
    QLocale.setDefault(QLocale(QLocale.Language.English))
    yield
    QLocale.setDefault(before)


def test_model_keeps_qts_rules(qtbot: QtBot) -> None:
    model = model_of([document(number) for number in range(40)])
    _tester = QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Fatal)
    model.sort(Column.SIZE, Qt.SortOrder.DescendingOrder)
    model.filter_by("report 1", None)
    model.merge([document(1, state="set_aside", code="document_locked"), document(99), document(100, path="/x/y.md")])
    model.filter_by("", frozenset({Health.EMPTY}))
    model.merge([document(1), document(2, state="set_aside", code="document_empty")])
    assert names(model) == ["report 2.pdf"]
    model.show_documents([])


def test_every_column_sorts_by_its_value() -> None:
    documents = [document(number) for number in range(120)]
    random.Random(1).shuffle(documents)
    model = model_of(documents)
    for column in Column:
        for order in Qt.SortOrder:
            model.sort(column, order)
            values = [model.index(row, column).data(DocumentRole.SORT) for row in range(model.rowCount())]
            assert values == sorted(values, reverse=order == Qt.SortOrder.DescendingOrder)


def test_numbers_in_names_sort_as_numbers() -> None:
    model = model_of([document(1, path=f"/d/page {number}.pdf", id=str(number)) for number in (10, 9, 100)])
    assert names(model) == ["page 9.pdf", "page 10.pdf", "page 100.pdf"]


def test_a_selected_row_stays_the_same_document_when_sorted(qtbot: QtBot) -> None:
    view, _engine = view_of(qtbot, [document(number) for number in range(50)])
    grid = grid_of(view)
    grid.selectRow(7)
    before = grid.selected_documents()
    grid.sortByColumn(Column.MODIFIED, Qt.SortOrder.DescendingOrder)
    assert grid.selected_documents() == before
    grid.selectAll()
    grid.sortByColumn(Column.NAME, Qt.SortOrder.AscendingOrder)
    assert len(grid.selected_documents()) == 50


def test_parts_stand_under_their_file_and_name_it() -> None:
    mail = "/d/見積の件.eml"
    model = model_of(
        [
            document(1, path=mail, part="転送.eml/図面 10.pdf"),
            document(2, path="/d/見積の件 2.eml"),
            document(3, path=mail, part="見積.docx"),
            document(4, path=mail),
            document(5, path=mail, part="転送.eml"),
            document(6, path="/other/見積の件.eml"),
        ]
    )
    assert names(model) == [
        "見積の件 2.eml",
        "見積の件.eml",
        "見積.docx in 見積の件.eml",
        "転送.eml in 見積の件.eml",
        "図面 10.pdf in 転送.eml in 見積の件.eml",
        "見積の件.eml",
    ]


def test_decomposed_names_are_found() -> None:
    model = model_of([document(1, path="/d/か\u3099いよう.pdf"), document(2, path="/d/ＡＢＣ.pdf")])
    model.filter_by("がいよう", None)
    assert model.rowCount() == 1
    model.filter_by("abc", None)
    assert model.rowCount() == 1


def test_types_are_named_as_people_name_them_and_are_found() -> None:
    model = model_of([document(1, kind="docx"), document(2, kind="eml"), document(3), document(4, kind="new")])
    shown = {model.index(row, Column.KIND).data() for row in range(model.rowCount())}
    assert shown == {"Word", "Mail", "", "NEW"}
    model.filter_by("mail", None)
    assert [model.document(row).id for row in range(model.rowCount())] == ["d2"]


def test_the_file_dialog_offers_every_format(monkeypatch: pytest.MonkeyPatch, qtbot: QtBot) -> None:
    engine = started(qtbot)
    dialog = AddDocumentsDialog(engine, ())
    keep(qtbot, dialog, engine)
    offered: list[str] = []

    def choose(_parent: object, _title: str, _folder: str, kinds: str) -> tuple[list[str], str]:
        offered.append(kinds)
        return [], ""

    monkeypatch.setattr(QFileDialog, "getOpenFileNames", choose)
    dialog._choose_files()
    suffixes = {suffix for found in FORMATS for suffix in found.suffixes}
    assert all(f"*{suffix} " in offered[0].replace(")", " ") for suffix in suffixes)
    assert offered[0].endswith(";;All files (*)")
    # And has a name for each of them.
    assert all(kind_name(found.kind) != found.kind for found in FORMATS)


def test_names_cannot_lie_about_their_ending() -> None:
    assert display_name("/d/invoice\u202efdp.exe") == "invoicefdp.exe"
    assert display_name("/d/a.eml", "b\u202efdp.exe") == "bfdp.exe in a.eml"


def test_a_hundred_thousand_rows_without_a_hitch(qapp: QApplication) -> None:
    generator = random.Random(1)
    documents = [
        document(number, path=f"/documents/規程{number % 50}/report {generator.randrange(99_999)} {number}.pdf")
        for number in range(MANY)
    ]
    model = DocumentsTableModel()

    def quick(step: Callable[[], object]) -> None:
        start = thread_time()
        step()
        longest = thread_time() - start
        while model.is_arranging:
            start = thread_time()
            qapp.processEvents()
            longest = max(longest, thread_time() - start)
        assert longest < HITCH_S * SLOW_MACHINE

    for offset in range(0, MANY, 500):
        quick(lambda: model.prepare(documents[offset : offset + 500], is_first=offset == 0))  # noqa: B023
    quick(model.show_prepared)
    assert model.rowCount() == MANY
    quick(lambda: model.sort(Column.SIZE, Qt.SortOrder.DescendingOrder))
    values = [model.index(row, Column.SIZE).data(DocumentRole.SORT) for row in range(0, MANY, 100)]
    assert values == sorted(values, reverse=True)
    quick(lambda: model.filter_by("report 77", None))
    assert 0 < model.rowCount() < MANY
    quick(lambda: model.filter_by("", None))
    quick(lambda: model.merge([document(number, state="away") for number in range(500)]))
    assert model.rowCount() == MANY
    assert model.counts() == {Health.READY: MANY - 500, Health.AWAY: 500}


def test_what_changes_while_rows_are_being_arranged_is_not_lost(qtbot: QtBot) -> None:
    model = model_of([document(number) for number in range(4_000)])
    qtbot.waitUntil(lambda: not model.is_arranging)
    model.sort(Column.SIZE, Qt.SortOrder.DescendingOrder)
    assert model.is_arranging
    model.merge([document(1, state="away"), document(9_000)])
    with qtbot.waitSignal(model.arranged):
        pass
    assert model.rowCount() == 4_001
    row = model.row_of("d1")
    assert row is not None
    assert model.document(row).state == "away"


def test_every_reason_has_a_word_of_its_own() -> None:
    codes = [code for code, kind in error_classes().items() if issubclass(kind, DocumentError)]
    words = {word_of(health_of(document(1, state="set_aside", code=code))) for code in codes if code not in NEVER_ALONE}
    assert len(words) == len(codes) - len(NEVER_ALONE)
    assert word_of(Health.SET_ASIDE) not in words


def test_what_the_self_check_does_not_find_is_red_and_can_be_tried_again(qtbot: QtBot) -> None:
    lost = document(2, state="partly", code="document_not_findable")
    scan = document(3, state="partly", code="document_pictures_left", pages=14, pages_without_text=12)
    view, engine = view_of(qtbot, [document(1), lost, scan])
    state = view._model.index(view._model.row_of("d2") or 0, Column.STATE)
    assert state.data() == "Not found"
    assert state.data(Qt.ItemDataRole.ForegroundRole).name() == theme.current().failed
    grid = grid_of(view)
    grid.selectRow(view._model.row_of("d3") or 0)
    assert view._reason.text().startswith("12 of 14 pages are pictures")
    assert view._actions._show.isEnabled()
    grid.clearSelection()
    view._actions._retry.trigger()
    assert set(engine.last(Retry).document_ids) == {"d2", "d3"}


def test_the_summary_counts_and_the_filter_offers_what_there_is(qtbot: QtBot, english: None) -> None:
    documents = [
        *(document(number) for number in range(1_198)),
        *(document(2_000 + number, state="partly", code="document_pictures_left") for number in range(30)),
        *(document(3_000 + number, state="set_aside", code="document_locked") for number in range(11)),
        document(4_000, state="set_aside", code="document_needs_office"),
    ]
    view, engine = view_of(qtbot, documents)
    assert view._summary.text() == "1,240 documents: 1,198 ready, 30 partly, 12 set aside"
    box = view._states
    assert [box.itemText(at) for at in range(box.count())] == [
        "All documents (1,240)",
        "Need a look (42)",
        "Locked (11)",
        "Needs LibreOffice (1)",
        "Partly (30)",
        "Ready (1,198)",
    ]
    box.setCurrentIndex(box.findData(Health.NEEDS_OFFICE.value))
    assert view._model.rowCount() == 1
    # Read after all: the filter keeps its place, and says that there is nothing left.
    engine.say(LibraryChanged(id="", collection_id="c1", documents=(document(4_000),)))
    assert box.currentText() == "Needs LibreOffice (0)"
    assert view._pages.currentWidget() is view._no_match


def test_a_long_list_arrives_in_parts_and_all_of_it_is_shown(qtbot: QtBot) -> None:
    view, engine = view_of(qtbot, [document(number) for number in range(2_300)])
    assert grid_of(view).model().rowCount() == 2_300
    assert len(engine.asked(ListDocuments)) == 1


def test_single_changes_update_their_rows_and_keep_the_selection(qtbot: QtBot) -> None:
    view, engine = view_of(qtbot, [document(number) for number in range(30)])
    grid = grid_of(view)
    grid.selectRow(4)
    chosen = grid.selected_documents()[0]
    changed = document(int(chosen.id[1:]), state="set_aside", code="document_locked")
    engine.say(LibraryChanged(id="", collection_id="c1", documents=(changed,)))
    engine.say(LibraryChanged(id="", collection_id="c2", documents=(document(77, collection_id="c2"),)))
    assert list(grid.selected_documents()) == [changed]
    assert grid.model().rowCount() == 30
    assert any("1 set aside" in label.text() for label in view.findChildren(QLabel))


def test_documents_that_are_gone_leave_after_a_listing(qtbot: QtBot) -> None:
    documents = [document(number) for number in range(5)]
    view, engine = view_of(qtbot, documents)
    grid = grid_of(view)
    grid.selectRow(1)
    chosen = grid.selected_documents()
    del documents[0]
    engine.say(LibraryChanged(id="", collection_id="c1"))
    qtbot.waitUntil(lambda: grid.model().rowCount() == 4)
    assert grid.selected_documents() == chosen


def test_changes_do_not_keep_a_long_list_from_its_end(qtbot: QtBot) -> None:
    engine = started(qtbot, with_documents([document(number) for number in range(900)]), hold=(ListDocuments,))
    view = DocumentsView(engine)
    keep(qtbot, view, engine)
    view.show_collection(collection(documents=900))
    engine.give(ListDocuments, 1)
    engine.say(LibraryChanged(id="", collection_id="c1"))
    view._listing._relist_timer.timeout.emit()
    assert len(engine.asked(ListDocuments)) == 1
    engine.give(ListDocuments)
    assert view._listing.is_listed
    # And what changed meanwhile is asked for afterwards.
    view._listing._relist_timer.timeout.emit()
    assert len(engine.asked(ListDocuments)) == 2


def test_empty_states_offer_one_next_step(qtbot: QtBot) -> None:
    view, _engine = view_of(qtbot, [])
    with qtbot.waitSignal(view.add_documents_requested):
        view._nothing_here.wanted.emit()
    assert view._pages.currentWidget() is view._nothing_here
    full, _engine = view_of(qtbot, [document(1)])
    search = full.findChild(QLineEdit)
    assert search is not None
    QTest.keyClicks(search, "nowhere")
    assert full._pages.currentWidget() is full._no_match
    full._no_match.wanted.emit()
    assert full._pages.currentWidget() is grid_of(full)


def test_reason_is_a_sentence_and_can_be_tried_again(qtbot: QtBot) -> None:
    locked = document(2, state="set_aside", code="document_locked")
    view, engine = view_of(qtbot, [document(1), locked, document(3, state="set_aside", code="document_empty")])
    grid = grid_of(view)
    grid.selectRow(view._model.row_of("d2") or 0)
    assert any("password" in label.text() and label.isVisible() for label in view.findChildren(QLabel))
    view._actions._retry.trigger()
    assert engine.last(Retry).document_ids == ("d2",)
    grid.clearSelection()
    assert view._actions._retry.text() == "Try 2 again"
    view._actions._retry.trigger()
    assert set(engine.last(Retry).document_ids) == {"d2", "d3"}


def test_removing_asks_and_says_that_the_file_stays(qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> None:
    view, engine = view_of(qtbot, [document(1), document(2)])
    asked: list[str] = []

    def ask(_parent: object, question: str, explanation: str, _action: str, _chats: object) -> Decision:
        asked.append(question + explanation)
        return Decision.FORGET

    monkeypatch.setattr(ForgetDialog, "ask", ask)
    grid = grid_of(view)
    grid.selectAll()
    QTest.keyClick(grid, Qt.Key.Key_Delete)
    view._actions._remove.trigger()
    qtbot.waitUntil(lambda: bool(engine.asked(Forget)))
    assert "files themselves stay" in asked[-1]
    assert set(engine.last(Forget).paths) == {document(1).path, document(2).path}
    assert engine.last(Forget).collection == "Travel"
    assert not engine.last(Forget).with_chats


def test_enter_shows_the_source_and_only_readable_kinds_open(qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> None:
    program = document(2, path="/documents/setup.exe", state="set_aside", code="document_kind_unknown")
    view, _engine = view_of(qtbot, [document(1), program])
    grid = grid_of(view)
    opened: list[str] = []

    def open_document(path: str) -> bool:
        opened.append(path)
        return True

    monkeypatch.setattr(document_actions, "open_document", open_document)
    grid.selectRow(view._model.row_of("d1") or 0)
    with qtbot.waitSignal(view.source_requested) as requested:
        QTest.keyClick(grid, Qt.Key.Key_Return)
    assert requested.args == ["d1"]
    view._actions._open.trigger()
    assert opened == [document(1).path]
    grid.selectRow(view._model.row_of("d2") or 0)
    assert not view._actions._open.isEnabled()
    with qtbot.assertNotEmitted(view.source_requested):
        QTest.keyClick(grid, Qt.Key.Key_Return)


def test_a_renamed_collection_is_listed_by_its_new_name(qtbot: QtBot) -> None:
    view, engine = view_of(qtbot, [document(1)])
    engine.script.collections[0] = collection("Journeys")
    engine.say(CollectionsListed(id="", collections=(collection("Journeys"),)))
    qtbot.waitUntil(lambda: any(label.text() == "Journeys" for label in view.findChildren(QLabel)))
    engine.say(LibraryChanged(id="", collection_id=""))
    qtbot.waitUntil(lambda: engine.last(ListDocuments).collection == "Journeys")


def test_a_name_too_long_for_a_narrow_window_ends_in_an_ellipsis(qtbot: QtBot) -> None:
    view, _engine = view_of(qtbot, [document(1)])
    view.show_collection(collection("A collection with a name as long as a sentence " * 3))
    view.resize(520, 400)
    QApplication.processEvents()
    shown = next(label for label in view.findChildren(QLabel) if label.text().startswith("A coll"))
    assert "…" in shown.text()
    assert shown.toolTip().startswith("A collection with a name as long as a sentence")


def test_a_day_is_written_alike_everywhere_and_not_made_up(qtbot: QtBot) -> None:
    texts = DocumentTexts()
    assert texts.text(document(1, modified=1_678_600_000.0), Column.MODIFIED) == "12 Mar 2023"
    assert texts.text(document(1, modified=0.0), Column.MODIFIED) == ""
