"""The quick switcher finds by a few letters and is driven by the keyboard alone."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QSignalSpy, QTest
from PySide6.QtWidgets import QWidget
from pytestqt.modeltest import ModelTester
from pytestqt.qtbot import QtBot

from notesapp.core.changes import Origin
from notesapp.core.ids import Guid
from notesapp.core.model import Notebook, TagCount
from notesapp.store.library import Library
from notesapp.ui.sidebar.contents import Contents
from notesapp.ui.switcher.choices import Choice, ChoiceKind, Command, Title, note_choices
from notesapp.ui.switcher.folding import folded
from notesapp.ui.switcher.matching import fit
from notesapp.ui.switcher.model import ChoiceModel
from notesapp.ui.switcher.switcher import QuickSwitcher
from notesapp.ui.theme import Theme
from tests.support.clock import FixedClock
from tests.support.inline_executor import InlineExecutor

COMMANDS = [Command("0", "New note", "plus", "Ctrl+N"), Command("1", "Sync now", "plus", "F5")]


@pytest.fixture
def switcher(library: Library, theme: Theme, clock: FixedClock, qtbot: QtBot) -> Iterator[QuickSwitcher]:  # fmt: skip
    for title in ("Packing list", "Reading list", "Trip to Lisbon"):
        clock.advance(hours=1)
        with library.write(Origin.USER) as transaction:
            transaction.notes.create(title=title, body="The ferry leaves at seven")
    host = QWidget()
    qtbot.addWidget(host)
    host.resize(900, 600)
    with qtbot.waitActive(host):
        host.show()
    shown = QuickSwitcher(theme, library, InlineExecutor(), host)
    contents = Contents(
        notebooks=(Notebook(Guid("b"), "Listening notes", None, 18),),
        tags=(TagCount("trip", 3),),
    )
    shown.open(contents, COMMANDS)
    yield shown
    host.close()


def _names(switcher: QuickSwitcher) -> list[str]:
    model = switcher.view.model()
    return [str(model.index(row, 0).data()) for row in range(model.rowCount())]


def _chosen(spy: QSignalSpy) -> Choice:
    assert spy.count() == 1
    choice = spy.at(0)[0]
    assert isinstance(choice, Choice)
    return choice


def test_it_opens_with_the_newest_notes_and_the_focus_in_the_field(
    switcher: QuickSwitcher,
) -> None:
    assert _names(switcher) == ["Trip to Lisbon", "Reading list", "Packing list"]
    assert switcher.field.hasFocus()


def test_typing_finds_word_starts_first_then_notebooks_then_offers_a_new_note(
    switcher: QuickSwitcher,
) -> None:
    QTest.keyClicks(switcher.field, "lis")
    assert _names(switcher) == [
        "Trip to Lisbon", "Reading list", "Packing list", "Listening notes", "New note “lis”",
    ]  # fmt: skip


def test_arrows_and_enter_choose(switcher: QuickSwitcher) -> None:
    spy = QSignalSpy(switcher.chosen)
    QTest.keyClicks(switcher.field, "lis")
    QTest.keyClick(switcher.field, Qt.Key.Key_Down)
    QTest.keyClick(switcher.field, Qt.Key.Key_Return)
    assert _chosen(spy).name == "Reading list"
    assert switcher.isHidden()


def test_shift_enter_makes_a_note_of_what_was_typed(switcher: QuickSwitcher) -> None:
    spy = QSignalSpy(switcher.chosen)
    QTest.keyClicks(switcher.field, "Lisbon")
    QTest.keyClick(switcher.field, Qt.Key.Key_Return, Qt.KeyboardModifier.ShiftModifier)
    choice = _chosen(spy)
    assert (choice.kind, choice.target) == (ChoiceKind.NEW_NOTE, "Lisbon")


@pytest.mark.parametrize(
    ("typed", "names"),
    [
        (">sync", ["Sync now"]),
        ("#tr", ["trip"]),
        ("/list", ["Listening notes"]),
        ("?ferry lisbon", ["Trip to Lisbon"]),
        (">", ["New note", "Sync now"]),
    ],
)
def test_a_sign_in_front_says_what_is_looked_for(
    switcher: QuickSwitcher, typed: str, names: list[str]
) -> None:
    QTest.keyClicks(switcher.field, typed)
    assert _names(switcher) == names


def test_esc_and_a_click_beside_the_sheet_close_it(switcher: QuickSwitcher) -> None:
    QTest.keyClick(switcher.field, Qt.Key.Key_Escape)
    assert switcher.isHidden()
    switcher.open(Contents(), COMMANDS)
    QTest.mouseClick(switcher, Qt.MouseButton.LeftButton, pos=QPoint(5, 590))
    assert switcher.isHidden()


def test_the_choices_are_a_sound_model(qtmodeltester: ModelTester, qtbot: QtBot) -> None:
    model = ChoiceModel()
    qtmodeltester.check(model)
    model.show([Choice(ChoiceKind.NOTE, "a", "Trip", "file-text", "today")])
    model.show([])
    model.show([Choice(ChoiceKind.NOTE, "b", "List", "file-text")] * 3)
    assert model.index(0).data(Qt.ItemDataRole.AccessibleTextRole) == "List. "


@pytest.mark.parametrize(
    ("query", "name", "marked"),
    [
        ("lis", "Trip to Lisbon", ["Lis"]),
        ("GRA", "Apartment near Graça", ["Gra"]),
        ("graca", "Apartment near Graça", ["Graça"]),
        ("trip lis", "Trip to Lisbon", ["Trip", "Lis"]),
        ("lis trip", "Trip to Lisbon", ["Trip", "Lis"]),
        ("ttl", "Trip to Lisbon", ["T", "t", "L"]),
        ("roadmap", "Meeting notes: roadmap", ["roadmap"]),
    ],
)
def test_the_typed_letters_are_marked(query: str, name: str, marked: list[str]) -> None:
    how = fit(folded(query), name)
    assert how is not None
    assert [name[start:end] for start, end in how.marks] == marked


@pytest.mark.parametrize(
    ("query", "name"), [("xyz", "Trip"), ("tn", "Trip to a far away land, then")]
)
def test_letters_that_are_missing_or_far_apart_do_not_fit(query: str, name: str) -> None:
    assert fit(folded(query), name) is None


def test_folding_keeps_the_length_so_that_marks_stay_true() -> None:
    for text in ("Straße", "İstanbul", "ﬁre", "Ångström", "日本", "🌍x"):
        assert len(folded(text)) == len(text)


def test_the_best_fit_comes_before_the_newest() -> None:
    now = datetime(2026, 5, 13, tzinfo=UTC)
    names = ["A realist", "My list", "Lists"]
    titles = [Title(Guid(name), name, None, now) for name in names]
    choices = note_choices("list", titles, Contents(), now)
    assert [choice.name for choice in choices[:3]] == ["Lists", "My list", "A realist"]
