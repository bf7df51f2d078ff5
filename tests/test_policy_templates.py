"""The files that IT writes policies with: they are what the table of keys makes, and say the same as the program."""

import json
import plistlib
import re
import sys
import xml.etree.ElementTree as ET
from pathlib import Path
from typing import Any

import pytest

from desktop_rag import policy
from desktop_rag.policy import profile, registry
from desktop_rag.policy.keys import KEYS
from desktop_rag.policy.kinds import Declared, Number
from desktop_rag.policy.loading import join
from desktop_rag.policy.statements import Statement
from tests.policy_cases import BEYOND_THE_SCHEMA, CASES, nested
from tools import make_policy_templates as templates

ROOT = Path(__file__).resolve().parent.parent
FOLDER = ROOT / "packaging" / "policy"
SCHEMA = json.loads((FOLDER / "schema.json").read_text(encoding="utf-8"))
NS = {"g": "http://schemas.microsoft.com/GroupPolicy/2006/07/PolicyDefinitions"}


@pytest.mark.parametrize("path", sorted(templates.make_all(ROOT)), ids=str)
def test_the_files_are_what_the_table_makes(path: Path) -> None:
    assert (ROOT / path).read_bytes() == templates.make_all(ROOT)[path], "run python -m tools.make_policy_templates"


# --- the schema -------------------------------------------------------------------------------------------------------


def fits(schema: dict[str, Any], value: Any) -> bool:
    """Whether JSON Schema accepts a value; knows exactly the words that our schema uses, and no other."""
    known = {
        "$schema", "$id", "title", "description", "type", "properties", "additionalProperties", "required", "items",
        "maxItems", "minItems", "minimum", "maximum", "enum", "const", "pattern", "maxLength",
    }  # fmt: skip
    assert set(schema) <= known
    types = schema["type"] if isinstance(schema["type"], list) else [schema["type"]]
    if not any(_is_of_type(value, name) for name in types):
        return False
    if value is None:
        return True
    if isinstance(value, bool):
        return "const" not in schema or value is schema["const"]
    if isinstance(value, int | float):
        return bool(schema["minimum"] <= value <= schema["maximum"])
    if isinstance(value, str):
        return _fits_text(schema, value)
    if isinstance(value, list):
        count = schema.get("minItems", 0) <= len(value) <= schema["maxItems"]
        return count and all(fits(schema["items"], entry) for entry in value)
    assert schema["additionalProperties"] is False
    properties = schema["properties"]
    return all(name in value for name in schema.get("required", ())) and all(
        name in properties and fits(properties[name], entry) for name, entry in value.items()
    )


def _fits_text(schema: dict[str, Any], value: str) -> bool:
    if "enum" in schema:
        return value in schema["enum"]
    if len(value) > schema.get("maxLength", sys.maxsize):
        return False
    pattern = schema.get("pattern")
    # In the expressions of JSON Schema $ is the end of the text; in Python that is \Z.
    return pattern is None or re.search(re.sub(r"\$$", r"\\Z", pattern), value) is not None


def _is_of_type(value: Any, name: str) -> bool:
    match name:
        case "null":
            return value is None
        case "boolean":
            return isinstance(value, bool)
        case "integer":
            return not isinstance(value, bool) and (
                isinstance(value, int) or (isinstance(value, float) and value.is_integer())
            )
        case "string":
            return isinstance(value, str)
        case "array":
            return isinstance(value, list)
        case "object":
            return isinstance(value, dict)
    raise AssertionError(name)


def problems_of(content: Any) -> tuple[policy.PolicyProblem, ...]:
    return join([Statement("test", is_fixed=True, content=content)]).problems


@pytest.mark.parametrize("key", CASES)
def test_schema_and_program_agree(key: str) -> None:
    for verdict, values in CASES[key].items():
        for value in values:
            content = nested(key, value)
            assert fits(SCHEMA, content) is (verdict == "good"), value
            assert fits(SCHEMA, content) is not bool(problems_of(content)), value
    for value in BEYOND_THE_SCHEMA.get(key, ()):
        assert fits(SCHEMA, nested(key, value)), "the schema could say it: move the case"
        assert problems_of(nested(key, value))


@pytest.mark.parametrize(
    "content",
    [
        {"x": 1}, {"azure": {"x": 1}}, {"azure": None}, {"azure": []}, {"azure.enabled": True}, {"$schema": 1},
        {"Azure": {}},
    ],
    ids=json.dumps,
)  # fmt: skip
def test_schema_and_program_refuse_the_same_names(content: Any) -> None:
    assert not fits(SCHEMA, content)
    assert problems_of(content)


@pytest.mark.parametrize("content", [{}, {"azure": {}}, {"$schema": "schema.json"}], ids=json.dumps)
def test_schema_and_program_accept_what_says_nothing(content: Any) -> None:
    assert fits(SCHEMA, content)
    assert not problems_of(content)


def test_the_examples_of_all_keys_fit_together() -> None:
    content = templates.make_example(KEYS)
    assert fits(SCHEMA, content)
    assert not problems_of(content)


def test_the_example_is_a_policy_without_problems() -> None:
    found = policy.check(FOLDER / "example.json")
    assert found.problems == ()
    assert found.organisation is not None
    assert fits(SCHEMA, json.loads((FOLDER / "example.json").read_bytes()))


# --- Windows ----------------------------------------------------------------------------------------------------------


def admx() -> ET.Element:
    return ET.parse(FOLDER / "desktop-rag.admx").getroot()  # our own file, without entities


def adml(language: str) -> ET.Element:
    return ET.parse(FOLDER / language / "desktop-rag.adml").getroot()


@pytest.mark.parametrize("language", ["en-US", "ja-JP"])
def test_every_text_and_presentation_is_there_once(language: str) -> None:
    template = (FOLDER / "desktop-rag.admx").read_text(encoding="utf-8")
    strings = [entry.get("id") for entry in adml(language).iterfind(".//g:string", NS)]
    presentations = [entry.get("id") for entry in adml(language).iterfind(".//g:presentation", NS)]
    assert len(set(strings)) == len(strings)
    assert len(set(presentations)) == len(presentations)
    assert set(re.findall(r"\$\(string\.([^)]*)\)", template)) == set(strings)
    assert set(re.findall(r"\$\(presentation\.([^)]*)\)", template)) == set(presentations)
    assert all((entry.text or "").strip() for entry in adml(language).iterfind(".//g:string", NS))


@pytest.mark.parametrize("language", ["en-US", "ja-JP"])
def test_every_field_belongs_to_an_element(language: str) -> None:
    fields = {
        entry.get("id"): [field.get("refId") for field in entry]
        for entry in adml(language).iterfind(".//g:presentation", NS)
    }
    elements = {
        entry.get("name"): [element.get("id") for element in entry.iterfind("g:elements/*", NS)]
        for entry in admx().iterfind(".//g:policy", NS)
    }
    assert {name: ids for name, ids in elements.items() if ids} == fields


def test_every_reference_of_the_template_resolves() -> None:
    root = admx()
    names = [entry.get("name") for entry in root.iterfind(".//g:policy", NS)]
    assert len(set(names)) == len(names)
    categories = {entry.get("name") for entry in root.iterfind(".//g:category", NS)}
    for reference in root.iterfind(".//g:parentCategory", NS):
        assert reference.get("ref") in categories
    supported = {entry.get("name") for entry in root.iterfind(".//g:definition", NS)}
    for entry in root.iterfind(".//g:policy", NS):
        reference_to = entry.find("g:supportedOn", NS)
        assert reference_to is not None
        assert reference_to.get("ref") in supported
        assert str(entry.get("key")).startswith(registry.ROOT_KEY)
    assert not categories - {reference.get("ref") for reference in root.iterfind(".//g:parentCategory", NS)}


def _written_by(entry: ET.Element, value: Any) -> list[tuple[str, str, object, int]]:
    """What group policy writes for a policy and a value: key, name, data and type, after the documented rules."""
    key = str(entry.get("key"))
    elements = entry.find("g:elements", NS)
    if elements is None:
        state = entry.find("g:enabledValue/g:decimal" if value else "g:disabledValue/g:decimal", NS)
        assert state is not None
        return [(key, str(entry.get("valueName")), int(str(state.get("value"))), registry.REG_DWORD)]
    found: list[tuple[str, str, object, int]] = []
    for element in elements:
        part = value[element.get("id")] if isinstance(value, dict) else value
        place = str(element.get("key") or key)
        match element.tag.rpartition("}")[2]:
            case "list" if element.get("explicitValue") == "true":
                found += [(place, entry["name"], entry["pattern"], registry.REG_SZ) for entry in part]
            case "list":
                assert element.get("valuePrefix") == ""
                found += [(place, str(number), text, registry.REG_SZ) for number, text in enumerate(part, 1)]
            case "decimal":
                assert int(str(element.get("minValue"))) <= part <= int(str(element.get("maxValue")))
                found.append((place, str(element.get("valueName")), part, registry.REG_DWORD))
            case "text":
                text = "forever" if part is None else str(part)
                assert len(text) <= int(str(element.get("maxLength")))
                found.append((place, str(element.get("valueName")), text, registry.REG_SZ))
            case "enum":
                found.append((place, str(element.get("valueName")), *_choice(element, part)))
            case other:
                raise AssertionError(other)
    return found


def _choice(element: ET.Element, part: Any) -> tuple[object, int]:
    for item in element.iterfind("g:item/g:value/*", NS):
        if isinstance(part, bool) and item.get("value") == str(int(part)):
            return int(part), registry.REG_DWORD
        if item.text == part:
            return part, registry.REG_SZ
    raise AssertionError(part)


def _tree(written: list[tuple[str, str, object, int]]) -> registry.RegistryKey:
    top: dict[str, Any] = {}
    for key, name, data, kind in written:
        below = top
        for step in key.removeprefix(registry.ROOT_KEY).strip("\\").split("\\"):
            below = below.setdefault(step, {}) if step else below
        below[name] = (data, kind)

    def freeze(content: dict[str, Any]) -> registry.RegistryKey:
        return registry.RegistryKey(
            {name: entry for name, entry in content.items() if isinstance(entry, tuple)},
            {name: freeze(entry) for name, entry in content.items() if isinstance(entry, dict)},
        )

    return freeze(top)


@pytest.mark.parametrize("key", CASES)
def test_what_the_template_writes_the_program_reads(key: str) -> None:
    """Each good value, set through the template as fixed and as a preset, is the value that JSON would have given."""
    entries = {str(entry.get("name")): entry for entry in admx().iterfind(".//g:policy", NS)}
    its_id = key.replace(".", "_")
    tried = 0
    for value in CASES[key]["good"]:
        said = int(value) if isinstance(value, float) else value
        if said == [] or (said is None and not isinstance(KEYS[key].kind, Number)):
            continue  # group policy has no empty list, and no empty text
        if isinstance(said, list) and len({entry["name"] for entry in said if isinstance(entry, dict)}) == 1 < len(
            said
        ):
            continue  # nor two values of one name
        expected = join([Statement("json", is_fixed=True, content=nested(key, value))]).get(key, None)
        for name, is_fixed in ((its_id, True), (f"preset_{its_id}", False)):
            if name not in entries or (value == "policy" and not is_fixed):
                assert not is_fixed
                continue
            tree = _tree(_written_by(entries[name], said))
            place = registry.RegistryPlace("HKLM", 0, lambda *_, tree=tree: tree)
            found = policy.load([place])
            assert found.problems == ()
            assert (found.fixed(key) if is_fixed else found.preset(key)) is not None
            assert found.get(key, None) == expected
            tried += 1
    assert tried > 0


# --- macOS ------------------------------------------------------------------------------------------------------------


def test_the_profile_is_the_example() -> None:
    content = plistlib.loads((FOLDER / "desktop-rag.mobileconfig").read_bytes())
    (payload,) = content["PayloadContent"]
    assert payload["PayloadType"] == "com.apple.ManagedClient.preferences"
    (forced,) = payload["PayloadContent"][profile.BUNDLE_ID]["Forced"]
    settings = forced["mcx_preference_settings"]
    presets = settings.pop(profile.RECOMMENDED)
    assert settings == json.loads((FOLDER / "example.json").read_bytes())
    found = join([Statement("p", is_fixed=True, content=settings), Statement("p", is_fixed=False, content=presets)])
    assert found.problems == ()
    assert found.preset("chats.keep_days") is not None


# --- the guides -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("guide", ["admin-guide.md", "admin-guide.ja.md"])
def test_the_guides_name_every_key_and_every_place(guide: str) -> None:
    text = (ROOT / "docs" / guide).read_text(encoding="utf-8")
    for key in KEYS:
        assert f"| `{key}` |" in text
    for place in (
        r"HKLM\Software\Policies\DesktopRAG",
        r"HKCU\Software\Policies\DesktopRAG",
        f"/Library/Managed Preferences/{profile.BUNDLE_ID}.plist",
        "/etc/desktop-rag/policies/managed",
        "/etc/desktop-rag/policies/recommended",
    ):
        assert place in text
    for code in (
        "unreadable", "not_trusted", "too_large", "wrong_encoding", "not_json", "wrong_type", "out_of_range",
        "wrong_form", "unknown_name", "missing_name", "duplicate_key", "pattern_refused", "only_fixed", "contradiction",
    ):  # fmt: skip
        assert f"`{code}`" in text
    for command in (
        "policy show",
        "policy check",
        "doctor --privacy",
        "ledger verify",
        "az cognitiveservices account show",
    ):
        assert command in text


@pytest.mark.parametrize("guide", ["admin-guide.md", "admin-guide.ja.md"])
def test_every_policy_that_a_guide_shows_is_one(guide: str) -> None:
    blocks = re.findall(r"```json\n(.*?)```", (ROOT / "docs" / guide).read_text(encoding="utf-8"), re.DOTALL)
    assert blocks
    for block in blocks:
        content = json.loads(block)
        assert fits(SCHEMA, content)
        assert not problems_of(content)


def test_both_meanings_of_every_key_are_written() -> None:
    for key in KEYS.values():
        assert key.en.endswith((".", ")."))
        assert key.ja.endswith(("。", "）。"))
        assert re.search("[ぁ-んァ-ン一-龠]", key.ja)
        assert isinstance(key.kind, Declared) or key.en != key.ja
