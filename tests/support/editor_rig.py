"""An editor pane on a real library, shown in a window, for tests that act as a user does."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from pathlib import Path
from typing import Any

from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QTextCursor
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from notesapp.core.changes import Origin
from notesapp.core.ids import Guid
from notesapp.core.model import Note
from notesapp.store.library import Library
from notesapp.ui.editor.pane import EditorPane
from notesapp.ui.theme import Theme
from notesapp.workers.change_bus import ChangeBus


class HeldTasks:
    """Runs each task at once; while `is_holding` it waits until `run_next`."""

    def __init__(self) -> None:
        self.is_holding = False
        self.waiting: deque[Callable[[], None]] = deque()

    def submit(
        self,
        task: Callable[[], Any],
        on_done: Callable[[Any], None] | None = None,
        on_error: Callable[[Exception], None] | None = None,
    ) -> None:
        def run() -> None:
            try:
                value = task()
            except Exception as error:  # noqa: BLE001 - as the task runner does
                assert on_error is not None, error
                on_error(error)
            else:
                if on_done is not None:
                    on_done(value)

        if self.is_holding:
            self.waiting.append(run)
        else:
            run()

    def run_next(self) -> None:
        self.waiting.popleft()()

    def release(self) -> None:
        self.is_holding = False
        while self.waiting:
            self.run_next()


class EditorRig:
    """A pane, its library, and the hands of a user."""

    def __init__(self, profile: Path, qtbot: QtBot, theme: Theme) -> None:
        self.qtbot = qtbot
        self.library = Library.open(profile)
        self.tasks = HeldTasks()
        self.theme = theme
        self.bus = ChangeBus(self.library)
        self.pane = EditorPane(self.library, self.tasks, self.bus, self.theme)
        self.pane.resize(820, 700)
        qtbot.addWidget(self.pane)
        self.pane.show()
        qtbot.waitExposed(self.pane)

    def close(self) -> None:
        self.bus.close()
        self.library.close()

    def make_note(self, body: str = "", title: str = "Title", **fields: Any) -> Guid:
        with self.library.write(Origin.USER) as transaction:
            return transaction.notes.create(title=title, body=body, **fields).guid

    def open_note(self, body: str = "", title: str = "Title", **fields: Any) -> Guid:
        guid = self.make_note(body, title, **fields)
        self.pane.show_note(guid)
        self.pane.focus_text()
        return guid

    def stored(self, guid: Guid) -> Note:
        with self.library.read() as snapshot:
            return snapshot.notes.get(guid)

    def edit_elsewhere(self, guid: Guid, origin: Origin = Origin.SYNC, **fields: Any) -> None:
        """Change a note behind the editor's back, and let the editor hear of it."""
        with self.qtbot.waitSignal(self.bus.changed):
            self.edit_unheard(guid, origin, **fields)

    def edit_unheard(self, guid: Guid, origin: Origin = Origin.SYNC, **fields: Any) -> None:
        with self.library.write(origin) as transaction:
            transaction.notes.edit(guid, **fields)

    @property
    def text(self) -> str:
        return self.pane.page.text.note_document.shown_text()

    @property
    def cursor(self) -> QTextCursor:
        return self.pane.page.text.textCursor()

    def place(self, position: int, anchor: int | None = None) -> None:
        cursor = self.pane.page.text.textCursor()
        cursor.setPosition(position if anchor is None else anchor)
        cursor.setPosition(position, QTextCursor.MoveMode.KeepAnchor)
        self.pane.page.text.setTextCursor(cursor)

    def place_after(self, words: str) -> None:
        self.place(self.text.index(words) + len(words))

    def type(self, keys: str) -> None:
        for part in keys.split("\n")[:-1]:
            QTest.keyClicks(self.pane.page.text, part)
            self.press(Qt.Key.Key_Return)
        QTest.keyClicks(self.pane.page.text, keys.split("\n")[-1])

    def paste(self, text: str) -> None:
        QApplication.clipboard().setText(text)
        self.press(Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)

    def press(
        self,
        key: Qt.Key,
        modifiers: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier,
        widget: QWidget | None = None,
    ) -> None:
        QTest.keyClick(widget or self.pane.page.text, key, modifiers)

    def click_text(
        self,
        point: QPoint,
        modifiers: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier,
    ) -> None:
        viewport = self.pane.page.text.viewport()
        QTest.mouseClick(viewport, Qt.MouseButton.LeftButton, modifiers, point)
