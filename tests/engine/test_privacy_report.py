"""The report is one page in each form and language, shows what was found, and lets nothing in that acts."""

import datetime as dt
import html.parser
import os
import re
import stat
from pathlib import Path
from typing import get_args

import pypdf
import pypdfium2
import pytest

from desktop_rag import disk_encryption, messages
from desktop_rag.engine import doctor_privacy, privacy_report, report_pdf
from desktop_rag.records import HealthCheck, NoFilter

WHEN = dt.datetime(2026, 11, 23, 14, 5, tzinfo=dt.timezone(dt.timedelta(hours=9), "JST"))
NAMES = ("engine", "parse", "embed", "chat", "window")
GOOD = (
    *(HealthCheck(f"python_guard:{name}", is_ok=True, code=None) for name in NAMES),
    *(HealthCheck(f"native_guard:{name}", is_ok=True, code=None, detail="seccomp") for name in NAMES),
    HealthCheck("offline_switches", is_ok=True, code=None),
    HealthCheck("refused_attempts", is_ok=True, code=None, detail="0"),
    HealthCheck("no_connections", is_ok=True, code=None, detail="0 / 5"),
    HealthCheck("sample_index", is_ok=True, code=None),
    HealthCheck("sample_question", is_ok=True, code=None),
    HealthCheck("sample_gone", is_ok=True, code=None),
    HealthCheck("logs_clean", is_ok=True, code=None),
    HealthCheck("library_private", is_ok=True, code=None, detail="0700 / 0"),
    HealthCheck("policy", is_ok=True, code=None, detail="3"),
    HealthCheck("keychain", is_ok=True, code=None, detail="Secret Service"),
    HealthCheck("disk_encryption", is_ok=True, code=None, detail="not_encrypted"),
)
BAD = (*GOOD[:-1], HealthCheck("disk_encryption", is_ok=False, code="disk_not_encrypted", detail="not_encrypted"))


def texts(files: tuple[Path, ...]) -> tuple[str, str]:
    page, paper = files
    return page.read_text(encoding="utf-8"), pypdf.PdfReader(paper).pages[0].extract_text()


@pytest.mark.parametrize(("language", "summary"), [("en", "All 21 checks were passed."), ("ja", "21 件の確認すべて")])
def test_it_says_what_was_found(home: Path, language: str, summary: str) -> None:
    for text in texts(privacy_report.write(home, GOOD, language, WHEN)):
        flat = re.sub(r"\s", "", text)
        for word in (summary, "2026-11-23 14:05 JST", "Desktop RAG", "Secret Service", "0700"):
            assert re.sub(r"\s", "", word) in flat, word
        assert "{" not in re.sub(r"<style>.*</style>", "", text)


@pytest.mark.parametrize("language", ["en", "ja"])
def test_what_was_not_passed_is_told_with_its_reason(home: Path, language: str) -> None:
    page, paper = texts(privacy_report.write(home, BAD, language, WHEN))
    word = {"en": "1 of 21 checks", "ja": "21 件の確認のうち 1 件"}[language]
    assert word in page
    assert word.replace(" ", "") in paper.replace(" ", "").replace("\n", "")
    assert page.count('class="not"') == 2  # the summary and the row


@pytest.mark.parametrize("language", ["en", "ja"])
def test_every_check_has_its_words(language: str) -> None:
    known = privacy_report._texts(language)
    assert {check.check.partition(":")[0] for check in GOOD} == set(known["checks"])
    assert set(NAMES) | {"terminal"} == set(known["process"])
    for reason in (*get_args(NoFilter), *get_args(disk_encryption.Code), "seccomp", "threads", "none"):
        assert reason in known["details"]
    assert set(privacy_report._texts("en")) == set(privacy_report._texts("ja"))


def test_the_paper_is_one_page_that_another_reader_draws(home: Path) -> None:
    for language in ("en", "ja"):
        _, file = privacy_report.write(home, GOOD * 2, language, WHEN)
        document = pypdfium2.PdfDocument(file)
        try:
            assert len(document) == 1
            picture = document[0].render(scale=1).to_numpy()
            assert (picture < 128).any(axis=2).any(axis=1).nonzero()[0].max() < 842 - 30, "it runs over the edge"
        finally:
            document.close()
        metadata = pypdf.PdfReader(file).metadata
        assert metadata is not None
        assert metadata.title == {"en": "Privacy report", "ja": "プライバシー報告書"}[language]


def test_nothing_in_it_acts(home: Path) -> None:
    evil = HealthCheck("keychain", is_ok=True, code=None, detail="<script>alert(1)</script>) Tj ET /JS")
    page, paper = privacy_report.write(home, (*GOOD, evil), "en", WHEN)

    found: set[str] = set()

    class Tags(html.parser.HTMLParser):
        def handle_starttag(self, tag: str, attributes: object) -> None:
            found.add(tag)

    Tags().feed(page.read_text(encoding="utf-8"))
    assert "table" in found
    assert not found & {"script", "img", "link", "a", "iframe", "object"}
    assert b"/JS" not in paper.read_bytes()
    assert b"/URI" not in paper.read_bytes()


def test_no_person_is_named(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("LOGNAME", "USER", "LNAME", "USERNAME"):
        monkeypatch.setenv(name, "taro")
    monkeypatch.setattr("platform.node", lambda: "TARO-PC")
    for text in texts(privacy_report.write(home, GOOD, "en", WHEN)):
        assert "taro" not in text.casefold()
        assert str(home) not in text
    monkeypatch.setattr("platform.node", lambda: "PC-4711")
    for text in texts(privacy_report.write(home, GOOD, "en", WHEN)):
        assert "PC-4711" in text


@pytest.mark.skipif(os.name != "posix", reason="modes are POSIX's")
def test_only_the_owner_reads_it(home: Path) -> None:
    for file in privacy_report.write(home, GOOD, "en", WHEN):
        assert stat.S_IMODE(file.stat().st_mode) == 0o600
        assert stat.S_IMODE(file.parent.stat().st_mode) == 0o700


def test_lines_are_broken_where_both_languages_break() -> None:
    assert report_pdf.wrap("one two three", 10, report_pdf.width("one two", 10)) == ["one two", "three"]
    assert report_pdf.wrap("一二三、四", 10, 30) == ["一二三、", "四"]
    assert report_pdf.wrap("", 10, 30) == [""]
    assert report_pdf.wrap("unbreakable", 10, 5) == ["unbreakable"]
    assert report_pdf.width("AA", 10) == pytest.approx(13.34)


@pytest.mark.parametrize("language", ["en", "ja"])
@pytest.mark.parametrize(
    "code",
    [
        doctor_privacy.NOT_REFUSED,
        doctor_privacy.UNGUARDED,
        doctor_privacy.CONNECTED,
        doctor_privacy.SWITCHES,
        doctor_privacy.LEFT_BEHIND,
        doctor_privacy.NOT_PRIVATE,
    ],
)
def test_codes_have_sentences(code: str, language: str) -> None:
    assert messages.sentence(code, language) != messages.sentence("internal", language)
