"""A rounded tag that can be pressed and, where asked for, removed."""

from __future__ import annotations

from PySide6.QtCore import QRect, QSize, Qt, Signal
from PySide6.QtGui import QColor, QKeyEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractButton, QStyle, QWidget

from notesapp.ui.icons import paint_icon
from notesapp.ui.painting import rounded
from notesapp.ui.theme import Theme

_SIDE = 10
_CROSS = 12
_WIDEST = 180


class Chip(QAbstractButton):
    """A tag as a pill.

    Signals:
        remove_requested: its cross was pressed, or Del or Backspace while it has the focus.
    """

    remove_requested = Signal()

    def __init__(
        self,
        theme: Theme,
        text: str,
        parent: QWidget | None = None,
        *,
        is_removable: bool = False,
    ) -> None:
        super().__init__(parent)
        self._theme = theme
        self._is_removable = is_removable
        self.setText(text)
        self.setAccessibleName(text)
        self.setFont(theme.font("list"))
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)

    def sizeHint(self) -> QSize:
        metrics = self.fontMetrics()
        width = metrics.horizontalAdvance(self.text()) + 2 * _SIDE
        if self._is_removable:
            width += _CROSS + 4
        # Two more than the advance, which is rounded: else the last letter would be cut.
        return QSize(min(width + 2, _WIDEST), max(24, metrics.height() + 6))

    def minimumSizeHint(self) -> QSize:
        return QSize(min(self.sizeHint().width(), 48), self.sizeHint().height())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if self._is_removable and event.key() in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace):
            self.remove_requested.emit()
            return
        super().keyPressEvent(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if self._is_removable and self._cross_rect().adjusted(-4, -6, 6, 6).contains(
            event.position().toPoint()
        ):
            self.setDown(False)
            self.remove_requested.emit()
            return
        super().mouseReleaseEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        tokens = self._theme.tokens
        painter = QPainter(self)
        fill = QColor(tokens.text)
        fill.setAlphaF(0.14 if self.isDown() or self.underMouse() else 0.08)
        pill = self.rect().adjusted(0, 1, 0, -1)
        edge = tokens.accent if self.hasFocus() else None
        rounded(painter, pill, pill.height() / 2, fill, edge, 2.0)
        painter.setPen(tokens.text_secondary)
        area = self._visual(self.rect().adjusted(_SIDE, 0, -_SIDE - self._cross_room(), 0))
        text = self.fontMetrics().elidedText(self.text(), Qt.TextElideMode.ElideRight, area.width())
        painter.drawText(area, Qt.AlignmentFlag.AlignCenter, text)
        if self._is_removable:
            paint_icon(painter, "x", self._cross_rect(), tokens.text_secondary)

    def _cross_room(self) -> int:
        return _CROSS + 4 if self._is_removable else 0

    def _cross_rect(self) -> QRect:
        box = QRect(self.width() - _SIDE - _CROSS + 3, 0, _CROSS, _CROSS)
        box.moveTop((self.height() - _CROSS) // 2)
        return self._visual(box)

    def _visual(self, rect: QRect) -> QRect:
        return QStyle.visualRect(self.layoutDirection(), self.rect(), rect)
