"""Marks around the selection: bold, italic, code, links and headings, put there or taken away."""

from __future__ import annotations

import re

from PySide6.QtGui import QTextCursor

from notesapp.ui.editor.exact_text import utf16_length
from notesapp.ui.editor.lists import selected_blocks

_HEADING = re.compile(r"#{1,6}[ \t]+")
_ADDRESS = re.compile(r"[a-z][a-z0-9+.-]*://\S+|mailto:\S+", re.IGNORECASE)


def toggle_mark(cursor: QTextCursor, mark: str) -> QTextCursor:
    """Put `mark` around the selection or word, or take it away; returns the cursor to set.

    Without a word the cursor ends between two marks.
    """
    if not cursor.hasSelection():
        cursor.select(QTextCursor.SelectionType.WordUnderCursor)
    start, end, size = cursor.selectionStart(), cursor.selectionEnd(), len(mark)
    text = selected_text(cursor)
    inner = _around(cursor, start, end, size)
    cursor.beginEditBlock()
    if inner == (mark, mark) and not _is_part_of_longer(cursor, start, end, mark):
        _replace(cursor, start - size, end + size, text)
        start, end = start - size, end - size
    elif len(text) >= 2 * size and text.startswith(mark) and text.endswith(mark):
        _replace(cursor, start, end, text[size:-size])
        end -= 2 * size
    else:
        _replace(cursor, start, end, mark + text + mark)
        start, end = start + size, end + size
    cursor.endEditBlock()
    return _selection(cursor, start, end)


def make_link(cursor: QTextCursor, address: str = "") -> QTextCursor:
    """Make a link of the selection or word; the cursor ends where something is missing."""
    if not cursor.hasSelection():
        cursor.select(QTextCursor.SelectionType.WordUnderCursor)
    text = selected_text(cursor)
    start = cursor.selectionStart()
    if not address and is_address(text):
        text, address = "", text
    cursor.insertText(f"[{text}]({address})")
    if not text:
        return _selection(cursor, start + 1, start + 1)
    target = start + utf16_length(text) + 3
    if address:
        target += utf16_length(address) + 1
    return _selection(cursor, target, target)


def set_heading(cursor: QTextCursor, level: int) -> None:
    """Make headings of the selected lines; of that level already, plain text again."""
    other = QTextCursor(cursor.document())
    other.beginEditBlock()
    for block in selected_blocks(cursor):
        found = _HEADING.match(block.text())
        mark = found.group() if found else ""
        wanted = "" if mark.count("#") == level else "#" * level + " "
        other.setPosition(block.position())
        other.setPosition(block.position() + len(mark), QTextCursor.MoveMode.KeepAnchor)
        other.insertText(wanted)
    other.endEditBlock()


def is_address(text: str) -> bool:
    """Whether a text is a web or mail address and nothing else."""
    return _ADDRESS.fullmatch(text.strip()) is not None


def selected_text(cursor: QTextCursor) -> str:
    """Return the selection exactly, with LF where Qt has a paragraph separator."""
    return cursor.selectedText().replace("\u2029", "\n")


def _around(cursor: QTextCursor, start: int, end: int, size: int) -> tuple[str, str]:
    return _between(cursor, start - size, start), _between(cursor, end, end + size)


def _is_part_of_longer(cursor: QTextCursor, start: int, end: int, mark: str) -> bool:
    """``**x**`` has a ``*`` on both sides, and isn't italic."""
    if mark != "*":
        return False
    before, after = _around(cursor, start, end, 2)
    is_bold = before == "**" and after == "**"
    return is_bold and _around(cursor, start, end, 3) != ("***", "***")


def _between(cursor: QTextCursor, start: int, end: int) -> str:
    if start < 0 or end >= cursor.document().characterCount():
        return ""
    return selected_text(_selection(cursor, start, end))


def _replace(cursor: QTextCursor, start: int, end: int, text: str) -> None:
    cursor.setPosition(start)
    cursor.setPosition(end, QTextCursor.MoveMode.KeepAnchor)
    cursor.insertText(text)


def _selection(cursor: QTextCursor, start: int, end: int) -> QTextCursor:
    selection = QTextCursor(cursor.document())
    selection.setPosition(start)
    selection.setPosition(end, QTextCursor.MoveMode.KeepAnchor)
    return selection
