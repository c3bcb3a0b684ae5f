"""What was written comes back unit for unit, whatever Qt can't hold."""

from __future__ import annotations

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtGui import QTextCursor, QTextDocument
from pytestqt.qtbot import QtBot

from notesapp.ui.editor.edits import edits_between
from notesapp.ui.editor.exact_text import ExactText, utf16_length
from tests.support.odd_texts import ODD_TEXTS

PIECES = st.sampled_from(
    [
        "a",
        "word",
        " ",
        "\n",
        "\r\n",
        "\r",
        "\u2029",
        "\u2028",
        "\xa0",
        "\x00",
        "😀",
        "\ufdd0",
        "�",
        "é",
        "- ",
        "\t",
    ]
)
TEXTS = st.lists(PIECES, max_size=25).map("".join)


@pytest.mark.parametrize("text", ODD_TEXTS, ids=ascii)
def test_a_document_holds_the_shown_form_unchanged(qtbot: QtBot, text: str) -> None:
    exact = ExactText(text)
    document = QTextDocument()
    QTextCursor(document).insertText(exact.shown)
    assert document.toRawText().replace("\u2029", "\n") == exact.shown
    assert document.characterCount() == utf16_length(exact.shown) + 1


@pytest.mark.parametrize("text", ODD_TEXTS, ids=ascii)
def test_no_edit_gives_the_same_text(text: str) -> None:
    exact = ExactText(text)
    assert exact.edited(exact.shown) == text


@pytest.mark.parametrize("text", ODD_TEXTS, ids=ascii)
def test_typing_at_the_end_adds_only_that(text: str) -> None:
    exact = ExactText(text)
    assert exact.edited(exact.shown + "typed") == text + "typed"


def test_typing_in_the_middle_of_a_windows_text_keeps_its_line_ends() -> None:
    exact = ExactText("one\r\ntwo\r\nthree\r\n")
    assert exact.edited("one\nand two\nthree\n") == "one\r\nand two\r\nthree\r\n"


def test_a_new_line_ends_like_the_line_before_it() -> None:
    assert ExactText("a\r\nb\nc").edited("a\nnew\nb\nc") == "a\r\nnew\r\nb\nc"
    assert ExactText("a\r\nb\nc").edited("a\nb\nc\nnew") == "a\r\nb\nc\nnew"
    assert ExactText("a\rb").edited("a\nb\n") == "a\rb\r"


def test_a_carriage_return_and_a_line_feed_brought_together_stay_two_lines() -> None:
    exact = ExactText("a\rX\nb")
    assert ExactText(exact.edited("a\n\nb")).shown == "a\n\nb"


def test_two_edits_far_apart_leave_what_is_odd_between_them() -> None:
    source = "first line\r\nkeep \ud800 this\0\rand this\u2029\r\nlast line"
    shown = ExactText(source).shown
    edited = shown.replace("first", "1st").replace("last", "final")
    expected = source.replace("first", "1st").replace("last", "final")
    assert ExactText(source).edited(edited) == expected


@given(TEXTS, TEXTS)
def test_edits_turn_one_text_into_the_other(old: str, new: str) -> None:
    text = old
    for edit in reversed(edits_between(old, new)):
        text = text[: edit.start] + edit.text + text[edit.end :]
    assert text == new


@given(TEXTS, st.integers(0, 100), st.integers(0, 100), TEXTS)
def test_any_single_edit_shows_as_edited_and_keeps_both_ends(
    source: str, start: int, length: int, insert: str
) -> None:
    exact = ExactText(source)
    insert = ExactText(insert).shown
    start = min(start, len(exact.shown))
    end = min(start + length, len(exact.shown))
    edited = exact.shown[:start] + insert + exact.shown[end:]
    result = exact.edited(edited)
    assert ExactText(result).shown == edited
    assert result.encode("utf-8", "surrogatepass").count(b"\0") >= edited.count("\0")


def test_a_long_windows_text_takes_an_edit_on_every_line_quickly() -> None:
    generator = random.Random(3)
    lines = [f"line {number} {generator.random()}" for number in range(5000)]
    source = "\r\n".join(lines)
    edited = "\n".join(line.replace("line", "row") for line in lines)
    assert ExactText(source).edited(edited) == source.replace("line", "row")
