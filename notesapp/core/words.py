"""Words within a paragraph: what changed, and whether two sets of changes go together."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from notesapp.core.sequences import Block, common_blocks

NEARBY_DISTANCE = 800
_TOKEN = re.compile(r"\w+(?:['’]\w+)*|[^\S\n]+|\n|[^\w\s]")


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of a text, from `start` up to `end`."""

    start: int
    end: int


def tokens_of(text: str) -> list[str]:
    """Return words, runs of white space and single signs; joined they give `text` exactly."""
    return _TOKEN.findall(text)


def word_blocks(old: Sequence[str], new: Sequence[str]) -> list[Block]:
    """Return the runs of equal tokens that are more than an accident."""
    blocks = common_blocks(old, new, nearby_first=NEARBY_DISTANCE)
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
    return not any(old[i][0].isalnum() for i in range(block.a, block.a + block.size))


def merge_words(base: str, this: str, other: str) -> str | None:
    """Return the text with both sides' changes of words; None if they overlap or touch."""
    bases, ones, twos = tokens_of(base), tokens_of(this), tokens_of(other)
    changes = [
        *_changes(bases, ones, 0),
        *_changes(bases, twos, 1),
    ]
    changes.sort(key=lambda change: (change.start, change.end))
    merged: list[str] = []
    at = 0
    last: _Change | None = None
    for change in changes:
        if last is not None and change.start <= last.end and change.side != last.side:
            if (change.start, change.end, change.text) == (last.start, last.end, last.text):
                continue
            return None
        merged.extend(bases[at : change.start])
        merged.append(change.text)
        at, last = change.end, change
    merged.extend(bases[at:])
    return "".join(merged)


@dataclass(frozen=True, slots=True)
class _Change:
    """Tokens `start` to `end` of the base became `text` on one side."""

    start: int
    end: int
    text: str
    side: int


def _changes(base: Sequence[str], new: Sequence[str], side: int) -> list[_Change]:
    changes: list[_Change] = []
    a = b = 0
    for block in [*word_blocks(base, new), Block(len(base), len(new), 0)]:
        if block.a > a or block.b > b:
            changes.append(_Change(a, block.a, "".join(new[b : block.b]), side))
        a, b = block.a + block.size, block.b + block.size
    return changes
