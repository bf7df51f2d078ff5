"""Documents of several kinds, also documents inside documents, large enough that a kill falls into the middle."""

import contextlib
import csv
import email.policy
import io
import mailbox
import random
from email.message import EmailMessage
from pathlib import Path

from desktop_rag import paths

_WORDS = "the company pays for a train hotel plan price form day rule office report contract within every".split()
_DATE = "Mon, 05 Oct 2026 09:{minute:02}:00 +0900"
_WORDS_A_PARAGRAPH = 90


def write_texts(folder: Path, *, texts: int = 22, paragraphs: int = 60) -> None:
    """The sample handbook and some long texts, all different.

    Args:
        folder: where to; it is made.
        texts: how many.
        paragraphs: of each, about as many passages.
    """
    folder.mkdir(parents=True)
    chance = random.Random(7)
    for sample in sorted(paths.samples_folder().iterdir()):
        (folder / sample.name).write_bytes(sample.read_bytes())
    for number in range(texts):
        (folder / f"rules {number}.txt").write_text(_text(chance, f"Rule {number}", paragraphs), encoding="utf-8")


def write_corpus(folder: Path, *, texts: int = 8, paragraphs: int = 60, mails: int = 24) -> None:
    """The same with a table, a mail in a mail, and a mailbox; each third of its mails brings a text and a table."""
    write_texts(folder, texts=texts, paragraphs=paragraphs)
    chance = random.Random(8)
    (folder / "prices.csv").write_text(_table(chance, 150), encoding="utf-8")
    _write_mailbox(folder / "archive.mbox", chance, mails)
    around = _mail("Forwarded: the fair", _text(chance, "Fair", 3), minute=58)
    inner = _mail("The fair", _text(chance, "Stand", 3), minute=59)
    _attach(inner, "stand.txt", _text(chance, "Stand plan", 12))
    around.add_attachment(inner)
    _attach(around, "costs.csv", _table(chance, 30))
    (folder / "forwarded.eml").write_bytes(around.as_bytes(policy=email.policy.SMTP))


def _text(chance: random.Random, name: str, paragraphs: int) -> str:
    lines = [f"{name}.{line}. {' '.join(chance.choices(_WORDS, k=_WORDS_A_PARAGRAPH))}." for line in range(paragraphs)]
    return "\n\n".join(lines)


def _table(chance: random.Random, rows: int) -> str:
    written = io.StringIO()
    writer = csv.writer(written)
    writer.writerow(("Article", "Price", "Remark"))
    for number in range(rows):
        writer.writerow((f"KZ-{number}", chance.randrange(100, 9_999), " ".join(chance.choices(_WORDS, k=12))))
    return written.getvalue()


def _mail(subject: str, text: str, minute: int) -> EmailMessage:
    made = EmailMessage()
    made["Subject"], made["Date"] = subject, _DATE.format(minute=minute)
    made["From"], made["To"] = "mori@example.com", "sato@example.com"
    made.set_content(text)
    return made


def _attach(mail: EmailMessage, name: str, text: str) -> None:
    maintype, subtype = ("text", "csv" if name.endswith(".csv") else "plain")
    mail.add_attachment(text.encode(), maintype=maintype, subtype=subtype, filename=name)


def _write_mailbox(file: Path, chance: random.Random, mails: int) -> None:
    with contextlib.closing(mailbox.mbox(file)) as box:
        for number in range(mails):
            mail = _mail(f"Order {number}", _text(chance, f"Order {number}", 4), minute=number % 60)
            if number % 3 == 0:
                _attach(mail, f"order {number}.txt", _text(chance, f"Terms of order {number}", 10))
                _attach(mail, f"order {number}.csv", _table(chance, 20))
            box.add(mail)
