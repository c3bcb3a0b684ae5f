"""Typing in the result: every line knows its passage, and nothing else is saved."""

from __future__ import annotations

import random
from collections.abc import Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QTextCursor
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from notesapp.core.model import NoteContent
from notesapp.ui.conflicts.comparison import compare
from notesapp.ui.conflicts.model import DecisionModel, Pick
from notesapp.ui.conflicts.result_text import ResultText, shown_lines
from notesapp.ui.theme import Scheme, Theme
from tests.support.clashes import LISBON, Clash, conflict_of


class Desk:
    """A result and its model, joined as the window joins them."""

    def __init__(self, qtbot: QtBot, theme: Theme, clash: Clash) -> None:
        self.text = ResultText(theme)
        qtbot.addWidget(self.text)
        self.text.resize(700, 300)
        self.model = DecisionModel(compare(conflict_of(clash), {}), self.text.refresh)
        self.text.typed.connect(self.model.type_over)
        self.text.show_model(self.model)

    def place(self, needle: str) -> None:
        cursor = self.text.document().find(needle)
        assert not cursor.isNull(), needle
        cursor.setPosition(cursor.selectionStart())
        self.text.setTextCursor(cursor)

    @property
    def shown(self) -> str:
        return "\n".join(
            self.text.document().findBlockByNumber(n).text()
            for n in range(self.text.document().blockCount())
        )


@pytest.fixture
def theme(qapp: QApplication) -> Theme:
    return Theme(qapp, Scheme.LIGHT)


@pytest.fixture
def desk(qtbot: QtBot, theme: Theme) -> Iterator[Desk]:
    yield Desk(qtbot, theme, LISBON)


def test_typing_in_a_passage_marks_that_passage_only(desk: Desk) -> None:
    desk.place("Leaving Tuesday")
    QTest.keyClicks(desk.text, "Bags! ")
    typed = [
        p.number for p in desk.model.comparison.parts if desk.model.answer(p).typed is not None
    ]
    assert typed == [desk.model.comparison.asked[0].number]
    assert desk.model.body.startswith("Bags! Leaving")


def test_return_and_backspace_keep_lines_with_their_passages(desk: Desk) -> None:
    desk.place("and me.")
    QTest.keyClick(desk.text, Qt.Key.Key_Return)
    assert "Mirela \nand me." in desk.model.body
    QTest.keyClick(desk.text, Qt.Key.Key_Backspace)
    assert "Mirela and me." in desk.model.body
    assert desk.shown.rstrip("\n") == desk.model.body.rstrip("\n")


def test_deleting_across_passages_loses_only_what_was_selected(desk: Desk) -> None:
    before = desk.model.body
    desk.place("## To book")
    cursor = desk.text.textCursor()
    end = desk.text.document().find("Table at the fado").selectionStart()
    cursor.setPosition(end, QTextCursor.MoveMode.KeepAnchor)
    selected = cursor.selectedText().replace("\u2029", "\n")
    desk.text.setTextCursor(cursor)
    QTest.keyClick(desk.text, Qt.Key.Key_Delete)
    assert desk.model.body == before.replace(selected, "")
    desk.model.undo()
    assert desk.model.body == before
    assert desk.shown.rstrip("\n") == before.rstrip("\n")


def test_a_pick_while_the_cursor_is_elsewhere_leaves_it_there(desk: Desk) -> None:
    desk.place("Packing")
    desk.model.pick(desk.model.comparison.asked[1], Pick.THIS)
    cursor = desk.text.textCursor()
    assert cursor.block().text()[cursor.positionInBlock() :].startswith("Packing")


def test_what_cannot_be_shown_is_saved_as_it_was(qtbot: QtBot, theme: Theme) -> None:
    odd = "Windows line\r\nlone \r return\u2028separator\u00a0nbsp\n"
    clash = Clash(
        NoteContent(title="t", body=odd + "x\n"),
        NoteContent(title="t", body=odd + "x here\n"),
        NoteContent(title="t", body=odd + "x there\n"),
    )
    desk = Desk(qtbot, theme, clash)
    assert desk.model.body.startswith(odd)
    desk.place("Windows")
    QTest.keyClicks(desk.text, "A ")
    assert desk.model.body.startswith("A " + odd)


@pytest.mark.parametrize("seed", range(25))
def test_random_typing_picks_and_undo_keep_text_and_model_one(
    seed: int, qtbot: QtBot, theme: Theme
) -> None:
    rnd = random.Random(seed)
    desk = Desk(qtbot, theme, LISBON)
    for _ in range(60):
        _do_something(rnd, desk)
        expected = [
            line
            for part in desk.model.comparison.parts
            for line in shown_lines(desk.model.text_of(part))
        ]
        assert desk.shown.split("\n") == (expected or [""])
    while desk.model.can_undo:
        desk.model.undo()
    assert desk.model.body == DecisionModel(desk.model.comparison).body
    assert desk.shown.rstrip("\n") == desk.model.body.rstrip("\n")


def _do_something(rnd: random.Random, desk: Desk) -> None:
    length = desk.text.document().characterCount()
    cursor = desk.text.textCursor()
    cursor.setPosition(rnd.randrange(length))
    match rnd.randrange(7):
        case 0 | 1:
            cursor.insertText(rnd.choice(["a", "🙂", "two\nlines", "\n", "\n\n"]))
        case 2:
            cursor.setPosition(
                min(cursor.position() + rnd.randrange(90), length - 1),
                QTextCursor.MoveMode.KeepAnchor,
            )
            cursor.insertText(rnd.choice(["", "", "swapped"]))
        case 3:
            cursor.deletePreviousChar()
        case 4:
            desk.model.pick(rnd.choice(desk.model.comparison.asked), rnd.choice(list(Pick)))
        case 5:
            desk.model.undo()
        case _:
            desk.model.redo()
