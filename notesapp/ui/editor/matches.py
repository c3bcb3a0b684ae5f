"""Where a query stands in a text, as positions of a document."""

from __future__ import annotations

import re
from bisect import bisect_left

from notesapp.ui.editor.exact_text import utf16_length


class Matches:
    """All places of a query, in order; upper and lower case are the same."""

    def __init__(self, text: str, query: str) -> None:
        self.places: list[tuple[int, int]] = []
        if not query:
            return
        at = position = 0
        for found in re.finditer(re.escape(query), text, re.IGNORECASE):
            start = position + utf16_length(text[at : found.start()])
            position = start + utf16_length(found.group())
            at = found.end()
            self.places.append((start, position))

    def index_of(self, start: int, end: int) -> int | None:
        """Return which match this very stretch is, or None."""
        index = bisect_left(self.places, (start, end))
        is_match = index < len(self.places) and self.places[index] == (start, end)
        return index if is_match else None

    def at_or_after(self, position: int) -> int:
        """Return the first match from a position on; after the last comes the first."""
        index = bisect_left(self.places, (position, -1))
        return index % len(self.places)

    def before(self, position: int) -> int:
        """Return the last match before a position; before the first comes the last."""
        return (bisect_left(self.places, (position, -1)) - 1) % len(self.places)

    def within(self, first: int, last: int) -> list[tuple[int, int]]:
        """Return the matches that begin within a stretch."""
        return self.places[
            bisect_left(self.places, (first, -1)) : bisect_left(self.places, (last + 1, -1))
        ]
