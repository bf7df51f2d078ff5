"""One word in several spellings: サーバ and サーバー, 取り扱い and 取扱, 髙橋 and 高橋, e-mail and email.

Text and question are brought to one spelling, or get an extra term that both have. The rules are those of writing,
not a dictionary, so that they hold for the words that a company coins.
"""

import re
from collections.abc import Iterator

_OLD_AND_NEW = (
    "髙高 﨑崎 邊辺 邉辺 濵浜 濱浜 澤沢 齋斎 嶋島 嶌島 瀨瀬 德徳 廣広 國国 學学 會会 條条 眞真 圓円 萬万 "
    "藏蔵 惠恵 櫻桜 龍竜 瀧滝 靜静 榮栄 縣県 區区 體体 應応 當当 證証 經経 濟済 價価 傳伝 佛仏 假仮 來来 "
    "兒児 實実 寫写 將将 專専 對対 團団 圖図 壽寿 總総 聲声 處処 號号 變変 豐豊 賣売 讀読 轉転 辭辞 鐵鉄 "
    "關関 雜雑 靈霊 顯顕 驛駅 黨党 點点 齒歯 驗験 壓圧 圍囲 爲為 醫医 衞衛 鹽塩 奧奥 橫横 溫温 畫画 壞壊 "
    "懷懐 樂楽 覺覚 擴拡 勸勧 卷巻 歡歓 觀観 氣気 歸帰 舊旧 據拠 擧挙 狹狭 曉暁 惡悪 劍剣 險険 檢検 權権 "
    "獻献 嚴厳 恆恒 效効 鑛鉱 黑黒 碎砕 劑剤 參参 慘惨 棧桟 蠶蚕 贊賛 殘残 絲糸 濕湿 釋釈 從従 澁渋 獸獣 "
    "縱縦 肅粛 敍叙 燒焼 奬奨 稱称 乘乗 淨浄 剩剰 疊畳 讓譲 釀醸 觸触 囑嘱 愼慎 盡尽 數数 攝摂 竊窃 淺浅 "
    "潛潜 纖繊 禪禅 雙双 莊荘 搜捜 插挿 爭争 裝装 增増 屬属 續続 墮堕 臺台 擇択 擔担 單単 斷断 遲遅 晝昼 "
    "聽聴 敕勅 鎭鎮 遞逓 燈灯 獨独 屆届 貳弐 腦脳 霸覇 拜拝 廢廃 髮髪 拔抜 蠻蛮 祕秘 甁瓶 拂払 辨弁 瓣弁 "
    "辯弁 寶宝 飜翻 沒没 滿満 默黙 彌弥 譯訳 藥薬 與与 譽誉 搖揺 樣様 謠謡 賴頼 亂乱 覽覧 獵猟 綠緑 淚涙 "
    "壘塁 勵励 禮礼 隸隷 齡齢 戀恋 爐炉 勞労 樓楼 錄録 灣湾 齊斉"
)
VARIANTS = {ord(pair[0]): pair[1] for pair in _OLD_AND_NEW.split()}
"""Old and other forms of Han characters, as they stand in names and old texts, and the one that is usual today."""

_V_SOUNDS = (("ヴァ", "バ"), ("ヴィ", "ビ"), ("ヴェ", "ベ"), ("ヴォ", "ボ"), ("ヴュ", "ビュ"), ("ヴ", "ブ"))
_KANA = str.maketrans("ヂヅヰヱァィゥェォャュョッヮヵヶ", "ジズイエアイウエオヤユヨツワカケ")
_LONG_E = re.compile("(?<=[エケセテネヘメレゲゼデベペェ])イ")
_LOOSE_T = re.compile("(?<=.)ティ")

# The syllables in which a verb's stem ends before another word: i and e. The particles are none of them but に and で,
# which no such compound has.
_HAN = "\u3400-\u4dbf\u4e00-\u9fff"
_OKURIGANA = re.compile(f"(?P<one>[々{_HAN}])[いきぎしじちみびりえけげせぜてねべめれ](?P<other>[{_HAN}])")
_COMPOUND = re.compile(r"(?<![a-z0-9])[a-z0-9]+(?:[-‐‑&][a-z0-9]+)+(?![a-z0-9])")
_HAS_JOINT = re.compile(r"[-‐‑&]").search
_SIGNED = re.compile(r"(?<![a-z0-9])(?:[a-z]\+\+|[a-z]#)")
_LETTERS_WITH_POINTS = re.compile(r"(?<![a-z0-9.])(?:[a-z]\.){2,}[a-z]?(?![a-z0-9])")
_LONGEST_COMPOUND = 30


def katakana(run: str) -> str:
    """A run of katakana as it is searched for: small kana large, バ for ヴァ, メーン for メイン, no ー at the end."""
    if "ヴ" in run:
        for one, other in _V_SOUNDS:
            run = run.replace(one, other)
    run = _LONG_E.sub("ー", _LOOSE_T.sub("チ", run)).translate(_KANA)
    return run.rstrip("ー") or run


def of_text(folded: str) -> Iterator[str]:
    """Extra terms for compounds: 取り扱い and 取扱い are both 取扱, e-mail is email as well, R&D is one word."""
    position = 0
    while not folded.isascii() and (found := _OKURIGANA.search(folded, position)):
        yield found.group("one") + found.group("other")
        position = found.start("other")  # 打ち合わせ引き継ぎ: the second character may begin the next pair
    for is_likely, pattern in ((_HAS_JOINT(folded), _COMPOUND), (folded.count(".") > 1, _LETTERS_WITH_POINTS)):
        for found in pattern.finditer(folded) if is_likely else ():
            joined = re.sub(r"[-‐‑&.]", "", found.group())
            if len(joined) <= _LONGEST_COMPOUND and not joined.isdecimal():
                yield joined
    for found in _SIGNED.finditer(folded) if "+" in folded or "#" in folded else ():
        yield found.group()
