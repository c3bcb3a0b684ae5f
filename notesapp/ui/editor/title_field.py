"""The note's title: one large line, over the text and in its column."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QFont, QKeyEvent
from PySide6.QtWidgets import QLineEdit, QSizePolicy, QStyle, QStyleOptionFrame, QWidget

from notesapp.ui.editor.exact_text import ExactText
from notesapp.ui.theme import Theme

_QT_MARGIN = 2
"""What QLineEdit itself keeps free on either side."""


class TitleField(QLineEdit):
    """A line edit without a frame that gives an untouched title back unit for unit.

    Signals:
        left_downwards: Enter or the down key: on to the text.
    """

    left_downwards = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._exact = ExactText("")
        self.setFont(theme.font("title", QFont.Weight.Bold))
        self.setFrame(False)
        self.setPlaceholderText(self.tr("Title"))
        self.setAccessibleName(self.tr("Title of the note"))
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def title(self) -> str:
        """Return the title exactly."""
        return self._exact.edited(self.text())

    def set_title(self, title: str) -> None:
        """Show a title; the cursor stays where it was, as far as that is."""
        if title == self.title():
            return
        self._exact = ExactText(title)
        place = self.cursorPosition()
        self.setText(self._exact.shown)
        self.setCursorPosition(min(place, len(self.text())) if self.hasFocus() else 0)

    def sizeHint(self) -> QSize:
        hint = super().sizeHint()
        return QSize(hint.width(), self.fontMetrics().height() + 8)

    @property
    def inset(self) -> int:
        """How far its letters stand in from its edge."""
        option = QStyleOptionFrame()
        self.initStyleOption(option)
        contents = QStyle.SubElement.SE_LineEditContents
        return self.style().subElementRect(contents, option, self).left() + _QT_MARGIN

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Down):
            self.left_downwards.emit()
            return
        super().keyPressEvent(event)
