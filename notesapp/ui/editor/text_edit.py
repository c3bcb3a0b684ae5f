"""The text of the open note: a centred column with Markdown styled in place."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QEvent, QMimeData, QPoint, QPointF, QRectF, Qt, QTimer, QUrl, Signal
from PySide6.QtGui import (
    QDesktopServices,
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
from notesapp.ui.editor.painting import ShownBlock, box_rect, paint_over, paint_tint, paint_under
from notesapp.ui.theme import Theme

COLUMN_WIDTH = 700
_OPENED_SCHEMES = ("http", "https", "mailto")
_TINT_MS = 2000
_TINT_STEP_MS = 50
_TINT_FADE = 0.25
"""The last share of the time in which the tint fades out."""


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
        self._tinted: list[QTextCursor] = []
        self._tint_left_ms = 0
        self._tint_timer = QTimer(self, interval=_TINT_STEP_MS)
        self.note_document = NoteDocument("", theme, COLUMN_WIDTH, self)
        self.shortcuts: list[QKeySequence] = []
        self._build_ui()
        self._connect_signals()
        self._take_document()

    def load(self, shown: str) -> None:
        """Show another text, from its start, with an empty undo history."""
        before = self.note_document
        self._composing = ""
        self._tinted.clear()
        self.note_document = NoteDocument(shown, self._theme, self.viewport().width(), self)
        self._take_document()
        before.deleteLater()

    def tint(self, ranges: list[tuple[int, int]]) -> None:
        """Tint the paragraphs of some stretches for two seconds."""
        self._tinted = []
        for start, end in ranges:
            cursor = QTextCursor(self.note_document)
            cursor.setPosition(start)
            cursor.setPosition(end, QTextCursor.MoveMode.KeepAnchor)
            self._tinted.append(cursor)
        self._tint_left_ms = _TINT_MS
        self._tint_timer.start()
        self.viewport().update()

    @property
    def is_tinted(self) -> bool:
        """Whether some paragraphs are marked as just changed."""
        return bool(self._tinted)

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
        if self._tinted:
            strength = min(1.0, self._tint_left_ms / (_TINT_MS * _TINT_FADE))
            paint_tint(painter, self._tint_rects(shown, column), tokens, strength)
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

    def _tint_rects(self, shown: list[ShownBlock], column: QRectF) -> list[QRectF]:
        return [
            QRectF(column.left() - 8, item.rect.top() - 3, column.width() + 16, item.rect.height())
            for item in shown
            for cursor in self._tinted
            if item.block.position() <= cursor.selectionEnd()
            and cursor.selectionStart() < item.block.position() + item.block.length()
        ]

    # --- keys ------------------------------------------------------------------------------

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent):
            # Qt would keep some of our shortcuts for itself: Ctrl+K deletes to the line's end.
            if QKeySequence(event.keyCombination()) in self.shortcuts:
                event.ignore()
                return False
        elif isinstance(event, QMouseEvent) and self._forward_from_margin(event):
            return True
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
            self.open_link(link)
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

    def open_link(self, target: str) -> None:
        """Open a web or mail address in the program that the system has for it."""
        url = QUrl(target, QUrl.ParsingMode.StrictMode)
        if url.isValid() and url.scheme().lower() in _OPENED_SCHEMES:
            QDesktopServices.openUrl(url)

    def _is_following(self, event: QMouseEvent) -> bool:
        return bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier)

    def _box_at(self, position: QPointF) -> QTextBlock | None:
        block = self.cursorForPosition(position.toPoint()).block()
        line = self.note_document.highlighter.line_of(block)
        if line.box is None or block.blockNumber() == self.note_document.highlighter.revealed:
            return None
        rect = self._rect_of(block)
        box = box_rect(ShownBlock(block, line, rect, is_revealed=False))
        return block if box.adjusted(-5, -5, 5, 5).contains(position) else None

    def _link_at(self, position: QPointF) -> str:
        cursor = self.cursorForPosition(position.toPoint())
        block = cursor.block()
        if not self._rect_of(block).contains(position):
            return ""
        line = self.note_document.highlighter.line_of(block)
        for link in line.links:
            start, end = (lists.text_position(block, place) for place in (link.start, link.end))
            if start <= cursor.position() < end:
                return link.target
        return ""

    def _rect_of(self, block: QTextBlock) -> QRectF:
        rect = self.note_document.documentLayout().blockBoundingRect(block)
        return rect.translated(
            -self.horizontalScrollBar().value(), -self.verticalScrollBar().value()
        )

    def _forward_from_margin(self, event: QMouseEvent) -> bool:
        """Let a press beside the column act on the text next to it."""
        position = QPointF(self.viewport().mapFrom(self, event.position().toPoint()))
        moved = QMouseEvent(
            event.type(),
            position,
            event.globalPosition(),
            event.button(),
            event.buttons(),
            event.modifiers(),
        )
        return QApplication.sendEvent(self.viewport(), moved)

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
        self._tint_timer.timeout.connect(self._on_tint_step)
        self.cursorPositionChanged.connect(self._show_marks_at_cursor)
        self._theme.changed.connect(self._on_theme_changed)

    def _take_document(self) -> None:
        self.setDocument(self.note_document)
        self.note_document.contentsChanged.connect(self._on_contents_changed)

    def _on_contents_changed(self) -> None:
        if self._is_shaping:
            return
        self._is_shaping = True
        self.note_document.shape_visited()
        self._is_shaping = False
        self.edited.emit()

    def _show_marks_at_cursor(self) -> None:
        """Show hidden marks while somebody writes in them."""
        cursor = self.textCursor()
        line = self.note_document.highlighter.line_of(cursor.block())
        is_in_mark = cursor.positionInBlock() < line.mark_end or line.kind is LineKind.RULE
        is_hidden = line.kind in (LineKind.LIST_ITEM, LineKind.QUOTE, LineKind.RULE)
        is_writing = self.hasFocus() and not self.isReadOnly()
        is_shown = is_hidden and is_in_mark and is_writing
        self.note_document.highlighter.reveal(cursor.blockNumber() if is_shown else -1)

    def _on_tint_step(self) -> None:
        self._tint_left_ms -= _TINT_STEP_MS
        if self._tint_left_ms <= 0:
            self._tint_timer.stop()
            self._tinted.clear()
        self.viewport().update()

    def _on_theme_changed(self) -> None:
        self._is_shaping = True  # colours alone change no shape and are no edit
        self.note_document.highlighter.refresh()
        self._is_shaping = False


def column_left(width: int, scroll_bar_width: int) -> int:
    """Return where the text's column begins in a pane of some width."""
    return max(int(SIDE_MARGIN), (width - scroll_bar_width - COLUMN_WIDTH) // 2)
