"""Two computers in real windows, used by mouse and keys as a person does.

Each is a profile with its own library, threads and windows, made as the application makes them.
Nothing happens by itself: tests press Sync.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from PySide6.QtCore import QEvent, QKeyCombination, Qt
from PySide6.QtGui import QKeySequence
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QApplication,
    QLabel,
    QLineEdit,
    QListWidget,
    QWidget,
)
from pytestqt.qtbot import QtBot

from notesapp.app.profile_session import ProfileSession
from notesapp.config import settings as settings_file
from notesapp.core.ids import Guid
from notesapp.core.model import Note
from notesapp.store.library import Library
from notesapp.store.places import ALL_NOTES, TRASH, NoteSort
from notesapp.ui.application import ui_font
from notesapp.ui.conflicts.compare_page import SHORT_WINDOW
from notesapp.ui.conflicts.comparison import Side
from notesapp.ui.conflicts.window import CompareWindow
from notesapp.ui.history.window import HistoryWindow
from notesapp.ui.plurals import EnglishPlurals
from notesapp.ui.sidebar.model import entry_of
from notesapp.ui.style import AppStyle
from notesapp.ui.syncing.set_up_dialog import SetUpDialog
from notesapp.ui.theme import Scheme, Theme
from tests.support.sync_rig import MANUAL

PATIENCE_MS = 20_000
_SIZE = (1280, 780)

_dressed: list[object] = []


class Computer:
    """One profile and whoever sits before it."""

    def __init__(self, qtbot: QtBot, theme: Theme, profile: Path) -> None:
        self._qtbot = qtbot
        self._theme = theme
        self._profile = profile
        settings_file.save(profile, MANUAL)
        self.open()

    # --- the app ----------------------------------------------------------------------------

    def open(self) -> None:
        """Start the app."""
        self.session = ProfileSession(Library.open(self._profile), self._theme)
        self.window = self.session.window
        self.window.resize(*_SIZE)
        self.session.start()
        self.come_forward()

    def close(self) -> None:
        """Close the window, as by its cross, and wait until all of it is gone."""
        if self.window.isVisible():
            with self._qtbot.waitSignal(self.session.ended, timeout=PATIENCE_MS):
                self.window.close()
        self.session.close()
        self.window.deleteLater()
        self.session.deleteLater()
        QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)

    def come_forward(self) -> None:
        """Turn to this computer."""
        self.session.bring_forward()
        self.wait(self.window.isActiveWindow)

    def wait(self, until: Callable[[], object]) -> None:
        """Wait for what a person would wait for."""
        self._qtbot.waitUntil(lambda: bool(until()), timeout=PATIENCE_MS)

    # --- hands ------------------------------------------------------------------------------

    def click(self, widget: QWidget) -> None:
        """Click into the middle of something that can be seen."""
        assert widget.isVisible(), f"{widget.accessibleName()} can't be seen"
        QTest.mouseClick(widget, Qt.MouseButton.LeftButton, pos=widget.rect().center())

    def press(self, name: str, within: QWidget | None = None) -> None:
        """Click the button that says, or that a screen reader calls, `name`."""
        place = within or self.window
        self.wait(lambda: len(_buttons(place, name)) == 1)
        (button,) = _buttons(place, name)
        self.wait(button.isEnabled)
        if isinstance(button, QAbstractButton) and button.isCheckable():
            # A radio button's middle may be empty; its mark is at its leading edge.
            at = button.rect().center()
            at.setX(8)
            QTest.mouseClick(button, Qt.MouseButton.LeftButton, pos=at)
        else:
            self.click(button)

    def click_row(self, view: QAbstractItemView, row: int) -> None:
        """Click a row of a list."""
        index = view.model().index(row, 0)
        view.scrollTo(index)
        spot = view.visualRect(index).center()
        QTest.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=spot)

    def key(self, keys: str) -> None:
        """Press a key combination where the focus is."""
        target = QApplication.focusWidget() or self.window
        combination: QKeyCombination = QKeySequence(keys)[0]  # type: ignore[index]
        QTest.keyClick(target, combination.key(), combination.keyboardModifiers())

    def type(self, text: str) -> None:
        """Type where the focus is, with Return at the end of a line."""
        for number, line in enumerate(text.split("\n")):
            focused = QApplication.focusWidget()
            assert focused is not None, "nothing has the focus"
            if number:
                self.key("Return")
            QTest.keyClicks(focused, line)

    def says(self, text: str, within: QWidget | None = None) -> bool:
        """Say whether some visible label holds a text."""
        labels = (within or self.window).findChildren(QLabel)
        return any(label.isVisible() and text in label.text() for label in labels)

    # --- notes ------------------------------------------------------------------------------

    def write(self, title: str, text: str) -> Guid:
        """Write a new note: its title, Enter, its text."""
        self.come_forward()
        page = self.session.editor.page
        before = self.session.editor.current
        self.press("New note", self.window.notes)
        self.wait(lambda: page.title.hasFocus() and self.session.editor.current != before)
        self.type(title)
        self.key("Return")
        self.wait(page.text.hasFocus)
        self.type(text)
        self.wait(lambda: self.session.editor.is_saved)
        current = self.session.editor.current
        assert current is not None
        return current

    def read(self, guid: Guid) -> None:
        """Click the note in the list."""
        self.come_forward()
        view, model = self.window.notes.view, self.window.notes.model
        self.wait(lambda: model.row(guid) >= 0)
        self.click_row(view, model.row(guid))
        self.wait(lambda: self.session.editor.current == guid)

    def rewrite(self, guid: Guid, text: str) -> None:
        """Open the note and put another text in the place of all of it."""
        self.read(guid)
        page = self.session.editor.page
        QTest.mouseClick(page.text.viewport(), Qt.MouseButton.LeftButton)
        self.wait(page.text.hasFocus)
        self.key("Ctrl+A")
        self.type(text)
        self.wait(lambda: self.session.editor.is_saved)

    @property
    def shown_text(self) -> str:
        """What the open note says."""
        return self.session.editor.page.text.toPlainText()

    def note(self, guid: Guid) -> Note:
        """Return what is saved of a note."""
        with self.session.library.read() as view:
            return view.notes.get(guid)

    def notes(self) -> dict[Guid, tuple[str, str, bool]]:
        """Return title, text and deletedness of everything that is saved."""
        with self.session.library.read() as view:
            guids = [g for p in (ALL_NOTES, TRASH) for g in view.notes.ids(p, NoteSort.CREATED)]
            notes = [view.notes.get(guid) for guid in guids]
        return {note.guid: (note.title, note.body, note.is_deleted) for note in notes}

    def is_waiting(self, guid: Guid) -> bool:
        """Say whether a note waits for a decision."""
        with self.session.library.read() as view:
            return guid in view.conflicts.guids()

    @property
    def sidebar(self) -> dict[str, int]:
        """The places in the sidebar, with their counts."""
        model = self.window.sidebar.model
        entries = [entry_of(model.index(row, 0)) for row in range(model.rowCount())]
        return {entry.name: entry.count for entry in entries if entry is not None}

    # --- sync -------------------------------------------------------------------------------

    @property
    def card(self) -> str:
        """What the sync card says, as a screen reader reads it."""
        return self.session.card.accessibleName()

    def set_up_sync(self, url: str, user: str, password: str, name: str) -> None:
        """Press Set up, fill in the dialog, and wait for the first sync."""
        self.come_forward()
        self.press("Set up", self.session.card)
        dialog = self._dialog()
        for field, text in (
            ("Server address", url),
            ("Name", user),
            ("Password", password),
            ("Name of this computer", name),
        ):
            (edit,) = [e for e in dialog.findChildren(QLineEdit) if e.accessibleName() == field]
            self.click(edit)
            self.wait(edit.hasFocus)
            self.key("Ctrl+A")
            self.type(text)
        self.press("Continue", dialog)
        self.wait(lambda: self.says("Step 2 of 2", dialog))
        with self._qtbot.waitSignal(self.session.sync.run_finished, timeout=PATIENCE_MS):
            self.press("Start", dialog)

    def sync(self) -> None:
        """Sync by the card's button, or by the key while the card offers something else."""
        self.come_forward()
        self.wait(lambda: not self.session.sync.status.is_running)
        with self._qtbot.waitSignal(self.session.sync.run_finished, timeout=PATIENCE_MS):
            if _buttons(self.session.card, "Sync"):
                self.press("Sync", self.session.card)
            else:
                self.key("F5")
        self.wait(lambda: not self.session.sync.status.is_running)

    # --- other windows ----------------------------------------------------------------------

    def compare(self) -> CompareWindow:
        """Press the button of the open note's banner."""
        self.press("Compare versions…")
        shown = self.session.windows.compare
        self.wait(lambda: shown.controller.shown is not None and shown.isActiveWindow())
        return shown

    def type_result(self, window: CompareWindow, text: str) -> None:
        """Put a text in the place of what the compare window would save."""
        result = window.body.page.result.text
        if not result.isVisible():
            window.resize(window.width(), SHORT_WINDOW)
        self.wait(result.isVisible)
        QTest.mouseClick(result.viewport(), Qt.MouseButton.LeftButton)
        self.wait(result.hasFocus)
        self.key("Ctrl+A")
        self.type(text)

    def history(self, guid: Guid) -> HistoryWindow:
        """Open a note's history by the button over its text."""
        self.read(guid)
        self.click(self.session.editor.page.header.history_button)
        shown = self.session.windows.history
        self.wait(lambda: shown.isActiveWindow() and shown.headline.text())
        return shown

    def find_in_history(self, guid: Guid, text: str, *, restores: bool = False) -> str:
        """Click the version with this text in the note's history; return why it is there.

        Args:
            restores: bring it back, too.
        """
        with self.session.library.read() as view:
            texts = [v.content.body for v in view.history.versions(guid, with_current=True)]
        assert text in texts[1:], f"{text!r} is lost here"
        window = self.history(guid)
        rows = window.list.view
        self.wait(lambda: rows.entries.rowCount() == len(texts))
        row = texts.index(text, 1)
        self.click_row(rows, row)
        pane = window.view.content.panes[Side.OTHER]
        self.wait(lambda: pane.isVisible() and pane.toPlainText() == text)
        reason = rows.entries.entries[row].line
        if restores:
            self.click(window.heads.restore)
            self.wait(lambda: self.note(guid).body == text)
        self.press("Close", window)
        return reason

    def choose_policy(self, words: str) -> None:
        """Choose in Settings what happens to a note changed in two places."""
        self.come_forward()
        self.key("Ctrl+,")
        settings = self.session.windows.open_settings()
        self.wait(settings.isActiveWindow)
        (pages,) = settings.findChildren(QListWidget)
        (page,) = pages.findItems("Changed in two places", Qt.MatchFlag.MatchExactly)
        self.click_row(pages, pages.row(page))
        self.press(words, settings)
        self.press("Close", settings)

    def _dialog(self) -> SetUpDialog:
        def dialogs() -> list[SetUpDialog]:
            found = self.window.findChildren(SetUpDialog)
            return [dialog for dialog in found if dialog.isVisible()]

        self.wait(lambda: len(dialogs()) == 1 and dialogs()[0].isActiveWindow())
        return dialogs()[0]


@contextmanager
def computers(qtbot: QtBot, application: QApplication, *profiles: Path) -> Iterator[list[Computer]]:
    """Open the app on each profile, and close it at the end."""
    theme = _dress(application)
    plurals = EnglishPlurals()
    application.installTranslator(plurals)
    made: list[Computer] = []
    try:
        for profile in profiles:
            made.append(Computer(qtbot, theme, profile))
        yield made
    finally:
        for computer in made:
            computer.close()
        application.removeTranslator(plurals)


def _dress(application: QApplication) -> Theme:
    """Give the application our look, once: its style must outlive it."""
    theme = Theme(application, Scheme.LIGHT)
    if not isinstance(application.style(), AppStyle):
        application.setFont(ui_font(application.font()))
        style = AppStyle(theme)
        application.setStyle(style)
        _dressed.extend((theme, style))
    return theme


def _buttons(place: QWidget, name: str) -> list[QAbstractButton]:
    """Return the visible buttons of that name."""
    return [
        button
        for button in place.findChildren(QAbstractButton)
        if button.isVisible() and name in (button.text(), button.accessibleName())
    ]
