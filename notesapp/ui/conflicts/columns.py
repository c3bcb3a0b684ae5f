"""Where the two columns lie in a given width; heads, fields, texts and cards all ask here."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QRect, Qt
from PySide6.QtWidgets import QStyle

from notesapp.ui.conflicts.comparison import Side

OUTER = 8
GUTTER = 46
INSET = 10
TEXT_INSET = 13
SCROLL_ROOM = 42
"""Room at the far edge for the overview and the scroll bar."""


@dataclass(frozen=True, slots=True)
class Columns:
    """The columns of a pane `width` wide; this computer's comes first in reading direction."""

    width: int
    direction: Qt.LayoutDirection = Qt.LayoutDirection.LeftToRight

    @property
    def column_width(self) -> int:
        return (self.width - 2 * OUTER - GUTTER) // 2

    @property
    def middle(self) -> int:
        return self.width // 2

    def column(self, side: Side, top: int = 0, height: int = 0) -> QRect:
        """Return a side's column, up to the gutter."""
        left = OUTER if side is Side.THIS else self.width - OUTER - self.column_width
        return self.visual(QRect(left, top, self.column_width, height))

    def half(self, side: Side, top: int = 0, height: int = 0) -> QRect:
        """Return a side's half of a card, up to the middle."""
        left = OUTER if side is Side.THIS else self.middle
        right = self.middle if side is Side.THIS else self.width - OUTER
        return self.visual(QRect(left, top, right - left, height))

    def text(self, side: Side, top: int = 0, height: int = 0) -> QRect:
        """Return where a side's text goes."""
        return self.column(side, top, height).adjusted(TEXT_INSET, 0, -INSET, 0)

    def card(self, top: int = 0, height: int = 0) -> QRect:
        """Return a card across both columns."""
        return QRect(OUTER, top, self.width - 2 * OUTER, height)

    def visual(self, rect: QRect) -> QRect:
        """Mirror a rectangle where people read from right to left."""
        return QStyle.visualRect(self.direction, QRect(0, 0, self.width, 1), rect)
