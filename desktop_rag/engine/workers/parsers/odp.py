"""OpenDocument presentations (ODP, OTP): one page a slide, its title as heading, the notes behind its text."""

from collections.abc import Iterator

from desktop_rag.engine.workers.parsers import Facts, Foreign, Give, Source, make_page, odf
from desktop_rag.engine.workers.parsers.grid import one_cell
from desktop_rag.engine.workers.parsers.page_text import PageText
from desktop_rag.engine.workers.parsers.safe_xml import attribute, children, local
from desktop_rag.errors import DocumentEmpty, DocumentHasNoText

_FURNITURE = frozenset({"page-number", "date-time", "footer", "header", "page"})
_MOST_CELLS_ALIKE = 100


def read(source: Source, give: Give) -> Facts:
    """Give each slide, hidden ones too, as a numbered page."""
    number = with_text = pictures = 0
    with odf.opened(source) as document:
        for number, slide in enumerate(children(document.body("presentation"), "page"), 1):
            source.check()
            page = PageText(source.limits.max_characters)
            _add_slide(slide, page)
            text = page.finish()
            with_text += bool(text.strip())
            pictures += not text.strip() and next(slide.iter("{*}image"), None) is not None
            give(make_page(text, page.headings, number, tables=page.tables))
        facts = document.facts(number or None, pages_without_text=pictures)
    if not with_text:
        raise DocumentHasNoText if pictures else DocumentEmpty
    return facts


def _add_slide(slide: Foreign, page: PageText) -> None:
    shapes = list(_shapes(slide))
    # The title comes first in reading, wherever it lies in the stack of shapes.
    for shape in sorted(shapes, key=lambda found: attribute(found, "class") != "title"):
        kind = attribute(shape, "class")
        if kind in _FURNITURE:
            continue
        table = next(shape.iter("{*}table"), None)
        lines = list(odf.paragraphs(shape)) if table is None else []
        if kind == "title":
            title = one_cell(" ".join(lines))
            if title:
                page.add(title, level=1)
            continue
        for line in lines:
            page.add(line)
        if table is not None:
            _add_table(table, page)
    for notes in children(slide, "notes"):
        lines = [
            line
            for shape in _shapes(notes)
            if attribute(shape, "class") not in _FURNITURE
            for line in odf.paragraphs(shape)
        ]
        if lines and page.has_lines:
            page.add("")
        for line in lines:
            page.add(line)


def _shapes(parent: Foreign) -> Iterator[Foreign]:
    for shape in parent:
        name = local(shape)
        if name in ("g", "a"):
            yield from _shapes(shape)
        elif name not in ("notes", "forms", "animations", "par"):
            yield shape


def _add_table(table: Foreign, page: PageText) -> None:
    rows: list[list[str]] = []
    for row in table.iter("{*}table-row"):
        cells: list[str] = []
        for cell in children(row, "table-cell"):
            text = one_cell(" ".join(odf.paragraphs(cell)))
            cells += [text] * odf.repeated(cell, "number-columns-repeated", _MOST_CELLS_ALIKE)
        rows.append(cells)
    has_header = attribute(table, "use-first-row-styles") == "true"
    page.add_table(rows, marked=int(has_header and len(rows) > 1))
