"""Which files are met on a walk through the chosen places, and which are passed by."""

import os
from pathlib import Path
from types import SimpleNamespace

import pytest

from desktop_rag.engine import exclusions, file_signs
from desktop_rag.engine.catalog import decode_path, encode_path
from desktop_rag.engine.walker import Rules, Walk
from desktop_rag.errors import DocumentOnlineOnly, DocumentOutside, DocumentUnreadable


@pytest.fixture(name="root")
def fixture_root(tmp_path: Path) -> Path:
    root = tmp_path / "documents"
    root.mkdir()
    return root


def names(
    root: Path, left_out: Path | None = None, *, start: Path | None = None, excluded: str = ""
) -> dict[str, str | None]:
    walk = Walk(rules=Rules(left_out, exclusions.parse(excluded)))
    return {str(entry.path.relative_to(root)): entry.code for entry in walk.files(root, start)}


def write(path: Path, text: str = "words") -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return path


def test_files_are_met_by_name_and_scratch_is_left_out(root: Path) -> None:
    for name in ("b.txt", "a/z.txt", "a/b.txt", ".hidden", ".git/config", "~$a.docx", "x.tmp", "Thumbs.db", "c~"):
        write(root / name)
    assert list(names(root)) == ["b.txt", "a/b.txt", "a/z.txt"]


def test_a_hidden_file_that_was_chosen_itself_is_found(root: Path) -> None:
    found = list(Walk().files(write(root / ".notes.txt")))
    assert [entry.path.name for entry in found] == [".notes.txt"]


@pytest.mark.parametrize(
    "name", ["田中　太郎.txt", "  two  spaces .txt", "🍣👨‍👩‍👧.txt", "あ" * 80 + ".txt", "a'b\"c%_.txt"]
)
def test_names_of_all_kinds(root: Path, name: str) -> None:
    write(root / name)
    assert names(root) == {name: None}


@pytest.mark.skipif(os.name != "posix", reason="names are bytes on POSIX alone")
def test_a_name_that_is_no_text_can_be_kept_and_found_again(root: Path) -> None:
    raw = os.fsencode(root) + b"/\xff\xfe\x80.txt"
    Path(os.fsdecode(raw)).write_bytes(b"words")
    (entry,) = Walk().files(root)
    assert entry.key.encode("utf-8")
    assert os.fsencode(decode_path(entry.key)) == raw


@pytest.mark.skipif(os.name != "posix", reason="a backslash parts folders on Windows")
@pytest.mark.parametrize("name", [r"report\udcff.txt", r"a\u005cb", r"\u005cudc80", r"plain\name"])
def test_a_name_that_looks_spelled_out_stays_itself(name: str) -> None:
    assert str(decode_path(encode_path(Path("/d") / name))) == f"/d/{name}"


@pytest.mark.skipif(os.name != "posix", reason="needs links")
def test_links_out_in_circles_and_to_nothing_are_named_and_not_followed(root: Path, tmp_path: Path) -> None:
    write(tmp_path / "secret" / "s.txt")
    write(root / "in" / "a.txt")
    (root / "out").symlink_to(tmp_path / "secret")
    (root / "out.txt").symlink_to(tmp_path / "secret" / "s.txt")
    (root / "gone").symlink_to(root / "nowhere")
    (root / "circle").symlink_to(root / "circle")
    (root / "in" / "up").symlink_to(root)
    (root / "inside.txt").symlink_to(root / "in" / "a.txt")
    outside = DocumentOutside.code
    assert names(root) == {"circle": outside, "gone": outside, "in/a.txt": None, "out": outside, "out.txt": outside}


@pytest.mark.skipif(os.name != "posix", reason="needs links")
def test_a_chosen_folder_may_be_a_link_itself(root: Path, tmp_path: Path) -> None:
    write(root / "a.txt")
    (tmp_path / "link").symlink_to(root)
    assert [entry.path for entry in Walk().files(tmp_path / "link")] == [tmp_path / "link" / "a.txt"]


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="needs named pipes")
def test_a_named_pipe_is_never_opened(root: Path) -> None:
    os.mkfifo(root / "pipe")
    write(root / "a.txt")
    assert names(root) == {"a.txt": None}
    assert [entry.code for entry in Walk().files(root / "pipe")] == [DocumentUnreadable.code]


def test_our_own_library_is_left_out_however_it_is_reached(root: Path, tmp_path: Path) -> None:
    write(root / "library" / "catalog.txt")
    write(root / "a.txt")
    (tmp_path / "link").symlink_to(root)
    assert names(root, left_out=root / "library") == {"a.txt": None}
    assert names(tmp_path / "link", left_out=root / "library") == {"a.txt": None}


@pytest.mark.parametrize(
    "name",
    [
        *("~$budget.docx", ".~lock.budget.odt#", "a.TMP", "a.part", "a.crdownload", "Thumbs.db", "desktop.ini"),
        *(".DS_Store", "notes.txt~", "#notes.txt#", ".notes.txt.swp", "a.partial"),
    ],
)
def test_scratch_and_lock_files_are_no_documents(root: Path, name: str) -> None:
    write(root / name)
    write(root / "a#b.txt")
    assert names(root) == {"a#b.txt": None}
    assert names(root, start=root / name) == {}


def test_a_part_of_a_chosen_folder_is_looked_at_alone_and_by_the_same_rules(root: Path) -> None:
    for name in ("a/deep/x.txt", "a/y.txt", ".hidden/z.txt", "drafts/w.txt"):
        write(root / name)
    assert list(names(root, start=root / "a")) == ["a/y.txt", "a/deep/x.txt"]
    assert list(names(root, start=root / "a" / "y.txt")) == ["a/y.txt"]
    assert names(root, start=root / "a" / "nothing") == {}
    assert names(root, start=root / "a" / "y.txt" / "x") == {}
    assert names(root, start=root / ".hidden" / "z.txt") == {}
    assert names(root, start=root / "drafts" / "w.txt", excluded="drafts") == {}
    assert names(root, left_out=root / "a", start=root / "a" / "deep") == {}


@pytest.mark.skipif(os.name != "posix", reason="needs links")
def test_a_part_behind_a_link_is_met_at_its_own_place_alone(root: Path, tmp_path: Path) -> None:
    write(root / "in" / "a.txt")
    write(tmp_path / "secret" / "s.txt")
    (root / "link").symlink_to(root / "in")
    (root / "out").symlink_to(tmp_path / "secret")
    assert names(root, start=root / "link" / "a.txt") == {}
    assert names(root, start=root / "out" / "s.txt") == {}
    assert names(root, start=root / "out") == {"out": DocumentOutside.code}
    assert names(root, start=root / "link") == {}


@pytest.mark.parametrize(
    ("patterns", "left"),
    [
        ("*.bak", ["a.txt", "2019/b.txt", "2019/drafts/c.txt", "drafts/d.txt"]),
        ("drafts", ["a.txt", "a.bak", "2019/b.txt"]),
        ("drafts/", ["a.txt", "a.bak", "2019/b.txt"]),
        ("/drafts", ["a.txt", "a.bak", "2019/b.txt", "2019/drafts/c.txt"]),
        ("2019/*", ["a.txt", "a.bak", "drafts/d.txt"]),
        ("2019/drafts/c.txt\n\n  *.bak  ", ["a.txt", "2019/b.txt", "drafts/d.txt"]),
        ("?.txt", ["a.bak"]),
        ("[ab].*", ["2019/drafts/c.txt", "drafts/d.txt"]),
        ("documents", ["a.txt", "a.bak", "2019/b.txt", "2019/drafts/c.txt", "drafts/d.txt"]),
        ("[", ["a.txt", "a.bak", "2019/b.txt", "2019/drafts/c.txt", "drafts/d.txt"]),
    ],
)
def test_what_a_person_excludes_is_passed_by(root: Path, patterns: str, left: list[str]) -> None:
    for name in ("a.txt", "a.bak", "2019/b.txt", "2019/drafts/c.txt", "drafts/d.txt"):
        write(root / name)
    assert sorted(names(root, excluded=patterns)) == sorted(left)


def test_patterns_are_compared_as_letters_and_not_as_bytes(root: Path) -> None:
    write(root / "カ\u3099.txt")  # が as macOS once wrote it
    assert names(root, excluded="ガ.*") == {}


def test_a_backslash_parts_folders_where_the_system_says_so() -> None:
    assert exclusions.parse("2019\\*", separator="\\").hold("b.txt", "2019/b.txt")
    assert not exclusions.parse("2019\\*").hold("b.txt", "2019/b.txt")


def test_case_counts_where_it_tells_files_apart(monkeypatch: pytest.MonkeyPatch) -> None:
    assert exclusions.parse("*.BAK").hold("a.bak", "a.bak") is exclusions.IGNORES_CASE
    monkeypatch.setattr(exclusions, "IGNORES_CASE", True)
    exclusions.parse.cache_clear()
    assert exclusions.parse("*.BAK").hold("a.bak", "a.bak")
    assert exclusions.parse("Drafts").hold("DRAFTS", "DRAFTS")
    exclusions.parse.cache_clear()


def test_a_path_is_met_under_the_name_that_the_system_keeps(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write(root / "Deep" / "READ me.txt")
    assert names(root, start=root / "deep" / "read ME.txt") == {}
    monkeypatch.setattr(exclusions, "IGNORES_CASE", True)
    assert list(names(root, start=root / "deep" / "read ME.txt")) == ["Deep/READ me.txt"]
    assert names(root, start=root / "Deep" / "other.txt") == {}


def status(mode: int = 0o100644, **signs: int) -> os.stat_result:
    """What a system of another kind would say of a file."""
    return SimpleNamespace(st_mode=mode, **signs)  # type: ignore[return-value]


@pytest.mark.parametrize(
    ("found", "is_hidden", "is_online_only", "is_link"),
    [
        (status(), False, False, False),
        (status(st_file_attributes=0x20), False, False, False),  # Windows: an ordinary file
        (status(st_file_attributes=0x22), True, False, False),
        (status(st_file_attributes=0x24), True, False, False),  # of the system
        (status(0o040755, st_file_attributes=0x14), False, False, False),  # a folder with a picture of its own
        (status(0o040755, st_file_attributes=0x12), True, False, False),
        (status(st_file_attributes=0x400020), False, True, False),  # OneDrive, online only
        (status(st_file_attributes=0x40020), False, True, False),
        (status(st_file_attributes=0x1020), False, True, False),
        (status(0o040755, st_file_attributes=0x410, st_reparse_tag=0xA0000003), False, False, True),
        (
            status(st_file_attributes=0x420, st_reparse_tag=0x9000601A),
            False,
            False,
            False,
        ),  # OneDrive, on this computer
        (status(st_flags=0x8000), True, False, False),  # macOS
        (status(st_flags=0x40000000), False, True, False),
        (status(0o120777), False, False, True),
    ],
)
def test_what_the_systems_say_of_files(
    found: os.stat_result, is_hidden: bool, is_online_only: bool, is_link: bool
) -> None:
    seen = (file_signs.is_hidden(found), file_signs.is_online_only(found), file_signs.is_link(found))
    assert seen == (is_hidden, is_online_only, is_link)


def test_a_file_that_is_kept_online_is_named_and_what_is_hidden_is_not(
    root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("online.docx", "hidden.docx", "here.docx"):
        write(root / name)
    sizes = {root.joinpath(name).stat().st_ino: name for name in ("online.docx", "hidden.docx")}

    def says(name: str) -> object:
        return lambda found: sizes.get(found.st_ino) == name

    monkeypatch.setattr(file_signs, "is_online_only", says("online.docx"))
    monkeypatch.setattr(file_signs, "is_hidden", says("hidden.docx"))
    assert names(root) == {"here.docx": None, "online.docx": DocumentOnlineOnly.code}


def test_what_vanishes_on_the_way_was_not_there(root: Path) -> None:
    write(root / "a" / "x.txt")
    write(root / "b.txt")

    def remove() -> None:
        (root / "a" / "x.txt").unlink(missing_ok=True)
        if (root / "a").exists():
            (root / "a").rmdir()

    assert [entry.path.name for entry in Walk(check=remove).files(root)] == ["b.txt"]
