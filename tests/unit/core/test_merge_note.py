"""Merging a note's fields, each by itself."""

from __future__ import annotations

import pytest

from notesapp.core.ids import Guid
from notesapp.core.merge_note import merge_note
from notesapp.core.model import NoteContent

WORK, HOME, CLUB = Guid("work"), Guid("home"), Guid("club")


def note(**fields: object) -> NoteContent:
    return NoteContent(**{"title": "T", "body": "text\n", "notebook": WORK, **fields})  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("base", "this", "other", "merged"),
    [
        ({"title": "A"}, {"title": "B"}, {"title": "A"}, {"title": "B"}),
        ({"title": "A"}, {"title": "A"}, {"title": "B"}, {"title": "B"}),
        ({"title": "A"}, {"title": "B"}, {"title": "B"}, {"title": "B"}),
        ({}, {"notebook": HOME}, {}, {"notebook": HOME}),
        ({}, {}, {"notebook": None}, {"notebook": None}),
        (
            {"tags": ("a", "b")},
            {"tags": ("b", "c")},
            {"tags": ("a", "b", "d")},
            {"tags": ("b", "c", "d")},
        ),
        ({"tags": ("a",)}, {"tags": ()}, {"tags": ()}, {"tags": ()}),
        ({}, {"is_pinned": True}, {}, {"is_pinned": True}),
        ({"is_pinned": True}, {"is_pinned": True}, {"is_pinned": False}, {"is_pinned": False}),
        (
            {"title": "A"},
            {"title": "B"},
            {"body": "new\n", "title": "A"},
            {"title": "B", "body": "new\n"},
        ),
        (
            {"extra": {"colour": 1, "old": 1}},
            {"extra": {"colour": 2, "old": 1}},
            {"extra": {"colour": 1, "new": 3}},
            {"extra": {"colour": 2, "new": 3}},
        ),
    ],
)
def test_what_one_side_changed_is_taken(
    base: dict[str, object],
    this: dict[str, object],
    other: dict[str, object],
    merged: dict[str, object],
) -> None:
    result = merge_note(note(**base), note(**this), note(**other))
    assert result.is_settled
    assert result.content == note(**merged)
    swapped = merge_note(note(**base), note(**other), note(**this))
    assert swapped.content == result.content


@pytest.mark.parametrize("field", ["title", "notebook"])
def test_a_field_changed_differently_is_asked_by_itself(field: str) -> None:
    values = {"title": ("A", "B"), "notebook": (HOME, CLUB)}[field]
    result = merge_note(note(), note(**{field: values[0]}), note(**{field: values[1]}))
    assert not result.is_settled
    assert getattr(result, field).is_undecided
    assert getattr(result, field).value == values[0]
    assert result.body.is_settled


def test_two_bodies_that_overlap_are_asked_and_the_title_is_not() -> None:
    result = merge_note(note(), note(body="one\n"), note(body="two\n", title="New"))
    assert not result.is_settled
    assert not result.title.is_undecided
    assert result.content.title == "New"
    assert result.content.body == "one\ntwo\n"


def test_without_a_base_tags_and_pins_of_both_stay_and_the_rest_is_asked() -> None:
    result = merge_note(
        None, note(title="A", tags=("x",), is_pinned=True), note(title="B", tags=("y",))
    )
    assert result.content.tags == ("x", "y")
    assert result.content.is_pinned
    assert result.title.is_undecided
    assert not result.notebook.is_undecided


def test_an_unknown_field_changed_on_both_sides_comes_out_alike_everywhere() -> None:
    one, two = note(extra={"colour": "red"}), note(extra={"colour": "blue"})
    assert merge_note(note(), one, two).content == merge_note(note(), two, one).content
    assert merge_note(note(), one, two).is_settled
