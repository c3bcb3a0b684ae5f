"""The rows of a place follow the library by the smallest steps, in the store's own order."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from datetime import timedelta
from functools import partial

import pytest
from PySide6.QtCore import QModelIndex, Qt
from PySide6.QtTest import QSignalSpy
from PySide6.QtWidgets import QApplication
from pytestqt.modeltest import ModelTester

from notesapp.core.changes import ChangeSet, Origin
from notesapp.core.ids import Guid
from notesapp.store.library import Library
from notesapp.store.places import ALL_NOTES, PINNED, TRASH, InNotebook, NoteSort, Place, WithTag
from notesapp.store.transactions import Transaction
from notesapp.ui.notelist.model import FIRST_PAGE, NoteListModel
from notesapp.ui.notelist.reconcile import Replaced, replaced_rows
from notesapp.ui.notelist.roles import row_of
from notesapp.ui.search.model import SearchResultsModel
from tests.support.clock import FixedClock
from tests.support.inline_executor import InlineExecutor, PatientExecutor


class Rig:
    """A library whose change sets go straight to a model, as the change bus would."""

    def __init__(self, library: Library, model: NoteListModel, clock: FixedClock) -> None:
        self.library = library
        self.model = model
        self._clock = clock
        library.subscribe(model.apply)

    def write(self, work: Callable[[Transaction], object], origin: Origin = Origin.USER) -> None:
        self._clock.advance(seconds=1)
        with self.library.write(origin) as transaction:
            work(transaction)

    def expected(self, place: Place, sort: NoteSort = NoteSort.UPDATED) -> list[Guid]:
        with self.library.read() as snapshot:
            return snapshot.notes.ids(place, sort)

    def titles(self) -> list[str]:
        rows = range(self.model.rowCount())
        return [str(self.model.index(row).data()) for row in rows]


@pytest.fixture
def model(library: Library, qapp: QApplication, qtmodeltester: ModelTester) -> NoteListModel:
    shown = NoteListModel(library, InlineExecutor())
    # Watches every signal from here on and fails the test on a broken promise.
    qtmodeltester.check(shown)
    return shown


@pytest.fixture
def rig(library: Library, model: NoteListModel, clock: FixedClock) -> Rig:
    return Rig(library, model, clock)


@pytest.fixture
def never_reset(model: NoteListModel) -> Iterator[None]:
    """Fail the test if the model forgets everything: selection and scrolling go with it."""
    model.show_place(ALL_NOTES, NoteSort.UPDATED)
    spy = QSignalSpy(model.modelReset)
    yield
    assert spy.count() == 0


WORDS = ["Ananas", "ähre", "Zebra", "eins 10", "eins 9", "Übung", "", "zwei", "ANANAS", "ネコ"]


def _random_edit(chance: random.Random, book: Guid) -> Callable[..., object]:
    """Return one thing that can be done to a note, or beside it."""
    word, yes = chance.choice(WORDS), chance.random() < 0.5
    place = book if yes else None
    edits: list[Callable[..., object]] = [
        lambda t, guid: t.notes.create(title=word, notebook=place),
        lambda t, guid: t.notes.edit(guid, title=word),
        lambda t, guid: t.notes.edit(guid, is_pinned=yes),
        lambda t, guid: t.notes.edit(guid, tags=("trip",) if yes else ()),
        lambda t, guid: t.notes.edit(guid, notebook=place),
        lambda t, guid: t.notes.delete(guid),
        lambda t, guid: t.notes.restore(guid),
    ]
    return chance.choice(edits)


def _create(title: str, **fields: object) -> Callable[[Transaction], Guid]:
    return lambda transaction: transaction.notes.create(title=title, **fields).guid  # type: ignore[arg-type]


@pytest.mark.usefixtures("never_reset")
def test_a_new_note_comes_first_and_an_edited_one_moves_there(rig: Rig) -> None:
    for title in ("one", "two", "three"):
        rig.write(_create(title))
    assert rig.titles() == ["three", "two", "one"]
    oldest = rig.model.guids()[2]
    moved = QSignalSpy(rig.model.rowsMoved)
    rig.write(lambda t: t.notes.edit(oldest, body="more"))
    assert rig.titles() == ["one", "three", "two"]
    assert moved.count() == 1


@pytest.mark.usefixtures("never_reset")
def test_pinned_notes_stay_on_top(rig: Rig) -> None:
    for title in ("one", "two", "three"):
        rig.write(_create(title))
    first = rig.model.guids()[2]
    rig.write(lambda t: t.notes.edit(first, is_pinned=True))
    rig.write(_create("four"))
    assert rig.titles() == ["one", "four", "three", "two"]


@pytest.mark.usefixtures("never_reset")
def test_a_deleted_note_leaves_and_a_restored_one_returns_to_its_place(rig: Rig) -> None:
    for title in ("one", "two", "three"):
        rig.write(_create(title))
    middle = rig.model.guids()[1]
    rig.write(lambda t: t.notes.delete(middle))
    assert rig.titles() == ["three", "one"]
    rig.write(lambda t: t.notes.restore(middle))
    assert list(rig.model.guids()) == rig.expected(ALL_NOTES)


@pytest.mark.parametrize("sort", list(NoteSort))
@pytest.mark.parametrize("place_name", ["all", "pinned", "notebook", "tag", "trash"])
def test_random_edits_leave_the_rows_as_the_store_would_list_them(
    rig: Rig, sort: NoteSort, place_name: str
) -> None:
    seed = f"{sort}{place_name}"
    chance = random.Random(seed)
    with rig.library.write(Origin.USER) as transaction:
        book = transaction.notebooks.create("Travel").guid
    places: dict[str, Place] = {
        "all": ALL_NOTES,
        "pinned": PINNED,
        "notebook": InNotebook(book),
        "tag": WithTag("trip"),
        "trash": TRASH,
    }
    place = places[place_name]
    rig.model.show_place(place, sort)
    for step in range(40):
        known = rig.expected(ALL_NOTES) + rig.expected(TRASH)
        guid = chance.choice(known) if known else None
        rig.write(partial(_random_edit(chance, book), guid=guid) if guid else _create("first"))
        assert list(rig.model.guids()) == rig.expected(place, sort), step


def test_the_first_page_shows_before_the_rest_is_known(
    library: Library, clock: FixedClock, qapp: QApplication
) -> None:
    _fill(library, clock, FIRST_PAGE + 30)
    patient = PatientExecutor()
    model = NoteListModel(library, patient)
    reset = QSignalSpy(model.modelReset)
    settled = QSignalSpy(model.settled)
    model.show_place(ALL_NOTES, NoteSort.UPDATED)
    assert model.rowCount() == FIRST_PAGE
    assert settled.count() == 0
    patient.run_all()
    assert model.rowCount() == FIRST_PAGE + 30
    assert (reset.count(), settled.count()) == (1, 1)


def test_an_edit_while_ids_are_read_is_not_lost(
    library: Library, clock: FixedClock, qapp: QApplication
) -> None:
    _fill(library, clock, FIRST_PAGE + 30)
    patient = PatientExecutor()
    model = NoteListModel(library, patient)
    rig = Rig(library, model, clock)
    model.show_place(ALL_NOTES, NoteSort.UPDATED)
    last = rig.expected(ALL_NOTES)[-1]
    rig.write(lambda t: t.notes.edit(last, title="now the first"))
    patient.run_all()
    assert list(model.guids()) == rig.expected(ALL_NOTES)
    assert rig.titles()[0] == "now the first"


def test_ids_of_a_place_left_meanwhile_are_dropped(
    library: Library, clock: FixedClock, qapp: QApplication
) -> None:
    _fill(library, clock, FIRST_PAGE + 30)
    patient = PatientExecutor()
    model = NoteListModel(library, patient)
    model.show_place(ALL_NOTES, NoteSort.UPDATED)
    model.show_place(PINNED, NoteSort.UPDATED)
    patient.run_all()
    assert model.rowCount() == 0


def test_an_import_by_another_process_is_read_anew_without_a_reset(
    rig: Rig, clock: FixedClock
) -> None:
    rig.write(_create("mine"))
    rig.model.show_place(ALL_NOTES, NoteSort.UPDATED)
    reset = QSignalSpy(rig.model.modelReset)
    _fill(rig.library, clock, 40)
    rig.model.apply(ChangeSet(Origin.OTHER_PROCESS, is_everything=True))
    assert list(rig.model.guids()) == rig.expected(ALL_NOTES)
    assert reset.count() == 0


def test_a_row_is_spoken_with_what_needs_attention(rig: Rig) -> None:
    rig.write(_create("Trip to Lisbon", body="Leaving Tuesday", is_pinned=True))
    rig.model.show_place(ALL_NOTES, NoteSort.UPDATED)
    rig.model.set_shows_unsent(True)
    said = rig.model.index(0).data(Qt.ItemDataRole.AccessibleTextRole)
    assert said.startswith("Trip to Lisbon. Pinned. Saved here, not sent yet. ")
    assert said.endswith("Leaving Tuesday")


def test_without_sync_nothing_counts_as_unsent(rig: Rig) -> None:
    rig.write(_create("Trip to Lisbon"))
    rig.model.show_place(ALL_NOTES, NoteSort.UPDATED)
    row = row_of(rig.model.index(0))
    assert row is not None
    assert not row.shows_unsent


def test_search_results_touch_only_the_rows_that_differ(
    library: Library, clock: FixedClock, qtmodeltester: ModelTester
) -> None:
    _fill(library, clock, 12)
    results = SearchResultsModel()
    qtmodeltester.check(results)
    with library.read() as snapshot:
        many = snapshot.search.find("note")
        one = snapshot.search.find("7")
    assert len(many) > len(one) > 0
    for hits in (many, one, many[2:], [], many):
        results.show_hits(hits)
        assert list(results.guids()) == [hit.summary.guid for hit in hits]


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("abc", "abc", Replaced(3, 3, 3)),
        ("abc", "abcd", Replaced(3, 3, 4)),
        ("abc", "xabc", Replaced(0, 0, 1)),
        ("abc", "ac", Replaced(1, 2, 1)),
        ("abc", "axc", Replaced(1, 2, 2)),
        ("aaa", "aa", Replaced(2, 3, 2)),
        ("", "ab", Replaced(0, 0, 2)),
    ],
)
def test_the_replaced_rows_are_those_between_the_common_ends(
    old: str, new: str, expected: Replaced
) -> None:
    assert replaced_rows(old, new) == expected


def test_a_model_without_a_place_has_no_rows(model: NoteListModel) -> None:
    assert model.rowCount() == 0
    assert not model.index(0).isValid()
    assert model.data(QModelIndex()) is None


def _fill(library: Library, clock: FixedClock, count: int) -> None:
    with library.write(Origin.IMPORT) as transaction:
        for number in range(count):
            moment = clock.now() - timedelta(hours=number + 1)
            transaction.notes.create(
                title=f"note {number}", body="", created_at=moment, updated_at=moment
            )
