"""The list of a note's versions, newest first."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import Signal
from PySide6.QtGui import QFont
from PySide6.QtWidgets import QVBoxLayout, QWidget

from notesapp.core.ids import Rev
from notesapp.core.model import VersionReason
from notesapp.ui.theme import Theme
from notesapp.ui.widgets.entry_list import Entry, EntryList
from notesapp.ui.widgets.labels import Label
from notesapp.ui.widgets.surface import Surface

_WIDTH = 290
_ICONS = {
    VersionReason.EDITED_HERE: "pencil",
    VersionReason.FROM_DEVICE: "download",
    VersionReason.COMBINED: "merge",
    VersionReason.KEPT_THIS: "circle-check",
    VersionReason.KEPT_OTHER: "circle-check",
    VersionReason.KEPT_BOTH: "copy",
    VersionReason.LOST_DECISION: "split",
    VersionReason.RESTORED: "undo-2",
}


@dataclass(frozen=True, slots=True)
class VersionRow:
    """A row: when, where and why.

    Attributes:
        when: such as "Today at 14:40", with the whole date in `exactly`.
    """

    rev: Rev
    when: str
    exactly: str
    reason: str
    kind: VersionReason
    is_current: bool = False


class VersionList(Surface):
    """Heading and list.

    Signals:
        chosen: the Rev of a version, when the user selects it.
    """

    chosen = Signal(str)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(theme, "sidebar", parent)
        self._build_ui()

    def _build_ui(self) -> None:
        title = Label(
            self._theme, self.tr("Versions"), self, font="section", weight=QFont.Weight.DemiBold
        )
        title.setContentsMargins(18, 12, 18, 8)
        self.view = EntryList(self._theme, self.tr("Versions of this note"), _WIDTH, self)
        self.view.chosen.connect(self.chosen)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 8)
        column.setSpacing(0)
        column.addWidget(title)
        column.addWidget(self.view, stretch=1)
        self.setFixedWidth(_WIDTH)

    def show_rows(self, rows: Sequence[VersionRow], selected: Rev | None) -> None:
        """Show a history and select a version."""
        self.view.show_entries([_entry(row) for row in rows], selected)


def _entry(row: VersionRow) -> Entry:
    colour = "warn" if row.kind is VersionReason.LOST_DECISION else "text_secondary"
    return Entry(row.rev, row.when, row.reason, _ICONS[row.kind], colour, row.exactly)
