"""Two versions of a text side by side: rows of aligned lines and the words that changed."""

from __future__ import annotations

from dataclasses import dataclass

from notesapp.core.lines import line_blocks, similar_pairs, split_lines, with_newlines
from notesapp.core.sequences import Block
from notesapp.core.words import Span, word_changes

__all__ = ["Row", "Span", "align", "line_matches", "word_changes"]


@dataclass(frozen=True, slots=True)
class Row:
    """A line of each version on one level; None where a version has none.

    Attributes:
        changed: the lines differ, or only one version has it.
    """

    this: str | None
    other: str | None
    changed: bool


def line_matches(old: str, new: str) -> list[Block]:
    """Return the runs of equal lines, as line numbers in both texts."""
    return line_blocks(with_newlines(split_lines(old)), with_newlines(split_lines(new)))


def align(this: str, other: str) -> tuple[Row, ...]:
    """Return the lines of both texts in rows: equal and similar lines share one."""
    these, others = split_lines(this), split_lines(other)
    rows: list[Row] = []
    a = b = 0
    for block in [*line_matches(this, other), Block(len(these), len(others), 0)]:
        rows.extend(_changed_rows(these[a : block.a], others[b : block.b]))
        a, b = block.a, block.b
        for _ in range(block.size):
            rows.append(Row(these[a], others[b], changed=these[a] != others[b]))
            a, b = a + 1, b + 1
    return tuple(rows)


def _changed_rows(these: list[str], others: list[str]) -> list[Row]:
    rows: list[Row] = []
    a = b = 0
    for x, y in [*similar_pairs(these, others), (len(these), len(others))]:
        rows.extend(Row(line, None, changed=True) for line in these[a:x])
        rows.extend(Row(None, line, changed=True) for line in others[b:y])
        if x < len(these):
            rows.append(Row(these[x], others[y], changed=these[x] != others[y]))
        a, b = x + 1, y + 1
    return rows
