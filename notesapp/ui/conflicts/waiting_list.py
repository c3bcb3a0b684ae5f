"""The list of all notes that wait for a decision."""

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
    QHBoxLayout,
    QListView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QVBoxLayout,
    QWidget,
)

from notesapp.core.ids import Guid
from notesapp.ui.icons import paint_icon
from notesapp.ui.painting import ROW_RADIUS, rounded
from notesapp.ui.theme import Theme
from notesapp.ui.widgets.buttons import FlatButton
from notesapp.ui.widgets.labels import Label
from notesapp.ui.widgets.surface import Surface

WIDTH = 250
_ENTRY = Qt.ItemDataRole.UserRole
_FOCUSED = QStyle.StateFlag.State_HasFocus | QStyle.StateFlag.State_KeyboardFocusChange
_Index = QModelIndex | QPersistentModelIndex


@dataclass(frozen=True, slots=True)
class Waiting:
    """A row: a note that waits, or that was decided while the window was open."""

    guid: Guid
    title: str
    reason: str
    is_deletion: bool = False
    is_done: bool = False


class WaitingModel(QAbstractListModel):
    """The rows of the list."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._rows: list[Waiting] = []

    @property
    def rows(self) -> Sequence[Waiting]:
        return tuple(self._rows)

    def show_rows(self, rows: Sequence[Waiting]) -> None:
        """Show these notes; rows that stay keep their place and selection."""
        if [row.guid for row in rows] == [row.guid for row in self._rows]:
            self._rows = list(rows)
            if rows:
                self.dataChanged.emit(self.index(0), self.index(len(rows) - 1))
            return
        self.beginResetModel()
        self._rows = list(rows)
        self.endResetModel()

    def rowCount(self, parent: _Index | None = None) -> int:
        return 0 if parent is not None and parent.isValid() else len(self._rows)

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid():
            return None
        row = self._rows[index.row()]
        match role:
            case Qt.ItemDataRole.DisplayRole:
                return row.title
            case Qt.ItemDataRole.AccessibleTextRole | Qt.ItemDataRole.ToolTipRole:
                done = self.tr("Decided") if row.is_done else row.reason
                return f"{row.title}. {done}"
            case _ if role == _ENTRY:
                return row
        return None


class WaitingDelegate(QStyledItemDelegate):
    """Paints a row: state icon, title, reason."""

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self._theme = theme
        self._title = theme.font("body", QFont.Weight.DemiBold)
        self._reason = theme.font("list")

    def sizeHint(self, option: QStyleOptionViewItem, index: _Index) -> QSize:
        height = QFontMetrics(self._title).height() + QFontMetrics(self._reason).height()
        return QSize(WIDTH, height + 34)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: _Index) -> None:
        row: Waiting = index.data(_ENTRY)
        tokens = self._theme.tokens
        rect: QRect = option.rect
        state: QStyle.StateFlag = option.state
        box = rect.adjusted(8, 1, -8, -1)
        is_selected = bool(state & QStyle.StateFlag.State_Selected)
        is_focused = state & _FOCUSED == _FOCUSED
        if is_selected:
            edge = tokens.accent if is_focused else None
            rounded(painter, box, ROW_RADIUS, tokens.selection, edge, 2.0)
        elif state & QStyle.StateFlag.State_MouseOver:
            rounded(painter, box, ROW_RADIUS, tokens.hover, None)
        title, reason = QFontMetrics(self._title), QFontMetrics(self._reason)
        top = box.top() + 13
        direction = option.direction
        icon_box = QRect(box.left() + 10, top, 17, 17)
        words = QRect(box.left() + 36, top, box.width() - 46, title.height())
        below = QRect(words.left(), words.bottom() + 3, words.width(), reason.height())
        name, colour = ("split", tokens.warn) if not row.is_deletion else ("trash-2", tokens.warn)
        if row.is_done:
            name, colour = "circle-check", tokens.ok
        paint_icon(painter, name, QStyle.visualRect(direction, box, icon_box), colour)
        flags = QStyle.visualAlignment(direction, Qt.AlignmentFlag.AlignLeft)
        flags |= Qt.AlignmentFlag.AlignVCenter
        painter.setFont(self._title)
        painter.setPen(tokens.text_secondary if row.is_done else tokens.text)
        shown = title.elidedText(row.title, Qt.TextElideMode.ElideRight, words.width())
        painter.drawText(QStyle.visualRect(direction, box, words), flags, shown)
        painter.setFont(self._reason)
        painter.setPen(tokens.text_secondary)
        why = self.tr("Decided") if row.is_done else row.reason
        shown = reason.elidedText(why, Qt.TextElideMode.ElideRight, below.width())
        painter.drawText(QStyle.visualRect(direction, box, below), flags, shown)


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
        self.model = WaitingModel(self)
        self._is_setting = False
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
        self.view = QListView(self)
        self.view.setModel(self.model)
        self.view.setItemDelegate(WaitingDelegate(theme, self.view))
        self.view.setFrameShape(QFrame.Shape.NoFrame)
        self.view.setMouseTracking(True)
        self.view.setUniformItemSizes(True)
        self.view.setVerticalScrollMode(QListView.ScrollMode.ScrollPerPixel)
        self.view.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.view.setAccessibleName(self.tr("Notes that need your decision"))
        self.view.viewport().setAutoFillBackground(False)
        palette = self.view.palette()
        palette.setColor(QPalette.ColorRole.Base, Qt.GlobalColor.transparent)
        self.view.setPalette(palette)
        self.view.selectionModel().currentChanged.connect(self._on_current_changed)
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
        self._is_setting = True
        self.model.show_rows(rows)
        open_count = sum(1 for row in rows if not row.is_done)
        self._count.setText(str(open_count))
        self.same_answer.setEnabled(open_count > 1)
        for number, row in enumerate(rows):
            if row.guid == current:
                self.view.setCurrentIndex(self.model.index(number))
        self._is_setting = False

    def _on_current_changed(self, current: QModelIndex, previous: QModelIndex) -> None:
        if not self._is_setting and current.isValid():
            self.chosen.emit(self.model.rows[current.row()].guid)
