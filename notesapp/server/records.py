"""A vault's records in the database: what stands, what replaces it, what went out when."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import Insert, Update, bindparam, delete, insert, select, update
from sqlalchemy.orm import Session

from notesapp.core.clock import to_milliseconds
from notesapp.core.ids import Guid, NodeId, Rev
from notesapp.core.model import RecordKind
from notesapp.protocol.codec import envelope_bytes, record_line
from notesapp.protocol.messages import SealedRecord
from notesapp.server.packing import pack, unpack
from notesapp.server.tables import RecordBlobRow, RecordRevRow, RecordRow, table_of

_FETCHED_AT_ONCE = 100

# Built once and run below the ORM: a push waits for them with its vault locked.
_RECORD, _REVISION = table_of(RecordRow), table_of(RecordRevRow)
_OF_RECORDS = (_RECORD.c.vault_id == bindparam("vault")) & _RECORD.c.guid.in_(
    bindparam("guids", expanding=True)
)
_HEADERS = select(
    _RECORD.c.guid, _RECORD.c.rev, _RECORD.c.size, _RECORD.c.kind, _RECORD.c.is_deleted
).where(_OF_RECORDS)
_LINES = select(
    _RECORD.c.guid, _RECORD.c.rev, _RECORD.c.seq, _RECORD.c.envelope, _RECORD.c.payload
).where(_OF_RECORDS)
_KNOWN = select(_REVISION.c.guid, _REVISION.c.rev).where(
    _REVISION.c.vault_id == bindparam("vault"),
    _REVISION.c.guid.in_(bindparam("guids", expanding=True)),
)
_ADD, _ADD_REVISION = insert(_RECORD), insert(_REVISION)
_REPLACE = (
    update(_RECORD)
    .where(_RECORD.c.vault_id == bindparam("in_vault"), _RECORD.c.guid == bindparam("of_guid"))
    .values({c.name: bindparam(c.name) for c in _RECORD.c if not c.primary_key})
)
_KEEP = (
    update(_REVISION)
    .where(
        _REVISION.c.vault_id == bindparam("in_vault"),
        _REVISION.c.guid == bindparam("of_guid"),
        _REVISION.c.rev == bindparam("of_rev"),
    )
    .values(envelope=bindparam("envelope"), payload=bindparam("payload"))
)


@dataclass(frozen=True, slots=True)
class StoredRecord:
    """A revision in the form in which it is kept."""

    guid: Guid
    rev: Rev
    seq: int
    kind: str
    is_deleted: bool
    hlc: int
    node_id: NodeId
    server_time: datetime
    size: int
    envelope: bytes
    payload: bytes | None
    blobs: tuple[str, ...] = ()

    @property
    def is_live_note(self) -> bool:
        """Whether it counts as a note for people."""
        return is_live_note(self.kind, is_deleted=self.is_deleted)


def stored(record: SealedRecord, seq: int, now: datetime) -> StoredRecord:
    """Return a pushed record as it is kept, its clock held to the server's.

    A device whose clock is ten years ahead would otherwise win every "newest wins" until then.
    """
    milliseconds = to_milliseconds(now)
    hlc = record.hlc.clamp(milliseconds)
    kept = replace(record, hlc=hlc)
    return StoredRecord(
        guid=record.guid,
        rev=record.rev,
        seq=seq,
        kind=record.kind,
        is_deleted=record.is_deleted,
        hlc=hlc.value,
        node_id=record.node,
        server_time=now,
        size=len(record.payload or b""),
        envelope=envelope_bytes(kept, milliseconds),
        payload=record.payload,
        blobs=record.blobs,
    )


def is_live_note(kind: str, *, is_deleted: bool) -> bool:
    """Say whether a record counts as a note for people."""
    return kind == RecordKind.NOTE.value and not is_deleted


@dataclass(frozen=True, slots=True)
class Header:
    """The newest revision of a record, without its text."""

    rev: Rev
    size: int
    is_live_note: bool


class Records:
    """The records of one vault, within one transaction."""

    def __init__(self, session: Session, vault_id: str) -> None:
        self._session = session
        self._connection = session.connection()
        self._vault_id = vault_id

    def headers(self, guids: Collection[Guid]) -> dict[Guid, Header]:
        """Return what stands for each of the records that exist."""
        rows = self._connection.execute(_HEADERS, self._named(guids))
        return {
            row.guid: Header(row.rev, row.size, is_live_note(row.kind, is_deleted=row.is_deleted))
            for row in rows
        }

    def known_revisions(self, guids: Collection[Guid]) -> set[tuple[Guid, Rev]]:
        """Return every revision that the records ever had."""
        if not guids:
            return set()
        rows = self._connection.execute(_KNOWN, self._named(guids))
        return {(row.guid, row.rev) for row in rows}

    def lines(self, guids: Collection[Guid]) -> dict[Guid, bytes]:
        """Return records as they go out."""
        rows = self._connection.execute(_LINES, self._named(guids))
        return {row.guid: record_line(row.seq, row.envelope, row.payload) for row in rows}

    def write(self, revisions: Sequence[StoredRecord], existing: Collection[Guid]) -> None:
        """Make revisions the newest, in their order; those they replace become history.

        A purged record has no history: who deletes a note for ever means all of it. The ids
        of its revisions stay, so that one sent again late is still known.

        Args:
            existing: the records among them that the vault has already.
        """
        newest = {revision.guid: revision for revision in revisions}
        replaced = [guid for guid in newest if guid in existing]
        if replaced:
            self._keep_as_history(replaced)
        self._run(_ADD_REVISION, [self._revision_values(one, newest) for one in revisions])
        fresh = [self._values(one) for guid, one in newest.items() if guid not in existing]
        if fresh:
            self._run(_ADD, fresh)
        if replaced:
            self._run(_REPLACE, [self._replacement(newest[guid]) for guid in replaced])
        self._name_blobs(revisions)
        purged = [guid for guid, one in newest.items() if one.is_deleted and one.payload is None]
        if purged:
            self._forget_history(purged)

    def after(
        self, seq: int, *, limit: int, skip_purged_to: int = 0
    ) -> Iterator[tuple[int, bytes]]:
        """Yield the newest revisions with a higher number, in order: number and line.

        Args:
            skip_purged_to: leave out deletions without text up to this number.
        """
        query = (
            select(RecordRow.seq, RecordRow.envelope, RecordRow.payload)
            .where(RecordRow.vault_id == self._vault_id, RecordRow.seq > seq)
            .order_by(RecordRow.seq)
            .limit(limit)
            .execution_options(yield_per=_FETCHED_AT_ONCE)
        )
        if skip_purged_to:
            query = query.where(
                RecordRow.payload.is_not(None)
                | RecordRow.is_deleted.is_(False)
                | (RecordRow.seq > skip_purged_to)
            )
        with self._session.execute(query) as rows:
            for row in rows:
                yield row.seq, record_line(row.seq, row.envelope, row.payload)

    def history(self, guid: Guid, *, limit: int) -> list[bytes]:
        """Return a record's revisions that still have their text, newest first."""
        older = self._session.execute(
            select(RecordRevRow.seq, RecordRevRow.envelope, RecordRevRow.payload)
            .where(
                RecordRevRow.vault_id == self._vault_id,
                RecordRevRow.guid == guid,
                RecordRevRow.envelope.is_not(None),
            )
            .order_by(RecordRevRow.seq.desc())
            .limit(limit)
        )
        newest = self.lines([guid]).values()
        return [*newest, *(record_line(r.seq, r.envelope, unpack(r.payload)) for r in older)][
            :limit
        ]

    def _keep_as_history(self, guids: Sequence[Guid]) -> None:
        rows = self._connection.execute(_LINES, self._named(guids)).all()
        values = [
            {
                "in_vault": self._vault_id,
                "of_guid": row.guid,
                "of_rev": row.rev,
                "envelope": row.envelope,
                "payload": pack(row.payload),
            }
            for row in rows
        ]
        self._run(_KEEP, values)

    def _run(self, statement: Insert | Update, values: list[dict[str, object]]) -> None:
        # For one row alone, a driver's way for many costs more than it saves.
        self._connection.execute(statement, values[0] if len(values) == 1 else values)

    def _named(self, guids: Collection[Guid]) -> dict[str, object]:
        return {"vault": self._vault_id, "guids": sorted(guids)}

    def _name_blobs(self, revisions: Sequence[StoredRecord]) -> None:
        named = {(one.guid, name) for one in revisions for name in one.blobs}
        if not named:
            return
        known = self._session.execute(
            select(RecordBlobRow.guid, RecordBlobRow.hash).where(
                RecordBlobRow.vault_id == self._vault_id,
                RecordBlobRow.guid.in_({guid for guid, _ in named}),
            )
        )
        named -= {(row.guid, row.hash) for row in known}
        self._session.add_all(
            RecordBlobRow(vault_id=self._vault_id, guid=guid, hash=name) for guid, name in named
        )

    def _forget_history(self, guids: Sequence[Guid]) -> None:
        self._session.flush()
        self._session.execute(
            delete(RecordBlobRow)
            .where(RecordBlobRow.vault_id == self._vault_id, RecordBlobRow.guid.in_(guids))
            .execution_options(synchronize_session=False)
        )
        self._session.execute(
            update(RecordRevRow)
            .where(RecordRevRow.vault_id == self._vault_id, RecordRevRow.guid.in_(guids))
            .values(envelope=None, payload=None)
            .execution_options(synchronize_session=False)
        )

    def _values(self, revision: StoredRecord) -> dict[str, object]:
        return {
            "vault_id": self._vault_id,
            "guid": revision.guid,
            "rev": revision.rev,
            "seq": revision.seq,
            "kind": revision.kind,
            "is_deleted": revision.is_deleted,
            "hlc": revision.hlc,
            "node_id": revision.node_id,
            "server_time": revision.server_time,
            "size": revision.size,
            "envelope": revision.envelope,
            "payload": revision.payload,
        }

    def _replacement(self, revision: StoredRecord) -> dict[str, object]:
        values = self._values(revision)
        return {"in_vault": values.pop("vault_id"), "of_guid": values.pop("guid"), **values}

    def _revision_values(
        self, revision: StoredRecord, newest: Mapping[Guid, StoredRecord]
    ) -> dict[str, object]:
        is_newest = newest[revision.guid] is revision
        return {
            "vault_id": self._vault_id,
            "guid": revision.guid,
            "rev": revision.rev,
            "seq": revision.seq,
            "server_time": revision.server_time,
            "envelope": None if is_newest else revision.envelope,
            "payload": None if is_newest else pack(revision.payload),
        }
