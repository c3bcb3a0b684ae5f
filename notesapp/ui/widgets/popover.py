"""A raised sheet with a soft shadow, inside the window and beside what it belongs to."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QPoint, QRect, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QApplication, QVBoxLayout, QWidget

from notesapp.ui.painting import POPOVER_RADIUS, SHADOW_WIDTH, paint_soft_shadow, rounded
from notesapp.ui.theme import Theme

_PADDING = 20
_GAP = 6


class Popover(QWidget):
    """A sheet over its parent window; a click elsewhere or Esc closes it.

    It is a child of the window, not a window: no focus stealing, no flicker, and it shows in
    a screenshot. Fill `content` with a layout.

    Signals:
        closed: it went away, by itself or by the user.
    """

    closed = Signal()

    def __init__(self, theme: Theme, parent: QWidget, *, closes_by_itself: bool = True) -> None:
        super().__init__(parent)
        self._theme = theme
        self._host = parent
        self._closes_by_itself = closes_by_itself
        self.content = QWidget(self)
        layout = QVBoxLayout(self)
        room = SHADOW_WIDTH + _PADDING
        layout.setContentsMargins(room, room - 4, room, room - 4)
        layout.addWidget(self.content)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.hide()

    def open_over(self, anchor: QWidget) -> None:
        """Show above (or else below) `anchor`, wholly inside the window."""
        top_left = anchor.mapTo(self._host, QPoint(0, 0))
        self.open_at(QRect(top_left, anchor.size()))

    def open_at(self, spot: QRect) -> None:
        """Show above, or else below, a rectangle of the parent, wholly inside the parent."""
        self.adjustSize()
        window = self._host.rect()
        place = QRect(QPoint(0, 0), self.sizeHint())
        place.moveBottomLeft(spot.topLeft() + QPoint(-SHADOW_WIDTH + 8, SHADOW_WIDTH - _GAP))
        if place.top() < -SHADOW_WIDTH:
            place.moveTop(spot.bottom() - SHADOW_WIDTH + _GAP)
        place.moveLeft(max(-SHADOW_WIDTH + 8, min(place.left(), window.width() - place.width())))
        self.setGeometry(place)
        self.raise_()
        self.show()
        if self._closes_by_itself:
            QApplication.instance().installEventFilter(self)  # type: ignore[union-attr]
            self.setFocus(Qt.FocusReason.PopupFocusReason)

    def dismiss(self) -> None:
        """Close it."""
        if self.isHidden():
            return
        QApplication.instance().removeEventFilter(self)  # type: ignore[union-attr]
        self.hide()
        self.closed.emit()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if (
            event.type() == QEvent.Type.MouseButtonPress
            and isinstance(watched, QWidget)
            and isinstance(event, QMouseEvent)
            and watched.window() is self.window()
            and watched is not self
            and not self.isAncestorOf(watched)
        ):
            self.dismiss()
        return False

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape and self._closes_by_itself:
            self.dismiss()
            return
        super().keyPressEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        # Passed on, the press would look like one on the window below.
        event.accept()

    def paintEvent(self, event: QPaintEvent) -> None:
        tokens = self._theme.tokens
        painter = QPainter(self)
        room = SHADOW_WIDTH
        sheet = self.rect().adjusted(room, room, -room, -room)
        paint_soft_shadow(painter, sheet, tokens)
        rounded(painter, sheet, POPOVER_RADIUS, tokens.raised, tokens.rule)
