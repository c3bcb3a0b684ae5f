"""Takes a push: one transaction that compares, sets, counts and remembers its own answer."""

from __future__ import annotations

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import bindparam, insert, update
from sqlalchemy.orm import Session

from notesapp.core.ids import Guid, Rev
from notesapp.protocol.messages import ProblemCode, PushRequest, PushStatus, ServerLimits
from notesapp.protocol.pushes import SealedAnswer, encode_answer
from notesapp.server import blobs
from notesapp.server.access import Caller, Claims, Entry, enter
from notesapp.server.cursors import Cursor, cursor_at
from notesapp.server.deciding import Decision, Room, Standing, decide
from notesapp.server.records import Header, Records, StoredRecord, stored
from notesapp.server.refusals import Refused
from notesapp.server.tables import CommitRow, NodeVaultRow, VaultRow, table_of

# Built once and run below the ORM, which would take longer than the database does.
_VAULT, _STANDING = table_of(VaultRow), table_of(NodeVaultRow)
_LOG = insert(table_of(CommitRow))
_COUNT = (
    update(_VAULT)
    .where(_VAULT.c.id == bindparam("in_vault"))
    .values(
        {name: bindparam(name) for name in ("head", "record_count", "used_bytes", "note_count")}
    )
)
_REMEMBER = (
    update(_STANDING)
    .where(
        _STANDING.c.vault_id == bindparam("in_vault"),
        _STANDING.c.node_id == bindparam("of_node"),
    )
    .values(
        {
            name: bindparam(name)
            for name in ("push_no", "push_digest", "push_answer", "last_sync_at")
        }
    )
)
_TELLS_CURRENT = frozenset({PushStatus.CONFLICT, PushStatus.SUPERSEDED})


@dataclass(frozen=True, slots=True)
class PushOutcome:
    """The answer to a push.

    Attributes:
        is_replay: it is the stored answer to the same push before.
        has_changed: the vault's head moved, so others are out of date.
        caller: who pushed.
        statuses: what became of each operation; empty for a replay.
    """

    body: bytes
    head: int
    caller: Caller
    is_replay: bool = False
    has_changed: bool = False
    statuses: Sequence[PushStatus] = ()


def push(
    session: Session,
    claims: Claims,
    vault_id: str,
    request: PushRequest,
    digest: str,
    *,
    limits: ServerLimits,
    now: datetime,
) -> PushOutcome:
    """Apply a push, or return the stored answer if it is the same one again.

    The caller commits: until then nothing is visible, and afterwards everything is, the
    answer for the next time included.

    Args:
        digest: hexadecimal SHA-256 of the body that `request` was read from.

    Raises:
        Refused: not allowed in, or the number doesn't fit the node's history.
    """
    entry = enter(session, claims, vault_id, for_update=True)
    vault, standing = entry.vault, entry.standing
    replay = _replay(standing, request.number, digest)
    if replay is not None:
        return PushOutcome(replay, vault.head, entry.caller, is_replay=True)

    prev_cursor = cursor_at(session, vault, vault.head).encode()
    answers, commit = _apply(session, entry, request, limits, now)
    cursor, head = prev_cursor, vault.head
    if commit is not None:
        cursor, head = Cursor(vault.epoch[:16], commit.head, commit.tag).encode(), commit.head
    body = encode_answer(
        answers, prev_head=vault.head, head=head, prev_cursor=prev_cursor, cursor=cursor
    )
    _remember(session, entry, request.number, digest, body, now)
    return PushOutcome(
        body,
        head,
        entry.caller,
        has_changed=commit is not None,
        statuses=[answer.status for answer in answers],
    )


def _remember(
    session: Session, entry: Entry, number: int, digest: str, body: bytes, now: datetime
) -> None:
    values = {
        "in_vault": entry.vault.id,
        "of_node": entry.caller.node,
        "push_no": number,
        "push_digest": digest,
        "push_answer": body,
        "last_sync_at": now,
    }
    session.connection().execute(_REMEMBER, values)


def _replay(standing: NodeVaultRow, number: int, digest: str) -> bytes | None:
    if number == standing.push_no:
        if digest != standing.push_digest:
            raise Refused(ProblemCode.PUSH_NO_REUSED)
        return standing.push_answer
    if number < standing.push_no:
        raise Refused(ProblemCode.PUSH_STALE)
    if number > standing.push_no + 1:
        raise Refused(ProblemCode.PUSH_GAP)
    return None


@dataclass(frozen=True, slots=True)
class _Commit:
    head: int
    tag: str


def _apply(
    session: Session, entry: Entry, request: PushRequest, limits: ServerLimits, now: datetime
) -> tuple[list[SealedAnswer], _Commit | None]:
    """Decide about every operation, write what is to be written, and return the answers."""
    vault = entry.vault
    records = Records(session, vault.id)
    before = records.headers({operation.record.guid for operation in request.operations})
    standing = Standing(
        current={guid: header.rev for guid, header in before.items()},
        known=records.known_revisions(before),
        sizes={guid: header.size for guid, header in before.items()},
        missing_blobs=blobs.missing(
            session, vault.id, {name for one in request.operations for name in one.record.blobs}
        ),
    )
    quota = entry.quota_bytes
    room = Room(limits.record_bytes, None if quota is None else quota - vault.used_bytes)
    decisions = decide(request.operations, standing, room)

    applied = _numbered(decisions, vault.head, now)
    commit = None
    if applied:
        records.write(applied, before)
        commit = _Commit(applied[-1].seq, secrets.token_hex(8))
        _count(session, vault, applied, before)
        _log(session, entry, commit, request.number, now)
    return _answers(decisions, applied, records), commit


def _numbered(decisions: Sequence[Decision], head: int, now: datetime) -> list[StoredRecord]:
    """Give what was accepted the next numbers, without a gap, as we hold the vault's lock."""
    accepted = [one.operation.record for one in decisions if one.status is PushStatus.APPLIED]
    return [stored(record, head + place, now) for place, record in enumerate(accepted, 1)]


def _count(
    session: Session,
    vault: VaultRow,
    applied: Sequence[StoredRecord],
    before: Mapping[Guid, Header],
) -> None:
    """Keep the vault's head and totals, which are asked for far more often than they change."""
    records = used = notes = 0
    for guid, revision in {revision.guid: revision for revision in applied}.items():
        old = before.get(guid)
        records += old is None
        used += revision.size - (old.size if old else 0)
        notes += revision.is_live_note - (old.is_live_note if old else False)
    values = {
        "in_vault": vault.id,
        "head": applied[-1].seq,
        "record_count": vault.record_count + records,
        "used_bytes": vault.used_bytes + used,
        "note_count": vault.note_count + notes,
    }
    session.connection().execute(_COUNT, values)


def _log(session: Session, entry: Entry, commit: _Commit, push_no: int, now: datetime) -> None:
    values = {
        "vault_id": entry.vault.id,
        "seq_from": entry.vault.head + 1,
        "seq_to": commit.head,
        "tag": commit.tag,
        "node_id": entry.caller.node,
        "push_no": push_no,
        "at": now,
    }
    session.connection().execute(_LOG, values)


def _answers(
    decisions: Sequence[Decision], applied: Sequence[StoredRecord], records: Records
) -> list[SealedAnswer]:
    seqs = {(revision.guid, revision.rev): revision.seq for revision in applied}
    told = {one.operation.record.guid for one in decisions if one.status in _TELLS_CURRENT}
    currents = records.lines(told) if told else {}
    return [_answer(decision, seqs, currents) for decision in decisions]


def _answer(
    decision: Decision, seqs: Mapping[tuple[Guid, Rev], int], currents: Mapping[Guid, bytes]
) -> SealedAnswer:
    guid, rev, status = (
        decision.operation.record.guid,
        decision.operation.record.rev,
        decision.status,
    )
    return SealedAnswer(
        guid=guid,
        rev=rev,
        status=status,
        seq=seqs[guid, rev] if status is PushStatus.APPLIED else None,
        current=currents.get(guid) if status in _TELLS_CURRENT else None,
        code=None if decision.code is None else decision.code.value,
        limit=decision.limit,
    )
