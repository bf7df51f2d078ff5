"""Charts and diagrams (SmartArt) of Word and PowerPoint: parts of their own, to which a text or slide refers."""

from collections.abc import Callable

from desktop_rag.engine.workers.parsers import Foreign
from desktop_rag.engine.workers.parsers.charts import rows_of_chart
from desktop_rag.engine.workers.parsers.ooxml import drawn_lines, reference
from desktop_rag.engine.workers.parsers.page_text import PageText
from desktop_rag.engine.workers.parsers.safe_xml import local

CHART, DIAGRAM = "chart", "relIds"
"""Names of the elements that refer to one."""


def add_linked(element: Foreign, root_of: Callable[[str], Foreign], page: PageText) -> None:
    """Write down what a chart or diagram says.

    Args:
        element: what refers to it, a `CHART` or a `DIAGRAM`.
        root_of: the XML of the part with this relation, None where there is none.
        page: takes the lines.
    """
    is_chart = local(element) == CHART
    root = root_of(reference(element) if is_chart else reference(element, "dm"))
    if root is None:
        return
    if is_chart:
        titles, rows = rows_of_chart(root)
        for title in titles:
            page.add(title)
        page.add_table(rows, marked=1)
        return
    for line in drawn_lines(root):
        page.add(line)
