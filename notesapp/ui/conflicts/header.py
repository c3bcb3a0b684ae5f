"""The window's first lines: what happened to which note, and the way from difference to difference."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtGui import QFont
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from notesapp.ui.conflicts import summary
from notesapp.ui.conflicts.comparison import Comparison, Deletion
from notesapp.ui.theme import Theme
from notesapp.ui.widgets.buttons import IconButton
from notesapp.ui.widgets.labels import ElidedLabel, Label


class Header(QWidget):
    """Headline, summary, and steps through the differences.

    Signals:
        step_requested: 1 for the next difference, -1 for the previous.
    """

    step_requested = Signal(int)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._build_ui()

    def _build_ui(self) -> None:
        theme = self._theme
        self.headline = ElidedLabel(theme, "", self, font="heading", weight=QFont.Weight.DemiBold)
        self.summary = Label(theme, "", self, font="list", colour="text_secondary")
        self.summary.setWordWrap(True)
        self.place = Label(theme, "", self, font="list", colour="text_secondary")
        self.previous = IconButton("chevron-up", self.tr("Previous difference"), self)
        self.next = IconButton("chevron-down", self.tr("Next difference"), self)
        self.more = IconButton("ellipsis", self.tr("View and keys"), self)
        self.previous.clicked.connect(lambda: self.step_requested.emit(-1))
        self.next.clicked.connect(lambda: self.step_requested.emit(1))
        words = QVBoxLayout()
        words.setSpacing(3)
        words.addWidget(self.headline)
        words.addWidget(self.summary)
        row = QHBoxLayout(self)
        row.setContentsMargins(18, 14, 14, 12)
        row.setSpacing(2)
        row.addLayout(words, stretch=1)
        row.addSpacing(16)
        row.addWidget(self.place)
        row.addSpacing(8)
        row.addWidget(self.previous)
        row.addWidget(self.next)
        row.addWidget(self.more)

    def show_comparison(self, comparison: Comparison) -> None:
        """Say what happened to a note that both sides edited."""
        self.headline.setText(summary.headline(comparison.conflict))
        self.summary.setText(summary.summary(comparison))
        self._show_steps(is_shown=bool(comparison.asked))

    def show_deletion(self, deletion: Deletion) -> None:
        """Say what happened to a note that one side deleted."""
        self.headline.setText(summary.headline(deletion.conflict))
        self.summary.setText(
            self.tr(
                "Keep the note, or delete it? A deleted note stays in Recently deleted for 30 days."
            )
        )
        self._show_steps(is_shown=False)

    def show_place(self, number: int, total: int) -> None:
        """Say which difference is the current one."""
        self.place.setText(
            self.tr("Difference {number} of {total}").format(number=number, total=total)
        )

    def _show_steps(self, *, is_shown: bool) -> None:
        for widget in (self.place, self.previous, self.next):
            widget.setVisible(is_shown)
