"""Check digits agree with published examples, and each kind is told from what looks like it."""

import pytest

from desktop_rag.engine import personal_accounts, personal_data
from desktop_rag.engine.redaction import Redactor


def kinds(text: str) -> dict[str, str]:
    redacted = Redactor().redact([text])
    return {redacted.originals[each.placeholder]: each.kind for each in redacted.replacements[0]}


def test_check_digits() -> None:
    # Examples that the schemes themselves publish for tests.
    assert all(
        map(personal_data.is_luhn, ("4111111111111111", "5555555555554444", "378282246310005", "3530111333300000"))
    )
    assert not personal_data.is_luhn("4111111111111112")
    assert personal_data.is_my_number("123456789018")
    assert not any(personal_data.is_my_number(f"12345678901{last}") for last in "012345679")
    assert personal_data.is_corporate_number("7000012050002")
    assert not personal_data.is_corporate_number("8000012050002")
    assert personal_accounts.is_iban("GB82WEST12345698765432")
    assert not personal_accounts.is_iban("GB83WEST12345698765432")
    assert personal_accounts.is_routing_number("021000021")
    assert not personal_accounts.is_routing_number("021000022")
    assert personal_data.is_ean("4901234567894")


@pytest.mark.parametrize(
    "digits",
    [
        "4111111111111111", "5555555555554444", "2223003122003222", "378282246310005", "3530111333300000",
        "30569309025904", "6011111111111117", "6200000000000005", "4222222222222",
    ],
)  # fmt: skip
def test_card_schemes(digits: str) -> None:
    assert personal_data.is_issuer(digits)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("03-1234-5678", {"03-1234-5678": "phone"}),
        ("(03)1234-5678", {"(03)1234-5678": "phone"}),
        ("0312345678", {"0312345678": "phone"}),
        ("０９０ー１２３４ー５６７８へ", {"０９０ー１２３４ー５６７８": "phone"}),
        ("+81 3 1234 5678 / 050-1234-5678", {"+81 3 1234 5678": "phone", "050-1234-5678": "phone"}),
        ("内線1234、ext. 567", {"1234": "phone", "567": "phone"}),
        ("TEL03-1234-5678FAX03-1234-5679", {"03-1234-5678": "phone", "03-1234-5679": "phone"}),
        ("03-1234-5678 090-1234-5678", {"03-1234-5678": "phone", "090-1234-5678": "phone"}),
        ("電話（03-1234-5678）", {"03-1234-5678": "phone"}),
        ("電話 1234-5678", {"1234-5678": "phone"}),
        ("03-1234-5678（内線123）", {"03-1234-5678（内線123": "phone"}),
        ("(212) 555-0123, 020 7946 0958", {"(212) 555-0123": "phone", "020 7946 0958": "phone"}),
        ("090-1234-\n5678", {"090-1234-\n5678": "phone"}),
        ("0120-123-456", {"0120-123-456": "phone"}),
        ("注文番号 0312345678", {}),
        ("01-2024-1234-5678-99", {}),
        ("〒100-0001 東京都", {"100-0001": "postcode"}),
        ("Tokyo 100-0001", {"100-0001": "postcode"}),
        ("型番 100-0001", {}),
        ("Austin, TX 73301", {"73301": "postcode"}),
        ("London SW1A 1AA", {"SW1A 1AA": "postcode"}),
        ("1234 5678 9018 と 123456789018", {"1234 5678 9018": "my_number", "123456789018": "my_number"}),
        ("123456789017", {}),
        ("個人番号 123456789017", {"123456789017": "my_number"}),
        ("123456789018円", {}),
        ("法人番号 7000012050002", {}),
        ("普通 1234567、当座No.7654321", {"1234567": "account", "7654321": "account"}),
        ("銀行 普通1234567", {"1234567": "account"}),
        ("みほん銀行 口座番号 1234567", {"1234567": "account"}),
        ("1234567", {}),
        ("GB82 WEST 1234 5698 7654 32 ABCD", {"GB82 WEST 1234 5698 7654 32": "account"}),
        ("GB83 WEST 1234 5698 7654 32", {}),
        ("routing number 021000021", {"021000021": "account"}),
        ("4111 1111 1111 1111 12/27", {"4111 1111 1111 1111": "card"}),
        ("4111-1111-1111-1112", {}),
        ("カード番号 4111-1111-1111-1112", {"4111-1111-1111-1112": "card"}),
        ("3782 822463 10005", {"3782 822463 10005": "card"}),
        ("9111111111111111", {}),
        ("社員番号：E-10234、E-10235 および E-10236", dict.fromkeys(("E-10234", "E-10235", "E-10236"), "employee")),
        ("Employee ID: 10234.", {"10234": "employee"}),
        ("お客様番号「1234-5678」", {"1234-5678": "customer"}),
        ("Account no. AC-12345", {"AC-12345": "customer"}),
        ("tanaka (at) example.co.jp", {"tanaka (at) example.co.jp": "mail"}),
        ("山田@例え.jpまで", {"山田@例え.jp": "mail"}),
        ("連絡先はken..t.@example.ne.jpです", {"ken..t.@example.ne.jp": "mail"}),
        ('"john smith"@example.com', {'"john smith"@example.com': "mail"}),
        ("ken@[192.168.0.1]", {"ken@[192.168.0.1]": "mail"}),
    ],
)  # fmt: skip
def test_kinds(text: str, expected: dict[str, str]) -> None:
    assert kinds(text) == expected
