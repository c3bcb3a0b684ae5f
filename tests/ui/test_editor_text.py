"""Writing Markdown with the keyboard and the mouse."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, QPointF, QRectF, Qt
from PySide6.QtGui import QTextBlock
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from notesapp.ui.editor.painting import box_rect
from notesapp.ui.theme import Theme
from tests.support.editor_rig import EditorRig

CTRL = Qt.KeyboardModifier.ControlModifier
SHIFT = Qt.KeyboardModifier.ShiftModifier
ALT = Qt.KeyboardModifier.AltModifier
Key = Qt.Key


@pytest.fixture
def rig(tmp_path: Path, qtbot: QtBot, theme: Theme) -> Iterator[EditorRig]:
    rig = EditorRig(tmp_path, qtbot, theme)
    yield rig
    rig.close()


def block(rig: EditorRig, number: int) -> QTextBlock:
    return rig.pane.page.text.note_document.findBlockByNumber(number)


def box_point(rig: EditorRig, number: int) -> QPoint:
    text = rig.pane.page.text
    everything = QRectF(text.viewport().rect())
    shown = [item for item in text._shown_blocks(everything) if item.block == block(rig, number)]
    return box_rect(shown[0]).center().toPoint()


def x_of(rig: EditorRig, position: int) -> float:
    text = rig.pane.page.text
    cursor = text.textCursor()
    cursor.setPosition(position)
    return float(text.cursorRect(cursor).left())


@pytest.mark.parametrize(
    ("before", "keys", "after"),
    [
        ("- one", "\ntwo", "- one\n- two"),
        ("* one", "\ntwo", "* one\n* two"),
        ("  - one", "\ntwo", "  - one\n  - two"),
        ("9. one", "\ntwo", "9. one\n10. two"),
        ("3) one", "\ntwo", "3) one\n4) two"),
        ("- [x] done", "\nnext", "- [x] done\n- [ ] next"),
        ("> said", "\nmore", "> said\n> more"),
        ("- one", "\n\nplain", "- one\nplain"),
        ("- [ ] one", "\n\nplain", "- [ ] one\nplain"),
        ("- a\n  - one", "\n\nouter", "- a\n  - one\n- outer"),
        ("plain", "\nmore", "plain\nmore"),
        ("plain", "\n\n\nmore", "plain\n\n\nmore"),
        ("# Heading", "\ntext", "# Heading\ntext"),
        ("# Heading", "\n\ntext", "# Heading\n\ntext"),
        ("", "\n\n", "\n\n"),
        ("```\n- no list", "\nhere", "```\n- no list\nhere"),
    ],
)
def test_enter(rig: EditorRig, before: str, keys: str, after: str) -> None:
    rig.open_note(before)
    rig.place(len(before))
    rig.type(keys)
    assert rig.text == after


def test_enter_inside_an_item_splits_it(rig: EditorRig) -> None:
    rig.open_note("- one two")
    rig.place_after("one")
    rig.press(Key.Key_Return)
    assert rig.text == "- one\n-  two"


def test_shift_enter_is_a_plain_new_line(rig: EditorRig) -> None:
    rig.open_note("- one")
    rig.place(5)
    rig.press(Key.Key_Return, SHIFT)
    rig.type("x")
    assert rig.text == "- one\nx"


def test_backspace_behind_a_mark_takes_the_mark(rig: EditorRig) -> None:
    rig.open_note("- [ ] one")
    rig.place(6)
    rig.press(Key.Key_Backspace)
    assert rig.text == "- one"
    rig.press(Key.Key_Backspace)
    assert rig.text == "one"


def test_tab_and_shift_tab_move_an_item(rig: EditorRig) -> None:
    rig.open_note("- one\n- two")
    rig.place_after("two")
    rig.press(Key.Key_Tab)
    assert rig.text == "- one\n  - two"
    rig.press(Key.Key_Backtab, SHIFT)
    rig.press(Key.Key_Backtab, SHIFT)
    assert rig.text == "- one\n- two"
    rig.type("!")
    assert rig.text == "- one\n- two!"


def test_tab_moves_all_selected_items(rig: EditorRig) -> None:
    rig.open_note("- one\n- two\n- three")
    rig.place(9, anchor=1)
    rig.press(Key.Key_Tab)
    assert rig.text == "  - one\n  - two\n- three"


def test_a_click_on_a_box_checks_it_and_leaves_the_cursor(rig: EditorRig) -> None:
    guid = rig.open_note("- [ ] one\n- [x] two\ntext")
    rig.place_after("text")
    rig.click_text(box_point(rig, 0))
    rig.click_text(box_point(rig, 1))
    assert rig.text == "- [x] one\n- [ ] two\ntext"
    assert rig.cursor.position() == len(rig.text)
    rig.pane.flush()
    assert rig.stored(guid).body == "- [x] one\n- [ ] two\ntext"


def test_checking_a_box_moves_no_letter(rig: EditorRig) -> None:
    rig.open_note("- [ ] one\ntext")
    rig.place_after("text")
    before = x_of(rig, 6)
    rig.click_text(box_point(rig, 0))
    assert x_of(rig, 6) == pytest.approx(before, abs=1)


def test_a_box_in_a_deleted_note_cannot_be_checked(rig: EditorRig) -> None:
    rig.open_note("- [ ] one")
    rig.pane.page.set_editable(False)
    rig.click_text(box_point(rig, 0))
    assert rig.text == "- [ ] one"


def test_ctrl_enter_checks_the_boxes_of_the_selection(rig: EditorRig) -> None:
    rig.open_note("- [ ] one\n- [ ] two")
    rig.place(12, anchor=8)
    rig.press(Key.Key_Return, CTRL)
    assert rig.text == "- [x] one\n- [x] two"


def test_ctrl_l_makes_boxes_and_takes_them_away(rig: EditorRig) -> None:
    rig.open_note("one\n- two\n")
    rig.place(7, anchor=0)
    rig.press(Key.Key_L, CTRL)
    assert rig.text == "- [ ] one\n- [ ] two\n"
    rig.press(Key.Key_L, CTRL)
    assert rig.text == "- one\n- two\n" or rig.text == "one\n- two\n"


@pytest.mark.parametrize(
    ("key", "modifiers", "mark"),
    [(Key.Key_B, CTRL, "**"), (Key.Key_I, CTRL, "*"), (Key.Key_E, CTRL, "`")],
)
def test_a_format_is_put_on_and_taken_off(
    rig: EditorRig, key: Qt.Key, modifiers: Qt.KeyboardModifier, mark: str
) -> None:
    rig.open_note("one two three")
    rig.place(7, anchor=4)
    rig.press(key, modifiers)
    assert rig.text == f"one {mark}two{mark} three"
    assert rig.cursor.selectedText() == "two"
    rig.press(key, modifiers)
    assert rig.text == "one two three"


def test_bold_and_italic_go_together(rig: EditorRig) -> None:
    rig.open_note("word")
    rig.place(4, anchor=0)
    rig.press(Key.Key_B, CTRL)
    rig.press(Key.Key_I, CTRL)
    assert rig.text == "***word***"
    rig.press(Key.Key_I, CTRL)
    assert rig.text == "**word**"


def test_bold_without_a_selection_takes_the_word(rig: EditorRig) -> None:
    rig.open_note("one two")
    rig.place(5)
    rig.press(Key.Key_B, CTRL)
    assert rig.text == "one **two**"


def test_bold_in_an_empty_line_writes_between_the_marks(rig: EditorRig) -> None:
    rig.open_note("")
    rig.press(Key.Key_B, CTRL)
    rig.type("x")
    assert rig.text == "**x**"


def test_a_link_is_made_and_the_cursor_waits_for_its_address(rig: EditorRig) -> None:
    rig.open_note("see the map")
    rig.place(11, anchor=8)
    rig.press(Key.Key_K, CTRL)
    rig.type("https://a.b")
    assert rig.text == "see the [map](https://a.b)"


def test_an_address_pasted_over_words_makes_a_link(rig: EditorRig) -> None:
    rig.open_note("see the map")
    rig.place(11, anchor=8)
    rig.paste("https://a.b")
    assert rig.text == "see the [map](https://a.b)"


def test_headings_are_set_and_cleared(rig: EditorRig) -> None:
    rig.open_note("title")
    rig.press(Key.Key_2, CTRL | ALT)
    assert rig.text == "## title"
    rig.press(Key.Key_1, CTRL | ALT)
    assert rig.text == "# title"
    rig.press(Key.Key_1, CTRL | ALT)
    assert rig.text == "title"


def test_one_undo_takes_back_one_command(rig: EditorRig) -> None:
    rig.open_note("one\ntwo\nthree")
    rig.place(len("one\ntwo\nthree"), anchor=0)
    rig.press(Key.Key_L, CTRL)
    assert rig.text == "- [ ] one\n- [ ] two\n- [ ] three"
    rig.press(Key.Key_Z, CTRL)
    assert rig.text == "one\ntwo\nthree"
    rig.press(Key.Key_Z, CTRL | SHIFT)
    assert rig.text == "- [ ] one\n- [ ] two\n- [ ] three"


def test_shapes_are_no_steps_of_the_undo_history(rig: EditorRig) -> None:
    rig.open_note("")
    rig.type("# Heading\n- item\n> quote\ntext")
    steps = rig.pane.page.text.note_document.availableUndoSteps()
    for _ in range(steps):
        rig.press(Key.Key_Z, CTRL)
    assert rig.text == ""
    for _ in range(steps):
        rig.press(Key.Key_Z, CTRL | SHIFT)
    assert rig.text.startswith("# Heading\n- item\n")
    assert rig.text.endswith("text")


def test_text_of_headings_and_plain_paragraphs_begins_on_one_edge(rig: EditorRig) -> None:
    rig.open_note("plain\n# one\n## two\n### three\n")
    edge = x_of(rig, 0)
    for words in ("one", "two", "three"):
        assert x_of(rig, rig.text.index(words)) == pytest.approx(edge, abs=1.5)


def test_a_wrapped_item_continues_under_its_text(rig: EditorRig) -> None:
    for mark in ("- ", "- [ ] ", "12. ", "  - "):
        rig.open_note(mark + "word " * 60)
        lines = block(rig, 0).layout()
        assert lines.lineCount() > 1
        second = lines.lineAt(1).textStart()
        assert x_of(rig, second) == pytest.approx(x_of(rig, len(mark)), abs=1.5), mark


def test_a_line_that_stops_being_a_heading_stands_like_text_again(rig: EditorRig) -> None:
    rig.open_note("# one\nplain")
    rig.place(0)
    rig.press(Key.Key_Delete)
    rig.press(Key.Key_Delete)
    assert rig.text == "one\nplain"
    assert x_of(rig, 0) == pytest.approx(x_of(rig, 4), abs=0.5)


def test_lines_inside_a_fence_are_code(rig: EditorRig) -> None:
    rig.open_note("# one\n- [ ] two")
    rig.place(0)
    rig.type("```\n")
    assert block(rig, 1).blockFormat().textIndent() == 0
    assert block(rig, 2).blockFormat().leftMargin() == 0
    rig.press(Key.Key_Z, CTRL)
    rig.press(Key.Key_Z, CTRL)
    for _ in range(6):
        rig.press(Key.Key_Z, CTRL)
    assert rig.text == "# one\n- [ ] two"
    assert block(rig, 0).blockFormat().textIndent() < 0
    assert block(rig, 1).blockFormat().leftMargin() > 0


def test_each_paragraph_reads_in_its_own_direction(rig: EditorRig) -> None:
    rig.open_note("left\nשלום עולם\n- [ ] פריט\n")
    text = rig.pane.page.text
    assert block(rig, 0).textDirection() == Qt.LayoutDirection.LeftToRight
    assert block(rig, 1).textDirection() == Qt.LayoutDirection.RightToLeft
    assert x_of(rig, 5) > text.viewport().width() / 2
    assert block(rig, 2).blockFormat().rightMargin() > 0
    assert box_point(rig, 2).x() > text.viewport().width() / 2
    rig.click_text(box_point(rig, 2))
    assert "- [x] פריט" in rig.text
    assert block(rig, 2).textDirection() == Qt.LayoutDirection.RightToLeft
    assert box_point(rig, 2).x() > text.viewport().width() / 2


def test_emoji_before_a_mark_do_not_shift_its_look(rig: EditorRig) -> None:
    rig.open_note("😀😀 **bold** `code`")
    formats = block(rig, 0).layout().formats()
    bold = [f for f in formats if f.format.fontWeight() > 600]
    assert [(f.start, f.length) for f in bold] == [(7, 4)]


def test_copy_keeps_hard_spaces_and_line_ends(rig: EditorRig) -> None:
    rig.open_note("a\u00a0b\nc\0d")
    rig.press(Key.Key_A, CTRL)
    rig.press(Key.Key_C, CTRL)
    assert QApplication.clipboard().text() == "a\u00a0b\nc\0d"


def test_paste_is_plain_text_exactly(rig: EditorRig) -> None:
    guid = rig.open_note("")
    rig.paste("a\u00a0b\r\nc\n")
    rig.pane.flush()
    assert rig.stored(guid).body == "a\u00a0b\nc\n"


def test_ctrl_click_opens_a_link_and_a_plain_click_does_not(
    rig: EditorRig, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened: list[str] = []
    text = rig.pane.page.text
    monkeypatch.setattr("notesapp.ui.editor.text_edit.open_link", opened.append)
    rig.open_note("see [the map](https://a.b/c) now")
    cursor = text.textCursor()
    cursor.setPosition(8)
    point = text.cursorRect(cursor).center()
    rig.click_text(point)
    assert opened == []
    rig.click_text(point, CTRL)
    assert opened == ["https://a.b/c"]


def test_a_press_beside_the_column_lands_in_the_text(rig: EditorRig) -> None:
    rig.pane.resize(1400, 700)
    rig.open_note("one\ntwo\nthree")
    text = rig.pane.page.text
    cursor = text.textCursor()
    cursor.setPosition(5)
    middle = text.viewport().mapTo(text, text.cursorRect(cursor).center()).y()
    beside = QPoint(text.width() - 40, middle)
    assert not text.viewport().geometry().contains(beside)
    QTest.mouseClick(text, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, beside)
    assert rig.cursor.blockNumber() == 1


def test_the_column_is_never_wider_than_700(rig: EditorRig) -> None:
    rig.open_note("word " * 100)
    for width in (500, 820, 1400, 2000):
        rig.pane.resize(width, 600)
        text = rig.pane.page.text
        column = text._column_rect()
        assert column.width() <= 701
        left = text.viewport().mapTo(rig.pane, QPoint(0, 0)).x() + column.left()
        right = rig.pane.width() - left - column.width()
        assert abs(left - right) < 20  # the scroll bar's room


def test_title_and_text_begin_on_one_edge(rig: EditorRig) -> None:
    rig.open_note("text", title="Title")
    title, text = rig.pane.page.title, rig.pane.page.text
    for width in (600, 1400):
        rig.pane.resize(width, 600)
        title.setCursorPosition(0)
        title_x = title.mapTo(rig.pane, title.cursorRect().center()).x()
        text_x = text.viewport().mapTo(rig.pane, text.cursorRect().center()).x()
        assert abs(title_x - text_x) <= 3


def test_enter_in_the_title_goes_to_the_text(rig: EditorRig) -> None:
    rig.open_note("text")
    rig.pane.focus_title()
    rig.press(Key.Key_Return, widget=rig.pane.page.title)
    assert rig.pane.page.text.hasFocus()
    assert rig.pane.page.title.text() == "Title"


def test_a_large_note_says_what_it_goes_without(rig: EditorRig) -> None:
    rig.open_note("# small")
    assert not rig.pane.page.size_line.isVisible()
    rig.open_note("# large\n" + "word " * 120_000)
    assert rig.pane.page.size_line.isVisible()
    assert block(rig, 0).blockFormat().textIndent() == 0
    rig.type("x")
    rig.pane.flush()
    assert rig.text.startswith("x# large")


def test_a_very_large_note_opens_and_saves(rig: EditorRig) -> None:
    body = "\r\n".join(f"line {number} of a very large note" for number in range(300_000))
    guid = rig.open_note(body)
    assert rig.pane.page.word_count.text().endswith(" characters")
    rig.type("x")
    rig.pane.flush()
    assert rig.stored(guid).body == "x" + body


def test_words_are_counted(rig: EditorRig, qtbot: QtBot) -> None:
    rig.open_note("one two\nthree")
    assert rig.pane.page.word_count.text() == "3 words"
    rig.type("zero ")
    qtbot.waitUntil(lambda: rig.pane.page.word_count.text() == "4 words")


def test_marks_of_a_line_show_while_the_cursor_is_in_them(rig: EditorRig) -> None:
    rig.open_note("text\n- [ ] item")
    highlighter = rig.pane.page.text.note_document.highlighter
    assert highlighter.revealed == -1
    edits: list[None] = []
    rig.pane.page.text.edited.connect(lambda: edits.append(None))
    rig.place(6)
    assert highlighter.revealed == 1
    assert edits == []
    rig.place(12)
    assert highlighter.revealed == -1


def test_a_box_under_a_scrolled_text_is_still_where_it_is_painted(rig: EditorRig) -> None:
    rig.open_note("line\n" * 80 + "- [ ] last")
    rig.place(len(rig.text))
    text = rig.pane.page.text
    text.verticalScrollBar().setValue(text.verticalScrollBar().maximum())
    assert text._box_at(QPointF(box_point(rig, 80))) == block(rig, 80)
    rig.click_text(box_point(rig, 80))
    assert rig.text.endswith("- [x] last")


def _step_below(rig: EditorRig, number: int) -> float:
    """Return how far the first lines of a paragraph and the next are apart."""
    layout = rig.pane.page.text.note_document.documentLayout()
    rects = [layout.blockBoundingRect(block(rig, n)) for n in (number, number + 1)]
    return rects[1].top() - rects[0].top()


def test_an_empty_line_under_a_heading_is_lower_than_others(rig: EditorRig) -> None:
    rig.open_note("# Head\n\ntext\n\nmore")
    assert _step_below(rig, 1) < 0.6 * _step_below(rig, 3)
    rig.place(0, 2)
    rig.press(Key.Key_Delete)  # no heading any more
    assert _step_below(rig, 1) == _step_below(rig, 3)
    rig.press(Key.Key_Z, CTRL)
    assert rig.text.startswith("# Head")
    assert _step_below(rig, 1) < 0.6 * _step_below(rig, 3)


def test_all_boxes_are_painted_alike_on_whole_pixels(rig: EditorRig) -> None:
    rig.open_note("## To do\n\n- [ ] one\n- [ ] two `code`\n  - [ ] three *x*\n- [x] four")
    shown = rig.pane.page.text._shown_blocks(QRectF(rig.pane.page.text.viewport().rect()))
    boxes = [box_rect(item) for item in shown if item.line.box is not None]
    assert len({(box.width(), box.height()) for box in boxes}) == 1
    assert all(value == round(value) for box in boxes for value in (box.x(), box.y()))
