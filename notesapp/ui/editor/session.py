"""One open note between the library and what is being typed: loads, saves, takes changes in.

What is typed is in exactly one of these places at any moment: in the buffer (not saved yet),
in a save under way, or durable in the library. A save that fails leaves it in the buffer and
is tried again by itself.
"""

from __future__ import annotations

from enum import Enum
from typing import Protocol

from PySide6.QtCore import QElapsedTimer, QObject, QTimer, Signal

from notesapp.core.changes import ChangeSet
from notesapp.core.ids import Guid
from notesapp.core.merge_note import merge_note
from notesapp.core.model import Note, NoteContent
from notesapp.store.library import Library
from notesapp.ui.editor.saving import Known, SaveRequest, content_of
from notesapp.ui.tasks import Tasks

IDLE_MS = 400
"""Saved so long after the last key."""

LONGEST_WAIT_MS = 3000
"""Saved at least this often while somebody types without a pause."""

RETRY_MS = 3000


class SaveState(Enum):
    """Where the latest words are."""

    SAVED = "saved"
    """Durable in the library."""
    EDITED = "edited"
    """In the buffer, soon to be saved."""
    SAVING = "saving"
    FAILED = "failed"
    """In the buffer; the last save failed and is tried again."""


class Buffer(Protocol):
    """Where the note is being edited."""

    def content(self) -> NoteContent:
        """Return what stands there now, exactly."""
        ...

    def settle(self) -> None:
        """Make text of what an input method is still composing."""
        ...

    def take(self, content: NoteContent) -> None:
        """Become `content`, touching only what differs; the user's place stays."""
        ...


class NoteSession(QObject):
    """Keeps one note and its buffer equal.

    Signals:
        state_changed: a SaveState.
        note_read: the Note, as the library holds it now.
        updated_from: somebody else's change came into the buffer; the device's name.
        gone: the note was deleted for ever and nothing unsaved is left of it.
    """

    state_changed = Signal(object)
    note_read = Signal(object)
    updated_from = Signal(str)
    gone = Signal()

    def __init__(self, library: Library, tasks: Tasks, note: Note, parent: QObject) -> None:
        super().__init__(parent)
        self.guid: Guid = note.guid
        self.state = SaveState.SAVED
        self.error: Exception | None = None
        self._library = library
        self._tasks = tasks
        self._known = Known.of(note)
        self._buffer: Buffer | None = None
        self._draft = self._known.content
        self._is_touched = False
        self._wants_checkpoint = False
        self._must_look = False
        self._in_flight: SaveRequest | None = None
        self._since_saved = QElapsedTimer()
        self._idle = QTimer(self, singleShot=True, interval=IDLE_MS)
        self._idle.timeout.connect(self.save)
        self._retry = QTimer(self, singleShot=True, interval=RETRY_MS)
        self._retry.timeout.connect(self.save)

    @property
    def draft(self) -> NoteContent:
        """The latest words, saved or not."""
        return self._buffer.content() if self._buffer and self._is_touched else self._draft

    @property
    def is_clean(self) -> bool:
        """Everything is durable and no save is under way."""
        return self.state is SaveState.SAVED and self._in_flight is None

    def attach(self, buffer: Buffer) -> None:
        """Edit in `buffer` from now on, which shows `draft`."""
        self._buffer = buffer

    def detach(self) -> None:
        """Take the latest words out of the buffer and save them; the buffer is free."""
        self._draft = self.draft
        self._buffer = None
        if self._is_touched:
            self.save()

    def touch(self) -> None:
        """Somebody changed the buffer: save it soon."""
        if not self._is_touched:
            self._is_touched = True
            self._since_saved.start()
        if self.state is not SaveState.FAILED:
            self._set_state(SaveState.EDITED)
        if self._since_saved.elapsed() < LONGEST_WAIT_MS or not self._idle.isActive():
            self._idle.start()

    def save(self, *, is_checkpoint: bool = False) -> None:
        """Save what isn't saved yet, on the store thread."""
        self._idle.stop()
        self._wants_checkpoint |= is_checkpoint
        if self._in_flight is not None:
            return  # `_on_saved` comes back here
        if not self._is_touched and not self._wants_checkpoint:
            return
        request = self._request()
        if request is None:
            self._set_state(SaveState.SAVED)
            return
        self._in_flight = request
        self._set_state(SaveState.SAVING)
        self._tasks.submit(request.run, self._on_saved, self._on_failed)

    def flush(self) -> None:
        """Save what isn't saved yet, and return when it is durable.

        Raises:
            StoreError: it could not be saved; it stays in the buffer.
        """
        self._idle.stop()
        earlier, self._in_flight = self._in_flight, None
        if earlier is not None:
            earlier.withdraw()
            self._is_touched = True
        request = self._request(earlier) if self._is_touched else None
        if request is None:
            self._set_state(SaveState.SAVED)
            return
        try:
            request.run()
        except Exception as error:
            self._fail(error)
            raise
        self._take_written(request)

    def on_library_changed(self, changes: ChangeSet) -> None:
        """Look whether somebody else changed the note."""
        if not (changes.is_everything or changes.conflicts or self.guid in changes.notes):
            return
        if self._in_flight is not None:
            self._must_look = True  # it may be our own save
        else:
            self._look()

    def _request(self, earlier: SaveRequest | None = None) -> SaveRequest | None:
        """Return a save of the latest words; None if the library has them."""
        draft = self.draft
        is_checkpoint, self._wants_checkpoint = self._wants_checkpoint, False
        self._is_touched = False
        self._draft = draft
        if draft == self._known.content and not is_checkpoint and earlier is None:
            return None
        return SaveRequest(
            self._library,
            self.guid,
            self._known,
            draft,
            earlier=earlier,
            is_checkpoint=is_checkpoint,
        )

    def _on_saved(self, request: SaveRequest) -> None:
        if request is self._in_flight:
            self._in_flight = None
            self._take_written(request)

    def _take_written(self, request: SaveRequest) -> None:
        assert request.written is not None
        self._known = request.written
        self.error = None
        self._retry.stop()
        if self._known.content != request.draft:  # it was combined with somebody's edit
            self._take_in(request.draft, self._known.content)
        if self._must_look:
            self._must_look = False
            self._look()
        if self._is_touched or self._wants_checkpoint:
            self._set_state(SaveState.EDITED)
            self._idle.start()
        else:
            self._set_state(SaveState.SAVED)

    def _on_failed(self, error: Exception) -> None:
        if self._in_flight is not None and self._in_flight.error is error:
            self._in_flight = None
            self._fail(error)

    def _fail(self, error: Exception) -> None:
        self.error = error
        if not self._is_touched:
            self._is_touched = True
            self._since_saved.start()
        self._retry.start()
        self._set_state(SaveState.FAILED)

    def _look(self) -> None:
        with self._library.read() as snapshot:
            note = snapshot.notes.find(self.guid)
            is_new = note is not None and note.rev != self._known.rev
            device = (
                snapshot.history.versions(self.guid, with_current=True)[0].node_name
                if is_new
                else ""
            )
        if note is None:
            if self.state is SaveState.SAVED:
                self.gone.emit()
            return
        if is_new:
            base, self._known = self._known.content, Known.of(note)
            if self._take_in(base, content_of(note)):
                self.updated_from.emit("" if device == self._library.device_name else device)
        self.note_read.emit(note)

    def _take_in(self, base: NoteContent, other: NoteContent) -> bool:
        """Bring somebody's change from `base` to `other` into the latest words.

        Returns:
            Whether the latest words are different now.
        """
        if self._buffer is not None:
            self._buffer.settle()
        this = self.draft
        result = other if this == base else merge_note(base, this, other).content
        self._draft = result
        self._is_touched = result != other
        if self._buffer is not None and result != this:
            self._buffer.take(result)
        if self._is_touched and self._in_flight is None:
            self._set_state(SaveState.EDITED)
            self._idle.start()
        return result != this

    def _set_state(self, state: SaveState) -> None:
        if state is not self.state or state is SaveState.SAVED:
            self.state = state
            self.state_changed.emit(state)
