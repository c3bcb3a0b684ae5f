"""A text as Qt can show it, and the way back to exactly what it was.

QTextDocument has one paragraph end where a text may hold CR LF, CR, U+2029 or LF; PySide
drops lone surrogates and a byte order mark at the start, and reads U+FFFE there as "swap all
bytes"; U+FDD0 and U+FDD1 mean frames to Qt. Such characters are shown as something that Qt
keeps, and an edit is carried back onto the original, which alone is ever saved.
"""

from __future__ import annotations

import re
from bisect import bisect_right

from notesapp.ui.editor.edits import edits_between

REPLACEMENT = "\ufffd"

_ODD = re.compile(
    "\\A\ufeff+|\r\n|[\r\u2029]|[\ud800-\udbff][\udc00-\udfff]|[\ud800-\udfff\ufdd0\ufdd1\ufffe]"
)


class ExactText:
    """One text in two forms: `source` as saved, `shown` as a QTextDocument can hold it."""

    __slots__ = ("_shown_ends", "_source_ends", "shown", "source")

    def __init__(self, source: str) -> None:
        self.source = source
        self._shown_ends: list[int] = []
        self._source_ends: list[int] = []
        self.shown = self._show()

    def edited(self, shown: str) -> str:
        """Return the source after `self.shown` was edited to `shown`.

        Whatever the edit left alone comes back unit for unit; a new line ends the way the
        line before it does.
        """
        if not self._shown_ends:
            return shown
        edits = edits_between(self.shown, shown)
        if not edits:
            return self.source
        text = self.source[: self._place(0)]  # a byte order mark; shown as nothing, so kept
        at = 0
        for edit in edits:
            text = _joined(text, self.source[self._place(at) : self._place(edit.start)])
            text = _joined(text, edit.text.replace("\n", self._line_end_before(edit.start)))
            at = edit.end
        return _joined(text, self.source[self._place(at) :])

    def _show(self) -> str:
        parts: list[str] = []
        at = length = 0
        for match in _ODD.finditer(self.source):
            shown = _shown_form(match.group())
            parts += (self.source[at : match.start()], shown)
            length += match.start() - at + len(shown)
            at = match.end()
            self._shown_ends.append(length)
            self._source_ends.append(at)
        return "".join((*parts, self.source[at:])) if parts else self.source

    def _place(self, shown_offset: int) -> int:
        """Return the offset in the source for one in the shown text."""
        index = bisect_right(self._shown_ends, shown_offset) - 1
        if index < 0:
            return shown_offset
        return self._source_ends[index] + shown_offset - self._shown_ends[index]

    def _line_end_before(self, shown_offset: int) -> str:
        place = self._place(shown_offset)
        feed, carriage = self.source.rfind("\n", 0, place), self.source.rfind("\r", 0, place)
        if feed < 0 and carriage < 0:
            first = re.search("\r\n|\r|\n", self.source)
            return first.group() if first else "\n"
        if feed > carriage:
            return "\r\n" if feed == carriage + 1 and carriage >= 0 else "\n"
        return "\r"


def _joined(text: str, more: str) -> str:
    """Return both in a row; a CR and an LF that an edit brings together stay two line ends."""
    if text.endswith("\r") and more.startswith("\n"):
        return text[:-1] + "\n" + more
    return text + more


def _shown_form(odd: str) -> str:
    if odd in ("\r\n", "\r", "\u2029"):
        return "\n"
    if odd[0] == "\ufeff":
        return ""
    if len(odd) == 2:
        return odd.encode("utf-16", "surrogatepass").decode("utf-16")
    return REPLACEMENT


def typed(text: str) -> str:
    """Return text from outside (a paste) in the form that Qt keeps whole."""
    return ExactText(text).shown


def utf16_length(text: str) -> int:
    """Return how many positions a QTextDocument counts for `text`."""
    if text.isascii():
        return len(text)
    return len(text.encode("utf-16-le", "surrogatepass")) // 2
