"""How far each paragraph stands in: marks hang, so that the text of a list or heading lines up.

That takes a block format, and Qt puts those on the undo stack: each is joined to the edit
that made it necessary, and undoing takes both back.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from unicodedata import bidirectional

from PySide6.QtCore import Qt
from PySide6.QtGui import (
    QFont,
    QFontMetricsF,
    QTextBlock,
    QTextBlockFormat,
    QTextCursor,
    QTextDocument,
)

from notesapp.ui.editor.highlighter import BULLET_ROOM, INDENT_WIDTH, MarkdownHighlighter
from notesapp.ui.editor.markdown_lines import NORMAL, Line, LineKind, read_line

LINE_HEIGHT_PERCENT = 145.0
HEADING_HEIGHT_PERCENT = 130.0
GAP_HEIGHT_PERCENT = 75.0
TAB_WIDTH = 2 * INDENT_WIDTH
MAX_HANG = 54.0
"""How far a heading's marks may reach into the margin."""

_HEADING_MARK = re.compile(r"#{1,6}(?:[ \t]|$)")
_EMPTY_BOX = re.compile(r"\[[xX]\]")
_AUTO = Qt.LayoutDirection.LayoutDirectionAuto
_FLUSH = (LineKind.TEXT, LineKind.CODE, LineKind.FENCE, LineKind.RULE)


@dataclass(frozen=True, slots=True)
class Shape:
    """A paragraph's distance from the column's edge, and that of its first line from there."""

    margin: float = 0.0
    first_line: float = 0.0


def base_format(height_percent: float = LINE_HEIGHT_PERCENT) -> QTextBlockFormat:
    """Return the format that every paragraph starts with."""
    plain = QTextBlockFormat()
    proportional = QTextBlockFormat.LineHeightTypes.ProportionalHeight
    plain.setLineHeight(height_percent, proportional.value)
    return plain


def shape_of(line: Line, text: str, font: QFont, highlighter: MarkdownHighlighter) -> Shape:
    """Return how a line stands."""
    if line.kind is LineKind.HEADING:
        metrics = QFontMetricsF(highlighter.heading_font(line.level))
        return Shape(first_line=-min(MAX_HANG, metrics.horizontalAdvance(text[: line.mark_end])))
    metrics = QFontMetricsF(font)
    if line.kind is LineKind.QUOTE:
        width = metrics.horizontalAdvance(text[: line.mark_end])
        return Shape(width, -width)
    if line.kind is LineKind.LIST_ITEM:
        width = _indent_width(text[: line.indent])
        mark = text[line.indent : line.mark_end]
        width += metrics.horizontalAdvance(
            mark if line.box is None else _EMPTY_BOX.sub("[ ]", mark)
        )
        if line.box is None and text[line.indent] in "-*+":
            width += BULLET_ROOM * (line.mark_end - line.indent - 1)
        return Shape(width, -width)
    return Shape()


def shape_blocks(
    lines: Iterable[tuple[QTextBlock, Line]],
    font: QFont,
    highlighter: MarkdownHighlighter,
    *,
    join: bool,
) -> None:
    """Give each block the shape of its line; what has it already is not touched.

    Args:
        join: make it one step with the edit before, so that one undo takes both back.
    """
    cursor: QTextCursor | None = None
    for block, line in lines:
        wanted = _wanted_format(block, line, font, highlighter)
        if wanted is None:
            continue
        if cursor is None:
            cursor = QTextCursor(block)
            if join:
                cursor.joinPreviousEditBlock()
            else:
                cursor.beginEditBlock()
        cursor.setPosition(block.position())
        cursor.setBlockFormat(wanted)
    if cursor is not None:
        cursor.endEditBlock()


def lines_from_start(document: QTextDocument) -> Iterator[tuple[QTextBlock, Line]]:
    """Read all lines in order, before any highlighter has."""
    state = NORMAL
    block = document.begin()
    while block.isValid():
        line = read_line(block.text(), state)
        state = line.state
        yield block, line
        block = block.next()


def _wanted_format(
    block: QTextBlock, line: Line, font: QFont, highlighter: MarkdownHighlighter
) -> QTextBlockFormat | None:
    """Return the format that a block should have; None if it has it."""
    now = block.blockFormat()
    sides_now = (now.leftMargin(), now.rightMargin(), now.textIndent(), now.layoutDirection())
    have = (*sides_now, now.lineHeight())
    height = _height_percent(block, line)
    if line.kind in _FLUSH:
        wanted = (0.0, 0.0, 0.0, _AUTO, height)
    else:
        text = block.text()
        shape = shape_of(line, text, font, highlighter)
        direction = _direction(line, text)
        is_mirrored = (
            block.textDirection() if direction is _AUTO else direction
        ) == Qt.LayoutDirection.RightToLeft
        sides = (0.0, shape.margin) if is_mirrored else (shape.margin, 0.0)
        wanted = (*sides, shape.first_line, direction, height)
    if have == wanted:
        return None
    made = base_format(height)
    made.setLeftMargin(wanted[0])
    made.setRightMargin(wanted[1])
    made.setTextIndent(wanted[2])
    made.setLayoutDirection(wanted[3])
    return made


def _height_percent(block: QTextBlock, line: Line) -> float:
    """Return how high lines are; an empty one under a heading less, or the two fall apart."""
    is_blank = line.kind is LineKind.TEXT and block.length() == 1
    if line.kind is LineKind.HEADING:
        return HEADING_HEIGHT_PERCENT
    if is_blank and _HEADING_MARK.match(block.previous().text()):
        return GAP_HEIGHT_PERCENT
    return LINE_HEIGHT_PERCENT


def _direction(line: Line, text: str) -> Qt.LayoutDirection:
    """Return which way a paragraph reads if Qt would be misled by the x of its checked box."""
    if not line.is_done:
        return _AUTO
    for sign in text[line.mark_end :]:
        kind = bidirectional(sign)
        if kind in ("R", "AL"):
            return Qt.LayoutDirection.RightToLeft
        if kind == "L":
            break
    return _AUTO


def _indent_width(white: str) -> float:
    width = 0.0
    for sign in white:
        if sign == "\t":
            width = (width // TAB_WIDTH + 1) * TAB_WIDTH
        else:
            width += INDENT_WIDTH
    return width
