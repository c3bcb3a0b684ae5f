"""Styles Markdown in place while it is typed; the marks stay in the text, dimmed or hidden."""

from __future__ import annotations

from enum import Enum

from PySide6.QtGui import (
    QColor,
    QFont,
    QFontMetricsF,
    QSyntaxHighlighter,
    QTextBlock,
    QTextCharFormat,
    QTextDocument,
)

from notesapp.ui.editor.exact_text import utf16_length
from notesapp.ui.editor.markdown_lines import NORMAL, Line, LineKind, Look, read_line
from notesapp.ui.theme import Theme
from notesapp.ui.tokens import Tokens

HEADING_SCALES = (1.45, 1.22, 1.1, 1.0, 1.0, 1.0)
FENCE_SCALE = 0.7
INDENT_WIDTH = 12.0
"""How wide a space before a list mark is; two of them make one level."""

BULLET_ROOM = 12.0
"""How much wider than written a bullet's mark is."""

_FormatKey = tuple[LineKind, int, Look, bool]


class Styling(Enum):
    """How much of a note is styled, by its size."""

    FULL = "full"
    COLOURS = "colours"
    NONE = "none"


class MarkdownHighlighter(QSyntaxHighlighter):
    """Reads each line as it changes and gives its parts their look.

    Attach it before the text is set: Qt lays out again for each block that changes its size
    later, and that takes forever.
    """

    def __init__(
        self, document: QTextDocument, theme: Theme, font: QFont, styling: Styling
    ) -> None:
        super().__init__(document)
        self.styling = styling
        self.visited: set[int] = set()
        self._revealed = -1
        self._theme = theme
        self._font = font
        self._formats: dict[_FormatKey, QTextCharFormat] = {}
        self._special: dict[str, QTextCharFormat] = {}

    def refresh(self) -> None:
        """Take the theme's colours anew."""
        self._formats.clear()
        self._special.clear()
        if self.styling is not Styling.NONE:
            self.rehighlight()

    def reveal(self, block_number: int) -> None:
        """Show the hidden marks of one block, and hide those shown before; -1 for none."""
        if block_number == self._revealed or self.styling is not Styling.FULL:
            return
        before, self._revealed = self._revealed, block_number
        for number in (before, block_number):
            block = self.document().findBlockByNumber(number)
            if block.isValid():
                self.rehighlightBlock(block)

    def highlightBlock(self, text: str) -> None:
        if self.styling is Styling.NONE:
            return
        line = read_line(text, max(self.previousBlockState(), NORMAL))
        self.setCurrentBlockState(line.state)
        self.visited.add(self.currentBlock().blockNumber())
        places = _Places(text)
        if base := self._base_look(line):
            self.setFormat(0, places.total, base)
        for piece in line.pieces:
            start = places.of(piece.start)
            look = self._format(line.kind, line.level, piece.look, line.is_done)
            self.setFormat(start, places.of(piece.end) - start, look)
        self._style_marks(line)

    def line_of(self, block: QTextBlock) -> Line:
        """Return what a block's line is."""
        return read_line(block.text(), max(block.previous().userState(), NORMAL))

    @property
    def revealed(self) -> int:
        """The number of the block whose marks are shown; -1 for none."""
        return self._revealed

    def heading_font(self, level: int) -> QFont:
        """Return the font of a heading."""
        font = QFont(self._font)
        font.setPointSizeF(font.pointSizeF() * HEADING_SCALES[level - 1])
        font.setWeight(QFont.Weight.DemiBold)
        return font

    def _base_look(self, line: Line) -> QTextCharFormat | None:
        if line.kind is LineKind.TEXT or (line.kind is LineKind.LIST_ITEM and not line.is_done):
            return None
        return self._format(line.kind, line.level, Look.PLAIN, line.is_done)

    def _style_marks(self, line: Line) -> None:
        """Marks are ASCII, so characters and positions are the same here."""
        if line.kind is LineKind.HEADING:
            self.setFormat(0, line.mark_end, self._format(line.kind, line.level, Look.MARK, False))
        elif line.kind in (LineKind.QUOTE, LineKind.RULE):
            self._hide(0, line.mark_end)
        elif line.kind is LineKind.LIST_ITEM:
            self._style_list_mark(line)

    def _style_list_mark(self, line: Line) -> None:
        if self.styling is Styling.FULL and line.indent:
            self.setFormat(0, line.indent, self._spaced("indent", INDENT_WIDTH))
        if line.box is not None:
            self._hide(line.indent, line.mark_end - line.indent)
            if line.is_done and self.styling is Styling.FULL:
                self._narrow_cross(line.box + 1)
        elif self.document().characterAt(self.currentBlock().position() + line.indent) in "-*+":
            self._hide(line.indent, 1)
            if self.styling is Styling.FULL:
                self.setFormat(line.indent + 1, line.mark_end - line.indent - 1, self._bullet_gap())
        else:
            self.setFormat(line.indent, line.mark_end - line.indent, self._dim())

    def _hide(self, start: int, length: int) -> None:
        if self.currentBlock().blockNumber() == self._revealed or self.styling is Styling.COLOURS:
            self.setFormat(start, length, self._dim())
        else:
            self.setFormat(start, length, self._hidden())

    def _narrow_cross(self, place: int) -> None:
        """Make the x as wide as a space: checking a box moves nothing."""
        look = QTextCharFormat(self.format(place))
        metrics = QFontMetricsF(self._font)
        look.setFontLetterSpacingType(QFont.SpacingType.AbsoluteSpacing)
        look.setFontLetterSpacing(metrics.horizontalAdvance(" ") - metrics.horizontalAdvance("x"))
        self.setFormat(place, 1, look)

    def _dim(self) -> QTextCharFormat:
        return self._format(LineKind.TEXT, 0, Look.MARK, False)

    def _hidden(self) -> QTextCharFormat:
        """Transparent but as wide as ever: nothing jumps when it is shown again."""
        if "hidden" not in self._special:
            look = QTextCharFormat()
            look.setForeground(QColor(0, 0, 0, 0))
            self._special["hidden"] = look
        return self._special["hidden"]

    def _bullet_gap(self) -> QTextCharFormat:
        if "bullet" not in self._special:
            look = QTextCharFormat()
            look.setFontLetterSpacingType(QFont.SpacingType.AbsoluteSpacing)
            look.setFontLetterSpacing(BULLET_ROOM)
            self._special["bullet"] = look
        return self._special["bullet"]

    def _spaced(self, name: str, width: float) -> QTextCharFormat:
        if name not in self._special:
            look = QTextCharFormat()
            look.setFontLetterSpacingType(QFont.SpacingType.AbsoluteSpacing)
            look.setFontLetterSpacing(width - space_width(self._font))
            self._special[name] = look
        return self._special[name]

    def _format(self, kind: LineKind, level: int, look: Look, is_done: bool) -> QTextCharFormat:
        key = (kind, level, look, is_done)
        if key not in self._formats:
            self._formats[key] = self._made_format(*key)
        return self._formats[key]

    def _made_format(
        self, kind: LineKind, level: int, look: Look, is_done: bool
    ) -> QTextCharFormat:
        made = QTextCharFormat()
        tokens = self._theme.tokens
        self._take_kind(made, kind, level)
        if Look.BOLD in look:
            made.setFontWeight(QFont.Weight.Bold)
        if Look.ITALIC in look:
            made.setFontItalic(True)
        if Look.STRIKE in look or (is_done and Look.MARK not in look):
            made.setFontStrikeOut(True)
        if Look.CODE in look:
            self._take_code(made)
        colour = _colour(tokens, kind, look, is_done)
        if colour is not None:
            made.setForeground(colour)
        if Look.LINK in look and Look.MARK not in look:
            made.setFontUnderline(True)
        return made

    def _take_kind(self, made: QTextCharFormat, kind: LineKind, level: int) -> None:
        is_full = self.styling is Styling.FULL
        if kind is LineKind.HEADING:
            made.setFontWeight(QFont.Weight.DemiBold)
            if is_full:
                made.setFontPointSize(self.heading_font(level).pointSizeF())
        elif kind is LineKind.QUOTE:
            made.setFontItalic(True)
        elif kind in (LineKind.CODE, LineKind.FENCE):
            self._take_code(made)
            if kind is LineKind.FENCE and is_full:
                made.setFontPointSize(self._font.pointSizeF() * FENCE_SCALE)

    def _take_code(self, made: QTextCharFormat) -> None:
        fixed = self._theme.font("fixed")
        made.setFontFamilies(fixed.families())
        made.setFontFixedPitch(True)
        if self.styling is Styling.FULL:
            made.setFontPointSize(self._font.pointSizeF() * 0.92)


def _colour(tokens: Tokens, kind: LineKind, look: Look, is_done: bool) -> QColor | None:
    if Look.MARK in look or is_done or kind in (LineKind.FENCE, LineKind.RULE):
        return tokens.text_faint
    if Look.LINK in look:
        return tokens.accent
    return tokens.text_secondary if kind is LineKind.QUOTE else None


def space_width(font: QFont) -> float:
    """Return how wide a space is."""
    return QFontMetricsF(font).horizontalAdvance(" ")


class _Places:
    """Positions of a QTextBlock for the characters of its text."""

    def __init__(self, text: str) -> None:
        self._text = "" if text.isascii() else text
        self.total = utf16_length(text)
        self._is_plain = self.total == len(text)

    def of(self, character: int) -> int:
        """Return where a character begins; emoji before it count two."""
        return character if self._is_plain else utf16_length(self._text[:character])
