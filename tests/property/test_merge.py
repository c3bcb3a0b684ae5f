"""What holds for every merge, whatever was written."""

from __future__ import annotations

import textwrap

from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from notesapp.core.diff import align, word_changes
from notesapp.core.merge import MergedText, PassageState, merge_text
from notesapp.core.words import Span
from tests.support.merge_tokens import counted, lost_tokens, returned_tokens

WORDS = st.sampled_from(
    [
        "the",
        "a",
        "tram",
        "tower",
        "Lisbon",
        "eat",
        "milk",
        "8.2",
        "don’t",
        "naïve",
        "日本",
        "日本語で",
        "🎉",
        "[x]",
        "https://a.b/c?d=e",
    ]
)
SENTENCE = st.lists(WORDS, min_size=1, max_size=9).map(" ".join)
LINE = st.one_of(
    SENTENCE,
    st.lists(WORDS, min_size=12, max_size=16).map(" ".join),
    st.tuples(
        st.sampled_from(["- ", "1. ", "- [ ] ", "- [x] ", "## ", "> ", "    ", "\t"]), SENTENCE
    ).map("".join),
    st.lists(SENTENCE, min_size=1, max_size=3).map(lambda cells: f"| {' | '.join(cells)} |"),
    st.sampled_from(
        ["", "", "```", "```py", "---", "tags: [a, b]", "\x00", "a\u2028b", "  ", "a\r"]
    ),
)
TEXT = st.tuples(st.lists(LINE, max_size=12), st.sampled_from(["\n", "\r\n"]), st.booleans()).map(
    lambda parts: parts[1].join(parts[0]) + (parts[1] if parts[2] else "")
)


@st.composite
def edited(draw: st.DrawFn, text: str) -> str:
    """An edited form of a text: lines put in, taken out, moved or reworded."""
    for _ in range(draw(st.integers(0, 4))):
        lines = text.split("\n")
        at = draw(st.integers(0, len(lines) - 1))
        match draw(st.sampled_from(["insert", "delete", "word", "move", "cut", "type", "wrap"])):
            case "insert":
                lines[at:at] = draw(st.lists(LINE, min_size=1, max_size=3))
            case "delete":
                del lines[at : at + draw(st.integers(1, 3))]
            case "word":
                words = lines[at].split(" ")
                words[draw(st.integers(0, len(words) - 1))] = draw(SENTENCE)
                lines[at] = " ".join(words)
            case "move":
                lines.insert(draw(st.integers(0, len(lines) - 1)), lines.pop(at))
            case "wrap":
                flat = " ".join(lines[at : at + 4])
                lines[at : at + 4] = textwrap.wrap(flat, draw(st.integers(45, 90))) or [""]
            case "cut":
                lines[at] = lines[at][: draw(st.integers(0, len(lines[at])))]
            case _:
                place = draw(st.integers(0, len(lines[at])))
                lines[at] = lines[at][:place] + draw(st.text(max_size=3)) + lines[at][place:]
        text = "\n".join(lines)
    return text


@st.composite
def three_texts(draw: st.DrawFn) -> tuple[str, str, str]:
    base = draw(TEXT)
    return base, draw(edited(base)), draw(edited(base))


MIRRORED = {
    PassageState.FROM_THIS: PassageState.FROM_OTHER,
    PassageState.FROM_OTHER: PassageState.FROM_THIS,
}

thorough = settings(max_examples=400, deadline=None, suppress_health_check=list(HealthCheck))


def joined(merged: MergedText, side: str) -> str:
    return "".join(getattr(passage, side) for passage in merged.passages)


@thorough
@given(three_texts())
@example(("a", "a", "a\nb"))
@example(("a\n", "a", ""))
@example(("\r\n", "\nq w", "q w"))
def test_passages_rejoin_to_the_three_texts(texts: tuple[str, str, str]) -> None:
    base, this, other = texts
    merged = merge_text(base, this, other)
    assert (joined(merged, "base"), joined(merged, "this"), joined(merged, "other")) == texts


@thorough
@given(three_texts())
def test_swapping_the_sides_swaps_the_result(texts: tuple[str, str, str]) -> None:
    base, this, other = texts
    merged, swapped = merge_text(base, this, other), merge_text(base, other, this)
    assert [
        (MIRRORED.get(p.state, p.state), p.this, p.other, p.suggestion, p.is_sure)
        for p in merged.passages
    ] == [(p.state, p.other, p.this, p.suggestion, p.is_sure) for p in swapped.passages]
    if not any(p.state is PassageState.UNDECIDED for p in merged.passages):
        assert merged.text == swapped.text


@thorough
@given(three_texts())
def test_no_token_is_lost_and_none_comes_back(texts: tuple[str, str, str]) -> None:
    merged = merge_text(*texts)
    assert not lost_tokens(merged)
    assert not returned_tokens(merged)


@thorough
@given(three_texts())
def test_nothing_is_in_the_result_that_nobody_wrote(texts: tuple[str, str, str]) -> None:
    written = counted(texts[0]) | counted(texts[1]) | counted(texts[2])
    assert counted(merge_text(*texts).text).keys() <= written.keys()


@thorough
@given(three_texts())
def test_an_edit_of_one_side_only_is_taken_as_it_is(texts: tuple[str, str, str]) -> None:
    base, this, _ = texts
    assert merge_text(base, this, base).text == this
    assert merge_text(base, base, this).text == this
    assert merge_text(base, this, base).is_settled


@thorough
@given(three_texts())
def test_the_same_edit_on_both_sides_is_no_question(texts: tuple[str, str, str]) -> None:
    base, this, _ = texts
    merged = merge_text(base, this, this)
    assert merged.is_settled
    assert merged.text == this


@thorough
@given(three_texts())
def test_merging_the_result_again_changes_nothing(texts: tuple[str, str, str]) -> None:
    base, this, other = texts
    merged = merge_text(base, this, other)
    if merged.is_settled:
        assert merge_text(this, merged.text, this).text == merged.text


@thorough
@given(TEXT, TEXT)
def test_without_a_base_everything_of_both_is_kept(this: str, other: str) -> None:
    merged = merge_text(None, this, other)
    assert (joined(merged, "this"), joined(merged, "other")) == (this, other)
    assert (counted(this) | counted(other)) <= counted(merged.text)
    if merged.is_settled:
        assert counted(this) == counted(other)


@thorough
@given(TEXT, TEXT)
def test_edits_with_untouched_text_between_them_are_combined(first: str, last: str) -> None:
    middle = "\n\nSix unmistakable words stand here alone.\n\n"
    head, tail = "Here the note begins.", "There the note stops."
    base = head + middle + tail
    this, other = f"{first}\n\n{head}{middle}{tail}", f"{head}{middle}{tail}\n\n{last}"
    merged = merge_text(base, this, other)
    assert merged.is_settled
    assert counted(merged.text) == counted(first) + counted(base) + counted(last)


@thorough
@given(three_texts())
def test_rows_side_by_side_rejoin_to_both_texts(texts: tuple[str, str, str]) -> None:
    _, this, other = texts
    rows = align(this, other)
    assert "".join(row.this or "" for row in rows) == this
    assert "".join(row.other or "" for row in rows) == other
    assert all(row.changed == (row.this != row.other) for row in rows)


@thorough
@given(three_texts())
def test_what_no_word_change_covers_is_the_same_in_both(texts: tuple[str, str, str]) -> None:
    _, this, other = texts
    gone, come = word_changes(this, other)
    assert _without(this, gone) == _without(other, come)


def _without(text: str, spans: list[Span]) -> str:
    kept, at = [], 0
    for span in spans:
        assert at <= span.start < span.end <= len(text)
        kept.append(text[at : span.start])
        at = span.end
    return "".join([*kept, text[at:]])
