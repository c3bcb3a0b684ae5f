"""Markdown styled in place: which stretches of a line get which look, with every mark shown."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import Enum

from PySide6.QtGui import QFont, QFontDatabase, QTextCharFormat, QTextLayout

from notesapp.ui.editor.exact_text import utf16_length
from notesapp.ui.theme import Theme

_HEADING = re.compile(r"(#{1,6})\s+\S")
_FENCE = re.compile(r"\s*(```|~~~)")
_ITEM = re.compile(r"(\s*)([-*+]|\d+[.)])(\s+)(\[[ xX]\])?")
_QUOTE = re.compile(r"\s*>")
_INLINE = re.compile(
    r"(?P<code>`+)(?P<coded>.+?)(?P=code)"
    r"|(?P<bold>\*\*|__)(?=\S)(?P<bolded>.+?)(?<=\S)(?P=bold)"
    r"|(?P<slant>(?<![\w*])\*|(?<![\w_])_)(?=\S)(?P<slanted>[^*_]+?)(?<=\S)(?P=slant)(?!\w)"
    r"|(?P<strike>~~)(?P<struck>.+?)~~"
    r"|\[(?P<label>[^\]]+)\]\([^)\s]*\)"
)


class Look(Enum):
    """How a stretch is shown."""

    HEADING = "heading"
    MARK = "mark"
    ITEM = "item"
    BOX = "box"
    DONE = "done"
    BOLD = "bold"
    SLANT = "slant"
    CODE = "code"
    STRIKE = "strike"
    LINK = "link"
    QUOTE = "quote"


@dataclass(frozen=True, slots=True)
class Stretch:
    """Some characters of a line and their look."""

    start: int
    length: int
    look: Look


def is_fence(line: str) -> bool:
    """Say whether a line opens or closes a code block."""
    return _FENCE.match(line) is not None


def style_lines(lines: Iterable[str]) -> Iterator[list[Stretch]]:
    """Return the looks of each line of a whole text."""
    in_code = False
    for line in lines:
        if is_fence(line):
            in_code = not in_code
            yield [Stretch(0, len(line), Look.CODE)]
        elif in_code:
            yield [Stretch(0, len(line), Look.CODE)] if line else []
        else:
            yield style_line(line)


def style_line(line: str) -> list[Stretch]:
    """Return the looks of a line outside of code blocks."""
    heading = _HEADING.match(line)
    if heading:
        marks = len(heading.group(1)) + 1
        return [Stretch(0, len(line), Look.HEADING), Stretch(0, marks, Look.MARK)]
    stretches: list[Stretch] = []
    start = 0
    item = _ITEM.match(line)
    if item:
        stretches.append(Stretch(item.start(2), len(item.group(2)), Look.ITEM))
        start = item.end()
        if item.group(4):
            stretches.append(Stretch(item.start(4), 3, Look.BOX))
            if item.group(4) != "[ ]":
                stretches.append(Stretch(start + 1, len(line) - start - 1, Look.DONE))
                return stretches
    elif _QUOTE.match(line):
        stretches.append(Stretch(0, len(line), Look.QUOTE))
    stretches.extend(_inline(line, start))
    return stretches


def _inline(line: str, start: int) -> Iterator[Stretch]:
    for match in _INLINE.finditer(line, start):
        if match["label"] is not None:
            label_end = match.end("label")
            yield Stretch(match.start("label"), label_end - match.start("label"), Look.LINK)
            yield Stretch(label_end, match.end() - label_end, Look.MARK)
            continue
        for name, mark, look in (
            ("coded", "code", Look.CODE),
            ("bolded", "bold", Look.BOLD),
            ("slanted", "slant", Look.SLANT),
            ("struck", "strike", Look.STRIKE),
        ):
            if match[name] is not None:
                width = len(match[mark])
                yield Stretch(match.start(), match.end() - match.start(), look)
                yield Stretch(match.start(), width, Look.MARK)
                yield Stretch(match.end() - width, width, Look.MARK)


def utf16_range(text: str, stretch: Stretch) -> tuple[int, int]:
    """Return from where to where a stretch reaches, in the units that Qt counts."""
    end = stretch.start + stretch.length
    if text.isascii():
        return stretch.start, end
    start = utf16_length(text[: stretch.start])
    return start, start + utf16_length(text[stretch.start : end])


class ProseFormats:
    """The character formats of each look in the current colours."""

    def __init__(self, theme: Theme) -> None:
        tokens = theme.tokens
        fixed = QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont).families()
        self._formats = {look: QTextCharFormat() for look in Look}
        heading = self._formats[Look.HEADING]
        heading.setFontPointSize(theme.font("heading").pointSizeF() - 0.5)
        heading.setFontWeight(QFont.Weight.DemiBold)
        for look in (Look.MARK, Look.ITEM, Look.QUOTE, Look.DONE):
            self._formats[look].setForeground(tokens.text_secondary)
        self._formats[Look.DONE].setFontStrikeOut(True)
        self._formats[Look.STRIKE].setFontStrikeOut(True)
        self._formats[Look.BOLD].setFontWeight(QFont.Weight.Bold)
        for look in (Look.SLANT, Look.QUOTE):
            self._formats[look].setFontItalic(True)
        for look in (Look.CODE, Look.BOX):
            self._formats[look].setFontFamilies(fixed)
        box = self._formats[Look.BOX]
        box.setForeground(tokens.accent)
        box.setFontWeight(QFont.Weight.DemiBold)
        self._formats[Look.LINK].setForeground(tokens.accent)

    def of(self, look: Look) -> QTextCharFormat:
        return self._formats[look]

    def ranges(self, text: str, stretches: Iterable[Stretch]) -> list[QTextLayout.FormatRange]:
        """Return what `QTextLayout.setFormats` takes for a line."""
        ranges = []
        for stretch in stretches:
            item = QTextLayout.FormatRange()
            start, end = utf16_range(text, stretch)
            item.start, item.length = start, end - start
            item.format = self._formats[stretch.look]
            ranges.append(item)
        return ranges
