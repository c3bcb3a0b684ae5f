"""Paragraphs that are broken over several lines."""

from __future__ import annotations

import textwrap

import pytest

from notesapp.core.lines import split_lines
from notesapp.core.merge import PassageState, merge_text
from notesapp.core.wrapped import is_wrapped

S = PassageState

TEXT = (
    "We take the early tram along the river to the old tower, which opens at nine and is best "
    "seen before the groups arrive. Afterwards there is time for the garden on the hill and a "
    "long lunch in the shade, and whoever wants can walk back through the narrow streets."
)


def wrapped(text: str, width: int = 66) -> str:
    return textwrap.fill(text, width) + "\n"


def test_only_prose_broken_by_width_is_a_wrapped_paragraph() -> None:
    assert is_wrapped(split_lines(wrapped(TEXT)))
    assert not is_wrapped(split_lines("milk\nbread and butter\n"))
    assert not is_wrapped(split_lines(wrapped(TEXT).replace("\n", "  \n")))
    assert not is_wrapped(["- " + line for line in split_lines(wrapped(TEXT))])
    assert not is_wrapped([TEXT[:90] + ".\n", TEXT[:80] + ".\n", "The end.\n"])


def test_different_words_of_a_paragraph_that_both_broke_anew_are_suggested() -> None:
    here = TEXT.replace("early tram", "first tram of the day")
    there = TEXT.replace("long lunch", "long and lazy lunch")
    merged = merge_text(wrapped(TEXT), wrapped(here), wrapped(there))
    assert [p.state for p in merged.passages if not p.is_settled] == [S.COMBINED]
    both = here.replace("long lunch", "long and lazy lunch")
    assert merged.text.split() == both.split()
    assert max(map(len, merged.text.splitlines())) <= 66


def test_broken_anew_here_and_reworded_there_is_settled() -> None:
    there = TEXT.replace("long lunch", "lazy lunch")
    merged = merge_text(wrapped(TEXT), wrapped(TEXT, 50), wrapped(there))
    assert merged.is_settled
    assert merged.text == wrapped(there, 50)


def test_the_same_words_broken_differently_are_settled() -> None:
    there = TEXT.replace("long lunch", "lazy lunch")
    merged = merge_text(wrapped(TEXT), wrapped(there, 50), wrapped(there, 80))
    assert merged.is_settled
    assert merged.text.split() == there.split()


@pytest.mark.parametrize("word", ["early", "tower", "lunch"])
def test_the_same_words_of_a_paragraph_broken_anew_are_asked(word: str) -> None:
    here, there = TEXT.replace(word, "quite another"), TEXT.replace(word, "a third and new")
    merged = merge_text(wrapped(TEXT), wrapped(here), wrapped(there))
    assert any(p.state is S.UNDECIDED for p in merged.passages)
    assert "quite another" in " ".join(merged.text.split())
    assert "a third and new" in " ".join(merged.text.split())
