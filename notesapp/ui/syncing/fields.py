"""Labelled fields of the sync dialogs."""

from __future__ import annotations

from PySide6.QtCore import Slot
from PySide6.QtGui import QAction, QFont
from PySide6.QtWidgets import QLineEdit, QVBoxLayout, QWidget

from notesapp.ui.icons import icon
from notesapp.ui.theme import Theme
from notesapp.ui.widgets.labels import Label

_FIELD_HEIGHT = 38


class LabelledField(QWidget):
    """A name over a line to type in, and a hint under it."""

    def __init__(
        self, theme: Theme, name: str, hint: str = "", parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._theme = theme
        label = Label(theme, name, self, font="list", weight=QFont.Weight.Medium)
        self.edit = QLineEdit(self)
        self.edit.setMinimumHeight(_FIELD_HEIGHT)
        self.edit.setAccessibleName(name)
        self.edit.setAccessibleDescription(hint)
        label.setBuddy(self.edit)
        self.setFocusProxy(self.edit)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(6)
        column.addWidget(label)
        column.addWidget(self.edit)
        if hint:
            below = Label(theme, hint, self, font="small", colour="text_secondary")
            below.setWordWrap(True)
            column.addWidget(below)

    @property
    def text(self) -> str:
        """What was typed, without white space around it."""
        return self.edit.text().strip()


class PasswordField(LabelledField):
    """A field whose text is hidden until the eye is pressed."""

    def __init__(
        self, theme: Theme, name: str, hint: str = "", parent: QWidget | None = None
    ) -> None:
        super().__init__(theme, name, hint, parent)
        self.edit.setEchoMode(QLineEdit.EchoMode.Password)
        self._eye = QAction(icon("eye"), self.tr("Show the password"), self)
        self._eye.setCheckable(True)
        self._eye.toggled.connect(self._on_toggled)
        self.edit.addAction(self._eye, QLineEdit.ActionPosition.TrailingPosition)

    @property
    def password(self) -> str:
        """What was typed, to the letter."""
        return self.edit.text()

    @Slot(bool)
    def _on_toggled(self, is_shown: bool) -> None:
        mode = QLineEdit.EchoMode.Normal if is_shown else QLineEdit.EchoMode.Password
        self.edit.setEchoMode(mode)
        self._eye.setIcon(icon("eye-off" if is_shown else "eye"))
        self._eye.setText(
            self.tr("Hide the password") if is_shown else self.tr("Show the password")
        )
