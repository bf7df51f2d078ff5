"""The privacy report: one page, as HTML and as PDF, for IT to put in an approval; names no person and no document."""

import datetime as dt
import functools
import getpass
import html
import importlib.metadata
import os
import platform
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from desktop_rag import messages, paths
from desktop_rag.engine.report_pdf import BLACK, WIDTH, Colour, Page, wrap
from desktop_rag.records import HealthCheck

_TEXTS = Path(__file__).parent / "report_texts"
_GREY: Colour = (0.4, 0.4, 0.4)
_RED: Colour = (0.7, 0.1, 0.1)
_MARGIN = 48.0
_COLUMNS = (_MARGIN, 345.0, 405.0)  # points from the left edge: what, result, seen


@dataclass(frozen=True, slots=True)
class _Row:
    what: str
    result: str
    seen: str
    is_ok: bool


@dataclass(frozen=True, slots=True)
class _Report:
    """Everything that stands on the page, in the order of the page."""

    language: str
    title: str
    subtitle: str
    facts: tuple[tuple[str, str], ...]
    summary: str
    is_ok: bool
    method: str
    heads: tuple[str, str, str]
    rows: tuple[_Row, ...]
    limits: str


def write(home: Path, checks: Sequence[HealthCheck], language: str, when: dt.datetime) -> tuple[Path, ...]:
    """Write both files into the library's folder ``reports``; returns them. Raises OSError where that fails.

    Args:
        home: the library folder.
        checks: what was looked at.
        language: "en" or "ja".
        when: the moment, with its time zone.
    """
    report = _compose(checks, language, when)
    folder = home / "reports"
    paths.make_private(folder)
    stem = f"privacy-{when:%Y-%m-%d-%H%M%S}"
    written = []
    for suffix, body in ((".html", _as_html(report).encode("utf-8")), (".pdf", _as_pdf(report))):
        file = folder / f"{stem}{suffix}"
        descriptor = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | getattr(os, "O_BINARY", 0), 0o600)
        with os.fdopen(descriptor, "wb") as target:
            target.write(body)
        written.append(file)
    return tuple(written)


def _compose(checks: Sequence[HealthCheck], language: str, when: dt.datetime) -> _Report:
    texts = _texts(language)
    failed = sum(not check.is_ok for check in checks)
    summary = texts["some_not_passed" if failed else "all_passed"].format(count=len(checks), failed=failed)
    return _Report(
        language=language,
        title=texts["title"],
        subtitle=texts["subtitle"],
        facts=(
            (texts["date"], f"{when:%Y-%m-%d %H:%M %Z}".strip()),
            (texts["program"], f"Desktop RAG {importlib.metadata.version('desktop-rag')}"),
            (texts["computer"], _computer()),
        ),
        summary=summary,
        is_ok=not failed,
        method=texts["method"],
        heads=(texts["check"], texts["result"], texts["seen"]),
        rows=tuple(_row(check, texts, language) for check in checks),
        limits=texts["limits"],
    )


def _row(check: HealthCheck, texts: Mapping[str, Any], language: str) -> _Row:
    name, _, about = check.check.partition(":")
    what = texts["checks"].get(name, name).format(process=texts["process"].get(about, about))
    seen = _seen(name, check.detail, texts)
    if not check.is_ok:
        reason = messages.sentence(check.code or "internal", language).text
        seen = f"{seen}: {reason}" if seen else reason
    return _Row(what, texts["passed" if check.is_ok else "not_passed"], seen, check.is_ok)


def _seen(name: str, detail: str | None, texts: Mapping[str, Any]) -> str:
    if detail is None:
        return ""
    pattern = texts["seen_as"].get(name)
    if pattern is None:
        return str(texts["details"].get(detail, detail))
    first, _, second = detail.partition(" / ")
    return str(pattern.format(first=first, second=second))


def _computer() -> str:
    """System and name of the machine, without the name of a person: many machines are called after one."""
    system = platform.freedesktop_os_release().get("PRETTY_NAME", "Linux") if _is_linux() else platform.platform()
    parts = [platform.node(), system, platform.machine()]
    try:
        person = getpass.getuser().casefold()
    except (OSError, KeyError):
        person = ""
    return ", ".join(part for part in parts if part and not (person and person in part.casefold()))


def _is_linux() -> bool:
    if platform.system() != "Linux":
        return False
    try:
        platform.freedesktop_os_release()
    except OSError:
        return False
    return True


@functools.cache
def _texts(language: str) -> Mapping[str, Any]:
    file = _TEXTS / f"{language if language in messages.LANGUAGES else 'en'}.toml"
    return tomllib.loads(file.read_text(encoding="utf-8"))


_STYLE = (
    "body{font:13px/1.45 system-ui,sans-serif;max-width:720px;margin:2em auto;color:#111}h1{margin:0}"
    "p.quiet,th{color:#555}table{border-collapse:collapse;width:100%}td,th{text-align:left;vertical-align:top;"
    "padding:3px 8px 3px 0;border-bottom:1px solid #ddd}.not{color:#a11}dl{display:grid;grid-template-columns:"
    "max-content 1fr;gap:2px 12px}dd{margin:0}@page{size:A4;margin:14mm}@media print{body{margin:0;font-size:9.5pt}}"
)


def _as_html(report: _Report) -> str:
    """One file without a link, a script or a picture."""
    text = html.escape
    facts = "".join(f"<dt>{text(name)}</dt><dd>{text(value)}</dd>" for name, value in report.facts)
    heads = "".join(f'<th scope="col">{text(head)}</th>' for head in report.heads)
    rows = "".join(
        f"<tr><td>{text(row.what)}</td><td{_mark(is_ok=row.is_ok)}>{text(row.result)}</td>"
        f"<td>{text(row.seen)}</td></tr>\n"
        for row in report.rows
    )
    policy = "default-src 'none'; style-src 'unsafe-inline'"
    return (
        f'<!DOCTYPE html>\n<html lang="{text(report.language)}">\n<head>\n<meta charset="utf-8">\n'
        f'<meta http-equiv="Content-Security-Policy" content="{policy}">\n'
        f"<title>{text(report.title)}</title>\n<style>{_STYLE}</style>\n</head>\n<body>\n"
        f'<h1>{text(report.title)}</h1>\n<p class="quiet">{text(report.subtitle)}</p>\n<dl>{facts}</dl>\n'
        f"<p><strong{_mark(is_ok=report.is_ok)}>{text(report.summary)}</strong></p>\n"
        f"<p>{text(report.method)}</p>\n<table>\n<thead><tr>{heads}</tr></thead>\n<tbody>\n{rows}</tbody>\n</table>\n"
        f'<p class="quiet">{text(report.limits)}</p>\n</body>\n</html>\n'
    )


def _mark(*, is_ok: bool) -> str:
    return "" if is_ok else ' class="not"'


def _as_pdf(report: _Report) -> bytes:
    """The same on one page: letters get smaller until it fits."""
    for size in (9.0, 8.0, 7.0, 6.0):
        page, end = _laid_out(report, size)
        if end < WIDTH * 2**0.5 - _MARGIN:
            break
    return page.file(report.title, report.language)


def _laid_out(report: _Report, size: float) -> tuple[Page, float]:
    """The page, and how far down it goes."""
    page, y, step = Page(), _MARGIN + 14, size * 1.45
    page.text(_MARGIN, y, report.title, 18, bold=True)
    y += 16
    page.text(_MARGIN, y, report.subtitle, size, colour=_GREY)
    y += step * 1.6
    for name, value in report.facts:
        page.text(_MARGIN, y, name, size, colour=_GREY)
        for part in wrap(value, size, WIDTH - 2 * _MARGIN - 80):
            page.text(_MARGIN + 80, y, part, size)
            y += step
    y += step * 0.6
    page.text(_MARGIN, y, report.summary, size + 2, bold=True, colour=BLACK if report.is_ok else _RED)
    y = _paragraph(page, y + step * 1.6, report.method, size, BLACK) + step * 0.6
    for x, head in zip(_COLUMNS, report.heads, strict=True):
        page.text(x, y, head, size, colour=_GREY)
    for row in report.rows:
        page.line(_MARGIN, y + step * 0.35, WIDTH - _MARGIN, (0.85, 0.85, 0.85))
        y += step * 1.15
        y = _cells(page, y, row, size, step)
    return page, _paragraph(page, y + step * 1.8, report.limits, size, _GREY)


def _cells(page: Page, y: float, row: _Row, size: float, step: float) -> float:
    """One row of the table; returns where its last line stands."""
    rooms = (_COLUMNS[1] - _COLUMNS[0] - 8, _COLUMNS[2] - _COLUMNS[1] - 6, WIDTH - _MARGIN - _COLUMNS[2])
    lowest = y
    for x, room, text, is_result in zip(
        _COLUMNS, rooms, (row.what, row.result, row.seen), (False, True, False), strict=True
    ):
        for number, part in enumerate(wrap(text, size, room)):
            page.text(x, y + number * step, part, size, colour=_RED if is_result and not row.is_ok else BLACK)
            lowest = max(lowest, y + number * step)
    return lowest


def _paragraph(page: Page, y: float, text: str, size: float, colour: Colour) -> float:
    step = size * 1.45
    for part in wrap(text, size, WIDTH - 2 * _MARGIN):
        page.text(_MARGIN, y, part, size, colour=colour)
        y += step
    return y
