"""Every key of the policy with its kind and meaning: the one table behind loader, templates and admin guide."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from desktop_rag.policy.kinds import (
    ENDPOINT,
    FOLDER,
    SUFFIX,
    URL,
    Choice,
    Declared,
    Kind,
    ListOf,
    Number,
    Patterns,
    Switch,
    Text,
)

_ON, _OFF = True, False
_GUID = r"^[0-9A-Fa-f]{8}-(?:[0-9A-Fa-f]{4}-){3}[0-9A-Fa-f]{12}$"
_AUTH = ("key", "entra_browser", "entra_device")
_URL = Text(pattern=URL, longest=300)
_ENDPOINT = Text(pattern=ENDPOINT, longest=300)
_DEPLOYMENT = Text(pattern=r"^[A-Za-z0-9][A-Za-z0-9._-]*$", longest=64)


@dataclass(frozen=True, slots=True)
class Key:
    """One key: `en` and `ja` say what it does.

    `is_additive`: lists from several places, and the person's own, are joined. `may_be_preset`: it is a setting, so IT
    may also only suggest it.
    """

    name: str
    kind: Kind
    example: object
    en: str
    ja: str
    is_additive: bool = False
    may_be_preset: bool = True


def _limit(name: str, kind: Kind, example: object, en: str, ja: str, *, is_additive: bool = False) -> Key:
    """A key that only IT has: it bounds what settings may say, or declares something."""
    return Key(name, kind, example, en, ja, is_additive=is_additive, may_be_preset=False)


_TABLE = (
    _limit(
        "organisation", Text(longest=100), "Example Corp. IT",
        "Who fixed these settings, as the person reads it beside them.",
        "設定を管理している組織名。固定された設定の横に表示されます。",
    ),
    Key(
        "general.language", Choice(("system", "en", "ja")), "ja",
        "Language of the window.",
        "画面の表示言語。",
    ),
    Key(
        "general.theme", Choice(("system", "light", "dark")), "system",
        "Light or dark window.",
        "画面の配色（ライトまたはダーク）。",
    ),
    Key(
        "general.text_size", Number(9, 28), 13,
        "Size of the text in points.",
        "文字の大きさ（ポイント）。",
    ),
    Key(
        "answers.limit_to_documents", Switch(), _ON,
        "On: a question that the documents do not answer is refused, and no model is called.",
        "オンの場合、文書に答えがない質問にはモデルを使わず「文書に記載がない」と回答します。",
    ),
    Key(
        "answers.quotes", Number(1, 8), 3,
        "How many quotes an answer rests on.",
        "回答の根拠として使う引用の数。",
    ),
    Key(
        "answers.model", Text(may_be_null=True), "Example-8B-Q4.gguf",
        "Name of the chat model; null takes the best one that this computer can use.",
        "回答に使うチャットモデルの名前。null の場合は、このパソコンで使える最良のモデルを選びます。",
    ),
    Key(
        "answers.max_tokens", Number(16, 4096), 256,
        "Longest answer of a local model, in tokens.",
        "ローカルモデルの回答の最大長（トークン数）。",
    ),
    Key(
        "index.max_file_mb", Number(1, 100_000), 500,
        "Larger files are set aside, in MB.",
        "これより大きいファイルは読み込まずに除外します（MB）。",
    ),
    Key(
        "index.max_seconds", Number(1, 3600), 60,
        "Longest time to read one document, in seconds; each picture that is read, and each attachment, has it anew.",
        "1 つの文書の読み取りにかける時間の上限（秒）。添付文書と、文字認識する画像 1 枚ごとに、あらためて数えます。",
    ),
    Key(
        "index.max_memory_mb", Number(256, 64_000), 1500,
        "Memory that reading one document may take, in MB.",
        "1 つの文書の読み取りに使うメモリの上限（MB）。",
    ),
    Key(
        "index.max_pages", Number(1, 1_000_000), 10_000,
        "Most pages of one document.",
        "1 つの文書のページ数の上限。",
    ),
    Key(
        "index.max_characters", Number(1_000, 1_000_000_000), 20_000_000,
        "Most characters of one document.",
        "1 つの文書の文字数の上限。",
    ),
    Key(
        "index.watch", Switch(), _ON,
        "On: chosen folders are watched, and what changes in them is read by itself.",
        "オンの場合、追加したフォルダーを監視し、変更されたファイルを自動的に読み込みます。",
    ),
    Key(
        "index.exclude", ListOf(Text(), most=1000), ["*.bak", "drafts/*"],
        "Files and folders that are never read, as patterns of a name or of a path below a chosen folder; added to"
        " those that the person lists.",
        "読み込まないファイルとフォルダーのパターン（名前、または追加したフォルダーからの相対パス）。"
        "利用者が登録したパターンに追加されます。",
        is_additive=True,
    ),
    Key(
        "index.recognise_pictures", Switch(), _ON,
        "On: scanned pages are read with Tesseract where it is installed.",
        "オンの場合、Tesseract がインストールされていれば、スキャンされたページの文字を認識して読み込みます。",
    ),
    Key(
        "index.on_battery", Choice(("full", "slow", "wait")), "slow",
        "Indexing while the computer runs on battery: at full speed, slowly, or not until it is plugged in.",
        "バッテリー駆動中の読み込み: 通常どおり（full）、ゆっくり（slow）、電源につながるまで待つ（wait）。",
    ),
    Key(
        "azure.enabled", Switch(), _OFF,
        "Off: Azure OpenAI cannot be used at all. On: it is offered, and each sending still needs consent.",
        "オフの場合、Azure OpenAI は一切使えません。オンの場合は選択できますが、送信には従来どおり同意が必要です。",
    ),
    Key(
        "azure.endpoint", _ENDPOINT, "https://example.openai.azure.com/openai/v1/",
        "Address of the Azure OpenAI resource. Plain http is accepted for 127.0.0.1 alone, for tests.",
        "Azure OpenAI リソースのエンドポイント。http はテスト用に 127.0.0.1 のみ指定できます。",
    ),
    Key(
        "azure.deployment", _DEPLOYMENT, "gpt-office",
        "Name of the deployment.",
        "デプロイ名。",
    ),
    _limit(
        "azure.allowed_endpoints", ListOf(_ENDPOINT), ["https://example.openai.azure.com/"],
        "The only endpoints that may be used; also needed for a resource behind a name that is not Azure's. Empty"
        " allows none.",
        "利用を許可するエンドポイント。Azure 以外のホスト名で公開しているリソースには、この指定が必須です。"
        "空の場合は 1 つも許可しません。",
    ),
    _limit(
        "azure.allowed_deployments", ListOf(_DEPLOYMENT), ["gpt-office", "gpt-office-mini"],
        "The only deployments that may be used. Empty allows none.",
        "利用を許可するデプロイ。空の場合は 1 つも許可しません。",
    ),
    Key(
        "azure.auth", Choice(_AUTH), "entra_browser",
        "How to sign in: with a key from the keychain, or with Entra ID through the browser or a device code.",
        "認証方法。キーチェーンに保存したキー、または Entra ID（ブラウザーかデバイスコード）。",
    ),
    _limit(
        "azure.allowed_auth", ListOf(Choice(_AUTH), fewest=1, most=3), ["entra_browser", "entra_device"],
        "The only ways to sign in. The two of Entra ID without `key` mean that no key can be used.",
        "利用を許可する認証方法。`key` を含めず Entra ID の 2 つだけを指定すると、キーは使えなくなります。",
    ),
    Key(
        "azure.tenant", Text(pattern=r"^[A-Za-z0-9](?:[A-Za-z0-9.-]*[A-Za-z0-9])?$", longest=253),
        "contoso.onmicrosoft.com",
        "Entra ID tenant: its id or one of its domains.",
        "Entra ID のテナント（ID またはドメイン）。",
    ),
    Key(
        "azure.client_id", Text(pattern=_GUID, longest=36), "00000000-0000-0000-0000-000000000000",
        "Id of the company's app registration in Entra ID.",
        "Entra ID に登録した自社アプリケーションの ID。",
    ),
    Key(
        "azure.scope", Text(pattern=r"^(?:https|api)://[A-Za-z0-9._~/-]+$", longest=300),
        "https://ai.azure.com/.default",
        "Scope that a token is asked for.",
        "トークンを要求するスコープ。",
    ),
    Key(
        "azure.consent", Choice(("question", "chat", "policy")), "question",
        "What the person agrees to: every question, or a chat once. `policy`, which only a fixed value can say: the"
        " organisation agrees and nobody is asked; `ask --preview` still shows what would be sent.",
        "同意の単位。質問ごと（question）またはチャットごと（chat）。policy は固定値としてのみ指定でき、"
        "組織が同意したものとして利用者には確認しません（送信される内容は ask --preview でいつでも確認できます）。",
    ),
    Key(
        "azure.redact", Switch(), _ON,
        "On: personal data is replaced by placeholders before anything is sent, and put back in the answer.",
        "オンの場合、送信前に個人情報を置き換え、回答ではローカルで元に戻します。",
    ),
    Key(
        "azure.redact_words", ListOf(Text(), most=10_000), ["Project Aurora", "佐藤商事"],
        "Names and words that are always replaced, added to those that the person lists.",
        "必ず置き換える名前や語句。利用者が登録した語句に追加されます。",
        is_additive=True,
    ),
    Key(
        "azure.redact_patterns", Patterns(), [{"name": "EMPLOYEE", "pattern": r"\bEMP-[0-9]{6}\b"}],
        "Regular expressions whose matches are always replaced. Refused where it could take very long: a repeat inside"
        " a repeat, or open repeats (`*`, `+`) side by side that can match the same characters.",
        "一致した部分を必ず置き換える正規表現。処理時間が極端に長くなり得るもの（繰り返しの入れ子や、"
        "同じ文字に一致し得る `*`・`+` の連続）は受け付けません。",
        is_additive=True,
    ),
    Key(
        "azure.max_tokens", Number(16, 32_000), 800,
        "Longest answer of the service, in tokens.",
        "Azure OpenAI の回答の最大長（トークン数）。",
    ),
    Key(
        "azure.timeout_s", Number(5, 1800), 120,
        "Longest wait for the service, in seconds.",
        "Azure OpenAI の応答を待つ時間の上限（秒）。",
    ),
    Key(
        "azure.allow_loopback_http", Switch(), _OFF,
        "Allows a test service on this computer without TLS. Leave it off.",
        "このパソコン上のテスト用サービスに TLS なしで接続することを許可します。通常はオフのままにしてください。",
    ),
    Key(
        "azure.keep_bodies", Switch(), _OFF,
        "On: the ledger keeps the text of each request, not only its hash.",
        "オンの場合、送信記録にハッシュだけでなく送信内容の全文も保存します。",
    ),
    _limit(
        "azure.monitoring", Declared(),
        {
            "content_logging": False, "declared_on": "2026-11-01", "declared_by": "Example Corp. IT",
            "resource": "https://example.openai.azure.com/",
        },
        "What IT declares about abuse monitoring of one resource. With `content_logging` false the window says that"
        " prompts are not kept there, naming who declared it and when; without it, that they may be kept and read.",
        "不正利用監視について IT 部門が宣言する内容（リソース単位）。`content_logging` が false の場合、"
        "宣言者と宣言日を添えて「プロンプトは保存されない」と表示します。宣言がない場合は「保存され、人が閲覧する可能性がある」と表示します。",
    ),
    _limit(
        "azure.data_zone", Choice(("global", "us", "eu", "region")), "region",
        "Where the deployment processes data, as IT declares it: any region, the US or EU data zone, or the resource's"
        " own region.",
        "デプロイがデータを処理する場所（IT 部門の宣言）。全リージョン（global）、米国・EU データゾーン（us・eu）、"
        "リソースのリージョン内（region）。",
    ),
    Key(
        "chats.keep_days", Number(0, 36_500, may_be_null=True), 30,
        "Days that chats are kept; 0 writes none down, null keeps them for ever (`forever` in registry and profile).",
        "チャットの保存日数。0 は保存しない、null は無期限（レジストリと構成プロファイルでは `forever`）。",
    ),
    _limit(
        "chats.max_keep_days", Number(0, 36_500), 90,
        "The most days that a person may choose.",
        "利用者が選べる保存日数の上限。",
    ),
    _limit(
        "documents.allowed_folders", ListOf(Text(pattern=FOLDER, longest=1000)), ["~/Documents", r"\\files\rules\**"],
        "The only folders whose documents may be indexed, with all below them. `~`, `%USERPROFILE%`, `%USERNAME%`, `*`"
        " (within a name) and `**` (any folders) may be used. Empty allows none.",
        "文書の登録を許可するフォルダー（配下を含む）。`~`、`%USERPROFILE%`、`%USERNAME%`、`*`（名前の一部）、`**`"
        "（任意の階層）を使えます。空の場合は 1 つも許可しません。",
    ),
    _limit(
        "documents.allowed_types", ListOf(Text(pattern=SUFFIX, longest=11, is_lowered=True)),
        [".pdf", ".docx", ".txt", ".md"],
        "The only kinds of file that may be indexed, by suffix. Empty allows none.",
        "登録を許可するファイルの種類（拡張子）。空の場合は 1 つも許可しません。",
    ),
    _limit(
        "models.allowed", ListOf(Text()),
        ["b179c9523d0e6a0f98a330c7562b682750a6f8c8c15e5bc70ea373728110db53", "Example-8B-*"],
        "The only model files that may be used: by SHA-256, which cannot be imitated, or by name with `*`. Empty allows"
        " none.",
        "利用を許可するモデルファイル。偽装できない SHA-256、または名前（`*` 可）で指定します。"
        "空の場合は 1 つも許可しません。",
    ),
    _limit(
        "models.sources", ListOf(_URL), ["https://models.example.com/approved/"],
        "The only addresses that model files may be downloaded from, once a version has downloads. Empty allows none.",
        "モデルのダウンロード元として許可するアドレス（ダウンロード機能を持つバージョン向け）。"
        "空の場合は 1 つも許可しません。",
    ),
    _limit(
        "models.downloads", Switch(), _OFF,
        "Off: no model is ever downloaded. This version has no downloads; models are added as files.",
        "オフの場合、モデルを一切ダウンロードしません。このバージョンにダウンロード機能はなく、モデルはファイルから追加します。",
    ),
    _limit(
        "updates.check", Switch(only=False), _OFF,
        "This version has no update check, so false is the only value; it keeps a later one from looking.",
        "このバージョンに更新確認の機能はないため、指定できるのは false のみです。"
        "将来のバージョンでも確認を行わせません。",
    ),
    Key(
        "logs.enabled", Switch(), _ON,
        "Whether logs are written; they hold codes and times, never content or file names.",
        "ログを書き込むかどうか。ログにはコードと時刻だけを記録し、内容やファイル名は記録しません。",
    ),
    Key(
        "privacy.empty_clipboard", Switch(), _ON,
        "On: what was copied from the program is taken off the clipboard when it ends.",
        "オンの場合、終了時に、このプログラムからコピーした内容をクリップボードから消去します。",
    ),
    Key(
        "privacy.require_disk_encryption", Switch(), _ON,
        "On: no document is read into the library unless its disk is known to be encrypted.",
        "オンの場合、ライブラリを置いたディスクの暗号化を確認できないときは文書を登録しません。",
    ),
    _limit(
        "collections.always_local", ListOf(Text()), ["HR*", "人事*"],
        "Collections that never leave this computer, by name with `*`. It keeps the mark when it is renamed; the same"
        " folder under another name is another collection, so name both where that matters.",
        "このパソコンから外に出さないコレクション（名前、`*` 可）。名前を変えても有効です。ただし、同じフォルダーを別の"
        "名前で追加すると別のコレクションになるため、必要に応じて両方の名前を指定してください。",
        is_additive=True,
    ),
)  # fmt: skip

KEYS: Mapping[str, Key] = MappingProxyType({key.name: key for key in _TABLE})
GROUPS: tuple[str, ...] = tuple(dict.fromkeys(name.split(".")[0] for name in KEYS if "." in name))
