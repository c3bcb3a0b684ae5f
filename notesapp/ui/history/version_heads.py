"""The heads of the two columns: the note now, and an earlier version with its way back."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QRect, QSize, Qt, Signal
from PySide6.QtGui import QFont, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from notesapp.ui.conflicts.columns import OUTER, TEXT_INSET, Columns
from notesapp.ui.conflicts.comparison import Side
from notesapp.ui.history.version_list import VersionRow
from notesapp.ui.theme import Theme
from notesapp.ui.widgets.buttons import FlatButton
from notesapp.ui.widgets.labels import ElidedLabel

_BAR = 3


class VersionHead(QWidget):
    """A title and a line below it, under a bar in its side's colour."""

    def __init__(self, side: Side, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self._side = side
        self._theme = theme
        self.title = ElidedLabel(theme, "", self, font="section", weight=QFont.Weight.DemiBold)
        self.line = ElidedLabel(theme, "", self, font="list", colour="text_secondary")
        words = QVBoxLayout()
        words.setSpacing(1)
        words.addWidget(self.title)
        words.addWidget(self.line)
        self.row = QHBoxLayout(self)
        outer = OUTER if side is Side.THIS else 0
        self.row.setContentsMargins(TEXT_INSET + outer, _BAR + 8, 6, 8)
        self.row.addLayout(words, stretch=1)

    def paintEvent(self, event: QPaintEvent) -> None:
        tokens = self._theme.tokens
        colour = tokens.this if self._side is Side.THIS else tokens.other
        QPainter(self).fillRect(QRect(0, 0, self.width(), _BAR), colour)


class VersionHeads(QWidget):
    """Both heads, each over its column.

    Signals:
        restore_requested: "Restore this version" was pressed.
        partner_chosen: the Rev of the version that stands in the first column from now on.
    """

    restore_requested = Signal()
    partner_chosen = Signal(str)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._columns_width = 0
        self.heads = {side: VersionHead(side, theme, self) for side in Side}
        self.restore = FlatButton(self.tr("Restore this version"), "other", self.heads[Side.OTHER])
        self.restore.setMinimumHeight(36)
        self.restore.clicked.connect(self.restore_requested)
        self.heads[Side.OTHER].row.addWidget(self.restore)
        self.partner = QComboBox(self.heads[Side.THIS])
        self.partner.setAccessibleName(self.tr("Compare with"))
        self.partner.setToolTip(self.tr("Compare with"))
        self.partner.setMinimumHeight(32)
        self.partner.activated.connect(
            lambda index: self.partner_chosen.emit(self.partner.itemData(index))
        )
        self.heads[Side.THIS].row.addWidget(self.partner)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)

    def offer_partners(self, rows: Sequence[VersionRow], chosen: str) -> None:
        """Offer versions for the first column; the note now leads them."""
        self.partner.clear()
        for row in rows:
            self.partner.addItem(self.tr("Now") if row.is_current else row.when, row.rev)
        self.partner.setCurrentIndex(max(self.partner.findData(chosen), 0))

    def show_partner(self, title: str, line: str) -> None:
        """Name the version in the first column."""
        self.heads[Side.THIS].title.setText(title)
        self.heads[Side.THIS].line.setText(line)

    def show_version(self, when: str, reason: str, *, can_restore: bool) -> None:
        """Name the selected version."""
        self.heads[Side.OTHER].title.setText(when)
        self.heads[Side.OTHER].line.setText(reason)
        self.restore.setVisible(can_restore)
        self.restore.setAccessibleName(self.tr("Restore the version of {when}").format(when=when))

    def set_columns_width(self, width: int) -> None:
        """Take the width that the texts below share."""
        self._columns_width = width
        self._place()

    def sizeHint(self) -> QSize:
        return QSize(600, max(head.sizeHint().height() for head in self.heads.values()))

    def minimumSizeHint(self) -> QSize:
        return QSize(0, self.sizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        self._place()

    def _place(self) -> None:
        width = self._columns_width or self.width()
        columns = Columns(width, self.layoutDirection())
        is_mirrored = self.layoutDirection() == Qt.LayoutDirection.RightToLeft
        shift = self.width() - width if is_mirrored else 0
        for side, head in self.heads.items():
            is_first = (side is Side.THIS) != is_mirrored
            area = columns.column(side, 0, self.height())
            area = area.adjusted(-OUTER if is_first else 0, 0, 0 if is_first else OUTER, 0)
            head.setGeometry(area.translated(shift, 0))
