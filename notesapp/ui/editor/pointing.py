"""What lies under the mouse in the text: a check box, a link, or the margin beside the column."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, QUrl
from PySide6.QtGui import QDesktopServices, QMouseEvent, QTextBlock
from PySide6.QtWidgets import QTextEdit

from notesapp.ui.editor.document import NoteDocument
from notesapp.ui.editor.lists import text_position
from notesapp.ui.editor.painting import ShownBlock, box_rect

_OPENED_SCHEMES = ("http", "https", "mailto")
_BOX_REACH = 5


def box_at(view: QTextEdit, document: NoteDocument, position: QPointF) -> QTextBlock | None:
    """Return the paragraph whose check box is there, or None."""
    block = view.cursorForPosition(position.toPoint()).block()
    line = document.highlighter.line_of(block)
    if line.box is None or block.blockNumber() == document.highlighter.revealed:
        return None
    box = box_rect(ShownBlock(block, line, _rect_of(view, block), is_revealed=False))
    reach = box.adjusted(-_BOX_REACH, -_BOX_REACH, _BOX_REACH, _BOX_REACH)
    return block if reach.contains(position) else None


def link_at(view: QTextEdit, document: NoteDocument, position: QPointF) -> str:
    """Return where the link there leads; empty without one."""
    cursor = view.cursorForPosition(position.toPoint())
    block = cursor.block()
    if not _rect_of(view, block).contains(position):
        return ""
    for link in document.highlighter.line_of(block).links:
        start, end = (text_position(block, place) for place in (link.start, link.end))
        if start <= cursor.position() < end:
            return link.target
    return ""


def open_link(target: str) -> None:
    """Open a web or mail address in the program that the system has for it, and nothing else."""
    url = QUrl(target, QUrl.ParsingMode.StrictMode)
    if url.isValid() and url.scheme().lower() in _OPENED_SCHEMES:
        QDesktopServices.openUrl(url)


def moved_into(view: QTextEdit, event: QMouseEvent) -> QMouseEvent:
    """Return an event of the whole view as one of its viewport, which the margins are not."""
    return QMouseEvent(
        event.type(),
        QPointF(view.viewport().mapFrom(view, event.position().toPoint())),
        event.globalPosition(),
        event.button(),
        event.buttons(),
        event.modifiers(),
    )


def _rect_of(view: QTextEdit, block: QTextBlock) -> QRectF:
    rect = view.document().documentLayout().blockBoundingRect(block)
    return rect.translated(-view.horizontalScrollBar().value(), -view.verticalScrollBar().value())
