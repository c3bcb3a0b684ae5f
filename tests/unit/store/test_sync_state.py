"""What the engine writes and asks: acknowledgements, bases, pushes, first pulls."""

from __future__ import annotations

from dataclasses import replace

import pytest

from notesapp.core.causality import Order, VersionVector
from notesapp.core.changes import ChangeSet, Origin
from notesapp.core.ids import Guid, Rev
from notesapp.core.model import Node, NoteContent, Revision, VersionReason
from notesapp.store import sync_writer
from notesapp.store.library import Library
from notesapp.store.places import ALL_NOTES, TRASH
from notesapp.store.sync_state import LocalRecord, RemoteState
from tests.support.builders import NOON, fill, make_note, make_notebook, make_revision, node_id
from tests.support.clock import FixedClock

REMOTE = RemoteState("home", "server", "http://localhost:1", "ada", cursor="c0")


def take(library: Library, *revisions: Revision) -> None:
    with library.write(Origin.SYNC) as tx:
        for revision in revisions:
            tx.sync.take(revision)


def record(library: Library, guid: Guid) -> LocalRecord:
    with library.read() as snapshot:
        found = snapshot.sync.record(guid)
    assert found is not None
    return found


def type_into(library: Library, guid: Guid, body: str) -> Revision:
    with library.write(Origin.EDITOR) as tx:
        tx.notes.edit(guid, body=body)
    return record(library, guid).revision


def body_of(revision: Revision | None) -> str:
    assert revision is not None
    assert isinstance(revision.content, NoteContent)
    return revision.content.body


def test_a_revision_from_the_back_end_arrives_whole(library: Library) -> None:
    theirs = make_revision(make_note(extra={"colour": "red"}), server_time=NOON, schema=7)
    take(library, theirs)
    found = record(library, theirs.guid)
    assert found.revision == replace(theirs, base=theirs.rev)
    assert found.is_synchronized
    assert found.base == theirs.rev


def test_unknown_fields_survive_an_edit_here(library: Library) -> None:
    theirs = make_revision(make_note(extra={"colour": "red"}), schema=7)
    take(library, theirs)
    mine = type_into(library, theirs.guid, "mine")
    assert isinstance(mine.content, NoteContent)
    assert mine.content.extra == {"colour": "red"}
    assert mine.schema == 7


def test_taking_the_same_revision_again_changes_nothing(library: Library) -> None:
    theirs = make_revision(make_note())
    take(library, theirs, theirs)
    before = record(library, theirs.guid)
    take(library, theirs)
    assert record(library, theirs.guid) == before
    with library.read() as snapshot:
        assert snapshot.history.versions(theirs.guid) == []


def test_the_first_edit_keeps_what_was_agreed_on_as_base(library: Library) -> None:
    theirs = make_revision(make_note(body="agreed"))
    take(library, theirs)
    type_into(library, theirs.guid, "one")
    mine = type_into(library, theirs.guid, "two")
    other = theirs.vv.bump(node_id("Desktop"))
    with library.read() as snapshot:
        base = snapshot.sync.newest_base(theirs.guid, mine.vv, other)
        assert snapshot.sync.revision(theirs.rev) == base
    assert body_of(base) == "agreed"
    assert record(library, theirs.guid).base == theirs.rev


def test_a_base_must_be_known_to_both_sides(library: Library) -> None:
    theirs = make_revision(make_note(body="first"), counts={"Desktop": 1})
    take(library, theirs)
    second = make_revision(make_note(body="second"), guid=theirs.guid, counts={"Desktop": 2})
    take(library, second)
    mine = type_into(library, theirs.guid, "mine")
    restored = VersionVector({node_id("Desktop"): 1, node_id("Phone"): 1})
    with library.read() as snapshot:
        assert body_of(snapshot.sync.newest_base(theirs.guid, mine.vv, restored)) == "first"
        nothing = VersionVector({node_id("Phone"): 1})
        assert snapshot.sync.newest_base(theirs.guid, mine.vv, nothing) is None


def test_an_acknowledgement_of_the_live_revision_ends_the_wait(library: Library) -> None:
    (guid,) = fill(library, ["Lisbon"])
    live = record(library, guid).revision
    with library.write(Origin.SYNC) as tx:
        assert tx.sync.acknowledge(guid, live.rev)
    after = record(library, guid)
    assert after.is_synchronized
    assert after.base == live.rev


def test_an_edit_during_the_push_stays_to_be_sent_on_the_acknowledged_base(
    library: Library,
) -> None:
    (guid,) = fill(library, ["Lisbon"])
    sent = type_into(library, guid, "sent")
    with library.write(Origin.SYNC) as tx:
        tx.sync.begin_push(1, b"body", "digest", [(guid, sent.rev)])
    newer = type_into(library, guid, "typed meanwhile")
    with library.write(Origin.SYNC) as tx:
        assert not tx.sync.acknowledge(guid, sent.rev)
        tx.sync.finish_push(1, "digest")
    after = record(library, guid)
    assert not after.is_synchronized
    assert after.base == sent.rev
    with library.read() as snapshot:
        base = snapshot.sync.newest_base(guid, newer.vv, sent.vv.bump(node_id("Desktop")))
    assert body_of(base) == "sent"


def test_many_acknowledgements_at_once_are_like_one_by_one(library: Library) -> None:
    guids = fill(library, [f"n{n}" for n in range(20)])
    with library.write(Origin.USER) as tx:
        book = tx.notebooks.create("Travel").guid
        sent = {g: r.revision.rev for g, r in tx.sync.records([*guids, book]).items()}
        tx.sync.begin_push(1, b"", "", sent.items())
    type_into(library, guids[3], "typed meanwhile")
    with library.write(Origin.SYNC) as tx:
        done = tx.sync.acknowledge_many([*sent.items(), (Guid("gone"), Rev("x"))])
        assert done == {*guids, book} - {guids[3]}
        assert [r.revision.guid for r in tx.sync.unsynchronized(100)] == [guids[3]]
        assert tx.sync.unsynchronized_count() == 1


def test_a_push_in_flight_is_kept_byte_for_byte_until_it_is_answered(library: Library) -> None:
    one, two = fill(library, ["one", "two"])
    items = [(two, record(library, two).revision.rev), (one, record(library, one).revision.rev)]
    with library.write(Origin.SYNC) as tx:
        tx.sync.set_remote(REMOTE)
        tx.sync.begin_push(7, b"\0bytes", "sha", items)
    with library.read() as snapshot:
        push = snapshot.sync.push_in_flight()
    assert push is not None
    assert (push.number, push.body, push.digest, push.items) == (7, b"\0bytes", "sha", tuple(items))
    with library.write(Origin.SYNC) as tx:
        tx.sync.finish_push(7, "sha")
        assert tx.sync.push_in_flight() is None
        remote = tx.sync.remote()
    assert remote is not None
    assert (remote.last_push_number, remote.last_push_digest) == (7, "sha")


def test_what_is_to_be_sent_comes_in_order_and_leaves_out_what_was_refused(
    library: Library, clock: FixedClock
) -> None:
    first = fill(library, ["one"])[0]
    clock.advance(minutes=1)
    second = fill(library, ["two"])[0]
    clock.advance(minutes=1)
    with library.write(Origin.USER) as tx:
        book = tx.notebooks.create("Travel").guid
        assert [r.revision.guid for r in tx.sync.unsynchronized(9)] == [book, first, second]
        assert len(tx.sync.unsynchronized(2)) == 2
    rev = record(library, first).revision.rev
    with library.write(Origin.SYNC) as tx:
        tx.sync.reject(first, Rev("older"), "too_large")
        tx.sync.reject(first, rev, "too_large")
        assert [r.revision.guid for r in tx.sync.unsynchronized(9)] == [book, second]
        assert tx.notes.list(ALL_NOTES)[1].problem == "too_large"
        assert tx.sync.unsynchronized_count() == 3
    type_into(library, first, "shorter")
    with library.read() as snapshot:
        assert first in {r.revision.guid for r in snapshot.sync.unsynchronized(9)}


def test_what_was_typed_here_is_in_the_history_when_another_device_replaces_it(
    library: Library, clock: FixedClock
) -> None:
    theirs = make_revision(make_note(body="agreed"))
    take(library, theirs)
    mine = type_into(library, theirs.guid, "mine")
    newer = make_revision(
        make_note(body="theirs"), guid=theirs.guid, vv=mine.vv.bump(node_id("Desktop"))
    )
    take(library, newer)
    with library.read() as snapshot:
        assert "mine" in [v.content.body for v in snapshot.history.versions(theirs.guid)]
        assert snapshot.notes.get(theirs.guid).is_synchronized


def test_the_words_of_one_device_that_another_overwrites_become_a_version_at_once(
    library: Library,
) -> None:
    first = make_revision(make_note(body="of the desktop"))
    typed_on = make_revision(
        make_note(body="of the desktop, typed on"), guid=first.guid, counts={"Desktop": 2}
    )
    decided = make_revision(
        make_note(body="of the phone"),
        guid=first.guid,
        node="Phone",
        counts={"Desktop": 2, "Phone": 1},
    )
    take(library, first, typed_on, decided)
    with library.read() as snapshot:
        earlier = [version.content.body for version in snapshot.history.versions(first.guid)]
    assert earlier == ["of the desktop, typed on"]


def test_a_deletion_from_another_device_keeps_the_text_in_the_trash_here(
    library: Library,
) -> None:
    theirs = make_revision(make_note(body="agreed", tags=("t",)))
    gone = make_revision(theirs.content, guid=theirs.guid, counts={"Desktop": 2}, is_deleted=True)
    take(library, theirs, gone)
    with library.read() as snapshot:
        assert snapshot.notes.ids(TRASH) == [theirs.guid]
        assert snapshot.tags.all() == []


def test_a_purge_from_another_device_leaves_a_note_that_was_live_here_in_its_history(
    library: Library,
) -> None:
    theirs = make_revision(make_note(body="words"))
    purge = replace(
        make_revision(make_note(), guid=theirs.guid, counts={"Desktop": 2}),
        content=None, is_deleted=True,
    )  # fmt: skip
    take(library, theirs, purge)
    with library.read() as snapshot:
        assert snapshot.notes.find(theirs.guid) is None
        assert [v.content.body for v in snapshot.history.versions(theirs.guid)] == ["words"]
    with library.write(Origin.USER) as tx:
        version = tx.history.versions(theirs.guid)[0]
        assert tx.history.restore(version.rev).body == "words"


def test_a_merge_is_a_new_revision_on_top_of_the_other_side(library: Library) -> None:
    theirs = make_revision(make_note(body="agreed"))
    take(library, theirs)
    mine = type_into(library, theirs.guid, "mine")
    other = make_revision(make_note(body="other"), guid=theirs.guid, counts={"Desktop": 2})
    with library.write(Origin.SYNC) as tx:
        tx.sync.keep(other, reason=VersionReason.FROM_DEVICE)
        rev = tx.sync.merged(
            theirs.guid, make_note(body="merged"), is_deleted=False,
            vv=mine.vv.join(other.vv), base=other.rev,
        )  # fmt: skip
        bodies = {v.content.body for v in tx.history.versions(theirs.guid)}
    after = record(library, theirs.guid)
    assert after.revision.rev == rev
    assert body_of(after.revision) == "merged"
    assert after.base == other.rev
    assert not after.is_synchronized
    assert after.revision.vv.compare(mine.vv.join(other.vv)) is Order.AFTER
    assert after.revision.hlc > max(mine.hlc, other.hlc)
    assert {"mine", "other"} <= bodies


def test_a_first_pull_of_many_is_like_taking_one_by_one(library: Library) -> None:
    book = make_revision(make_notebook("Travel"), seed="book")
    arrived = [
        make_revision(make_note(f"n{n}", tags=("a", f"t{n}"), notebook=book.guid), seed=n)
        for n in range(30)
    ]
    arrived.append(make_revision(make_note("gone", tags=("a",)), seed=99, is_deleted=True))
    arrived.append(replace(make_revision(make_note(), seed=100), content=None, is_deleted=True))
    told: list[ChangeSet] = []
    library.subscribe(told.append)
    with library.write(Origin.SYNC) as tx:
        tx.sync.take_many([*arrived[:10], book])
        tx.sync.take_many(arrived[10:])
        tx.sync.save_cursor("c1")
    assert len(told) == 1
    assert told[0].notes == {r.guid for r in arrived}
    with library.read() as snapshot:
        for revision in (*arrived, book):
            found = snapshot.sync.record(revision.guid)
            assert found is not None
            assert found.revision == replace(revision, base=revision.rev)
            assert found.is_synchronized
        assert snapshot.notes.count(ALL_NOTES) == 30
        assert {t.name: t.note_count for t in snapshot.tags.all()}["a"] == 30
        assert [h.summary.title for h in snapshot.search.find("n17")] == ["n17"]
        assert snapshot.notebooks.all()[0].note_count == 30


def test_data_and_cursor_are_one_commit(library: Library) -> None:
    with library.write(Origin.SYNC) as tx:
        tx.sync.set_remote(REMOTE)
    with pytest.raises(RuntimeError), library.write(Origin.SYNC) as tx:
        tx.sync.take(make_revision(make_note()))
        tx.sync.save_cursor("c9")
        raise RuntimeError
    with library.read() as snapshot:
        assert snapshot.sync.remote() == REMOTE
        assert snapshot.sync.live_note_count() == 0


def test_the_remote_remembers_success_and_failure(library: Library, clock: FixedClock) -> None:
    with library.write(Origin.SYNC) as tx:
        assert tx.sync.remote() is None
        tx.sync.set_remote(REMOTE)
        tx.sync.record_error("offline")
        assert tx.sync.remote() == replace(REMOTE, last_error="offline")
        tx.sync.record_success(clock.now())
        assert tx.sync.remote() == replace(REMOTE, last_success_at=clock.now())


def test_disconnecting_keeps_notes_and_ends_open_choices(library: Library) -> None:
    theirs = make_revision(make_note(body="agreed"))
    take(library, theirs)
    type_into(library, theirs.guid, "mine")
    other = make_revision(make_note(body="other"), guid=theirs.guid, counts={"Desktop": 2})
    with library.write(Origin.SYNC) as tx:
        tx.sync.set_remote(REMOTE)
        tx.sync.open_conflict(theirs.guid, other, theirs)
        tx.sync.clear_remote()
        assert tx.sync.remote() is None
        assert tx.conflicts.count() == 0
        assert tx.notes.get(theirs.guid).body == "mine"
        assert "other" in [v.content.body for v in tx.history.versions(theirs.guid)]
        assert tx.sync.unsynchronized(9)[0].base is None


def test_nodes_say_which_one_is_this_device(library: Library, clock: FixedClock) -> None:
    here = Node(library.node, "Laptop", "Linux", clock.now())
    there = Node(node_id("Desktop"), "Desktop", "Linux", None)
    with library.write(Origin.SYNC) as tx:
        tx.sync.set_nodes([here, there])
        assert tx.sync.nodes() == [there, replace(here, is_this_device=True)]


def test_a_new_incarnation_starts_its_pushes_over_and_stamps_edits_anew(
    library: Library,
) -> None:
    theirs = make_revision(make_note(body="agreed"))
    take(library, theirs)
    mine = type_into(library, theirs.guid, "mine")
    former = library.node
    with library.write(Origin.SYNC) as tx:
        tx.sync.set_remote(replace(REMOTE, last_push_number=5, node_registered=True))
        tx.sync.begin_push(6, b"", "", [(theirs.guid, mine.rev)])
        node = tx.sync.renew_node()
        rev = tx.sync.restamp(theirs.guid)
        remote = tx.sync.remote()
    assert library.node == node != former
    assert remote == REMOTE
    after = record(library, theirs.guid).revision
    assert after.rev == rev != mine.rev
    assert body_of(after) == "mine"
    assert after.vv == theirs.vv.bump(node, after.vv[node])
    assert former not in after.vv


def test_after_a_wipe_everything_can_be_pushed_again(library: Library) -> None:
    theirs = make_revision(make_note(body="agreed"))
    take(library, theirs)
    with library.write(Origin.SYNC) as tx:
        assert tx.sync.mark_all_unsynchronized(keep_bases=False) == 1
        (again,) = tx.sync.unsynchronized(9)
    assert again.base is None
    assert body_of(again.revision) == "agreed"


def test_rebasing_keeps_the_record_to_be_sent_and_its_old_base_findable(
    library: Library,
) -> None:
    theirs = make_revision(make_note(body="agreed"))
    take(library, theirs)
    with library.write(Origin.SYNC) as tx:
        tx.sync.rebase(theirs.guid, Rev("f" * 32))
    mine = type_into(library, theirs.guid, "mine")
    found = record(library, theirs.guid)
    assert not found.is_synchronized
    assert found.base == "f" * 32
    with library.read() as snapshot:
        assert body_of(snapshot.sync.newest_base(theirs.guid, mine.vv, theirs.vv)) == "agreed"


def test_a_copy_is_made_once(library: Library) -> None:
    guid = Guid("11111111-1111-5111-8111-111111111111")
    with library.write(Origin.SYNC) as tx:
        rev = tx.sync.make_copy(guid, make_note("Copy"))
        assert tx.sync.make_copy(guid, make_note("Other")) == rev
        assert tx.notes.get(guid).title == "Copy"


def test_the_sync_log_holds_the_last_lines_only(
    library: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sync_writer, "_LOG_LINES", 2)
    with library.write(Origin.SYNC) as tx:
        for n in range(3):
            tx.sync.log("page", count=n)
        tx.sync.log("took", Guid("g"), is_last=True)
        lines = tx.sync.log_lines()
    assert [(line.event, line.guid, line.facts) for line in lines] == [
        ("took", "g", {"is_last": True}),
        ("page", None, {"count": 2}),
    ]
