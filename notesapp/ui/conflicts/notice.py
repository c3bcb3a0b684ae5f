"""A quiet line about something that happened while the window was open."""

from __future__ import annotations

from PySide6.QtCore import QSize
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QHBoxLayout, QLabel, QWidget

from notesapp.ui.icons import icon
from notesapp.ui.theme import Theme
from notesapp.ui.widgets.buttons import FlatButton, IconButton
from notesapp.ui.widgets.labels import Label
from notesapp.ui.widgets.surface import Surface


class Notice(Surface):
    """Says one thing until it is dismissed or something else happens."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(theme, "warn_bg", parent)
        self._kept = ""
        self._build_ui()
        self.hide()

    def _build_ui(self) -> None:
        self._icon = QLabel(self)
        self._paint_icon()
        self._theme.changed.connect(self._paint_icon)
        self._text = Label(self._theme, "", self, font="list")
        self._text.setWordWrap(True)
        self._copy = FlatButton(self.tr("Copy what I typed"), parent=self)
        self._copy.clicked.connect(self._copy_kept)
        self._close = IconButton("x", self.tr("Dismiss"), self)
        self._close.clicked.connect(self.hide)
        row = QHBoxLayout(self)
        row.setContentsMargins(18, 4, 8, 4)
        row.setSpacing(10)
        row.addWidget(self._icon)
        row.addWidget(self._text, stretch=1)
        row.addWidget(self._copy)
        row.addWidget(self._close)

    def _paint_icon(self) -> None:
        picture = icon("info", "warn").pixmap(QSize(16, 16), self.devicePixelRatioF())
        self._icon.setPixmap(picture)

    @property
    def text(self) -> str:
        """What it says."""
        return self._text.text()

    def say(self, text: str) -> None:
        """Show a sentence."""
        self._text.setText(text)
        self._copy.setVisible(bool(self._kept))
        self.show()

    def offer_text(self, text: str, kept: str) -> None:
        """Show a sentence and offer words that have no place in the result any more."""
        self._kept = kept
        self.say(text)

    def _copy_kept(self) -> None:
        QGuiApplication.clipboard().setText(self._kept)
