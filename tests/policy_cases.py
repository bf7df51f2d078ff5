"""Good and bad values of every key of the policy, written down by hand and not taken from the program's own table."""

from typing import Any

ENTRY = {"content_logging": False, "declared_on": "2026-11-01", "declared_by": "IT", "resource": "https://a.example/"}
NO_SWITCH: list[Any] = [None, 0, 1, "true", "off", "", [], {}, 0.5]
NO_NUMBER = [True, False, "30", "", [], {}, 1.5, [30]]
NO_TEXT = [True, 1, [], {}, ["x"], "", " ", "\t", "two\nlines", "end\n", "nul\0", "bell\x07", "\u2028", "　"]
NO_LIST = [None, True, 1, "x", {}, {"1": "x"}]
URLS = [
    "https://example.openai.azure.com/openai/v1/",
    "https://example.openai.azure.com",
    "https://example.services.ai.azure.com/openai/v1",
    "https://10.0.0.5:8443/openai/v1/",
    "https://a:65535/",
    "http://127.0.0.1:8080/openai/v1/",
    "https://xn--wgv71a.example/",
]
OTHER_PATHS = [
    "https://a.example/openai/", "https://a.example/openai/v1/chat/completions", "https://a.example/v1/",
    "https://a.example/openai/deployments/x/", "https://a.example//openai/v1/",
]  # fmt: skip
NO_URLS = [
    "http://example.openai.azure.com/openai/v1/",
    "ftp://example.openai.azure.com/",
    "file:///etc/passwd",
    "HTTPS://example.openai.azure.com/",
    "example.openai.azure.com",
    "//example.openai.azure.com/",
    "https://",
    "https:///openai/v1/",
    "https://:443/",
    "https://.example/",
    "https://a..example/",
    "https://-a.example/",
    "https://a.example-/",
    "https://user@example.openai.azure.com/",
    "https://user:secret@example.openai.azure.com/",
    "https://example.openai.azure.com/?api-version=1",
    "https://example.openai.azure.com/#x",
    "https://example.openai.azure.com/../other",
    "https://example.openai.azure.com/a/./b",
    "https://example.openai.azure.com/%2e%2e/",
    "https://example.openai.azure.com\\@evil.example/",
    "https://example.openai.azure.com:0/",
    "https://example.openai.azure.com:65536/",
    "https://example.openai.azure.com:443x/",
    "https://*.openai.azure.com/",
    "https://例え.example/",
    "https://example.openai.azure.com/ ",
    "https://example.openai.azure.com/\n",
    "http://localhost:8080/",
    "http://127.0.0.1.evil.example/",
    "http://127.0.0.2/",
    "http://[::1]:8080/",
    "https://" + "a" * 64 + ".example/",
    "https://a.example/" + "x" * 300,
]
SWITCH: dict[str, list[Any]] = {"good": [True, False], "bad": NO_SWITCH}
AUTH_BAD = ["entra", "Key", "", None, 1, True, ["key"], "entra_browser "]


def number(low: int, high: int) -> dict[str, list[Any]]:
    return {
        "good": [low, high, low + 1, float(high)],
        "bad": [low - 1, high + 1, -1, 10**30, None, *NO_NUMBER],
    }


CASES: dict[str, dict[str, list[Any]]] = {
    "organisation": {
        "good": ["Example Corp. IT", "情報システム部", "é", "x" * 100],
        "bad": ["x" * 101, None, *NO_TEXT],
    },
    "general.language": {"good": ["system", "en", "ja"], "bad": ["fr", "EN", "", None, 1, True, ["en"]]},
    "general.theme": {"good": ["system", "light", "dark"], "bad": ["blue", "", None, 0, False, {}]},
    "general.text_size": number(9, 28),
    "answers.limit_to_documents": SWITCH,
    "answers.quotes": number(1, 8),
    "answers.model": {"good": [None, "Example-8B-Q4.gguf", "日本語モデル"], "bad": NO_TEXT},
    "answers.max_tokens": number(16, 4096),
    "index.max_file_mb": number(1, 100_000),
    "index.max_seconds": number(1, 3600),
    "index.max_memory_mb": number(256, 64_000),
    "index.max_pages": number(1, 1_000_000),
    "index.max_characters": number(1_000, 1_000_000_000),
    "index.watch": SWITCH,
    "index.exclude": {
        "good": [[], ["*.bak"], ["drafts/*", "下書き", "a" * 200], [f"{n}.old" for n in range(1_000)]],
        "bad": [[""], [" "], ["a\nb"], [None], [1], [["a"]], ["a" * 201], ["a"] * 1_001, *NO_LIST],
    },
    "index.recognise_pictures": SWITCH,
    "index.on_battery": {"good": ["full", "slow", "wait"], "bad": ["fast", "", None, 0, True, ["slow"]]},
    "azure.enabled": SWITCH,
    "azure.endpoint": {"good": URLS, "bad": [*NO_URLS, *OTHER_PATHS, None, *NO_TEXT]},
    "azure.deployment": {
        "good": ["gpt-5.1", "Office_1", "x", "x" * 64],
        "bad": ["x" * 65, "-x", ".x", "a b", "a/b", "配置", None, *NO_TEXT],
    },
    "azure.allowed_endpoints": {
        "good": [[], URLS, [URLS[0]], [URLS[0], URLS[0]]],
        "bad": [
            [""], [None], [[URLS[0]]], [URLS[0], NO_URLS[0]], [URLS[0]] * 1001,
            *[[bad] for bad in (*NO_URLS, *OTHER_PATHS)], *NO_LIST,
        ],
    },
    "azure.allowed_deployments": {
        "good": [[], ["a"], ["a", "b-2"]],
        "bad": [["a", ""], ["a b"], [1], [None], ["a"] * 1001, *NO_LIST],
    },
    "azure.auth": {"good": ["key", "entra_browser", "entra_device"], "bad": AUTH_BAD},
    "azure.allowed_auth": {
        "good": [["key"], ["entra_browser", "entra_device"], ["key", "entra_browser", "entra_device"]],
        "bad": [[], ["entra"], ["key"] * 4, ["key", None], [["key"]], *NO_LIST],
    },
    "azure.tenant": {
        "good": ["contoso.onmicrosoft.com", "72f988bf-0000-0000-0000-2d7cd011db47", "a"],
        "bad": ["a b", "-a", "a-", "a/b", "テナント", "x" * 254, None, *NO_TEXT],
    },
    "azure.client_id": {
        "good": ["00000000-0000-0000-0000-000000000000", "72F988BF-86f1-41af-91ab-2d7cd011db47"],
        "bad": [
            "00000000", "{00000000-0000-0000-0000-000000000000}", "g0000000-0000-0000-0000-000000000000",
            None, *NO_TEXT,
        ],
    },
    "azure.scope": {
        "good": ["https://ai.azure.com/.default", "https://cognitiveservices.azure.com/.default", "api://x-1/.default"],
        "bad": ["ai.azure.com/.default", "http://ai.azure.com/.default", "https://", "https://a b", None, *NO_TEXT],
    },
    "azure.consent": {"good": ["question", "chat", "policy"], "bad": ["never", "none", "", None, True, 0, ["chat"]]},
    "azure.redact": SWITCH,
    "azure.redact_words": {
        "good": [[], ["Aurora"], ["佐藤", "Sato Taro", "a" * 200], [f"word{n}" for n in range(10_000)]],
        "bad": [[""], [" "], ["a\nb"], [None], [1], [["a"]], ["a" * 201], ["a"] * 10_001, *NO_LIST],
    },
    "azure.redact_patterns": {
        "good": [
            [],
            [{"name": "EMPLOYEE", "pattern": r"\bEMP-\d{6}\b"}],
            [{"name": "case_2", "pattern": "案件[0-9]{4,8}号?"}, {"name": "B", "pattern": r"(?i)[a-z.]+@x\.com"}],
            [{"name": "社員番号", "pattern": "x.*y"}, {"name": "A", "pattern": r"(?:\d{2,4}-){2}\d{4}"}],
        ],
        "bad": [
            [{"name": "A", "pattern": ""}],
            [{"name": "", "pattern": "x"}],
            [{"name": "A: B", "pattern": "x"}],
            [{"name": "A_", "pattern": "x"}],
            [{"name": "-A", "pattern": "x"}],
            [{"name": "A.B", "pattern": "x"}],
            [{"name": "A" * 31, "pattern": "x"}],
            [{"name": "A", "pattern": "x\ny"}],
            [{"name": "A", "pattern": "x" * 501}],
            [{"name": "A", "pattern": None}],
            [{"name": 1, "pattern": "x"}],
            [{"name": "A"}],
            [{"pattern": "x"}],
            [{"name": "A", "pattern": "x", "flags": "i"}],
            [{"name": "A", "pattern": "x"}] * 101,
            ["x"], [None], [["A", "x"]],
            *NO_LIST,
        ],
    },
    "azure.max_tokens": number(16, 32_000),
    "azure.timeout_s": number(5, 1800),
    "azure.allow_loopback_http": SWITCH,
    "azure.keep_bodies": SWITCH,
    "azure.monitoring": {
        "good": [ENTRY, ENTRY | {"content_logging": True}, ENTRY | {"declared_by": "情報システム部"}],
        "bad": [
            {},
            *[{name: value for name, value in ENTRY.items() if name != left_out} for left_out in ENTRY],
            ENTRY | {"ContentLogging": False},
            ENTRY | {"content_logging": "false"},
            ENTRY | {"content_logging": 0},
            ENTRY | {"declared_on": "2026-13-01"},
            ENTRY | {"declared_on": "2026-11-32"},
            ENTRY | {"declared_on": "01.11.2026"},
            ENTRY | {"declared_on": "2026-11-01T00:00:00Z"},
            ENTRY | {"declared_on": 20261101},
            ENTRY | {"declared_by": ""},
            ENTRY | {"declared_by": None},
            ENTRY | {"resource": "http://a.example/"},
            ENTRY | {"resource": ""},
            ENTRY | {"resource": OTHER_PATHS[0]},
            [ENTRY], None, False, "none", 1,
        ],
    },
    "azure.data_zone": {"good": ["global", "us", "eu", "region"], "bad": ["jp", "EU", "", None, 1, ["eu"]]},
    "chats.keep_days": {
        "good": [None, 0, 1, 90, 36_500, 30.0],
        "bad": [-1, 36_501, 10**30, "forever", *NO_NUMBER],
    },
    "chats.max_keep_days": number(0, 36_500),
    "documents.allowed_folders": {
        "good": [
            [], ["~"], ["~/Documents"], ["%USERPROFILE%\\Documents"], ["/srv/rules/**"], ["C:\\Rules"],
            ["D:/Rules/*/2026"], ["\\\\files\\rules"], ["/home/%USERNAME%/work"], ["/srv/規程"], ["/"],
        ],
        "bad": [
            [""], ["Documents"], ["./x"], ["../x"], ["~sato/x"], ["/srv/../etc"], ["C:\\a\\..\\b"], ["~/.."], ["C:x"],
            ["%APPDATA%\\x"], ["%USERPROFILE%x"], ["/srv/%HOME%/x"], ["/srv/%"], ["/srv/\n"], [None], [1],
            ["/" + "x" * 1000], ["/x"] * 1001, *NO_LIST,
        ],
    },
    "documents.allowed_types": {
        "good": [[], [".pdf"], [".PDF", ".docx", ".7z"]],
        "bad": [
            ["pdf"], ["*.pdf"], ["."], [""], [".tar.gz"], [".a b"], [".文書"], [".abcdefghijk"], [1], [None], *NO_LIST,
        ],
    },
    "models.allowed": {
        "good": [[], ["a" * 64], ["Example-8B-*"], ["日本語*"]],
        "bad": [[""], [" "], ["a\nb"], ["a" * 201], [None], [1], *NO_LIST],
    },
    "models.sources": {
        "good": [[], ["https://models.example.com/approved/"], OTHER_PATHS[:4]],
        "bad": [["https://*.example.com/"], ["http://models.example.com/"], ["\\\\files\\models"], [None], *NO_LIST],
    },
    "models.downloads": SWITCH,
    "updates.check": {"good": [False], "bad": [True, *NO_SWITCH]},
    "logs.enabled": SWITCH,
    "privacy.empty_clipboard": SWITCH,
    "privacy.require_disk_encryption": SWITCH,
    "collections.always_local": {
        "good": [[], ["HR*"], ["人事", "*"]],
        "bad": [[""], [" "], ["a\nb"], [None], [1], ["x" * 201], *NO_LIST],
    },
}  # fmt: skip

# What a schema cannot say: the loader alone refuses these.
BEYOND_THE_SCHEMA: dict[str, list[Any]] = {
    "azure.redact_patterns": [
        [{"name": "A", "pattern": expression}]
        for expression in (
            "(", "[a-", "*", "(?P<x", "a{2,1}", "\\", "(?<=a+)b", "[[a]",
            "x*", "a|", "", "(?:)", "^", r"\b", "(?=x)",
            "(a+)+$", "(a*)*b", "(a|a)+b", "(a|aa)+$", r"(\d+)*x", r"\w+.*\w", r"\s*\d*\s*x", ".*.*x", r"(?:\w+@)+",
            "(a?){30}a{30}",
            "(?:a{1,20}){1,20}", r"(a+)\1", "(?:(?:a?){9}){9}", "(x+x+)+y", "a{0,5000}a{0,5000}b", "(?:){1000000}",
            "(?:a|b|ab){20,}c", "(?:a{1,2}){4000000000}",
        )
        if expression
    ],
    "azure.monitoring": [ENTRY | {"declared_on": "2026-02-30"}, ENTRY | {"declared_on": "2026-11-31"}],
}  # fmt: skip


def nested(key: str, value: Any) -> dict[str, Any]:
    """A policy that holds one key."""
    group, _, name = key.partition(".")
    return {group: {name: value}} if name else {group: value}
