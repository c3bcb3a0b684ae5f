"""Breaks a preview into the lines of a row and draws lines with their matches bold."""

from __future__ import annotations

from functools import lru_cache

from PySide6.QtCore import QPointF, QRect, Qt
from PySide6.QtGui import (
    QColor,
    QFont,
    QFontMetricsF,
    QPainter,
    QTextCharFormat,
    QTextLayout,
    QTextOption,
)

from notesapp.ui.notelist.roles import Marks

Line = tuple[str, Marks]
_READ_CHARACTERS = 400


@lru_cache(maxsize=1024)
def broken_lines(text: str, marks: Marks, font: str, width: int, count: int) -> tuple[Line, ...]:
    """Return a text as at most `count` lines of a width, the last one cut with an ellipsis.

    Args:
        font: `QFont.toString()`, which unlike a QFont can be remembered by.
    """
    face = QFont()
    face.fromString(font)
    layout = QTextLayout(text[:_READ_CHARACTERS], face)
    option = QTextOption()
    option.setWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
    layout.setTextOption(option)
    lines: list[Line] = []
    layout.beginLayout()
    while len(lines) < count and (line := layout.createLine()).isValid():
        line.setLineWidth(width)
        start, length = line.textStart(), line.textLength()
        if len(lines) == count - 1 and start + length < len(text):
            metrics = QFontMetricsF(face)
            rest = text[start:_READ_CHARACTERS].rstrip()
            piece = metrics.elidedText(rest, Qt.TextElideMode.ElideRight, width)
        else:
            piece = text[start : start + length].rstrip()
        lines.append((piece, _within(marks, start, start + len(piece))))
    layout.endLayout()
    return tuple(lines)


def draw_line(
    painter: QPainter,
    rect: QRect,
    line: Line,
    colour: QColor,
    mark_colour: QColor,
    alignment: Qt.AlignmentFlag,
) -> None:
    """Draw one line in the painter's font, at a side given as left or right of the screen."""
    text, marks = line
    painter.setPen(colour)
    # The text's own direction decides where its punctuation stands.
    painter.setLayoutDirection(
        Qt.LayoutDirection.RightToLeft if is_right_to_left(text) else Qt.LayoutDirection.LeftToRight
    )
    if not marks:
        flags = alignment | Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignAbsolute
        painter.drawText(rect, int(flags.value) | int(Qt.TextFlag.TextSingleLine.value), text)
        return
    layout = QTextLayout(text, painter.font())
    layout.setFormats([_mark_format(start, end, mark_colour) for start, end in marks])
    layout.beginLayout()
    laid = layout.createLine()
    laid.setNumColumns(len(text))
    layout.endLayout()
    width = laid.naturalTextWidth()
    is_left = bool(alignment & Qt.AlignmentFlag.AlignLeft)
    x = rect.left() if is_left else rect.right() + 1 - width
    painter.save()
    painter.setClipRect(rect, Qt.ClipOperation.IntersectClip)
    layout.draw(painter, QPointF(x, rect.center().y() - laid.height() / 2 + 0.5))
    painter.restore()


def is_right_to_left(text: str) -> bool:
    """Return whether the first strong character runs from right to left."""
    # str.isRightToLeft of Qt isn't reachable from Python; QTextLayout would be far slower.
    for character in text[:64]:
        if character.isalpha():
            return "\u0590" <= character <= "\u08ff" or "\ufb1d" <= character <= "\ufefc"
    return False


def _within(marks: Marks, start: int, end: int) -> Marks:
    return tuple(
        (max(first, start) - start, min(last, end) - start)
        for first, last in marks
        if first < end and last > start
    )


def _mark_format(start: int, end: int, colour: QColor) -> QTextLayout.FormatRange:
    face = QTextCharFormat()
    face.setFontWeight(QFont.Weight.Bold)
    face.setForeground(colour)
    marked = QTextLayout.FormatRange()
    marked.start = start
    marked.length = end - start
    marked.format = face
    return marked
