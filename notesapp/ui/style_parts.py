"""Check boxes, radio buttons, rows and progress bars, as the style paints them."""

from __future__ import annotations

from PySide6.QtCore import QRect, QSize
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QStyle, QStyleOption, QStyleOptionProgressBar

from notesapp.ui.icons import paint_icon
from notesapp.ui.painting import CONTROL_RADIUS, rounded, square
from notesapp.ui.tokens import Tokens


def paint_check_box(tokens: Tokens, option: QStyleOption, painter: QPainter) -> None:
    state = option.state
    box = square(option.rect, 16)
    is_on = bool(state & QStyle.StateFlag.State_On)
    is_partial = bool(state & QStyle.StateFlag.State_NoChange)
    ink = tokens.accent if state & QStyle.StateFlag.State_Enabled else tokens.text_faint
    if is_on or is_partial:
        rounded(painter, box, 4.5, ink, ink)
        mark = "check" if is_on else "minus"
        paint_icon(painter, mark, box.adjusted(2, 2, -2, -2), tokens.on_accent)
    else:
        rounded(painter, box, 4.5, tokens.editor, tokens.outline, 1.3)


def paint_radio_button(tokens: Tokens, option: QStyleOption, painter: QPainter) -> None:
    state = option.state
    box = square(option.rect, 16)
    ink = tokens.accent if state & QStyle.StateFlag.State_Enabled else tokens.text_faint
    if state & QStyle.StateFlag.State_On:
        rounded(painter, box, 8, ink, ink)
        rounded(painter, box.adjusted(5, 5, -5, -5), 3, tokens.on_accent, None)
    else:
        rounded(painter, box, 8, tokens.editor, tokens.outline, 1.3)


def paint_row(tokens: Tokens, option: QStyleOption, painter: QPainter) -> None:
    row = option.rect.adjusted(1, 1, -1, -1)
    if option.state & QStyle.StateFlag.State_Selected:
        rounded(painter, row, CONTROL_RADIUS, tokens.selection, None)
    elif option.state & QStyle.StateFlag.State_MouseOver:
        rounded(painter, row, CONTROL_RADIUS, tokens.hover, None)


def paint_progress(tokens: Tokens, option: QStyleOptionProgressBar, painter: QPainter) -> None:
    bar = QRect(option.rect.left(), option.rect.center().y() - 2, option.rect.width(), 6)
    rounded(painter, bar, 3, tokens.rule, None)
    reach = option.maximum - option.minimum
    done = option.progress - option.minimum
    if reach > 0 and done > 0:
        part = QRect(bar.topLeft(), QSize(max(6, bar.width() * done // reach), 6))
        rounded(painter, QStyle.visualRect(option.direction, bar, part), 3, tokens.accent, None)
