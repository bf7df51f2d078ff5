"""Numbers in every writing: 二十五日 and 25日, 1万円 and 10,000円, 第五条 and 第5条, 5% and 5 percent."""

import re
from collections.abc import Iterator

_DIGITS = {character: value for value, character in enumerate("〇一二三四五六七八九")} | {"零": 0}
_TENS = {"十": 10, "百": 100, "千": 1000}
_MYRIADS = {"万": 10**4, "億": 10**8, "兆": 10**12}
_KANJI = "〇零一二三四五六七八九十百千"

_COUNTED = re.compile(
    # A numeral is one only before what can be counted, or after 第: 一般, 十分 and 千葉 are words.
    f"(?:(?<=第)[一二三四](?=四半期)|(?<=第)[{_KANJI}]+|[{_KANJI}]+(?=(?:年|月|日|円|人|名|件|回|歳|個|台|本|週|時|分|割|倍|階|級|期|条|項|号|章"
    "|節|款|編|部|つ|か月|ヶ月|カ月|箇月|ヵ月|パーセント|%|万|億)))"
)
_AMOUNT = re.compile(r"(?<![\d.])((?:\d+(?:\.\d+)?[千百]?[万億兆])+)(\d+)?(?![\d.])")
_PART = re.compile(r"(\d+(?:\.\d+)?)([千百]?)([万億兆])")
_DECIMAL = re.compile(r"(?<![\d.])\d+(?:\.\d+)+(?![\d.])")
_CLAUSE = re.compile(rf"第\s?([\d{_KANJI}]+)\s?(条|項|号|章|節|款|目|編|部|回|期|版|類|種)((?:の(?:\d+|[{_KANJI}]+))*)")
_HAS_DIGIT = re.compile(r"\d").search
_HAS_MYRIAD = re.compile("[万億兆]").search
_UNITS = (
    (("%", "per", "パーセント", "ポイント"), re.compile(r"%|\bpercent\b|\bper cent\b|パーセント|ポイント"), "percent"),
    (("$", "dollar", "usd", "ドル"), re.compile(r"\$|\bdollars?\b|\busd\b|(?<=\d)ドル"), "usd"),
    (("€", "eur", "ユーロ"), re.compile(r"€|\beuros?\b|\beur\b|ユーロ"), "eur"),
    (("£", "pound", "gbp", "ポンド"), re.compile(r"£|\bpounds? sterling\b|\bgbp\b|ポンド"), "gbp"),
    (("¥", "yen", "jpy", "円"), re.compile(r"¥|\byen\b|\bjpy\b|(?<=[\d万億兆千])円"), "jpy"),
)
"""What any of a unit's writings holds, how exactly they look, and the term for it."""


def to_arabic(folded: str) -> str:
    """The same text with Chinese numerals that count something written in Arabic digits, and 元年 as 1年."""
    if folded.isascii():
        return folded
    if "元年" in folded:
        folded = re.sub("(?<=明治|大正|昭和|平成|令和)元年", "1年", folded)
    return _COUNTED.sub(lambda found: str(_value(found.group())), folded)


def _value(numeral: str) -> int:
    if not any(character in _TENS for character in numeral):
        return int("".join(str(_DIGITS[character]) for character in numeral))  # 二〇二四
    total = digit = 0
    for character in numeral:
        if character in _TENS:
            total += (digit or 1) * _TENS[character]
            digit = 0
        else:
            digit = digit * 10 + _DIGITS[character]
    return total + digit


def of_text(folded: str, arabic: str) -> Iterator[str]:
    """Terms for the numbers of a text beyond its runs of digits.

    Args:
        folded: the text as `terms.fold` leaves it.
        arabic: the same after `to_arabic`.
    """
    if folded != arabic:
        for found in _COUNTED.finditer(folded):
            yield str(_value(found.group()))
    # Most sentences have none of these, and this is asked of every one.
    for found in _AMOUNT.finditer(arabic) if _HAS_MYRIAD(arabic) else ():
        amount = sum(_amount(part) for part in _PART.finditer(found.group(1))) + int(found.group(2) or 0)
        if amount == int(amount):
            yield str(int(amount))
    for found in _DECIMAL.finditer(arabic) if _HAS_DIGIT(arabic) else ():
        yield found.group()
    for found in _CLAUSE.finditer(folded) if "第" in folded else ():
        number, kind, branches = found.groups()
        inserted = "".join(f"の{_whole(branch)}" for branch in branches.split("の")[1:])
        yield f"第{_whole(number)}{kind}{inserted}"
    for signs, pattern, unit in _UNITS:
        if any(sign in arabic for sign in signs) and pattern.search(arabic):
            yield unit


def _whole(number: str) -> int:
    if number.isdecimal():
        return int(number)
    return _value(number) if not any(character.isdecimal() for character in number) else 0


def _amount(part: re.Match[str]) -> float:
    number, small, large = part.groups()
    return round(float(number) * _TENS.get(small, 1) * _MYRIADS[large], 3)
