"""The outcome of a test, said under the fields it is about."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent, QFont, QPainter, QPaintEvent
from PySide6.QtWidgets import QDialog, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from notesapp.ui.icons import icon
from notesapp.ui.painting import CARD_RADIUS, rounded
from notesapp.ui.theme import Theme
from notesapp.ui.tokens import blend
from notesapp.ui.widgets.labels import Label

_TINT = 0.10
_EDGE = 0.40


class ResultCard(QWidget):
    """A green card for what works, an amber one for what doesn't, a plain one while waiting."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._kind = "wait"
        self._picture = QLabel(self)
        self._title = Label(theme, parent=self, weight=QFont.Weight.DemiBold)
        self._text = Label(theme, parent=self, font="list", colour="text_secondary")
        for label in (self._title, self._text):
            label.setWordWrap(True)
        words = QVBoxLayout()
        words.setSpacing(3)
        words.addWidget(self._title)
        words.addWidget(self._text)
        row = QHBoxLayout(self)
        row.setContentsMargins(16, 12, 16, 12)
        row.setSpacing(12)
        row.addWidget(self._picture, alignment=Qt.AlignmentFlag.AlignTop)
        row.addLayout(words, 1)
        theme.changed.connect(self._paint_icon)
        self.hide()

    @property
    def title(self) -> str:
        """What it says first."""
        return self._title.text()

    @property
    def text(self) -> str:
        """What it says then."""
        return self._text.text()

    def show_works(self, title: str, text: str) -> None:
        """Say that something works."""
        self._show("ok", title, text)

    def show_problem(self, title: str, text: str) -> None:
        """Say what stands in the way."""
        self._show("warn", title, text)

    def show_waiting(self, title: str) -> None:
        """Say what is being waited for."""
        self._show("wait", title, "")

    def _show(self, kind: str, title: str, text: str) -> None:
        self._kind = kind
        self._title.setText(title)
        self._text.setText(text)
        self._text.setVisible(bool(text))
        self._paint_icon()
        self.setAccessibleName(f"{title} {text}".strip())
        self.show()
        self._make_room()
        QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(self, self.accessibleName()))

    def _make_room(self) -> None:
        """Let the dialog grow: a card that appears would press its fields together."""
        dialog = self.window()
        column = dialog.layout()
        if isinstance(dialog, QDialog) and column is not None:
            column.activate()
            needed = column.totalHeightForWidth(dialog.width())
            dialog.resize(dialog.width(), max(dialog.height(), needed))

    def _paint_icon(self) -> None:
        match self._kind:
            case "ok":
                picture = icon("circle-check", "ok")
            case "warn":
                picture = icon("triangle-alert", "warn")
            case _:
                picture = icon("hourglass", "text_secondary")
        self._picture.setPixmap(picture.pixmap(QSize(20, 20), self.devicePixelRatioF()))
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        tokens = self._theme.tokens
        colour = {"ok": tokens.ok, "warn": tokens.warn}.get(self._kind, tokens.outline)
        fill = blend(colour, tokens.editor, _TINT)
        rounded(QPainter(self), self.rect(), CARD_RADIUS, fill, blend(colour, tokens.editor, _EDGE))
