"""Lines of a note's text: how it is cut into them and which of them are alike."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from itertools import product

from notesapp.core.sequences import Block, Effort, common_blocks
from notesapp.core.tokens import words_of

MAX_PAIRS_COMPARED = 20_000
"""Above this many line pairs a region isn't searched for similar lines (0.1 s)."""

ALIKE = 0.5
MAX_ISLAND = 3
LONG_CHANGE = 3


def split_lines(text: str) -> list[str]:
    """Return the lines with their ends; joined they give `text` exactly.

    Only a line feed ends a line: a carriage return or U+2028 is part of it.
    """
    lines = text.split("\n")
    last = lines.pop()
    ended = [line + "\n" for line in lines]
    return [*ended, last] if last else ended


def with_newlines(lines: list[str]) -> list[str]:
    """Return the lines as they are compared: a missing newline at the end isn't a change."""
    if lines and not lines[-1].endswith("\n"):
        return [*lines[:-1], lines[-1] + "\n"]
    return lines


def line_blocks(old: Sequence[str], new: Sequence[str]) -> list[Block]:
    """Return the runs of equal lines."""
    blocks = slid_down(common_blocks(old, new), old, new)
    return without_islands(blocks, old, new)


def slid_down(blocks: Sequence[Block], old: Sequence[str], new: Sequence[str]) -> list[Block]:
    """Move what was only put in, or only taken out, as far down as it can go.

    A new paragraph may be seen with the blank line before it or with the one behind. Both
    sides must see theirs alike, or two additions at one place look like two places.
    """
    slid: list[Block] = []
    a = b = 0
    for block in blocks:
        at_a, at_b, size = block.a, block.b, block.size
        count = 0
        if (at_a > a) != (at_b > b):
            lines, first, start = (new, b, at_b) if at_a == a else (old, a, at_a)
            while count < size - 1 and lines[first + count] == lines[start + count]:
                count += 1
        if count:
            _append(slid, Block(a, b, count))
        _append(slid, Block(at_a + count, at_b + count, size - count))
        a, b = at_a + size, at_b + size
    return slid


def _append(blocks: list[Block], block: Block) -> None:
    last = blocks[-1] if blocks else None
    if last and last.a + last.size == block.a and last.b + last.size == block.b:
        blocks[-1] = Block(last.a, last.b, last.size + block.size)
    else:
        blocks.append(block)


def without_islands(blocks: Sequence[Block], old: Sequence[str], new: Sequence[str]) -> list[Block]:
    """Leave out equal lines that are equal by accident amid a rewrite.

    A blank or a line that the old text repeats, between two long changes, says nothing about
    what became of what.
    """
    counts = Counter(old)
    kept: list[Block] = []
    a = b = 0
    for index, block in enumerate(blocks):
        following = blocks[index + 1] if index + 1 < len(blocks) else Block(len(old), len(new), 0)
        before = max(block.a - a, block.b - b)
        after = max(following.a - block.a, following.b - block.b) - block.size
        is_small = block.size <= MAX_ISLAND and min(before, after) >= LONG_CHANGE * block.size
        if is_small and all(
            counts[line] > 1 or line.isspace() for line in old[block.a : block.a + block.size]
        ):
            continue
        kept.append(block)
        a, b = block.a + block.size, block.b + block.size
    return kept


def likeness(one: Counter[str], two: Counter[str]) -> float:
    """Return how alike two lines are by their words, 0 to 1."""
    total = one.total() + two.total()
    if not total:
        return 0.0
    small, large = (one, two) if len(one) <= len(two) else (two, one)
    shared = sum(min(count, large[word]) for word, count in small.items() if word in large)
    return 2 * shared / total


def equal_pairs(old: Sequence[str], new: Sequence[str]) -> list[tuple[int, int]]:
    """Return which old line is which new one, equal lines only."""
    blocks = line_blocks(old, new)
    return [(block.a + i, block.b + i) for block in blocks for i in range(block.size)]


def similar_pairs(
    old: Sequence[str],
    new: Sequence[str],
    key_of: Callable[[str], str | None] | None = None,
    max_pairs: int = MAX_PAIRS_COMPARED,
    effort: Effort | None = None,
) -> list[tuple[int, int]]:
    """Return which old line became which new line, in order, best total likeness first.

    Equal lines pair with weight above any similar ones. A region with too many lines gives
    only the equal ones.
    """
    if len(old) * len(new) > max_pairs:
        blocks = common_blocks(old, new, effort=effort)
        return [(b.a + i, b.b + i) for b in blocks for i in range(b.size)]
    weights = _weights(old, new)
    if key_of is not None:
        _weigh_keys(weights, [key_of(line) for line in old], [key_of(line) for line in new])
    pairs = _best_chain(weights, len(old), len(new))
    blocks = [Block(x, y, 1) for x, y in pairs]
    return [(block.a, block.b) for block in without_islands(blocks, old, new)]


def _weigh_keys(
    weights: list[list[float]], old: Sequence[str | None], new: Sequence[str | None]
) -> None:
    """Let lines with a key pair with the same key before any other that is alike."""
    for i, j in product(range(len(old)), range(len(new))):
        if old[i] is not None and old[i] == new[j]:
            weights[i][j] = max(weights[i][j], 1.0)


def _weights(old: Sequence[str], new: Sequence[str]) -> list[list[float]]:
    old_words = [words_of(line) for line in old]
    new_words = [words_of(line) for line in new]
    return [
        [_weight(old[i], new[j], old_words[i], new_words[j]) for j in range(len(new))]
        for i in range(len(old))
    ]


def _weight(old: str, new: str, old_words: Counter[str], new_words: Counter[str]) -> float:
    if old == new:
        return 0.1 if old.isspace() else 1.5
    value = likeness(old_words, new_words)
    return value if value >= ALIKE else 0.0


def _best_chain(weights: list[list[float]], rows: int, columns: int) -> list[tuple[int, int]]:
    """Return the pairs of the heaviest chain that rises on both sides."""
    best = [[0.0] * (columns + 1) for _ in range(rows + 1)]
    for i in range(rows - 1, -1, -1):
        here, below, row = best[i], best[i + 1], weights[i]
        for j in range(columns - 1, -1, -1):
            value = max(below[j], here[j + 1])
            if row[j] > 0.0:
                value = max(value, row[j] + below[j + 1])
            here[j] = value
    pairs: list[tuple[int, int]] = []
    i = j = 0
    while i < rows and j < columns:
        if weights[i][j] > 0.0 and best[i][j] == weights[i][j] + best[i + 1][j + 1]:
            pairs.append((i, j))
            i, j = i + 1, j + 1
        elif best[i][j] == best[i + 1][j]:
            i += 1
        else:
            j += 1
    return pairs
