"""A choice of one in a few, as a row of joined segments."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QPainter, QPainterPath, QPaintEvent, QPen
from PySide6.QtWidgets import QButtonGroup, QHBoxLayout, QRadioButton, QStyle, QWidget

from notesapp.ui.icons import paint_icon
from notesapp.ui.painting import CONTROL_RADIUS, rounded
from notesapp.ui.theme import Theme
from notesapp.ui.tokens import blend

_HEIGHT = 28
_SIDE = 12
_CHECK = 14


class Segment(QRadioButton):
    """One answer; a radio button to the keyboard and to a screen reader."""

    def __init__(self, theme: Theme, text: str, colour: str, parent: QWidget) -> None:
        super().__init__(text, parent)
        self._theme = theme
        self._colour = colour
        self.is_first = self.is_last = False
        self.setFont(theme.font("list"))
        self.setMinimumHeight(_HEIGHT)

    def sizeHint(self) -> QSize:
        width = self.fontMetrics().horizontalAdvance(self.text()) + 2 * _SIDE + _CHECK + 4
        return QSize(width, max(_HEIGHT, self.fontMetrics().height() + 8))

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def hitButton(self, pos: object) -> bool:
        return True

    def paintEvent(self, event: QPaintEvent) -> None:
        tokens = self._theme.tokens
        side = self._theme.color(self._colour)
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        fill = side if self.isChecked() else tokens.raised
        if self.underMouse() and not self.isChecked():
            fill = blend(side, fill, 0.1)
        painter.setBrush(fill)
        painter.setPen(QPen(side if self.isChecked() else tokens.outline, 1))
        painter.drawPath(self._outline())
        ink = tokens.on_accent if self.isChecked() else tokens.text
        if not self.isEnabled():
            ink = tokens.text_faint
        painter.setPen(ink)
        area = self.rect().adjusted(_SIDE, 0, -_SIDE, 0)
        if self.isChecked():
            box = QRect(area.left() - 2, (self.height() - _CHECK) // 2, _CHECK, _CHECK)
            paint_icon(painter, "check", self._visual(box), ink)
            area.adjust(_CHECK + 2, 0, 0, 0)
        painter.drawText(self._visual(area), Qt.AlignmentFlag.AlignCenter, self.text())
        if self.hasFocus():
            rounded(painter, self.rect().adjusted(1, 1, -1, -1), 5, None, tokens.accent, 2.0)

    def _outline(self) -> QPainterPath:
        is_mirrored = self.layoutDirection() == Qt.LayoutDirection.RightToLeft
        round_left = self.is_last if is_mirrored else self.is_first
        round_right = self.is_first if is_mirrored else self.is_last
        area = QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5)
        path = QPainterPath()
        path.addRoundedRect(area, CONTROL_RADIUS, CONTROL_RADIUS)
        half = area.width() / 2
        if not round_left:
            path = path.united(_box(area.adjusted(-1, 0, -half, 0)))
        if not round_right:
            path = path.united(_box(area.adjusted(half, 0, 1, 0)))
        return path.simplified()

    def _visual(self, rect: QRect) -> QRect:
        return QStyle.visualRect(self.layoutDirection(), self.rect(), rect)


class SegmentedControl(QWidget):
    """Segments of which one at most is chosen; nothing chosen is a state of its own.

    Signals:
        chosen: the index of a segment, when the user picks it.
    """

    chosen = Signal(int)

    def __init__(
        self,
        theme: Theme,
        texts: Sequence[str],
        parent: QWidget | None = None,
        *,
        colours: Sequence[str] = (),
    ) -> None:
        super().__init__(parent)
        self._group = QButtonGroup(self)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        for index, text in enumerate(texts):
            segment = Segment(theme, text, colours[index] if colours else "accent", self)
            segment.is_first = index == 0
            segment.is_last = index == len(texts) - 1
            self._group.addButton(segment, index)
            row.addWidget(segment)
        self._group.idClicked.connect(self.chosen)

    @property
    def choice(self) -> int | None:
        """The chosen index; None while nothing is."""
        index = self._group.checkedId()
        return None if index < 0 else index

    def segment(self, index: int) -> Segment:
        """Return one segment, to name or disable it."""
        button = self._group.button(index)
        assert isinstance(button, Segment)
        return button

    def set_choice(self, index: int | None) -> None:
        """Show an answer, or none, without telling anybody."""
        if index is not None:
            self._group.button(index).setChecked(True)
            return
        self._group.setExclusive(False)
        for button in self._group.buttons():
            button.setChecked(False)
        self._group.setExclusive(True)


def _box(rect: QRectF) -> QPainterPath:
    path = QPainterPath()
    path.addRect(rect)
    return path
