"""Collects the window's texts for translators and compiles the translations, with Qt's own tools."""

from __future__ import annotations

import subprocess
from pathlib import Path

FOLDER = Path("desktop_rag/ui/translations")

# English is the language of the source: its table holds only the plural forms.
TABLES = {"desktop_rag_ja.ts": "ja_JP", "desktop_rag_en.ts": "en_US"}


class TranslationFailed(Exception):
    """Qt's tool refused; the text is the sentence for the person."""


def stale_tables(root: Path) -> list[Path]:
    """The .ts files whose compiled .qm is missing or older."""
    return [table for table in sorted((root / FOLDER).glob("*.ts")) if _is_newer(table, table.with_suffix(".qm"))]


def compile_tables(root: Path, programs: Path) -> None:
    """Compile every table that changed."""
    for table in stale_tables(root):
        part = table.with_suffix(".qm.part")
        _run(programs / "pyside6-lrelease", "-silent", str(table), "-qm", str(part))
        part.replace(table.with_suffix(".qm"))


def update_tables(root: Path, programs: Path) -> None:
    """Bring the .ts files up to date with the texts in the source."""
    sources = [path.relative_to(root).as_posix() for path in sorted((root / "desktop_rag/ui").rglob("*.py"))]
    (root / FOLDER).mkdir(parents=True, exist_ok=True)
    for name, language in TABLES.items():
        options = ["-source-language", "en_US", "-target-language", language, "-no-obsolete", "-locations", "none"]
        if language == "en_US":
            options.append("-pluralonly")
        _run(programs / "pyside6-lupdate", *sources, *options, "-ts", (FOLDER / name).as_posix(), folder=root)


def _is_newer(table: Path, compiled: Path) -> bool:
    return not compiled.exists() or table.stat().st_mtime > compiled.stat().st_mtime


def _run(program: Path, *arguments: str, folder: Path | None = None) -> None:
    done = subprocess.run([program, *arguments], capture_output=True, text=True, check=False, cwd=folder)
    if done.returncode:
        raise TranslationFailed(f"{program.name} failed:\n{done.stdout}{done.stderr}")
