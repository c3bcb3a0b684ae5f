"""Each note gets a file name that every system takes and that no other note has."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from notesapp.transfer.names import Names, safe_name


@pytest.mark.parametrize(
    ("title", "name"),
    [
        ("Groceries", "Groceries"),
        ("a/b\\c: d?", "a b c d"),
        ("two\nlines", "two lines"),
        ("  ...hidden.", "hidden"),
        ("", "Untitled"),
        ("///", "Untitled"),
        ("CON", "CON_"),
        ("nul.backup", "nul.backup_"),
        ("Lpt1", "Lpt1_"),
        ("Console", "Console"),
        ("NUL\0byte", "NUL byte"),
        ("🦊 fox", "🦊 fox"),
    ],
)
def test_names_are_safe_everywhere(title: str, name: str) -> None:
    assert safe_name(title, "Untitled") == name


@given(st.text(st.characters(exclude_categories=["Cs"]), max_size=300))
def test_every_title_gives_a_name_that_fits(title: str) -> None:
    name = safe_name(title, "Untitled")
    assert 0 < len(name.encode()) <= 201
    assert name == name.strip(" .")
    assert not set(name) & set('<>:"/\\|?*\0\n\r\t')


def test_names_that_differ_only_in_case_or_composition_get_numbers() -> None:
    names = Names()
    taken = [
        names.take(name, ".md")
        for name in ("Tea", "TEA", "tea", unicodedata.normalize("NFD", "Café"), "CAFÉ")
    ]
    assert taken[:3] == ["Tea.md", "TEA (2).md", "tea (3).md"]
    assert taken[4] == "CAFÉ (2).md"


def test_a_number_that_is_part_of_a_title_is_not_taken_twice() -> None:
    names = Names()
    taken = [names.take(name, ".md") for name in ("Tea", "Tea (2)", "Tea")]
    assert taken == ["Tea.md", "Tea (2).md", "Tea (3).md"]
