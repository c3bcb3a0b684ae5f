"""What the sync engine writes: each call is one fact learnt from the back-end.

All of it happens inside the caller's transaction, so a page and its cursor are one commit.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime

from notesapp.core.causality import VersionVector
from notesapp.core.ids import Guid, NodeId, Rev
from notesapp.core.model import Content, Node, NoteContent, Revision, VersionReason
from notesapp.store.sync_state import RemoteState, SyncReader


class SyncWriter(SyncReader):
    """The engine's facts; part of a `Transaction` as `.sync`."""

    def set_remote(self, state: RemoteState) -> None:
        """Connect to a back-end, or replace everything remembered about it."""
        raise NotImplementedError

    def clear_remote(self) -> None:
        """Forget the back-end; notes stay, all of them count as not synchronized."""
        raise NotImplementedError

    def save_cursor(self, cursor: str | None) -> None:
        """Remember up to where everything is applied; in the transaction that applied it."""
        raise NotImplementedError

    def record_success(self, at: datetime) -> None:
        """Remember when a run last ended well, by the back-end's clock, and clear the error."""
        raise NotImplementedError

    def record_error(self, text: str) -> None:
        """Remember why the last run failed."""
        raise NotImplementedError

    def take(
        self, revision: Revision, *, reason: VersionReason = VersionReason.FROM_DEVICE
    ) -> None:
        """Make a revision from the back-end the live one: synchronized, its own base.

        The former content goes to history if it differs. A purge (content None) of a note
        empties it here as well. An open conflict of the record is closed: whoever takes a
        revision has seen that it includes this side.
        """
        raise NotImplementedError

    def take_many(self, revisions: Sequence[Revision]) -> None:
        """Insert records that are all unknown here: the fast path of a first pull."""
        raise NotImplementedError

    def merged(
        self,
        guid: Guid,
        content: Content,
        *,
        is_deleted: bool,
        vv: VersionVector,
        base: Rev,
        reason: VersionReason = VersionReason.COMBINED,
    ) -> Rev:
        """Write the outcome of a merge as a new revision of this node and return its id.

        `vv` is the join of both sides; it is bumped here. The outcome is not synchronized and
        `base` (the other side's revision) becomes the record's base. What was live goes to
        history if its content differs; keep the other side with `keep` before.
        """
        raise NotImplementedError

    def keep(self, revision: Revision, *, reason: VersionReason | None) -> None:
        """Store a revision without making it live; with a reason it shows in the history."""
        raise NotImplementedError

    def open_conflict(self, guid: Guid, other: Revision, base: Revision | None) -> None:
        """Let a record wait for a decision; both revisions are kept and pinned."""
        raise NotImplementedError

    def update_conflict(self, guid: Guid, other: Revision, base: Revision | None) -> None:
        """The other side changed again before a decision: the newest version counts."""
        raise NotImplementedError

    def close_conflict(self, guid: Guid) -> None:
        """End the wait without a decision here; the other version stays in the history."""
        raise NotImplementedError

    def acknowledge(self, guid: Guid, rev: Rev) -> bool:
        """The back-end durably holds `rev`: it becomes the base.

        Returns:
            Whether it is still the live revision, so that the record is now synchronized.
        """
        raise NotImplementedError

    def rebase(self, guid: Guid, base: Rev | None) -> None:
        """Set what the back-end holds; the record stays (or becomes) unsynchronized."""
        raise NotImplementedError

    def reject(self, guid: Guid, rev: Rev, code: str) -> None:
        """The back-end refuses this revision: don't push it again until it is edited."""
        raise NotImplementedError

    def make_copy(
        self,
        guid: Guid,
        content: NoteContent,
        *,
        created_at: datetime | None = None,
        reason: VersionReason = VersionReason.KEPT_BOTH,
    ) -> Rev:
        """Create a note under a derived id; if it exists already it is left as it is."""
        raise NotImplementedError

    def begin_push(
        self, number: int, body: bytes, digest: str, items: Iterable[tuple[Guid, Rev]]
    ) -> None:
        """Store a push before it is sent; the revisions in it are kept until it is answered."""
        raise NotImplementedError

    def finish_push(self, number: int, digest: str) -> None:
        """The push was answered: remember its number and digest, and let go of it."""
        raise NotImplementedError

    def abandon_push(self) -> None:
        """Let go of a push that can never be answered (a new incarnation of the node)."""
        raise NotImplementedError

    def set_nodes(self, nodes: Sequence[Node]) -> None:
        """Replace the list of devices."""
        raise NotImplementedError

    def renew_node(self) -> NodeId:
        """Become a new incarnation (rule R5): new id, push numbers from 0, to be registered."""
        raise NotImplementedError

    def mark_all_unsynchronized(self, *, keep_bases: bool) -> int:
        """Let every record be pushed again; without bases, as if it were new there."""
        raise NotImplementedError

    def restamp(self, guid: Guid) -> Rev:
        """Give an unacknowledged edit a new revision by this incarnation (rule R5).

        Its version vector becomes that of the base plus one edit of this node.
        """
        raise NotImplementedError

    def log(self, event: str, guid: Guid | None = None, **facts: str | int | bool | None) -> None:
        """Append to the sync log, which holds ids and counts and never note text."""
        raise NotImplementedError
