"""Where the rows of two columns go so that partners start on one level: plain arithmetic."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from math import ceil

from notesapp.ui.conflicts.comparison import Side


@dataclass(frozen=True, slots=True)
class Band:
    """One row of the columns and the room it keeps free around itself.

    Attributes:
        this, other: line numbers; None where a side has nothing in this row.
        above, below: room for what isn't text, such as a card's header.
        least_height: how high the row is at least, for rows without text.
    """

    this: int | None
    other: int | None
    above: float = 0.0
    below: float = 0.0
    least_height: float = 0.0

    def line(self, side: Side) -> int | None:
        return self.this if side is Side.THIS else self.other


@dataclass(frozen=True, slots=True)
class Placement:
    """The result of placing bands.

    Attributes:
        tops, bottoms: for each band, where its text begins and ends.
        margins: for each side and line, the room above it that puts it on its level.
        height: of everything together.
        ends: where the text of each side ends.
    """

    tops: Sequence[float]
    bottoms: Sequence[float]
    margins: Mapping[Side, Mapping[int, float]]
    height: float
    ends: Mapping[Side, float] = field(default_factory=dict)


def place(bands: Sequence[Band], heights: Mapping[Side, Mapping[int, float]]) -> Placement:
    """Place bands one under the other.

    Args:
        heights: for each side, how high each of its lines is by itself.
    """
    tops: list[float] = []
    bottoms: list[float] = []
    margins: dict[Side, dict[int, float]] = {side: {} for side in Side}
    ends = dict.fromkeys(Side, 0.0)
    y = 0.0
    for band in bands:
        top = y + band.above
        if any(band.line(side) is not None and not margins[side] for side in Side):
            top = ceil(top)  # a text's first line can only be moved by whole pixels
        height = band.least_height
        for side in Side:
            line = band.line(side)
            if line is None:
                continue
            margins[side][line] = top - ends[side]
            ends[side] = top + heights[side][line]
            height = max(height, heights[side][line])
        tops.append(top)
        bottoms.append(top + height)
        y = top + height + band.below
    return Placement(tops, bottoms, margins, y, ends)
