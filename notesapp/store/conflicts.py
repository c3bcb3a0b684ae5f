"""Open decisions: notes changed in two places, as data that waits as long as it takes.

While a note waits its live row is this computer's version, editable and not pushed. The other
version and the one both came from are kept and pinned. Answers are in `decisions`.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, delete, func, select, update
from sqlalchemy.dialects.sqlite import insert

from notesapp.core.conflict import Conflict
from notesapp.core.errors import CannotDecide
from notesapp.core.ids import Guid, Rev
from notesapp.core.model import RecordKind, Revision, VersionReason
from notesapp.store import records, revisions
from notesapp.store.context import Work
from notesapp.store.revisions import Pin
from notesapp.store.tables import ConflictRow, NoteRow


class ConflictReader:
    """The notes that wait for a decision."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def all(self) -> list[Conflict]:
        """Return all open decisions with both versions, oldest first."""
        rows = self._connection.execute(
            select(ConflictRow.__table__).order_by(ConflictRow.found_at, ConflictRow.guid)
        )
        return [self._conflict(row) for row in rows]

    def get(self, guid: Guid) -> Conflict:
        """Return the open decision about a note.

        Raises:
            CannotDecide: there is none.
        """
        row = find_row(self._connection, guid)
        if row is None:
            raise CannotDecide(f"no open decision about {guid}")
        return self._conflict(row)

    def count(self) -> int:
        """Return how many notes wait for a decision."""
        return self._connection.execute(select(func.count(ConflictRow.guid))).scalar_one()

    def guids(self) -> list[Guid]:
        """Return the notes that wait for a decision, oldest first."""
        rows = select(ConflictRow.guid).order_by(ConflictRow.found_at, ConflictRow.guid)
        return [Guid(guid) for guid in self._connection.execute(rows).scalars()]

    def _conflict(self, row: Row[Any]) -> Conflict:
        live = records.get(self._connection, row.guid, RecordKind.NOTE)
        other = revisions.find(self._connection, row.other_rev)
        assert other is not None, "the other version of an open decision is pinned"
        base = revisions.find(self._connection, row.base_rev) if row.base_rev else None
        return Conflict(row.guid, live.revision(), other, base, row.found_at)


def find_row(connection: Connection, guid: Guid) -> Row[Any] | None:
    """Return the row of an open decision, or None."""
    return connection.execute(select(ConflictRow.__table__).where(ConflictRow.guid == guid)).first()


def open_choice(work: Work, guid: Guid, other: Revision, base: Revision | None) -> None:
    """Let a note wait for a decision, or put a newer other version in the place of the last."""
    former = find_row(work.connection, guid)
    if former is not None:
        _release(work, guid)
    revisions.keep(work, other, pins=Pin.CONFLICT)
    if base is not None:
        revisions.keep(work, base, pins=Pin.CONFLICT)
    insert_row(work, guid, other.rev, base.rev if base else None)
    # What the back-end holds is the other version, so this one isn't synchronized.
    work.connection.execute(
        update(NoteRow).where(NoteRow.guid == guid).values(is_synchronized=False)
    )


def insert_row(
    work: Work, guid: Guid, other: Rev, base: Rev | None, found_at: datetime | None = None
) -> None:
    """Write the row of an open decision; one that is open already stays as old as it was."""
    statement = insert(ConflictRow).values(
        guid=guid, other_rev=other, base_rev=base, found_at=found_at or work.now()
    )
    work.connection.execute(
        statement.on_conflict_do_update(
            index_elements=["guid"], set_={"other_rev": other, "base_rev": base}
        )
    )
    _touch(work, guid)


def close_choice(work: Work, guid: Guid) -> None:
    """End the wait if there is one; the other version stays in the history."""
    row = find_row(work.connection, guid)
    if row is None:
        return
    _release(work, guid)
    delete_row(work, guid)


def delete_row(work: Work, guid: Guid) -> None:
    """Remove the row of an open decision, whatever becomes of its versions."""
    work.connection.execute(delete(ConflictRow).where(ConflictRow.guid == guid))
    _touch(work, guid)


def _release(work: Work, guid: Guid) -> None:
    """Let go of the other version and the base; the other one shows in the history."""
    row = find_row(work.connection, guid)
    other = revisions.find(work.connection, row.other_rev) if row else None
    if other is not None:
        revisions.keep(work, other, reason=VersionReason.FROM_DEVICE)
    revisions.unpin(work, guid, Pin.CONFLICT)


def _touch(work: Work, guid: Guid) -> None:
    work.touched.record(RecordKind.NOTE, guid)
    work.touched.conflicts = True
