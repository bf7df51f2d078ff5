"""What LibreOffice finds when it starts for one document: a new profile in which nothing runs, asks or is looked up."""

from collections.abc import Sequence
from pathlib import Path
from xml.sax.saxutils import escape

_REGISTRY = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry" xmlns:xs="http://www.w3.org/2001/XMLSchema">{items}</oor:items>
"""
_ITEM = (
    '<item oor:path="/org.openoffice.{path}"><prop oor:name="{name}" oor:op="fuse"><value>{value}</value></prop></item>'
)
_SETTINGS = (
    ("Office.Common/Security/Scripting", "MacroSecurityLevel", "3"),
    ("Office.Common/Security/Scripting", "BlockUntrustedRefererLinks", "true"),
    ("Office.Common/Misc", "UseLocking", "false"),
    ("Office.Common/Misc", "FirstRun", "false"),
    ("Office.Calc/Content/Update", "Link", "1"),  # never
    ("Office.Writer/Content/Update", "Link", "0"),  # never
    ("Office.Java/VirtualMachine", "Enable", "false"),
    ("Office.Recovery/AutoSave", "Enabled", "false"),
    ("Setup/Office", "ooSetupInstCompleted", "true"),
)
_NO_MACROS = ("Office.Common/Security/Scripting", "DisableMacrosExecution", "true")

_LIBRARY = "Standard"
_MODULE = "Convert"
MACRO = f"macro:///{_LIBRARY}.{_MODULE}.Main"
"""What carries out the conversion where LibreOffice works as a library."""

_DOCUMENT_TYPE = (
    '<?xml version="1.0" encoding="UTF-8"?>\n'
    '<!DOCTYPE {0}:{1} PUBLIC "-//OpenOffice.org//DTD OfficeDocument 1.0//EN" "{1}.dtd">\n'
)
_SPACES = 'xmlns:library="http://openoffice.org/2000/library" xmlns:xlink="http://www.w3.org/1999/xlink"'

# Hidden: without a window, for which parts are needed that are not installed everywhere. 0: no macro of the document
# is ever run; no link to another file is followed.
_CODE = """Sub Main
Dim loading(3) As New com.sun.star.beans.PropertyValue
loading(0).Name = "Hidden"
loading(0).Value = True
loading(1).Name = "ReadOnly"
loading(1).Value = True
loading(2).Name = "MacroExecutionMode"
loading(2).Value = 0
loading(3).Name = "UpdateDocMode"
loading(3).Value = 0
document = StarDesktop.loadComponentFromURL("{source}", "_blank", 0, loading())
Dim saving(0) As New com.sun.star.beans.PropertyValue
saving(0).Name = "FilterName"
saving(0).Value = "{kind}"
document.storeToURL("{target}", saving())
End Sub
"""


def make(folder: Path) -> None:
    """Write a profile for LibreOffice's program: no macro whatsoever is run."""
    _write_settings(folder, (*_SETTINGS, _NO_MACROS))


def make_with_macro(folder: Path, source: Path, target: Path, kind: str) -> None:
    """Write a profile for LibreOffice as a library, with our macro in it, the only one that is run.

    `kind` is LibreOffice's name of the format of `target`.
    """
    _write_settings(folder, _SETTINGS)
    libraries = folder / "user" / "basic"
    library = libraries / _LIBRARY
    library.mkdir(parents=True)
    for part, content in (("script", f'<library:element library:name="{_MODULE}"/>'), ("dialog", "")):
        entry = f'<library:library library:name="{_LIBRARY}" library:link="false"/>'
        (libraries / f"{part}.xlc").write_text(
            _DOCUMENT_TYPE.format("library", "libraries") + f"<library:libraries {_SPACES}>{entry}</library:libraries>",
            encoding="utf-8",
        )
        (library / f"{part}.xlb").write_text(
            _DOCUMENT_TYPE.format("library", "library")
            + f'<library:library {_SPACES} library:name="{_LIBRARY}" library:readonly="false" '
            f'library:passwordprotected="false">{content}</library:library>',
            encoding="utf-8",
        )
    code = _CODE.format(source=source.as_uri(), target=target.as_uri(), kind=kind)
    (library / f"{_MODULE}.xba").write_text(
        _DOCUMENT_TYPE.format("script", "module") + '<script:module xmlns:script="http://openoffice.org/2000/script" '
        f'script:name="{_MODULE}" script:language="StarBasic">{escape(code)}</script:module>',
        encoding="utf-8",
    )


def _write_settings(folder: Path, settings: Sequence[tuple[str, str, str]]) -> None:
    items = "".join(_ITEM.format(path=path, name=name, value=value) for path, name, value in settings)
    user = folder / "user"
    user.mkdir(parents=True)
    (user / "registrymodifications.xcu").write_text(_REGISTRY.format(items=items), encoding="utf-8")
