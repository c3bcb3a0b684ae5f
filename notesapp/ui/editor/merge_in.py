"""Brings a changed text into the editor by the smallest edits, so that nothing jumps.

The cursor, the selection, what is at the top of the window and the undo history stay; the
change itself becomes one step of that history.
"""

from __future__ import annotations

from collections.abc import Iterator

from PySide6.QtGui import QTextCursor

from notesapp.ui.editor.edits import Edit, edits_between
from notesapp.ui.editor.exact_text import utf16_length
from notesapp.ui.editor.text_edit import TextEdit


def bring_in(text_edit: TextEdit, shown: str) -> None:
    """Make the editor show `shown` and tint the paragraphs that changed."""
    document = text_edit.note_document
    old = document.shown_text()
    edits = [*_in_positions(old, edits_between(old, shown))]
    if not edits:
        return
    now = text_edit.textCursor()
    places = now.anchor(), now.position()
    top = _Top(text_edit)
    cursor = QTextCursor(document)
    cursor.beginEditBlock()
    for edit in reversed(edits):
        cursor.setPosition(edit.start)
        cursor.setPosition(edit.end, QTextCursor.MoveMode.KeepAnchor)
        cursor.insertText(edit.text)
    cursor.endEditBlock()
    now = text_edit.textCursor()
    now.setPosition(_moved(places[0], edits))
    now.setPosition(_moved(places[1], edits), QTextCursor.MoveMode.KeepAnchor)
    text_edit.setTextCursor(now)
    top.restore(_moved(top.position, edits))
    text_edit.tint.show(document, [*_ranges(edits)])


class _Top:
    """What stands at the top of the window, and how far it is scrolled out."""

    def __init__(self, text_edit: TextEdit) -> None:
        self._text_edit = text_edit
        block = text_edit.cursorForPosition(text_edit.viewport().rect().topLeft()).block()
        self.position = block.position()
        self._beyond = text_edit.verticalScrollBar().value() - self._y_of(self.position)

    def restore(self, position: int) -> None:
        """Scroll so that the paragraph at `position` stands where the top one did."""
        at_start = self.position == 0 and self._beyond <= 0
        value = 0 if at_start else round(self._y_of(position) + self._beyond)
        self._text_edit.verticalScrollBar().setValue(value)

    def _y_of(self, position: int) -> float:
        document = self._text_edit.note_document
        layout = document.documentLayout()
        return float(layout.blockBoundingRect(document.findBlock(position)).top())


def _in_positions(old: str, edits: list[Edit]) -> Iterator[Edit]:
    """Turn offsets of characters into positions of a document, where emoji count two."""
    at = position = 0
    for edit in edits:
        start = position + utf16_length(old[at : edit.start])
        end = start + utf16_length(old[edit.start : edit.end])
        yield Edit(start, end, edit.text)
        at, position = edit.end, end


def _moved(position: int, edits: list[Edit]) -> int:
    """Return where a position is after the edits; text that came right there lies behind it."""
    shift = 0
    for edit in edits:
        if edit.start >= position:
            break
        length = utf16_length(edit.text)
        if edit.end > position:
            return edit.start + shift + min(position - edit.start, length)
        shift += length - (edit.end - edit.start)
    return position + shift


def _ranges(edits: list[Edit]) -> Iterator[tuple[int, int]]:
    """Yield which stretches of the new text came in."""
    shift = 0
    for edit in edits:
        length = utf16_length(edit.text)
        yield edit.start + shift, edit.start + shift + length
        shift += length - (edit.end - edit.start)
