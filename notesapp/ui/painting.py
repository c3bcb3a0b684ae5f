"""Shapes that the style, the delegates and the widgets share."""

from __future__ import annotations

from PySide6.QtCore import QRect, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen

from notesapp.ui.tokens import Tokens

CONTROL_RADIUS = 7.0
ROW_RADIUS = 8.0
CARD_RADIUS = 9.0
POPOVER_RADIUS = 12.0
CONTROL_HEIGHT = 32
PRIMARY_HEIGHT = 38
SHADOW_WIDTH = 14

_SHADOW_STEP = 2


def rounded(
    painter: QPainter,
    rect: QRect | QRectF,
    radius: float,
    fill: QColor | None,
    edge: QColor | None,
    width: float = 1.0,
) -> None:
    """Paint a rounded rectangle whose edge lies wholly inside `rect`."""
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setBrush(fill if fill is not None else Qt.BrushStyle.NoBrush)
    painter.setPen(QPen(edge, width) if edge is not None else Qt.PenStyle.NoPen)
    inset = width / 2 if edge is not None else 0.0
    painter.drawRoundedRect(QRectF(rect).adjusted(inset, inset, -inset, -inset), radius, radius)
    painter.restore()


def square(rect: QRect, side: int) -> QRect:
    """Return a square in the middle of `rect`."""
    box = QRect(0, 0, side, side)
    box.moveCenter(rect.center())
    return box


def paint_soft_shadow(painter: QPainter, rect: QRect | QRectF, tokens: Tokens) -> None:
    """Paint a shadow around a popover at `rect`, from stacked translucent outlines.

    `SHADOW_WIDTH` around the rectangle is needed. No graphics effect: those repaint everything
    under them at every key.
    """
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    ink = QColor(0, 0, 0)
    ink.setAlphaF(0.05 if tokens.is_dark else 0.018)
    painter.setBrush(ink)
    for spread in range(SHADOW_WIDTH, 0, -_SHADOW_STEP):
        area = QRectF(rect).adjusted(-spread, -spread + 3, spread, spread)
        radius = POPOVER_RADIUS + spread
        painter.drawRoundedRect(area, radius, radius)
    painter.restore()
