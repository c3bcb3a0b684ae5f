"""Which line of the result belongs to which passage, kept true while somebody types."""

from __future__ import annotations

from collections.abc import Sequence


class ResultTable:
    """For each line of the result the number of its passage; never empty."""

    def __init__(self) -> None:
        self._owners: list[int] = [0]

    def fill(self, owners: Sequence[int]) -> None:
        """Begin anew with these owners, one a line."""
        self._owners = list(owners) or [0]

    def owner(self, line: int) -> int:
        return self._owners[min(line, len(self._owners) - 1)]

    def edited(self, first: int, last_after: int, line_count: int) -> tuple[int, ...]:
        """Take an edit that turned some lines into the lines `first` to `last_after`.

        Args:
            line_count: how many lines there are now; the difference says how many were replaced.

        A new line belongs to the passage in which the edit began.

        Returns:
            The passages that the edit reached into.
        """
        replaced = (last_after - first + 1) - (line_count - len(self._owners))
        before = self._owners[first : first + replaced]
        owner = before[0] if before else self.owner(first)
        self._owners[first : first + replaced] = [owner] * (last_after - first + 1)
        return tuple(sorted({owner, *before}))

    def lines_of(self, owner: int) -> list[int]:
        """Return the lines of a passage, top to bottom."""
        return [line for line, at in enumerate(self._owners) if at == owner]

    def first_line(self, owner: int) -> int | None:
        """Return the first line of a passage, or None if it has none."""
        try:
            return self._owners.index(owner)
        except ValueError:
            return None
