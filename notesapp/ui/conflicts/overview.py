"""A narrow map of the whole comparison: where differences are, and which part is in view."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum

from PySide6.QtCore import QRectF, QSize, Signal
from PySide6.QtGui import QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from notesapp.ui.painting import rounded
from notesapp.ui.theme import Theme
from notesapp.ui.tokens import blend

_WIDTH = 26
_MARGIN = 10
_LEAST = 6.0


class SpotKind(Enum):
    """What lies at a spot; each kind has a shape of its own beside its colour."""

    UNDECIDED = "undecided"
    DECIDED = "decided"
    AUTOMATIC = "automatic"


@dataclass(frozen=True, slots=True)
class Spot:
    """A stretch of the comparison, from `top` to `bottom`."""

    top: float
    bottom: float
    kind: SpotKind


class OverviewBar(QWidget):
    """Shows hollow what is undecided, filled what is decided, thin what was automatic.

    Signals:
        scroll_requested: a share of the height, 0 to 1, that should come to the middle.
    """

    scroll_requested = Signal(float)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._spots: Sequence[Spot] = ()
        self._height = 1.0
        self._view = (0.0, 1.0)
        self.setFixedWidth(_WIDTH)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Expanding)
        self.setAccessibleName(self.tr("Overview of the differences"))
        self.setToolTip(
            self.tr("Hollow: undecided. Filled: decided. Thin: combined automatically.")
        )

    def show_spots(
        self, spots: Sequence[Spot], height: float, view_top: float, view_height: float
    ) -> None:
        """Show where things are in a comparison `height` high, and what is in view."""
        self._spots = spots
        self._height = max(height, 1.0)
        self._view = (view_top, view_top + view_height)
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(_WIDTH, 80)

    def paintEvent(self, event: QPaintEvent) -> None:
        tokens = self._theme.tokens
        painter = QPainter(self)
        middle = self.width() / 2
        track = QRectF(middle - 5, _MARGIN, 10, self.height() - 2 * _MARGIN)
        rounded(painter, track, 5, blend(tokens.rule, tokens.editor, 0.55), None)
        for spot in self._spots:
            area = self._area(spot.top, spot.bottom)
            match spot.kind:
                case SpotKind.UNDECIDED:
                    box = QRectF(middle - 4, area.top(), 8, area.height())
                    rounded(painter, box, 3, tokens.editor, tokens.warn, 2)
                case SpotKind.DECIDED:
                    box = QRectF(middle - 4, area.top(), 8, area.height())
                    rounded(painter, box, 3, tokens.ok, None)
                case SpotKind.AUTOMATIC:
                    box = QRectF(middle - 2, area.top(), 4, area.height())
                    rounded(painter, box, 2, tokens.outline, None)
        if self._view[1] - self._view[0] < self._height:
            seen = self._area(*self._view)
            frame = QRectF(middle - 8, seen.top() - 2, 16, seen.height() + 4)
            rounded(painter, frame, 5, None, tokens.outline, 1.5)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self._ask(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        self._ask(event)

    def _ask(self, event: QMouseEvent) -> None:
        room = max(self.height() - 2 * _MARGIN, 1)
        share = (event.position().y() - _MARGIN) / room
        self.scroll_requested.emit(min(max(share, 0.0), 1.0))

    def _area(self, top: float, bottom: float) -> QRectF:
        room = self.height() - 2 * _MARGIN
        y1 = _MARGIN + room * max(top, 0) / self._height
        y2 = _MARGIN + room * min(bottom, self._height) / self._height
        return QRectF(0, y1, 0, max(y2 - y1, _LEAST))
