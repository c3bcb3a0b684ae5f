"""Builds the document of one note: text, fonts, styling; its undo history begins empty."""

from __future__ import annotations

from PySide6.QtCore import QObject
from PySide6.QtGui import QTextCursor, QTextDocument, QTextOption

from notesapp.ui.editor.highlighter import MarkdownHighlighter, Styling
from notesapp.ui.editor.shapes import TAB_WIDTH, base_format, lines_from_start, shape_blocks
from notesapp.ui.theme import Theme

SIDE_MARGIN = 56.0
"""Room beside the column, for hanging marks and the backdrops of code."""

_TOP_MARGIN = 6.0
_BOTTOM_MARGIN = 72.0

FULL_LIMIT = 500_000
COLOURS_LIMIT = 3_000_000
"""Notes of more characters are shown without styles that change sizes, or without any."""


class NoteDocument(QTextDocument):
    """The text of one note as Qt holds it, styled as Markdown."""

    def __init__(self, shown: str, theme: Theme, width: float, parent: QObject) -> None:
        super().__init__(parent)
        self.styling = styling_for(len(shown))
        self.setUndoRedoEnabled(False)
        self.setDefaultFont(theme.font("editor"))
        option = QTextOption()
        option.setWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
        option.setTabStopDistance(TAB_WIDTH)
        self.setDefaultTextOption(option)
        self.setTextWidth(width)
        self._set_margins()
        # Before the text: each block that changes its size later costs a layout of everything.
        self.highlighter = MarkdownHighlighter(self, theme, self.defaultFont(), self.styling)
        self._insert(shown)
        self.setUndoRedoEnabled(True)
        self.setModified(False)

    def shown_text(self) -> str:
        """Return the text exactly; `toPlainText` would turn hard spaces into soft ones."""
        return self.toRawText().replace("\u2029", "\n")

    def shape_visited(self) -> None:
        """Give every paragraph that was styled anew its shape, as part of the last edit."""
        if self.styling is not Styling.FULL or self.isRedoAvailable():
            return  # after an undo the formats came back too, and touching one ends redo
        visited, self.highlighter.visited = self.highlighter.visited, set()
        # What stands under a heading depends on it.
        visited |= {number + 1 for number in visited}
        blocks = [self.findBlockByNumber(number) for number in sorted(visited)]
        lines = ((block, self.highlighter.line_of(block)) for block in blocks if block.isValid())
        shape_blocks(lines, self.defaultFont(), self.highlighter, join=True)

    def _insert(self, shown: str) -> None:
        cursor = QTextCursor(self)
        cursor.beginEditBlock()
        cursor.setBlockFormat(base_format())
        cursor.insertText(shown)
        if self.styling is Styling.FULL:
            shape_blocks(lines_from_start(self), self.defaultFont(), self.highlighter, join=False)
        cursor.endEditBlock()
        self.highlighter.visited.clear()

    def _set_margins(self) -> None:
        frame = self.rootFrame()
        margins = frame.frameFormat()
        margins.setLeftMargin(SIDE_MARGIN)
        margins.setRightMargin(SIDE_MARGIN)
        margins.setTopMargin(_TOP_MARGIN)
        margins.setBottomMargin(_BOTTOM_MARGIN)
        frame.setFrameFormat(margins)


def styling_for(length: int) -> Styling:
    """Return how much of a note of so many characters is styled."""
    if length <= FULL_LIMIT:
        return Styling.FULL
    return Styling.COLOURS if length <= COLOURS_LIMIT else Styling.NONE
