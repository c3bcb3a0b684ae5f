"""One outline icon set, drawn from SVG in the palette's colours and sharp at any scale."""

from __future__ import annotations

from functools import lru_cache
from typing import Literal

from PySide6.QtCore import QByteArray, QRect, QRectF, QSize, Qt
from PySide6.QtGui import (
    QColor,
    QGuiApplication,
    QIcon,
    QIconEngine,
    QPainter,
    QPixmap,
    QPixmapCache,
)
from PySide6.QtSvg import QSvgRenderer

from notesapp.config.resources import resource_path
from notesapp.ui.tokens import Tokens

IconRole = Literal[
    "text",
    "text_secondary",
    "text_faint",
    "accent",
    "on_accent",
    "warn",
    "on_warn",
    "ok",
    "bad",
    "this",
    "other",
]

_STROKE_WIDTH = "1.7"  # lighter than the set's own 2, to sit well beside 10 pt text


def icon(name: str, role: IconRole = "text_secondary") -> QIcon:
    """Return an icon by its file name in ``resources/icons``, in a token's colour.

    It follows the palette by itself: a change of scheme needs a repaint and nothing else.
    """
    return QIcon(_SvgIconEngine(name, role))


def paint_icon(painter: QPainter, name: str, rect: QRect | QRectF, colour: QColor) -> None:
    """Paint an icon in a colour of the caller's, for delegates."""
    area = rect.toAlignedRect() if isinstance(rect, QRectF) else rect
    scale = painter.device().devicePixelRatioF()
    painter.drawPixmap(area, _pixmap(name, area.size(), colour, scale))


class _SvgIconEngine(QIconEngine):
    """Draws one SVG; disabled icons are half as strong."""

    def __init__(self, name: str, role: IconRole) -> None:
        super().__init__()
        self._name = name
        self._role = role

    def paint(self, painter: QPainter, rect: QRect, mode: QIcon.Mode, state: QIcon.State) -> None:
        paint_icon(painter, self._name, rect, self._colour(mode))

    def pixmap(self, size: QSize, mode: QIcon.Mode, state: QIcon.State) -> QPixmap:
        return self.scaledPixmap(size, mode, state, 1.0)

    def scaledPixmap(
        self, size: QSize, mode: QIcon.Mode, state: QIcon.State, scale: float
    ) -> QPixmap:
        # Qt gives the size in logical pixels here since 6.9, whatever its manual says.
        return _pixmap(self._name, size, self._colour(mode), scale)

    def clone(self) -> QIconEngine:
        return _SvgIconEngine(self._name, self._role)

    def key(self) -> str:
        return f"svg:{self._name}:{self._role}"

    def _colour(self, mode: QIcon.Mode) -> QColor:
        colour = QColor(getattr(Tokens.of(QGuiApplication.palette()), self._role))
        if mode == QIcon.Mode.Disabled:
            colour.setAlphaF(0.4)
        return colour


def _pixmap(name: str, size: QSize, colour: QColor, scale: float) -> QPixmap:
    argb = colour.name(QColor.NameFormat.HexArgb)
    key = f"icon:{name}:{size.width()}x{size.height()}@{scale}:{argb}"
    pixmap = QPixmap()
    if QPixmapCache.find(key, pixmap):
        return pixmap
    pixmap = QPixmap(round(size.width() * scale), round(size.height() * scale))
    pixmap.setDevicePixelRatio(scale)
    pixmap.fill(Qt.GlobalColor.transparent)
    painter = QPainter(pixmap)
    painter.setOpacity(colour.alphaF())
    side = min(size.width(), size.height())
    area = QRectF((size.width() - side) / 2, (size.height() - side) / 2, side, side)
    svg = _source(name).replace("currentColor", colour.name())
    QSvgRenderer(QByteArray(svg.encode())).render(painter, area)
    painter.end()
    QPixmapCache.insert(key, pixmap)
    return pixmap


@lru_cache
def _source(name: str) -> str:
    svg = resource_path(f"icons/{name}.svg").read_text(encoding="utf-8")
    return svg.replace('stroke-width="2"', f'stroke-width="{_STROKE_WIDTH}"')
