"""Asking in some documents only: what is chosen, what is sent, what the turn says, and the way back."""

from collections.abc import Iterable
from datetime import date

import pytest
from PySide6.QtCore import QDate, QDateTime, Qt
from PySide6.QtTest import QAbstractItemModelTester, QTest
from PySide6.QtWidgets import QCheckBox, QLineEdit, QListView
from pytestqt.qtbot import QtBot

from desktop_rag.protocol import Ask, DocumentsListed, Event, ListDocuments
from desktop_rag.records import EVERYWHERE, Collection, Document, Filters
from desktop_rag.ui.chat.scope import Scope, ScopeWords
from desktop_rag.ui.chat.scope_choices import PlaceRole, ScopeChoicesModel
from desktop_rag.ui.chat.scope_dialog import ScopeDialog
from desktop_rag.ui.library.select_box import SelectBox
from desktop_rag.ui.main_window import MainWindow
from tests.fakes import Script
from tests.ui.conftest import OpenWindow
from tests.ui.library.library_fakes import document
from tests.ui.test_conversation import engine_of, newest, type_question

DOCUMENTS = (
    document(1, path="/docs/Rules/2026/travel.pdf", kind="pdf"),
    document(2, path="/docs/Rules/pay.docx", kind="docx"),
    document(3, path="/docs/Mail/offer.eml", kind="eml"),
    document(4, path="/docs/Mail/offer.eml", part="prices.xlsx", kind="xlsx"),
    document(5, path="/docs/Mail/sums.xlsm", kind="xlsm"),
)
TODAY = QDate(2026, 11, 29)


def script_of(documents: tuple[Document, ...] = DOCUMENTS) -> Script:
    script = Script("Travel", "Rules")
    script.collections = [
        Collection(f"c{number}", name, len(documents), 40, "all-MiniLM-L6-v2", 1000, roots=("/docs",))
        for number, name in enumerate(("Travel", "Rules"), 1)
    ]

    def listed(command: ListDocuments) -> Iterable[Event]:
        return (DocumentsListed(id=command.id, offset=0, total=len(documents), documents=documents),)

    script.on(ListDocuments, listed)
    return script


def dialog_of(qtbot: QtBot, window: MainWindow) -> ScopeDialog:
    window.scope.choose()
    dialog = window.frame.findChild(ScopeDialog)
    assert isinstance(dialog, ScopeDialog)
    qtbot.waitUntil(lambda: bool(dialog._boxes))
    return dialog


@pytest.mark.parametrize("leaves", ["done", "escape"])
def test_after_choosing_the_keyboard_is_in_the_question_field(
    leaves: str, qtbot: QtBot, open_window: OpenWindow
) -> None:
    window = open_window(script_of())
    window.chat.composer.scope.button.setFocus()
    window.scope.choose()
    dialog = window.frame.findChild(ScopeDialog)
    assert isinstance(dialog, ScopeDialog)
    dialog.reject() if leaves == "escape" else dialog.accept()
    qtbot.waitUntil(window.chat.composer.edit.hasFocus)


def test_days_are_written_in_an_order_that_every_land_reads_alike(qtbot: QtBot, open_window: OpenWindow) -> None:
    window = open_window(script_of())
    period = dialog_of(qtbot, window)._period
    assert period._since._edit.displayFormat() == "d MMM yyyy"
    scope = Scope(period="custom", since=date(2024, 4, 1))
    assert ScopeWords().short(scope) == "since 1 Apr 2024"


def rows(model: ScopeChoicesModel) -> list[str]:
    return [model.index(row).data(PlaceRole.PATH) for row in range(model.rowCount())]


def moment(day: QDate) -> float:
    return float(QDateTime(day.startOfDay()).toSecsSinceEpoch())


@pytest.mark.parametrize(
    ("scope", "filters"),
    [
        (Scope(), EVERYWHERE),
        (Scope(period="custom"), EVERYWHERE),
        (Scope(places=("/docs",), kinds=("pdf",)), Filters(places=("/docs",), kinds=("pdf",))),
        (Scope(period="this_year"), Filters(modified_from=moment(QDate(2026, 1, 1)))),
        (Scope(period="last_12_months"), Filters(modified_from=moment(QDate(2025, 11, 29)))),
        (
            Scope(period="custom", since=date(2024, 4, 1), until=date(2025, 3, 31)),
            Filters(modified_from=moment(QDate(2024, 4, 1)), modified_until=moment(QDate(2025, 4, 1))),
        ),
    ],
)
def test_a_scope_is_sent_as_places_types_and_moments(scope: Scope, filters: Filters) -> None:
    assert scope.filters(TODAY) == filters


def test_a_scope_is_said_in_a_few_words() -> None:
    words = ScopeWords()
    assert words.short(Scope()) == "All documents"
    assert words.short(Scope(places=("/docs/Rules",), kinds=("xlsx", "xlsm"), period="this_year")) == (
        "Rules, Excel, this year"
    )
    assert words.short(Scope(places=tuple(f"/docs/{name}" for name in "abcd"))) == "a, b and 2 more"


def test_folders_come_at_once_and_documents_when_they_are_looked_for(qtbot: QtBot) -> None:
    model = ScopeChoicesModel(("/gone",), ("/docs",))
    _tester = QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Fatal)
    assert rows(model) == ["/gone", "/docs"]
    model.add_documents(DOCUMENTS)
    model.show_found()
    assert rows(model) == ["/gone", "/docs", "/docs/Mail", "/docs/Rules", "/docs/Rules/2026"]
    model.find("OFFER")
    assert rows(model) == ["/gone", "/docs/Mail/offer.eml"]


def test_what_is_chosen_goes_with_the_question_and_stands_on_the_turn(qtbot: QtBot, open_window: OpenWindow) -> None:
    window = open_window(script_of())
    engine = engine_of(window)
    chip = window.chat.composer.scope
    assert chip.button.text() == "All documents ▾"
    assert chip.clear.isHidden()
    dialog = dialog_of(qtbot, window)
    field, places = dialog.findChild(QLineEdit), dialog.findChild(QListView)
    assert field is not None
    assert places is not None
    QTest.keyClicks(field, "rules")
    row = rows(dialog._model).index("/docs/Rules")
    QTest.mouseClick(
        places.viewport(), Qt.MouseButton.LeftButton, pos=places.visualRect(dialog._model.index(row)).center()
    )
    next(box for box in dialog.findChildren(QCheckBox) if box.text() == "Excel").click()
    dialog.accept()
    assert chip.button.accessibleName() == "Search in: Rules, Excel"
    type_question(qtbot, window, "How much?")
    qtbot.waitUntil(lambda: not window.conversation.is_busy)
    assert engine.last(Ask).filters == Filters(places=("/docs/Rules",), kinds=("xlsx", "xlsm"))
    line = newest(window)._scope
    assert line.isVisible()
    line.everywhere.click()
    qtbot.waitUntil(lambda: len(engine.asked(Ask)) == 2)
    assert engine.last(Ask).filters == EVERYWHERE
    assert chip.clear.isHidden()


def test_the_places_can_be_chosen_with_the_keyboard(qtbot: QtBot, open_window: OpenWindow) -> None:
    window = open_window(script_of())
    dialog = dialog_of(qtbot, window)
    places = dialog.findChild(QListView)
    assert places is not None
    places.setCurrentIndex(dialog._model.index(1))
    QTest.keyClick(places, Qt.Key.Key_Space)
    assert window.conversation.scopes.scope.places == ("/docs/Mail",)
    QTest.keyClick(dialog, Qt.Key.Key_Escape)
    window.chat.composer.scope.clear.click()
    assert window.conversation.scopes.scope.is_everything


def test_from_one_day_to_another(qtbot: QtBot, open_window: OpenWindow) -> None:
    window = open_window(script_of())
    dialog = dialog_of(qtbot, window)
    box = dialog._period.findChild(SelectBox)
    assert box is not None
    box.setCurrentIndex(box.findData("custom"))
    dialog._period._since._edit.setDate(QDate(2024, 4, 1))
    scope = window.conversation.scopes.scope
    assert (scope.period, scope.since, scope.until) == ("custom", date(2024, 4, 1), None)
    dialog.accept()
    # Opened again it shows what holds.
    again = dialog_of(qtbot, window)
    assert again._period.value() == ("custom", date(2024, 4, 1), None)


def test_each_chat_keeps_where_it_looks(qtbot: QtBot, open_window: OpenWindow) -> None:
    window = open_window(script_of())
    scopes = window.conversation.scopes
    rules = Scope(places=("/docs/Rules",))
    scopes.choose(rules)
    type_question(qtbot, window, "How much?")
    qtbot.waitUntil(lambda: not window.conversation.is_busy)
    assert scopes.scope == rules
    chat = window.conversation.chat
    assert chat is not None
    window.controller.new_chat()
    assert scopes.scope.is_everything
    window.controller.open_chat(chat)
    qtbot.waitUntil(lambda: window.conversation.chat == chat)
    assert scopes.scope == rules
    # Another collection has other places.
    window.side.select_collection("c2")
    assert scopes.scope.is_everything


def test_a_question_about_the_selected_document(qtbot: QtBot, open_window: OpenWindow) -> None:
    window = open_window(script_of())
    window.controller.show_documents("c1")
    view = window.controller._documents
    assert view is not None
    qtbot.waitUntil(lambda: view._model.rowCount() == len(DOCUMENTS))
    view._grid.selectRow(view._model.row_of("d4") or 0)
    view._actions._ask.trigger()
    assert window.conversation.scopes.scope == Scope(places=("/docs/Mail/offer.eml",))
    assert window.pages.currentWidget() is window.chat
