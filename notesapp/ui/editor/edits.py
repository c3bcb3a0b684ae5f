"""The smallest edits that make one text of another; what they leave alone stays in place."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from notesapp.core.lines import split_lines
from notesapp.core.sequences import Block, common_blocks
from notesapp.core.tokens import tokens_of

MAX_WORD_COMPARED = 40_000
"""A changed stretch longer than this (characters) is replaced as whole lines."""

_NEARBY_DISTANCE = 200


@dataclass(frozen=True, slots=True)
class Edit:
    """Replace the old text's `start` to `end` with `text`; the offsets count characters."""

    start: int
    end: int
    text: str


def edits_between(old: str, new: str) -> list[Edit]:
    """Return edits that turn `old` into `new`, in order, none touching the next."""
    if old == new:
        return []
    start = common_prefix(old, new)
    tail = common_suffix(old, new, start)
    olds, news = old[start : len(old) - tail], new[start : len(new) - tail]
    if not olds or not news:
        return [Edit(start, start + len(olds), news)]
    return [
        edit
        for at, gone, come in _changed_pieces(split_lines(olds), split_lines(news), start)
        for edit in _word_edits(gone, come, at)
    ]


def common_prefix(one: str, two: str) -> int:
    """Return how many characters both texts begin with."""
    low, high = 0, min(len(one), len(two))
    if one[:high] == two[:high]:
        return high
    while high - low > 1:
        middle = (low + high) // 2
        if one[low:middle] == two[low:middle]:
            low = middle
        else:
            high = middle
    return low


def common_suffix(one: str, two: str, prefix: int) -> int:
    """Return how many characters both texts end with, `prefix` ones at the start left out."""
    low, high = 0, min(len(one), len(two)) - prefix + 1
    while high - low > 1:
        middle = (low + high) // 2
        if one[len(one) - middle :] == two[len(two) - middle :]:
            low = middle
        else:
            high = middle
    return low


def _word_edits(gone: str, come: str, at: int) -> Iterator[Edit]:
    if max(len(gone), len(come)) > MAX_WORD_COMPARED or not gone or not come:
        yield Edit(at, at + len(gone), come)
        return
    for start, old, new in _changed_pieces(tokens_of(gone), tokens_of(come), at, _NEARBY_DISTANCE):
        head = common_prefix(old, new)
        tail = common_suffix(old, new, head)
        yield Edit(start + head, start + len(old) - tail, new[head : len(new) - tail])


def _changed_pieces(
    old: list[str], new: list[str], offset: int, nearby: int = 0
) -> Iterator[tuple[int, str, str]]:
    """Yield where the runs that differ begin in the old text, and both their texts."""
    a = b = 0
    at = offset
    blocks = common_blocks(old, new, nearby_first=nearby)
    for block in [*blocks, Block(len(old), len(new), 0)]:
        gone, come = "".join(old[a : block.a]), "".join(new[b : block.b])
        if gone or come:
            yield at, gone, come
        a, b = block.a + block.size, block.b + block.size
        at += len(gone) + sum(map(len, old[block.a : a]))
