"""What the editor's place shows while no note is open."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from notesapp.ui.theme import Theme
from notesapp.ui.widgets.empty_state import EmptyState


class FirstPage(QWidget):
    """An invitation to write; with an empty library also to import and to set up sync.

    Signals:
        new_note_requested, import_requested, set_up_sync_requested: a button was pressed.
    """

    new_note_requested = Signal()
    import_requested = Signal()
    set_up_sync_requested = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._is_library_empty: bool | None = None
        self._empty = EmptyState(theme, self, icon_size=60, title_font="heading")
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self._empty)

    def invite(self, *, is_library_empty: bool) -> None:
        """Say what fits."""
        if is_library_empty == self._is_library_empty:
            return
        self._is_library_empty = is_library_empty
        if not is_library_empty:
            self._empty.say("file-text", self.tr("No note is open"))
            new = self._empty.add_button(self.tr("New note"), is_tall=True)
            new.clicked.connect(self.new_note_requested)
            return
        self._empty.say(
            "file-text",
            self.tr("Write your first note"),
            self.tr("Everything you write is saved on this computer, no account needed."),
            "accent",
        )
        for text, kind, signal in (
            (self.tr("New note"), "primary", self.new_note_requested),
            (self.tr("Import…"), "secondary", self.import_requested),
            (self.tr("Set up sync…"), "secondary", self.set_up_sync_requested),
        ):
            button = self._empty.add_button(text, kind, is_tall=True)  # type: ignore[arg-type]
            button.clicked.connect(signal)
