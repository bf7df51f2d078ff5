"""Names in a question: a place, a product, a person. If the passages never mention one, they are about something else.

A question about hotels in Tokyo is as near to a brochure about hotels in London as can be; only the name tells. Names
are words with a capital letter inside a sentence, codes of letters and digits, and well-known places in any writing.
"""

import difflib
import re
from collections.abc import Set as AbstractSet

from desktop_rag.engine import terms

_WORD = re.compile(r"[A-Za-zÀ-ɏ0-9][A-Za-zÀ-ɏ0-9'’]*(?:-[A-Za-zÀ-ɏ0-9]+)*")
_SENTENCE_START = re.compile(r"(?:^|[.?!:。？！\n])\s*[\"'“「(]*$")
_NO_NAMES = frozenset(("I OK PDF FAQ HR IT US WHO PC Mr Mrs Ms Dr").split())
_ALIKE = 0.8
"""Ratio of `difflib` from which two words are taken for two spellings of one name."""

_PLACES = frozenset(
    (
        "北海道 札幌 函館 旭川 青森 岩手 盛岡 宮城 仙台 秋田 山形 福島 茨城 水戸 栃木 宇都宮 群馬 前橋 "
        "高崎 埼玉 大宮 千葉 東京 渋谷 新宿 品川 神奈川 横浜 川崎 新潟 富山 石川 金沢 福井 山梨 甲府 "
        "長野 松本 岐阜 静岡 浜松 愛知 名古屋 三重 滋賀 大津 京都 大阪 兵庫 神戸 姫路 奈良 和歌山 鳥取 "
        "島根 松江 岡山 広島 山口 徳島 香川 高松 愛媛 松山 高知 福岡 博多 北九州 佐賀 長崎 熊本 大分 "
        "宮崎 鹿児島 沖縄 那覇 アメリカ カナダ メキシコ ブラジル アルゼンチン イギリス フランス ドイツ "
        "イタリア スペイン ポルトガル オランダ ベルギー スイス オーストリア スウェーデン ノルウェー デンマーク "
        "フィンランド ポーランド ロシア トルコ エジプト インド タイ ベトナム マレーシア シンガポール "
        "インドネシア フィリピン 台湾 韓国 中国 香港 オーストラリア ニュージーランド ニューヨーク ロサンゼルス "
        "シカゴ ボストン サンフランシスコ ラスベガス ロンドン パリ ベルリン ミュンヘン ローマ マドリード ドバイ "
        "ソウル 北京 上海 台北 バンコク シドニー"
    ).split()
)
_PLACES_LATIN = frozenset(
    (
        "tokyo osaka kyoto yokohama nagoya sapporo fukuoka kobe sendai hiroshima japan america canada mexico "
        "brazil argentina britain england scotland ireland france germany italy spain portugal netherlands "
        "belgium switzerland austria sweden norway denmark finland poland russia turkey egypt india thailand "
        "vietnam malaysia singapore indonesia philippines taiwan korea china australia chicago boston london "
        "paris berlin munich rome madrid dubai seoul beijing shanghai taipei bangkok sydney"
    ).split()
)


def of_question(question: str) -> list[str]:
    """The names in a question, as they are written."""
    found = [
        match.group()
        for match in _WORD.finditer(question)
        if _is_name(match.group(), is_first=bool(_SENTENCE_START.search(question[: match.start()])))
    ]
    for run in terms.runs(question):
        if run.kind in ("han", "katakana"):
            # 札幌営業所: the place begins the compound; 在東京 and 新大阪 are met as well.
            found.extend(place for place in _PLACES if place in run.text)
    return found


def _is_name(word: str, *, is_first: bool) -> bool:
    if word.lower() in _PLACES_LATIN:
        return True
    if word in _NO_NAMES or len(word) < 2:
        return False
    is_code = any(character.isdigit() for character in word) and any(character.isalpha() for character in word)
    is_ordinal = re.fullmatch(r"\d+(?:st|nd|rd|th|s|m|km|kg|am|pm|GB|MB)", word) is not None
    return (is_code and not is_ordinal) or (word[0].isupper() and not is_first)


def missing(question: str, held: AbstractSet[str]) -> list[str]:
    """The names of a question that no text holds, spelling mistakes forgiven.

    Args:
        question: as it was asked.
        held: the terms of the passages that would answer.
    """
    return [name for name in of_question(question) if not _is_held(name, held)]


def _is_held(name: str, held: AbstractSet[str]) -> bool:
    wanted = [term for run in terms.runs(name) for term, _ in run.terms]
    if not wanted or all(term in held for term in wanted):
        return True
    latin = [term for term in wanted if term not in held]
    return all(
        term.isascii() and len(term) > 3 and difflib.get_close_matches(term, held, n=1, cutoff=_ALIKE) for term in latin
    )
