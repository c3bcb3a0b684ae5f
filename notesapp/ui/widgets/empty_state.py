"""What a pane says when it has nothing to show: an icon, a sentence, at most a few buttons."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QFont
from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from notesapp.ui.icons import IconRole, icon
from notesapp.ui.theme import FontRole, Theme
from notesapp.ui.widgets.buttons import ButtonKind, FlatButton
from notesapp.ui.widgets.labels import Label


class EmptyState(QWidget):
    """An icon over a title, a sentence and buttons, in the middle of a pane."""

    def __init__(
        self,
        theme: Theme,
        parent: QWidget | None = None,
        *,
        icon_size: int = 36,
        title_font: FontRole = "section",
    ) -> None:
        super().__init__(parent)
        self._theme = theme
        self._icon_size = QSize(icon_size, icon_size)
        self._icon_spec: tuple[str, IconRole] = ("file-text", "accent")
        self._icon = QLabel(self)
        self._title = Label(theme, parent=self, font=title_font, weight=QFont.Weight.DemiBold)
        self._text = Label(theme, parent=self, colour="text_secondary")
        for label in (self._icon, self._title, self._text):
            label.setAlignment(Qt.AlignmentFlag.AlignCenter)
        for words in (self._title, self._text):
            words.setWordWrap(True)
        self._buttons = QHBoxLayout()
        self._buttons.setSpacing(12)
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 24, 24, 24)
        column.setSpacing(8)
        column.addStretch(4)
        column.addWidget(self._icon)
        column.addSpacing(10)
        column.addWidget(self._title)
        column.addWidget(self._text)
        column.addSpacing(14)
        column.addLayout(self._buttons)
        column.addStretch(5)
        theme.changed.connect(self._paint_icon)

    def say(
        self, icon_name: str, title: str, text: str = "", role: IconRole = "text_faint"
    ) -> None:
        """Show an icon and words, without buttons."""
        self._icon_spec = (icon_name, role)
        self._paint_icon()
        self._title.setText(title)
        self._title.setVisible(bool(title))
        self._text.setText(text)
        self._text.setVisible(bool(text))
        while (item := self._buttons.takeAt(0)) is not None:
            if widget := item.widget():
                widget.hide()
                widget.deleteLater()
        self._buttons.addStretch()
        self._buttons.addStretch()

    def add_button(
        self, text: str, kind: ButtonKind = "secondary", *, is_tall: bool = False
    ) -> FlatButton:
        """Add a button under the words and return it."""
        button = FlatButton(text, kind, self, is_tall=is_tall)
        self._buttons.insertWidget(self._buttons.count() - 1, button)
        return button

    @property
    def text(self) -> str:
        """All it says."""
        return " ".join(filter(None, (self._title.text(), self._text.text())))

    def _paint_icon(self) -> None:
        name, role = self._icon_spec
        self._icon.setPixmap(icon(name, role).pixmap(self._icon_size, self.devicePixelRatioF()))
