"""What is painted around the text: check boxes, bullets, quote bars, backdrops of code.

Only visible paragraphs are looked at, and nothing here changes the document.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QPen, QTextBlock, QTextLine

from notesapp.ui.editor.exact_text import utf16_length
from notesapp.ui.editor.markdown_lines import Line, LineKind, Look
from notesapp.ui.tokens import Tokens

_BOX_SCALE = 1.15
_HALF_LETTER = 0.36
_BOX_RADIUS = 4.5
_BULLET_SIZE = 5.0
_CODE_REACH = 12.0
_CODE_PAD = 5.0
_CODE_RADIUS = 7.0
_SPAN_RADIUS = 4.0
_BAR_WIDTH = 3.0
_EXTRA_LEADING = 0.45


@dataclass(frozen=True, slots=True)
class ShownBlock:
    """A visible paragraph: its line as read and where it stands in the viewport.

    Attributes:
        is_revealed: its marks are shown as text, so nothing is painted over them.
    """

    block: QTextBlock
    line: Line
    rect: QRectF
    is_revealed: bool

    def text_line(self) -> QTextLine:
        """The first line of the paragraph as laid out."""
        return self.block.layout().lineAt(0)

    def origin(self) -> QPointF:
        """Where the paragraph's layout begins."""
        return self.rect.topLeft()

    def ascent(self) -> float:
        """How high the note's letters are; a line's own ascent varies with what stands in it."""
        return QFontMetricsF(self.block.document().defaultFont()).ascent()

    def spot(self, character: int) -> QPointF:
        """Where a character of the first line stands, at half the height of a small letter."""
        line = self.text_line()
        x = float(line.cursorToX(utf16_length(self.block.text()[:character]))[0])  # type: ignore[index]
        y = line.y() + line.ascent() - self.ascent() * _HALF_LETTER
        return self.origin() + QPointF(x, y)

    def is_right_to_left(self) -> bool:
        """The paragraph reads from right to left."""
        return self.block.textDirection() == Qt.LayoutDirection.RightToLeft


def box_rect(shown: ShownBlock) -> QRectF:
    """Return where a check box is painted and clicked."""
    assert shown.line.box is not None
    start = shown.spot(shown.line.indent)
    end = shown.spot(shown.line.mark_end)
    side = round(shown.ascent() * _BOX_SCALE)
    x = start.x() - side - 2 if shown.is_right_to_left() else start.x() + 2
    # On whole pixels: between them the edge blurs, and some boxes look larger than others.
    return QRectF(round(x), round((start.y() + end.y()) / 2 - side / 2), side, side)


def paint_under(
    painter: QPainter, blocks: list[ShownBlock], column: QRectF, tokens: Tokens
) -> None:
    """Paint what lies behind the text."""
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    backdrop = code_backdrop(tokens)
    for rect in _code_rects(blocks, column):
        _fill(painter, rect, _CODE_RADIUS, backdrop)
    for shown in blocks:
        for piece in shown.line.pieces:
            if Look.CODE in piece.look and shown.line.kind is not LineKind.CODE:
                for rect in _span_rects(shown, piece.start, piece.end):
                    _fill(painter, rect, _SPAN_RADIUS, backdrop)
    for bar in _quote_bars(blocks, column):
        _fill(painter, bar, _BAR_WIDTH / 2, tokens.accent)


def paint_over(painter: QPainter, blocks: list[ShownBlock], column: QRectF, tokens: Tokens) -> None:
    """Paint what stands for hidden marks."""
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    for shown in blocks:
        line = shown.line
        if shown.is_revealed:
            continue
        if line.box is not None:
            _paint_box(painter, box_rect(shown), line.is_done, tokens)
        elif line.kind is LineKind.LIST_ITEM and shown.block.text()[line.indent] in "-*+":
            _paint_bullet(painter, shown, tokens)
        elif line.kind is LineKind.RULE:
            y = round(shown.rect.top() + shown.text_line().height() * 0.4)
            painter.fillRect(QRectF(column.left(), y, column.width(), 1), tokens.outline)


def paint_tint(painter: QPainter, rects: list[QRectF], tokens: Tokens, strength: float) -> None:
    """Tint paragraphs that just changed; `strength` fades from 1 to 0."""
    colour = QColor(tokens.this_bg if not tokens.is_dark else tokens.selection)
    colour.setAlphaF(strength)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    for rect in rects:
        _fill(painter, rect, _CODE_RADIUS, colour)


def code_backdrop(tokens: Tokens) -> QColor:
    """Return the colour behind code."""
    return tokens.raised if tokens.is_dark else tokens.sidebar


def _code_rects(blocks: list[ShownBlock], column: QRectF) -> Iterator[QRectF]:
    """Join the paragraphs of each visible fence into one rectangle."""
    start: QRectF | None = None
    end = QRectF()
    for shown in blocks:
        is_code = shown.line.kind in (LineKind.CODE, LineKind.FENCE)
        if is_code and start is None:
            start = shown.rect
            if shown.line.kind is LineKind.CODE or shown.line.state == 0:
                start = start.translated(0, -2 * _CODE_RADIUS)  # it began above
        if is_code:
            end = shown.rect
        is_last = shown.line.kind is LineKind.FENCE and shown.line.state == 0
        if start is not None and (is_last or not is_code):
            yield _code_rect(start, end, column)
            start = None
    if start is not None:
        yield _code_rect(start, end.translated(0, 2 * _CODE_RADIUS), column)


def _code_rect(start: QRectF, end: QRectF, column: QRectF) -> QRectF:
    # The line height's extra room lies below each line, so the backdrop moves up by a part.
    top, bottom = start.top() - _CODE_PAD, end.bottom() - _CODE_PAD
    return QRectF(column.left() - _CODE_REACH, top, column.width() + 2 * _CODE_REACH, bottom - top)


def _span_rects(shown: ShownBlock, start: int, end: int) -> Iterator[QRectF]:
    layout, text = shown.block.layout(), shown.block.text()
    first, last = utf16_length(text[:start]), utf16_length(text[:end])
    for number in range(layout.lineCount()):
        line = layout.lineAt(number)
        begin = max(first, line.textStart())
        finish = min(last, line.textStart() + line.textLength())
        if begin >= finish:
            continue
        one = float(line.cursorToX(begin)[0])  # type: ignore[index]
        two = float(line.cursorToX(finish)[0])  # type: ignore[index]
        glyphs = line.ascent() + line.descent()
        rect = QRectF(
            min(one, two), line.y() + line.ascent() - glyphs * 0.72, abs(two - one), glyphs
        )
        yield rect.adjusted(-2, -1, 2, 0).translated(shown.origin())


def _quote_bars(blocks: list[ShownBlock], column: QRectF) -> Iterator[QRectF]:
    """Join the bars of quoted paragraphs that follow each other."""
    bar: QRectF | None = None
    for shown in blocks:
        if shown.line.kind is not LineKind.QUOTE:
            if bar is not None:
                yield bar
            bar = None
            continue
        x = column.right() - _BAR_WIDTH if shown.is_right_to_left() else column.left()
        if bar is None or bar.left() != x:
            if bar is not None:
                yield bar
            bar = QRectF(x, shown.rect.top() + 1, _BAR_WIDTH, 1)
        room_below = shown.text_line().height() * _EXTRA_LEADING
        bar.setBottom(shown.rect.bottom() - room_below + 2)
    if bar is not None:
        yield bar


def _paint_box(painter: QPainter, box: QRectF, is_done: bool, tokens: Tokens) -> None:
    if not is_done:
        painter.setPen(QPen(tokens.outline, 1.5))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRoundedRect(box.adjusted(0.75, 0.75, -0.75, -0.75), _BOX_RADIUS, _BOX_RADIUS)
        return
    _fill(painter, box, _BOX_RADIUS, tokens.accent)
    pen = QPen(tokens.on_accent, 1.8)
    pen.setCapStyle(Qt.PenCapStyle.RoundCap)
    pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
    painter.setPen(pen)
    at, size = box.topLeft(), box.width()
    check = [QPointF(0.27, 0.53), QPointF(0.43, 0.69), QPointF(0.74, 0.34)]
    painter.drawPolyline([at + point * size for point in check])


def _paint_bullet(painter: QPainter, shown: ShownBlock, tokens: Tokens) -> None:
    spot = shown.spot(shown.line.indent)
    side = -1 if shown.is_right_to_left() else 1
    centre = QPointF(spot.x() + side * (_BULLET_SIZE / 2 + 3), spot.y())
    painter.setBrush(tokens.text_secondary)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.drawEllipse(centre, _BULLET_SIZE / 2, _BULLET_SIZE / 2)


def _fill(painter: QPainter, rect: QRectF, radius: float, colour: QColor) -> None:
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(colour)
    painter.drawRoundedRect(rect, radius, radius)
