"""The words with which a question asks, and which no text answers with: 「教えてください」, 「何を意味するものか」.

English asks with stop words. Japanese asks with verbs and nouns that are also the subject of other texts, and that a
passage about something else shares: 「ASTMは何を意味するものか」 is about ASTM and not about meaning.
"""

import re

_ASKS = re.compile(
    r"""
    (?<![一-鿿々〆0-9０-９])(?:(?:次の|以下の|下記の|この|その)(?:うち|中から|中で|なかから) | (?:次|以下|下記)から)
    | (?:最も|もっとも)?(?:正しい|正しくない|誤っている|間違っている|適切な|不適切な|適切でない|適当な|不適当な)もの
      (?=[をはが、。\s?？]|$)
    | (?:[をはが])?(?:どれ|いくつ)(?:です|でしょう)か
    | (?:を|について|に関して)?(?:もっと|もう少し|さらに)?(?:詳しく|くわしく|具体的に|簡単に)?
      (?:お?教え|おしえ)て(?:ください|下さい|くれ|もらえ|いただけ|ほしい|欲しい)?(?:ますか|ませんか)?
    | (?:を|について)?(?:もっと|もう少し|さらに)?(?:詳しく|くわしく|具体的に|簡単に)?
      (?:説明|回答|列挙)して(?:ください|下さい)
    | (?:を)?(?:一つ|1つ|すべて|全て)?選んで(?:ください|下さい)
    | 何を(?:意味|指|示|表)(?:する|します|して|した|す|し)*(?:いる|います)?
    | (?:どういう|どんな|どのような|何の)(?:意味|こと|もの|内容)
    | どの(?:よう|程度|くらい|ぐらい)(?:な|に)?
    | を?知りたい
    """,
    re.VERBOSE,
)


def without(question: str) -> str:
    """A question without the words that only ask; of some questions nothing is left that names anything."""
    return _ASKS.sub(" ", question)
