"""A pane in one of the surface colours."""

from __future__ import annotations

from typing import Literal

from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from notesapp.ui.theme import Theme

SurfaceName = Literal["sidebar", "list", "editor", "raised", "warn_bg"]


class Surface(QWidget):
    """Fills itself with a token, so that a change of scheme needs no palette per widget."""

    def __init__(self, theme: Theme, name: SurfaceName, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._surface = name

    def paintEvent(self, event: QPaintEvent) -> None:
        QPainter(self).fillRect(event.rect(), self._theme.color(self._surface))
