"""Lets a device that fell out of step compare all it has with all that is here, cheaply first."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass

from sqlalchemy import ColumnElement, Row, Select, select
from sqlalchemy.orm import Session

from notesapp.core.ids import Guid, Rev
from notesapp.protocol.values import to_json
from notesapp.server.cursors import cursor_at
from notesapp.server.tables import RecordRow, VaultRow

BUCKETS = 256
_FETCHED_AT_ONCE = 1_000


@dataclass(frozen=True, slots=True)
class ManifestPage:
    """Which revision of which record stands, in the order of the guids.

    Attributes:
        next_guid: go on after this one; None for the end.
        cursor: the vault's newest place when the page was read.
    """

    lines: list[bytes]
    next_guid: Guid | None
    cursor: str

    def encode(self) -> bytes:
        """Return the page as NDJSON with a closing line."""
        end = {
            "t": "end",
            "n": len(self.lines),
            "next": self.next_guid,
            "cursor": self.cursor,
        }
        return b"".join(b"%b\n" % line for line in [*self.lines, to_json(end)])


def manifest(
    session: Session, vault: VaultRow, after: str | None, most_records: int
) -> ManifestPage:
    """Return the next page of a vault's manifest."""
    query = _heads(vault).order_by(RecordRow.guid).limit(most_records)
    if after is not None:
        query = query.where(RecordRow.guid > after)
    rows = session.execute(query).all()
    lines = [
        to_json({"t": "head", "guid": r.guid, "rev": r.rev, "seq": r.seq, "del": int(r.is_deleted)})
        for r in rows
    ]
    next_guid = rows[-1].guid if len(rows) == most_records else None
    return ManifestPage(lines, next_guid, cursor_at(session, vault, vault.head).encode())


def digest(session: Session, vault: VaultRow) -> list[str]:
    """Return 256 sums; two that differ name the records that have to be looked at.

    Sum number n is the exclusive or of SHA-256(guid, rev, "0" or "1" for deleted) over the
    records whose guid's SHA-256 begins with the byte n. Purged deletions don't count: a node
    that came later was never told of them.
    """
    sums = [0] * BUCKETS
    for row in _all(session, vault, RecordRow.payload.is_not(None) | ~RecordRow.is_deleted):
        bucket, value = digest_of(row.guid, row.rev, is_deleted=row.is_deleted)
        sums[bucket] ^= value
    return [f"{value:064x}" for value in sums]


def digest_of(guid: Guid, rev: Rev, *, is_deleted: bool) -> tuple[int, int]:
    """Return the number of a record's sum, and what it adds to it."""
    bucket = hashlib.sha256(guid.encode()).digest()[0]
    value = hashlib.sha256(f"{guid}{rev}{int(is_deleted)}".encode()).digest()
    return bucket, int.from_bytes(value, "big")


def _all(
    session: Session, vault: VaultRow, condition: ColumnElement[bool]
) -> Iterator[Row[Guid, Rev, int, bool]]:
    query = _heads(vault).where(condition).execution_options(yield_per=_FETCHED_AT_ONCE)
    with session.execute(query) as rows:
        yield from rows


def _heads(vault: VaultRow) -> Select[Guid, Rev, int, bool]:
    return select(RecordRow.guid, RecordRow.rev, RecordRow.seq, RecordRow.is_deleted).where(
        RecordRow.vault_id == vault.id
    )
