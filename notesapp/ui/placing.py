"""Where a new window opens: no larger than its screen has room for, over the window it belongs to."""

from __future__ import annotations

from PySide6.QtCore import QPoint, QRect, QSize
from PySide6.QtWidgets import QWidget

_FRAME = QSize(
    16, 56
)  # what the title bar and the frame take, which no window knows before it shows


def fitting(wanted: QSize, room: QSize, least: QSize) -> QSize:
    """Return the wanted size, or what a screen with this room holds of it."""
    return wanted.boundedTo(room - _FRAME).expandedTo(least)


def open_size(window: QWidget, wanted: QSize) -> None:
    """Give a window its first size, with its buttons inside a small screen."""
    room = window.screen().availableGeometry().size()
    window.resize(fitting(wanted, room, window.minimumSize()))


def centre_over(window: QWidget, below: QWidget) -> None:
    """Put a window over the middle of another one, all of it on the screen."""
    room = below.screen().availableGeometry()
    box = QRect(QPoint(), window.size() + _FRAME)
    box.moveCenter(below.frameGeometry().center())
    left = max(room.left(), min(box.left(), room.right() - box.width()))
    top = max(room.top(), min(box.top(), room.bottom() - box.height()))
    window.move(left, top)
