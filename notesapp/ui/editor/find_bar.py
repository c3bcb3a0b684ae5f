"""Finding and replacing inside the open note; a bar over the text, not a dialog."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent, QTextCursor
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QLineEdit, QTextEdit, QWidget

from notesapp.ui.editor.exact_text import typed
from notesapp.ui.editor.matches import Matches
from notesapp.ui.editor.text_edit import TextEdit
from notesapp.ui.theme import Theme
from notesapp.ui.widgets.buttons import FlatButton, IconButton
from notesapp.ui.widgets.labels import Label

_REFRESH_MS = 120


class FindBar(QWidget):
    """Marks all matches in the text; Enter goes to the next, Shift+Enter to the one before.

    Signals:
        closed: it was closed; the text should have the focus.
    """

    closed = Signal()

    def __init__(self, theme: Theme, text_edit: TextEdit, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._text_edit = text_edit
        self._matches = Matches("", "")
        self._refresh_timer = QTimer(self, singleShot=True, interval=_REFRESH_MS)
        self._build_ui()
        self._connect_signals()
        self.hide()

    def open(self, text: str = "", *, with_replace: bool = False) -> None:
        """Show the bar, looking for `text`, or else for what is selected or was last looked for."""
        selected = self._text_edit.textCursor().selectedText()
        text = text or ("" if "\u2029" in selected else selected)
        self._replace_row.setVisible(with_replace and not self._text_edit.isReadOnly())
        self.show()
        if text:
            self._field.setText(text)
        self._field.selectAll()
        self._field.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self._refresh()

    def close_bar(self) -> None:
        """Hide the bar and its marks."""
        if self.isHidden():
            return
        self.hide()
        self._text_edit.setExtraSelections([])
        self.closed.emit()

    def find_next(self) -> None:
        """Select the next match; opens the bar if it is closed."""
        self._step(1)

    def find_previous(self) -> None:
        """Select the match before."""
        self._step(-1)

    def replace_one(self) -> None:
        """Replace the selected match and go to the next; without one, only go there."""
        cursor = self._text_edit.textCursor()
        self._refresh()
        if self._matches.index_of(cursor.selectionStart(), cursor.selectionEnd()) is not None:
            cursor.insertText(typed(self._replacement.text()))
            self._text_edit.setTextCursor(cursor)
            self._refresh()
        self.find_next()

    def replace_all(self) -> None:
        """Replace all matches as one step that can be undone."""
        self._refresh()
        count, text = len(self._matches.places), typed(self._replacement.text())
        cursor = QTextCursor(self._text_edit.note_document)
        cursor.beginEditBlock()
        for start, end in reversed(self._matches.places):
            cursor.setPosition(start)
            cursor.setPosition(end, QTextCursor.MoveMode.KeepAnchor)
            cursor.insertText(text)
        cursor.endEditBlock()
        self._refresh()
        self._count.setText(self.tr("%Ln replaced", "", count))

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            if event.key() == Qt.Key.Key_Escape:
                self.close_bar()
                return True
            if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
                is_back = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
                if watched is self._replacement:
                    self.replace_one()
                else:
                    self._step(-1 if is_back else 1)
                return True
        return False

    def _build_ui(self) -> None:
        self._field = self._line_edit(self.tr("Find in this note"))
        self._replacement = self._line_edit(self.tr("Replace with"))
        self._count = Label(self._theme, parent=self, font="list", colour="text_secondary")
        self._previous = IconButton("chevron-up", self.tr("Previous match"), self)
        self._next = IconButton("chevron-down", self.tr("Next match"), self)
        self._close = IconButton("x", self.tr("Close"), self)
        self._replace_row = QWidget(self)
        self._replace = FlatButton(self.tr("Replace"), parent=self._replace_row)
        self._replace_all = FlatButton(self.tr("Replace all"), parent=self._replace_row)
        replace_row = QHBoxLayout(self._replace_row)
        replace_row.setContentsMargins(0, 0, 0, 0)
        replace_row.setSpacing(8)
        replace_row.addWidget(self._replacement, stretch=1)
        replace_row.addWidget(self._replace)
        replace_row.addWidget(self._replace_all)
        find_row = QHBoxLayout()
        find_row.setSpacing(6)
        find_row.addWidget(self._field, stretch=1)
        find_row.addWidget(self._count)
        for button in (self._previous, self._next, self._close):
            find_row.addWidget(button)
        grid = QGridLayout(self)
        grid.setContentsMargins(12, 4, 12, 8)
        grid.setVerticalSpacing(8)
        grid.addLayout(find_row, 0, 0)
        grid.addWidget(self._replace_row, 1, 0)

    def _line_edit(self, name: str) -> QLineEdit:
        field = QLineEdit(self)
        field.setPlaceholderText(name)
        field.setAccessibleName(name)
        field.installEventFilter(self)
        return field

    def _connect_signals(self) -> None:
        self._field.textEdited.connect(self._on_query_edited)
        self._previous.clicked.connect(self.find_previous)
        self._next.clicked.connect(self.find_next)
        self._close.clicked.connect(self.close_bar)
        self._replace.clicked.connect(self.replace_one)
        self._replace_all.clicked.connect(self.replace_all)
        self._refresh_timer.timeout.connect(self._refresh)
        self._text_edit.edited.connect(self._on_text_edited)
        self._text_edit.verticalScrollBar().valueChanged.connect(self._mark_visible)
        self._theme.changed.connect(self._mark_visible)

    def _on_text_edited(self) -> None:
        if self.isVisible():
            self._refresh_timer.start()

    def _on_query_edited(self) -> None:
        self._refresh()
        if self._matches.places:
            self._select(self._matches.at_or_after(self._text_edit.textCursor().selectionStart()))

    def _step(self, direction: int) -> None:
        if self.isHidden():
            self.open(self._field.text())
        self._refresh()
        if not self._matches.places:
            return
        cursor = self._text_edit.textCursor()
        if direction > 0:
            self._select(self._matches.at_or_after(cursor.selectionEnd()))
        else:
            self._select(self._matches.before(cursor.selectionStart()))

    def _select(self, index: int) -> None:
        start, end = self._matches.places[index]
        cursor = self._text_edit.textCursor()
        cursor.setPosition(start)
        cursor.setPosition(end, QTextCursor.MoveMode.KeepAnchor)
        self._text_edit.setTextCursor(cursor)
        self._text_edit.ensureCursorVisible()
        self._show_count()
        self._mark_visible()

    def _refresh(self) -> None:
        self._refresh_timer.stop()
        shown = self._text_edit.note_document.shown_text()
        self._matches = Matches(shown, typed(self._field.text()))
        self._show_count()
        self._mark_visible()

    def _show_count(self) -> None:
        total = len(self._matches.places)
        if not self._field.text():
            self._count.clear()
        elif not total:
            self._count.setText(self.tr("No matches"))
        else:
            cursor = self._text_edit.textCursor()
            index = self._matches.index_of(cursor.selectionStart(), cursor.selectionEnd())
            if index is None:
                self._count.setText(self.tr("%Ln hit(s)", "", total))
            else:
                text = self.tr("{number} of {total}")
                self._count.setText(text.format(number=index + 1, total=total))

    def _mark_visible(self) -> None:
        """Mark only what can be seen: thousands of marks make every repaint slow."""
        if self.isHidden():
            return
        first, last = self._text_edit.visible_range()
        marks: list[QTextEdit.ExtraSelection] = []
        for start, end in self._matches.within(first, last):
            mark = QTextEdit.ExtraSelection()
            mark.cursor = QTextCursor(self._text_edit.note_document)
            mark.cursor.setPosition(start)
            mark.cursor.setPosition(end, QTextCursor.MoveMode.KeepAnchor)
            mark.format.setBackground(self._theme.tokens.other_word)
            marks.append(mark)
        self._text_edit.setExtraSelections(marks)
