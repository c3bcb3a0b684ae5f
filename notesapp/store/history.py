"""A note's history: earlier and losing versions, to look at and to bring back.

Which states become versions, and which stay for how long, is told in `checkpoints`.
"""

from __future__ import annotations

from sqlalchemy import Connection, select

from notesapp.core.errors import NotFound
from notesapp.core.ids import Guid, Rev
from notesapp.core.model import Note, NoteContent, RecordKind, Revision, Version, VersionReason
from notesapp.store import checkpoints, records, revisions
from notesapp.store.context import Work
from notesapp.store.mapping import revision_from_stored
from notesapp.store.notes import NoteReader
from notesapp.store.tables import RevisionRow


class HistoryReader:
    """The versions that the snapshot holds."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def versions(self, guid: Guid, *, with_current: bool = False) -> list[Version]:
        """Return a note's earlier versions, newest first.

        Args:
            with_current: the live state leads the list, with how it came to be.
        """
        rows = self._connection.execute(
            select(RevisionRow.__table__)
            .where(RevisionRow.guid == guid, RevisionRow.reason.is_not(None))
            .order_by(RevisionRow.updated_at.desc(), RevisionRow.hlc.desc())
        )
        found = [_version(revision_from_stored(row), row.reason) for row in rows]
        live = records.find(self._connection, guid, RecordKind.NOTE)
        earlier = [v for v in found if v is not None and (live is None or v.rev != live.row.rev)]
        current = _version(live.revision(), live.row.reason) if live and with_current else None
        return [current, *earlier] if current else earlier

    def get(self, rev: Rev) -> Version:
        """Return one version.

        Raises:
            NotFound: it was thinned out, or never was one.
        """
        row = self._connection.execute(
            select(RevisionRow.__table__).where(RevisionRow.rev == rev)
        ).first()
        version = None
        if row is not None:
            version = _version(revision_from_stored(row), row.reason or VersionReason.EDITED_HERE)
        if version is None:
            raise NotFound("version", rev)
        return version


class HistoryWriter(HistoryReader):
    """History inside a write transaction."""

    def __init__(self, work: Work) -> None:
        super().__init__(work.connection)
        self._work = work

    def checkpoint(self, guid: Guid, reason: VersionReason = VersionReason.EDITED_HERE) -> None:
        """Make the live state a version now, whatever the five-minute rule says."""
        live = records.get(self._connection, guid, RecordKind.NOTE)
        revisions.keep(self._work, live.revision(), reason=reason)

    def restore(self, rev: Rev) -> Note:
        """Write a version's content as a new edit; what is live now goes to the history.

        A note in the trash comes out of it.
        """
        version = self.get(rev)
        live = records.get(self._connection, version.guid, RecordKind.NOTE)
        records.edit(
            self._work,
            live,
            version.content,
            is_deleted=False,
            reason=VersionReason.RESTORED,
            always_keep=True,
        )
        return NoteReader(self._connection).get(version.guid)

    def thin(self) -> int:
        """Thin all histories and return how many versions went; once a day is enough."""
        return checkpoints.thin(self._work)


def _version(revision: Revision, reason: str) -> Version | None:
    if not isinstance(revision.content, NoteContent):
        return None
    return Version(
        rev=revision.rev,
        guid=revision.guid,
        reason=VersionReason(reason),
        made_at=revision.updated_at,
        node_name=revision.node_name,
        is_deleted=revision.is_deleted,
        content=revision.content,
    )
