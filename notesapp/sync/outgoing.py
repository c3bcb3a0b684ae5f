"""Decide what the next push holds, without sending it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from notesapp.core.ids import Guid, Rev
from notesapp.core.model import Revision
from notesapp.protocol.pushes import encode_operation, encode_push
from notesapp.sync.backends.base import Limits, PushBatch


@dataclass(frozen=True, slots=True)
class Outgoing:
    """A push ready to be stored and sent.

    Attributes:
        batch: None if nothing is left to send.
        items: the revisions in it, in order.
        too_large: revisions over the back-end's limit for a record; they stay here.
    """

    batch: PushBatch | None
    items: tuple[tuple[Guid, Rev], ...]
    too_large: tuple[tuple[Guid, Rev], ...]


def plan_push(revisions: Sequence[Revision], number: int, limits: Limits) -> Outgoing:
    """Return the push numbered `number` with as many of `revisions`, in order, as fit.

    A record larger than a push may be still goes, alone, if it is within the record limit.
    """
    operations: list[bytes] = []
    items: list[tuple[Guid, Rev]] = []
    too_large: list[tuple[Guid, Rev]] = []
    size = 0
    for revision in revisions:
        operation = encode_operation(revision)
        if len(operation) > limits.record_bytes:
            too_large.append((revision.guid, revision.rev))
            continue
        if operations and _is_full(len(operations), size + len(operation), limits):
            break
        operations.append(operation)
        items.append((revision.guid, revision.rev))
        size += len(operation)
    if not operations:
        return Outgoing(None, (), tuple(too_large))
    push = encode_push(number, operations)
    return Outgoing(PushBatch(push.number, push.body, push.digest), tuple(items), tuple(too_large))


def _is_full(count: int, size: int, limits: Limits) -> bool:
    return count >= limits.push_ops or size > limits.push_bytes
