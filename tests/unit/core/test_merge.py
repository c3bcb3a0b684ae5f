"""Three-way merge of a note's text."""

from __future__ import annotations

from notesapp.core.merge import MergedText, Passage, PassageState, merge_text


def states(merged: MergedText) -> list[PassageState]:
    return [passage.state for passage in merged.passages]


def only(merged: MergedText, state: PassageState) -> Passage:
    (passage,) = [passage for passage in merged.passages if passage.state is state]
    return passage


def test_edits_of_different_paragraphs_combine_silently() -> None:
    merged = merge_text("a\n\nb\n\nc\n", "A\n\nb\n\nc\n", "a\n\nb\n\nC\n")
    assert merged.is_settled
    assert merged.text == "A\n\nb\n\nC\n"


def test_edits_of_neighbouring_list_items_combine_silently() -> None:
    base = "- buy some bread\n- call aunt Mary\n- water the plants\n"
    this = "- buy some rye bread\n- call aunt Mary\n- water the plants\n"
    other = "- buy some bread\n- call aunt Mary today\n- water the plants\n"
    merged = merge_text(base, this, other)
    assert merged.is_settled
    assert merged.text == "- buy some rye bread\n- call aunt Mary today\n- water the plants\n"


def test_different_words_of_one_paragraph_are_suggested() -> None:
    merged = merge_text(
        "We meet at nine in the hall.\n",
        "We meet at ten in the hall.\n",
        "We meet at nine in the big hall.\n",
    )
    assert not merged.is_settled
    assert only(merged, PassageState.COMBINED).suggestion == "We meet at ten in the big hall.\n"


def test_same_words_are_asked_and_both_wordings_kept() -> None:
    merged = merge_text("at nine\n", "at ten\n", "at eleven\n")
    assert states(merged) == [PassageState.UNDECIDED]
    assert merged.text == "at ten\nat eleven\n"


def test_removed_here_and_edited_there_is_asked() -> None:
    merged = merge_text("a\nthe long line\nb\n", "a\nb\n", "a\nthe very long line\nb\n")
    passage = only(merged, PassageState.UNDECIDED)
    assert (passage.this, passage.other) == ("", "the very long line\n")


def test_without_a_base_only_what_is_common_is_settled() -> None:
    merged = merge_text(None, "a\nb\n", "a\nc\n")
    assert not merged.has_base
    assert states(merged) == [PassageState.SAME_ON_BOTH, PassageState.UNDECIDED]
