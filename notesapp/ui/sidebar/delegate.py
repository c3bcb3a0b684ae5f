"""Paints a line of the sidebar: icon, name, count or badge."""

from __future__ import annotations

from PySide6.QtCore import (
    QAbstractItemModel,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QRect,
    QSize,
    Qt,
)
from PySide6.QtGui import QFont, QFontMetrics, QPainter
from PySide6.QtWidgets import QLineEdit, QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from notesapp.ui.icons import paint_icon
from notesapp.ui.painting import ROW_RADIUS, rounded
from notesapp.ui.sidebar.contents import Entry, Kind
from notesapp.ui.sidebar.model import entry_of
from notesapp.ui.theme import Theme
from notesapp.ui.tokens import blend

INDENT = 16
_HEIGHT = 30
_HEADER_HEIGHT = 36
_EDGE = 8
_ICON_LEFT = 17
_TEXT_LEFT = 43
_ICON = 16
_COUNT_RIGHT = 19

Index = QModelIndex | QPersistentModelIndex


class SidebarDelegate(QStyledItemDelegate):
    """Lines with a rounded selection; mirrored for right-to-left layouts."""

    def __init__(self, theme: Theme, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._font = theme.font("body")
        self._selected_font = theme.font("body", QFont.Weight.Medium)
        self._count_font = theme.font("small")
        self._badge_font = theme.font("small", QFont.Weight.Bold)
        self._icon = max(_ICON, QFontMetrics(self._font).height())
        self._text_left = _TEXT_LEFT + self._icon - _ICON
        self.drop_target = QPersistentModelIndex()

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        entry = entry_of(index)
        text = QFontMetrics(self._font).height() + 12
        is_header = entry is not None and entry.kind is Kind.HEADER
        return QSize(120, max(_HEADER_HEIGHT if is_header else _HEIGHT, text))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        entry = entry_of(index)
        if entry is None or entry.kind is Kind.HEADER:
            return
        painter.save()
        self._paint_background(painter, option, index)
        right = self._paint_count(painter, option, entry)
        self._paint_name(painter, option, index, entry, right)
        painter.restore()

    def createEditor(self, parent: QWidget, option: QStyleOptionViewItem, index: Index) -> QWidget:
        editor = QLineEdit(parent)
        editor.setAccessibleName(self.tr("Name of the notebook"))
        editor.setFont(self._font)
        return editor

    def setEditorData(self, editor: QWidget, index: Index) -> None:
        assert isinstance(editor, QLineEdit)
        editor.setText(str(index.data(Qt.ItemDataRole.EditRole)))
        editor.selectAll()

    def setModelData(self, editor: QWidget, model: QAbstractItemModel, index: Index) -> None:
        assert isinstance(editor, QLineEdit)
        model.setData(index, editor.text())

    def updateEditorGeometry(
        self, editor: QWidget, option: QStyleOptionViewItem, index: Index
    ) -> None:
        whole = self._whole(option)
        entry = entry_of(index)
        if entry is not None and entry.kind is Kind.HEADER:
            editor.setGeometry(whole)  # Qt places index widgets through here as well
            return
        box = whole.adjusted(self._text_left - 9 + self._indent(index), 0, -_EDGE, 0)
        editor.setGeometry(QStyle.visualRect(option.direction, whole, box))

    def _paint_background(
        self, painter: QPainter, option: QStyleOptionViewItem, index: Index
    ) -> None:
        tokens = self._theme.tokens
        line = self._whole(option).adjusted(_EDGE, 1, -_EDGE, -1)
        if index == self.drop_target:
            rounded(painter, line, ROW_RADIUS, tokens.selection, tokens.accent, 2.0)
        elif option.state & QStyle.StateFlag.State_Selected:
            rounded(painter, line, ROW_RADIUS, tokens.selection, None)
        elif option.state & QStyle.StateFlag.State_MouseOver:
            rounded(painter, line, ROW_RADIUS, blend(tokens.text, tokens.sidebar, 0.05), None)
        keyboard = QStyle.StateFlag.State_HasFocus | QStyle.StateFlag.State_KeyboardFocusChange
        if (option.state & keyboard) == keyboard:
            rounded(painter, line, ROW_RADIUS, None, tokens.accent, 2.0)

    def _paint_count(self, painter: QPainter, option: QStyleOptionViewItem, entry: Entry) -> int:
        """Paint the count or the badge; return where the name must end."""
        tokens = self._theme.tokens
        whole = self._whole(option)
        right = whole.right() + 1 - _COUNT_RIGHT
        if not entry.count:
            return right
        text = option.locale.toString(entry.count)
        is_badge = entry.kind is Kind.DECISION
        font = self._badge_font if is_badge else self._count_font
        metrics = QFontMetrics(font)
        width = metrics.horizontalAdvance(text)
        if is_badge:
            height = metrics.height() + 4
            width = max(height, width + 12)
            right += 1
        box = QRect(right - width, whole.top(), width, whole.height())
        painter.setFont(font)
        if is_badge:
            box.setHeight(height)
            box.moveTop(whole.center().y() - height // 2)
            rounded(painter, self._visual(option, box), height / 2, tokens.warn, None)
        is_selected = bool(option.state & QStyle.StateFlag.State_Selected)
        quiet = tokens.text_secondary if is_selected else tokens.text_faint
        painter.setPen(tokens.on_warn if is_badge else quiet)
        painter.drawText(self._visual(option, box), Qt.AlignmentFlag.AlignCenter, text)
        return box.left() - 6

    def _paint_name(
        self,
        painter: QPainter,
        option: QStyleOptionViewItem,
        index: Index,
        entry: Entry,
        right: int,
    ) -> None:
        tokens = self._theme.tokens
        is_selected = bool(option.state & QStyle.StateFlag.State_Selected)
        whole = self._whole(option)
        indent = self._indent(index)
        ink = tokens.accent if is_selected else tokens.text_secondary
        if entry.kind is Kind.DECISION:
            ink = tokens.warn
        top = whole.center().y() - self._icon // 2
        box = QRect(whole.left() + _ICON_LEFT + indent, top, self._icon, self._icon)
        paint_icon(painter, entry.icon, self._visual(option, box), ink)
        if index.model().hasChildren(index):
            self._paint_chevron(painter, option, box)
        font = self._selected_font if is_selected else self._font
        left = whole.left() + self._text_left + indent
        room = QRect(left, whole.top(), right - left, whole.height())
        painter.setFont(font)
        painter.setPen(tokens.text)
        name = QFontMetrics(font).elidedText(entry.name, Qt.TextElideMode.ElideRight, room.width())
        side = QStyle.visualAlignment(option.direction, Qt.AlignmentFlag.AlignLeft)
        flags = side | Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignAbsolute
        painter.drawText(self._visual(option, room), int(flags.value), name)

    def _paint_chevron(
        self, painter: QPainter, option: QStyleOptionViewItem, icon_box: QRect
    ) -> None:
        is_open = bool(option.state & QStyle.StateFlag.State_Open)
        is_mirrored = option.direction == Qt.LayoutDirection.RightToLeft
        name = "chevron-down" if is_open else "chevron-left" if is_mirrored else "chevron-right"
        box = QRect(icon_box.left() - 11, icon_box.center().y() - 4, 10, 10)
        paint_icon(painter, name, self._visual(option, box), self._theme.tokens.text_faint)

    @staticmethod
    def _indent(index: Index) -> int:
        depth = 0
        above = index.parent()
        while above.isValid():
            depth += 1
            above = above.parent()
        return depth * INDENT

    @staticmethod
    def _whole(option: QStyleOptionViewItem) -> QRect:
        """Return the line's rectangle over the view's whole width, whatever the tree indents."""
        widget = option.widget
        line = QRect(option.rect)
        if isinstance(widget, QWidget):
            line.setLeft(0)
            line.setWidth(widget.width())
        return line

    def _visual(self, option: QStyleOptionViewItem, rect: QRect) -> QRect:
        return QStyle.visualRect(option.direction, self._whole(option), rect)
