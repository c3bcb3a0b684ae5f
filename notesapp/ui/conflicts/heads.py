"""The heads of the columns: which device, when, and the button that keeps that version whole."""

from __future__ import annotations

from datetime import datetime

from PySide6.QtCore import QRect, QSize, Qt, Signal
from PySide6.QtGui import QFont, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QHBoxLayout, QLabel, QSizePolicy, QVBoxLayout, QWidget

from notesapp.core.conflict import Conflict
from notesapp.ui.conflicts import summary
from notesapp.ui.conflicts.columns import OUTER, TEXT_INSET, Columns
from notesapp.ui.conflicts.comparison import Side
from notesapp.ui.conflicts.moments import moment_text
from notesapp.ui.dates import full_date
from notesapp.ui.icons import IconRole, icon
from notesapp.ui.theme import Theme
from notesapp.ui.widgets.buttons import ButtonKind, FlatButton
from notesapp.ui.widgets.labels import ElidedLabel

_BAR = 3
_ICON = QSize(24, 24)
_HANDHELDS = (
    "pixel", "phone", "galaxy", "oneplus", "xperia", "redmi", "moto", "handy", "mobile",
    "ipad", "tablet",
)  # fmt: skip
_LAPTOPS = ("laptop", "book", "thinkpad", "latitude", "xps")


def device_icon(name: str) -> str:
    """Return the icon that fits what a device is called."""
    if not name:
        return "server"  # the back-end didn't say whose version it holds
    small = name.lower()
    if any(word in small for word in _HANDHELDS):
        return "smartphone"
    return "laptop" if any(word in small for word in _LAPTOPS) else "monitor"


class ColumnHead(QWidget):
    """One side: device, time, and "Keep this version".

    Signals:
        keep_requested: its button was pressed.
    """

    keep_requested = Signal()

    def __init__(self, side: Side, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._side = side
        self._theme = theme
        self._icon_name = "laptop"
        self._build_ui()
        theme.changed.connect(self._paint_icon)

    def _build_ui(self) -> None:
        theme = self._theme
        self._icon = QLabel(self)
        self._name = ElidedLabel(
            theme,
            "",
            self,
            font="section",
            weight=QFont.Weight.DemiBold,
            mode=Qt.TextElideMode.ElideMiddle,
        )
        self._time = ElidedLabel(theme, "", self, font="list", colour="text_secondary")
        kind: ButtonKind = "this" if self._side is Side.THIS else "other"
        self.button = FlatButton("", kind, self)
        self.button.setFont(theme.font("body", QFont.Weight.Medium))
        self.button.setMinimumHeight(36)
        self.button.clicked.connect(self.keep_requested)
        words = QVBoxLayout()
        words.setSpacing(1)
        words.addStretch()
        words.addWidget(self._name)
        words.addWidget(self._time)
        words.addStretch()
        self._who = QHBoxLayout()
        self._who.setSpacing(12)
        self._who.addWidget(self._icon)
        self._who.addLayout(words, stretch=1)
        self._row = QBoxLayout(QBoxLayout.Direction.LeftToRight, self)
        self._row.setContentsMargins(TEXT_INSET + 1, _BAR + 9, 6, 9)
        self._row.setSpacing(10)
        self._row.addLayout(self._who, stretch=1)
        self._row.addWidget(self.button)

    def needs_two_rows(self, width: int) -> bool:
        """Say whether the button must go below; a long name alone is cut instead."""
        margins = self._row.contentsMargins()
        name = self._name.fontMetrics().horizontalAdvance(summary.shortened(self._name.text()))
        words = max(name, self._time.sizeHint().width())
        needed = self._icon.sizeHint().width() + words + self.button.sizeHint().width()
        room = margins.left() + margins.right() + self._row.spacing() + self._who.spacing()
        return needed + room > width

    def set_two_rows(self, *, is_tall: bool) -> None:
        """Put the button below, or beside."""
        direction = QBoxLayout.Direction
        self._row.setDirection(direction.TopToBottom if is_tall else direction.LeftToRight)

    def show_side(self, conflict: Conflict, now: datetime) -> None:
        """Name the side by its device; the time is told, never judged."""
        revision = conflict.this if self._side is Side.THIS else conflict.other
        device = summary.device_name(conflict, self._side)
        self._name.setText(device)
        when = moment_text(revision.updated_at, now)
        self._time.setText(
            self.tr("You, {when}").format(when=when)
            if not revision.is_deleted
            else self.tr("Deleted {when}").format(when=when)
        )
        self._time.setToolTip(full_date(revision.updated_at))
        self._icon_name = "laptop" if self._side is Side.THIS else device_icon(revision.node_name)
        self._paint_icon()
        self._label_button(conflict, device)

    def _label_button(self, conflict: Conflict, device: str) -> None:
        mine = conflict.this if self._side is Side.THIS else conflict.other
        opposite = conflict.other if self._side is Side.THIS else conflict.this
        if mine.is_deleted:
            self.button.setText(self.tr("Delete it here too"))
            if self._side is Side.THIS:
                self.button.setText(self.tr("Delete it everywhere"))
            self.button.setAccessibleName(
                self.tr("{action}, as on {device}").format(
                    action=self.button.text(), device=summary.in_sentence(conflict, self._side)
                )
            )
            return
        self.button.setText(
            self.tr("Keep the note") if opposite.is_deleted else self.tr("Keep this version")
        )
        self.button.setAccessibleName(
            self.tr("Keep the version from {device}").format(
                device=summary.in_sentence(conflict, self._side)
            )
        )

    def _paint_icon(self) -> None:
        role: IconRole = "this" if self._side is Side.THIS else "other"
        self._icon.setPixmap(icon(self._icon_name, role).pixmap(_ICON, self.devicePixelRatioF()))

    def paintEvent(self, event: QPaintEvent) -> None:
        tokens = self._theme.tokens
        colour = tokens.this if self._side is Side.THIS else tokens.other
        QPainter(self).fillRect(QRect(0, 0, self.width(), _BAR), colour)


class ColumnHeads(QWidget):
    """Both heads, each exactly over its column.

    Signals:
        keep_requested: the Side whose version is to be kept.
    """

    keep_requested = Signal(object)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.heads = {side: ColumnHead(side, theme, self) for side in Side}
        self._columns_width = 0
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        for side, head in self.heads.items():
            head.keep_requested.connect(lambda side=side: self.keep_requested.emit(side))

    def show_conflict(self, conflict: Conflict, now: datetime) -> None:
        for head in self.heads.values():
            head.show_side(conflict, now)
        self._choose_rows()

    def set_columns_width(self, width: int) -> None:
        """Take the width that the texts below share."""
        self._columns_width = width
        self._choose_rows()
        self._place()

    def _choose_rows(self) -> None:
        width = Columns(self._columns_width or self.width()).column_width
        is_tall = any(head.needs_two_rows(width) for head in self.heads.values())
        for head in self.heads.values():
            head.set_two_rows(is_tall=is_tall)
        self.updateGeometry()

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
            area = columns.column(side, 0, self.height())
            # The outer edge of a head is the pane's edge, so that the colour bars reach it.
            first = (side is Side.THIS) != is_mirrored
            area = area.adjusted(-OUTER if first else 0, 0, 0 if first else OUTER, 0)
            head.setGeometry(area.translated(shift, 0))
