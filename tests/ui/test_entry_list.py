"""The list at the side of the compare and history windows."""

from __future__ import annotations

from PySide6.QtCore import Qt
from pytestqt.modeltest import ModelTester
from pytestqt.qtbot import QtBot

from notesapp.ui.theme import Theme
from notesapp.ui.widgets.entry_list import Entry, EntryList

ENTRIES = [
    Entry("a", "First", "changed on Laptop", "split", "warn"),
    Entry("b", "Second", "deleted on Laptop", "trash-2", "warn"),
]


def _list(theme: Theme, qtbot: QtBot) -> EntryList:
    made = EntryList(theme, "Entries", 250, None)  # type: ignore[arg-type]
    qtbot.addWidget(made)
    made.show()
    return made


def test_the_model_keeps_qts_rules(theme: Theme, qtbot: QtBot, qtmodeltester: ModelTester) -> None:
    entries = _list(theme, qtbot)
    qtmodeltester.check(entries.entries)
    entries.show_entries(ENTRIES, "a")
    entries.show_entries(ENTRIES[:1], None)


def test_only_a_choice_of_the_user_is_told(theme: Theme, qtbot: QtBot) -> None:
    entries = _list(theme, qtbot)
    told: list[str] = []
    entries.chosen.connect(told.append)
    entries.show_entries(ENTRIES, "a")
    assert told == []
    qtbot.keyClick(entries, Qt.Key.Key_Down)
    assert told == ["b"]


def test_rows_that_stay_keep_their_selection(theme: Theme, qtbot: QtBot) -> None:
    entries = _list(theme, qtbot)
    entries.show_entries(ENTRIES, "b")
    decided = [ENTRIES[0], Entry("b", "Second", "Decided", "circle-check", "ok", is_quiet=True)]
    entries.show_entries(decided, None)
    assert entries.currentIndex().row() == 1
    assert entries.currentIndex().data(Qt.ItemDataRole.AccessibleTextRole) == "Second. Decided"
