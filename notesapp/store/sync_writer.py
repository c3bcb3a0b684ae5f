"""What the sync engine writes: each call is one fact learnt from the back-end.

All of it happens inside the caller's transaction, so a page and its cursor are one commit.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import astuple, replace
from datetime import datetime

from sqlalchemy import delete, insert, select, update

from notesapp.core.causality import VersionVector
from notesapp.core.ids import Guid, NodeId, Rev
from notesapp.core.model import (
    Content,
    Node,
    NoteContent,
    RecordKind,
    Revision,
    VersionReason,
    kind_of,
)
from notesapp.store import bulk, conflicts, identity, records, revisions
from notesapp.store.context import Work
from notesapp.store.records import Live
from notesapp.store.revisions import Pin
from notesapp.store.sync_state import RemoteState, SyncReader
from notesapp.store.tables import (
    ConflictRow,
    NodeSeenRow,
    NotebookRow,
    NoteRow,
    PushBatchRow,
    PushItemRow,
    RemoteRow,
    SyncLogRow,
)
from notesapp.store.text import storable_content

_LOG_LINES = 2_000


class SyncWriter(SyncReader):
    """The engine's facts; part of a `Transaction` as `.sync`."""

    def __init__(self, work: Work) -> None:
        super().__init__(work.connection)
        self._work = work

    # --- the back-end ----------------------------------------------------------------------

    def set_remote(self, state: RemoteState) -> None:
        """Connect to a back-end, or replace everything remembered about it."""
        self._connection.execute(delete(RemoteRow))
        columns = [column.name for column in RemoteRow.__table__.columns]
        self._connection.execute(
            insert(RemoteRow).values(dict(zip(columns, astuple(state), strict=True)))
        )
        self._work.touched.remotes = True

    def clear_remote(self) -> None:
        """Forget the back-end; notes stay, and all of them count as new to the next one.

        Open decisions end with this computer's version live; the other one is in the history.
        """
        for row in self._connection.execute(select(ConflictRow.guid)).scalars().all():
            conflicts.close_choice(self._work, Guid(row))
        self.mark_all_unsynchronized(keep_bases=False)
        self.abandon_push()
        for table in (RemoteRow, NodeSeenRow):
            self._connection.execute(delete(table))
        self._work.touched.remotes = True

    def save_cursor(self, cursor: str | None) -> None:
        """Remember up to where everything is applied; in the transaction that applied it."""
        self._set_remote(cursor=cursor)

    def record_success(self, at: datetime) -> None:
        """Remember when a run last ended well, by the back-end's clock, and clear the error."""
        self._set_remote(last_success_at=at, last_error=None)

    def record_error(self, text: str) -> None:
        """Remember why the last run failed."""
        self._set_remote(last_error=text)

    def set_nodes(self, nodes: Sequence[Node]) -> None:
        """Replace the list of devices."""
        self._connection.execute(delete(NodeSeenRow))
        if nodes:
            self._connection.execute(
                insert(NodeSeenRow),
                [
                    {
                        "node": node.node,
                        "name": node.name,
                        "platform": node.platform,
                        "last_sync_at": node.last_sync_at,
                    }
                    for node in nodes
                ],
            )
        self._work.touched.remotes = True

    def renew_node(self) -> NodeId:
        """Become a new incarnation (rule R5): new id, push numbers from 0, to be registered."""
        self._work.node = identity.renew(self._connection, self._work.ids)
        self._work.touched.remotes = True
        return self._work.node

    def log(self, event: str, guid: Guid | None = None, **facts: str | float | None) -> None:
        """Append to the sync log, which holds ids and counts and never note text."""
        result = self._connection.execute(
            insert(SyncLogRow).values(at=self._work.now(), event=event, guid=guid, facts=facts)
        )
        assert result.inserted_primary_key is not None
        newest = result.inserted_primary_key[0]
        self._connection.execute(delete(SyncLogRow).where(SyncLogRow.id <= newest - _LOG_LINES))

    # --- what arrives ----------------------------------------------------------------------

    def take(
        self, revision: Revision, *, reason: VersionReason = VersionReason.FROM_DEVICE
    ) -> None:
        """Make a revision from the back-end the live one: synchronized, its own base.

        The former content goes to history if it differs: always if it was written here and not
        yet synchronized, or by another device than the one that now overwrites it, else by the
        five-minute rule. So what lost a decision made elsewhere can be brought back here too.
        A purge (content None) empties the note here as well. An open conflict of the record is
        closed: whoever takes a revision has seen that it includes this side.
        """
        live = records.find(self._connection, revision.guid, revision.kind)
        if revision.content is not None:
            revision = replace(revision, content=storable_content(revision.content))
        if live is not None:
            is_by_another = live.row.node != revision.node
            self._keep_overwritten(live, revision.content, always=is_by_another)
            conflicts.close_choice(self._work, revision.guid)
        records.put(
            self._work,
            live,
            revision,
            base=revision.rev,
            is_synchronized=True,
            edit_count=0 if live is None else live.row.edit_count,
            reason=reason,
        )
        if live is not None:
            revisions.unpin(self._work, revision.guid, Pin.BASE)
            if revision.content is None and live.row.is_deleted:
                revisions.forget_all(self._work, revision.guid)

    def take_many(self, revisions: Sequence[Revision]) -> None:
        """Insert records that are all unknown here: the fast path of a first pull."""
        bulk.insert_unknown(self._work, revisions)

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
        history if its content differs; keep the other side with `keep` before. An open conflict
        of the record is closed.
        """
        live = records.get(self._connection, guid, kind_of(content))
        content = storable_content(content)
        before = live.revision()
        other = revisions.find(self._connection, base)
        if other is not None and other.hlc > before.hlc:
            before = replace(before, hlc=other.hlc)
        after = records.next_revision(self._work, before, content, vv=vv)
        self._keep_overwritten(live, content, always=True)
        conflicts.close_choice(self._work, guid)
        records.put(
            self._work,
            live,
            replace(after, is_deleted=is_deleted),
            base=base,
            is_synchronized=False,
            edit_count=live.row.edit_count + 1,
            reason=reason,
        )
        self._set_base(guid, base)
        return after.rev

    def keep(self, revision: Revision, *, reason: VersionReason | None) -> None:
        """Store a revision without making it live; with a reason it shows in the history."""
        revisions.keep(self._work, revision, reason=reason)
        self._work.touched.record(revision.kind, revision.guid)

    def make_copy(
        self,
        guid: Guid,
        content: NoteContent,
        *,
        created_at: datetime | None = None,
        updated_at: datetime | None = None,
        reason: VersionReason = VersionReason.KEPT_BOTH,
    ) -> Rev:
        """Create a note under a derived id; if it exists already it is left as it is."""
        there = records.find(self._connection, guid, RecordKind.NOTE)
        if there is not None:
            return Rev(there.row.rev)
        return records.create(
            self._work, guid, content, created_at=created_at, updated_at=updated_at, reason=reason
        ).rev

    # --- open decisions --------------------------------------------------------------------

    def open_conflict(self, guid: Guid, other: Revision, base: Revision | None) -> None:
        """Let a note wait for a decision; both revisions are kept and pinned."""
        conflicts.open_choice(self._work, guid, other, base)

    def update_conflict(self, guid: Guid, other: Revision, base: Revision | None) -> None:
        """The other side changed again before a decision: the newest version counts."""
        conflicts.open_choice(self._work, guid, other, base)

    def close_conflict(self, guid: Guid) -> None:
        """End the wait without a decision here; the other version stays in the history."""
        conflicts.close_choice(self._work, guid)

    # --- what was sent ---------------------------------------------------------------------

    def begin_push(
        self, number: int, body: bytes, digest: str, items: Iterable[tuple[Guid, Rev]]
    ) -> None:
        """Store a push before it is sent; what is in it is kept until it is answered."""
        self.abandon_push()
        self._connection.execute(
            insert(PushBatchRow).values(
                number=number, body=body, digest=digest, created_at=self._work.now()
            )
        )
        rows = [{"guid": g, "rev": r, "position": n} for n, (g, r) in enumerate(items)]
        if rows:
            self._connection.execute(insert(PushItemRow), rows)

    def finish_push(self, number: int, digest: str) -> None:
        """The push was answered: remember its number and digest, and let go of it.

        Acknowledge its revisions before, in the same transaction.
        """
        self._set_remote(last_push_number=number, last_push_digest=digest)
        self.abandon_push()

    def abandon_push(self) -> None:
        """Let go of a push that can't be answered any more."""
        revisions.unpin_everywhere(self._work, Pin.IN_FLIGHT)
        self._connection.execute(delete(PushItemRow))
        self._connection.execute(delete(PushBatchRow))

    def acknowledge(self, guid: Guid, rev: Rev) -> bool:
        """The back-end durably holds `rev`: it becomes the base.

        Returns:
            Whether it is still the live revision, so that the record is now synchronized.
        """
        return guid in self.acknowledge_many([(guid, rev)])

    def acknowledge_many(self, items: Iterable[tuple[Guid, Rev]]) -> set[Guid]:
        """Acknowledge many revisions at once; return those that are now synchronized."""
        return bulk.acknowledge(self._work, dict(items))

    def rebase(self, guid: Guid, base: Rev | None) -> None:
        """Set what the back-end holds; the record stays (or becomes) unsynchronized."""
        live = records.find(self._connection, guid)
        if live is None:
            return
        if live.row.rev == live.row.base_rev != base:
            revisions.keep(self._work, live.revision(), pins=Pin.BASE)
        table = records.table_of(live.kind)
        self._connection.execute(
            update(table)
            .where(table.guid == guid)
            .values(base_rev=base, is_synchronized=False, problem=None)
        )
        self._set_base(guid, base)
        self._work.touched.record(live.kind, guid)

    def reject(self, guid: Guid, rev: Rev, code: str) -> None:
        """The back-end refuses this revision: don't push it again until it is edited."""
        live = records.find(self._connection, guid)
        if live is None or live.row.rev != rev:
            return
        table = records.table_of(live.kind)
        self._connection.execute(update(table).where(table.guid == guid).values(problem=code))
        self._work.touched.record(live.kind, guid)

    # --- divergence (rule R5) --------------------------------------------------------------

    def mark_all_unsynchronized(self, *, keep_bases: bool) -> int:
        """Let every record be pushed again; without bases, as if it were new there.

        Returns:
            How many records there are. Deletions that no back-end ever needs to hear of stay.
        """
        total = 0
        for table in (NoteRow, NotebookRow):
            values = {"is_synchronized": False, "problem": None}
            if not keep_bases:
                values["base_rev"] = None
            total += self._connection.execute(update(table).values(values)).rowcount
        self._work.touched.remotes = True
        return total

    def restamp(self, guid: Guid) -> Rev:
        """Give an unacknowledged edit a new revision by this incarnation (rule R5).

        Its version vector becomes that of the base plus one edit of this node.
        """
        live = records.find(self._connection, guid)
        assert live is not None, "only a record that is here can be stamped anew"
        before = live.revision()
        base = revisions.find(self._connection, before.base) if before.base else None
        after = records.next_revision(
            self._work, before, before.content, vv=base.vv if base else VersionVector()
        )
        records.put(
            self._work,
            live,
            replace(after, updated_at=before.updated_at),
            base=before.base,
            is_synchronized=False,
            edit_count=live.row.edit_count,
            reason=VersionReason(live.row.reason),
        )
        return after.rev

    # --- helpers ---------------------------------------------------------------------------

    def _set_remote(self, **values: object) -> None:
        self._connection.execute(update(RemoteRow).values(**values))
        self._work.touched.remotes = True

    def _set_base(self, guid: Guid, base: Rev | None) -> None:
        if base is not None:
            revisions.pin_stored(self._work, base, Pin.BASE)
        revisions.unpin(self._work, guid, Pin.BASE, but=base)

    def _keep_overwritten(
        self, live: Live, content: Content | None, *, always: bool = False
    ) -> None:
        # Words that only this device has, or that nobody here agreed to delete.
        is_precious = not live.row.is_synchronized or (content is None and not live.row.is_deleted)
        records.keep_former(
            self._work, live, live.revision(), content, always=always or is_precious
        )
