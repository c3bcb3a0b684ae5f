"""Paints what lies behind the texts: cards, tints and hatched gaps."""

from __future__ import annotations

from collections.abc import Collection

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPainterPath, QPen

from notesapp.ui.conflicts.columns import Columns
from notesapp.ui.conflicts.comparison import Side
from notesapp.ui.conflicts.flow import CARD_PADDING_BELOW
from notesapp.ui.painting import CARD_RADIUS
from notesapp.ui.tokens import Tokens, blend

_TINT_RADIUS = 6.0
_BAR = 3
_HATCH_STEP = 7
LINE_SHIFT = 3
"""A high line keeps its extra room below the text, so what lies behind it goes up a little."""


class CardPainter:
    """Paints onto one painter, in coordinates of the whole comparison."""

    def __init__(self, painter: QPainter, columns: Columns, tokens: Tokens) -> None:
        self._painter = painter
        self._columns = columns
        self._tokens = tokens
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)

    def tint(self, side: Side, top: float, bottom: float) -> None:
        """Paint a row that was taken by itself from a side."""
        area = self._row(side, top, bottom)
        path = QPainterPath()
        path.addRoundedRect(area, _TINT_RADIUS, _TINT_RADIUS)
        self._painter.fillPath(path, self._background(side))

    def gap(self, side: Side, top: float, bottom: float) -> None:
        """Paint a row where a side has nothing."""
        self._hatch(self._row(side, top, bottom))

    def card(
        self,
        top: float,
        bottom: float,
        header: float,
        *,
        is_current: bool,
        tinted: Collection[Side],
        chosen: Collection[Side],
        removed: Collection[Side],
        word: str,
    ) -> None:
        """Paint a difference that is asked.

        Args:
            tinted: sides in their colour; the others are neutral.
            chosen: sides that carry a bar because their text is taken.
            removed: sides that have no text here; they say `word`.
        """
        tokens, painter = self._tokens, self._painter
        full = QRectF(self._columns.card(round(top), round(bottom + CARD_PADDING_BELOW - top)))
        shape = QPainterPath()
        shape.addRoundedRect(full, CARD_RADIUS, CARD_RADIUS)
        painter.save()
        painter.setClipPath(shape, Qt.ClipOperation.IntersectClip)
        painter.fillRect(full, tokens.editor)
        body_top = full.top() + header
        painter.fillRect(QRectF(full.left(), full.top(), full.width(), header), self._header())
        for side in Side:
            half = QRectF(
                self._columns.half(side, round(body_top), round(full.bottom() - body_top))
            )
            if side in removed:
                self._removed(half, word)
            elif side in tinted:
                painter.fillRect(half, self._background(side))
            if side in chosen and side not in removed:
                painter.fillRect(self._bar(side, half), self._ink(side))
        painter.fillRect(
            QRectF(self._columns.middle, body_top, 1, full.bottom() - body_top), tokens.rule
        )
        painter.restore()
        edge = QPen(tokens.accent, 2) if is_current else QPen(self._card_edge(), 1)
        painter.setPen(edge)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        inset = edge.widthF() / 2
        painter.drawRoundedRect(
            full.adjusted(inset, inset, -inset, -inset), CARD_RADIUS, CARD_RADIUS
        )

    def _removed(self, half: QRectF, word: str) -> None:
        area = half.adjusted(8, 7, -8, -6)
        self._hatch(area)
        self._painter.setPen(self._tokens.text_secondary)
        self._painter.drawText(area, Qt.AlignmentFlag.AlignCenter, word)

    def _hatch(self, area: QRectF) -> None:
        tokens, painter = self._tokens, self._painter
        painter.save()
        shape = QPainterPath()
        shape.addRoundedRect(area, _TINT_RADIUS, _TINT_RADIUS)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.fillPath(shape, blend(tokens.text, tokens.editor, 0.05))
        painter.setClipPath(shape, Qt.ClipOperation.IntersectClip)
        painter.setPen(QPen(blend(tokens.text, tokens.editor, 0.11), 1))
        x = area.left() - area.height()
        x -= x % _HATCH_STEP  # so that neighbouring rows join
        while x < area.right():
            painter.drawLine(QPointF(x, area.bottom()), QPointF(x + area.height(), area.top()))
            x += _HATCH_STEP
        painter.restore()

    def _row(self, side: Side, top: float, bottom: float) -> QRectF:
        column = self._columns.column(side)
        return QRectF(column.left(), top - LINE_SHIFT, column.width(), bottom - top)

    def _bar(self, side: Side, half: QRectF) -> QRectF:
        is_left = (side is Side.THIS) == (self._columns.direction == Qt.LayoutDirection.LeftToRight)
        left = half.left() if is_left else half.right() - _BAR
        return QRectF(left, half.top(), _BAR + 1, half.height())

    def _background(self, side: Side) -> QColor:
        return self._tokens.this_bg if side is Side.THIS else self._tokens.other_bg

    def _ink(self, side: Side) -> QColor:
        return self._tokens.this if side is Side.THIS else self._tokens.other

    def _header(self) -> QColor:
        return self._tokens.raised if self._tokens.is_dark else self._tokens.sidebar

    def _card_edge(self) -> QColor:
        return blend(self._tokens.outline, self._tokens.rule, 0.25)
