"""DOC, XLS and PPT through LibreOffice: where it is absent, where a stand-in misbehaves, and with the real one."""

import io
import json
import os
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import psutil
import pytest

from desktop_rag.engine import scratch
from desktop_rag.engine.document_reader import DocumentReader
from desktop_rag.engine.workers import office_conversion, office_program
from desktop_rag.engine.workers.parsers import Limits, Source, kinds
from desktop_rag.errors import (
    Cancelled,
    DocumentDamaged,
    DocumentLocked,
    DocumentNeedsOffice,
    DocumentTooLarge,
)
from desktop_rag.records import Page
from desktop_rag.settings import IndexSettings
from tests import document_builders as build
from tests.compound_builder import compound

LIMITS = Limits(10**9, 1000, 10**7, 10**8)
SHEETS = bytes.fromhex("09081000") + bytes(16)
DOC = compound({"WordDocument": bytes(64)})
XLS = compound({"Workbook": SHEETS + bytes.fromhex("85000000")})
PPT = compound({"PowerPoint Document": bytes(64), "Current User": bytes(20)})

needs_scripts = pytest.mark.skipif(os.name != "posix", reason="a stand-in is a script")
real = office_program.find()
needs_office = pytest.mark.skipif(real is None, reason="LibreOffice is not installed here")


def read(content: bytes, cache: Path, check: Callable[[], None] = lambda: None, limits: Limits = LIMITS) -> list[Page]:
    source = Source(io.BytesIO(content), len(content), "", limits, check)
    pages: list[Page] = []
    kinds.parser_of(kinds.find_kind(source)).read(replace(source, cache=cache), pages.append)
    return pages


@pytest.fixture
def cache(tmp_path: Path) -> Path:
    return tmp_path / "home" / "cache"


@pytest.fixture
def stand_in(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[str], Path]:
    """A soffice that writes its process id and does what a piece of Python says; returns where it tells of itself."""

    def make(does: str) -> Path:
        folder = tmp_path / "programs"
        folder.mkdir()
        told = tmp_path / "told.json"
        script = folder / "soffice"
        script.write_text(
            f"#!{sys.executable} -SE\nimport json, os, pathlib, subprocess, sys, time\n"
            f"told = pathlib.Path({str(told)!r})\n"
            "def tell(**more): told.write_text(json.dumps(dict(pid=os.getpid(), arguments=sys.argv[1:], **more)))\n"
            f"{does}\n",
            encoding="utf-8",
        )
        script.chmod(0o700)
        monkeypatch.setenv("PATH", str(folder))
        monkeypatch.setattr(office_program, "usual_places", list)
        return told

    return make


@pytest.mark.parametrize(("content", "kind"), [(DOC, "doc"), (XLS, "xls"), (PPT, "ppt")])
def test_without_libreoffice_it_is_said_what_is_missing(
    content: bytes, kind: str, cache: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(cache))
    monkeypatch.setattr(office_program, "usual_places", list)
    assert kinds.find_kind(Source(io.BytesIO(content), len(content), "", LIMITS, lambda: None)) == kind
    with pytest.raises(DocumentNeedsOffice):
        read(content, cache)
    assert not cache.exists()


def test_binary_workbooks_need_it_too(cache: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(office_program, "find", lambda: None)
    listed = "application/vnd.ms-excel.sheet.binary.macroEnabled.main"
    with pytest.raises(DocumentNeedsOffice):
        read(build.zipped({"[Content_Types].xml": f'<Types><Override ContentType="{listed}"/></Types>'}), cache)


@pytest.mark.parametrize(
    "content",
    [
        compound({"WordDocument": bytes(10) + b"\x00\x01" + bytes(52)}),
        compound({"PowerPoint Document": b"x", "Current User": bytes(12) + bytes.fromhex("dfc4d1f3")}),
        compound({"EncryptedPackage": b"x", "EncryptionInfo": b"x"}),
    ],
)
def test_locked_documents(content: bytes, cache: Path) -> None:
    with pytest.raises(DocumentLocked):
        read(content, cache)


@needs_scripts
def test_a_workbook_is_locked_only_where_the_password_is_not_the_one_that_all_know(
    cache: Path, stand_in: Callable[[str], Path]
) -> None:
    stand_in("raise SystemExit(1)")
    with pytest.raises(DocumentLocked):
        read(compound({"Book": SHEETS + bytes.fromhex("2f0004000000000085000000")}), cache)
    with pytest.raises(DocumentDamaged):
        read(compound({"Book": SHEETS + bytes.fromhex("850000002f000000")}), cache)


@needs_scripts
def test_what_it_is_given_and_what_becomes_of_it(cache: Path, stand_in: Callable[[str], Path], tmp_path: Path) -> None:
    (tmp_path / "made.docx").write_bytes(build.word(build.paragraph("変換した文書")))
    told = stand_in(
        "at = pathlib.Path(sys.argv[sys.argv.index('--outdir') + 1])\n"
        f"(at / 'document.docx').write_bytes(pathlib.Path({str(tmp_path / 'made.docx')!r}).read_bytes())\n"
        "given = pathlib.Path(sys.argv[-1])\n"
        "settings = (at / 'profile/user/registrymodifications.xcu').read_text()\n"
        "tell(given=given.read_bytes().hex(), at=str(at), home=os.environ['HOME'], settings=settings, "
        "mode=at.stat().st_mode & 0o777, seen=sorted(os.environ))"
    )
    helpers: list[bool] = []
    source = Source(io.BytesIO(DOC), len(DOC), ".doc", LIMITS, lambda: None, cache=cache)
    with office_conversion.converted(replace(source, begin_helper=lambda: helpers.append(True)), ".doc", "docx") as new:
        assert (new.suffix, new.data()[:2]) == (".docx", b"PK")
    assert [page.text for page in read(DOC, cache)] == ["変換した文書"]
    seen = json.loads(told.read_text())
    assert bytes.fromhex(seen["given"]) == DOC
    assert seen["home"] == seen["at"]
    assert Path(seen["at"]).parent == cache
    assert seen["mode"] == 0o700
    assert "--headless" in seen["arguments"]
    assert (Path(seen["at"]) / "profile").as_uri() in seen["arguments"][0]
    assert 'oor:name="DisableMacrosExecution" oor:op="fuse"><value>true' in seen["settings"]
    assert not {"DISPLAY", "DBUS_SESSION_BUS_ADDRESS", "WAYLAND_DISPLAY"} & set(seen["seen"])
    assert helpers == [True]
    assert list(cache.iterdir()) == []


@needs_scripts
@pytest.mark.parametrize("does", ["raise SystemExit(3)", "print('convert')", "os.kill(os.getpid(), 11)"])
def test_whatever_goes_wrong_is_damage_and_leaves_nothing(
    does: str, cache: Path, stand_in: Callable[[str], Path]
) -> None:
    stand_in(does)
    with pytest.raises(DocumentDamaged):
        read(DOC, cache)
    assert list(cache.iterdir()) == []


@needs_scripts
def test_what_it_makes_may_not_be_too_large(cache: Path, stand_in: Callable[[str], Path]) -> None:
    stand_in("(pathlib.Path(sys.argv[-1]).parent / 'document.docx').write_bytes(bytes(100_000))")
    with pytest.raises(DocumentTooLarge):
        read(DOC, cache, limits=Limits(50_000, 1000, 10**7, 10**8))


@needs_scripts
def test_a_stop_ends_it_with_all_that_it_started(cache: Path, stand_in: Callable[[str], Path]) -> None:
    told = stand_in(
        "inner = subprocess.Popen([sys.executable, '-SE', '-c', 'import time; time.sleep(60)'])\n"
        "tell(inner=inner.pid)\ntime.sleep(60)"
    )

    def check() -> None:
        if told.exists() and told.read_text():
            raise Cancelled

    with pytest.raises(Cancelled):
        read(DOC, cache, check)
    seen = json.loads(told.read_text())
    for pid in (seen["pid"], seen["inner"]):
        assert not psutil.pid_exists(pid) or psutil.Process(pid).status() == psutil.STATUS_ZOMBIE
    assert list(cache.iterdir()) == []


def test_folders_of_processes_that_are_gone_are_cleared(cache: Path) -> None:
    gone = cache / "work-999999999-x"
    ours = cache / f"work-{os.getpid()}-x"
    other = cache / "picture.png"
    for folder in (gone, ours):
        (folder / "profile").mkdir(parents=True)
    other.write_bytes(b"x")
    with scratch.folder(cache) as made:
        assert made.parent == cache
        (made / "file").write_bytes(b"x")
    assert sorted(cache.iterdir()) == sorted([ours, other])


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux has a library that works without a socket")
def test_under_the_filter_only_the_library_can_be_used(
    stand_in: Callable[[str], Path], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    stand_in("pass")
    found = office_program.find()
    assert found is not None
    assert found.library is None
    monkeypatch.setattr("desktop_rag.guard.in_force.role", "worker")
    monkeypatch.setattr("desktop_rag.guard.in_force.without_filter", None)
    assert office_program.find() is None
    (tmp_path / "programs" / "libmergedlo.so").write_bytes(b"no library")
    found = office_program.find()
    assert found is not None
    assert found.library == tmp_path / "programs" / "libmergedlo.so"


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux has a library that works without a socket")
def test_a_library_that_cannot_be_loaded_is_no_libreoffice(
    cache: Path, stand_in: Callable[[str], Path], tmp_path: Path
) -> None:
    stand_in("pass")
    (tmp_path / "programs" / "libmergedlo.so").write_bytes(b"no library")
    with pytest.raises(DocumentNeedsOffice):
        read(DOC, cache)
    assert list(cache.iterdir()) == []


@pytest.fixture
def reader(tmp_path: Path) -> DocumentReader:
    return DocumentReader(tmp_path / "home", IndexSettings)


def old_workbook(tmp_path: Path) -> Path:
    """An Excel workbook of before 2007, as LibreOffice itself writes it; from a plain table, which it reads, too."""
    plain, old = tmp_path / "in.xlsx", tmp_path / "売上.xls"
    plain.write_bytes(build.workbook({"単価": build.rows(("品名", "数"), ("りんご", 5), ("みかん", 6))}))
    source = Source(io.BytesIO(plain.read_bytes()), 0, ".xlsx", LIMITS, lambda: None, cache=tmp_path / "making")
    made: dict[str, str] = office_conversion.FILTERS
    with pytest.MonkeyPatch.context() as patch:
        patch.setitem(made, "xls", "MS Excel 97")
        with office_conversion.converted(source, ".xlsx", "xls") as converted:
            old.write_bytes(converted.data())
    return old


@needs_office
@pytest.mark.slow
def test_with_the_real_one(tmp_path: Path, reader: DocumentReader) -> None:
    old = old_workbook(tmp_path)
    assert old.read_bytes().startswith(bytes.fromhex("d0cf11e0"))
    try:
        document = reader.read(old)
        assert (document.kind, [page.place for page in document.pages]) == ("xls", ["単価"])
        assert document.pages[0].text == "品名 | 数\nりんご | 5\nみかん | 6"
        assert document.pages[0].tables[0].header == "品名 | 数"
        old.write_bytes(DOC)
        with pytest.raises(DocumentDamaged):
            reader.read(old)
    finally:
        reader.close()
    assert list((tmp_path / "home" / "cache").iterdir()) == []


@needs_office
@pytest.mark.slow
def test_a_stop_ends_the_real_one(tmp_path: Path, reader: DocumentReader) -> None:
    old = old_workbook(tmp_path)
    cache = tmp_path / "home" / "cache"

    def is_at_work() -> bool:
        return any(cache.glob("work-*/profile/user/extensions"))

    try:
        with pytest.raises(Cancelled):
            reader.read(old, is_cancelled=is_at_work)
    finally:
        reader.close()
    assert list(cache.iterdir()) == []
    assert not [process for process in psutil.Process().children(recursive=True) if process.is_running()]
