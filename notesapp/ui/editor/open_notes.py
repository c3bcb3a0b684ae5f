"""The sessions of the open note and of those left behind until their words are saved."""

from __future__ import annotations

import logging

from PySide6.QtCore import QObject, Signal

from notesapp.core.changes import ChangeSet, Origin
from notesapp.core.ids import Guid
from notesapp.core.model import Note
from notesapp.store.library import Library
from notesapp.ui.editor.session import NoteSession
from notesapp.ui.tasks import Tasks

logger = logging.getLogger(__name__)


class OpenNotes(QObject):
    """At most one open note, and any number that still have something to save.

    Signals:
        left_changed: how a note that was left stands changed: saved, failed, trying again.
        saved: a note that was left is durable; its Guid, as str.
    """

    left_changed = Signal()
    saved = Signal(str)

    def __init__(self, library: Library, tasks: Tasks, parent: QObject) -> None:
        super().__init__(parent)
        self.current: NoteSession | None = None
        self._library = library
        self._tasks = tasks
        self._left: dict[Guid, NoteSession] = {}

    def open(self, note: Note) -> NoteSession:
        """Make a note the open one; if it has unsaved words left, they are its draft."""
        session = self._left.pop(note.guid, None)
        if session is None:
            session = NoteSession(self._library, self._tasks, note, self)
        else:
            session.state_changed.disconnect(self._on_left_state_changed)
        self.current = session
        return session

    def leave(self) -> None:
        """Let go of the open note; its session lives until everything is saved."""
        session, self.current = self.current, None
        if session is None:
            return
        session.detach()
        if session.is_clean:
            self._let_go(session)
        else:
            self._left[session.guid] = session
            session.state_changed.connect(self._on_left_state_changed)

    def all(self) -> list[NoteSession]:
        """Return the sessions, the open one first."""
        return [*([self.current] if self.current else []), *self._left.values()]

    @property
    def is_saved(self) -> bool:
        """Everything typed is durable."""
        return all(session.is_clean for session in self.all())

    def error(self) -> Exception | None:
        """Return why something isn't saved, or None."""
        return next((session.error for session in self.all() if session.error), None)

    def save(self) -> None:
        """Save what isn't saved yet, on the store thread."""
        for session in self.all():
            session.save()

    def flush(self) -> None:
        """Save what isn't saved yet, and return when it is durable.

        Raises:
            StoreError: something could not be saved; it stays here.
        """
        first_error: Exception | None = None
        for session in self.all():
            try:
                session.flush()
            except Exception as error:  # noqa: BLE001 - whatever it is, save the others first
                first_error = first_error or error
        if first_error is not None:
            raise first_error

    def on_library_changed(self, changes: ChangeSet) -> None:
        """Let each look whether somebody else changed its note."""
        for session in self.all():
            session.on_library_changed(changes)

    def _on_left_state_changed(self) -> None:
        for guid, session in [*self._left.items()]:
            if session.is_clean:
                del self._left[guid]
                self._let_go(session)
                self.saved.emit(guid)
        self.left_changed.emit()

    def _let_go(self, session: NoteSession) -> None:
        """Drop a session whose words are durable, and its note if there never was a word."""
        guid, draft = session.guid, session.draft
        session.deleteLater()
        if not (draft.title or draft.body or draft.tags):
            self._tasks.submit(lambda: self._forget_blank(guid), None, self._on_not_forgotten)

    def _forget_blank(self, guid: Guid) -> None:
        with self._library.write(Origin.DRAFT) as transaction:
            transaction.notes.forget_blank(guid)

    def _on_not_forgotten(self, error: Exception) -> None:
        """Leave it: an empty note more is no loss, and nothing to bother anybody with."""
        logger.info("an empty note stays: %s", error)
