"""What all settings pages share: a heading, rows, and a line of explanation under each."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtGui import QFont
from PySide6.QtWidgets import (
    QButtonGroup,
    QCheckBox,
    QHBoxLayout,
    QRadioButton,
    QVBoxLayout,
    QWidget,
)

from notesapp.ui.theme import Theme
from notesapp.ui.widgets.labels import Label

_INDENT = 26


class SettingsPage(QWidget):
    """A column of settings."""

    def __init__(self, theme: Theme, title: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self.title = title
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(32, 28, 32, 24)
        self._column.setSpacing(6)
        self._column.addWidget(
            Label(theme, title, self, font="heading", weight=QFont.Weight.DemiBold)
        )
        self._column.addSpacing(12)

    def add_heading(self, text: str) -> None:
        """Start a group of settings."""
        self._column.addSpacing(10)
        self._column.addWidget(Label(self._theme, text, self, weight=QFont.Weight.DemiBold))
        self._column.addSpacing(2)

    def add_text(self, text: str, *, is_indented: bool = False) -> Label:
        """Add a line of explanation."""
        label = Label(self._theme, text, self, font="list", colour="text_secondary")
        label.setWordWrap(True)
        label.setContentsMargins(_INDENT if is_indented else 0, 0, 0, 6)
        self._column.addWidget(label)
        return label

    def add_check(self, text: str, is_on: bool, on_toggled: Callable[[bool], None]) -> QCheckBox:
        """Add a setting that is on or off."""
        box = QCheckBox(text, self)
        box.setChecked(is_on)
        box.toggled.connect(on_toggled)
        self._column.addWidget(box)
        return box

    def add_choices(
        self,
        name: str,
        choices: list[tuple[str, str, str]],
        chosen: str,
        on_chosen: Callable[[str], None],
    ) -> dict[str, QRadioButton]:
        """Add a choice of one.

        Args:
            choices: (value, text, explanation) each; the explanation may be empty.
        """
        group = QButtonGroup(self)
        buttons: dict[str, QRadioButton] = {}
        for value, text, explanation in choices:
            button = QRadioButton(text, self)
            button.setAccessibleName(f"{name}: {text}")
            button.setAccessibleDescription(explanation)
            button.setChecked(value == chosen)
            group.addButton(button)
            self._column.addWidget(button)
            if explanation:
                self.add_text(explanation, is_indented=True)
            buttons[value] = button
        values = {button: value for value, button in buttons.items()}
        group.buttonClicked.connect(lambda button: on_chosen(values[button]))
        return buttons

    def add_widget(self, widget: QWidget) -> None:
        """Add a row of its own making."""
        self._column.addWidget(widget)

    def add_buttons(self, *buttons: QWidget) -> None:
        """Add buttons in a row, at the leading edge."""
        row = QHBoxLayout()
        row.setContentsMargins(0, 6, 0, 6)
        row.setSpacing(10)
        for button in buttons:
            row.addWidget(button)
        row.addStretch(1)
        self._column.addLayout(row)

    def fill(self) -> None:
        """Push everything to the top; call last."""
        self._column.addStretch(1)
