"""A list at the side of a window: each row an icon, a strong line and a quiet one."""

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
    QWidget,
)

from notesapp.ui.icons import paint_icon
from notesapp.ui.painting import ROW_RADIUS, rounded
from notesapp.ui.theme import Theme

_ENTRY = Qt.ItemDataRole.UserRole
_FOCUSED = QStyle.StateFlag.State_HasFocus | QStyle.StateFlag.State_KeyboardFocusChange
_ROOM = 28
_ICON_SIDE = 17
_Index = QModelIndex | QPersistentModelIndex


@dataclass(frozen=True, slots=True)
class Entry:
    """One row.

    Attributes:
        key: tells rows apart, such as a note's or a version's id.
        icon, colour: an icon's file name and the token it is painted in.
        tooltip: what hovering says; empty for both lines.
        is_quiet: done with: the strong line is weaker.
    """

    key: str
    title: str
    line: str
    icon: str
    colour: str
    tooltip: str = ""
    is_quiet: bool = False


class EntryModel(QAbstractListModel):
    """The rows of the list."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._entries: tuple[Entry, ...] = ()

    @property
    def entries(self) -> Sequence[Entry]:
        """What is listed."""
        return self._entries

    def show_entries(self, entries: Sequence[Entry]) -> None:
        """List these; if they are the same rows, they keep their selection."""
        if [one.key for one in entries] == [one.key for one in self._entries]:
            self._entries = tuple(entries)
            if entries:
                self.dataChanged.emit(self.index(0), self.index(len(entries) - 1))
            return
        self.beginResetModel()
        self._entries = tuple(entries)
        self.endResetModel()

    def rowCount(self, parent: _Index | None = None) -> int:
        return 0 if parent is not None and parent.isValid() else len(self._entries)

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid():
            return None
        entry = self._entries[index.row()]
        match role:
            case Qt.ItemDataRole.DisplayRole:
                return entry.title
            case Qt.ItemDataRole.AccessibleTextRole:
                return f"{entry.title}. {entry.line}"
            case Qt.ItemDataRole.ToolTipRole:
                return entry.tooltip or f"{entry.title}. {entry.line}"
            case _ if role == _ENTRY:
                return entry
        return None


class EntryList(QListView):
    """The list itself; the surface under it shows through.

    Signals:
        chosen: the key of the row that the user went to.
    """

    chosen = Signal(str)

    def __init__(self, theme: Theme, name: str, width: int, parent: QWidget) -> None:
        super().__init__(parent)
        self.entries = EntryModel(self)
        self._is_setting = False
        self.setModel(self.entries)
        self.setItemDelegate(_EntryDelegate(theme, width, self))
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setMouseTracking(True)
        self.setUniformItemSizes(True)
        self.setVerticalScrollMode(QListView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setAccessibleName(name)
        self.viewport().setAutoFillBackground(False)
        palette = self.palette()
        palette.setColor(QPalette.ColorRole.Base, Qt.GlobalColor.transparent)
        self.setPalette(palette)
        self.selectionModel().currentChanged.connect(self._on_current_changed)

    def show_entries(self, entries: Sequence[Entry], current: str | None) -> None:
        """List these and select one, without saying that it was chosen."""
        self._is_setting = True
        self.entries.show_entries(entries)
        for number, entry in enumerate(entries):
            if entry.key == current:
                self.setCurrentIndex(self.entries.index(number))
        self._is_setting = False

    def _on_current_changed(self, current: QModelIndex, previous: QModelIndex) -> None:
        if not self._is_setting and current.isValid():
            self.chosen.emit(self.entries.entries[current.row()].key)


class _EntryDelegate(QStyledItemDelegate):
    """Paints a row."""

    def __init__(self, theme: Theme, width: int, parent: QWidget) -> None:
        super().__init__(parent)
        self._theme = theme
        self._width = width
        self._strong = theme.font("body", QFont.Weight.DemiBold)
        self._small = theme.font("list")

    def sizeHint(self, option: QStyleOptionViewItem, index: _Index) -> QSize:
        height = QFontMetrics(self._strong).height() + QFontMetrics(self._small).height()
        return QSize(self._width, height + _ROOM)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: _Index) -> None:
        entry: Entry = index.data(_ENTRY)
        tokens = self._theme.tokens
        box: QRect = option.rect.adjusted(8, 1, -8, -1)
        self._paint_state(painter, option, box)
        strong, small = QFontMetrics(self._strong), QFontMetrics(self._small)
        top = box.top() + (_ROOM - 4) // 2
        picture = QRect(box.left() + 10, top, _ICON_SIDE, _ICON_SIDE)
        words = QRect(box.left() + 36, top, box.width() - 46, strong.height())
        below = QRect(words.left(), words.bottom() + 3, words.width(), small.height())
        colour = self._theme.color(entry.colour)
        paint_icon(painter, entry.icon, _visual(option, box, picture), colour)
        flags = QStyle.visualAlignment(option.direction, Qt.AlignmentFlag.AlignLeft)
        flags |= Qt.AlignmentFlag.AlignVCenter
        painter.setFont(self._strong)
        painter.setPen(tokens.text_secondary if entry.is_quiet else tokens.text)
        shown = strong.elidedText(entry.title, Qt.TextElideMode.ElideRight, words.width())
        painter.drawText(_visual(option, box, words), flags, shown)
        painter.setFont(self._small)
        painter.setPen(tokens.text_secondary)
        shown = small.elidedText(entry.line, Qt.TextElideMode.ElideRight, below.width())
        painter.drawText(_visual(option, box, below), flags, shown)

    def _paint_state(self, painter: QPainter, option: QStyleOptionViewItem, box: QRect) -> None:
        tokens = self._theme.tokens
        if option.state & QStyle.StateFlag.State_Selected:
            is_focused = option.state & _FOCUSED == _FOCUSED
            edge = tokens.accent if is_focused else None
            rounded(painter, box, ROW_RADIUS, tokens.selection, edge, 2.0)
        elif option.state & QStyle.StateFlag.State_MouseOver:
            rounded(painter, box, ROW_RADIUS, tokens.hover, None)


def _visual(option: QStyleOptionViewItem, box: QRect, rect: QRect) -> QRect:
    return QStyle.visualRect(option.direction, box, rect)
