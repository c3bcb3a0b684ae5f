"""One line over each window of the demo that says what to do next."""

from __future__ import annotations

from enum import Enum

from PySide6.QtCore import QObject, QSize, Slot
from PySide6.QtGui import QFont
from PySide6.QtWidgets import QHBoxLayout, QLabel, QMainWindow, QVBoxLayout, QWidget

from notesapp.app.profile_session import ProfileSession
from notesapp.ui.icons import icon
from notesapp.ui.theme import Theme
from notesapp.ui.widgets.labels import Label
from notesapp.ui.widgets.surface import Surface


class Step(Enum):
    """How far the person is."""

    SYNC = "sync"
    DECIDE = "decide"
    SEND = "send"
    GET = "get"
    DONE = "done"


class DemoGuide(QObject):
    """Follows the two libraries and changes its lines with them; it presses nothing itself."""

    def __init__(self, laptop: ProfileSession, desktop: ProfileSession, theme: Theme) -> None:
        super().__init__(laptop.window)
        self._laptop = laptop
        self._desktop = desktop
        self.step = Step.SYNC
        self._on_laptop = _add_line(laptop.window, theme)
        self._on_desktop = _add_line(desktop.window, theme)
        for session in (laptop, desktop):
            session.sync.status_changed.connect(self._follow)
            session.sync.run_finished.connect(self._follow)
        self._say()

    @Slot(object)
    def _follow(self, _what: object) -> None:
        desktop, laptop = self._desktop.sync.status, self._laptop.sync.status
        if desktop.is_running or laptop.is_running:
            return
        if self.step is Step.SYNC and desktop.report is not None:
            self.step = Step.DECIDE
        if self.step is Step.DECIDE and not desktop.decisions:
            self.step = Step.SEND
        if self.step is Step.SEND and not desktop.unsent:
            self.step = Step.GET
        if self.step is Step.GET and laptop.report is not None and laptop.report.received:
            self.step = Step.DONE
        self._say()

    def _say(self) -> None:
        here, there = {
            Step.SYNC: (
                self.tr("Three notes were edited here while offline. Press Sync."),
                self.tr("The same three notes were edited here, and are on the server already."),
            ),
            Step.DECIDE: (
                self.tr("What fits together is combined. Press Review and decide about the rest."),
                self.tr("Nothing to do here: the question is asked once, on the other computer."),
            ),
            Step.SEND: (
                self.tr("All decided. Press Sync to send what you decided."),
                self.tr("Nothing to do here yet."),
            ),
            Step.GET: (
                self.tr("Sent. Now press Sync on the laptop."),
                self.tr("Press Sync to get what was decided on the desktop."),
            ),
            Step.DONE: (
                self.tr("Both computers agree, and no word is lost: see a note’s history."),
                self.tr("Both computers agree, and no word is lost: see a note’s history."),
            ),
        }[self.step]
        self._on_desktop.setText(self.tr("Desktop: {text}").format(text=here))
        self._on_laptop.setText(self.tr("Laptop: {text}").format(text=there))


def _add_line(window: QMainWindow, theme: Theme) -> QLabel:
    """Put a line over everything in the window and return it."""
    inside = window.takeCentralWidget()
    assert inside is not None, "the window is assembled"
    whole = QWidget(window)
    bar = Surface(theme, "warn_bg", whole)
    picture = QLabel(bar)
    picture.setPixmap(icon("info", "warn").pixmap(QSize(18, 18), window.devicePixelRatioF()))
    line = Label(theme, parent=bar, weight=QFont.Weight.Medium)
    line.setWordWrap(True)
    row = QHBoxLayout(bar)
    row.setContentsMargins(16, 8, 16, 8)
    row.setSpacing(10)
    row.addWidget(picture)
    row.addWidget(line, 1)
    column = QVBoxLayout(whole)
    column.setContentsMargins(0, 0, 0, 0)
    column.setSpacing(0)
    column.addWidget(bar)
    column.addWidget(inside, 1)
    window.setCentralWidget(whole)
    return line
