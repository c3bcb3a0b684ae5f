"""Forgets deletions at last: once every device that counts has them, and a month has passed.

A deletion forgotten too early would let a device that hasn't heard of it bring the note back.
A device that was silent for half a year doesn't count; its cursor has then expired, and it
compares all it has instead.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from notesapp.core.ids import Guid
from notesapp.server.silence import EXPIRES_AFTER
from notesapp.server.tables import (
    CommitRow,
    NodeRow,
    NodeVaultRow,
    RecordBlobRow,
    RecordRevRow,
    RecordRow,
    VaultRow,
)

KEPT_FOR = timedelta(days=30)
_AT_ONCE = 500


def collect_deletions(session: Session, vault_id: str, now: datetime) -> int:
    """Forget purged records that nobody has to be told of any more; return how many.

    Only records without text: what lies in the trash is for people to decide about. The vault
    is locked meanwhile, so at most some hundred go at once.
    """
    vault = session.get_one(VaultRow, vault_id, with_for_update=True)
    known_to_all = min(_acknowledged(session, vault, now), default=vault.head)
    purged = session.execute(
        select(RecordRow.guid, RecordRow.seq)
        .where(
            RecordRow.vault_id == vault_id,
            RecordRow.is_deleted,
            RecordRow.payload.is_(None),
            RecordRow.seq <= known_to_all,
            RecordRow.server_time <= now - KEPT_FOR,
        )
        .order_by(RecordRow.seq)
        .limit(_AT_ONCE)
    ).all()
    if purged:
        _forget(session, vault_id, [row.guid for row in purged])
        vault.record_count -= len(purged)
        vault.gc_floor = max(vault.gc_floor, purged[-1].seq)
        session.execute(
            delete(CommitRow).where(
                CommitRow.vault_id == vault_id, CommitRow.seq_to < vault.gc_floor
            )
        )
    return len(purged)


def _acknowledged(session: Session, vault: VaultRow, now: datetime) -> Sequence[int]:
    """Return how far each device that counts is."""
    return session.scalars(
        select(NodeVaultRow.acked_seq)
        .join(
            NodeRow,
            (NodeRow.account_id == vault.account_id) & (NodeRow.id == NodeVaultRow.node_id),
        )
        .where(
            NodeVaultRow.vault_id == vault.id,
            NodeRow.revoked_at.is_(None),
            func.coalesce(NodeVaultRow.last_sync_at, NodeRow.created_at) > now - EXPIRES_AFTER,
        )
    ).all()


def _forget(session: Session, vault_id: str, guids: Sequence[Guid]) -> None:
    for table in (RecordRow, RecordRevRow, RecordBlobRow):
        session.execute(
            delete(table)
            .where(table.vault_id == vault_id, table.guid.in_(guids))
            .execution_options(synchronize_session=False)
        )
