"""Words within a paragraph: what changed, and whether two sets of changes go together."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from notesapp.core.sequences import Block, Effort, common_blocks
from notesapp.core.structure import TEXT, is_number, line_parts, table_cells
from notesapp.core.tokens import holds_word, tokens_of

NEARBY_DISTANCE = 300


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of a text, from `start` up to `end`."""

    start: int
    end: int


def word_blocks(
    old: Sequence[str], new: Sequence[str], effort: Effort | None = None
) -> list[Block]:
    """Return the runs of equal tokens that are more than an accident."""
    blocks = common_blocks(old, new, nearby_first=NEARBY_DISTANCE, effort=effort)
    return [block for block in blocks if not _is_accident(block, old, new)]


def word_changes(old: str, new: str) -> tuple[list[Span], list[Span]]:
    """Return the spans of the old text that went and of the new text that came."""
    olds, news = tokens_of(old), tokens_of(new)
    gone: list[tuple[int, int]] = []
    come: list[tuple[int, int]] = []
    a = b = 0
    for block in [*word_blocks(olds, news), Block(len(olds), len(news), 0)]:
        if block.a > a:
            gone.append((a, block.a))
        if block.b > b:
            come.append((b, block.b))
        a, b = block.a + block.size, block.b + block.size
    return _spans(olds, gone), _spans(news, come)


def _spans(tokens: Sequence[str], ranges: list[tuple[int, int]]) -> list[Span]:
    offsets = [0]
    for token in tokens:
        offsets.append(offsets[-1] + len(token))
    return [Span(offsets[start], offsets[end]) for start, end in ranges]


def _is_accident(block: Block, old: Sequence[str], new: Sequence[str]) -> bool:
    """A blank or a sign between two changed words is no anchor: the whole phrase changed."""
    at_start = block.a == 0 and block.b == 0
    at_end = block.a + block.size == len(old) and block.b + block.size == len(new)
    if at_start or at_end:
        return False
    return not holds_word(old[i] for i in range(block.a, block.a + block.size))


@dataclass(frozen=True, slots=True)
class MergedWords:
    """A paragraph with both sides' changes.

    Attributes:
        is_sure: no side's words stand beside the other's; each changed something else.
    """

    text: str
    is_sure: bool


def merge_line(base: str, this: str, other: str, effort: Effort) -> MergedWords | None:
    """Merge a line by what it is made of: table cells, or marks, words and end."""
    was, here, there = table_cells(base), table_cells(this), table_cells(other)
    if was and here and there and len(was) == len(here) == len(there):
        row = _merge_fields(was, here, there, _merge_cell, effort)
        return row and MergedWords(row.text, _is_one_sided(base, this, other))
    parts = line_parts(base), line_parts(this), line_parts(other)
    return _merge_fields(*parts, _merge_part, effort)


def _merge_fields(
    base: Sequence[str],
    this: Sequence[str],
    other: Sequence[str],
    merge_one: Callable[[int, tuple[str, str, str], Effort], MergedWords | None],
    effort: Effort,
) -> MergedWords | None:
    merged = [
        merge_one(place, fields, effort)
        for place, fields in enumerate(zip(base, this, other, strict=True))
    ]
    found = [field for field in merged if field is not None]
    if len(found) < len(merged):
        return None
    return MergedWords("".join(f.text for f in found), all(f.is_sure for f in found))


def _merge_part(place: int, versions: tuple[str, str, str], effort: Effort) -> MergedWords | None:
    base, this, other = versions
    value = _merge_value(base, this, other)
    if value is not None:
        return MergedWords(value, is_sure=True)
    if place == TEXT:
        return merge_words(base, this, other, effort)
    are_blank = not this.strip() and not other.strip()
    if are_blank or (is_number(this) and is_number(other)):
        return MergedWords(max(this, other, key=lambda mark: (len(mark), mark)), is_sure=True)
    return None


def _merge_cell(_place: int, versions: tuple[str, str, str], effort: Effort) -> MergedWords | None:
    """Merge a table cell; the blanks that pad it don't count."""
    base, this, other = versions
    was, here, there = base.split(), this.split(), other.split()
    if here == there:
        return MergedWords(max(this, other), is_sure=True)
    if here == was or there == was:
        return MergedWords(other if here == was else this, is_sure=True)
    return merge_words(base, this, other, effort)


def _merge_value(base: str, this: str, other: str) -> str | None:
    if this == other or other == base:
        return this
    return other if this == base else None


def merge_words(base: str, this: str, other: str, effort: Effort) -> MergedWords | None:
    """Return the text with both sides' changes of words; None if they overlap or touch.

    Neither side may leave the other less effort, or swapping them would not swap the result.
    """
    if effort.left <= 0:
        return None
    bases = tokens_of(base)
    halves = effort.halves()
    changes = [
        *_changes(bases, tokens_of(this), 0, halves[0]),
        *_changes(bases, tokens_of(other), 1, halves[1]),
    ]
    effort.spend_halves(halves)
    changes.sort(key=lambda change: (change.start, change.end))
    merged: list[str] = []
    at = 0
    last: _Change | None = None
    for change in changes:
        if last is not None and change.side != last.side and _touch(bases, last, change):
            if (change.start, change.end, change.text) == (last.start, last.end, last.text):
                continue
            return None
        merged.extend(bases[at : change.start])
        merged.append(change.text)
        at, last = change.end, change
    merged.extend(bases[at:])
    return MergedWords("".join(merged), _is_one_sided(base, this, other))


def _is_one_sided(base: str, this: str, other: str) -> bool:
    """Say whether one of the sides changed nothing but white space."""
    return base.split() in (this.split(), other.split())


def _touch(base: Sequence[str], first: _Change, second: _Change) -> bool:
    """Say whether two changes overlap, or have no word between them that both sides kept."""
    between = base[first.end : second.start]
    return not holds_word(between)


@dataclass(frozen=True, slots=True)
class _Change:
    """Tokens `start` to `end` of the base became `text` on one side."""

    start: int
    end: int
    text: str
    side: int


def _changes(base: Sequence[str], new: Sequence[str], side: int, effort: Effort) -> list[_Change]:
    changes: list[_Change] = []
    a = b = 0
    for block in [*word_blocks(base, new, effort), Block(len(base), len(new), 0)]:
        if block.a > a or block.b > b:
            changes.append(_Change(a, block.a, "".join(new[b : block.b]), side))
        a, b = block.a + block.size, block.b + block.size
    return changes
