"""The demo by itself: the same story a person would play, a picture of every step."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QEventLoop, QTimer
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QWidget

from notesapp.app.profile_session import ProfileSession
from notesapp.core.conflict import Keep
from notesapp.core.ids import Guid
from notesapp.store.places import ALL_NOTES, CONFLICTS
from notesapp.ui.application import Application
from notesapp.ui.theme import Scheme

_PATIENCE_MS = 30_000
_POLL_MS = 20
_SETTLE_MS = 350
_SIZE = (1380, 880)


class StoryStuck(Exception):
    """A step did not come to its end in time."""


def play(
    application: Application, laptop: ProfileSession, desktop: ProfileSession, folder: Path
) -> int:
    """Play the story and write its pictures into `folder`; return the exit code."""
    folder.mkdir(parents=True, exist_ok=True)
    story = _Story(application, laptop, desktop, folder)
    try:
        story.play()
    except StoryStuck as error:
        sys.stderr.write(f"The story stopped: {error}. The pictures so far are in {folder}.\n")
        return 1
    finally:
        laptop.close()
        desktop.close()
    for picture in story.pictures:
        sys.stdout.write(f"{picture}\n")
    return 0


class _Story:
    """The steps, in order; each waits for what a person would see before going on."""

    def __init__(
        self,
        application: Application,
        laptop: ProfileSession,
        desktop: ProfileSession,
        folder: Path,
    ) -> None:
        self._theme = application.theme
        self._laptop = laptop
        self._desktop = desktop
        self._folder = folder
        self._lisbon = self._guid(desktop, "Lisbon in May")
        self.pictures: list[Path] = []

    def play(self) -> None:
        for session in (self._laptop, self._desktop):
            session.window.resize(*_SIZE)
            session.start()
        for session in (self._laptop, self._desktop):
            self._open(session, self._lisbon)
        self._picture(self._laptop.window, "laptop-has-sent-its-edits")
        self._picture(self._desktop.window, "desktop-edited-the-same-notes-offline")
        self._sync(self._desktop)
        self._picture(self._desktop.window, "sync-found-notes-changed-in-two-places")
        self._decide()
        self._sync(self._desktop)
        self._sync(self._laptop)
        self._open(self._laptop, self._lisbon)
        self._picture(self._desktop.window, "all-decided-on-the-desktop")
        self._picture(self._laptop.window, "the-laptop-agrees")
        self._show_the_rest()

    def _decide(self) -> None:
        desktop, compare = self._desktop, self._desktop.windows.compare
        lisbon = self._lisbon
        compare.resize(1440, 960)
        desktop.open_compare(lisbon)
        self._wait(lambda: self._shows(lisbon), "the two versions to show")
        self._picture(compare, "two-versions-side-by-side")
        self._in_dark(compare, "two-versions-side-by-side-dark")
        for _ in range(3):
            compare.commands["take_other"].trigger()
        self._picture(compare, "passages-decided")
        compare.commands["save"].trigger()
        self._wait(lambda: not self._waits(desktop, lisbon), "the combined note to be saved")
        while waiting := self._waiting(desktop):
            self._keep_mine(waiting[0])
        self._picture(compare, "all-decided")
        compare.close()

    def _keep_mine(self, guid: Guid) -> None:
        desktop, compare = self._desktop, self._desktop.windows.compare
        desktop.open_compare(guid)
        self._wait(lambda: self._shows(guid), "the next note to show")
        self._picture(compare, "another-decision")
        compare.controller.keep(Keep.THIS)
        self._wait(lambda: not self._waits(desktop, guid), "the choice to be saved")

    def _show_the_rest(self) -> None:
        laptop = self._laptop
        self._in_dark(laptop.window, "main-window-dark")
        laptop.open_history(self._lisbon)
        self._picture(laptop.windows.history, "history")
        self._in_dark(laptop.windows.history, "history-dark")
        laptop.windows.history.close()
        laptop.popover.toggle_over(laptop.card)
        self._picture(laptop.window, "what-sync-did")
        laptop.popover.dismiss()
        laptop.window.notes.search.setText("bridge")
        self._picture(laptop.window, "search")
        laptop.window.notes.search.clear()
        settings = laptop.windows.open_settings()
        for row, name in enumerate(("sync", "two-places", "appearance", "data")):
            settings.show_row(row)
            self._picture(settings, f"settings-{name}")
        self._in_dark(settings, "settings-dark")
        settings.close()
        dialog = laptop.windows.open_set_up()
        self._picture(dialog, "set-up-sync")
        self._in_dark(dialog, "set-up-sync-dark")
        dialog.reject()

    # --- what a person would do and see ---------------------------------------------------------

    def _sync(self, session: ProfileSession) -> None:
        session.sync.sync_now()
        self._wait(lambda: not session.sync.status.is_running, "sync to end")
        if session.sync.status.error is not None:
            raise StoryStuck(f"sync stopped: {session.sync.status.error}")

    def _open(self, session: ProfileSession, guid: Guid) -> None:
        session.window.open_note(guid)
        self._settle()

    def _guid(self, session: ProfileSession, title: str) -> Guid:
        with session.library.read() as view:
            for note in view.notes.list(ALL_NOTES):
                if note.title == title:
                    return note.guid
        raise StoryStuck(f"there is no note {title!r}")

    def _waiting(self, session: ProfileSession) -> list[Guid]:
        with session.library.read() as view:
            return [note.guid for note in view.notes.list(CONFLICTS)]

    def _shows(self, guid: Guid) -> bool:
        control = self._desktop.windows.compare.controller
        return control.current == guid and control.shown is not None

    def _waits(self, session: ProfileSession, guid: Guid) -> bool:
        return guid in self._waiting(session)

    # --- pictures -------------------------------------------------------------------------------

    def _picture(self, widget: QWidget, name: str) -> None:
        self._settle()
        path = self._folder / f"{len(self.pictures) + 1:02}-{name}.png"
        image: QImage = widget.grab().toImage()
        if not image.save(str(path)):
            raise StoryStuck(f"{path} could not be written")
        self.pictures.append(path)

    def _in_dark(self, widget: QWidget, name: str) -> None:
        self._theme.set_scheme(Scheme.DARK)
        self._picture(widget, name)
        self._theme.set_scheme(Scheme.LIGHT)

    # --- time -----------------------------------------------------------------------------------

    def _settle(self) -> None:
        """Let timers run and everything be painted."""
        loop = QEventLoop()
        QTimer.singleShot(_SETTLE_MS, loop.quit)
        loop.exec()

    def _wait(self, until: Callable[[], bool], what: str) -> None:
        loop, poll, limit = QEventLoop(), QTimer(), QTimer()
        poll.timeout.connect(lambda: loop.quit() if until() else None)
        limit.setSingleShot(True)
        limit.timeout.connect(loop.quit)
        poll.start(_POLL_MS)
        limit.start(_PATIENCE_MS)
        if not until():
            loop.exec()
        poll.stop()
        if not until():
            raise StoryStuck(f"waited too long for {what}")
