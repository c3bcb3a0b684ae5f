"""The bottom of the window: both as two notes, later, save."""

from __future__ import annotations

from PySide6.QtCore import QSize, Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from notesapp.ui.icons import icon
from notesapp.ui.theme import Theme
from notesapp.ui.widgets.buttons import FlatButton
from notesapp.ui.widgets.labels import ElidedLabel
from notesapp.ui.widgets.surface import Surface


class Footer(Surface):
    """The answers that concern the whole note.

    Signals:
        both_requested, later_requested, save_requested: a button was pressed.
    """

    both_requested = Signal()
    later_requested = Signal()
    save_requested = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(theme, "editor", parent)
        self._build_ui()

    def _build_ui(self) -> None:
        self.both = FlatButton(self.tr("Keep both as two notes"), parent=self)
        self.both.setIcon(icon("copy", "text"))
        self.both.setIconSize(QSize(16, 16))
        self.both.setMinimumHeight(38)
        self.hint = ElidedLabel(self._theme, "", self, font="list", colour="text_secondary")
        self.later = FlatButton(self.tr("Decide later"), "ghost", self)
        self.later.setMinimumHeight(38)
        self.save = FlatButton("", "primary", self)
        self.save.setMinimumHeight(38)
        self.both.clicked.connect(self.both_requested)
        self.later.clicked.connect(self.later_requested)
        self.save.clicked.connect(self.save_requested)
        row = QHBoxLayout(self)
        row.setContentsMargins(17, 12, 17, 12)
        row.setSpacing(14)
        row.addWidget(self.both)
        row.addStretch(1)
        row.addWidget(self.hint)
        row.addWidget(self.later)
        row.addWidget(self.save)

    def show_for_comparison(self) -> None:
        """Offer what fits a note that both sides edited."""
        self.both.show()
        self.hint.setText(self.tr("The other version stays in the note’s history"))
        self.save.setText(self.tr("Save combined note"))

    def show_for_deletion(self) -> None:
        """Offer what fits a note that one side deleted."""
        self.both.hide()
        self.hint.setText(self.tr("Nothing happens until you choose"))
        self.save.setText(self.tr("Keep the note"))
