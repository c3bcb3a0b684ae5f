"""A note's history: looking at versions, bringing one back, making a note of one."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from notesapp.core.changes import Origin
from notesapp.core.conflict import Keep, Resolution
from notesapp.core.ids import Guid
from notesapp.core.model import Note
from notesapp.store.library import Library
from notesapp.ui.conflicts.comparison import Side
from notesapp.ui.history.window import HistoryWindow
from notesapp.ui.theme import Scheme, Theme
from notesapp.workers.change_bus import ChangeBus
from tests.support.clashes import LISBON, add_clash, open_library
from tests.support.inline_executor import InlineExecutor

# The platform without a screen says so whenever a window is brought to the front.
pytestmark = pytest.mark.qt_log_ignore("This plugin does not support")


@dataclass(slots=True)
class Rig:
    library: Library
    window: HistoryWindow
    guid: Guid

    def note(self) -> Note:
        with self.library.read() as snapshot:
            return snapshot.notes.get(self.guid)

    @property
    def reasons(self) -> list[str]:
        return [entry.line for entry in self.window.list.view.entries.entries]

    def select(self, reason: str) -> None:
        """Select the version with this reason by keyboard, as one goes through a list."""
        self.window.list.view.setCurrentIndex(self.window.list.view.entries.index(0))
        for _ in self.reasons:
            index = self.window.list.view.currentIndex().row()
            if self.reasons[index] == reason:
                return
            QTest.keyClick(self.window.list.view, Qt.Key.Key_Down)
        raise AssertionError(f"{reason} not in {self.reasons}")


@pytest.fixture
def rig(qtbot: QtBot, qapp: QApplication, tmp_path: Path) -> Iterator[Rig]:
    library = open_library(tmp_path / "profile")
    guid = add_clash(library, LISBON, "history")
    with library.write(Origin.USER) as transaction:
        transaction.conflicts.resolve(guid, Resolution(Keep.THIS))
    bus = ChangeBus(library)
    window = HistoryWindow(library, InlineExecutor(), bus, Theme(qapp, Scheme.LIGHT))
    qtbot.addWidget(window)
    window.show_history(guid)
    yield Rig(library, window, guid)
    window.close()
    bus.close()
    library.close()


def _click(widget: QWidget) -> None:
    assert widget.isVisible()
    QTest.mouseClick(widget, Qt.MouseButton.LeftButton)


def test_the_version_that_lost_is_there_with_its_device(rig: Rig) -> None:
    assert "Version from Pixel 8, not kept" in rig.reasons
    assert rig.reasons[0].startswith("As it is now")


def test_a_selected_version_stands_beside_the_note_now(rig: Rig) -> None:
    rig.select("Version from Pixel 8, not kept")
    panes = rig.window.view.content.panes
    assert panes[Side.THIS].toPlainText() == LISBON.this.body.rstrip("\n")
    assert panes[Side.OTHER].toPlainText() == LISBON.other.body.rstrip("\n")
    assert "The title was “Lisbon in May”." in rig.window.summary.text()
    assert rig.window.view.content.controls.strips == {}, "history asks nothing"


def test_any_two_versions_can_be_compared(rig: Rig, qtbot: QtBot) -> None:
    rig.select("Version from Pixel 8, not kept")
    partner = rig.window.heads.partner
    partner.setFocus()
    QTest.keyClick(partner, Qt.Key.Key_End)
    panes = rig.window.view.content.panes
    assert LISBON.base is not None
    assert panes[Side.THIS].toPlainText() == LISBON.base.body.rstrip("\n")
    assert panes[Side.OTHER].toPlainText() == LISBON.other.body.rstrip("\n")
    assert "from the note now" not in rig.window.summary.text()


def test_restore_brings_a_version_back_and_undo_takes_it_away(rig: Rig, qtbot: QtBot) -> None:
    rig.select("Version from Pixel 8, not kept")
    _click(rig.window.heads.restore)
    assert rig.note().body == LISBON.other.body
    assert rig.note().title == "Lisbon in May"
    _click(rig.window.toast.button)
    assert rig.note().body == LISBON.this.body
    assert rig.note().title == "Trip to Lisbon"


def test_a_version_becomes_a_note_of_its_own(rig: Rig, qtbot: QtBot) -> None:
    rig.select("Version from Pixel 8, not kept")
    with qtbot.waitSignal(rig.window.note_made) as made:
        _click(rig.window.save_as_note)
    assert made.args is not None
    with rig.library.read() as snapshot:
        note = snapshot.notes.get(made.args[0])
    assert note.body == LISBON.other.body
    assert note.title.startswith("Lisbon in May (version of ")
    assert rig.note().body == LISBON.this.body


def test_the_live_version_cannot_be_restored(rig: Rig) -> None:
    rig.select(rig.reasons[0])
    assert not rig.window.heads.restore.isVisible()
    assert "same as the note now" in rig.window.summary.text()


def test_a_note_without_a_past_says_so(rig: Rig) -> None:
    with rig.library.write(Origin.USER) as transaction:
        fresh = transaction.notes.create(title="Fresh", body="Just begun.")
    rig.window.show_history(fresh.guid)
    assert "No earlier versions yet." in rig.window.empty.text
    assert rig.window.empty.isVisible()


def test_an_edit_elsewhere_appears_while_the_window_is_open(rig: Rig, qtbot: QtBot) -> None:
    with rig.library.write(Origin.EDITOR) as transaction:
        transaction.notes.edit(rig.guid, body="Rewritten.\n")
    qtbot.waitUntil(lambda: rig.window.view.content.panes[Side.THIS].toPlainText() == "Rewritten.")


def test_escape_closes_the_window(rig: Rig) -> None:
    QTest.keyClick(rig.window, Qt.Key.Key_Escape)
    assert not rig.window.isVisible()
