"""What client and server say to each other, as values."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from notesapp.core.causality import Hlc, VersionVector
from notesapp.core.ids import Guid, NodeId, Rev
from notesapp.core.model import Revision

# --- records --------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class SealedRecord:
    """A record as the server sees it: the envelope is read, the payload only carried.

    The server needs no knowledge of kinds and schemas, so newer apps, and later encrypted
    records, pass through an older server untouched.

    Attributes:
        kind: a word, perhaps one of a newer program.
        created, updated: milliseconds since 1970 by the device's clock, only for people.
        payload: the content as JSON on one line; None for a purged deletion.
        encryption: how the payload is encrypted; None for not.
        blobs: the attachments that it names.
    """

    guid: Guid
    rev: Rev
    base: Rev | None
    kind: str
    is_deleted: bool
    vv: VersionVector
    hlc: Hlc
    created: int
    updated: int
    schema: int
    node: NodeId
    node_name: str
    payload: bytes | None
    encryption: str | None = None
    blobs: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class UnreadableRecord:
    """A record of a newer program that this one can't show; it stays on the server."""

    guid: Guid
    rev: Rev
    kind: str
    schema: int


# --- pulling --------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class FeedPage:
    """Some changes and the cursor that covers them, checked against count and digest.

    Attributes:
        unreadable: records that came along but are of a newer program.
        is_last: the feed held nothing more when the page was read.
    """

    revisions: tuple[Revision, ...]
    cursor: str
    is_last: bool
    unreadable: tuple[UnreadableRecord, ...] = ()


@dataclass(frozen=True, slots=True)
class FeedEnd:
    """The line that closes a feed.

    Attributes:
        is_up_to_date: false if the server stopped before its last page; ask again.
    """

    is_up_to_date: bool
    server_time: datetime


# --- pushing --------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class EncodedPush:
    """A numbered push, frozen as bytes.

    Attributes:
        digest: hexadecimal SHA-256 of `body`.
    """

    number: int
    body: bytes
    digest: str


@dataclass(frozen=True, slots=True)
class PushOperation:
    """One record of a push; operations that share a group are all applied or none."""

    record: SealedRecord
    group: str | None = None


@dataclass(frozen=True, slots=True)
class PushRequest:
    """A push as the server reads it."""

    number: int
    operations: tuple[PushOperation, ...]


class PushStatus(StrEnum):
    """What became of one pushed revision."""

    APPLIED = "applied"
    ALREADY = "already"
    """The current revision is this one."""
    SUPERSEDED = "superseded"
    """It was applied earlier and has been overwritten since."""
    CONFLICT = "conflict"
    """The base is stale; `current` is what the server holds."""
    MISSING = "missing"
    """A base was named, but there is no such record."""
    REJECTED = "rejected"
    """The server won't take it; `code` says why."""
    GROUP_ABORTED = "group_aborted"
    """Another operation of its group was not applied."""


class RejectCode(StrEnum):
    """Why the server won't take a record."""

    TOO_LARGE = "too_large"
    QUOTA = "quota"
    BLOB_MISSING = "blob_missing"
    """It names an attachment that isn't there; send that first."""


@dataclass(frozen=True, slots=True)
class OperationAnswer:
    """The answer to one operation.

    Attributes:
        seq: its place in the feed, if it was applied.
        current: what the server holds, with a conflict or superseded; None also where that is
            a record of a newer program (then it is in `unreadable`).
        limit: the limit in bytes that a rejected record is over.
    """

    guid: Guid
    rev: Rev
    status: PushStatus
    seq: int | None = None
    current: Revision | None = None
    unreadable: UnreadableRecord | None = None
    code: str | None = None
    limit: int | None = None


@dataclass(frozen=True, slots=True)
class PushAnswer:
    """The answers to a push, one per operation and in their order.

    Attributes:
        prev_cursor, cursor: where the feed stood before and after. A client that stands at
            `prev_cursor` may adopt `cursor`: between them lies only what it sent.
    """

    answers: Sequence[OperationAnswer]
    prev_head: int
    head: int
    prev_cursor: str
    cursor: str


# --- accounts, nodes, vaults ----------------------------------------------------------------

DEFAULT_REMINDER_DAYS = 14


@dataclass(frozen=True, slots=True)
class NodeCard:
    """How a device introduces itself."""

    node: NodeId
    name: str
    platform: str
    app_version: str


@dataclass(frozen=True, slots=True)
class SignIn:
    """A name and a password, exchanged once for a token of this device."""

    user: str
    password: str = field(repr=False)
    card: NodeCard


@dataclass(frozen=True, slots=True)
class SignedIn:
    """The answer: the device's token and where its vault stands.

    Attributes:
        note_count: live notes in the vault.
    """

    token: str = field(repr=False)
    node: NodeId
    vault: str
    epoch: str
    head: int
    note_count: int
    server_id: str
    server_time: datetime


@dataclass(frozen=True, slots=True)
class VaultInfo:
    """Where a vault stands.

    Attributes:
        quota_bytes: None for no limit.
        remind_after_days: after so many days of silence a device is to be reminded.
    """

    vault: str
    epoch: str
    head: int
    gc_floor: int
    note_count: int
    record_count: int
    used_bytes: int
    quota_bytes: int | None
    server_time: datetime
    remind_after_days: int = DEFAULT_REMINDER_DAYS


class NodeState(StrEnum):
    """How a device stands with the server."""

    ACTIVE = "active"
    SILENT = "silent"
    """It hasn't synchronized for longer than the reminder allows."""
    EXPIRED = "expired"
    """It was silent for so long that deletions aren't kept for it any more; it reconciles when
    it comes back."""
    REVOKED = "revoked"
    """Its access was ended; it must sign in again."""


@dataclass(frozen=True, slots=True)
class NodeInfo:
    """A device as the server lists it.

    Attributes:
        last_sync_at: the last synchronization date, by the server's clock; None for never.
        acked_seq: everything up to here is known to be stored on the device.
        is_revoked: its access was ended; it must sign in again.
        days_silent: whole days since it last synchronized, or since it signed in.
    """

    node: NodeId
    name: str
    platform: str
    app_version: str
    created_at: datetime
    last_sync_at: datetime | None
    acked_seq: int
    is_revoked: bool
    state: NodeState = NodeState.ACTIVE
    days_silent: int = 0


@dataclass(frozen=True, slots=True)
class ServerLimits:
    """What one request may hold.

    Attributes:
        record_bytes: largest payload of a record.
        push_ops: most operations of a push.
        push_bytes: where a client should close a push; a single larger record may go alone.
        page_records: most records of a page.
        blob_bytes, blob_part_bytes: largest attachment, and the most of it that one request
            may bring.
    """

    record_bytes: int = 16 * 1024 * 1024
    push_ops: int = 200
    push_bytes: int = 4 * 1024 * 1024
    page_records: int = 2000
    blob_bytes: int = 200 * 1024 * 1024
    blob_part_bytes: int = 4 * 1024 * 1024

    @property
    def body_bytes(self) -> int:
        """The largest body of any request: a full push and the record that went over."""
        return self.push_bytes + self.record_bytes + 64 * 1024


@dataclass(frozen=True, slots=True)
class ServerCard:
    """What a server says to anybody who asks, before signing in."""

    server_id: str
    oldest_protocol: str
    newest_protocol: str
    features: tuple[str, ...]
    limits: ServerLimits
    server_time: datetime


# --- trouble --------------------------------------------------------------------------------


class ProblemCode(StrEnum):
    """Why a request was refused, in a word that programs may rely on."""

    BAD_REQUEST = "bad_request"
    WRONG_PASSWORD = "wrong_password"
    TOKEN_INVALID = "token_invalid"
    """The token was never given out, or was revoked."""
    NOT_FOUND = "not_found"
    METHOD_NOT_ALLOWED = "method_not_allowed"
    EPOCH_CHANGED = "epoch_changed"
    HISTORY_DIVERGED = "history_diverged"
    NODE_FORKED = "node_forked"
    PUSH_GAP = "push_gap"
    PUSH_STALE = "push_stale"
    PUSH_NO_REUSED = "push_no_reused"
    CURSOR_EXPIRED = "cursor_expired"
    OFFSET_MISMATCH = "offset_mismatch"
    HASH_MISMATCH = "hash_mismatch"
    RANGE = "range_not_satisfiable"
    QUOTA = "quota"
    TOO_SLOW = "too_slow"
    TOO_LARGE = "too_large"
    UNSUPPORTED_TYPE = "unsupported_type"
    UPGRADE_REQUIRED = "upgrade_required"
    TOO_MANY_REQUESTS = "too_many_requests"
    BUSY = "busy"
    INTERNAL = "internal"


@dataclass(frozen=True, slots=True)
class Problem:
    """A refusal (RFC 9457).

    Attributes:
        code: a `ProblemCode`, or the word of a newer server.
        facts: further members: ``limit``, ``min``, ``max``.
    """

    status: int
    code: str
    title: str
    detail: str = ""
    facts: Mapping[str, object] = field(default_factory=dict)
