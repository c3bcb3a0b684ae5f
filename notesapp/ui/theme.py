"""Which scheme is shown and in which sizes: the one object that widgets take their look from."""

from __future__ import annotations

from enum import StrEnum
from typing import Literal

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QColor, QFont, QFontDatabase, QGuiApplication

from notesapp.ui.system_scheme import SystemScheme
from notesapp.ui.tokens import DARK, LIGHT, Tokens

__all__ = ["FontRole", "Scheme", "Theme", "Tokens"]

FontRole = Literal["small", "list", "body", "editor", "section", "heading", "title", "fixed"]

_RAMP: dict[FontRole, float] = {
    "small": -1.5,
    "list": -0.75,
    "body": 0.0,
    "editor": 1.5,
    "section": 1.0,
    "heading": 3.0,
    "title": 11.0,
    "fixed": 0.0,
}
_USUAL_POINT_SIZE = 10.0
_SMALLEST_POINT_SIZE = 7.0


class Scheme(StrEnum):
    """What the user set; `SYSTEM` follows the desktop."""

    SYSTEM = "system"
    LIGHT = "light"
    DARK = "dark"


class Theme(QObject):
    """The current colours and type sizes, applied to the application's palette.

    Signals:
        changed: colours are different now; Qt repaints by itself, caches of ours must go.
    """

    changed = Signal()

    def __init__(
        self,
        application: QGuiApplication,
        scheme: Scheme = Scheme.SYSTEM,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._application = application
        self._base_font = QFont(application.font())
        self._system = SystemScheme(application, self)
        self._system.changed.connect(self._on_system_changed)
        self._scheme = scheme
        self._tokens = LIGHT
        self._show(self._wanted())

    @property
    def scheme(self) -> Scheme:
        """What the user set."""
        return self._scheme

    @property
    def tokens(self) -> Tokens:
        """The colours in use now."""
        return self._tokens

    @property
    def is_dark(self) -> bool:
        """Whether the dark scheme is in use now."""
        return self._tokens.is_dark

    def set_scheme(self, scheme: Scheme) -> None:
        """Follow the system, or one scheme for good; shows at once."""
        self._scheme = scheme
        self._system.prefer(
            {
                Scheme.SYSTEM: Qt.ColorScheme.Unknown,
                Scheme.LIGHT: Qt.ColorScheme.Light,
                Scheme.DARK: Qt.ColorScheme.Dark,
            }[scheme]
        )
        self._show(self._wanted())

    def font(self, role: FontRole = "body", weight: QFont.Weight = QFont.Weight.Normal) -> QFont:
        """Return a font of the type ramp, relative to the system's own size."""
        font = QFont(self._base_font)
        if role == "fixed":
            fixed = QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont)
            font.setFamilies(fixed.families())
            font.setStyleHint(QFont.StyleHint.Monospace)
        font.setPointSizeF(max(_SMALLEST_POINT_SIZE, self._base_font.pointSizeF() + _RAMP[role]))
        font.setWeight(weight)
        return font

    @property
    def scale(self) -> float:
        """How much larger than usual the system's font is, at least 1; for widths in pixels."""
        return max(1.0, self._base_font.pointSizeF() / _USUAL_POINT_SIZE)

    def color(self, name: str) -> QColor:
        """Return a token by its name, such as ``text_secondary``."""
        colour = getattr(self._tokens, name)
        assert isinstance(colour, QColor), name
        return colour

    def _wanted(self) -> Tokens:
        match self._scheme:
            case Scheme.LIGHT:
                return LIGHT
            case Scheme.DARK:
                return DARK
            case Scheme.SYSTEM:
                return DARK if self._system.is_dark else LIGHT

    def _show(self, tokens: Tokens) -> None:
        is_different = tokens is not self._tokens
        self._tokens = tokens
        self._application.setPalette(tokens.palette())
        if is_different:
            self.changed.emit()

    def _on_system_changed(self) -> None:
        self._show(self._wanted())
