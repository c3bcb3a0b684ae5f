"""What becomes of each pushed revision: compare with what is there, then set. Pure.

Operations are independent, so that one odd record can't hold up the others; those that share
a group are all applied or none.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from notesapp.core.ids import Guid, Rev
from notesapp.protocol.messages import PushOperation, PushStatus, RejectCode


@dataclass(frozen=True, slots=True)
class Room:
    """What a vault may take.

    Attributes:
        record_bytes: largest payload of one record.
        free_bytes: what the quota leaves; None for no quota.
    """

    record_bytes: int
    free_bytes: int | None = None


@dataclass(frozen=True, slots=True)
class Standing:
    """The vault's records that a push speaks of, as they are before it.

    Attributes:
        current: the newest revision of each.
        known: every revision each ever had.
        sizes: bytes of each newest payload.
        missing_blobs: the attachments named by the push that aren't there.
    """

    current: Mapping[Guid, Rev] = field(default_factory=dict)
    known: Collection[tuple[Guid, Rev]] = field(default_factory=frozenset)
    sizes: Mapping[Guid, int] = field(default_factory=dict)
    missing_blobs: Collection[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Decision:
    """What becomes of one operation."""

    operation: PushOperation
    status: PushStatus
    code: RejectCode | None = None
    limit: int | None = None


def decide(operations: Sequence[PushOperation], before: Standing, room: Room) -> list[Decision]:
    """Return what becomes of each operation, in their order."""
    failed: frozenset[str] = frozenset()
    while True:
        run = _Run(before, room, failed)
        decisions = [run.judge(operation) for operation in operations]
        now_failed = failed | _failed_groups(decisions)
        if now_failed == failed:
            return decisions
        # A group taken out may have carried the base of a later operation: judge all again.
        failed = now_failed


def _failed_groups(decisions: Iterable[Decision]) -> frozenset[str]:
    done = {PushStatus.APPLIED, PushStatus.ALREADY}
    return frozenset(
        decision.operation.group
        for decision in decisions
        if decision.operation.group is not None and decision.status not in done
    )


class _Run:
    """One pass over the operations, each seeing what those before it did."""

    def __init__(self, before: Standing, room: Room, failed: frozenset[str]) -> None:
        self._current = dict(before.current)
        self._known = set(before.known)
        self._sizes = dict(before.sizes)
        self._missing_blobs = frozenset(before.missing_blobs)
        self._room = room
        self._free = room.free_bytes
        self._failed = failed

    def judge(self, operation: PushOperation) -> Decision:
        decision = self._compare(operation)
        if decision.status is not PushStatus.APPLIED:
            return decision
        if operation.group in self._failed:
            return Decision(operation, PushStatus.GROUP_ABORTED)
        self._set(operation)
        return decision

    def _compare(self, operation: PushOperation) -> Decision:
        record = operation.record
        current = self._current.get(record.guid)
        if current == record.rev:
            return Decision(operation, PushStatus.ALREADY)
        if (record.guid, record.rev) in self._known:
            return Decision(operation, PushStatus.SUPERSEDED)
        if current is None and record.base is not None:
            return Decision(operation, PushStatus.MISSING)
        if current != record.base:
            return Decision(operation, PushStatus.CONFLICT)
        return self._weigh(operation)

    def _weigh(self, operation: PushOperation) -> Decision:
        size = payload_size(operation)
        if size > self._room.record_bytes:
            limit = self._room.record_bytes
            return Decision(operation, PushStatus.REJECTED, RejectCode.TOO_LARGE, limit)
        if not self._missing_blobs.isdisjoint(operation.record.blobs):
            return Decision(operation, PushStatus.REJECTED, RejectCode.BLOB_MISSING)
        growth = size - self._sizes.get(operation.record.guid, 0)
        # What shrinks is always welcome: a full vault must be able to get emptier.
        if self._free is not None and growth > max(self._free, 0):
            return Decision(operation, PushStatus.REJECTED, RejectCode.QUOTA, self._free)
        return Decision(operation, PushStatus.APPLIED)

    def _set(self, operation: PushOperation) -> None:
        record, size = operation.record, payload_size(operation)
        if self._free is not None:
            self._free -= size - self._sizes.get(record.guid, 0)
        self._current[record.guid] = record.rev
        self._known.add((record.guid, record.rev))
        self._sizes[record.guid] = size


def payload_size(operation: PushOperation) -> int:
    """Return the bytes that an operation's record counts."""
    return len(operation.record.payload or b"")
