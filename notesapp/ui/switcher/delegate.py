"""Paints a choice: icon, name with the typed letters bold, detail."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, QObject, QPersistentModelIndex, QRect, QSize, Qt
from PySide6.QtGui import QFontMetrics, QPainter
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem

from notesapp.ui.icons import paint_icon
from notesapp.ui.notelist.row_text import draw_line
from notesapp.ui.painting import ROW_RADIUS, rounded
from notesapp.ui.switcher.model import choice_of
from notesapp.ui.theme import Theme

_HEIGHT = 46
_ICON = 17
_SIDE = 14


class ChoiceDelegate(QStyledItemDelegate):
    """Rows of one height; mirrored for right-to-left layouts."""

    def __init__(self, theme: Theme, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._font = theme.font("body")
        self._font.setPointSizeF(self._font.pointSizeF() + 0.5)
        self._detail_font = theme.font("list")

    def sizeHint(
        self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> QSize:
        return QSize(200, max(_HEIGHT, QFontMetrics(self._font).height() + 20))

    def paint(
        self,
        painter: QPainter,
        option: QStyleOptionViewItem,
        index: QModelIndex | QPersistentModelIndex,
    ) -> None:
        choice = choice_of(index)
        if choice is None:
            return
        tokens = self._theme.tokens
        painter.save()
        is_selected = bool(option.state & QStyle.StateFlag.State_Selected)
        row = option.rect.adjusted(0, 1, 0, -1)
        if is_selected:
            rounded(painter, row, ROW_RADIUS, tokens.selection, None)
        box = QRect(row.left() + _SIDE, row.center().y() - _ICON // 2, _ICON, _ICON)
        ink = tokens.accent if is_selected else tokens.text_secondary
        paint_icon(painter, choice.icon, self._visual(option, box), ink)
        painter.setFont(self._detail_font)
        width = QFontMetrics(self._detail_font).horizontalAdvance(choice.detail)
        detail = QRect(row.right() + 1 - _SIDE - width, row.top(), width, row.height())
        right = QStyle.visualAlignment(option.direction, Qt.AlignmentFlag.AlignRight)
        quiet = tokens.text_secondary if is_selected else tokens.text_faint
        draw_line(painter, self._visual(option, detail), (choice.detail, ()), quiet, quiet, right)
        name = QRect(row.left() + 42, row.top(), detail.left() - row.left() - 58, row.height())
        left = QStyle.visualAlignment(option.direction, Qt.AlignmentFlag.AlignLeft)
        painter.setFont(self._font)
        text = QFontMetrics(self._font).elidedText(
            choice.name, Qt.TextElideMode.ElideRight, name.width()
        )
        marks = tuple(mark for mark in choice.marks if mark[1] <= len(text))
        draw_line(
            painter, self._visual(option, name), (text, marks), tokens.text, tokens.accent, left
        )
        painter.restore()

    @staticmethod
    def _visual(option: QStyleOptionViewItem, rect: QRect) -> QRect:
        return QStyle.visualRect(option.direction, option.rect, rect)
