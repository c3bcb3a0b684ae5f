"""Previews and sort keys."""

from __future__ import annotations

import pytest

from notesapp.store.text import PREVIEW_LENGTH, clean_tags, preview_of, sort_key, storable


@pytest.mark.parametrize(
    ("body", "preview"),
    [
        ("# Heading\n\nSome *strong* and _soft_ `code`.", "Heading Some strong and soft code."),
        ("- [ ] milk\n- [x] bread\n* nuts\n12. tea", "milk bread nuts tea"),
        ("> quoted\n> - [ ] nested", "quoted nested"),
        (
            'See [the map](https://x.org/a_b) and ![a picture](p.png "t").',
            "See the map and a picture.",
        ),
        ("```python\nprint(1)\n```\nafter", "print(1) after"),
        ("Title\n=====\n\n---\n\ntext", "Title text"),
        ("snake_case and 2 * 3 stay * apart", "snake_case and 2 3 stay apart"),
        ("#hashtag stays", "#hashtag stays"),
        ("  \n\n\t leading space", "leading space"),
        ("one\r\ntwo\tthree", "one two three"),
        ("", ""),
        (" \n ", ""),
        ("2024 was a year. 3.5 too", "2024 was a year. 3.5 too"),
    ],
)
def test_a_preview_has_the_words_without_the_marks(body: str, preview: str) -> None:
    assert preview_of(body) == preview


def test_a_preview_is_short_however_long_the_body() -> None:
    assert len(preview_of("word " * 100_000)) <= PREVIEW_LENGTH
    assert preview_of("x" * 1_000_000) == "x" * PREVIEW_LENGTH
    assert preview_of(" " * 1_000_000 + "end") == "end"


def test_titles_sort_without_case_and_accents_and_by_number() -> None:
    titles = ["note 10", "Zebra", "éclair", "Note 9", "apple", "ﬁg"]
    assert sorted(titles, key=sort_key) == ["apple", "éclair", "ﬁg", "Note 9", "note 10", "Zebra"]


def test_storable_returns_ordinary_text_itself() -> None:
    text = "emoji 😀 and NUL \0"
    assert storable(text) is text


def test_tags_are_trimmed_sorted_and_unique() -> None:
    assert clean_tags(["b", " a", "b ", ""]) == ("a", "b")
