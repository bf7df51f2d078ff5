"""Excel workbooks in binary form (XLSB): LibreOffice makes an XLSX of them."""

from desktop_rag.engine.workers.office_conversion import converted
from desktop_rag.engine.workers.parsers import Facts, Give, Source, xlsx


def read(source: Source, give: Give) -> Facts:
    """Give each sheet as a page; raises what `converted` raises."""
    with converted(source, ".xlsb", "xlsx") as newer:
        return xlsx.read(newer, give)
