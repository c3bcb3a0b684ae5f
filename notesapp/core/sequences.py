"""Finding what two sequences have in common, in bounded time and memory.

Patience (anchors that occur once on each side) keeps prose aligned where people see it
aligned; Myers' O(ND) fills the gaps between anchors. Both stop at a stated amount of work and
then report less in common, which is always safe: what isn't matched counts as replaced.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Hashable, Sequence
from dataclasses import dataclass

PATIENCE_STEPS_PER_ITEM = 10
MYERS_STEPS = 100_000
MYERS_DISTANCE_IN_GAP = 500


@dataclass(frozen=True, slots=True)
class Block:
    """A run of equal items: `size` of them from `a` in the first and `b` in the second."""

    a: int
    b: int
    size: int


class Effort:
    """How many steps are left; counted, not timed, so that every device stops at the same one."""

    __slots__ = ("left",)

    def __init__(self, steps: int) -> None:
        self.left = steps

    def spend(self, steps: int) -> bool:
        """Take steps off; false if there weren't as many."""
        self.left -= steps
        return self.left >= 0

    def halves(self) -> tuple[Effort, Effort]:
        """Return what each of two sides may spend, so that neither takes from the other."""
        return Effort(self.left // 2), Effort(self.left // 2)

    def spend_halves(self, halves: tuple[Effort, Effort]) -> None:
        """Take off what the sides spent of their halves."""
        self.left -= 2 * (self.left // 2) - halves[0].left - halves[1].left


def common_blocks(
    a: Sequence[Hashable],
    b: Sequence[Hashable],
    *,
    nearby_first: int = 0,
    effort: Effort | None = None,
) -> list[Block]:
    """Return the runs that both sequences share, in order, none touching the next.

    Args:
        nearby_first: try Myers up to this edit distance over the whole before patience; right
            for words, which repeat too much to be anchors.
        effort: what Myers may still spend; the steps it took are taken off.
    """
    one, two = intern(a, b)
    pairs = _common_pairs(one, two, nearby_first, effort or Effort(MYERS_STEPS))
    return _blocks(pairs)


def intern(*sequences: Sequence[Hashable]) -> list[list[int]]:
    """Return the sequences with equal items replaced by equal small numbers."""
    numbers: dict[Hashable, int] = {}
    return [[numbers.setdefault(item, len(numbers)) for item in items] for items in sequences]


def _common_pairs(
    a: list[int], b: list[int], nearby_first: int, work: Effort
) -> list[tuple[int, int, int]]:
    found: list[tuple[int, int, int]] = []
    scans = Effort(PATIENCE_STEPS_PER_ITEM * (len(a) + len(b)) + 1000)
    is_first = True
    todo = [(0, len(a), 0, len(b))]
    while todo:
        a_low, a_high, b_low, b_high = _trim(a, b, todo.pop(), found)
        if a_low == a_high or b_low == b_high:
            continue
        if is_first and nearby_first:
            near = _myers(a[a_low:a_high], b[b_low:b_high], nearby_first, work)
            if near is not None:
                found.extend((x + a_low, y + b_low, size) for x, y, size in near)
                continue
        is_first = False
        if not scans.spend(a_high - a_low + b_high - b_low):
            continue
        anchors = _anchors(a, b, a_low, a_high, b_low, b_high)
        if anchors:
            for x, y in anchors:
                todo.append((a_low, x, b_low, y))
                found.append((x, y, 1))
                a_low, b_low = x + 1, y + 1
            todo.append((a_low, a_high, b_low, b_high))
            continue
        near = _myers(a[a_low:a_high], b[b_low:b_high], MYERS_DISTANCE_IN_GAP, work)
        found.extend((x + a_low, y + b_low, size) for x, y, size in near or ())
    found.sort()
    return found


def _trim(
    a: list[int], b: list[int], gap: tuple[int, int, int, int], found: list[tuple[int, int, int]]
) -> tuple[int, int, int, int]:
    """Note what begins and ends a gap on both sides, and return what is left between."""
    a_low, a_high, b_low, b_high = gap
    start = a_low
    while a_low < a_high and b_low < b_high and a[a_low] == b[b_low]:
        a_low += 1
        b_low += 1
    if a_low > start:
        found.append((start, b_low - (a_low - start), a_low - start))
    end = a_high
    while a_low < a_high and b_low < b_high and a[a_high - 1] == b[b_high - 1]:
        a_high -= 1
        b_high -= 1
    if a_high < end:
        found.append((a_high, b_high, end - a_high))
    return a_low, a_high, b_low, b_high


def _anchors(
    a: list[int], b: list[int], a_low: int, a_high: int, b_low: int, b_high: int
) -> list[tuple[int, int]]:
    """Return the longest rising chain of items that occur exactly once on each side."""
    in_b = _single_places(b, b_low, b_high)
    candidates = [
        (x, in_b[item])
        for item, x in _single_places(a, a_low, a_high).items()
        if in_b.get(item, -1) >= 0 and x >= 0
    ]
    return _longest_rising(candidates)


def _single_places(items: list[int], low: int, high: int) -> dict[int, int]:
    """Return where each item lies; -1 if in more than one place."""
    places: dict[int, int] = {}
    for index in range(low, high):
        item = items[index]
        places[item] = -1 if item in places else index
    return places


def _longest_rising(pairs: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """Return the longest subsequence whose second members rise (patience sorting)."""
    tops: list[int] = []
    piles: list[int] = []
    before: list[int] = []
    for index, (_, y) in enumerate(pairs):
        pile = bisect_left(tops, y)
        before.append(piles[pile - 1] if pile else -1)
        if pile == len(tops):
            tops.append(y)
            piles.append(index)
        else:
            tops[pile] = y
            piles[pile] = index
    chain: list[tuple[int, int]] = []
    at = piles[-1] if piles else -1
    while at >= 0:
        chain.append(pairs[at])
        at = before[at]
    chain.reverse()
    return chain


def _myers(
    a: list[int], b: list[int], max_distance: int, work: Effort
) -> list[tuple[int, int, int]] | None:
    """Return common runs along a shortest edit path; None if it is longer than allowed."""
    n, m = len(a), len(b)
    if abs(n - m) > max_distance or work.left <= 0:
        return None
    furthest = [0] * (2 * max_distance + 3)
    zero = max_distance + 1
    furthest[zero + 1] = 0
    trail: list[list[int]] = []
    for distance in range(min(n + m, max_distance) + 1):
        trail.append(furthest[zero - distance - 1 : zero + distance + 2])
        low = -distance if distance <= m else distance - 2 * m
        high = distance if distance <= n else 2 * n - distance
        steps = 0
        for k in range(low, high + 1, 2):
            down, right = furthest[zero + k + 1], furthest[zero + k - 1] + 1
            if k == -distance or (k != distance and right <= down):
                x = down
            else:
                x = right
            y = start = x
            y -= k
            while x < n and y < m and a[x] == b[y]:
                x += 1
                y += 1
            furthest[zero + k] = x
            steps += x - start + 1
            if x >= n and y >= m:
                return _walk_back(trail, n, m)
        if not work.spend(steps):
            return None
    return None


def _walk_back(trail: list[list[int]], n: int, m: int) -> list[tuple[int, int, int]]:
    runs: list[tuple[int, int, int]] = []
    x, y = n, m
    for distance in range(len(trail) - 1, -1, -1):
        row, zero, k = trail[distance], distance + 1, x - y
        down, right = row[zero + k + 1], row[zero + k - 1] + 1
        is_down = k == -distance or (k != distance and right <= down)
        start = (down if is_down else right) if distance else 0
        if x > start:
            runs.append((start, start - k, x - start))
        x, y = (start, start - k - 1) if is_down else (start - 1, start - k)
    runs.reverse()
    return runs


def _blocks(pairs: list[tuple[int, int, int]]) -> list[Block]:
    """Join runs that touch on both sides."""
    blocks: list[Block] = []
    for x, y, size in pairs:
        last = blocks[-1] if blocks else None
        if last and last.a + last.size == x and last.b + last.size == y:
            blocks[-1] = Block(last.a, last.b, last.size + size)
        else:
            blocks.append(Block(x, y, size))
    return blocks
