"""Two versions side by side."""

from __future__ import annotations

import random
import time

import pytest

from notesapp.core.diff import Row, align, line_matches, word_changes
from notesapp.core.lines import split_lines
from notesapp.core.sequences import Block, common_blocks


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("", []),
        ("a", ["a"]),
        ("a\n", ["a\n"]),
        ("\n\n", ["\n", "\n"]),
        ("a\r\nb", ["a\r\n", "b"]),
        ("a\rb\u2028c\x0bd\x00\n", ["a\rb\u2028c\x0bd\x00\n"]),
    ],
)
def test_only_a_line_feed_ends_a_line(text: str, lines: list[str]) -> None:
    assert split_lines(text) == lines


def test_similar_lines_share_a_row_and_others_stand_alone() -> None:
    rows = align(
        "Plan\n- buy some bread\nsomething else\nEnd\n",
        "Plan\n- buy some rye bread\nEnd\nafter all\n",
    )
    assert rows == (
        Row("Plan\n", "Plan\n", changed=False),
        Row("- buy some bread\n", "- buy some rye bread\n", changed=True),
        Row("something else\n", None, changed=True),
        Row("End\n", "End\n", changed=False),
        Row(None, "after all\n", changed=True),
    )


def test_a_missing_newline_at_the_end_keeps_the_row() -> None:
    assert align("a\nb", "a\nb\nc\n") == (
        Row("a\n", "a\n", changed=False),
        Row("b", "b\n", changed=True),
        Row(None, "c\n", changed=True),
    )


def test_equal_lines_are_found_as_runs() -> None:
    assert line_matches("a\nb\nc\nd\n", "a\nb\nx\nd\n") == [Block(0, 0, 2), Block(3, 3, 1)]


@pytest.mark.parametrize(
    ("old", "new", "gone", "come"),
    [
        ("at nine sharp", "at ten sharp", ["nine"], ["ten"]),
        ("one two", "one big two", [], ["big "]),
        ("one two three", "one three", ["two "], []),
        ("same", "same", [], []),
        ("", "new", [], ["new"]),
        ("Aunt Mary's", "Aunt Ann's", ["Mary's"], ["Ann's"]),
        ("tick [ ] it", "tick [x] it", [" "], ["x"]),
        ("red, green", "blue, white", ["red, green"], ["blue, white"]),
    ],
)
def test_changed_words_are_marked_whole(
    old: str, new: str, gone: list[str], come: list[str]
) -> None:
    removed, added = word_changes(old, new)
    assert [old[span.start : span.end] for span in removed] == gone
    assert [new[span.start : span.end] for span in added] == come


@pytest.mark.parametrize("seed", range(20))
def test_common_runs_rise_and_are_equal(seed: int) -> None:
    chance = random.Random(seed)
    one = [chance.choice("abcde") for _ in range(chance.randrange(60))]
    two = [chance.choice("abcdf") for _ in range(chance.randrange(60))]
    a = b = 0
    for block in common_blocks(one, two):
        assert block.a >= a and block.b >= b and block.size > 0
        assert one[block.a : block.a + block.size] == two[block.b : block.b + block.size]
        a, b = block.a + block.size, block.b + block.size


def test_without_anchors_a_shortest_edit_is_found() -> None:
    blocks = common_blocks(list("abcabba"), list("cbabac"))
    assert sum(block.size for block in blocks) == 4


def test_a_long_text_is_aligned_in_time() -> None:
    chance = random.Random(1)
    lines = [" ".join(f"w{chance.randrange(3000)}" for _ in range(10)) + "\n" for _ in range(8000)]
    this = "".join(lines)
    for _ in range(200):
        at = chance.randrange(len(lines))
        lines[at] = lines[at].replace("w1", "changed w", 1)
    start = time.process_time()
    rows = align(this, "".join(lines))
    assert time.process_time() - start < 2  # 0.05 s on a quiet machine
    assert len(rows) == 8000
