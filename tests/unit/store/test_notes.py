"""Notes: every edit is stamped, nothing typed is refused, lists are in order."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from notesapp.core.changes import Origin
from notesapp.core.errors import NotFound
from notesapp.core.ids import Guid
from notesapp.core.model import Note
from notesapp.store.library import Library
from notesapp.store.places import (
    ALL_NOTES,
    PINNED,
    TRASH,
    UNSYNCHRONIZED,
    InNotebook,
    NoteSort,
    Place,
    WithTag,
)
from tests.support.builders import fill
from tests.support.clock import FixedClock


def create(library: Library, **fields: object) -> Note:
    with library.write(Origin.USER) as tx:
        return tx.notes.create(**fields)  # type: ignore[arg-type]


def titles(library: Library, place: Place = ALL_NOTES, **options: object) -> list[str]:
    with library.read() as snapshot:
        return [s.title for s in snapshot.notes.list(place, **options)]  # type: ignore[arg-type]


def test_a_new_note_is_here_and_not_yet_synchronized(library: Library, clock: FixedClock) -> None:
    note = create(library, title="Lisbon", body="Pack.", tags=["b", "a", "a", " "])
    with library.read() as snapshot:
        assert snapshot.notes.get(note.guid) == note
        record = snapshot.sync.record(note.guid)
    assert note.tags == ("a", "b")
    assert note.created_at == note.updated_at == clock.now()
    assert not note.is_synchronized
    assert record is not None
    assert record.base is None
    assert record.revision.node == library.node
    assert record.revision.node_name == "Laptop"


def test_each_edit_makes_a_later_revision_that_includes_the_one_before(
    library: Library, clock: FixedClock
) -> None:
    note = create(library, title="Lisbon")
    with library.read() as snapshot:
        before = snapshot.sync.record(note.guid)
    with library.write(Origin.EDITOR) as tx:
        tx.notes.edit(note.guid, body="Pack the bags.")
        after = tx.sync.record(note.guid)
    assert before is not None and after is not None
    assert after.revision.rev != before.revision.rev
    assert after.revision.vv.includes(before.revision.vv)
    assert not before.revision.vv.includes(after.revision.vv)
    assert after.revision.hlc > before.revision.hlc


def test_a_clock_that_was_set_back_still_makes_later_revisions(
    library: Library, clock: FixedClock
) -> None:
    note = create(library, title="Lisbon")
    with library.read() as snapshot:
        before = snapshot.sync.record(note.guid)
    clock.advance(days=-400)
    with library.write(Origin.EDITOR) as tx:
        tx.notes.edit(note.guid, body="Pack the bags.")
        after = tx.sync.record(note.guid)
    assert before is not None and after is not None
    assert after.revision.hlc > before.revision.hlc
    assert after.revision.vv.includes(before.revision.vv)


def test_an_edit_that_changes_nothing_writes_nothing(library: Library, clock: FixedClock) -> None:
    note = create(library, title="Lisbon", tags=["travel"])
    clock.advance(minutes=1)
    told: list[object] = []
    library.subscribe(told.append)
    with library.write(Origin.EDITOR) as tx:
        same = tx.notes.edit(note.guid, title="Lisbon", body="", tags=[" travel "])
    assert same == note
    assert told == []


def test_pinning_and_moving_do_not_count_as_updated(library: Library, clock: FixedClock) -> None:
    note = create(library, title="Lisbon")
    clock.advance(minutes=1)
    with library.write(Origin.USER) as tx:
        book = tx.notebooks.create("Travel")
        moved = tx.notes.edit(note.guid, notebook=book.guid, is_pinned=True)
    assert moved.updated_at == note.updated_at
    assert moved.rev != note.rev
    with library.write(Origin.USER) as tx:
        assert tx.notes.edit(note.guid, title="Porto").updated_at == clock.now()


def test_a_deleted_note_keeps_its_text_in_the_trash_and_comes_back(library: Library) -> None:
    note = create(library, title="Lisbon", body="Pack.", tags=["travel"])
    with library.write(Origin.USER) as tx:
        tx.notes.delete(note.guid)
    assert titles(library) == []
    assert titles(library, TRASH) == ["Lisbon"]
    assert titles(library, WithTag("travel")) == []
    with library.read() as snapshot:
        assert snapshot.notes.get(note.guid).body == "Pack."
        assert snapshot.tags.all() == []
    with library.write(Origin.USER) as tx:
        tx.notes.restore(note.guid)
    assert titles(library, WithTag("travel")) == ["Lisbon"]


def test_a_note_comes_back_to_the_top_level_if_its_notebook_is_gone(library: Library) -> None:
    with library.write(Origin.USER) as tx:
        book = tx.notebooks.create("Travel").guid
        note = tx.notes.create(title="Lisbon", notebook=book).guid
        tx.notes.delete(note)
        tx.notebooks.delete(book)
        tx.notes.restore(note)
        assert tx.notes.get(note).notebook is None


def test_what_lay_in_the_trash_for_thirty_days_is_emptied_for_ever(
    library: Library, clock: FixedClock
) -> None:
    old, young = fill(library, ["Old", "Young"])
    with library.write(Origin.USER) as tx:
        tx.notes.delete(old)
    clock.advance(days=20)
    with library.write(Origin.USER) as tx:
        tx.notes.delete(young)
    clock.advance(days=10)
    with library.write(Origin.USER) as tx:
        assert tx.notes.empty_trash(timedelta(days=30)) == 1
        assert tx.notes.find(old) is None
        assert tx.history.versions(old) == []
        record = tx.sync.record(old)
    assert titles(library, TRASH) == ["Young"]
    assert record is not None
    assert record.revision.content is None
    assert record.revision.is_deleted


def test_typing_into_a_note_that_was_deleted_for_ever_brings_it_back(library: Library) -> None:
    note = create(library, title="Lisbon", body="Pack.")
    with library.write(Origin.SYNC) as tx:
        tx.notes.delete(note.guid)
        tx.notes.purge(note.guid)
    with library.write(Origin.EDITOR) as tx:
        kept = tx.notes.edit(note.guid, body="Pack the bags.")
    assert kept.body == "Pack the bags."
    assert not kept.is_deleted


def test_an_import_that_knows_its_id_can_bring_back_a_note_but_not_double_it(
    library: Library,
) -> None:
    note = create(library, title="Lisbon")
    with library.write(Origin.IMPORT) as tx, pytest.raises(ValueError, match="already"):
        tx.notes.create(title="Lisbon", guid=note.guid)
    with library.write(Origin.USER) as tx:
        tx.notes.purge(note.guid)
    with library.write(Origin.IMPORT) as tx:
        assert tx.notes.create(title="Again", guid=note.guid).title == "Again"


def test_an_unknown_note_is_not_found(library: Library) -> None:
    missing = Guid("00000000-0000-7000-8000-000000000000")
    with library.read() as snapshot:
        assert snapshot.notes.find(missing) is None
        with pytest.raises(NotFound):
            snapshot.notes.get(missing)
    with library.write(Origin.USER) as tx, pytest.raises(NotFound):
        tx.notes.edit(missing, title="x")


def test_lists_show_pinned_notes_first_and_follow_the_sort(
    library: Library, clock: FixedClock
) -> None:
    for title in ("note 10", "Árbol", "note 9", "zebra"):
        create(library, title=title)
        clock.advance(minutes=1)
    pinned = create(library, title="mango", is_pinned=True)
    clock.advance(minutes=1)
    with library.write(Origin.USER) as tx:
        tx.notes.edit(tx.notes.ids(ALL_NOTES, NoteSort.CREATED)[-1], body="newer")
    assert titles(library) == ["mango", "note 10", "zebra", "note 9", "Árbol"]
    assert titles(library, sort=NoteSort.CREATED) == [
        "mango",
        "zebra",
        "note 9",
        "Árbol",
        "note 10",
    ]
    assert titles(library, sort=NoteSort.TITLE) == ["mango", "Árbol", "note 9", "note 10", "zebra"]
    assert titles(library, limit=2, offset=1) == ["note 10", "zebra"]
    assert titles(library, PINNED) == ["mango"]
    assert pinned.is_pinned


def test_ids_and_counts_agree_with_lists_in_every_place(library: Library) -> None:
    with library.write(Origin.USER) as tx:
        book = tx.notebooks.create("Travel").guid
        for n in range(7):
            tx.notes.create(
                title=f"n{n}",
                notebook=book if n % 2 else None,
                tags=["odd"] if n % 2 else [],
                is_pinned=n == 3,
            )
        tx.notes.delete(tx.notes.ids(ALL_NOTES)[-1])
    with library.read() as snapshot:
        for place in (ALL_NOTES, PINNED, TRASH, UNSYNCHRONIZED, InNotebook(book), InNotebook(None),
                      WithTag("odd"), WithTag("none")):  # fmt: skip
            ids = snapshot.notes.ids(place)
            assert [s.guid for s in snapshot.notes.list(place)] == ids
            assert snapshot.notes.count(place) == len(ids)
        assert snapshot.notes.count(WithTag("odd")) == 3
        assert snapshot.notes.unsynchronized_count() == 7


def test_summaries_keep_the_asked_order_and_leave_out_what_is_gone(library: Library) -> None:
    a, b, c = fill(library, ["a", "b", "c"])
    gone = Guid("00000000-0000-7000-8000-000000000000")
    with library.read() as snapshot:
        assert [s.title for s in snapshot.notes.summaries([c, gone, a, b])] == ["c", "a", "b"]
        assert snapshot.notes.summaries([]) == []


@pytest.mark.parametrize(
    "text",
    [
        "x" * 300,
        "مرحبا بالعالم",
        "👩‍👩‍👧‍👦 naïve café",
        "a\0b",
        "\ufeffline\r\nline\rline\u2028",
        "  ",
    ],
)
def test_any_text_comes_back_as_it_was_written(library: Library, text: str) -> None:
    note = create(library, title=text, body=text * 2)
    with library.read() as snapshot:
        again = snapshot.notes.get(note.guid)
        record = snapshot.sync.record(note.guid)
    assert (again.title, again.body) == (text, text * 2)
    assert record is not None
    with library.write(Origin.USER) as tx:
        tx.history.checkpoint(note.guid)
        tx.notes.edit(note.guid, body="other")
        assert tx.history.versions(note.guid)[0].content.body == text * 2


def test_half_a_character_is_replaced_and_halves_that_belong_together_are_joined(
    library: Library,
) -> None:
    note = create(
        library, title="lone \ud83d", body="pair \ud83d\ude00 lone \udc00 end", tags=["\ud800"]
    )
    assert note.title == "lone \ufffd"
    assert note.body == "pair 😀 lone \ufffd end"
    assert note.tags == ("\ufffd",)


def test_a_ten_megabyte_note_is_saved_listed_and_found(library: Library) -> None:
    body = "one line of prose that goes on and on\n" * 270_000 + "the needle"
    note = create(library, title="Long", body=body)
    with library.read() as snapshot:
        assert snapshot.notes.get(note.guid).body == body
        assert len(snapshot.notes.list(ALL_NOTES)[0].preview) <= 240
        assert snapshot.search.find("needle")[0].snippet.endswith("the needle")


def test_a_transaction_that_fails_leaves_nothing_behind(library: Library, profile: Path) -> None:
    told: list[object] = []
    library.subscribe(told.append)
    with pytest.raises(RuntimeError, match="stop"), library.write(Origin.USER) as tx:
        tx.notes.create(title="Lisbon")
        raise RuntimeError("stop")
    assert titles(library) == []
    assert told == []


def forget_blank(library: Library, guid: Guid) -> bool:
    with library.write(Origin.DRAFT) as tx:
        return tx.notes.forget_blank(guid)


def test_a_note_that_never_held_a_word_vanishes_without_trace(library: Library) -> None:
    note = create(library, is_pinned=True)
    assert forget_blank(library, note.guid)
    with library.read() as snapshot:
        assert snapshot.notes.find(note.guid) is None
        assert snapshot.sync.record(note.guid) is None
        assert snapshot.sync.unsynchronized(10) == []
        assert snapshot.search.find("anything") == []
    assert not forget_blank(library, note.guid)
    assert create(library, guid=note.guid, body="Back").body == "Back"


@pytest.mark.parametrize("fields", [{"title": " "}, {"body": "\n"}, {"tags": ["a"]}])
def test_a_note_with_any_sign_in_it_is_never_forgotten(
    library: Library, fields: dict[str, object]
) -> None:
    note = create(library, **fields)
    assert not forget_blank(library, note.guid)
    with library.read() as snapshot:
        assert snapshot.notes.find(note.guid) == note


def test_an_emptied_note_with_a_version_is_never_forgotten(library: Library) -> None:
    note = create(library, body="x" * 500)
    with library.write(Origin.EDITOR) as tx:
        tx.notes.edit(note.guid, body="")
    with library.read() as snapshot:
        assert len(snapshot.history.versions(note.guid)) == 1
    assert not forget_blank(library, note.guid)


def test_an_empty_note_that_others_may_know_is_never_forgotten(library: Library) -> None:
    sent, asked, trashed = create(library), create(library), create(library)
    with library.write(Origin.SYNC) as tx:
        tx.sync.acknowledge(sent.guid, tx.notes.get(sent.guid).rev)
        in_flight = [(asked.guid, tx.notes.get(asked.guid).rev)]
        tx.sync.begin_push(1, b"{}", "digest", in_flight)
        tx.notes.delete(trashed.guid)
    for note in (sent, asked, trashed):
        assert not forget_blank(library, note.guid)
    with library.write(Origin.EDITOR) as tx:  # back to unsent, with a base
        tx.notes.edit(sent.guid, is_pinned=True)
    assert not forget_blank(library, sent.guid)
