"""How much of a note a row shows."""

from __future__ import annotations

from enum import StrEnum


class Density(StrEnum):
    """The user's choice for all lists."""

    COMFORTABLE = "comfortable"
    COMPACT = "compact"
    TITLES = "titles"

    @property
    def lines(self) -> int:
        """How many lines of text stand under the title."""
        return {Density.COMFORTABLE: 2, Density.COMPACT: 1, Density.TITLES: 0}[self]

    @property
    def height(self) -> int:
        """A row's height in pixels at the usual font size."""
        return {Density.COMFORTABLE: 86, Density.COMPACT: 56, Density.TITLES: 34}[self]
