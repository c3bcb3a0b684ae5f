"""What the sync engine knows about each record and about the back-end: values and reading.

Only the engine and the accounts use this. Writing is in `sync_writer`.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from notesapp.core.causality import VersionVector
from notesapp.core.ids import Guid, Rev
from notesapp.core.model import Node, Revision


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


class SyncReader:
    """The engine's questions; part of every `Snapshot` and `Transaction` as `.sync`."""

    def remote(self) -> RemoteState | None:
        """Return the back-end this library is connected to, or None."""
        raise NotImplementedError

    def record(self, guid: Guid) -> LocalRecord | None:
        """Return a record as it stands here, or None if it is unknown here."""
        raise NotImplementedError

    def records(self, guids: Iterable[Guid]) -> dict[Guid, LocalRecord]:
        """Return those of the records that are known here."""
        raise NotImplementedError

    def unsynchronized(self, limit: int) -> list[LocalRecord]:
        """Return records to be pushed, notebooks first, then by time of edit.

        Left out: records that wait for a decision, and revisions that were rejected as they are.
        """
        raise NotImplementedError

    def unsynchronized_count(self) -> int:
        """Return how many records the back-end doesn't hold as they are here."""
        raise NotImplementedError

    def revision(self, rev: Rev) -> Revision | None:
        """Return any revision stored here, live or from history, or None."""
        raise NotImplementedError

    def newest_base(self, guid: Guid, one: VersionVector, two: VersionVector) -> Revision | None:
        """Return the newest stored revision that both sides have seen (rule R4), or None."""
        raise NotImplementedError

    def push_in_flight(self) -> StoredPush | None:
        """Return the push that was begun and not yet answered, or None."""
        raise NotImplementedError

    def nodes(self) -> list[Node]:
        """Return the devices as the back-end last listed them."""
        raise NotImplementedError

    def live_note_count(self) -> int:
        """Return how many notes are not deleted."""
        raise NotImplementedError
