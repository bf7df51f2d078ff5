"""The program's style sheet. Widgets choose their look by properties, never by style sheets of their own.

- QPushButton, QToolButton: `kind` = primary (one a view), azure (as primary, for what leaves), quiet (no frame),
  link (underlined), chip, chosen_chip, azure_chip.
- QLabel: `role` = quiet, label (small heading of a group), title, question, local, azure, azure_title,
  azure_badge, kept, failed, look_here, code.
- QFrame, QWidget: `surface` = side, paper, card, look_here, failed, line (a thin rule), window,
  badge, azure_badge, drop (where files may fall).

A property that changes later needs `restyle(widget)`.
"""

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QWidget

if TYPE_CHECKING:
    from desktop_rag.ui.colours import Theme

_ICONS = Path(__file__).parent / "resources"
_TEMPLATE = """
QWidget {{ color: {text}; }}
QMainWindow, QDialog, *[surface="window"] {{ background: {window}; }}
*[surface="side"] {{ background: {side}; }}
*[surface="paper"] {{ background: {paper}; }}
*[surface="card"] {{ background: {paper}; border: 1px solid {line}; border-radius: 8px; }}
*[surface="look_here"] {{ background: {look_here_soft}; border-radius: 8px; }}
*[surface="failed"] {{ background: {failed_soft}; border-radius: 8px; }}
*[surface="badge"] {{ background: {paper}; border: 1px solid {local}; border-radius: 12px; }}
*[surface="azure_badge"] {{ background: {paper}; border: 1px solid {azure}; border-radius: 12px; }}
*[surface="drop"] {{ background: {accent_soft}; border: 2px dashed {accent}; border-radius: 10px; }}
*[surface="line"] {{ background: {line}; border: none; }}
QLabel {{ background: transparent; }}
QLabel[role="quiet"] {{ color: {quiet}; font-size: {px12}px; }}
QLabel[role="label"] {{ color: {quiet}; font-size: {px11}px; font-weight: 600; }}
QLabel[role="title"] {{ font-size: {px24}px; font-weight: 700; }}
QLabel[role="question"] {{ font-size: {px16}px; font-weight: 600; }}
QLabel[role="local"] {{ color: {local}; font-size: {px12}px; }}
QLabel[role="azure"] {{ color: {azure}; font-size: {px12}px; }}
QLabel[role="azure_title"] {{ color: {azure}; font-size: {px16}px; font-weight: 600; }}
QLabel[role="azure_badge"] {{ color: {azure}; font-size: {px12}px; font-weight: 600; }}
QLabel[role="kept"] {{ color: {look_here}; font-size: {px11}px; }}
QLabel[role="code"] {{ font-size: {px24}px; font-weight: 700; letter-spacing: 3px; }}
QLabel[role="failed"] {{ color: {failed}; }}
QLabel[role="look_here"] {{ color: {look_here}; }}

QPushButton, QToolButton {{
    background: {paper}; border: 1px solid {line}; border-radius: 8px; padding: 6px 12px; outline: none;
}}
QPushButton:hover, QToolButton:hover {{ background: {hover}; }}
QPushButton:pressed, QToolButton:pressed {{ background: {line}; }}
QPushButton:focus, QToolButton:focus {{ border: 1px solid {accent}; }}
QPushButton:disabled, QToolButton:disabled {{ color: {quiet}; background: {window}; }}
QPushButton[kind="primary"] {{ background: {accent}; color: {on_accent}; border-color: {accent}; font-weight: 600; }}
QPushButton[kind="primary"]:focus {{ border: 2px solid {text}; padding: 5px 11px; }}
QPushButton[kind="primary"]:disabled {{ background: {line}; color: {quiet}; border-color: {line}; }}
QPushButton[kind="azure"] {{ background: {azure}; color: {on_azure}; border-color: {azure}; font-weight: 600; }}
QPushButton[kind="azure"]:focus {{ border: 2px solid {text}; padding: 5px 11px; }}
QPushButton[kind="azure"]:disabled {{ background: {line}; color: {quiet}; border-color: {line}; }}
QPushButton[kind="quiet"], QToolButton[kind="quiet"] {{
    background: transparent; border: 1px solid transparent; padding: 4px 6px; color: {quiet};
}}
QPushButton[kind="quiet"]:hover, QToolButton[kind="quiet"]:hover {{ background: {hover}; color: {text}; }}
QPushButton[kind="quiet"]:focus, QToolButton[kind="quiet"]:focus {{ border: 1px solid {accent}; }}
QPushButton[kind="link"] {{
    background: transparent; border: 1px solid transparent; padding: 0px 2px; border-radius: 4px;
    text-decoration: underline; color: {text};
}}
QPushButton[kind="link"]:hover {{ color: {accent}; }}
QPushButton[kind="link"]:focus {{ border: 1px solid {accent}; }}
QPushButton[kind="chip"] {{ background: {side}; border: 1px solid transparent; border-radius: 6px; padding: 3px 8px; }}
QPushButton[kind="chip"]:checked {{ background: {accent_soft}; color: {accent}; }}
QPushButton[kind="chip"]:hover {{ background: {hover}; }}
QPushButton[kind="chip"]:focus {{ border: 1px solid {accent}; }}
QPushButton[kind="chosen_chip"] {{
    background: {accent_soft}; color: {accent}; border: 1px solid transparent; border-radius: 6px; padding: 3px 8px;
    font-weight: 600;
}}
QPushButton[kind="chosen_chip"]:hover, QPushButton[kind="chosen_chip"]:focus {{ border: 1px solid {accent}; }}
QPushButton[kind="azure_chip"] {{
    background: {azure_soft}; color: {azure}; border: 1px solid transparent; border-radius: 6px; padding: 3px 8px;
    font-weight: 600;
}}
QPushButton[kind="azure_chip"]:hover {{ border: 1px solid {azure}; }}
QPushButton[kind="azure_chip"]:focus {{ border: 1px solid {azure}; }}
QPushButton::menu-indicator, QToolButton::menu-indicator {{ image: none; width: 0px; }}

QLineEdit, QPlainTextEdit, QTextEdit, QSpinBox, QComboBox {{
    background: {paper}; border: 1px solid {line}; border-radius: 8px; padding: 5px 8px;
    selection-background-color: {accent}; selection-color: {on_accent};
}}
QLineEdit:focus, QPlainTextEdit:focus, QTextEdit:focus, QSpinBox:focus, QComboBox:focus {{
    border: 1px solid {accent};
}}
*[bare="true"] {{ border: none; background: transparent; padding: 0px; }}
*[bare="true"]:focus {{ border: none; }}

QDateEdit {{
    background: {paper}; border: 1px solid {line}; border-radius: 8px; padding: 4px 6px;
    selection-background-color: {accent}; selection-color: {on_accent};
}}
QDateEdit:focus {{ border: 1px solid {accent}; }}
QDateEdit:disabled {{ background: {window}; color: {quiet}; }}
QDateEdit::drop-down {{ border: none; width: 20px; }}
QDateEdit::down-arrow {{ image: url("{down}"); width: 12px; height: 12px; }}

QCheckBox {{ spacing: 8px; }}
QCheckBox::indicator, QListView::indicator {{
    width: {px14}px; height: {px14}px; border: 1px solid {quiet}; border-radius: 4px; background: {paper};
}}
QCheckBox::indicator:hover, QCheckBox::indicator:focus {{
    width: {inner}px; height: {inner}px; border: 2px solid {accent};
}}
QCheckBox::indicator:checked, QListView::indicator:checked {{
    background: {accent}; border-color: {accent}; image: url("{check}");
}}
QCheckBox::indicator:checked:focus {{ border-color: {text}; }}
QCheckBox::indicator:disabled {{ background: {window}; border-color: {line}; }}
QCheckBox::indicator:checked:disabled {{ background: {quiet}; }}
QCheckBox:disabled {{ color: {quiet}; }}
QRadioButton {{ spacing: 8px; }}
QRadioButton::indicator {{
    width: {inner}px; height: {inner}px; border: 1px solid {quiet}; border-radius: {half}px; background: {paper};
}}
QRadioButton::indicator:hover, QRadioButton::indicator:focus {{ border-color: {accent}; }}
QRadioButton::indicator:checked {{ border: 4px solid {accent}; width: {dot}px; height: {dot}px; }}

QListView, QTreeView, QTableView {{
    background: transparent; border: none; outline: none; gridline-color: {line};
    selection-background-color: {accent_soft}; selection-color: {text};
}}
QTableView {{ background: {paper}; }}
QListView[kind="menu"]::item {{ padding: 5px 8px; border-radius: 6px; }}
QListView[kind="menu"]::item:selected {{ background: {accent_soft}; color: {text}; }}
QHeaderView {{ background: {paper}; }}
QHeaderView::section {{
    background: {paper}; color: {quiet}; border: none; border-bottom: 1px solid {line}; padding: 6px 8px;
    font-size: {px12}px; font-weight: 600;
}}
QScrollArea {{ background: transparent; border: none; }}
QSplitter::handle {{ background: {line}; }}
QStatusBar {{ background: {side}; border-top: 1px solid {line}; }}
QStatusBar::item {{ border: none; }}
QProgressBar {{ background: {line}; border: none; border-radius: 2px; max-height: 5px; min-height: 5px; }}
QProgressBar::chunk {{ background: {accent}; border-radius: 2px; }}
QMenu {{ background: {paper}; border: 1px solid {line}; padding: 4px; }}
QMenu::item {{ padding: 5px 20px 5px 12px; border-radius: 4px; }}
QMenu::item:selected {{ background: {accent_soft}; }}
QMenu::item:disabled {{ color: {quiet}; }}
QMenu::separator {{ height: 1px; background: {line}; margin: 4px 8px; }}
QToolTip {{ background: {paper}; color: {text}; border: 1px solid {line}; padding: 4px 6px; }}

QScrollBar:vertical {{ background: transparent; width: 10px; margin: 0px; }}
QScrollBar:horizontal {{ background: transparent; height: 10px; margin: 0px; }}
QScrollBar::handle {{ background: {line}; border-radius: 4px; margin: 1px; }}
QScrollBar::handle:hover {{ background: {quiet}; }}
QScrollBar::handle:vertical {{ min-height: 28px; }}
QScrollBar::handle:horizontal {{ min-width: 28px; }}
QScrollBar::add-line, QScrollBar::sub-line, QScrollBar::add-page, QScrollBar::sub-page {{
    background: none; border: none; width: 0px; height: 0px;
}}
"""


def stylesheet_text(theme: "Theme", font_px: Callable[[int], int]) -> str:
    """The sheet with a theme's colours and the sizes of its text in pixels."""
    colours = {
        name: getattr(theme, name)
        for name in (
            *("window", "side", "paper", "text", "quiet", "line", "hover", "accent", "accent_soft", "on_accent"),
            *("local", "azure", "azure_soft", "on_azure", "look_here", "look_here_soft", "failed", "failed_soft"),
        )
    }
    sizes = {f"px{size}": font_px(size) for size in (11, 12, 13, 14, 16, 24)}
    look = "dark" if theme.is_dark else "light"
    pictures = {"check": f"ticked_{look}.svg", "down": f"down_{look}.svg"}
    files = {name: (_ICONS / file).as_posix() for name, file in pictures.items()}
    inner = font_px(14) - 2
    return _TEMPLATE.format(**colours, **sizes, **files, inner=inner, half=(inner + 2) // 2, dot=inner - 6)


def restyle(widget: QWidget) -> None:
    """Draw a widget anew after one of its style properties changed."""
    style = widget.style()
    style.unpolish(widget)
    style.polish(widget)
    widget.update()
