"""One column's text: a real, read-only text field whose lines can be moved to given levels."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Callable, Iterable, Mapping, Sequence
from itertools import pairwise

from PySide6.QtCore import QRectF, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QFont,
    QKeyEvent,
    QPainter,
    QPaintEvent,
    QPalette,
    QTextBlock,
    QTextBlockFormat,
    QTextCursor,
    QTextOption,
    QWheelEvent,
)
from PySide6.QtWidgets import QFrame, QTextEdit, QWidget

from notesapp.ui.conflicts.comparison import Side, Spans
from notesapp.ui.conflicts.prose_style import ProseFormats, style_lines
from notesapp.ui.editor.exact_text import utf16_length
from notesapp.ui.theme import Theme

LINE_HEIGHT_PERCENT = 135.0
_UNSHOWABLE = re.compile("[\r\u2028\u2029\ufdd0\ufdd1\ufffe\ufeff\ud800-\udfff]")
_SCROLL_KEYS = {Qt.Key.Key_PageUp, Qt.Key.Key_PageDown}


class SideText(QTextEdit):
    """Shows the lines of one side at its full height; its parent scrolls it.

    Signals:
        cursor_moved: the text cursor's rectangle, so that the parent can show it.
    """

    cursor_moved = Signal(object)

    def __init__(self, side: Side, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._side = side
        self._theme = theme
        self._marks: Mapping[int, Spans] = {}
        self._marked_lines: list[int] = []
        self._line_count = 0
        self._margins: dict[int, float] = {}
        self.mark_colour: Callable[[int], QColor] = lambda line: theme.tokens.this_word
        self._build_ui()
        self.cursorPositionChanged.connect(lambda: self.cursor_moved.emit(self.cursorRect()))

    def _build_ui(self) -> None:
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setReadOnly(True)
        self.setUndoRedoEnabled(False)
        self.setTextInteractionFlags(
            Qt.TextInteractionFlag.TextSelectableByMouse
            | Qt.TextInteractionFlag.TextSelectableByKeyboard
        )
        self.setTabChangesFocus(True)
        self.setAcceptRichText(False)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setWordWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
        self.document().setDocumentMargin(0)
        self.viewport().setAutoFillBackground(False)
        self.setAutoFillBackground(False)

    # --- content ---------------------------------------------------------------------------

    def show_lines(
        self, lines: Sequence[str], marks: Mapping[int, Spans], hidden: Iterable[int] = ()
    ) -> None:
        """Show `lines`, one paragraph each, with the changed words marked."""
        self._marks = {n: utf16_spans(lines[n], spans) for n, spans in marks.items()}
        self._marked_lines = sorted(marks)
        self._line_count = len(lines)
        self._margins = {}
        self.setFont(compare_font(self._theme))
        # One character for one, so that offsets stay true; the text here is only looked at.
        # Laid out once below, not here: without a width Qt waits.
        self.setPlainText("\n".join(_UNSHOWABLE.sub("\u00a0", line) for line in lines))
        cursor = QTextCursor(self.document())
        cursor.beginEditBlock()  # so that Qt lays out once
        cursor.select(QTextCursor.SelectionType.Document)
        cursor.setBlockFormat(self._block_format(0.0))
        self.restyle()
        self.hide_lines(hidden)
        cursor.endEditBlock()

    def restyle(self) -> None:
        """Give every line its look in the current colours."""
        palette = QPalette(self.palette())
        palette.setColor(QPalette.ColorRole.Base, Qt.GlobalColor.transparent)
        palette.setColor(QPalette.ColorRole.Text, self._theme.tokens.text)
        self.setPalette(palette)
        formats = ProseFormats(self._theme)
        blocks = list(self._blocks())
        texts = [block.text() for block in blocks]
        for block, text, stretches in zip(blocks, texts, style_lines(texts), strict=True):
            if stretches:
                block.layout().setFormats(formats.ranges(text, stretches))
        self.document().markContentsDirty(0, self.document().characterCount())

    def hide_lines(self, hidden: Iterable[int]) -> None:
        """Show all lines but `hidden`; hidden ones are still copied and searched."""
        numbers = set(hidden)
        changed = []
        for number, block in enumerate(self._blocks()):
            if block.isVisible() == (number in numbers):
                block.setVisible(number not in numbers)
                changed.append(block)
        if changed:
            start, last = changed[0].position(), changed[-1]
            # Once for all: Qt lays out anew each time.
            self.document().markContentsDirty(start, last.position() + last.length() - start)

    def set_text_width(self, width: int) -> None:
        """Break lines at `width`."""
        if self.width() != width:
            self.resize(width, self.height())
        if self.document().textWidth() != width:
            self.document().setTextWidth(width)

    # --- levels ----------------------------------------------------------------------------

    def natural_heights(self) -> dict[int, float]:
        """Return for each shown line how high it is without the room above it."""
        layout = self.document().documentLayout()
        end = layout.documentSize().height()  # also makes Qt finish its lazy layout
        shown = [(n, b) for n, b in enumerate(self._blocks()) if b.isVisible()]
        tops = [layout.blockBoundingRect(block).top() for _, block in shown]
        heights: dict[int, float] = {}
        for (number, _), (top, below), following in zip(
            shown, pairwise([*tops, end]), [*(n for n, _ in shown[1:]), -1], strict=True
        ):
            heights[number] = below - top - self._margins.get(following, 0.0)
        return heights

    def set_margins(self, margins: Mapping[int, float]) -> None:
        """Put `margins` above the lines."""
        first = next((n for n, block in enumerate(self._blocks()) if block.isVisible()), 0)
        cursor = QTextCursor(self.document())
        cursor.beginEditBlock()
        for number, block in enumerate(self._blocks()):
            wanted = margins.get(number, 0.0)
            if abs(self._margins.get(number, 0.0) - wanted) < 0.01:
                continue
            self._margins[number] = wanted
            if number == first:
                # Qt ignores a first block's margin; the root frame's does the same.
                frame_format = self.document().rootFrame().frameFormat()
                frame_format.setTopMargin(wanted)
                self.document().rootFrame().setFrameFormat(frame_format)
            else:
                cursor.setPosition(block.position())
                cursor.setBlockFormat(self._block_format(wanted))
        cursor.endEditBlock()

    def top_of(self, line: int) -> float:
        """Return where a line's text begins."""
        block = self.document().findBlockByNumber(line)
        return self.document().documentLayout().blockBoundingRect(block).top()

    # --- Qt --------------------------------------------------------------------------------

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self.viewport())
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        self._paint_marks(painter, QRectF(event.rect()))
        painter.end()
        super().paintEvent(event)

    def wheelEvent(self, event: QWheelEvent) -> None:
        event.ignore()  # the parent scrolls both columns; Ctrl and wheel must not zoom one

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in _SCROLL_KEYS:
            event.ignore()
        else:
            super().keyPressEvent(event)

    def _paint_marks(self, painter: QPainter, area: QRectF) -> None:
        first = self.cursorForPosition(area.topLeft().toPoint()).blockNumber()
        for number in self._marked_lines[bisect_left(self._marked_lines, first) :]:
            block = self.document().findBlockByNumber(number)
            if not block.isVisible():
                continue
            rects = list(self._mark_rects(block, self._marks[number]))
            if rects and rects[0].top() > area.bottom():
                break
            painter.setBrush(self.mark_colour(number))
            for rect in rects:
                painter.drawRoundedRect(rect, 3, 3)

    def _mark_rects(self, block: QTextBlock, spans: Spans) -> Iterable[QRectF]:
        layout = block.layout()
        origin = self.document().documentLayout().blockBoundingRect(block).topLeft()
        for start, end in spans:
            for index in range(layout.lineCount()):
                line = layout.lineAt(index)
                a = max(start, line.textStart())
                b = min(end, line.textStart() + line.textLength())
                if a >= b:
                    continue
                x1, x2 = line.cursorToX(a)[0], line.cursorToX(b)[0]  # type: ignore[index]
                words = line.naturalTextRect()  # without the blank a line breaks at
                left = max(min(x1, x2), words.left()) - 1.5
                right = min(max(x1, x2), words.right()) + 1.5
                height = line.ascent() + line.descent() + 3
                mark = QRectF(left, line.y() - 1.5, right - left, height)
                yield mark.translated(origin)

    def _blocks(self) -> Iterable[QTextBlock]:
        block = self.document().firstBlock()
        while block.isValid():
            yield block
            block = block.next()

    def _block_format(self, margin: float) -> QTextBlockFormat:
        block_format = QTextBlockFormat()
        block_format.setLineHeight(
            LINE_HEIGHT_PERCENT, QTextBlockFormat.LineHeightTypes.ProportionalHeight.value
        )
        block_format.setTopMargin(margin)
        return block_format


def compare_font(theme: Theme) -> QFont:
    """Return the font of compared texts: two columns need it smaller than the editor's."""
    font = theme.font("editor")
    font.setPointSizeF(font.pointSizeF() - 0.75)
    return font


def utf16_spans(text: str, spans: Spans) -> Spans:
    """Return spans without outer blanks, in the units that Qt counts."""
    trimmed = _without_outer_blanks(text, spans)
    return tuple((_utf16(text, start), _utf16(text, end)) for start, end in trimmed)


def _utf16(text: str, offset: int) -> int:
    return offset if text.isascii() else utf16_length(text[:offset])


def _without_outer_blanks(text: str, spans: Spans) -> Iterable[tuple[int, int]]:
    """Trim blanks off the marked stretches, unless a stretch is nothing but blanks."""
    for start, end in spans:
        stretch = text[start:end]
        if not stretch.strip():
            yield start, end
            continue
        lead = len(stretch) - len(stretch.lstrip())
        tail = len(stretch) - len(stretch.rstrip())
        yield start + lead, end - tail
