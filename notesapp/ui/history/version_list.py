"""The list of a note's versions, newest first."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import (
    QAbstractListModel,
    QModelIndex,
    QPersistentModelIndex,
    QRect,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import QFont, QFontMetrics, QPainter, QPalette
from PySide6.QtWidgets import (
    QFrame,
    QListView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QVBoxLayout,
    QWidget,
)

from notesapp.core.ids import Rev
from notesapp.core.model import VersionReason
from notesapp.ui.icons import paint_icon
from notesapp.ui.painting import ROW_RADIUS, rounded
from notesapp.ui.theme import Theme
from notesapp.ui.widgets.labels import Label
from notesapp.ui.widgets.surface import Surface

_WIDTH = 290
_ENTRY = Qt.ItemDataRole.UserRole
_FOCUSED = QStyle.StateFlag.State_HasFocus | QStyle.StateFlag.State_KeyboardFocusChange
_Index = QModelIndex | QPersistentModelIndex
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


class VersionModel(QAbstractListModel):
    """The rows of the list."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._rows: tuple[VersionRow, ...] = ()

    @property
    def rows(self) -> Sequence[VersionRow]:
        return self._rows

    def show_rows(self, rows: Sequence[VersionRow]) -> None:
        """Show another history."""
        self.beginResetModel()
        self._rows = tuple(rows)
        self.endResetModel()

    def rowCount(self, parent: _Index | None = None) -> int:
        return 0 if parent is not None and parent.isValid() else len(self._rows)

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid():
            return None
        row = self._rows[index.row()]
        match role:
            case Qt.ItemDataRole.DisplayRole:
                return row.when
            case Qt.ItemDataRole.AccessibleTextRole:
                return f"{row.when}. {row.reason}"
            case Qt.ItemDataRole.ToolTipRole:
                return row.exactly
            case _ if role == _ENTRY:
                return row
        return None


class VersionDelegate(QStyledItemDelegate):
    """Paints a row: icon of the reason, time, reason."""

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self._theme = theme
        self._strong = theme.font("body", QFont.Weight.DemiBold)
        self._small = theme.font("list")

    def sizeHint(self, option: QStyleOptionViewItem, index: _Index) -> QSize:
        height = QFontMetrics(self._strong).height() + QFontMetrics(self._small).height()
        return QSize(_WIDTH, height + 24)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: _Index) -> None:
        row: VersionRow = index.data(_ENTRY)
        tokens = self._theme.tokens
        box: QRect = option.rect.adjusted(8, 1, -8, -1)
        if option.state & QStyle.StateFlag.State_Selected:
            is_focused = option.state & _FOCUSED == _FOCUSED
            edge = tokens.accent if is_focused else None
            rounded(painter, box, ROW_RADIUS, tokens.selection, edge, 2.0)
        elif option.state & QStyle.StateFlag.State_MouseOver:
            rounded(painter, box, ROW_RADIUS, tokens.hover, None)
        strong, small = QFontMetrics(self._strong), QFontMetrics(self._small)
        top = box.top() + 9
        icon_box = QRect(box.left() + 11, top + 1, 16, 16)
        words = QRect(box.left() + 38, top, box.width() - 48, strong.height())
        below = QRect(words.left(), words.bottom() + 2, words.width(), small.height())
        role = tokens.warn if row.kind is VersionReason.LOST_DECISION else tokens.text_secondary
        paint_icon(painter, _ICONS[row.kind], _visual(option, box, icon_box), role)
        flags = QStyle.visualAlignment(option.direction, Qt.AlignmentFlag.AlignLeft)
        flags |= Qt.AlignmentFlag.AlignVCenter
        painter.setFont(self._strong)
        painter.setPen(tokens.text)
        shown = strong.elidedText(row.when, Qt.TextElideMode.ElideRight, words.width())
        painter.drawText(_visual(option, box, words), flags, shown)
        painter.setFont(self._small)
        painter.setPen(tokens.text_secondary)
        shown = small.elidedText(row.reason, Qt.TextElideMode.ElideRight, below.width())
        painter.drawText(_visual(option, box, below), flags, shown)


class VersionList(Surface):
    """Heading and list.

    Signals:
        chosen: the Rev of a version, when the user selects it.
    """

    chosen = Signal(str)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(theme, "sidebar", parent)
        self.model = VersionModel(self)
        self._build_ui()

    def _build_ui(self) -> None:
        title = Label(
            self._theme, self.tr("Versions"), self, font="section", weight=QFont.Weight.DemiBold
        )
        title.setContentsMargins(18, 12, 18, 8)
        self.view = QListView(self)
        self.view.setModel(self.model)
        self.view.setItemDelegate(VersionDelegate(self._theme, self.view))
        self.view.setFrameShape(QFrame.Shape.NoFrame)
        self.view.setMouseTracking(True)
        self.view.setUniformItemSizes(True)
        self.view.setVerticalScrollMode(QListView.ScrollMode.ScrollPerPixel)
        self.view.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.view.setAccessibleName(self.tr("Versions of this note"))
        self.view.viewport().setAutoFillBackground(False)
        palette = self.view.palette()
        palette.setColor(QPalette.ColorRole.Base, Qt.GlobalColor.transparent)
        self.view.setPalette(palette)
        self.view.selectionModel().currentChanged.connect(self._on_current_changed)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 8)
        column.setSpacing(0)
        column.addWidget(title)
        column.addWidget(self.view, stretch=1)
        self.setFixedWidth(_WIDTH)

    def show_rows(self, rows: Sequence[VersionRow], selected: Rev | None) -> None:
        """Show a history and select a version."""
        self.model.show_rows(rows)
        for number, row in enumerate(rows):
            if row.rev == selected:
                self.view.setCurrentIndex(self.model.index(number))

    def _on_current_changed(self, current: QModelIndex, previous: QModelIndex) -> None:
        if current.isValid():
            self.chosen.emit(self.model.rows[current.row()].rev)


def _visual(option: QStyleOptionViewItem, box: QRect, rect: QRect) -> QRect:
    return QStyle.visualRect(option.direction, box, rect)
