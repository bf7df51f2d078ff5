"""Finds postal numbers: 〒 and Japanese ones, and those of other countries where the words around tell."""

import re
from collections.abc import Iterator

from desktop_rag.engine.personal_context import END, FIRST
from desktop_rag.engine.redact_view import View

_PREFECTURES = (
    "北海道|青森|岩手|宮城|秋田|山形|福島|茨城|栃木|群馬|埼玉|千葉|東京|神奈川|新潟|富山|石川|福井|山梨|長野|岐阜|静岡"
    "|愛知|三重|滋賀|京都|大阪|兵庫|奈良|和歌山|鳥取|島根|岡山|広島|山口|徳島|香川|愛媛|高知|福岡|佐賀|長崎|熊本|大分"
    "|宮崎|鹿児島|沖縄"
)
_ROMAN_PLACES = (
    "hokkaido|aomori|iwate|miyagi|akita|yamagata|fukushima|ibaraki|tochigi|gunma|saitama|chiba|tokyo|kanagawa|niigata"
    "|toyama|ishikawa|fukui|yamanashi|nagano|gifu|shizuoka|aichi|mie|shiga|kyoto|osaka|hyogo|nara|wakayama|tottori"
    "|shimane|okayama|hiroshima|yamaguchi|tokushima|kagawa|ehime|kochi|fukuoka|saga|nagasaki|kumamoto|oita|miyazaki"
    "|kagoshima|okinawa|yokohama|nagoya|sapporo|kobe|sendai|kawasaki|naha|japan"
)
_STATES = (
    "AL|AK|AZ|AR|CA|CT|DC|FL|GA|IL|IA|KS|KY|MD|MA|MI|MN|MS|MO|MT|NE|NV|NH|NJ|NM|NY|NC|ND|OH|PA|PR|RI|SC|SD|TN|TX|UT|VT"
    "|VA|WA|WV|WI|WY"
)
_STATES_LIKE_WORDS = "CO|DE|HI|ID|IN|LA|ME|OK|OR"
"""These count only after a comma: ID 12345 is no place in Idaho."""
_STATE_NAMES = (
    "Alabama|Alaska|Arizona|Arkansas|California|Colorado|Connecticut|Delaware|Florida|Georgia|Hawaii|Idaho|Illinois"
    "|Indiana|Iowa|Kansas|Kentucky|Louisiana|Maine|Maryland|Massachusetts|Michigan|Minnesota|Mississippi|Missouri"
    "|Montana|Nebraska|Nevada|New Hampshire|New Jersey|New Mexico|New York|North Carolina|North Dakota|Ohio|Oklahoma"
    "|Oregon|Pennsylvania|Rhode Island|South Carolina|South Dakota|Tennessee|Texas|Utah|Vermont|Virginia|Washington"
    "|West Virginia|Wisconsin|Wyoming"
)
_MARKED = re.compile(r"[〒〠][ \t\n:]{0,3}([0-9]{3} ?-? ?[0-9]{4})(?![0-9])")
_WITH_HYPHEN = re.compile(rf"{FIRST}(?<!-[0-9])[0-9]{{2}} ?- ?[0-9]{{4}}(?![0-9A-Za-z])(?!-[0-9])")
_WITHOUT_HYPHEN = re.compile(rf"{FIRST}[0-9]{{6}}{END}")
_AMERICAN = re.compile(rf"{FIRST}[0-9]{{4}}(?:-[0-9]{{4}})?{END}(?! ?[円%])")
_LABEL = re.compile(
    r"(?:郵便番号|郵便no|住所|所在地|宛先|送付先|送り先|届け?先|(?:postal|post|zip) ?(?:code|number|no)?|address)"
    r"[^0-9\n]{0,8}\Z"
)
_CODE_LABEL = re.compile(
    r"(?:郵便番号|[〒〠]|(?:postal|post|zip(?:\+4)?) ?(?:code|number|no)?)(?: ?は| is)?[^0-9A-Za-z\n]{0,4}\Z"
)
_ADDRESS_AFTER = re.compile(
    rf"[\s,、)]{{0,4}}(?:{_PREFECTURES}|[\u3400-\u9fffヶケ々]{{1,6}}[都道府県市区郡町村]|(?i:{_ROMAN_PLACES})(?![a-z]))"
)
_ADDRESS_BEFORE = re.compile(rf"(?:{_ROMAN_PLACES})(?:-(?:ken|fu|to|shi|ku))?(?: city| prefecture)?[, \n]{{1,3}}\Z")
_STATE_BEFORE = re.compile(
    rf"(?:(?:(?<=[a-z,.][ \n])(?:{_STATES})|(?<=,[ \n])(?:{_STATES_LIKE_WORDS}))\.?[, \n]{{1,2}}"
    rf"|(?<![A-Za-z])(?:{_STATE_NAMES}),?[ \n])\Z"
)
_BRITISH = re.compile(
    r"[A-PR-UWYZ](?<![0-9A-Za-z][A-Z])(?:[A-HK-Y]?[0-9][0-9A-HJKMNP-Y]?) [0-9](?!GB|MB|TB|KB)[ABD-HJLNP-UW-Z]{2}"
    r"(?![0-9A-Za-z])"
)
_BRITISH_BEFORE = re.compile(
    r"(?:, ?|\n|post ?code(?: is)?:? |(?:london|manchester|birmingham|leeds|glasgow|edinburgh|cardiff|bristol|liverpool"
    r"|oxford|cambridge|belfast),? )\Z"
)
_CANADIAN = re.compile(
    r"[ABCEGHJ-NPRSTVXY](?<![0-9A-Za-z][A-Z])[0-9][ABCEGHJ-NPRSTV-Z] [0-9][ABCEGHJ-NPRSTV-Z][0-9](?![0-9A-Za-z])"
)
_REACH = 28


def find(seen: View) -> Iterator[tuple[int, int]]:
    """Spans of postal numbers in the view's numbers."""
    text, lowered = seen.numbers, seen.lowered
    for found in _MARKED.finditer(text):
        yield found.span(1)
    for found in _WITH_HYPHEN.finditer(text):
        before = max(0, found.start() - _REACH)
        if (
            _ADDRESS_AFTER.match(text, found.end())
            or _LABEL.search(lowered, before, found.start())
            or _ADDRESS_BEFORE.search(lowered, before, found.start())
        ):
            yield found.span()
    for pattern in (_WITHOUT_HYPHEN, _AMERICAN):
        for found in pattern.finditer(text):
            before = max(0, found.start() - _REACH)
            if _CODE_LABEL.search(lowered, before, found.start()) or (
                pattern is _AMERICAN and _STATE_BEFORE.search(text, before, found.start())
            ):
                yield found.span()
    for found in _BRITISH.finditer(text):
        if _BRITISH_BEFORE.search(lowered, max(0, found.start() - _REACH), found.start()):
            yield found.span()
    for found in _CANADIAN.finditer(text):
        yield found.span()
