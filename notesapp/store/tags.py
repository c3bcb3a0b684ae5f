"""Tags: a set on each note, so there is nothing to write here."""

from __future__ import annotations

from sqlalchemy import Connection, func, select

from notesapp.core.model import TagCount
from notesapp.store.tables import NoteTagRow
from notesapp.store.text import sort_key


class TagReader:
    """The tags that live notes carry."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def all(self) -> list[TagCount]:
        """Return all tags by name with how many live notes carry each."""
        rows = self._connection.execute(
            select(NoteTagRow.name, func.count())
            .where(NoteTagRow.is_live.is_(True))
            .group_by(NoteTagRow.name)
        )
        return sorted(
            (TagCount(name, count) for name, count in rows), key=lambda t: sort_key(t.name)
        )
