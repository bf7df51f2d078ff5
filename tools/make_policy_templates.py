"""Makes what IT writes policies with from the table of keys: schema, ADMX/ADML, profile, example, tables of the guides.

Run it after a change to `desktop_rag/policy/keys.py`: ``python -m tools.make_policy_templates``. A test compares what
it makes with the files in `packaging/policy` and `docs`.
"""

import json
import plistlib
import sys
import uuid
import xml.etree.ElementTree as ET
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any, Literal, TypeAlias

from desktop_rag.policy import kinds
from desktop_rag.policy.keys import GROUPS, KEYS, Key
from desktop_rag.policy.kinds import Choice, Declared, Kind, ListOf, Number, Patterns, Switch, Text
from desktop_rag.policy.profile import BUNDLE_ID, RECOMMENDED
from desktop_rag.policy.registry import ROOT_KEY

Language: TypeAlias = Literal["en", "ja"]

ROOT = Path(__file__).resolve().parent.parent
FOLDER = Path("packaging/policy")
GUIDES: Mapping[Language, Path] = {"en": Path("docs/admin-guide.md"), "ja": Path("docs/admin-guide.ja.md")}
BEGIN = "<!-- The table is made by tools/make_policy_templates.py. -->"
END = "<!-- End of the table. -->"

# What a first policy usually says; every other key can be added in the same way.
_EXAMPLE = (
    "organisation", "azure.enabled", "azure.allowed_endpoints", "azure.allowed_deployments", "azure.allowed_auth",
    "azure.tenant", "azure.client_id", "azure.consent", "azure.redact", "azure.redact_words", "azure.redact_patterns",
    "azure.monitoring", "azure.data_zone", "chats.max_keep_days", "documents.allowed_types", "models.downloads",
    "privacy.require_disk_encryption", "collections.always_local",
)  # fmt: skip
_EXAMPLE_PRESETS = ("chats.keep_days", "answers.quotes")
_EXAMPLE_VALUES: Mapping[str, object] = {"azure.enabled": True}

_NAMESPACE = "http://schemas.microsoft.com/GroupPolicy/2006/07/PolicyDefinitions"
_PREFIX = "preset_"

_TEXTS: Mapping[Language, Mapping[str, str]] = {
    "en": {
        "supported": "Desktop RAG 0.1 or later",
        "presets": "Presets (the person may choose otherwise)",
        "on": "On",
        "off": "Off",
        "switch_help": "Enabled: on. Disabled: off. Not configured: the person decides.",
        "forever_help": "A number of days, or the word forever.",
        "pattern_help": "Value name: a name for the kind, like EMPLOYEE. Value: the regular expression.",
        "table": "| Key | Value | Meaning | Preset |\n|---|---|---|---|",
        "yes": "yes",
        "or_null": "{0} or `null`",
        "text": "text",
        "url": "https address",
        "date": "date",
        "list": "list: {0}",
        "patterns": 'list of `{"name", "pattern"}`',
        "declared": "object: `content_logging` (`true`, `false`), `declared_on` (date like `2026-11-01`), `declared_by`"
        " (text), `resource` (https address)",
        "folder": "folder",
        "suffix": "suffix",
    },
    "ja": {
        "supported": "Desktop RAG 0.1 以降",
        "presets": "推奨値（利用者が変更できます）",
        "on": "オン",
        "off": "オフ",
        "switch_help": "有効：オン。無効：オフ。未構成：利用者が決めます。",
        "forever_help": "日数、または forever（無期限）を入力します。",
        "pattern_help": "値の名前には種類の名前（EMPLOYEE など）、値には正規表現を入力します。",
        "table": "| キー | 値 | 意味 | 推奨値 |\n|---|---|---|---|",
        "yes": "可",
        "or_null": "{0} または `null`",
        "text": "文字列",
        "url": "https のアドレス",
        "date": "日付",
        "list": "リスト：{0}",
        "patterns": '`{"name", "pattern"}` のリスト',
        "declared": "オブジェクト：`content_logging`（`true`、`false`）、`declared_on`（`2026-11-01` 形式の日付）、"
        "`declared_by`（文字列）、`resource`（https のアドレス）",
        "folder": "フォルダー",
        "suffix": "拡張子",
    },
}  # fmt: skip


def make_all(root: Path) -> dict[Path, bytes]:
    """Every file with its content, by its path below the root; the guides keep what stands around their tables."""
    found = {
        FOLDER / "schema.json": _json(make_schema()),
        FOLDER / "example.json": _json(make_example(_EXAMPLE)),
        FOLDER / "desktop-rag.admx": _xml(make_admx()),
        FOLDER / "en-US" / "desktop-rag.adml": _xml(make_adml("en")),
        FOLDER / "ja-JP" / "desktop-rag.adml": _xml(make_adml("ja")),
        FOLDER / "desktop-rag.mobileconfig": make_profile(),
    }
    for language, guide in GUIDES.items():
        before, rest = (root / guide).read_text(encoding="utf-8").split(BEGIN)
        after = rest.split(END)[1]
        found[guide] = f"{before}{BEGIN}\n\n{make_table(language)}\n\n{END}{after}".encode()
    return found


def _json(content: object) -> bytes:
    return (json.dumps(content, indent=2, ensure_ascii=False) + "\n").encode()


# --- JSON -------------------------------------------------------------------------------------------------------------


def make_schema() -> dict[str, Any]:
    """The JSON schema of a policy file."""
    top: dict[str, Any] = {"$schema": {"type": "string"}}
    for key in KEYS.values():
        described = {"description": key.en, **_schema_of(key.kind)}
        group, _, name = key.name.partition(".")
        if not name:
            top[group] = described
            continue
        entry = top.setdefault(group, {"type": "object", "properties": {}, "additionalProperties": False})
        entry["properties"][name] = described
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": "urn:desktop-rag:policy",
        "title": "Policy of Desktop RAG",
        "type": "object",
        "properties": top,
        "additionalProperties": False,
    }


def _schema_of(kind: Kind) -> dict[str, Any]:
    match kind:
        case Switch(only=None):
            return {"type": "boolean"}
        case Switch(only=only):
            return {"type": "boolean", "const": only}
        case Number():
            types: Any = ["integer", "null"] if kind.may_be_null else "integer"
            return {"type": types, "minimum": kind.low, "maximum": kind.high}
        case Choice():
            return {"type": "string", "enum": list(kind.choices)}
        case Text():
            types = ["string", "null"] if kind.may_be_null else "string"
            return {"type": types, "maxLength": kind.longest, "pattern": kind.pattern}
        case ListOf():
            entries = {"type": "array", "items": _schema_of(kind.entry), "maxItems": kind.most}
            return entries | ({"minItems": kind.fewest} if kind.fewest else {})
        case Patterns():
            items = _object({"name": kinds.PATTERN_TITLE, "pattern": kinds.EXPRESSION})
            return {"type": "array", "items": items, "maxItems": kind.most}
        case Declared():
            return _object(kinds.DECLARED)


def _object(parts: Mapping[str, Kind]) -> dict[str, Any]:
    return {
        "type": "object",
        "properties": {name: _schema_of(kind) for name, kind in parts.items()},
        "required": list(parts),
        "additionalProperties": False,
    }


def make_example(names: Iterable[str]) -> dict[str, Any]:
    """A policy with the example values of some keys."""
    found: dict[str, Any] = {}
    for full_name in names:
        value = _EXAMPLE_VALUES.get(full_name, KEYS[full_name].example)
        group, _, name = full_name.partition(".")
        if name:
            found.setdefault(group, {})[name] = value
        else:
            found[group] = value
    return found


# --- Windows ----------------------------------------------------------------------------------------------------------


def _id(key: Key, *, is_preset: bool) -> str:
    return (_PREFIX if is_preset else "") + key.name.replace(".", "_")


def _policies() -> list[tuple[Key, bool]]:
    """Every key once as fixed, and those that may be presets once more."""
    return [(key, False) for key in KEYS.values()] + [(key, True) for key in KEYS.values() if key.may_be_preset]


def _choices(key: Key, kind: Choice, *, is_preset: bool) -> tuple[str, ...]:
    """Nobody can be asked to agree by a mere preset."""
    return tuple(c for c in kind.choices if not (is_preset and key.name == "azure.consent" and c == "policy"))


def make_admx() -> ET.Element:
    """The template of group policy."""
    root = ET.Element("policyDefinitions", {"xmlns": _NAMESPACE, "revision": "1.0", "schemaVersion": "1.0"})
    namespaces = ET.SubElement(root, "policyNamespaces")
    ET.SubElement(namespaces, "target", {"prefix": "desktoprag", "namespace": "DesktopRAG.Policies"})
    ET.SubElement(root, "resources", {"minRequiredRevision": "1.0"})
    definitions = ET.SubElement(ET.SubElement(root, "supportedOn"), "definitions")
    ET.SubElement(definitions, "definition", {"name": "SUPPORTED_0_1", "displayName": "$(string.supported)"})
    categories = ET.SubElement(root, "categories")
    _category(categories, "desktop_rag", None)
    _category(categories, "presets", "desktop_rag")
    for group in GROUPS:
        _category(categories, f"group_{group}", "desktop_rag")
        if any(key.may_be_preset for key in KEYS.values() if key.name.startswith(f"{group}.")):
            _category(categories, f"preset_group_{group}", "presets")
    policies = ET.SubElement(root, "policies")
    for key, is_preset in _policies():
        _add_policy(policies, key, is_preset=is_preset)
    return root


def _category(parent: ET.Element, name: str, above: str | None) -> None:
    category = ET.SubElement(parent, "category", {"name": name, "displayName": f"$(string.{name})"})
    if above is not None:
        ET.SubElement(category, "parentCategory", {"ref": above})


def _add_policy(parent: ET.Element, key: Key, *, is_preset: bool) -> None:
    group, _, name = key.name.rpartition(".")
    registry_key = "\\".join(part for part in (ROOT_KEY, RECOMMENDED if is_preset else "", group) if part)
    its_id = _id(key, is_preset=is_preset)
    attributes = {
        "name": its_id, "class": "Both", "displayName": f"$(string.{its_id})",
        "explainText": f"$(string.{its_id}_help)", "key": registry_key,
    }  # fmt: skip
    is_plain_switch = key.kind == Switch()
    if is_plain_switch:
        attributes["valueName"] = name
    else:
        attributes["presentation"] = f"$(presentation.{its_id})"
    policy = ET.SubElement(parent, "policy", attributes)
    category = f"{'preset_' if is_preset else ''}group_{group}" if group else "desktop_rag"
    ET.SubElement(policy, "parentCategory", {"ref": category})
    ET.SubElement(policy, "supportedOn", {"ref": "SUPPORTED_0_1"})
    if is_plain_switch:
        for state, number in (("enabledValue", "1"), ("disabledValue", "0")):
            ET.SubElement(ET.SubElement(policy, state), "decimal", {"value": number})
        return
    elements = ET.SubElement(policy, "elements")
    if isinstance(key.kind, Declared):
        for part, kind in kinds.DECLARED.items():
            place = {"id": part, "key": f"{registry_key}\\{name}", "valueName": part}
            _add_element(elements, kind, place, ())
    elif isinstance(key.kind, ListOf | Patterns):
        place = {"id": "value", "key": f"{registry_key}\\{name}"}
        named = {"explicitValue": "true"} if isinstance(key.kind, Patterns) else {"valuePrefix": ""}
        ET.SubElement(elements, "list", place | named)
    else:
        choices = _choices(key, key.kind, is_preset=is_preset) if isinstance(key.kind, Choice) else ()
        _add_element(elements, key.kind, {"id": "value", "valueName": name}, choices)


def _add_element(parent: ET.Element, kind: Kind, place: dict[str, str], choices: tuple[str, ...]) -> None:
    place = {**place, "required": "true"}
    match kind:
        case Switch():
            numbers = (("off", "0"),) if kind.only is False else (("off", "0"), ("on", "1"))
            enum = ET.SubElement(parent, "enum", place)
            for title, number in numbers:
                item = ET.SubElement(enum, "item", {"displayName": f"$(string.{title})"})
                ET.SubElement(ET.SubElement(item, "value"), "decimal", {"value": number})
        case Choice():
            enum = ET.SubElement(parent, "enum", place)
            for choice in choices:
                item = ET.SubElement(enum, "item", {"displayName": f"$(string.choice_{choice})"})
                ET.SubElement(ET.SubElement(item, "value"), "string").text = choice
        case Number(may_be_null=False):
            ET.SubElement(parent, "decimal", place | {"minValue": str(kind.low), "maxValue": str(kind.high)})
        case Number():
            ET.SubElement(parent, "text", place | {"maxLength": "10"})  # a number, or "forever"
        case Text():
            ET.SubElement(parent, "text", place | {"maxLength": str(kind.longest)})
        case _:
            raise AssertionError(kind)


def make_adml(language: Language) -> ET.Element:
    """The texts of the template in one language. A policy has the name of its key, the same in all languages."""
    texts = _TEXTS[language]
    root = ET.Element("policyDefinitionResources", {"xmlns": _NAMESPACE, "revision": "1.0", "schemaVersion": "1.0"})
    ET.SubElement(root, "displayName").text = "Desktop RAG"
    ET.SubElement(root, "description").text = "Desktop RAG"
    resources = ET.SubElement(root, "resources")
    strings = ET.SubElement(resources, "stringTable")

    def say(its_id: str, text: str) -> None:
        ET.SubElement(strings, "string", {"id": its_id}).text = text

    say("supported", texts["supported"])
    say("desktop_rag", "Desktop RAG")
    say("presets", texts["presets"])
    say("on", texts["on"])
    say("off", texts["off"])
    for group in GROUPS:
        say(f"group_{group}", group)
        if any(key.may_be_preset for key in KEYS.values() if key.name.startswith(f"{group}.")):
            say(f"preset_group_{group}", group)
    choices = [choice for key in KEYS.values() if isinstance(key.kind, Choice) for choice in key.kind.choices]
    for choice in dict.fromkeys(choices):
        say(f"choice_{choice}", choice)
    presentations = ET.SubElement(resources, "presentationTable")
    for key, is_preset in _policies():
        its_id = _id(key, is_preset=is_preset)
        say(its_id, key.name)
        say(f"{its_id}_help", _help(key, language))
        if key.kind != Switch():
            presentation = ET.SubElement(presentations, "presentation", {"id": its_id})
            parts = kinds.DECLARED if isinstance(key.kind, Declared) else {"value": key.kind}
            for part, kind in parts.items():
                _add_field(presentation, kind, part, key.name if part == "value" else part)
    return root


def _help(key: Key, language: Language) -> str:
    texts = _TEXTS[language]
    text = key.en if language == "en" else key.ja
    if key.kind == Switch():
        return f"{text}\n\n{texts['switch_help']}"
    if isinstance(key.kind, Number) and key.kind.may_be_null:
        return f"{text}\n\n{texts['forever_help']}"
    if isinstance(key.kind, Patterns):
        return f"{text}\n\n{texts['pattern_help']}"
    return text


def _add_field(parent: ET.Element, kind: Kind, part: str, label: str) -> None:
    match kind:
        case Switch() | Choice():
            ET.SubElement(parent, "dropdownList", {"refId": part, "noSort": "true"}).text = label
        case Number(may_be_null=False):
            ET.SubElement(parent, "decimalTextBox", {"refId": part, "defaultValue": str(kind.low)}).text = label
        case ListOf() | Patterns():
            ET.SubElement(parent, "listBox", {"refId": part}).text = label
        case _:
            field = ET.SubElement(parent, "textBox", {"refId": part})
            ET.SubElement(field, "label").text = label


def _xml(root: ET.Element) -> bytes:
    ET.indent(root)
    written: bytes = ET.tostring(root, encoding="utf-8", xml_declaration=True)
    return written + b"\n"


# --- macOS ------------------------------------------------------------------------------------------------------------


def make_profile() -> bytes:
    """A configuration profile with the example's values."""
    settings = make_example(_EXAMPLE) | {RECOMMENDED: make_example(_EXAMPLE_PRESETS)}
    payload = {
        "PayloadType": "com.apple.ManagedClient.preferences",
        "PayloadVersion": 1,
        "PayloadIdentifier": f"{BUNDLE_ID}.policy.settings",
        "PayloadUUID": _uuid("settings"),
        "PayloadEnabled": True,
        "PayloadDisplayName": "Desktop RAG",
        "PayloadContent": {BUNDLE_ID: {"Forced": [{"mcx_preference_settings": settings}]}},
    }
    profile = {
        "PayloadType": "Configuration",
        "PayloadVersion": 1,
        "PayloadIdentifier": f"{BUNDLE_ID}.policy",
        "PayloadUUID": _uuid("profile"),
        "PayloadDisplayName": "Desktop RAG",
        "PayloadDescription": "Settings of Desktop RAG that your organisation manages.",
        "PayloadOrganization": "Example Corp. IT",
        "PayloadScope": "System",
        "PayloadRemovalDisallowed": True,
        "PayloadContent": [payload],
    }
    return plistlib.dumps(profile, sort_keys=False)


def _uuid(name: str) -> str:
    """The same identifier each time the template is made."""
    return str(uuid.uuid5(uuid.NAMESPACE_DNS, f"{name}.{BUNDLE_ID}")).upper()


# --- guides -----------------------------------------------------------------------------------------------------------


def make_table(language: Language) -> str:
    """The table of all keys for a guide."""
    texts = _TEXTS[language]
    lines = [texts["table"]]
    for key in KEYS.values():
        meaning = (key.en if language == "en" else key.ja).replace("|", "\\|")
        lines.append(
            f"| `{key.name}` | {_values(key.kind, texts)} | {meaning} | {texts['yes'] if key.may_be_preset else ''} |"
        )
    return "\n".join(lines)


def _values(kind: Kind, texts: Mapping[str, str]) -> str:
    match kind:
        case Switch(only=None):
            return "`true`, `false`"
        case Switch(only=only):
            return f"`{json.dumps(only)}`"
        case Number():
            shown = f"{kind.low}–{kind.high}"
        case Choice():
            return ", ".join(f"`{choice}`" for choice in kind.choices)
        case Text():
            named = {kinds.URL: "url", kinds.FOLDER: "folder", kinds.SUFFIX: "suffix"}
            shown = texts[named.get(kind.pattern, "text")]
        case ListOf():
            return texts["list"].format(_values(kind.entry, texts))
        case Patterns():
            return texts["patterns"]
        case Declared():
            return texts["declared"]
    return texts["or_null"].format(shown) if kind.may_be_null else shown


def main() -> int:
    """Write every file that differs and name it."""
    for path, content in make_all(ROOT).items():
        target = ROOT / path
        if not target.exists() or target.read_bytes() != content:
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(content)
            sys.stdout.write(f"{path}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
