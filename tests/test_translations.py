"""Every text of the window can be translated, and is."""

import ast
import re
import shutil
import sys
import xml.etree.ElementTree as ET
from collections.abc import Iterator
from pathlib import Path

import pytest

from tools import translations

ROOT = Path(__file__).parents[1]
UI = ROOT / "desktop_rag" / "ui"
TABLES = sorted((ROOT / translations.FOLDER).glob("*.ts"))
_PLACEHOLDER = re.compile(r"\{\w*\}|%L?n|%L?\d")


def messages_of(table: Path) -> Iterator[tuple[str, str, ET.Element]]:
    for context in ET.parse(table).getroot().iter("context"):
        for message in context.iter("message"):
            yield context.findtext("name", ""), message.findtext("source", ""), message


def forms(message: ET.Element) -> list[str]:
    translation = message.find("translation")
    assert translation is not None
    return [form.text or "" for form in translation.iter("numerusform")] or [translation.text or ""]


def test_there_is_a_japanese_table() -> None:
    assert "desktop_rag_ja.ts" in [table.name for table in TABLES]


@pytest.mark.parametrize("table", TABLES, ids=lambda table: table.stem)
def test_everything_is_translated_with_the_same_placeholders(table: Path) -> None:
    for context, source, message in messages_of(table):
        translation = message.find("translation")
        assert translation is not None
        assert translation.get("type") is None, f"{context}: {source} is {translation.get('type')}"
        for form in forms(message):
            assert form.strip(), f"{context}: {source} has no translation"
            assert sorted(_PLACEHOLDER.findall(form)) == sorted(_PLACEHOLDER.findall(source)), f"{context}: {source}"


def test_the_japanese_is_japanese_and_polite() -> None:
    for context, source, message in messages_of(ROOT / translations.FOLDER / "desktop_rag_ja.ts"):
        for form in forms(message):
            assert "！" not in form, f"{context}: {source}"
            if source.endswith(".") and len(source) > 30:
                assert re.search(
                    r"(です|ます|ません|ました|ください|でした|できます|ありません|回答です|ます)。$", form
                ), form


def test_no_text_is_made_before_it_is_translated() -> None:
    for file in sorted(UI.rglob("*.py")):
        for node in ast.walk(ast.parse(file.read_text("utf-8"))):
            if not isinstance(node, ast.Call):
                continue
            name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
            if name not in ("tr", "translate"):
                continue
            texts = node.args[:1] if name == "tr" else node.args[:2]
            for text in texts:
                # The extractor takes literals alone and says nothing about the rest.
                assert isinstance(text, ast.Constant), f"{file.name}:{node.lineno}"
                assert isinstance(text.value, str), f"{file.name}:{node.lineno}"


def test_the_tables_hold_every_text_of_the_source(tmp_path: Path) -> None:
    shutil.copytree(UI, tmp_path / "desktop_rag" / "ui", ignore=shutil.ignore_patterns("__pycache__", "*.qm"))
    translations.update_tables(tmp_path, Path(sys.executable).parent)
    for table in TABLES:
        new = {(context, source) for context, source, _ in messages_of(tmp_path / translations.FOLDER / table.name)}
        assert new == {(context, source) for context, source, _ in messages_of(table)}, "run `make translate`"
