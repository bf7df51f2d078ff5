"""Older Office documents become DOCX, XLSX or PPTX, by the LibreOffice that is installed here.

It works on a copy, with a profile and a folder of its own that are gone afterwards, and writes nowhere else.
"""

import contextlib
import math
from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path

import msgspec

from desktop_rag import paths
from desktop_rag.engine import scratch
from desktop_rag.engine.workers import child_program, office_profile, office_program
from desktop_rag.engine.workers.office_program import Office
from desktop_rag.engine.workers.office_worker import UNUSABLE, Conversion
from desktop_rag.engine.workers.parsers import Source
from desktop_rag.errors import DocumentDamaged, DocumentNeedsOffice, DocumentTooLarge

FILTERS = {
    "docx": "MS Word 2007 XML",
    "xlsx": "Calc MS Excel 2007 XML",
    "pptx": "Impress MS PowerPoint 2007 XML",
}
"""What LibreOffice calls the formats that can be asked for."""


@contextlib.contextmanager
def converted(source: Source, suffix: str, target: str) -> Iterator[Source]:
    """The document in the newer format `target` (docx, xlsx, pptx), for as long as it is read.

    `suffix` is that of the document, with its dot. Raises `DocumentNeedsOffice` where no LibreOffice can be used here,
    `DocumentDamaged` where it cannot read the document, and what `source.check` raises.
    """
    office = office_program.find()
    if office is None:
        raise DocumentNeedsOffice
    with scratch.folder(source.cache) as folder:
        original = folder / f"document{suffix}"
        original.write_bytes(source.data())
        made = folder / f"document.{target}"
        source.begin_helper()
        try:
            _convert(office, folder, original, made, source)
        except child_program.ProgramFailed:
            raise DocumentDamaged from None
        if not made.is_file():
            raise DocumentDamaged
        size = made.stat().st_size
        if size > source.limits.max_file_bytes:
            raise DocumentTooLarge(bytes=size)
        with made.open("rb") as file:
            yield replace(source, file=file, size=size, suffix=made.suffix)


def _convert(office: Office, folder: Path, original: Path, made: Path, source: Source) -> None:
    profile = folder / "profile"
    kind = FILTERS[made.suffix.removeprefix(".")]
    if office.library is not None:
        office_profile.make_with_macro(profile, original, made, kind)
        asked = Conversion(str(office.library), str(profile), str(made))
        command, given = paths.program("--worker", "office", "--home", str(folder)), msgspec.json.encode(asked)
    else:
        office_profile.make(profile)
        command, given = _program_command(office, profile, original, made, kind), b""
    # The engine keeps the time of a document, and asks for a stop when it is over.
    said = child_program.run(command, given, seconds=math.inf, check=source.check, variables=_variables(folder))
    if said == UNUSABLE:
        raise DocumentNeedsOffice


def _program_command(office: Office, profile: Path, original: Path, made: Path, kind: str) -> list[str]:
    return [
        str(office.program), f"-env:UserInstallation={profile.as_uri()}", "--headless", "--norestore", "--nologo",
        "--nodefault", "--nolockcheck", "--nofirststartwizard",
        "--convert-to", f"{made.suffix.removeprefix('.')}:{kind}", "--outdir", str(made.parent), str(original),
    ]  # fmt: skip


def _variables(folder: Path) -> Mapping[str, str]:
    """Everything that it would keep goes into our folder; without a display, a bus or a session to speak to."""
    own = str(folder)
    return {
        **dict.fromkeys(("HOME", "TMPDIR", "TEMP", "TMP", "XDG_CACHE_HOME", "XDG_CONFIG_HOME", "XDG_DATA_HOME"), own),
        "SAL_USE_VCLPLUGIN": "svp",
        # Else it looks whether it may write among the extensions that all people of this computer share.
        "UNO_SHARED_PACKAGES": (folder / "shared").as_uri(),
        "PYTHONPATH": paths.child_environment().get("PYTHONPATH", ""),
    }
