"""Makes made-up personal data in sentences of both languages, from the public formats and not from what finds them.

    python -m benchmarks.planted [--items 500] [--seed 1]

Formats: numbering plans of Japan (03, 045, 0466; 050, 070 to 090, 0120, 0800, 0570), of North America and of the United
Kingdom (the ranges for drama where there are such), ISO/IEC 7812 (Luhn) for cards, ISO 13616 (mod 97) for IBAN, the
check digit of a My Number from the ministry's ordinance 85 of 2014, ABA's for routing numbers. People and addresses are
invented. Each item knows the signs that must not leave and those that are harmless around them.
"""

import argparse
import random
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass

_SURNAMES = (
    ("田中", "Tanaka"),
    ("小笠原", "Ogasawara"),
    ("渡辺", "Watanabe"),
    ("東海林", "Shoji"),
    ("長谷川", "Hasegawa"),
    ("金", "Kim"),
    ("五十嵐", "Igarashi"),
    ("山本", "Yamamoto"),
    ("佐々木", "Sasaki"),
    ("林", "Hayashi"),
)
_GIVEN = (
    ("太郎", "Taro"),
    ("花子", "Hanako"),
    ("健", "Ken"),
    ("さくら", "Sakura"),
    ("龍之介", "Ryunosuke"),
    ("美咲", "Misaki"),
    ("誠", "Makoto"),
    ("アンナ", "Anna"),
)
_ENGLISH = ("Oliver Whitcombe", "Siobhan O'Leary", "Jean-Luc Moreau", "Priya Raman", "Aaron Vance", "Zoë Lindqvist")
_COMPANIES = (
    "青葉精機株式会社",
    "㍿ミナト商会",
    "Bluefin Logistics",
    "プロジェクト朱雀",
    "ホシノ・テック",
    "Northgate 7",
)
_WIDE = str.maketrans({chr(code): chr(code + 0xFEE0) for code in range(0x21, 0x7F)} | {" ": "\u3000"})
_SMALL = str.maketrans("0123456789-", "０１２３４５６７８９－")


@dataclass(frozen=True, slots=True)
class Planted:
    """A line with one item: `secret` are the signs, as they stand in `line`, that must not leave."""

    kind: str
    language: str
    line: str
    secret: str


Maker = Callable[[random.Random, str], tuple[str, str]]
"""Random source and language -> a line with `{}` where the secret stands, and the secret."""


# --- check digits ----------------------------------------------------------------------------------------------


def luhn_complete(digits: str) -> str:
    """Digits with their check digit after ISO/IEC 7812-1, annex B."""
    total = 0
    for place, digit in enumerate(reversed(digits)):
        doubled = int(digit) * 2 if place % 2 == 0 else int(digit)
        total += doubled - 9 if doubled > 9 else doubled
    return digits + str(-total % 10)


def my_number_complete(digits: str) -> str:
    """Eleven digits with their check digit: 11 - (sum of P(n) Q(n) mod 11), 0 where the remainder is 0 or 1."""
    total = 0
    for n, digit in enumerate(reversed(digits), 1):
        total += int(digit) * (n + 1 if n <= 6 else n - 5)
    remainder = total % 11
    return digits + str(0 if remainder <= 1 else 11 - remainder)


def iban_complete(country: str, account: str) -> str:
    """A country's account number with its two check digits after ISO 13616 and ISO 7064."""
    number = "".join(str(int(sign, 36)) for sign in account + country + "00")
    return f"{country}{98 - int(number) % 97:02d}{account}"


def routing_complete(digits: str) -> str:
    """Eight digits with the ABA's check digit (weights 3, 7, 1)."""
    total = sum(int(digit) * weight for digit, weight in zip(digits, (3, 7, 1) * 3, strict=False))
    return digits + str(-total % 10)


# --- notations -------------------------------------------------------------------------------------------------


def _digits(source: random.Random, count: int) -> str:
    return "".join(source.choice("0123456789") for _ in range(count))


def _groups(digits: str, sizes: tuple[int, ...]) -> list[str]:
    parts: list[str] = []
    for size in sizes:
        parts.append(digits[:size])
        digits = digits[size:]
    return parts


def _mail(source: random.Random, language: str) -> tuple[str, str]:
    surname = source.choice(_SURNAMES)[1].lower()
    given = source.choice(_GIVEN)[1].lower()
    local = source.choice(
        (
            f"{given}.{surname}",
            f"{surname}_{given[0]}",
            f"{given[0]}{surname}{_digits(source, 2)}",
            f"{surname}+{source.choice(('news', 'keiri'))}",
            f"{given}-{surname}",
            f"info.{surname}",
        )
    )
    domain = source.choice(
        (
            "example.co.jp",
            "example.com",
            "mail.example.org",
            "soumu.example.ac.jp",
            "xn--wgv71a119e.example.jp",
            "日本語.example.jp",
            "example.ne.jp",
            "kk-example.co.jp",
        )
    )
    plain = f"{local}@{domain}"
    ascii_domain = domain if domain.isascii() else "example.co.jp"
    secret = source.choice(
        (
            plain,
            plain,
            plain,
            plain.upper(),
            plain.translate(_WIDE),
            plain.replace("@", "＠"),
            f"{local} (at) {ascii_domain}",
            f"{local}[at]{ascii_domain}",
            f"{local}（アット）{ascii_domain}",
            f"{local} at {ascii_domain.replace('.', ' dot ')}",
            f"{local}(at){ascii_domain.replace('.', '(dot)')}",
        )
    )
    lines = (
        (
            "お問い合わせは{}までお願いします。",
            "メール：{}（平日のみ）",
            "田中　太郎 <{}> に転送してください",
            "担当のアドレスは「{}」です。",
            '差出人: "総務部" <{}>',
            "E-mail {}\t内線一覧は別紙",
            "詳しくは {} へ。",
            "＜{}＞宛に送付済み",
        )
        if language == "ja"
        else (
            "Please write to {}.",
            "Contact: {} (weekdays only)",
            'From: "Taro Tanaka" <{}>',
            "Reply to {}, not to the list.",
            "mailto:{}",
            "Her address ({}) has changed; see below",
            "Cc: {}; board",
            "E-mail: {}",
        )
    )
    return source.choice(lines), secret


def _japanese_phone(source: random.Random) -> str:
    area, sizes = source.choice(
        (
            ("03", (2, 4, 4)),
            ("06", (2, 4, 4)),
            ("045", (3, 3, 4)),
            ("052", (3, 3, 4)),
            ("0466", (4, 2, 4)),
            ("0476", (4, 2, 4)),
            ("04992", (5, 1, 4)),
            ("090", (3, 4, 4)),
            ("080", (3, 4, 4)),
            ("070", (3, 4, 4)),
            ("050", (3, 4, 4)),
            ("0120", (4, 3, 3)),
            ("0800", (4, 3, 4)),
            ("0570", (4, 3, 3)),
        )
    )
    rest = source.choice("23456789") + _digits(source, sum(sizes) - len(area) - 1)
    parts = _groups(area + rest, sizes)
    a, b, c = parts
    wide = source.choice(("ー", "－", "‐", "−", "–", "‑"))
    notations = [
        f"{a}-{b}-{c}",
        f"{a}-{b}-{c}",
        f"({a}){b}-{c}",
        f"{a}({b}){c}",
        f"{a} {b} {c}",
        f"{a}{b}{c}",
        f"{a}-{b}-{c}".translate(_SMALL),
        f"{a}（{b}）{c}",
        wide.join(parts),
        wide.join(parts).translate(_SMALL),
        f"（{a}）{b}－{c}".translate(_SMALL),
        f"{a}.{b}.{c}",
        f"{a} - {b} - {c}",
    ]
    if not area.startswith(("0120", "0800", "0570")):
        bare = a[1:]
        notations += [
            f"+81-{bare}-{b}-{c}",
            f"+81 {bare} {b} {c}",
            f"+81 (0){bare}-{b}-{c}",
            f"+81{bare}{b}{c}",
            f"＋８１－{bare}－{b}－{c}",
        ]
    return source.choice(notations)


def _foreign_phone(source: random.Random) -> str:
    area, line = source.choice(("212", "415", "312", "646", "503")), "555"
    last = f"01{_digits(source, 2)}"
    british = source.choice(
        (
            ("020", "7946", f"0{_digits(source, 3)}"),
            ("0161", "496", f"0{_digits(source, 3)}"),
            ("07700", f"900{_digits(source, 3)}", ""),
        )
    )
    uk = " ".join(part for part in british if part)
    return source.choice(
        (
            f"({area}) {line}-{last}",
            f"{area}-{line}-{last}",
            f"{area}.{line}.{last}",
            f"+1 {area} {line} {last}",
            f"+1-{area}-{line}-{last}",
            f"1-800-{line}-{last}",
            f"+1 ({area}) {line}-{last}",
            f"+1{area}{line}{last}",
            uk,
            uk,
            f"+44 {uk[1:]}",
            f"+44 (0){uk[1:]}",
            f"+44{uk[1:].replace(' ', '')}",
            f"+49 30 {_digits(source, 6)}",
            f"+33 1 99 00 {_digits(source, 2)} {_digits(source, 2)}",
            f"+86 10 5{_digits(source, 7)}",
            f"({area}) {line}-{last} ext. {source.randint(100, 9999)}",
        )
    )


def _phone(source: random.Random, language: str) -> tuple[str, str]:
    if source.random() < 0.12:
        extension = str(source.randint(1000, 9999))
        lines: tuple[str, ...] = (
            ("経理の内線{}まで", "内線：{}", "内線番号 {} 担当 佐藤", "代表から内線（{}）へ")
            if language == "ja"
            else ("Dial extension {} for payroll.", "(ext. {})", "Reception, Ext {}")
        )
        return source.choice(lines), extension
    number = _japanese_phone(source) if language == "ja" or source.random() < 0.3 else _foreign_phone(source)
    lines = (
        (
            "電話は{}です。",
            "TEL {}",
            "℡{}",
            "緊急連絡先：{}（24時間）",
            "携帯{}に連絡すること",
            "折り返し {} までご連絡ください。",
            "FAX：{}",
            "本社 {} 受付9:00-17:00",
            "番号は「{}」、担当は山本",
        )
        if language == "ja"
        else (
            "Call {} for help.",
            "Tel: {}",
            "Phone {} (office hours)",
            "My mobile is {}.",
            "Fax {}",
            "You can reach her on {}, any day.",
            "Tokyo office {}",
            "Emergency contact: {}",
        )
    )
    return source.choice(lines), number


def _postcode(source: random.Random, language: str) -> tuple[str, str]:
    front, back = _digits(source, 3), _digits(source, 4)
    hyphen = source.choice(("-", "-", "－", "ー", "‐", "−"))
    secret = f"{front}{hyphen}{back}"
    if source.random() < 0.3:
        secret = secret.translate(_SMALL)
    if language == "ja":
        place = source.choice(
            (
                "東京都千代田区架空町1-2-3",
                "大阪府大阪市北区見本1丁目",
                "北海道札幌市中央区",
                "京都市左京区",
                "神奈川県藤沢市",
                "沖縄県那覇市",
            )
        )
        line = source.choice(
            (
                "〒{} " + place,
                "〒 {}　" + place,
                "〒{}",
                "郵便番号：{}",
                "住所 {} " + place,
                "郵便番号は{}です。",
                "{}　" + place,
                "送付先は{} " + place + "です",
            )
        )
        return line, source.choice((secret, secret, front + back)) if line.startswith("〒") else secret
    if source.random() < 0.5:
        zip_code = source.choice(("90210", "10001", "60614", "02139", "73301-0001", "94103-2451"))
        line = source.choice(
            (
                "12 Sample Street, Springfield, IL {}",
                "Austin, TX {}",
                "ZIP code: {}",
                "Send it to New York, NY {}, USA.",
                "Portland, Oregon {}",
                "zip {}",
            )
        )
        return line, zip_code
    secret = f"{front}-{back}"
    line = source.choice(
        (
            "1-2-3 Kakuu-cho, Chiyoda-ku, Tokyo {}, Japan",
            "Postal code: {}",
            "Kita-ku, Osaka {}",
            "Postcode {}",
            "〒{} Tokyo",
        )
    )
    return line, secret


def _my_number(source: random.Random, language: str) -> tuple[str, str]:
    digits = my_number_complete(_digits(source, 11))
    grouped = _groups(digits, (4, 4, 4))
    secret = source.choice(
        (
            digits,
            " ".join(grouped),
            "-".join(grouped),
            digits.translate(_SMALL),
            "　".join(grouped).translate(_SMALL),
            "－".join(grouped),
        )
    )
    lines = (
        (
            "マイナンバー：{}",
            "個人番号は{}です。",
            "扶養親族の個人番号 {} を記入",
            "届出書（{}）を提出",
            "番号 {} を確認済み",
        )
        if language == "ja"
        else (
            "My Number: {}",
            "Individual number {} was checked.",
            "His My Number is {}.",
            "The form shows {} in box 3.",
        )
    )
    return source.choice(lines), secret


def _account(source: random.Random, language: str) -> tuple[str, str]:
    number = _digits(source, 7)
    if language == "ja":
        if source.random() < 0.15:
            symbol, post = f"1{_digits(source, 3)}0", f"{_digits(source, 7)}1"
            return source.choice(
                ("ゆうちょ銀行 記号" + symbol + " 番号{}", "ゆうちょ 記号 " + symbol + "　番号 {}")
            ), post
        line = source.choice(
            (
                "みほん銀行 本店 普通 {}",
                "架空信用金庫 駅前支店 当座 {} カ）アオバ",
                "口座番号：{}",
                "普通預金 口座番号 {}",
                "見本銀行(0999) 中央支店(123) 普通預金 {}",
                "振込先：みほん銀行 丸の内支店　普通口座　{}",
                "給与振込口座は普通{}です。",
                "（普）{} 名義 ヤマモト ケン",
            )
        )
        return line, source.choice((number, number, number.translate(_SMALL)))
    kind = source.randrange(3)
    if kind == 0:
        iban = source.choice(
            (
                iban_complete("DE", _digits(source, 18)),
                iban_complete("GB", "NWBK" + _digits(source, 14)),
                iban_complete("FR", _digits(source, 23)),
                iban_complete("NL", "ABNA0" + _digits(source, 9)),
                iban_complete("BE", _digits(source, 12)),
            )
        )
        spaced = " ".join(_groups(iban, (4,) * 9)).strip()
        return source.choice(("IBAN: {}", "Please pay to {} by Friday.", "IBAN {}, BIC EXMPDEFF")), source.choice(
            (iban, spaced)
        )
    if kind == 1:
        routing = routing_complete(source.choice(("0210", "1110", "1220", "3210")) + _digits(source, 4))
        account = _digits(source, source.choice((8, 9, 10, 12)))
        if source.random() < 0.5:
            return "Routing number {}, checking account " + account, routing
        return "Routing " + routing + ", account number {}", account
    line = source.choice(
        (
            "Bank account number: {}",
            "Sample Bank, Main Branch, savings account no. {}",
            "Sort code 20-00-00, account {}",
            "Bank acct. # {}",
        )
    )
    return line, source.choice((number, _digits(source, 8)))


def _card(source: random.Random, language: str) -> tuple[str, str]:
    prefix, length, sizes = source.choice(
        (
            ("4", 16, (4, 4, 4, 4)),
            ("51", 16, (4, 4, 4, 4)),
            ("55", 16, (4, 4, 4, 4)),
            ("2221", 16, (4, 4, 4, 4)),
            ("2720", 16, (4, 4, 4, 4)),
            ("34", 15, (4, 6, 5)),
            ("37", 15, (4, 6, 5)),
            ("3528", 16, (4, 4, 4, 4)),
            ("3589", 16, (4, 4, 4, 4)),
            ("36", 14, (4, 6, 4)),
            ("6011", 16, (4, 4, 4, 4)),
            ("62", 16, (4, 4, 4, 4)),
            ("65", 16, (4, 4, 4, 4)),
            ("62", 19, (6, 13)),
            ("4", 19, (4, 4, 4, 4, 3)),
        )
    )
    number = luhn_complete(prefix + _digits(source, length - len(prefix) - 1))
    parts = _groups(number, sizes)
    secret = source.choice(
        (
            number,
            " ".join(parts),
            "-".join(parts),
            "－".join(parts),
            number.translate(_SMALL),
            "　".join(parts).translate(_SMALL),
        )
    )
    lines = (
        (
            "カード番号：{}",
            "法人カード{}で決済",
            "カード {} 有効期限 12/29",
            "クレジットカードの番号は{}です。",
            "出張時は {} を使用",
        )
        if language == "ja"
        else (
            "Card number: {}",
            "Charged to {} on 3 May.",
            "Visa/JCB {}, exp 12/29",
            "Use card {} for travel.",
            "CC# {} CVV on request",
        )
    )
    return source.choice(lines), secret


def _employee(source: random.Random, language: str) -> tuple[str, str]:
    code = source.choice(
        (
            _digits(source, 5),
            _digits(source, 6),
            f"E{_digits(source, 5)}",
            f"E-{_digits(source, 4)}",
            f"{_digits(source, 4)}-{_digits(source, 3)}",
            f"JP{_digits(source, 6)}",
            f"emp{_digits(source, 4)}",
            f"A{_digits(source, 3)}B{_digits(source, 2)}",
        )
    )
    lines = (
        (
            "社員番号：{}",
            "社員番号{}の山本さん",
            "従業員番号は{}です。",
            "職員番号「{}」",
            "社員No.{}",
            "社員コード（{}）",
            "氏名 林 誠 社員ID {}",
            "社員番号 {} まで申請",
        )
        if language == "ja"
        else (
            "Employee ID: {}",
            "employee no. {}",
            "Employee number {} is on leave.",
            "Staff ID {}",
            "Her employee ID is {}.",
            "Emp. No: {}",
            "Personnel number {}",
            "Employee #{}",
        )
    )
    if language == "ja" and source.random() < 0.2:
        code = code.translate(_WIDE)
    return source.choice(lines), code


def _customer(source: random.Random, language: str) -> tuple[str, str]:
    code = source.choice(
        (
            _digits(source, 6),
            _digits(source, 8),
            f"C{_digits(source, 6)}",
            f"C-{_digits(source, 5)}",
            f"CUST-{_digits(source, 5)}",
            f"{_digits(source, 4)}-{_digits(source, 4)}",
            f"K{_digits(source, 3)}-{_digits(source, 4)}",
            f"{_digits(source, 3)}-{_digits(source, 4)}-{_digits(source, 2)}",
        )
    )
    lines = (
        (
            "顧客番号：{}",
            "お客様番号 {} をお知らせください",
            "会員番号は{}です。",
            "顧客コード「{}」",
            "お客さま番号（{}）",
            "会員ID:{}",
            "顧客No. {} の件",
            "顧客ID {}",
        )
        if language == "ja"
        else (
            "Customer number: {}",
            "customer ID {}",
            "Customer no. {} called.",
            "Your customer number is {}.",
            "Account no. {}",
            "Membership number {}",
            "Client ID: {}",
            "Customer #{}",
        )
    )
    if language == "ja" and source.random() < 0.2:
        code = code.translate(_WIDE)
    return source.choice(lines), code


def _file(source: random.Random, language: str) -> tuple[str, str]:
    suffix = source.choice(("pdf", "docx", "xlsx", "pptx", "txt", "md", "csv", "eml", "zip"))
    name = source.choice(
        ("経費規程", "見積書_最終", "2025年度予算", "議事録(案)")
        if language == "ja"
        else ("report", "Q3_budget", "minutes-final", "offer.v2")
    )
    folder = (
        source.choice(("keiri", "Documents", "projects"))
        if language == "en"
        else source.choice(("keiri", "経理部", "共有"))
    )
    secret = source.choice(
        (
            f"{name}.{suffix}",
            f"{name}.{suffix}",
            f"/home/ken/{folder}/{name}.{suffix}",
            f"C:\\Users\\ken\\{folder}\\{name}.{suffix}",
            f"\\\\fileserver\\{folder}\\{name}.{suffix}",
            f"~/{folder}/{name}.{suffix}",
            f"file:///C:/{folder}/{name}.{suffix}",
            f"D:\\{folder} 2025\\{name} copy.{suffix}",
        )
    )
    lines = (
        ("「{}」を参照してください。", "添付：{}", "資料は {} にあります", "保存先：{}", "{} を更新した", "（{}）")
        if language == "ja"
        else (
            "See {} for details.",
            "Attached: {}",
            "It is stored in {}",
            '"{}" was updated.',
            "The file {} is final.",
            "({})",
        )
    )
    return source.choice(lines), secret


_MAKERS: tuple[tuple[str, Maker], ...] = (
    ("mail", _mail),
    ("phone", _phone),
    ("postcode", _postcode),
    ("my_number", _my_number),
    ("account", _account),
    ("card", _card),
    ("employee", _employee),
    ("customer", _customer),
    ("file", _file),
)
PATTERNED = tuple(kind for kind, _ in _MAKERS)


def make(items: int = 500, seed: int = 1) -> list[Planted]:
    """Items of all patterned kinds in turn, half of them in each language; the same for the same seed."""
    source = random.Random(seed)
    planted: list[Planted] = []
    for at in range(items):
        kind, maker = _MAKERS[at % len(_MAKERS)]
        language = "ja" if (at // len(_MAKERS)) % 2 == 0 else "en"
        line, secret = maker(source, language)
        planted.append(Planted(kind, language, line.replace("{}", secret), secret))
    return planted


def words() -> list[str]:
    """The list that a person or IT would give: people, companies, projects."""
    people = [f"{surname[0]}{given[0]}" for surname, given in zip(_SURNAMES, _GIVEN + _GIVEN, strict=False)]
    latin = [f"{given[1]} {surname[1]}" for surname, given in zip(_SURNAMES, _GIVEN + _GIVEN, strict=False)]
    return [*people, *latin, *_ENGLISH, *_COMPANIES]


def make_words(items: int = 200, seed: int = 1) -> list[Planted]:
    """Sentences with listed words in the forms in which they are met: other case, width, white space, possessive."""
    source = random.Random(seed)
    return [_word(source, word) for word in source.choices(words(), k=items)]


def _word(source: random.Random, word: str) -> Planted:
    if word.isascii() or word.startswith("Zoë"):
        spaced = source.choice((" ", "  ", "\u00a0", "\n")).join(word.split(" "))
        form = source.choice((word, word.upper(), word.lower(), word.translate(_WIDE), spaced, word.replace("'", "’")))
        line = source.choice(
            ("{} signed it.", "Ask {}'s manager.", "({})", "担当は{}です。", "as agreed with {}, see below", "“{}”")
        )
        return Planted("word", "en", line.replace("{}", form), form)
    surname = next((pair[0] for pair in _SURNAMES if word.startswith(pair[0])), word[:2])
    gap = source.choice((" ", "\u3000", "\u2003", "\n"))
    form = source.choice((word, word, f"{surname}{gap}{word[len(surname) :]}"))
    line = source.choice(
        ("担当は{}です。", "{}様", "氏名：{}（経理部）", "昨日{}から連絡があった", "Ask {} about it.", "「{}」")
    )
    return Planted("word", "ja", line.replace("{}", form), form)


def main() -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--items", type=int, default=500)
    parser.add_argument("--seed", type=int, default=1)
    arguments = parser.parse_args()
    for planted in _all(arguments.items, arguments.seed):
        print(f"{planted.kind}\t{planted.language}\t{planted.secret!r}\t{planted.line!r}")
    return 0


def _all(items: int, seed: int) -> Iterator[Planted]:
    yield from make(items, seed)
    yield from make_words(seed=seed)


if __name__ == "__main__":
    sys.exit(main())
