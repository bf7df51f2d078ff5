"""Words from documents and models can load nothing, whatever they look like."""

from pathlib import Path

from PySide6.QtCore import QUrl
from PySide6.QtGui import QImage, QTextDocument
from pytestqt.qtbot import QtBot

from desktop_rag.ui.chat.answer_text import AnswerText
from desktop_rag.ui.chat.answer_words import Piece
from desktop_rag.ui.chat.turn_parts import plain_label


def picture(folder: Path) -> Path:
    file = folder / "canary.png"
    image = QImage(64, 64, QImage.Format.Format_RGB32)
    image.fill(0xFF0000)
    assert image.save(str(file))
    return file


def test_markup_is_drawn_as_it_is_written(qtbot: QtBot, tmp_path: Path) -> None:
    hostile = f"<img src='{picture(tmp_path).as_uri()}'><a href='https://example.com'>x</a> ![x](file:///etc/hostname)"
    shown = AnswerText("en")
    qtbot.addWidget(shown)
    shown.resize(600, 200)
    shown.show_pieces([Piece(hostile), Piece(hostile, is_bold=True), Piece("1", marker=1)])
    shown.show()
    assert shown.toPlainText().startswith(hostile)
    drawn = shown.grab().toImage()
    red = [(x, y) for x in range(drawn.width()) for y in range(drawn.height()) if drawn.pixel(x, y) == 0xFFFF0000]
    assert not red


def test_even_markup_could_load_nothing(qtbot: QtBot, tmp_path: Path) -> None:
    shown = AnswerText("en")
    qtbot.addWidget(shown)
    kind = int(QTextDocument.ResourceType.ImageResource.value)
    loaded = shown.document().resource(kind, QUrl.fromLocalFile(str(picture(tmp_path))))
    assert loaded.width() == 1


def test_only_our_own_links_do_something(qtbot: QtBot) -> None:
    shown = AnswerText("en")
    qtbot.addWidget(shown)
    clicked: list[int] = []
    shown.citation_clicked.connect(clicked.append)
    for link in ("file:///etc/hostname", "https://example.com", "quote:abc", "quote:2"):
        shown.anchorClicked.emit(QUrl(link))
    assert clicked == [2]
    assert not shown.openLinks()
    assert not shown.openExternalLinks()


def test_labels_take_nothing_for_markup(qtbot: QtBot, tmp_path: Path) -> None:
    label = plain_label(f"<img src='{picture(tmp_path).as_uri()}'>")
    qtbot.addWidget(label)
    label.resize(300, 100)
    drawn = label.grab().toImage()
    assert all(drawn.pixel(x, 50) != 0xFFFF0000 for x in range(drawn.width()))


def test_growing_text_keeps_a_selection(qtbot: QtBot) -> None:
    shown = AnswerText("en")
    qtbot.addWidget(shown)
    shown.show_pieces([Piece("The first words."), Piece(" More")])
    cursor = shown.textCursor()
    cursor.setPosition(4)
    cursor.setPosition(9, cursor.MoveMode.KeepAnchor)
    shown.setTextCursor(cursor)
    shown.show_pieces([Piece("The first words."), Piece(" More and more")])
    assert shown.textCursor().selectedText() == "first"
    assert shown.toPlainText() == "The first words. More and more"


def test_characters_outside_the_basic_plane_are_counted(qtbot: QtBot) -> None:
    shown = AnswerText("ja")
    qtbot.addWidget(shown)
    shown.show_pieces([Piece("𠮷野家😀"), Piece("1", marker=1), Piece("。")])
    shown.show_pieces([Piece("𠮷野家😀"), Piece("1", marker=1), Piece("。次")])
    assert shown.toPlainText().replace(" ", "") == "𠮷野家😀1。次"
