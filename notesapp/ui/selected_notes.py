"""What the editor's place shows while several notes are selected."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from notesapp.ui.theme import Theme
from notesapp.ui.widgets.buttons import FlatButton
from notesapp.ui.widgets.empty_state import EmptyState
from notesapp.ui.widgets.surface import Surface


class SelectedNotesPage(Surface):
    """How many notes are selected, and what can be done with all of them.

    Signals:
        move_requested, tag_requested: the button that asked, for its menu.
        pin_requested, delete_requested: the buttons.
    """

    move_requested = Signal(QWidget)
    tag_requested = Signal(QWidget)
    pin_requested = Signal()
    delete_requested = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(theme, "editor", parent)
        self._words = EmptyState(theme, self, icon_size=44, title_font="heading")
        self._count = 0
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self._words)

    @property
    def text(self) -> str:
        """What it says."""
        return self._words.text

    def show_count(self, count: int) -> None:
        """Speak of so many notes."""
        if count == self._count:
            return
        self._count = count
        self._words.say("copy", self.tr("%n note(s) selected", "", count))
        move = self._words.add_button(self.tr("Move…"))
        move.clicked.connect(lambda: self.move_requested.emit(move))
        tag = self._words.add_button(self.tr("Tag…"))
        tag.clicked.connect(lambda: self.tag_requested.emit(tag))
        pin: FlatButton = self._words.add_button(self.tr("Pin"))
        pin.clicked.connect(self.pin_requested)
        delete = self._words.add_button(self.tr("Delete"))
        delete.clicked.connect(self.delete_requested)
