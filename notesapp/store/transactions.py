"""The two ways into a library: a snapshot to read, a transaction to write."""

from __future__ import annotations

from sqlalchemy import Connection

from notesapp.core.changes import ChangeSet
from notesapp.store.conflicts import ConflictReader
from notesapp.store.context import Work
from notesapp.store.decisions import ConflictWriter
from notesapp.store.history import HistoryReader, HistoryWriter
from notesapp.store.note_writer import NoteWriter
from notesapp.store.notebooks import NotebookReader, NotebookWriter
from notesapp.store.notes import NoteReader
from notesapp.store.search import SearchReader
from notesapp.store.sync_state import SyncReader
from notesapp.store.sync_writer import SyncWriter
from notesapp.store.tags import TagReader


class Snapshot:
    """One consistent state of the library, unmoved by whoever writes meanwhile.

    Use it inside `with library.read()` and on that thread only; what it returns may go anywhere.
    """

    notes: NoteReader
    notebooks: NotebookReader
    tags: TagReader
    search: SearchReader
    conflicts: ConflictReader
    history: HistoryReader
    sync: SyncReader

    def __init__(self, connection: Connection) -> None:
        self.notes = NoteReader(connection)
        self.notebooks = NotebookReader(connection)
        self.tags = TagReader(connection)
        self.search = SearchReader(connection)
        self.conflicts = ConflictReader(connection)
        self.history = HistoryReader(connection)
        self.sync = SyncReader(connection)


class Transaction(Snapshot):
    """Changes that become durable together when the `with library.write()` block ends."""

    notes: NoteWriter
    notebooks: NotebookWriter
    conflicts: ConflictWriter
    history: HistoryWriter
    sync: SyncWriter

    def __init__(self, work: Work) -> None:
        super().__init__(work.connection)
        self._work = work
        self.notes = NoteWriter(work)
        self.notebooks = NotebookWriter(work)
        self.conflicts = ConflictWriter(work)
        self.history = HistoryWriter(work)
        self.sync = SyncWriter(work)

    @property
    def changes(self) -> ChangeSet:
        """What was touched so far; told to listeners after the commit."""
        return self._work.touched.change_set()
