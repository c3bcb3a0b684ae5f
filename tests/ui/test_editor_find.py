"""Finding and replacing in the open note."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from notesapp.ui.editor.find_bar import FindBar
from notesapp.ui.editor.matches import Matches
from notesapp.ui.theme import Theme
from tests.support.editor_rig import EditorRig

CTRL = Qt.KeyboardModifier.ControlModifier
SHIFT = Qt.KeyboardModifier.ShiftModifier
Key = Qt.Key


@pytest.fixture
def rig(tmp_path: Path, qtbot: QtBot, theme: Theme) -> Iterator[EditorRig]:
    rig = EditorRig(tmp_path, qtbot, theme)
    yield rig
    rig.close()


def find(rig: EditorRig, text: str) -> FindBar:
    rig.press(Key.Key_F, CTRL)
    bar = rig.pane.page.find_bar
    QTest.keyClicks(bar._field, text)
    return bar


def test_ctrl_f_finds_while_one_types_and_counts(rig: EditorRig) -> None:
    rig.open_note("Tea and tea and more TEA")
    bar = find(rig, "tea")
    assert bar._count.text() == "1 of 3"
    rig.press(Key.Key_Return, widget=bar._field)
    assert bar._count.text() == "2 of 3"
    assert rig.cursor.selectionStart() == 8
    rig.press(Key.Key_Return, SHIFT, widget=bar._field)
    rig.press(Key.Key_Return, SHIFT, widget=bar._field)
    assert bar._count.text() == "3 of 3"
    assert len(rig.pane.page.text.extraSelections()) == 3


def test_nothing_found_says_so(rig: EditorRig) -> None:
    rig.open_note("Tea")
    assert find(rig, "coffee")._count.text() == "No matches"


def test_escape_closes_and_goes_back_to_the_text(rig: EditorRig) -> None:
    rig.open_note("Tea")
    bar = find(rig, "Tea")
    rig.press(Key.Key_Escape, widget=bar._field)
    assert not bar.isVisible()
    assert rig.pane.page.text.hasFocus()
    assert rig.cursor.selectedText() == "Tea"
    assert rig.pane.page.text.extraSelections() == []


def test_f3_goes_on_with_the_bar_closed(rig: EditorRig) -> None:
    rig.open_note("a b a b a")
    bar = find(rig, "a")
    rig.press(Key.Key_Escape, widget=bar._field)
    rig.press(Key.Key_F3)
    assert rig.cursor.selectionStart() == 4
    rig.press(Key.Key_F3, SHIFT, widget=bar._field)
    assert rig.cursor.selectionStart() == 0


def test_replace_and_replace_all(rig: EditorRig) -> None:
    guid = rig.open_note("😀 red green red\r\nred")
    rig.press(Key.Key_H, CTRL)
    bar = rig.pane.page.find_bar
    QTest.keyClicks(bar._field, "red")
    QTest.keyClicks(bar._replacement, "blue")
    rig.press(Key.Key_Return, widget=bar._replacement)
    assert rig.text == "😀 blue green red\nred"
    QTest.mouseClick(bar._replace_all, Qt.MouseButton.LeftButton)
    assert bar._count.text() == "2 replaced"
    rig.pane.flush()
    assert rig.stored(guid).body == "😀 blue green blue\r\nblue"
    rig.press(Key.Key_Z, CTRL)
    assert rig.text == "😀 blue green red\nred"


def test_opening_another_note_closes_the_bar(rig: EditorRig) -> None:
    rig.open_note("Tea")
    bar = find(rig, "Tea")
    rig.open_note("other")
    assert not bar.isVisible()


def test_matches_count_in_positions_of_the_document() -> None:
    matches = Matches("😀x😀x", "x")
    assert matches.places == [(2, 3), (5, 6)]
    assert matches.at_or_after(3) == 1
    assert matches.at_or_after(6) == 0
    assert matches.before(2) == 1
    assert matches.within(0, 4) == [(2, 3)]
