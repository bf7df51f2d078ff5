"""A chosen place knows where it really lies, what is passed by in it, and when to look through it again."""

import os
from pathlib import Path

import pytest

from desktop_rag.engine import exclusions, file_systems, watched_place
from desktop_rag.engine.watched_place import WatchedPlace, listened_to


@pytest.fixture(autouse=True)
def _told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(file_systems, "tells_of_changes", lambda _place: True)


@pytest.mark.skipif(os.name != "posix", reason="needs links")
def test_what_is_told_of_the_real_place_is_known_by_the_chosen_name(tmp_path: Path) -> None:
    (tmp_path / "real").mkdir()
    (tmp_path / "link").symlink_to(tmp_path / "real")
    place = WatchedPlace(str(tmp_path / "link"))
    assert place.look()
    assert not place.look()
    real = os.path.realpath(tmp_path / "real")
    assert place.listening == (real, True)
    assert place.key_of(f"{real}/a/b.txt") == str(tmp_path / "link" / "a" / "b.txt")
    assert place.key_of(real) == place.key
    assert place.key_of(f"{real}er/a.txt") is None


def test_a_file_is_listened_to_in_its_folder_and_saving_does_not_make_another_of_it(tmp_path: Path) -> None:
    file = tmp_path / "a.txt"
    file.write_text("one")
    place = WatchedPlace(str(file))
    assert place.look()
    assert place.listening == (os.path.realpath(tmp_path), False)
    (tmp_path / "b.txt").write_text("two")
    (tmp_path / "b.txt").replace(file)
    assert not place.look()
    file.unlink()
    assert place.look()
    assert place.identity is None
    assert listened_to([place]) == set()


def test_another_folder_in_the_same_place_is_noticed(tmp_path: Path) -> None:
    folder = tmp_path / "folder"
    folder.mkdir()
    place = WatchedPlace(str(folder))
    place.look()
    folder.rename(tmp_path / "aside")
    folder.mkdir()
    assert place.look()


@pytest.mark.skipif(os.name != "posix", reason="parts folders by a slash")
def test_a_name_told_with_its_marks_taken_apart_is_looked_for_in_the_whole_place(tmp_path: Path) -> None:
    folder = tmp_path / "がくぶ"
    folder.mkdir()
    place = WatchedPlace(str(folder))
    place.look()
    apart = f"{os.path.realpath(tmp_path)}/か\u3099くふ\u3099/a.txt"
    assert place.key_of(apart) == place.key


@pytest.mark.skipif(os.name != "posix", reason="parts folders by a slash")
@pytest.mark.parametrize(
    ("below", "is_passed_by"),
    [
        ("", False), ("a.txt", False), ("a/b.txt", False), ("a/.git/config", True), ("~$a.docx", True),
        ("drafts/deep/a.txt", True), ("2019/a.txt", True), ("2020/a.txt", False), ("a.bak", True),
    ],
)  # fmt: skip
def test_what_lies_in_something_passed_by_is_passed_by(below: str, is_passed_by: bool) -> None:
    place = WatchedPlace("/d")
    excluded = exclusions.parse("*.bak\ndrafts\n2019/*")
    assert place.passes_by(f"/d/{below}".rstrip("/"), excluded) is is_passed_by
    assert WatchedPlace("/").passes_by(f"/{below}", excluded) is is_passed_by


def test_where_nothing_is_told_looking_becomes_rarer_and_never_takes_much_of_the_time() -> None:
    place = WatchedPlace("/d", listening=None)
    waits = []
    for _ in range(6):
        place.was_looked_through(0.0, 0.1, has_changed=False)
        waits.append(place.look_at)
    assert waits == [120.0, 240.0, 480.0, 900.0, 900.0, 900.0]
    place.was_looked_through(0.0, 0.1, has_changed=True)
    assert place.look_at == watched_place.FIRST_INTERVAL_S
    place.was_looked_through(0.0, 30.0, has_changed=True)
    assert place.look_at == 1500.0


def test_where_all_is_told_it_is_looked_through_rarely_and_after_a_gap_soon() -> None:
    place = WatchedPlace("/d", listening=("/d", True))
    place.was_looked_through(100.0, 2.0, has_changed=True)
    assert place.look_at == 100.0 + watched_place.SAFETY_S
    place.hurry()
    assert place.look_at == 120.0
    place.is_deaf = True
    place.was_looked_through(100.0, 2.0, has_changed=True)
    assert place.look_at == 200.0
