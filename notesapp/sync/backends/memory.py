"""A back-end in this process's memory: the contract in its plainest form.

The tests of the contract hold every back-end against it, and it lets one try the engine
without a server. It is a super node: it compares before it sets, and keeps no text for ever.
"""

from __future__ import annotations

import secrets
import threading
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from notesapp.core.clock import Clock, SystemClock
from notesapp.core.errors import Cancelled, Diverged
from notesapp.core.ids import Guid, NodeId, Rev
from notesapp.core.model import Node, RecordKind, Revision
from notesapp.protocol.codec import revision_from_json
from notesapp.protocol.pushes import decode_push
from notesapp.protocol.values import from_json
from notesapp.sync.backends.base import (
    Capability,
    LastPush,
    Limits,
    NodeIdent,
    OpResult,
    OpStatus,
    Page,
    PushBatch,
    PushResult,
    RemoteInfo,
)


@dataclass(slots=True)
class _NodeState:
    name: str
    platform: str
    last_sync_at: datetime | None = None
    number: int = 0
    digest: str = ""
    result: PushResult | None = None


@dataclass(slots=True)
class MemoryVault:
    """What all nodes share: one vault with its feed.

    Attributes:
        epoch: the identity of its history; `wipe` makes a new one.
        tags: a random word for each step of the history, so that a cursor from before a
            restored backup is found out even after the history has grown past it.
    """

    clock: Clock = field(default_factory=SystemClock)
    vault_id: str = "memory"
    epoch: str = field(default_factory=lambda: secrets.token_hex(8))
    tags: list[str] = field(default_factory=lambda: [""])
    records: dict[Guid, tuple[int, Revision]] = field(default_factory=dict)
    applied: set[Rev] = field(default_factory=set)
    nodes: dict[NodeId, _NodeState] = field(default_factory=dict)

    def wipe(self) -> None:
        """Lose everything, as a reset server does."""
        self.epoch = secrets.token_hex(8)
        self.tags = [""]
        self.records.clear()
        self.applied.clear()
        self.nodes.clear()

    @property
    def head(self) -> int:
        """The newest sequence number."""
        return len(self.tags) - 1

    def cursor(self, seq: int | None = None) -> str:
        """Return the cursor that covers everything up to a number, or up to now."""
        seq = self.head if seq is None else seq
        return f"{self.epoch}:{seq}:{self.tags[seq]}"

    def since(self, cursor: str | None) -> int:
        """Return where a cursor stands.

        Raises:
            Diverged: it isn't of this history.
        """
        if cursor is None:
            return 0
        epoch, seq, tag = cursor.split(":")
        if epoch != self.epoch:
            raise Diverged("epoch")
        if int(seq) > self.head or self.tags[int(seq)] != tag:
            raise Diverged("history")
        return int(seq)

    def set(self, revision: Revision) -> OpResult:
        """Compare and set one record."""
        found = self.records.get(revision.guid)
        current = None if found is None else found[1]
        status = self._judge(revision, current)
        if status is not OpStatus.APPLIED:
            shown = current if status in (OpStatus.CONFLICT, OpStatus.SUPERSEDED) else None
            return OpResult(revision.guid, revision.rev, status, shown)
        self.tags.append(secrets.token_hex(4))
        self.records[revision.guid] = (
            self.head,
            replace(revision, server_time=self.clock.now()),
        )
        self.applied.add(revision.rev)
        return OpResult(revision.guid, revision.rev, OpStatus.APPLIED)

    def _judge(self, revision: Revision, current: Revision | None) -> OpStatus:
        if current is not None and current.rev == revision.rev:
            return OpStatus.ALREADY
        if revision.rev in self.applied:
            return OpStatus.SUPERSEDED
        if current is None:
            return OpStatus.APPLIED if revision.base is None else OpStatus.MISSING
        return OpStatus.APPLIED if revision.base == current.rev else OpStatus.CONFLICT


class MemoryBackend:
    """One node's connection to a `MemoryVault`."""

    capabilities = Capability.CAS | Capability.NODES

    def __init__(self, vault: MemoryVault, limits: Limits | None = None) -> None:
        self.limits = limits or Limits()
        self._vault = vault
        self._node = NodeId("")
        self._interrupted = threading.Event()
        self.request_count = 0

    def open(self, ident: NodeIdent, last_push: LastPush, epoch: str | None) -> RemoteInfo:
        self._interrupted.clear()
        self._node = ident.node
        if epoch:
            return RemoteInfo("memory", self._vault.vault_id, epoch, None, None)
        self._begin()
        live = [r for _, r in self._vault.records.values() if not r.is_deleted]
        count = sum(1 for revision in live if revision.kind is RecordKind.NOTE)
        vault = self._vault
        return RemoteInfo("memory", vault.vault_id, vault.epoch, count, vault.clock.now())

    def register(self, ident: NodeIdent) -> None:
        self._begin()
        self._node = ident.node
        state = self._vault.nodes.setdefault(ident.node, _NodeState(ident.name, ident.platform))
        state.name = ident.name

    def pull(self, since: str | None, last_push: LastPush) -> Iterator[Page]:
        self._begin()
        start = self._vault.since(since)
        self._check_push(last_push)
        feed = sorted(self._vault.records.values(), key=lambda entry: entry[0])
        news = [(seq, revision) for seq, revision in feed if seq > start]
        size = self.limits.page_records
        cursor = self._vault.cursor()
        self._state().last_sync_at = self._vault.clock.now()
        for first in range(0, max(len(news), 1), size):
            piece = news[first : first + size]
            is_last = first + size >= len(news)
            here = cursor if is_last else self._vault.cursor(piece[-1][0])
            yield Page([revision for _, revision in piece], here, is_last)

    def push(self, batch: PushBatch) -> PushResult:
        self._begin()
        state = self._state()
        if batch.number == state.number and state.result is not None:
            if batch.digest != state.digest:
                raise Diverged("fork")
            return state.result
        if batch.number != state.number + 1:
            raise Diverged("push_gap" if batch.number > state.number else "push_stale")
        before = self._vault.cursor()
        results = [self._vault.set(revision) for revision in _revisions(batch)]
        result = PushResult(results, before, self._vault.cursor())
        state.number, state.digest, state.result = batch.number, batch.digest, result
        return result

    def nodes(self) -> Sequence[Node]:
        self._begin()
        return tuple(
            Node(node, state.name, state.platform, state.last_sync_at, node == self._node)
            for node, state in self._vault.nodes.items()
        )

    def interrupt(self) -> None:
        self._interrupted.set()

    def close(self) -> None:
        """Nothing is held."""

    def _begin(self) -> None:
        self.request_count += 1
        if self._interrupted.is_set():
            raise Cancelled

    def _state(self) -> _NodeState:
        state = self._vault.nodes.get(self._node)
        if state is None:
            raise Diverged("history")
        return state

    def _check_push(self, last_push: LastPush) -> None:
        """An acknowledged push that this history lacks was lost by it."""
        state = self._state()
        if last_push.number > state.number:
            raise Diverged("history")
        if last_push.number == state.number and last_push.digest != state.digest:
            raise Diverged("fork")


def _revisions(batch: PushBatch) -> list[Revision]:
    decode_push(batch.body)
    found = [revision_from_json(item) for item in from_json(batch.body)["ops"]]
    return [revision for revision in found if isinstance(revision, Revision)]
