"""The line that stands for a run of unchanged paragraphs."""

from __future__ import annotations

from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QPushButton, QWidget

from notesapp.ui.conflicts.columns import Columns
from notesapp.ui.conflicts.focus import shows_focus
from notesapp.ui.icons import paint_icon
from notesapp.ui.painting import rounded
from notesapp.ui.theme import Theme

_HEIGHT = 28
_ICON = 14


class FoldButton(QPushButton):
    """Says how many unchanged paragraphs are folded away and shows them when pressed."""

    def __init__(self, theme: Theme, paragraphs: int, parent: QWidget) -> None:
        super().__init__(parent)
        self._theme = theme
        self.setText(self.tr("Show {count} unchanged paragraphs").format(count=paragraphs))
        self.setFont(theme.font("list"))
        self.setAutoDefault(False)

    def put_at(self, columns: Columns, top: float, bottom: float) -> None:
        """Stand across both columns, between `top` and `bottom`."""
        height = min(max(_HEIGHT, self.fontMetrics().height() + 8), round(bottom - top))
        self.setGeometry(columns.card(round((top + bottom - height) / 2), height))
        self.show()

    def paintEvent(self, event: QPaintEvent) -> None:
        tokens = self._theme.tokens
        painter = QPainter(self)
        is_strong = self.underMouse() or shows_focus(self)
        fill = tokens.hover if is_strong else tokens.list
        edge = tokens.accent if shows_focus(self) else None
        rounded(painter, self.rect(), 7, fill, edge, 2.0)
        painter.setPen(tokens.text_secondary)
        painter.setFont(self.font())
        painter.drawText(self.rect(), Qt.AlignmentFlag.AlignCenter, self.text())
        words = self.fontMetrics().horizontalAdvance(self.text())
        left = (self.width() - words) // 2 - _ICON - 10
        if self.layoutDirection() == Qt.LayoutDirection.RightToLeft:
            left = self.width() - left - _ICON
        box = QRect(left, (self.height() - _ICON) // 2, _ICON, _ICON)
        paint_icon(painter, "chevron-down", box, tokens.text_secondary)
