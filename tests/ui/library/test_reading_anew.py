"""Before much is read anew: what it costs is said, the person decides, and nothing happens by itself."""

from collections.abc import Iterable
from dataclasses import replace

import pytest
from PySide6.QtWidgets import QLabel, QPushButton, QRadioButton
from pytestqt.qtbot import QtBot

from desktop_rag.protocol import Event, ListModels, ModelsListed, PlanReading, ReadAnew, ReadingPlanned, Refresh
from desktop_rag.records import Collection, ModelInfo
from desktop_rag.ui.library.duration_words import DurationWords
from desktop_rag.ui.library.search_model_dialog import SearchModelDialog
from desktop_rag.ui.main_window import MainWindow
from tests.fake_engine import FakeEngine
from tests.fakes import Script
from tests.ui.conftest import OpenWindow

SMALL = ModelInfo(
    "all-MiniLM-L6-v2", "embedding", "/m/small", 90 << 20, None, None, None, 256, 1, 2, True, None, ("en",)
)
LARGE = replace(SMALL, name="multilingual", file="/m/large", languages=("ja", "en"))
CHAT = replace(SMALL, name="SmolLM2", purpose="chat")
BROKEN = replace(LARGE, name="broken", is_usable=False, code="model_file_invalid")


def script_of(outdated: int = 0, seconds: float | None = 2_050.0) -> Script:
    script = Script("Travel")
    script.collections = [Collection("c1", "Travel", 1240, 9000, SMALL.name, 1000, outdated=outdated)]

    def planned(command: PlanReading) -> Iterable[Event]:
        count = 1240 if command.model else outdated
        model = command.model or SMALL.name
        return (
            ReadingPlanned(
                id=command.id, collection_id="c1", model=model, documents=count, chunks=9000, seconds=seconds
            ),
        )

    script.on(PlanReading, planned)
    script.on(ListModels, lambda command: (ModelsListed(id=command.id, models=(CHAT, SMALL, LARGE, BROKEN)),))
    return script


def engine_of(window: MainWindow) -> FakeEngine:
    assert isinstance(window.engine, FakeEngine)
    return window.engine


def button(window: MainWindow, text: str) -> QPushButton:
    return next(each for each in window.offer.findChildren(QPushButton) if each.text() == text)


def outdated(window: MainWindow) -> int:
    collection = window.side.current_collection()
    return collection.outdated if collection is not None else -1


def words(window: MainWindow) -> str:
    return " ".join(label.text() for label in window.offer.findChildren(QLabel))


@pytest.mark.parametrize(
    ("seconds", "said"),
    [
        (0.0, "less than a minute"),
        (61, "about 2 minutes"),
        (1_230, "about 25 minutes"),
        (2_050, "about 35 minutes"),
        (7_200, "about 2 hours"),
        (40_000, "about 12 hours"),
    ],
)
def test_durations_are_rounded_up(seconds: float, said: str) -> None:
    assert DurationWords().about(seconds) == said


def test_nothing_is_offered_where_nothing_is_outdated(qtbot: QtBot, open_window: OpenWindow) -> None:
    window = open_window(script_of())
    qtbot.waitUntil(lambda: window.side.current_collection() is not None)
    assert not engine_of(window).asked(PlanReading)
    assert window.offer.isHidden()


def test_nothing_is_offered_while_what_is_little_is_read_by_itself(qtbot: QtBot, open_window: OpenWindow) -> None:
    window = open_window(script_of(outdated=3), hold=(Refresh,))
    assert not engine_of(window).asked(PlanReading)
    engine_of(window).script.collections[0] = replace(engine_of(window).script.collections[0], outdated=0)
    engine_of(window).give(Refresh)
    qtbot.waitUntil(lambda: outdated(window) == 0)
    assert not engine_of(window).asked(PlanReading)


def test_reading_anew_is_offered_with_its_time_and_begun_by_the_person(qtbot: QtBot, open_window: OpenWindow) -> None:
    window = open_window(script_of(outdated=1240))
    qtbot.waitUntil(window.offer.isVisible)
    assert "about 35 minutes; they can be searched meanwhile" in words(window)
    assert not engine_of(window).asked(ReadAnew)
    button(window, "Read anew").click()
    assert (engine_of(window).last(ReadAnew).collection_id, engine_of(window).last(ReadAnew).model) == ("c1", None)
    assert window.offer.isHidden()
    # While it is read the number falls; that is no reason to offer it again.
    engine_of(window).script.collections[0] = replace(engine_of(window).script.collections[0], outdated=700)
    window.side.refresh()
    qtbot.waitUntil(lambda: outdated(window) == 700)
    assert len(engine_of(window).asked(PlanReading)) == 1


def test_later_is_later_and_the_menu_brings_it_back(qtbot: QtBot, open_window: OpenWindow) -> None:
    window = open_window(script_of(outdated=3, seconds=None))
    qtbot.waitUntil(window.offer.isVisible)
    assert "cannot be told before it has begun" in words(window)
    button(window, "Later").click()
    window.side.refresh()
    assert window.offer.isHidden()
    window.side.reading_requested.emit("c1")
    qtbot.waitUntil(window.offer.isVisible)
    assert not engine_of(window).asked(ReadAnew)


def test_moving_to_another_model_says_what_it_costs_first(qtbot: QtBot, open_window: OpenWindow) -> None:
    window = open_window(script_of())
    window.side.search_model_requested.emit("c1")
    dialog = window.frame.findChild(SearchModelDialog)
    assert isinstance(dialog, SearchModelDialog)
    qtbot.waitUntil(lambda: len(dialog.findChildren(QRadioButton)) == 2)
    rows = dialog.findChildren(QRadioButton)
    assert [row.text() for row in rows] == ["all-MiniLM-L6-v2: English (in use)", "multilingual: 日本語, English"]
    assert rows[0].isChecked()
    assert not dialog._use.isEnabled()
    rows[1].click()
    qtbot.waitUntil(dialog._use.isEnabled)
    assert "it takes about 35 minutes. The present model answers until" in dialog._estimate.text()
    assert not engine_of(window).asked(ReadAnew)
    dialog._use.click()
    assert engine_of(window).last(ReadAnew).model == "multilingual"


def test_without_another_model_it_says_where_to_add_one(qtbot: QtBot, open_window: OpenWindow) -> None:
    script = script_of()
    script.on(ListModels, lambda command: (ModelsListed(id=command.id, models=(CHAT, SMALL)),))
    window = open_window(script)
    window.side.search_model_requested.emit("c1")
    dialog = window.frame.findChild(SearchModelDialog)
    assert isinstance(dialog, SearchModelDialog)
    qtbot.waitUntil(lambda: "No other model" in dialog._estimate.text())
    assert not dialog._use.isEnabled()
