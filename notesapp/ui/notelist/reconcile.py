"""The smallest stretch of rows that turns one list into another."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple


class Replaced(NamedTuple):
    """Rows `first` to `old_end` (exclusive) become the new rows `first` to `new_end`."""

    first: int
    old_end: int
    new_end: int


def replaced_rows(old: Sequence[str], new: Sequence[str]) -> Replaced:
    """Return what differs between two lists once their common ends are left out."""
    shorter = min(len(old), len(new))
    first = 0
    while first < shorter and old[first] == new[first]:
        first += 1
    tail = 0
    while tail < shorter - first and old[-1 - tail] == new[-1 - tail]:
        tail += 1
    return Replaced(first, len(old) - tail, len(new) - tail)
