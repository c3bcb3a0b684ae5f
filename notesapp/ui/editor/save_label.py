"""Says where the latest words are: in memory, or safe on this computer."""

from __future__ import annotations

from PySide6.QtCore import QTimer, QVariantAnimation
from PySide6.QtGui import QPalette
from PySide6.QtWidgets import QWidget

from notesapp.ui.editor.session import SaveState
from notesapp.ui.theme import Theme
from notesapp.ui.widgets.labels import Label

SHOWN_MS = 3000
_FADE_MS = 400


class SaveLabel(Label):
    """One line that fades when there is nothing to worry about."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(theme, "", parent, font="list", colour="text_secondary")
        self.stays = False
        self._wait = QTimer(self, singleShot=True, interval=SHOWN_MS)
        self._fade = QVariantAnimation(self)
        self._fade.setStartValue(1.0)
        self._fade.setEndValue(0.0)
        self._fade.setDuration(_FADE_MS)
        self._wait.timeout.connect(self._fade.start)
        self._fade.valueChanged.connect(self._on_fade)
        self._fade.finished.connect(self.clear)

    def show_state(self, state: SaveState) -> None:
        """Say what became of the latest words."""
        match state:
            case SaveState.SAVED:
                self._say(self.tr("Saved on this computer"), fades=not self.stays)
            case SaveState.EDITED | SaveState.SAVING:
                self._say(self.tr("Saving…"), fades=False)
            case SaveState.FAILED:
                self._say(self.tr("Not saved yet"), fades=False, colour="warn")

    def show_event(self, text: str) -> None:
        """Say something once; it fades."""
        self._say(text, fades=True)

    def forget(self) -> None:
        """Say nothing: another note is shown."""
        self._wait.stop()
        self._fade.stop()
        self.clear()

    def _say(self, text: str, *, fades: bool, colour: str = "text_secondary") -> None:
        self._fade.stop()
        self.set_colour(colour)
        self.setText(text)
        if fades:
            self._wait.start()
        else:
            self._wait.stop()

    def _on_fade(self, strength: float) -> None:
        palette = self.palette()
        colour = palette.color(QPalette.ColorRole.WindowText)
        colour.setAlphaF(strength)
        palette.setColor(QPalette.ColorRole.WindowText, colour)
        self.setPalette(palette)
