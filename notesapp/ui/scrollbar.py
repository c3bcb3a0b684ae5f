"""A thin scroll bar without arrows: where its parts lie and how it is painted."""

from __future__ import annotations

from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QColor, QPainter
from PySide6.QtWidgets import QStyle, QStyleOptionSlider

from notesapp.ui.painting import rounded
from notesapp.ui.tokens import Tokens

_SHORTEST_THUMB = 28


def paint_scroll_bar(
    tokens: Tokens, option: QStyleOptionSlider, thumb: QRect, painter: QPainter
) -> None:
    """Paint the thumb alone, and nothing when everything is in view."""
    if option.maximum <= option.minimum:
        return
    is_held = bool(option.state & QStyle.StateFlag.State_Sunken)
    is_hovered = bool(option.state & QStyle.StateFlag.State_MouseOver)
    ink = QColor(tokens.text)
    ink.setAlphaF(0.45 if is_held else 0.34 if is_hovered else 0.22)
    is_horizontal = option.orientation == Qt.Orientation.Horizontal
    inset = thumb.adjusted(2, 3, -2, -3) if is_horizontal else thumb.adjusted(3, 2, -3, -2)
    rounded(painter, inset, min(inset.width(), inset.height()) / 2, ink, None)


def part_rect(option: QStyleOptionSlider, part: QStyle.SubControl) -> QRect:
    """Return where a part of a scroll bar lies; arrow buttons have no room at all."""
    bar = option.rect
    is_horizontal = option.orientation == Qt.Orientation.Horizontal
    length = bar.width() if is_horizontal else bar.height()
    start, thumb = _thumb(option, length)
    first, extent = {
        QStyle.SubControl.SC_ScrollBarGroove: (0, length),
        QStyle.SubControl.SC_ScrollBarSlider: (start, thumb),
        QStyle.SubControl.SC_ScrollBarSubPage: (0, start),
        QStyle.SubControl.SC_ScrollBarAddPage: (start + thumb, length - start - thumb),
    }.get(part, (0, 0))
    if not extent:
        return QRect()
    if not is_horizontal:
        return QRect(bar.left(), bar.top() + first, bar.width(), extent)
    placed = QRect(bar.left() + first, bar.top(), extent, bar.height())
    return QStyle.visualRect(option.direction, bar, placed)


def _thumb(option: QStyleOptionSlider, length: int) -> tuple[int, int]:
    """Return the thumb's start and length along the bar."""
    low, high, page = option.minimum, option.maximum, option.pageStep
    if high <= low:
        return 0, length
    thumb = min(length, max(_SHORTEST_THUMB, length * page // max(1, high - low + page)))
    start = QStyle.sliderPositionFromValue(
        low, high, option.sliderPosition, length - thumb, option.upsideDown
    )
    return start, thumb
