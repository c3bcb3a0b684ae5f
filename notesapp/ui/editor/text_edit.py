"""The text of the open note: a centred column with Markdown styled in place."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from PySide6.QtCore import QEvent, QMimeData, QPoint, QPointF, QRectF, Qt, Signal
from PySide6.QtGui import (
    QFocusEvent,
    QGuiApplication,
    QInputMethodEvent,
    QKeyEvent,
    QKeySequence,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QResizeEvent,
    QTextBlock,
    QTextCursor,
)
from PySide6.QtWidgets import QApplication, QFrame, QStyle, QTextEdit, QWidget

from notesapp.ui.editor import lists
from notesapp.ui.editor.document import SIDE_MARGIN, NoteDocument
from notesapp.ui.editor.exact_text import typed
from notesapp.ui.editor.formatting import is_address, make_link, selected_text
from notesapp.ui.editor.markdown_lines import LineKind
from notesapp.ui.editor.painting import ShownBlock, paint_over, paint_tint, paint_under
from notesapp.ui.editor.pointing import box_at, link_at, moved_into, open_link
from notesapp.ui.editor.tint import Tint
from notesapp.ui.theme import Theme

COLUMN_WIDTH = 700


class TextEdit(QTextEdit):
    """Edits one `NoteDocument`; never rich text.

    Signals:
        edited: the text is different now, whoever changed it.
    """

    edited = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._pressed_box: QTextBlock | None = None
        self._is_shaping = False
        self._composing = ""
        self.tint = Tint(self)
        self.note_document = NoteDocument("", theme, COLUMN_WIDTH, self)
        self.shortcuts: list[QKeySequence] = []
        self._build_ui()
        self._connect_signals()
        self._take_document()

    def load(self, shown: str) -> None:
        """Show another text, from its start, with an empty undo history."""
        before = self.note_document
        self._composing = ""
        self.tint.stop()
        self.note_document = NoteDocument(shown, self._theme, self.viewport().width(), self)
        self._take_document()
        before.deleteLater()

    def visible_range(self) -> tuple[int, int]:
        """Return the positions between which the window shows the text."""
        area = self.viewport().rect()
        first = self.cursorForPosition(area.topLeft()).position()
        return first, self.cursorForPosition(area.bottomRight()).position()

    def change_text(self, change: Callable[[QTextCursor], QTextCursor | None]) -> None:
        """Let a function change the text at the cursor, and take the cursor that it returns."""
        if self.isReadOnly():
            return
        cursor = change(self.textCursor())
        if cursor is not None:
            self.setTextCursor(cursor)
        self.ensureCursorVisible()

    # --- painting --------------------------------------------------------------------------

    def paintEvent(self, event: QPaintEvent) -> None:
        shown = self._shown_blocks(QRectF(event.rect()).adjusted(0, -40, 0, 40))
        column, tokens = self._column_rect(), self._theme.tokens
        painter = QPainter(self.viewport())
        if self.tint.is_on:
            paint_tint(painter, self.tint.rects(shown, column), tokens, self.tint.strength)
        paint_under(painter, shown, column, tokens)
        painter.end()
        super().paintEvent(event)
        painter = QPainter(self.viewport())
        paint_over(painter, shown, column, tokens)
        painter.end()

    def _shown_blocks(self, area: QRectF) -> list[ShownBlock]:
        document = self.note_document
        layout = document.documentLayout()
        offset = QPointF(-self.horizontalScrollBar().value(), -self.verticalScrollBar().value())
        block = self.cursorForPosition(QPoint(0, int(area.top()))).block()
        revealed = document.highlighter.revealed
        shown: list[ShownBlock] = []
        rect = layout.blockBoundingRect(block).translated(offset)
        while block.isValid() and rect.top() <= area.bottom():
            following = block.next()
            below = layout.blockBoundingRect(following).translated(offset)
            if following.isValid():
                rect.setBottom(below.top())  # its own height leaves out the room between lines
            line = document.highlighter.line_of(block)
            shown.append(ShownBlock(block, line, rect, block.blockNumber() == revealed))
            block, rect = following, below
        return shown

    def _column_rect(self) -> QRectF:
        width = self.viewport().width() - 2 * SIDE_MARGIN
        return QRectF(SIDE_MARGIN, 0, width, self.viewport().height())

    # --- keys ------------------------------------------------------------------------------

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent):
            # Qt would keep some of our shortcuts for itself: Ctrl+K deletes to the line's end.
            if QKeySequence(event.keyCombination()) in self.shortcuts:
                event.ignore()
                return False
        elif isinstance(event, QMouseEvent):
            return QApplication.sendEvent(self.viewport(), moved_into(self, event))
        return super().event(event)

    def inputMethodEvent(self, event: QInputMethodEvent) -> None:
        self._composing = event.preeditString()
        super().inputMethodEvent(event)

    def settle_composition(self) -> None:
        """Make text of what an input method is still composing: an edit from elsewhere ends it."""
        if self._composing:
            commit = QInputMethodEvent()
            commit.setCommitString(self._composing)
            QApplication.sendEvent(self, commit)
            QGuiApplication.inputMethod().reset()

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self._show_marks_at_cursor()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self._show_marks_at_cursor()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if self.isReadOnly() or not self._take_key(event):
            super().keyPressEvent(event)

    def _take_key(self, event: QKeyEvent) -> bool:
        """Do what a key does in Markdown; False leaves it to Qt."""
        cursor = self.textCursor()
        shift = event.modifiers() == Qt.KeyboardModifier.ShiftModifier
        plain = event.modifiers() in (
            Qt.KeyboardModifier.NoModifier,
            Qt.KeyboardModifier.KeypadModifier,
        )
        match event.key():
            case Qt.Key.Key_Return | Qt.Key.Key_Enter if shift:
                cursor.insertText("\n")
            case Qt.Key.Key_Return | Qt.Key.Key_Enter if plain:
                # Qt's own Enter would first reset the format of an empty paragraph, and add none.
                if not lists.break_line(cursor):
                    cursor.insertText("\n")
            case Qt.Key.Key_Backspace if plain:
                if not lists.remove_mark(cursor):
                    return False
            case Qt.Key.Key_Tab if plain:
                if lists.is_in_list(cursor) or len(lists.selected_blocks(cursor)) > 1:
                    lists.indent(cursor)
                else:
                    cursor.insertText("\t")
            case Qt.Key.Key_Backtab:
                lists.outdent(cursor)
            case _:
                return False
        self.setTextCursor(cursor)
        self.ensureCursorVisible()
        return True

    # --- the mouse -------------------------------------------------------------------------

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton:
            self._pressed_box = self._box_at(event.position())
            if self._pressed_box is not None:
                return
            if self._is_following(event) and self._link_at(event.position()):
                return
        super().mousePressEvent(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        pressed, self._pressed_box = self._pressed_box, None
        if pressed is not None:
            if pressed == self._box_at(event.position()) and not self.isReadOnly():
                lists.toggle_done(pressed)
            return
        link = self._link_at(event.position()) if self._is_following(event) else ""
        if link and not self.textCursor().hasSelection():
            open_link(link)
            return
        super().mouseReleaseEvent(event)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        self._pressed_box = self._box_at(event.position())
        if self._pressed_box is None:
            super().mouseDoubleClickEvent(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if self._pressed_box is not None:
            return
        super().mouseMoveEvent(event)
        is_hand = self._box_at(event.position()) is not None or (
            self._is_following(event) and bool(self._link_at(event.position()))
        )
        shape = Qt.CursorShape.PointingHandCursor if is_hand else Qt.CursorShape.IBeamCursor
        self.viewport().setCursor(shape)

    def _is_following(self, event: QMouseEvent) -> bool:
        return bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier)

    def _box_at(self, position: QPointF) -> QTextBlock | None:
        return box_at(self, self.note_document, position)

    def _link_at(self, position: QPointF) -> str:
        return link_at(self, self.note_document, position)

    # --- copy and paste --------------------------------------------------------------------

    def createMimeDataFromSelection(self) -> QMimeData:
        data = QMimeData()
        data.setText(selected_text(self.textCursor()))
        return data

    def canInsertFromMimeData(self, source: QMimeData) -> bool:
        return source.hasText()

    def insertFromMimeData(self, source: QMimeData) -> None:
        if self.isReadOnly() or not source.hasText():
            return
        text = typed(source.text())
        cursor = self.textCursor()
        if cursor.hasSelection() and is_address(text) and "\n" not in selected_text(cursor):
            self.setTextCursor(make_link(cursor, text.strip()))
        else:
            cursor.insertText(text)
            self.setTextCursor(cursor)
        self.ensureCursorVisible()

    # --- building --------------------------------------------------------------------------

    def resizeEvent(self, event: QResizeEvent) -> None:
        # The scroll bar's room is kept free without one too, so that nothing moves when it comes.
        bar = self.style().pixelMetric(QStyle.PixelMetric.PM_ScrollBarExtent)
        side = column_left(self.width(), bar) - int(SIDE_MARGIN)
        right = side if self.verticalScrollBar().isVisible() else side + bar
        margins = self.viewportMargins()
        if (margins.left(), margins.right()) != (side, right):
            self.setViewportMargins(side, 0, right, 0)
        super().resizeEvent(event)

    def _build_ui(self) -> None:
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setAcceptRichText(False)
        self.setCursorWidth(2)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.viewport().setMouseTracking(True)
        self.setAccessibleName(self.tr("Text of the note"))

    def _connect_signals(self) -> None:
        self.tint.changed.connect(self.viewport().update)
        self.cursorPositionChanged.connect(self._show_marks_at_cursor)
        self._theme.changed.connect(self._on_theme_changed)

    def _take_document(self) -> None:
        self.setDocument(self.note_document)
        self.note_document.contentsChanged.connect(self._on_contents_changed)

    def _on_contents_changed(self) -> None:
        if self._is_shaping:
            return
        with self._shaping():
            self.note_document.shape_visited()
        self.edited.emit()

    def _show_marks_at_cursor(self) -> None:
        """Show hidden marks while somebody writes in them."""
        cursor = self.textCursor()
        line = self.note_document.highlighter.line_of(cursor.block())
        is_in_mark = cursor.positionInBlock() < line.mark_end or line.kind is LineKind.RULE
        is_hidden = line.kind in (LineKind.LIST_ITEM, LineKind.QUOTE, LineKind.RULE)
        is_writing = self.hasFocus() and not self.isReadOnly()
        is_shown = is_hidden and is_in_mark and is_writing
        with self._shaping():
            self.note_document.highlighter.reveal(cursor.blockNumber() if is_shown else -1)

    def _on_theme_changed(self) -> None:
        with self._shaping():
            self.note_document.highlighter.refresh()

    @contextmanager
    def _shaping(self) -> Iterator[None]:
        """Qt tells of a change of looks as of one of the text; it is no edit."""
        before, self._is_shaping = self._is_shaping, True
        yield
        self._is_shaping = before


def column_left(width: int, scroll_bar_width: int) -> int:
    """Return where the text's column begins in a pane of some width."""
    return max(int(SIDE_MARGIN), (width - scroll_bar_width - COLUMN_WIDTH) // 2)
