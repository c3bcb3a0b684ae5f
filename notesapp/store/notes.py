"""Reading notes: one whole note, or pages of a list that never touch a body."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, func, select

from notesapp.core.errors import NotFound
from notesapp.core.ids import Guid
from notesapp.core.model import Note, NoteSummary
from notesapp.store.fetch import column
from notesapp.store.mapping import HAS_CONFLICT, SUMMARY_COLUMNS, note_from_row, summary_from_row
from notesapp.store.places import Collection, InNotebook, NoteSort, Place, WithTag
from notesapp.store.tables import ConflictRow, NoteRow, NoteTagRow

# `NoteReader.list` takes the name inside the class.
Guids = list[Guid]
Summaries = list[NoteSummary]

_CHUNK = 500

_ORDERS: dict[NoteSort, tuple[ColumnElement[Any], ...]] = {
    NoteSort.UPDATED: (NoteRow.updated_at.desc(), NoteRow.guid.desc()),
    NoteSort.CREATED: (NoteRow.created_at.desc(), NoteRow.guid.desc()),
    NoteSort.TITLE: (NoteRow.title_key.asc(), NoteRow.guid.asc()),
}


class NoteReader:
    """Notes as the snapshot shows them; notes deleted for ever count as unknown."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def get(self, guid: Guid) -> Note:
        """Return a note, live or in the trash.

        Raises:
            NotFound: there is none.
        """
        note = self.find(guid)
        if note is None:
            raise NotFound("note", guid)
        return note

    def find(self, guid: Guid) -> Note | None:
        """Return a note, live or in the trash, or None."""
        row = self._connection.execute(
            select(NoteRow.__table__, HAS_CONFLICT).where(NoteRow.guid == guid)
        ).first()
        if row is None or row.is_purged:
            return None
        return note_from_row(row, has_conflict=row.has_conflict)

    def list(
        self,
        place: Place,
        *,
        sort: NoteSort = NoteSort.UPDATED,
        limit: int | None = None,
        offset: int = 0,
    ) -> Summaries:
        """Return part of a list, pinned notes first."""
        until = None if limit is None else offset + limit
        return self.summaries(self._ids(place, sort, until)[offset:])

    def ids(self, place: Place, sort: NoteSort = NoteSort.UPDATED) -> Guids:
        """Return the ids of a whole list in order; 100,000 of them take some 60 ms."""
        return self._ids(place, sort, None)

    def summaries(self, guids: Iterable[Guid]) -> Summaries:
        """Return list entries in the order of `guids`; those that are gone are left out."""
        wanted = [*guids]
        found: dict[str, NoteSummary] = {}
        for start in range(0, len(wanted), _CHUNK):
            part = wanted[start : start + _CHUNK]
            rows = self._connection.execute(select(*SUMMARY_COLUMNS).where(NoteRow.guid.in_(part)))
            found.update((row.guid, summary_from_row(row)) for row in rows.all())
        return [found[guid] for guid in wanted if guid in found]

    def count(self, place: Place) -> int:
        """Return how many notes are in a place."""
        statement = select(func.count()).select_from(within(select(NoteRow.id), place).subquery())
        return self._connection.execute(statement).scalar_one()

    def unsynchronized_count(self) -> int:
        """Return how many notes the back-end doesn't hold as they are here."""
        return self.count(Collection.UNSYNCHRONIZED)

    def _ids(self, place: Place, sort: NoteSort, limit: int | None) -> Guids:
        # Pinned and others apart: each part then has the very order of an index, whichever sort.
        found: Guids = []
        for is_pinned in (True, False):
            if place is Collection.PINNED and not is_pinned:
                break
            rest = None if limit is None else limit - len(found)
            statement = (
                within(select(NoteRow.guid), place)
                .where(NoteRow.is_pinned.is_(is_pinned))
                .order_by(*_ORDERS[sort])
                .limit(rest)
            )
            found += column(self._connection, statement)
        return found


def within(statement: Select[Any], place: Place) -> Select[Any]:
    """Narrow a selection of notes to those in a place."""
    match place:
        case Collection.ALL_NOTES:
            return statement.where(NoteRow.is_deleted.is_(False))
        case Collection.PINNED:
            return statement.where(NoteRow.is_deleted.is_(False), NoteRow.is_pinned.is_(True))
        case Collection.TRASH:
            return statement.where(NoteRow.is_deleted.is_(True), NoteRow.is_purged.is_(False))
        case Collection.CONFLICTS:
            return statement.join(ConflictRow, ConflictRow.guid == NoteRow.guid)
        case Collection.UNSYNCHRONIZED:
            return statement.where(NoteRow.is_synchronized.is_(False))
        case InNotebook(guid):
            return statement.where(NoteRow.is_deleted.is_(False), NoteRow.notebook == guid)
        case WithTag(name):
            return statement.join(NoteTagRow, NoteTagRow.note_id == NoteRow.id).where(
                NoteTagRow.name == name, NoteRow.is_deleted.is_(False)
            )
