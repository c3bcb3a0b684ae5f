"""The contract between the engine and any place that notes are synchronized to.

Two kinds stand behind it. A *super node* keeps a linear history and compares before it sets
(our server): `Capability.CAS`; a stale base comes back as a conflict. *Another node* is a dumb
store of immutable logs (a folder, WebDAV, S3): it takes everything, and the puller finds the
conflict from version vectors. The engine decides by version vectors on both, so it behaves the
same.

What every back-end promises:

* A page is all or nothing. The same page may come twice; a page never comes too late, that is,
  a cursor covers everything up to it.
* A cursor is opaque and issued by the back-end, never by a device's clock.
* `push` is idempotent for the same number and the same bytes.
* Absence means "unknown", never "deleted": deletions are revisions with `is_deleted`.
* All errors are `notesapp.core.errors.SyncError`; foreign ones are translated at the edge.
* Calls block; `interrupt`, from any thread, makes the call under way raise `Cancelled` soon.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import Flag, StrEnum, auto
from typing import Protocol

from notesapp.core.ids import Guid, NodeId, Rev
from notesapp.core.model import Node, Revision


class Capability(Flag):
    """What a back-end can do beyond pulling and pushing revisions."""

    NONE = 0
    CAS = auto()
    """It refuses a push whose base is stale."""
    WATCH = auto()
    """It can tell when something changed."""
    HISTORY = auto()
    """It keeps older revisions."""
    NODES = auto()
    """It knows its nodes and their last synchronization dates."""


@dataclass(frozen=True, slots=True)
class Limits:
    """What one request may hold; the engine stays below.

    Attributes:
        record_bytes: largest single record, encoded.
        push_ops, push_bytes: most operations and encoded bytes of one push.
        page_records: records asked for in one page.
    """

    record_bytes: int = 16 * 1024 * 1024
    push_ops: int = 200
    push_bytes: int = 4 * 1024 * 1024
    page_records: int = 500


@dataclass(frozen=True, slots=True)
class NodeIdent:
    """Who this device is, as it introduces itself."""

    node: NodeId
    name: str
    platform: str
    app_version: str


@dataclass(frozen=True, slots=True)
class LastPush:
    """The last acknowledged push of this node: what a restored server can't know.

    Attributes:
        number: counts from 1; 0 means none yet.
        digest: hexadecimal SHA-256 of the encoded batch; empty for none yet.
    """

    number: int = 0
    digest: str = ""


@dataclass(frozen=True, slots=True)
class RemoteInfo:
    """What the back-end said when the connection was opened.

    Attributes:
        server_id, epoch: its identity and that of its history; a change of either means that
            nothing remembered about it may be trusted.
        note_count: live notes it holds, or None if it can't say cheaply.
        server_time: its clock, for telling the user how far off this computer's is.
    """

    server_id: str
    vault_id: str
    epoch: str
    note_count: int | None
    server_time: datetime | None


@dataclass(frozen=True, slots=True)
class Page:
    """Some revisions and the cursor that covers them; applied in one local transaction.

    Attributes:
        unreadable: records that came along and that only a newer program can read.
    """

    revisions: Sequence[Revision]
    cursor: str
    is_last: bool
    unreadable: int = 0


@dataclass(frozen=True, slots=True)
class PushBatch:
    """A numbered batch, frozen as bytes so that sending it again sends the same.

    Attributes:
        number: exactly one more than the last acknowledged one.
        body: the encoded operations (`protocol.codec`).
        digest: hexadecimal SHA-256 of `body`.
    """

    number: int
    body: bytes
    digest: str


class OpStatus(StrEnum):
    """What became of one pushed revision."""

    APPLIED = "applied"
    ALREADY = "already"
    """The back-end's current revision is this one."""
    SUPERSEDED = "superseded"
    """This revision was applied earlier and has been overwritten since."""
    CONFLICT = "conflict"
    """The base is stale; `current` is what the back-end holds."""
    MISSING = "missing"
    """A base was named, but the back-end has no such record."""
    REJECTED = "rejected"
    """The back-end won't take it; `code` says why."""
    GROUP_ABORTED = "group_aborted"
    """Another operation of its all-or-nothing group was not applied."""


@dataclass(frozen=True, slots=True)
class OpResult:
    """The answer to one operation; echoes which revision it speaks of."""

    guid: Guid
    rev: Rev
    status: OpStatus
    current: Revision | None = None
    code: str | None = None


@dataclass(frozen=True, slots=True)
class PushResult:
    """The answers to a batch.

    Attributes:
        prev_cursor: the cursor just before the batch was applied.
        cursor: the cursor just after; a client that stands at `prev_cursor` may adopt it and
            spare itself the echo. None where the back-end can't tell.
    """

    results: Sequence[OpResult]
    prev_cursor: str | None = None
    cursor: str | None = None


class Backend(Protocol):
    """A place to synchronize to; used from one thread, but for `interrupt`."""

    @property
    def capabilities(self) -> Capability:
        """What it can do; fixed for the life of the object."""
        ...

    @property
    def limits(self) -> Limits:
        """What one request may hold; known after `open`."""
        ...

    def open(self, ident: NodeIdent, last_push: LastPush, epoch: str | None) -> RemoteInfo:
        """Introduce this node and learn where things stand.

        Cheap after the first time: a back-end may answer from what it remembers and let the
        next `pull` find out, so that a run with nothing to do is one request.
        """
        ...

    def register(self, ident: NodeIdent) -> None:
        """Make a node known: a new incarnation of this device, or one that was renamed.

        Afterwards `ident` is who this object speaks for. Harmless to repeat.
        """
        ...

    def pull(self, since: str | None, last_push: LastPush) -> Iterator[Page]:
        """Yield what changed after `since` (None: everything), oldest first.

        The last page has `is_last` set; with nothing new that is the only, empty page.

        Raises:
            Diverged: the cursor, the epoch or the last push isn't in the back-end's history.
        """
        ...

    def push(self, batch: PushBatch) -> PushResult:
        """Send a batch; harmless to repeat with the same number and bytes."""
        ...

    def nodes(self) -> Sequence[Node]:
        """Return the devices that synchronize here; empty without `Capability.NODES`."""
        ...

    def interrupt(self) -> None:
        """From any thread: make the call under way raise `Cancelled` within a second."""
        ...

    def close(self) -> None:
        """Let go of connections; the object can't be used afterwards."""
        ...
