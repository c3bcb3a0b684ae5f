"""What the sync engine knows about each record and about the back-end: values and reading.

Only the engine and the accounts use this. Writing is in `sync_writer`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, func, select

from notesapp.core.causality import VersionVector
from notesapp.core.ids import Guid, NodeId, Rev
from notesapp.core.model import Node, RecordKind, Revision
from notesapp.store import revisions
from notesapp.store.mapping import revision_from_row, vector
from notesapp.store.records import table_of
from notesapp.store.tables import (
    ConflictRow,
    MetaRow,
    NodeSeenRow,
    NoteRow,
    PushBatchRow,
    PushItemRow,
    RemoteRow,
    RevisionRow,
    SyncLogRow,
)

_CHUNK = 500
# Notebooks before the notes that lie in them.
_KINDS = (RecordKind.NOTEBOOK, RecordKind.NOTE)


@dataclass(frozen=True, slots=True)
class RemoteState:
    """The back-end this library synchronizes with, and where the two stand.

    Attributes:
        backend_id: a name for this connection, made here once.
        kind: which back-end (``server``).
        server_id, epoch: what the back-end said about itself; a change means its history changed.
        cursor: up to where everything is applied here; None for nothing yet.
        last_push_number, last_push_digest: the last acknowledged push; 0 and "" for none.
        last_error: a short code or sentence of the last run that failed; None after a good one.
        node_registered: the back-end knows this incarnation of the node.
    """

    backend_id: str
    kind: str
    url: str
    user: str
    vault_id: str = ""
    server_id: str = ""
    epoch: str = ""
    cursor: str | None = None
    last_push_number: int = 0
    last_push_digest: str = ""
    last_success_at: datetime | None = None
    last_error: str | None = None
    node_registered: bool = False


@dataclass(frozen=True, slots=True)
class LocalRecord:
    """A record as it stands here, with what the back-end is known to hold.

    Attributes:
        revision: the live content; its `base` is the same as `base` below.
        base: the last revision both sides agreed on; None if the back-end never had it.
        problem: why the back-end refused this very revision; None once it is edited.
    """

    revision: Revision
    is_synchronized: bool
    base: Rev | None
    has_conflict: bool
    problem: str | None


@dataclass(frozen=True, slots=True)
class StoredPush:
    """The one push in flight, kept byte for byte until it is answered."""

    number: int
    body: bytes
    digest: str
    items: tuple[tuple[Guid, Rev], ...]


@dataclass(frozen=True, slots=True)
class LogLine:
    """A line of the sync log: ids and counts, never note text."""

    at: datetime
    event: str
    guid: Guid | None
    facts: Mapping[str, Any]


class SyncReader:
    """The engine's questions; part of every `Snapshot` and `Transaction` as `.sync`."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def remote(self) -> RemoteState | None:
        """Return the back-end this library is connected to, or None."""
        row = self._connection.execute(select(RemoteRow.__table__)).first()
        return None if row is None else RemoteState(*row)

    def record(self, guid: Guid) -> LocalRecord | None:
        """Return a record as it stands here, or None if it is unknown here."""
        return self.records([guid]).get(guid)

    def records(self, guids: Iterable[Guid]) -> dict[Guid, LocalRecord]:
        """Return those of the records that are known here."""
        wanted = [*guids]
        found: dict[Guid, LocalRecord] = {}
        for start in range(0, len(wanted), _CHUNK):
            part = wanted[start : start + _CHUNK]
            for kind in _KINDS:
                for record in self._select(kind, table_of(kind).guid.in_(part)):
                    found[record.revision.guid] = record
        return found

    def unsynchronized(self, limit: int) -> list[LocalRecord]:
        """Return records to be pushed, notebooks first, then in the order they were created.

        Left out: records that wait for a decision, and revisions that were rejected as they are.
        """
        found: list[LocalRecord] = []
        for kind in _KINDS:
            table = table_of(kind)
            found += self._select(
                kind,
                table.is_synchronized.is_(False)
                & table.problem.is_(None)
                & table.guid.not_in(select(ConflictRow.guid)),
                limit=limit - len(found),
            )
        return found

    def unsynchronized_count(self) -> int:
        """Return how many records the back-end doesn't hold as they are here."""
        counts = [
            select(func.count()).where(table_of(kind).is_synchronized.is_(False)).scalar_subquery()
            for kind in _KINDS
        ]
        return int(self._connection.execute(select(counts[0] + counts[1])).scalar_one())

    def rejected(self) -> list[tuple[Guid, Rev, str]]:
        """Return the revisions that the back-end refuses, each with the reason's code."""
        found: list[tuple[Guid, Rev, str]] = []
        for kind in _KINDS:
            table = table_of(kind)
            rows = self._connection.execute(
                select(table.guid, table.rev, table.problem)
                .where(table.problem.is_not(None), table.is_synchronized.is_(False))
                .order_by(table.guid)
            )
            found += [(Guid(row.guid), Rev(row.rev), str(row.problem)) for row in rows]
        return found

    def revision(self, rev: Rev) -> Revision | None:
        """Return any revision stored here, live or from history, or None."""
        stored = revisions.find(self._connection, rev)
        if stored is not None:
            return stored
        for kind in _KINDS:
            for record in self._select(kind, table_of(kind).rev == rev):
                return record.revision
        return None

    def newest_base(self, guid: Guid, one: VersionVector, two: VersionVector) -> Revision | None:
        """Return the newest stored revision that both sides have seen (rule R4), or None."""
        candidates = self._connection.execute(
            select(RevisionRow.rev, RevisionRow.vv, RevisionRow.hlc)
            .where(RevisionRow.guid == guid, RevisionRow.content.is_not(None))
            .order_by(RevisionRow.hlc.desc())
        )
        stored = next((row for row in candidates if _is_in_both(vector(row.vv), one, two)), None)
        live = self.record(guid)
        if (
            live is not None
            and live.revision.content is not None
            and _is_in_both(live.revision.vv, one, two)
            and (stored is None or live.revision.hlc.value >= stored.hlc)
        ):
            return live.revision
        return None if stored is None else revisions.find(self._connection, Rev(stored.rev))

    def push_in_flight(self) -> StoredPush | None:
        """Return the push that was begun and not yet answered, or None."""
        row = self._connection.execute(select(PushBatchRow.__table__)).first()
        if row is None:
            return None
        items = self._connection.execute(
            select(PushItemRow.guid, PushItemRow.rev).order_by(PushItemRow.position)
        )
        pairs = tuple((Guid(item.guid), Rev(item.rev)) for item in items)
        return StoredPush(row.number, row.body, row.digest, pairs)

    def nodes(self) -> list[Node]:
        """Return the devices as the back-end last listed them."""
        me = self._connection.execute(select(MetaRow.value).where(MetaRow.key == "node")).scalar()
        rows = self._connection.execute(select(NodeSeenRow.__table__).order_by(NodeSeenRow.name))
        return [
            Node(NodeId(row.node), row.name, row.platform, row.last_sync_at, row.node == me)
            for row in rows
        ]

    def live_note_count(self) -> int:
        """Return how many notes are not deleted."""
        statement = select(func.count()).where(NoteRow.is_deleted.is_(False))
        return self._connection.execute(statement).scalar_one()

    def log_lines(self, limit: int = 200) -> list[LogLine]:
        """Return the end of the sync log, newest first."""
        rows = self._connection.execute(
            select(SyncLogRow.__table__).order_by(SyncLogRow.id.desc()).limit(limit)
        )
        return [LogLine(row.at, row.event, row.guid, row.facts) for row in rows]

    def _select(
        self, kind: RecordKind, condition: ColumnElement[bool], *, limit: int | None = None
    ) -> list[LocalRecord]:
        table = table_of(kind)
        has_conflict = table.guid.in_(select(ConflictRow.guid)).label("has_conflict")
        rows = self._connection.execute(
            select(table.__table__, has_conflict).where(condition).order_by(table.guid).limit(limit)
        )
        return [_record(kind, row) for row in rows]


def _record(kind: RecordKind, row: Any) -> LocalRecord:
    return LocalRecord(
        revision=revision_from_row(kind, row),
        is_synchronized=row.is_synchronized,
        base=row.base_rev,
        has_conflict=row.has_conflict,
        problem=row.problem,
    )


def _is_in_both(vv: VersionVector, one: VersionVector, two: VersionVector) -> bool:
    return one.includes(vv) and two.includes(vv)
