"""Notes changed in two places: every way out, and the way back from each."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from notesapp.core.causality import Order
from notesapp.core.changes import ChangeSet, Origin
from notesapp.core.conflict import Keep, Resolution
from notesapp.core.copies import copy_guid
from notesapp.core.errors import CannotDecide
from notesapp.core.ids import Guid
from notesapp.core.model import NoteContent, Revision, VersionReason
from notesapp.store.library import Library
from notesapp.store.places import ALL_NOTES, CONFLICTS, TRASH
from notesapp.store.sync_state import LocalRecord
from tests.support.builders import make_note, make_revision, node_id
from tests.support.clock import FixedClock

BASE = make_note("Lisbon", "base", tags=("travel",))
HERE = "edited here"
THERE = "edited there"


def clash(
    library: Library, clock: FixedClock, *, other: NoteContent | None = None, **changes: Any
) -> tuple[Guid, Revision]:
    """Let a note be edited here and on Desktop, and return it with Desktop's version."""
    base = make_revision(BASE, node="Desktop", counts={"Desktop": 1})
    clock.advance(minutes=1)
    theirs = make_revision(
        other or replace(BASE, body=THERE), guid=base.guid, node="Desktop",
        counts={"Desktop": 2}, at=clock.now(), base=base.rev,
    )  # fmt: skip
    theirs = replace(theirs, **changes)
    with library.write(Origin.SYNC) as tx:
        tx.sync.take(base)
        tx.notes.edit(base.guid, body=HERE)
        tx.sync.open_conflict(base.guid, theirs, base)
    return base.guid, theirs


def record(library: Library, guid: Guid) -> LocalRecord:
    with library.read() as snapshot:
        found = snapshot.sync.record(guid)
    assert found is not None
    return found


def bodies(library: Library, guid: Guid) -> dict[str, VersionReason]:
    with library.read() as snapshot:
        return {v.content.body: v.reason for v in snapshot.history.versions(guid)}


def resolve(library: Library, guid: Guid, keep: Keep, combined: NoteContent | None = None) -> None:
    with library.write(Origin.USER) as tx:
        tx.conflicts.resolve(guid, Resolution(keep, combined))


def undo(library: Library, guid: Guid) -> None:
    with library.write(Origin.USER) as tx:
        tx.conflicts.undo_resolution(guid)


def send(library: Library, guid: Guid) -> None:
    """Let the back-end acknowledge what is live."""
    with library.write(Origin.SYNC) as tx:
        live = tx.sync.record(guid)
        assert live is not None
        tx.sync.acknowledge(guid, live.revision.rev)


def test_while_it_waits_this_computers_version_is_live_and_not_pushed(
    library: Library, clock: FixedClock
) -> None:
    guid, theirs = clash(library, clock)
    with library.read() as snapshot:
        conflict = snapshot.conflicts.get(guid)
        assert snapshot.conflicts.guids() == snapshot.notes.ids(CONFLICTS) == [guid]
        assert snapshot.conflicts.count() == 1
        assert snapshot.sync.unsynchronized(10) == []
        assert snapshot.notes.get(guid).has_conflict
        assert snapshot.notes.list(ALL_NOTES)[0].has_conflict
    assert conflict.other == theirs
    assert isinstance(conflict.this.content, NoteContent)
    assert conflict.this.content.body == HERE
    assert conflict.base is not None
    assert conflict.base.content == BASE


def test_editing_goes_on_while_it_waits(library: Library, clock: FixedClock) -> None:
    guid, theirs = clash(library, clock)
    with library.write(Origin.EDITOR) as tx:
        tx.notes.edit(guid, body="more")
        conflict = tx.conflicts.get(guid)
    assert conflict.other == theirs
    assert isinstance(conflict.this.content, NoteContent)
    assert conflict.this.content.body == "more"


def test_a_newer_other_version_takes_the_place_of_the_last(
    library: Library, clock: FixedClock
) -> None:
    guid, _ = clash(library, clock)
    found_at = clock.now()
    clock.advance(minutes=1)
    newer = make_revision(
        replace(BASE, body="newer there"), guid=guid, counts={"Desktop": 3}, at=clock.now()
    )
    with library.write(Origin.SYNC) as tx:
        tx.sync.update_conflict(guid, newer, None)
        conflict = tx.conflicts.get(guid)
    assert (conflict.other, conflict.base, conflict.found_at) == (newer, None, found_at)
    assert bodies(library, guid)[THERE] is VersionReason.FROM_DEVICE


@pytest.mark.parametrize(
    ("keep", "live", "lost"),
    [(Keep.THIS, HERE, {THERE}), (Keep.OTHER, THERE, {HERE}), (Keep.BOTH, HERE, {THERE}),
     (Keep.COMBINED, "both", {HERE, THERE})],
)  # fmt: skip
def test_each_answer_writes_a_revision_that_includes_both_and_keeps_what_lost(
    library: Library, clock: FixedClock, keep: Keep, live: str, lost: set[str]
) -> None:
    guid, theirs = clash(library, clock)
    this = record(library, guid).revision
    told: list[ChangeSet] = []
    library.subscribe(told.append)
    resolve(library, guid, keep, replace(BASE, body="both") if keep is Keep.COMBINED else None)
    after = record(library, guid)
    assert isinstance(after.revision.content, NoteContent)
    assert after.revision.content.body == live
    assert after.revision.vv.compare(this.vv) is Order.AFTER
    assert after.revision.vv.compare(theirs.vv) is Order.AFTER
    assert after.revision.hlc > max(this.hlc, theirs.hlc)
    assert after.base == theirs.rev
    assert not after.is_synchronized
    assert not after.has_conflict
    lost_here = {
        b for b, why in bodies(library, guid).items() if why is VersionReason.LOST_DECISION
    }
    assert lost_here == lost
    assert told[-1].conflicts
    with library.read() as snapshot:
        assert guid in {r.revision.guid for r in snapshot.sync.unsynchronized(10)}


def test_keeping_both_makes_a_second_note_that_every_device_names_alike(
    library: Library, clock: FixedClock
) -> None:
    guid, theirs = clash(library, clock)
    resolve(library, guid, Keep.BOTH)
    with library.read() as snapshot:
        copy = snapshot.notes.get(copy_guid(theirs))
    assert copy.title == "Lisbon (Desktop, 13 May)"
    assert (copy.body, copy.tags) == (THERE, ("travel",))
    assert not copy.is_synchronized


@pytest.mark.parametrize("keep", [Keep.THIS, Keep.OTHER, Keep.BOTH, Keep.COMBINED])
def test_undo_brings_note_and_choice_back_exactly(
    library: Library, clock: FixedClock, keep: Keep
) -> None:
    guid, theirs = clash(library, clock)
    with library.read() as snapshot:
        conflict, note = snapshot.conflicts.get(guid), snapshot.notes.get(guid)
    before = record(library, guid)
    clock.advance(minutes=1)
    resolve(library, guid, keep, replace(BASE, body="both") if keep is Keep.COMBINED else None)
    undo(library, guid)
    with library.read() as snapshot:
        assert snapshot.conflicts.get(guid) == conflict
        assert snapshot.notes.get(guid) == note
        assert snapshot.notes.find(copy_guid(theirs)) is None
        assert snapshot.search.find(THERE) == []
    assert record(library, guid) == before
    assert VersionReason.LOST_DECISION not in bodies(library, guid).values()
    if keep is Keep.COMBINED:
        assert "both" in bodies(library, guid)
    resolve(library, guid, Keep.OTHER)
    assert record(library, guid).base == theirs.rev


@pytest.mark.parametrize("keep", [Keep.OTHER, Keep.BOTH])
def test_undo_after_it_was_sent_writes_the_former_text_anew_and_asks_again(
    library: Library, clock: FixedClock, keep: Keep
) -> None:
    guid, theirs = clash(library, clock)
    resolve(library, guid, keep)
    decided = record(library, guid).revision
    send(library, guid)
    if keep is Keep.BOTH:
        send(library, copy_guid(theirs))
    undo(library, guid)
    after = record(library, guid)
    assert isinstance(after.revision.content, NoteContent)
    assert after.revision.content.body == HERE
    assert after.revision.vv.compare(decided.vv) is Order.AFTER
    assert after.base == decided.rev
    assert after.has_conflict
    with library.read() as snapshot:
        assert snapshot.conflicts.get(guid).other == theirs
        if keep is Keep.BOTH:
            assert snapshot.notes.ids(TRASH) == [copy_guid(theirs)]
    resolve(library, guid, Keep.OTHER)
    assert record(library, guid).base == decided.rev, "the back-end holds the first answer"


def test_undo_of_an_answer_in_flight_counts_as_sent(library: Library, clock: FixedClock) -> None:
    guid, _ = clash(library, clock)
    resolve(library, guid, Keep.OTHER)
    decided = record(library, guid).revision
    with library.write(Origin.SYNC) as tx:
        tx.sync.begin_push(1, b"x", "d", [(guid, decided.rev)])
    undo(library, guid)
    assert record(library, guid).revision.vv.compare(decided.vv) is Order.AFTER


def test_undo_after_more_typing_keeps_what_was_typed(library: Library, clock: FixedClock) -> None:
    guid, _ = clash(library, clock)
    resolve(library, guid, Keep.OTHER)
    with library.write(Origin.EDITOR) as tx:
        tx.notes.edit(guid, body="typed after the decision")
    undo(library, guid)
    with library.read() as snapshot:
        assert snapshot.notes.get(guid).body == HERE
    assert "typed after the decision" in bodies(library, guid)


def test_an_edited_copy_goes_to_the_trash_when_both_is_undone(
    library: Library, clock: FixedClock
) -> None:
    guid, theirs = clash(library, clock)
    resolve(library, guid, Keep.BOTH)
    with library.write(Origin.EDITOR) as tx:
        tx.notes.edit(copy_guid(theirs), body="my words in the copy")
    undo(library, guid)
    with library.read() as snapshot:
        assert snapshot.notes.get(copy_guid(theirs)).is_deleted
        assert snapshot.notes.get(copy_guid(theirs)).body == "my words in the copy"


@pytest.mark.parametrize(
    ("keep", "deleted"),
    [(Keep.THIS, False), (Keep.OTHER, True), (Keep.BOTH, False), (Keep.COMBINED, False)],
)
@pytest.mark.parametrize("is_purged", [False, True])
def test_deleted_there_and_edited_here(
    library: Library, clock: FixedClock, keep: Keep, deleted: bool, is_purged: bool
) -> None:
    changes: dict[str, Any] = {"is_deleted": True} | ({"content": None} if is_purged else {})
    guid, theirs = clash(library, clock, **changes)
    combined = replace(BASE, body=HERE) if keep is Keep.COMBINED else None
    resolve(library, guid, keep, combined)
    with library.read() as snapshot:
        note = snapshot.notes.get(guid)
        assert snapshot.notes.find(copy_guid(theirs)) is None
    assert note.is_deleted is deleted
    assert note.body == HERE, "in the trash lie the words of the edit, on every device"
    undo(library, guid)
    with library.read() as snapshot:
        assert snapshot.notes.get(guid).body == HERE
        assert snapshot.conflicts.get(guid).other == theirs


@pytest.mark.parametrize(
    ("keep", "deleted", "body"),
    [(Keep.THIS, True, THERE), (Keep.OTHER, False, THERE), (Keep.BOTH, False, THERE)],
)
def test_deleted_here_and_edited_there(
    library: Library, clock: FixedClock, keep: Keep, deleted: bool, body: str
) -> None:
    guid, theirs = clash(library, clock)
    with library.write(Origin.USER) as tx:
        tx.notes.delete(guid)
    resolve(library, guid, keep)
    with library.read() as snapshot:
        note = snapshot.notes.get(guid)
        assert snapshot.notes.find(copy_guid(theirs)) is None
    assert (note.is_deleted, note.body) == (deleted, body)
    undo(library, guid)
    with library.read() as snapshot:
        assert snapshot.notes.get(guid).is_deleted
        assert snapshot.conflicts.get(guid).other == theirs


def test_what_cannot_be_decided_is_refused_and_changes_nothing(
    library: Library, clock: FixedClock
) -> None:
    guid, _ = clash(library, clock)
    before = record(library, guid)
    with library.write(Origin.USER) as tx:
        with pytest.raises(CannotDecide):
            tx.conflicts.resolve(guid, Resolution(Keep.COMBINED))
        with pytest.raises(CannotDecide):
            tx.conflicts.resolve(Guid("nothing"), Resolution(Keep.THIS))
        with pytest.raises(CannotDecide):
            tx.conflicts.undo_resolution(guid)
    assert record(library, guid) == before


def test_a_decision_that_arrives_from_another_device_ends_the_question(
    library: Library, clock: FixedClock
) -> None:
    guid, theirs = clash(library, clock)
    this = record(library, guid).revision
    decided = make_revision(
        replace(BASE, body="decided there"),
        guid=guid,
        at=clock.advance(minutes=1),
        vv=theirs.vv.join(this.vv).bump(node_id("Desktop")),
    )
    with library.write(Origin.SYNC) as tx:
        tx.sync.take(decided)
        assert tx.conflicts.count() == 0
        assert tx.notes.get(guid).is_synchronized
    assert {HERE, THERE} <= set(bodies(library, guid))


def test_a_month_later_the_decision_stands_and_what_lost_is_still_in_the_history(
    library: Library, clock: FixedClock
) -> None:
    guid, _ = clash(library, clock)
    resolve(library, guid, Keep.THIS)
    clock.advance(days=31)
    library.tidy_up()
    assert bodies(library, guid)[THERE] is VersionReason.LOST_DECISION
    with library.write(Origin.USER) as tx, pytest.raises(CannotDecide):
        tx.conflicts.undo_resolution(guid)


def test_undo_is_refused_while_a_newer_choice_is_open(library: Library, clock: FixedClock) -> None:
    guid, theirs = clash(library, clock)
    resolve(library, guid, Keep.THIS)
    newer = replace(theirs, rev=make_revision(seed=9).rev, vv=theirs.vv.bump(node_id("Desktop")))
    with library.write(Origin.SYNC) as tx:
        tx.sync.open_conflict(guid, newer, None)
    with library.write(Origin.USER) as tx, pytest.raises(CannotDecide):
        tx.conflicts.undo_resolution(guid)
