"""The list of all notes that wait for a decision."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import Signal
from PySide6.QtGui import QFont
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from notesapp.core.ids import Guid
from notesapp.ui.theme import Theme
from notesapp.ui.widgets.buttons import FlatButton
from notesapp.ui.widgets.entry_list import Entry, EntryList
from notesapp.ui.widgets.labels import Label
from notesapp.ui.widgets.surface import Surface

WIDTH = 250


@dataclass(frozen=True, slots=True)
class Waiting:
    """A row: a note that waits, or that was decided while the window was open."""

    guid: Guid
    title: str
    reason: str
    is_deletion: bool = False
    is_done: bool = False


class WaitingList(Surface):
    """Heading, list, and the button that answers all at once.

    Signals:
        chosen: the Guid of a note, when the user selects it.
        same_answer_requested: the button at the bottom was pressed.
    """

    chosen = Signal(object)
    same_answer_requested = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(theme, "sidebar", parent)
        self._build_ui()

    def _build_ui(self) -> None:
        theme = self._theme
        title = Label(
            theme,
            self.tr("Needs your decision"),
            self,
            font="section",
            weight=QFont.Weight.DemiBold,
        )
        self._count = Label(theme, "", self, colour="text_secondary")
        heading = QHBoxLayout()
        heading.setContentsMargins(18, 12, 18, 8)
        heading.addWidget(title)
        heading.addStretch()
        heading.addWidget(self._count)
        self.view = EntryList(theme, self.tr("Notes that need your decision"), WIDTH, self)
        self.view.chosen.connect(self._on_chosen)
        self.same_answer = FlatButton(self.tr("Same answer for all…"), parent=self)
        self.same_answer.setMinimumHeight(32)
        self.same_answer.clicked.connect(self.same_answer_requested)
        bottom = QHBoxLayout()
        bottom.setContentsMargins(15, 12, 15, 14)
        bottom.addWidget(self.same_answer)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(heading)
        column.addWidget(self.view, stretch=1)
        column.addLayout(bottom)
        button = self.same_answer.sizeHint().width() + 2 * 15
        heading_width = title.sizeHint().width() + 36 + 30
        self.setFixedWidth(max(WIDTH, button, heading_width))

    def show_rows(self, rows: Sequence[Waiting], current: Guid | None) -> None:
        """Show the notes and select one, without saying that it was chosen."""
        self.view.show_entries([self._entry(row) for row in rows], current)
        open_count = sum(1 for row in rows if not row.is_done)
        self._count.setText(str(open_count))
        self.same_answer.setEnabled(open_count > 1)

    def _entry(self, row: Waiting) -> Entry:
        if row.is_done:
            done = self.tr("Decided")
            return Entry(row.guid, row.title, done, "circle-check", "ok", is_quiet=True)
        icon = "trash-2" if row.is_deletion else "split"
        return Entry(row.guid, row.title, row.reason, icon, "warn")

    def _on_chosen(self, key: str) -> None:
        self.chosen.emit(Guid(key))
