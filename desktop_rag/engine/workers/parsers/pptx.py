"""PowerPoint (PPTX, PPSX, PPTM, POTX): one page a slide, its title as heading, the notes behind its text."""

from collections.abc import Iterator

from desktop_rag.engine.workers.parsers import Facts, Foreign, Give, Source, archives, make_page
from desktop_rag.engine.workers.parsers.grid import one_cell
from desktop_rag.engine.workers.parsers.linked_graphics import CHART, DIAGRAM, add_linked
from desktop_rag.engine.workers.parsers.ooxml import Package, Relation, reference
from desktop_rag.engine.workers.parsers.page_text import PageText
from desktop_rag.engine.workers.parsers.safe_xml import attribute, child, children, local
from desktop_rag.errors import DocumentEmpty, DocumentHasNoText

_TITLES = ("title", "ctrTitle")
_FURNITURE = ("dt", "ftr", "sldNum", "hdr", "sldImg")
_FURNITURE_FIELDS = ("slidenum", "datetime")


def read(source: Source, give: Give) -> Facts:
    """Give each slide, hidden ones too, as a numbered page."""
    with_text = pictures = 0
    with archives.opened(source) as archive:
        package = Package(archive)
        main = package.main()
        relations = {relation.id: relation for relation in package.related(main)}
        listed = child(package.root(main), "sldIdLst")
        slides = [relations[reference(found)] for found in children(listed, "sldId")] if listed is not None else []
        for number, slide in enumerate(slides, 1):
            source.check()
            page = PageText(source.limits.max_characters)
            has_picture = _read_slide(package, slide.target, page)
            text = page.finish()
            with_text += bool(text.strip())
            pictures += has_picture and not text.strip()
            give(make_page(text, page.headings, number, tables=page.tables))
        facts = package.facts(len(slides) or None, pages_without_text=pictures)
    if not with_text:
        raise DocumentHasNoText if pictures else DocumentEmpty
    return facts


def _read_slide(package: Package, name: str, page: PageText) -> bool:
    """Write a slide down; whether there is a picture on it."""
    root = package.root(name)
    if root is None:
        raise KeyError
    relations = {relation.id: relation for relation in package.related(name)}
    shapes = list(_shapes(child(root, "cSld", "spTree")))
    # The title comes first in reading, wherever it lies in the stack of shapes.
    for shape in sorted(shapes, key=lambda found: _placeholder(found) not in _TITLES):
        _add_shape(package, shape, relations, page)
    for relation in relations.values():
        if relation.kind == "notesSlide" and (notes := package.root(relation.target)) is not None:
            _add_notes(notes, page)
    return any(local(shape) == "pic" for shape in shapes)


def _shapes(tree: Foreign) -> Iterator[Foreign]:
    """What lies on a slide, groups opened; of two ways to draw the same thing, the newer one."""
    for shape in tree if tree is not None else ():
        name = local(shape)
        if name == "grpSp":
            yield from _shapes(shape)
        elif name == "AlternateContent":
            yield from _shapes(child(shape, "Choice"))
        elif name in ("sp", "graphicFrame", "pic", "cxnSp"):
            yield shape


def _placeholder(shape: Foreign) -> str:
    """What kind of placeholder a shape fills; empty where it fills none."""
    for named in shape:
        mark = child(named, "nvPr", "ph") if local(named).startswith("nv") else None
        if mark is not None:
            return attribute(mark, "type", "body")
    return ""


def _add_shape(package: Package, shape: Foreign, relations: dict[str, Relation], page: PageText) -> None:
    kind = _placeholder(shape)
    if kind in _FURNITURE:
        return
    if local(shape) == "graphicFrame":
        _add_graphic(package, child(shape, "graphic", "graphicData"), relations, page)
        return
    lines = list(_lines(child(shape, "txBody")))
    if kind in _TITLES:
        title = " ".join(line for line in lines if line)
        if title:
            page.add(title, level=1)
        return
    for line in lines:
        page.add(line)


def _lines(body: Foreign) -> Iterator[str]:
    """The paragraphs of a text frame; empty ones at its end are left out."""
    waiting = 0
    for paragraph in children(body, "p") if body is not None else ():
        for line in _paragraph(paragraph).split("\n"):
            if line.strip():
                yield from [""] * waiting
                waiting = 0
                yield line.strip()
            else:
                waiting += 1


def _paragraph(paragraph: Foreign) -> str:
    pieces: list[str] = []
    for run in paragraph:
        name = local(run)
        if name == "br":
            pieces.append("\n")
        elif name == "r" or (name == "fld" and not attribute(run, "type").startswith(_FURNITURE_FIELDS)):
            text = child(run, "t")
            pieces.append(text.text or "" if text is not None else "")
        elif name in ("AlternateContent", "m"):
            pieces += [found.text or "" for found in run.iter("{*}t")]
    return "".join(pieces).replace("\v", "\n")


def _add_graphic(package: Package, data: Foreign, relations: dict[str, Relation], page: PageText) -> None:
    """A table, a chart or a diagram."""

    def root_of(relation: str) -> Foreign:
        return package.root(relations[relation].target) if relation in relations else None

    for graphic in data if data is not None else ():
        name = local(graphic)
        if name == "tbl":
            _add_table(graphic, page)
        elif name in (CHART, DIAGRAM):
            add_linked(graphic, root_of, page)


def _add_table(table: Foreign, page: PageText) -> None:
    rows: list[list[str]] = []
    for row in children(table, "tr"):
        cells = [cell for cell in children(row, "tc") if not _is_covered(cell)]
        rows.append([one_cell(" ".join(_lines(child(cell, "txBody")))) for cell in cells])
    properties = child(table, "tblPr")
    has_header = properties is not None and attribute(properties, "firstRow") in ("1", "true")
    page.add_table(rows, marked=int(has_header and len(rows) > 1))


def _is_covered(cell: Foreign) -> bool:
    """Whether a merged cell lies over this one."""
    return any(attribute(cell, name) in ("1", "true") for name in ("hMerge", "vMerge"))


def _add_notes(root: Foreign, page: PageText) -> None:
    lines = [
        line
        for shape in _shapes(child(root, "cSld", "spTree"))
        if _placeholder(shape) not in _FURNITURE
        for line in _lines(child(shape, "txBody"))
    ]
    if lines:
        if page.has_lines:
            page.add("")
        for line in lines:
            page.add(line)
