"""Mailboxes: each mail a document, wherever it begins, called as a person would look for it."""

import io

import pytest

from desktop_rag.engine.workers.parsers import mbox
from tests.reading import parts, read, source_of

FIRST = b"From a@example.com Mon Jun  2 09:00:00 2031\n"


def mail(subject: str, body: str = "words", **headers: str) -> bytes:
    told = {"From": "a@example.com", "Subject": subject, "Date": "Mon, 02 Jun 2031 09:00:00 +0900"} | headers
    lines = "".join(f"{name.replace('_', '-')}: {value}\n" for name, value in told.items())
    return FIRST + f"{lines}\n{body}\n\n".encode()


def test_each_mail_is_a_part_with_its_subject_and_day() -> None:
    content = mail("一通目") + mail("二通目", "other words")
    found = parts(content)
    assert list(found) == ["一通目 (2031-06-02)", "二通目 (2031-06-02)"]
    assert read(found["二通目 (2031-06-02)"].data, ".eml").text.endswith("other words")
    whole = read(content)
    assert (whole.kind, whole.pages) == ("mbox", [])


@pytest.mark.parametrize("line_end", [b"\n", b"\r\n"])
def test_sentences_that_begin_with_from_begin_no_mail(line_end: bytes) -> None:
    body = "From now on it is 2031:\n\nFrom Monday 9:00 in 2031\nwe meet.\n>From here\n>>From there"
    content = (mail("one", body) + mail("two")).replace(b"\n", line_end)
    found = parts(content)
    assert list(found) == ["one (2031-06-02)", "two (2031-06-02)"]
    text = read(found["one (2031-06-02)"].data, ".eml").text
    assert text.endswith("From now on it is 2031:\n\nFrom Monday 9:00 in 2031\nwe meet.\nFrom here\n>From there")


def test_mails_without_an_empty_line_between_them() -> None:
    content = mail("one").rstrip(b"\n") + b"\n" + mail("two").rstrip(b"\n")
    assert len(parts(content)) == 2


def test_equal_subjects_and_no_subject() -> None:
    content = mail("同じ") + mail("同じ", "b") + mail("", "c", Date="no date")
    assert list(parts(content)) == ["同じ (2031-06-02)", "同じ (2031-06-02) (2)", "a@example.com"]


def test_mails_that_wait_to_be_removed_are_gone() -> None:
    content = mail("kept", X_Mozilla_Status="0001") + mail("deleted", X_Mozilla_Status="0009")
    assert list(parts(content.replace(FIRST, b"From - Mon Jun 02 09:00:00 2031\n"))) == ["kept (2031-06-02)"]


def test_a_mailbox_is_never_held_whole() -> None:
    one = mail("s", "words\n" * 400_000)

    class Endless(io.RawIOBase):
        """Gives the same mail again and again."""

        given = 0

        def readable(self) -> bool:
            return True

        def seekable(self) -> bool:
            return True

        def seek(self, *_place: int) -> int:
            return 0

        def readinto(self, target: memoryview) -> int:  # type: ignore[override]
            piece = (one * 2)[self.given % len(one) :][: min(len(target), len(one))]
            target[: len(piece)] = piece
            self.given += len(piece)
            return len(piece)

    file = Endless()
    source = source_of(b"")
    found = iter(mbox.parts(type(source)(io.BufferedReader(file), 10**9, "", source.limits, source.check)))
    for _ in range(5):
        next(found)
    assert file.given < 10 * len(one)


def test_a_text_about_somebody_is_no_mailbox() -> None:
    assert read(b"From 9:00 to 17:00 in 2031\nwe are open.\n").kind == "text"
    assert read(b"From 9:00 to 17:00 in 2031\nHours: open.\n").kind == "text"
    assert read(b"From the editor, 2031\nNote: read this.\n").kind == "text"
    assert read(mail("one"), ".eml").kind == "eml"
