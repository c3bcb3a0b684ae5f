"""A note that one side deleted: the text on the side that has it, an empty panel on the other."""

from __future__ import annotations

from datetime import datetime
from math import ceil

from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QFrame, QScrollArea, QWidget

from notesapp.ui.conflicts import summary
from notesapp.ui.conflicts.columns import SCROLL_ROOM, Columns
from notesapp.ui.conflicts.comparison import Deletion, Side
from notesapp.ui.conflicts.moments import moment_text, sentence
from notesapp.ui.conflicts.side_text import SideText
from notesapp.ui.painting import CARD_RADIUS, rounded
from notesapp.ui.theme import Theme
from notesapp.ui.widgets.empty_state import EmptyState

_TOP = 16


class DeletedView(QWidget):
    """Shows what an answer would keep, with the edits marked, beside "Deleted on …"."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._kept = Side.THIS
        self._columns_width = 0
        self._panel_rect = QRect()
        self._build_ui()
        theme.changed.connect(self._on_theme_changed)

    def _build_ui(self) -> None:
        self._area = QScrollArea(self)
        self._area.setFrameShape(QFrame.Shape.NoFrame)
        self._area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.text = SideText(Side.THIS, self._theme)
        self._area.setWidget(self.text)
        self._panel = EmptyState(self._theme, self)

    def show_deletion(self, deletion: Deletion, now: datetime) -> None:
        """Show a note that was deleted on one side and edited on the other."""
        self._kept = deletion.kept
        conflict = deletion.conflict
        self.text.mark_colour = lambda line: (
            self._theme.tokens.this_word
            if deletion.kept is Side.THIS
            else self._theme.tokens.other_word
        )
        self.text.show_lines(deletion.lines, deletion.marks)
        device = summary.device_name(conflict, deletion.kept)
        self.text.setAccessibleName(self.tr("Version from {device}").format(device=device))
        gone = conflict.other if deletion.kept is Side.THIS else conflict.this
        where = summary.in_sentence(conflict, deletion.kept.opposite)
        self._panel.say(
            "trash-2",
            self.tr("Deleted on {device}").format(device=where),
            sentence(moment_text(gone.updated_at, now)),
            "text_secondary",
        )
        self._place()

    def set_columns_width(self, width: int) -> None:
        """Take the width that the heads share."""
        self._columns_width = width
        self._place()

    def resizeEvent(self, event: QResizeEvent) -> None:
        self._place()

    def paintEvent(self, event: QPaintEvent) -> None:
        tokens = self._theme.tokens
        painter = QPainter(self)
        painter.fillRect(event.rect(), tokens.editor)
        fill = tokens.list if tokens.is_dark else tokens.sidebar
        rounded(painter, self._panel_rect, CARD_RADIUS, fill, None)

    def _place(self) -> None:
        width = self._columns_width or self.width() - SCROLL_ROOM
        columns = Columns(width, self.layoutDirection())
        is_mirrored = self.layoutDirection() == Qt.LayoutDirection.RightToLeft
        shift = self.width() - width if is_mirrored else 0
        height = max(self.height() - 2 * _TOP, 0)
        text = columns.text(self._kept, _TOP, height).translated(shift, 0)
        self._area.setGeometry(text)
        self.text.set_text_width(text.width() - self._area.verticalScrollBar().sizeHint().width())
        needed = ceil(self.text.document().documentLayout().documentSize().height()) + 4
        self.text.resize(
            text.width() - self._area.verticalScrollBar().sizeHint().width(), max(needed, height)
        )
        self._panel_rect = columns.column(self._kept.opposite, _TOP, height).translated(shift, 0)
        self._panel.setGeometry(self._panel_rect)
        self.update()

    def _on_theme_changed(self) -> None:
        self.text.restyle()
        self.update()
