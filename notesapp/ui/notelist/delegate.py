"""Paints a note as a row: title and date, two lines of text, and what needs attention."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from PySide6.QtCore import QModelIndex, QObject, QPersistentModelIndex, QRect, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem

from notesapp.ui.dates import short_date
from notesapp.ui.icons import paint_icon
from notesapp.ui.notelist.density import Density
from notesapp.ui.notelist.roles import Row, row_of
from notesapp.ui.notelist.row_text import broken_lines, draw_line
from notesapp.ui.notelist.words import attention, title_of
from notesapp.ui.painting import ROW_RADIUS, rounded
from notesapp.ui.theme import Theme
from notesapp.ui.tokens import blend

_EDGE = 8
_SIDE = 20
_GAP = 4
_PIN = 13
_DOT = 6


class NoteDelegate(QStyledItemDelegate):
    """Rows of one height; every rectangle is mirrored for right-to-left layouts."""

    def __init__(
        self, theme: Theme, now: Callable[[], datetime], parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._theme = theme
        self._now = now
        self._density = Density.COMFORTABLE
        self._title_font = theme.font("body", QFont.Weight.DemiBold)
        self._text_font = theme.font("list")
        self._date_font = theme.font("small")
        self._attention_font = theme.font("list", QFont.Weight.DemiBold)
        self._font_key = self._text_font.toString()
        self._pin = max(_PIN, QFontMetrics(self._date_font).height())
        self._title_height = QFontMetrics(self._title_font).height() + 3
        self._line_height = QFontMetrics(self._text_font).height() + 3

    def set_density(self, density: Density) -> None:
        """Show more or fewer lines; the view has to lay its rows out again."""
        self._density = density

    def sizeHint(
        self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> QSize:
        lines, height = self._density.lines, self._density.height
        needed = self._title_height + lines * self._line_height + _EDGE + _GAP
        return QSize(200, max(height, needed))

    def paint(
        self,
        painter: QPainter,
        option: QStyleOptionViewItem,
        index: QModelIndex | QPersistentModelIndex,
    ) -> None:
        row = row_of(index)
        if row is None:
            return
        painter.save()
        self._paint_background(painter, option, index)
        self._paint_row(painter, option, row)
        painter.restore()

    def _paint_background(
        self,
        painter: QPainter,
        option: QStyleOptionViewItem,
        index: QModelIndex | QPersistentModelIndex,
    ) -> None:
        tokens = self._theme.tokens
        card = option.rect.adjusted(_EDGE, 0, -_EDGE, -_GAP)
        if option.state & QStyle.StateFlag.State_Selected:
            rounded(painter, card, ROW_RADIUS, tokens.selection, None)
        else:
            if option.state & QStyle.StateFlag.State_MouseOver:
                rounded(painter, card, ROW_RADIUS, blend(tokens.text, tokens.list, 0.035), None)
            rule = QRect(card.left() + _SIDE - _EDGE, option.rect.bottom() - 1, 0, 1)
            rule.setRight(card.right() - _SIDE + _EDGE)
            painter.fillRect(rule, tokens.rule)
        keyboard = QStyle.StateFlag.State_HasFocus | QStyle.StateFlag.State_KeyboardFocusChange
        if (option.state & keyboard) == keyboard:
            rounded(painter, card, ROW_RADIUS, None, tokens.accent, 2.0)

    def _paint_row(self, painter: QPainter, option: QStyleOptionViewItem, row: Row) -> None:
        tokens = self._theme.tokens
        is_selected = bool(option.state & QStyle.StateFlag.State_Selected)
        quiet = tokens.text_secondary if is_selected else tokens.text_faint
        lines = self._density.lines
        block = self._title_height + lines * self._line_height
        top = option.rect.top() + (option.rect.height() - _GAP - block) // 2
        left, right = option.rect.left() + _SIDE, option.rect.right() - _SIDE
        note = row.summary
        if row.shows_unsent and not note.is_synchronized:
            dot = QRect(option.rect.left() + _EDGE, top + self._title_height // 2 - 3, _DOT, _DOT)
            rounded(painter, self._visual(option, dot), _DOT / 2, tokens.accent, None)
        title = QRect(left, top, right - left, self._title_height)
        title.setRight(self._paint_date(painter, option, title, row, quiet))
        if note.is_pinned:
            pin = QRect(left - 1, title.center().y() - self._pin // 2, self._pin, self._pin)
            paint_icon(painter, "pin", self._visual(option, pin), tokens.text_secondary)
            title.setLeft(left + self._pin + 3)
        self._paint_title(painter, option, title, row)
        if lines:
            text = QRect(left, top + self._title_height, right - left, self._line_height)
            self._paint_text(painter, option, text, row, lines)

    def _paint_date(
        self,
        painter: QPainter,
        option: QStyleOptionViewItem,
        line: QRect,
        row: Row,
        colour: QColor,
    ) -> int:
        """Paint the date at the end of the title's line; return where the title must end."""
        date = short_date(row.summary.updated_at, self._now())
        painter.setFont(self._date_font)
        width = QFontMetrics(self._date_font).horizontalAdvance(date)
        place = QRect(line.right() + 1 - width, line.top(), width, line.height())
        draw_line(
            painter,
            self._visual(option, place),
            (date, ()),
            colour,
            colour,
            self._side(option, Qt.AlignmentFlag.AlignRight),
        )
        return place.left() - 8

    def _paint_title(
        self, painter: QPainter, option: QStyleOptionViewItem, rect: QRect, row: Row
    ) -> None:
        tokens = self._theme.tokens
        metrics = QFontMetrics(self._title_font)
        text = metrics.elidedText(title_of(row.summary), Qt.TextElideMode.ElideRight, rect.width())
        painter.setFont(self._title_font)
        marks = tuple(mark for mark in row.title_marks if mark[1] <= len(text))
        draw_line(
            painter,
            self._visual(option, rect),
            (text, marks),
            tokens.text if row.summary.title.strip() else tokens.text_secondary,
            tokens.accent,
            self._side(option, Qt.AlignmentFlag.AlignLeft),
        )

    def _paint_text(
        self,
        painter: QPainter,
        option: QStyleOptionViewItem,
        line: QRect,
        row: Row,
        count: int,
    ) -> None:
        tokens = self._theme.tokens
        call = attention(row.summary)
        side = self._side(option, Qt.AlignmentFlag.AlignLeft)
        painter.setFont(self._text_font)
        for piece in broken_lines(
            row.text, row.text_marks, self._font_key, line.width(), count - bool(call)
        ):
            draw_line(
                painter, self._visual(option, line), piece, tokens.text_secondary, tokens.text, side
            )
            line.translate(0, self._line_height)
        if not call:
            return
        name = "split" if row.summary.has_conflict else "triangle-alert"
        box = QRect(
            line.left() - 1, line.center().y() - self._pin // 2, self._pin + 1, self._pin + 1
        )
        paint_icon(painter, name, self._visual(option, box), tokens.warn)
        painter.setFont(self._attention_font)
        words = line.adjusted(self._pin + 6, 0, 0, 0)
        draw_line(painter, self._visual(option, words), (call, ()), tokens.warn, tokens.warn, side)

    @staticmethod
    def _visual(option: QStyleOptionViewItem, rect: QRect) -> QRect:
        return QStyle.visualRect(option.direction, option.rect, rect)

    @staticmethod
    def _side(option: QStyleOptionViewItem, side: Qt.AlignmentFlag) -> Qt.AlignmentFlag:
        return QStyle.visualAlignment(option.direction, side)
