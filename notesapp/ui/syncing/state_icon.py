"""The sync card's icon, which turns while a run takes longer than a moment."""

from __future__ import annotations

from PySide6.QtCore import QRect, QTimer, Slot
from PySide6.QtGui import QGuiApplication, QPainter, QPaintEvent
from PySide6.QtWidgets import QStyle, QWidget

from notesapp.ui.icons import IconRole, paint_icon
from notesapp.ui.theme import Theme

SIDE = 18
_TURNS_AFTER_MS = 300
_FRAME_MS = 50
_STEP_DEGREES = 18


class StateIcon(QWidget):
    """One icon in a token's colour; still for whoever asked the system for less motion."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFixedSize(SIDE, SIDE)
        self._theme = theme
        self._name = "cloud-off"
        self._role: IconRole = "text_faint"
        self._angle = 0
        self._frames = QTimer(self, interval=_TURNS_AFTER_MS)
        self._frames.timeout.connect(self._on_frame)
        theme.changed.connect(self.update)

    @property
    def is_turning(self) -> bool:
        """Whether it turns, or is about to."""
        return self._frames.isActive()

    def show_icon(self, name: str, role: IconRole, *, turns: bool = False) -> None:
        """Show an icon; while it `turns`, a run is under way."""
        self._name, self._role = name, role
        if not turns or not self._may_move():
            self._frames.stop()
            self._angle = 0
        elif not self._frames.isActive():
            self._frames.start(_TURNS_AFTER_MS)
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        painter.translate(SIDE / 2, SIDE / 2)
        painter.rotate(self._angle)
        area = QRect(-SIDE // 2, -SIDE // 2, SIDE, SIDE)
        paint_icon(painter, self._name, area, self._theme.color(self._role))

    @Slot()
    def _on_frame(self) -> None:
        self._frames.setInterval(_FRAME_MS)
        self._angle = (self._angle + _STEP_DEGREES) % 360
        self.update()

    def _may_move(self) -> bool:
        if self.style().styleHint(QStyle.StyleHint.SH_Widget_Animation_Duration) == 0:
            return False
        # Qt knows the system's wish since 6.12, and accessibility hints since 6.10.
        accessibility = getattr(QGuiApplication.styleHints(), "accessibility", None)
        wish = getattr(accessibility(), "motionPreference", None) if accessibility else None
        return wish is None or wish().name == "NoPreference"
