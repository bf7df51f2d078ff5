"""What the rows of the side panel say about themselves to the one delegate that paints them."""

from enum import IntEnum

from PySide6.QtCore import Qt


class SideRole(IntEnum):
    """Roles beyond Qt's own."""

    KEY = Qt.ItemDataRole.UserRole + 1
    COLOUR = Qt.ItemDataRole.UserRole + 2
    COUNT = Qt.ItemDataRole.UserRole + 3
    IS_HEADING = Qt.ItemDataRole.UserRole + 4
    IS_LOCAL_ONLY = Qt.ItemDataRole.UserRole + 5
    IS_AWAY = Qt.ItemDataRole.UserRole + 6
