"""The sheet over the window: a line to type in, choices below, hints at the bottom."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime

from PySide6.QtCore import QEvent, QObject, QRect, Qt, Signal
from PySide6.QtGui import QColor, QKeyEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QFrame, QLineEdit, QListView, QVBoxLayout, QWidget

from notesapp.core.model import SearchHit
from notesapp.store.library import Library
from notesapp.store.places import ALL_NOTES
from notesapp.ui.icons import icon
from notesapp.ui.painting import POPOVER_RADIUS, paint_soft_shadow, rounded
from notesapp.ui.search.runner import SearchRunner
from notesapp.ui.sidebar.contents import Contents
from notesapp.ui.switcher.choices import (
    RECENT,
    Choice,
    ChoiceKind,
    Command,
    Title,
    command_choices,
    hit_choices,
    note_choices,
    place_choices,
)
from notesapp.ui.switcher.delegate import ChoiceDelegate
from notesapp.ui.switcher.model import ChoiceModel, choice_of
from notesapp.ui.tasks import Tasks
from notesapp.ui.theme import Theme
from notesapp.ui.widgets.labels import Label

_WIDTH = 640
_HEIGHT = 424
_TOP = 94
_MOST_TITLES = 10_000


class QuickSwitcher(QWidget):
    """Covers its window with a veil and shows the sheet on it.

    Signals:
        chosen: a Choice.
    """

    chosen = Signal(object)

    def __init__(self, theme: Theme, library: Library, lookups: Tasks, parent: QWidget) -> None:
        super().__init__(parent)
        self._theme = theme
        self._library = library
        self._lookups = lookups
        self._now: Callable[[], datetime] = library.clock.now
        self._host = parent
        self._titles: Sequence[Title] = ()
        self._contents = Contents()
        self._commands: Sequence[Command] = ()
        self._opening = 0
        self._model = ChoiceModel(self)
        self._runner = SearchRunner(library, lookups, self)
        self._build_ui()
        self._connect_signals()
        parent.installEventFilter(self)
        self.hide()

    def open(self, contents: Contents, commands: Sequence[Command], text: str = "") -> None:
        """Show it with the last notes, ready to type in; ``>`` as text lists commands."""
        self._contents, self._commands = contents, commands
        with self._library.read() as snapshot:
            recent = snapshot.notes.list(ALL_NOTES, limit=RECENT + 32)
        newest = sorted(recent, key=lambda note: note.updated_at, reverse=True)
        self._titles = [Title(n.guid, n.title, n.notebook, n.updated_at) for n in newest]
        self._opening += 1
        self.setGeometry(self._host.rect())
        self.field.setText(text)
        self._update_choices()
        self.raise_()
        self.show()
        self.field.setFocus(Qt.FocusReason.PopupFocusReason)
        self._lookups.submit(self._title_reader(self._opening), self._on_titles)

    def dismiss(self) -> None:
        """Close it."""
        self._runner.cancel()
        self.hide()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is self._host and event.type() == QEvent.Type.Resize and self.isVisible():
            self.setGeometry(self._host.rect())
        if watched is self.field and isinstance(event, QKeyEvent):
            return event.type() == QEvent.Type.KeyPress and self._on_key(event)
        return False

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if not self._sheet.contains(event.position().toPoint()):
            self.dismiss()

    def resizeEvent(self, event: QEvent) -> None:
        width = min(_WIDTH, self.width() - 32)
        height = min(_HEIGHT, self.height() - 64)
        top = min(_TOP, (self.height() - height) // 3)
        self._sheet = QRect((self.width() - width) // 2, top, width, height)
        self._content.setGeometry(self._sheet)

    def paintEvent(self, event: QPaintEvent) -> None:
        tokens = self._theme.tokens
        painter = QPainter(self)
        veil = QColor(0, 0, 0)
        veil.setAlphaF(0.42 if tokens.is_dark else 0.2)
        painter.fillRect(self.rect(), veil)
        paint_soft_shadow(painter, self._sheet, tokens)
        rounded(painter, self._sheet, POPOVER_RADIUS, tokens.raised, tokens.rule)
        line = QRect(self._sheet.left() + 12, self._sheet.top() + 56, self._sheet.width() - 24, 1)
        painter.fillRect(line, tokens.rule)

    # -- inside ---------------------------------------------------------------------------

    def _build_ui(self) -> None:
        self._sheet = QRect()
        self._content = QWidget(self)
        self.field = QLineEdit(self._content)
        self.field.setFrame(False)
        self.field.setFont(self._theme.font("editor"))
        self.field.setPlaceholderText(self.tr("Go to a note, notebook or command"))
        self.field.setAccessibleName(self.tr("Go to"))
        self.field.addAction(icon("search"), QLineEdit.ActionPosition.LeadingPosition)
        self.field.setFixedHeight(48)
        self.view = QListView(self._content)
        self.view.setModel(self._model)
        self.view.setItemDelegate(ChoiceDelegate(self._theme, self.view))
        self.view.setFrameShape(QFrame.Shape.NoFrame)
        self.view.setUniformItemSizes(True)
        self.view.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.view.setVerticalScrollMode(QListView.ScrollMode.ScrollPerPixel)
        self.view.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.view.viewport().setAutoFillBackground(False)
        self.view.setAccessibleName(self.tr("Choices"))
        words = self.tr(
            "↑ ↓ to move    Enter to open    > commands    # tags    / notebooks    ? text"
        )
        hints = Label(self._theme, words, self._content, font="list", colour="text_faint")
        column = QVBoxLayout(self._content)
        column.setContentsMargins(12, 5, 12, 10)
        column.setSpacing(8)
        column.addWidget(self.field)
        column.addSpacing(2)
        column.addWidget(self.view, stretch=1)
        column.addWidget(hints)

    def _connect_signals(self) -> None:
        self.field.textChanged.connect(self._update_choices)
        self.field.installEventFilter(self)
        self.view.clicked.connect(lambda _: self._choose())
        self._runner.found.connect(self._on_found)

    def _on_key(self, event: QKeyEvent) -> bool:
        step = {
            Qt.Key.Key_Down: 1,
            Qt.Key.Key_Up: -1,
            Qt.Key.Key_PageDown: 7,
            Qt.Key.Key_PageUp: -7,
        }.get(Qt.Key(event.key()))
        if step is not None:
            self._step(step)
        elif event.key() == Qt.Key.Key_Escape:
            self.dismiss()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            if event.modifiers() & Qt.KeyboardModifier.ShiftModifier:
                self._choose_new_note()
            else:
                self._choose()
        else:
            return False
        return True

    def _step(self, step: int) -> None:
        count = self._model.rowCount()
        if count:
            row = max(0, min(count - 1, self.view.currentIndex().row() + step))
            self.view.setCurrentIndex(self._model.index(row))

    def _choose(self) -> None:
        choice = choice_of(self.view.currentIndex())
        if choice is not None:
            self.dismiss()
            self.chosen.emit(choice)

    def _choose_new_note(self) -> None:
        title = self.field.text().strip()
        if title:
            self.dismiss()
            self.chosen.emit(Choice(ChoiceKind.NEW_NOTE, title, title, "plus"))

    def _update_choices(self) -> None:
        text = self.field.text()
        rest = text[1:]
        match text[:1]:
            case ">":
                self._show(command_choices(rest, self._commands))
            case "#":
                self._show(place_choices(rest, self._contents, tags_only=True))
            case "/":
                self._show(place_choices(rest, self._contents, notebooks_only=True))
            case "?":
                if rest.strip():
                    self._runner.find(rest.strip(), ALL_NOTES)
                else:
                    self._show([])
            case _:
                self._show(note_choices(text, self._titles, self._contents, self._now()))

    def _show(self, choices: Sequence[Choice]) -> None:
        self._model.show(choices)
        if choices:
            self.view.setCurrentIndex(self._model.index(0))

    def _title_reader(self, opening: int) -> Callable[[], tuple[int, list[Title]]]:
        def read() -> tuple[int, list[Title]]:
            with self._library.read() as snapshot:
                notes = snapshot.notes.list(ALL_NOTES, limit=_MOST_TITLES)
            titles = [Title(n.guid, n.title, n.notebook, n.updated_at) for n in notes]
            titles.sort(key=lambda title: title.updated_at, reverse=True)
            return opening, titles

        return read

    def _on_titles(self, answer: tuple[int, list[Title]]) -> None:
        opening, titles = answer
        if opening == self._opening:
            self._titles = titles
            if self.isVisible() and self.field.text().strip():
                self._update_choices()

    def _on_found(self, hits: Sequence[SearchHit]) -> None:
        if self.field.text().startswith("?"):
            self._show(hit_choices(hits, self._now()))
