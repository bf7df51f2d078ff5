"""Folders that are watched: said quietly in the status bar and at the collection, and nothing asks for a click."""

import pytest
from PySide6.QtCore import Qt

from desktop_rag.protocol import IndexDone, WatchChanged, WatchState
from desktop_rag.records import SetAside
from desktop_rag.ui.library.side_roles import SideRole
from desktop_rag.ui.main_window import MainWindow
from tests.fake_engine import FakeEngine
from tests.fakes import Script
from tests.ui.conftest import OpenWindow


def tell(window: MainWindow, state: WatchState, key: str = "c1", changed: int = 0, away: tuple[str, ...] = ()) -> None:
    assert isinstance(window.engine, FakeEngine)
    window.engine.say(WatchChanged(id="", collection_id=key, state=state, changed=changed, away=away))


@pytest.mark.parametrize(
    ("state", "changed", "away", "said"),
    [
        ("off", 0, (), ""),
        ("watching", 0, (), "Folders are watched"),
        ("rescanning", 0, (), "Folders are looked through for changes now and then"),
        ("watching", 3, (), "Looking for changes"),
        ("waiting", 3, (), "3 changes wait until the computer is plugged in"),
        ("watching", 0, ("/media/Archive/",), "Archive is away; its documents keep answering"),
        ("watching", 0, ("/media/a", "/media/b"), "2 places are away; their documents keep answering"),
    ],
)
def test_each_state_is_said(
    open_window: OpenWindow, state: WatchState, changed: int, away: tuple[str, ...], said: str
) -> None:
    window = open_window(Script("Travel"))
    tell(window, state, changed=changed, away=away)
    assert window.status.watch.sentence() == said
    assert window.status.watch.isVisible() == bool(said)


def test_what_matters_most_of_several_collections_is_said(open_window: OpenWindow) -> None:
    window = open_window(Script("Travel", "Rules"))
    tell(window, "watching")
    tell(window, "watching", "c2", away=("/media/Archive",))
    assert window.status.watch.sentence().startswith("Archive is away")
    tell(window, "watching", changed=2)
    assert window.status.watch.sentence() == "Looking for changes"
    window.engine.lost.emit()
    assert window.status.watch.isHidden()


def test_a_place_that_is_away_is_marked_at_its_collection(open_window: OpenWindow) -> None:
    window = open_window(Script("Travel"))
    model = window.side._collections._model
    index = model.index_of("c1")
    assert not index.data(SideRole.IS_AWAY)
    tell(window, "watching", away=("/media/Archive",))
    assert index.data(SideRole.IS_AWAY)
    assert index.data(Qt.ItemDataRole.AccessibleTextRole).endswith(", away: Archive")
    tell(window, "watching")
    assert not index.data(SideRole.IS_AWAY)


@pytest.mark.parametrize(
    ("set_aside", "partly", "said"),
    [
        (0, 0, "Travel is up to date."),
        (2, 0, "Travel is up to date; 2 could not be read, see its documents."),
        (0, 1, "Travel is up to date; 1 could be read only in part, see its documents."),
        (2, 1, "Travel is up to date; 2 could not be read and 1 only in part, see its documents."),
    ],
)
def test_what_a_job_left_is_said(open_window: OpenWindow, set_aside: int, partly: int, said: str) -> None:
    window = open_window(Script("Travel"))
    left = SetAside("/documents/a.pdf", None, "document_locked")
    done = IndexDone(
        id="", collection="Travel", indexed=3, unchanged=0, removed=0, set_aside=(left,) * set_aside, chunks=9,
        seconds=1.0, partly=(left,) * partly,
    )  # fmt: skip
    window.status.show_done(done)
    assert window.status.text.text() == said
