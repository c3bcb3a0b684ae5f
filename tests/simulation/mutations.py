"""Mistakes that others made, or that we could have made, put back into the real code.

Each is a context manager that patches the program. A checker that doesn't catch one of them
would not have caught it when somebody made it in earnest.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any
from unittest.mock import patch

from sqlalchemy import select

import notesapp.server.collecting
import notesapp.server.pulling
import notesapp.server.pushing
import notesapp.sync.answers
import notesapp.sync.apply
import notesapp.sync.divergence
import notesapp.sync.engine
from notesapp.core.causality import Order, VersionVector
from notesapp.core.changes import Origin
from notesapp.core.conflict import ConflictPolicy
from notesapp.core.ids import Guid, Rev
from notesapp.core.model import NoteContent, Revision, VersionReason
from notesapp.protocol.feed import FeedReader
from notesapp.protocol.messages import FeedEnd, FeedPage, PushStatus
from notesapp.protocol.values import Malformed
from notesapp.server import deciding
from notesapp.server.access import Claims
from notesapp.server.bodies import claims_of
from notesapp.server.records import Records
from notesapp.server.tables import RecordRow
from notesapp.store.places import ALL_NOTES, NoteSort
from notesapp.store.sync_writer import SyncWriter
from notesapp.sync.backends.base import OpStatus, Page
from notesapp.sync.engine import _Run
from notesapp.sync.incoming import Pull
from notesapp.sync.integrate import Here, Settle, integrate
from notesapp.sync.outcomes import Ask, Combine, Confirm, Known, Outcome, Rebase, Take
from notesapp.sync.policy import settle

Mutation = Callable[[], AbstractContextManager[object]]


def cursor_saved_before_the_data() -> AbstractContextManager[object]:
    """The cursor is committed first; a crash in between skips the page for ever."""
    original = Pull.take

    def take(self: Pull, page: Page) -> None:
        if page.cursor != self.cursor:
            with self._library.write(Origin.SYNC) as tx:
                tx.sync.save_cursor(page.cursor)
        original(self, page)

    return patch.object(Pull, "take", take)


def overwrite_if_clean() -> AbstractContextManager[object]:
    """What has no unsent edits is overwritten by whatever the server holds."""

    def naive(here: Here | None, remote: Revision, settle: Settle) -> Outcome:
        if here is not None and here.is_synchronized and here.live.rev != remote.rev:
            return Take()
        return integrate(here, remote, settle)

    return patch.object(notesapp.sync.apply, "integrate", naive)


def own_base_for_the_merge() -> AbstractContextManager[object]:
    """The merge takes what this side last knew, whether the other side ever saw it or not."""

    def newest_base(
        self: SyncWriter, guid: Guid, _one: VersionVector, _two: VersionVector
    ) -> Revision | None:
        record = self.record(guid)
        if record is None:
            return None
        own = self.revision(record.base) if record.base else None
        return own or record.revision

    return patch.object(SyncWriter, "newest_base", newest_base)


def no_push_numbers() -> AbstractContextManager[object]:
    """The server applies every push as if it were new, and minds no history."""
    return _together(
        patch.object(notesapp.server.pushing, "_replay", lambda *_: None),
        patch("notesapp.server.access.check_last_push", lambda *_: None),
        patch.object(notesapp.server.pulling, "check_last_push", lambda *_: None),
        patch.object(Records, "known_revisions", lambda *_: frozenset()),
    )


def absence_means_deleted() -> AbstractContextManager[object]:
    """What a full listing doesn't show is thrown away here."""
    original = notesapp.sync.divergence.start_over

    def start_over(library: Any, info: Any, guard: Any, kind: str) -> None:
        original(library, info, guard, kind)
        if info.note_count == 0:
            with library.write(Origin.SYNC) as tx:
                for guid in tx.notes.ids(ALL_NOTES, NoteSort.UPDATED):
                    tx.notes.delete(guid)
                    tx.notes.purge(guid)

    return patch.object(notesapp.sync.engine, "start_over", start_over)


def clock_as_cursor() -> AbstractContextManager[object]:
    """The feed is ordered by the time a device gave, and not by the order of commits."""
    original = Records.after

    def after(self: Records, start: int, **options: Any) -> Iterator[tuple[int, bytes]]:
        newest = 0
        for seq, line in original(self, 0, **options):
            at = int(line.split(b'"updated":')[1].split(b",")[0])
            if seq > start and at >= newest:
                yield seq, line
            newest = max(newest, at)

    return patch.object(Records, "after", after)


def acknowledged_although_edited() -> AbstractContextManager[object]:
    """An answer marks the note as sent, also if it was edited while the push was on its way."""
    original = SyncWriter.acknowledge_many

    def acknowledge_many(self: SyncWriter, items: Any) -> set[Guid]:
        newest = []
        for guid, rev in items:
            record = self.record(guid)
            newest.append((guid, record.revision.rev if record is not None else rev))
        return original(self, newest)

    return patch.object(SyncWriter, "acknowledge_many", acknowledge_many)


def loser_dropped() -> AbstractContextManager[object]:
    """What a decision didn't keep isn't put into the history."""

    def keep(self: SyncWriter, revision: Revision, *, reason: VersionReason | None) -> None:
        return None

    return _together(
        patch.object(SyncWriter, "keep", keep),
        patch.object(SyncWriter, "_keep_overwritten", lambda *_args, **_options: None),
    )


def no_restamp_on_divergence() -> AbstractContextManager[object]:
    """After a fork, edits go on under stamps that another incarnation may have used."""
    return _together(
        patch.object(SyncWriter, "restamp", lambda _self, _guid: Rev("")),
        patch.object(SyncWriter, "renew_node", lambda self: self._work.node),
    )


def edit_loses_to_deletion() -> AbstractContextManager[object]:
    """A note edited here and deleted there is simply gone."""

    def naive(
        policy: ConflictPolicy, this: Revision, other: Revision, base: Revision | None, now: int
    ) -> Outcome:
        if this.is_deleted != other.is_deleted:
            if other.is_deleted:
                return Take()
            assert this.content is not None
            return Combine(this.content, is_deleted=True, reason=VersionReason.COMBINED)
        return settle(policy, this, other, base, now)

    return _together(
        patch.object(notesapp.sync.apply, "settle", naive),
        patch.object(SyncWriter, "_keep_overwritten", lambda *_args, **_options: None),
    )


def stale_base_accepted() -> AbstractContextManager[object]:
    """The server sets without comparing: the last to push wins."""
    original = deciding._Run._compare

    def compare(self: Any, operation: Any) -> deciding.Decision:
        decision = original(self, operation)
        if decision.status is PushStatus.CONFLICT:
            return deciding.Decision(operation, PushStatus.APPLIED)
        return decision

    return patch.object(deciding._Run, "_compare", compare)


def push_not_stored_before_sending() -> AbstractContextManager[object]:
    """A push that got no answer is forgotten, and its number given to another."""
    return patch.object(_Run, "_resolve_push_in_flight", lambda self: _forget_push(self))


def conflict_counts_as_sent() -> AbstractContextManager[object]:
    """The answer's status is taken for good whatever it says."""
    return patch.object(notesapp.sync.answers, "_STORED", frozenset(OpStatus))


def page_without_trailer_believed() -> AbstractContextManager[object]:
    """A feed that was cut off counts as whole, with the records that came."""
    original = FeedReader.finish

    def finish(self: FeedReader) -> FeedEnd:
        try:
            return original(self)
        except Malformed:
            return FeedEnd(is_up_to_date=True, server_time=datetime.fromtimestamp(0, UTC))

    def close(self: FeedReader, trailer: Any) -> Any:
        page = FeedPage(tuple(self._revisions), trailer.text("cursor"), trailer.flag("last"))
        self._revisions, self._unreadable = [], []
        return page

    def add(self: FeedReader, record: Any) -> None:
        # Half of what is on the page is dropped, as a cut that nobody noticed would.
        self._revisions = [record]

    return _together(
        patch.object(FeedReader, "finish", finish),
        patch.object(FeedReader, "_close_page", close),
        patch.object(FeedReader, "_add", add),
    )


def epoch_ignored() -> AbstractContextManager[object]:
    """A cursor of another history is taken for one of this."""

    def unclaimed(request: Any) -> Claims:
        return replace(claims_of(request), epoch=None, last_push=None)

    return _together(
        patch("notesapp.server.routes.pulling.claims_of", unclaimed),
        patch("notesapp.server.routes.pushing.claims_of", unclaimed),
        patch.object(notesapp.server.pulling, "check_cursor", lambda *_: None),
    )


def newest_wins_by_device_clock_drops_other() -> AbstractContextManager[object]:
    """Whoever's clock is ahead wins, and the other words are gone."""

    def naive(
        policy: ConflictPolicy, this: Revision, other: Revision, base: Revision | None, now: int
    ) -> Outcome:
        if not isinstance(this.content, NoteContent) or other.content is None:
            return settle(policy, this, other, base, now)
        if this.hlc > other.hlc:
            return Rebase()
        return Take()

    return _together(
        patch.object(notesapp.sync.apply, "settle", naive),
        patch.object(SyncWriter, "_keep_overwritten", lambda *_args, **_options: None),
    )


def copied_profile_not_noticed() -> AbstractContextManager[object]:
    """Two copies of a profile go on as the same node, and nobody counts pushes."""
    return _together(
        patch("notesapp.store.identity.fingerprint", lambda _path: "the same"),
        no_push_numbers(),
    )


def equal_vectors_mean_equal_content() -> AbstractContextManager[object]:
    """Two revisions with the same stamp are taken for the same."""

    def naive(here: Here | None, remote: Revision, settle: Settle) -> Outcome:
        if here is not None and here.live.vv.compare(remote.vv) is Order.EQUAL:
            return Confirm() if not here.is_synchronized else Known()
        return integrate(here, remote, settle)

    return _together(
        patch.object(notesapp.sync.apply, "integrate", naive),
        no_restamp_on_divergence(),
    )


def conflict_for_everything() -> AbstractContextManager[object]:
    """A person is asked about any difference, also where one side knew the other."""

    def naive(here: Here | None, remote: Revision, settle: Settle) -> Outcome:
        outcome = integrate(here, remote, settle)
        if here is not None and isinstance(outcome, Take) and not here.is_synchronized:
            return Ask()
        if isinstance(outcome, Take) and here is not None and here.live.content is not None:
            return Ask() if remote.content is not None and not remote.is_deleted else outcome
        return outcome

    return patch.object(notesapp.sync.apply, "integrate", naive)


def merge_result_keeps_old_stamp() -> AbstractContextManager[object]:
    """A merge is written under this side's own stamp, as if it didn't hold the other's words."""
    original = SyncWriter.merged

    def merged(self: SyncWriter, guid: Guid, content: Any, **options: Any) -> Rev:
        record = self.record(guid)
        assert record is not None
        return original(self, guid, content, **{**options, "vv": record.revision.vv})

    return patch.object(SyncWriter, "merged", merged)


def tombstones_collected_at_once() -> AbstractContextManager[object]:
    """Deletions are forgotten before everybody has heard of them, and the cursor doesn't expire."""

    def forget(session: Any, vault_id: str, now: datetime) -> int:
        purged = session.execute(
            select(RecordRow.guid).where(RecordRow.vault_id == vault_id, RecordRow.is_deleted)
        ).scalars()
        guids = list(purged)
        notesapp.server.collecting._forget(session, vault_id, guids)
        return 0

    return patch("notesapp.server.upkeep.collect_deletions", forget)


MUTATIONS: tuple[Mutation, ...] = (
    cursor_saved_before_the_data,
    overwrite_if_clean,
    own_base_for_the_merge,
    no_push_numbers,
    absence_means_deleted,
    clock_as_cursor,
    acknowledged_although_edited,
    loser_dropped,
    no_restamp_on_divergence,
    edit_loses_to_deletion,
    stale_base_accepted,
    push_not_stored_before_sending,
    conflict_counts_as_sent,
    page_without_trailer_believed,
    epoch_ignored,
    newest_wins_by_device_clock_drops_other,
    copied_profile_not_noticed,
    equal_vectors_mean_equal_content,
    conflict_for_everything,
    merge_result_keeps_old_stamp,
    tombstones_collected_at_once,
)


def _forget_push(run: Any) -> None:
    with run._library.write(Origin.SYNC) as tx:
        tx.sync.abandon_push()


@contextmanager
def _together(*patches: AbstractContextManager[object]) -> Iterator[None]:
    with ExitStack() as stack:
        for one in patches:
            stack.enter_context(one)
        yield
