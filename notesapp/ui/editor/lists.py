"""Writing lists: Enter continues one, Tab indents, a click checks a box."""

from __future__ import annotations

import re

from PySide6.QtGui import QTextBlock, QTextCursor

from notesapp.ui.editor.exact_text import utf16_length
from notesapp.ui.editor.markdown_lines import NORMAL, Line, LineKind, read_line

INDENT = "  "
_NUMBER = re.compile(r"(\d+)([.)])")


def line_of(block: QTextBlock) -> Line:
    """Return what a block's line is."""
    return read_line(block.text(), max(block.previous().userState(), NORMAL))


def next_mark(text: str, line: Line) -> str:
    """Return what the item after this one begins with; its box is empty, its number the next."""
    mark = text[: line.mark_end]
    if line.box is not None:
        mark = text[: line.box] + "[ ] "
    return _NUMBER.sub(lambda found: f"{int(found[1]) + 1}{found[2]}", mark, count=1)


def break_line(cursor: QTextCursor) -> bool:
    """Do what Enter does inside a list or quote; False if the cursor isn't in one.

    On an item without text it ends the list; at the start of an item nothing is special.
    """
    block = cursor.block()
    text, line = block.text(), line_of(block)
    if line.kind not in (LineKind.LIST_ITEM, LineKind.QUOTE):
        return False
    if cursor.hasSelection() or cursor.positionInBlock() < line.mark_end:
        return False
    cursor.beginEditBlock()
    if text[line.mark_end :].strip():
        cursor.insertText("\n" + next_mark(text, line))
    elif line.indent:
        outdent(cursor)
    else:
        _remove(cursor, block.position(), line.mark_end)
    cursor.endEditBlock()
    return True


def remove_mark(cursor: QTextCursor) -> bool:
    """Do what Backspace does right behind a list mark: take the mark away as one."""
    block = cursor.block()
    line = line_of(block)
    is_behind = cursor.positionInBlock() == line.mark_end and not cursor.hasSelection()
    if line.kind is not LineKind.LIST_ITEM or not is_behind:
        return False
    start = block.position() + line.indent
    cursor.beginEditBlock()
    if line.box is not None:
        _remove(cursor, block.position() + line.box, line.mark_end - line.box)
    else:
        _remove(cursor, start, line.mark_end - line.indent)
    cursor.endEditBlock()
    return True


def is_in_list(cursor: QTextCursor) -> bool:
    """Whether Tab indents here: some selected line is a list item."""
    return any(line_of(block).kind is LineKind.LIST_ITEM for block in selected_blocks(cursor))


def indent(cursor: QTextCursor) -> None:
    """Move the selected lines one level in."""
    cursor.beginEditBlock()
    for block in selected_blocks(cursor):
        if block.text().strip():
            _insert(cursor, block.position(), INDENT)
    cursor.endEditBlock()


def outdent(cursor: QTextCursor) -> None:
    """Move the selected lines one level out, as far as they are in."""
    cursor.beginEditBlock()
    for block in selected_blocks(cursor):
        text = block.text()
        if text.startswith("\t"):
            _remove(cursor, block.position(), 1)
        else:
            spaces = len(text) - len(text.lstrip(" "))
            _remove(cursor, block.position(), min(spaces, len(INDENT)))
    cursor.endEditBlock()


def toggle_done(block: QTextBlock) -> bool:
    """Check or clear a block's box; False if it has none."""
    line = line_of(block)
    if line.box is None:
        return False
    cursor = QTextCursor(block)
    cursor.setPosition(block.position() + line.box + 1)
    cursor.setPosition(cursor.position() + 1, QTextCursor.MoveMode.KeepAnchor)
    cursor.insertText(" " if line.is_done else "x")
    return True


def toggle_boxes(cursor: QTextCursor) -> None:
    """Give the selected lines check boxes; where all have one, take them away."""
    blocks = [block for block in selected_blocks(cursor) if block.text().strip()]
    blocks = blocks or [cursor.block()]
    is_removing = all(line_of(block).box is not None for block in blocks)
    cursor.beginEditBlock()
    for block in blocks:
        line = line_of(block)
        if is_removing and line.box is not None:
            _remove(cursor, block.position() + line.box, line.mark_end - line.box)
        elif line.kind is LineKind.LIST_ITEM and line.box is None:
            _insert(cursor, block.position() + line.mark_end, "[ ] ")
        elif line.kind is not LineKind.LIST_ITEM:
            white = len(block.text()) - len(block.text().lstrip())
            _insert(cursor, block.position() + white, "- [ ] ")
    cursor.endEditBlock()


def selected_blocks(cursor: QTextCursor) -> list[QTextBlock]:
    """Return the paragraphs that a selection touches, or the one with the cursor."""
    document = cursor.document()
    block = document.findBlock(cursor.selectionStart())
    last = document.findBlock(cursor.selectionEnd())
    if last.position() == cursor.selectionEnd() and last.blockNumber() > block.blockNumber():
        last = last.previous()  # a selection that ends before a line's first letter
    blocks = [block]
    while block.blockNumber() < last.blockNumber():
        block = block.next()
        blocks.append(block)
    return blocks


def _insert(cursor: QTextCursor, position: int, text: str) -> None:
    """Insert beside the user's cursor, which keeps its place in the text."""
    other = QTextCursor(cursor.document())
    other.setPosition(position)
    other.insertText(text)


def _remove(cursor: QTextCursor, position: int, length: int) -> None:
    other = QTextCursor(cursor.document())
    other.setPosition(position)
    other.setPosition(position + length, QTextCursor.MoveMode.KeepAnchor)
    other.removeSelectedText()


def text_position(block: QTextBlock, character: int) -> int:
    """Return the document's position of a character of a block's text."""
    return block.position() + utf16_length(block.text()[:character])
