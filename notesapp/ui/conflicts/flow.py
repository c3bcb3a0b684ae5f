"""From a comparison to bands: rows, cards with room for their header, folded unchanged runs."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from notesapp.ui.conflicts.alignment import Band
from notesapp.ui.conflicts.comparison import Comparison, Part, Row, Side

FOLD_ABOVE = 6
"""Unchanged runs of more paragraphs than this are folded."""

CONTEXT = 2
CARD_GAP = 14.0
CARD_PADDING_ABOVE = 8.0
CARD_PADDING_BELOW = 12.0
FOLD_HEIGHT = 44.0
EDGE = 16.0


@dataclass(frozen=True, slots=True)
class Fold:
    """A run of unchanged lines that is not shown.

    Attributes:
        band: the band that stands for it.
        this, other: the hidden lines of each side.
        paragraphs: how many paragraphs that is, to a reader.
    """

    band: int
    this: range
    other: range
    paragraphs: int

    def lines(self, side: Side) -> range:
        return self.this if side is Side.THIS else self.other


@dataclass(slots=True)
class Flow:
    """The bands of a comparison and which of them belong to which part."""

    bands: list[Band] = field(default_factory=list)
    spans: dict[int, tuple[int, int]] = field(default_factory=dict)
    folds: list[Fold] = field(default_factory=list)

    def hidden(self, side: Side) -> Iterator[int]:
        """Return the lines of a side that are folded away."""
        for fold in self.folds:
            yield from fold.lines(side)


def flow(
    comparison: Comparison,
    headers: Mapping[int, float],
    unfolded: Iterable[int] = (),
) -> Flow:
    """Return the bands of a comparison.

    Args:
        headers: for each part that is a card, the height of what stands above its text.
        unfolded: first lines, on this side, of runs that are shown in full.
    """
    result = Flow()
    shown_in_full = set(unfolded)
    run: list[Row] = []
    for part in comparison.parts:
        if not part.is_asked and part.comes_from is None:
            run.extend(part.rows)
            continue
        _add_run(result, comparison, run, shown_in_full, is_last=False)
        run = []
        _add_part(result, part, headers.get(part.number))
    _add_run(result, comparison, run, shown_in_full, is_last=True)
    if result.bands:
        first, last = result.bands[0], result.bands[-1]
        result.bands[0] = _with_room(first, above=first.above + (0.0 if first.above else EDGE))
        last = result.bands[-1]
        result.bands[-1] = _with_room(last, below=last.below + EDGE)
    return result


def _add_part(result: Flow, part: Part, header: float | None) -> None:
    first = len(result.bands)
    result.bands.extend(Band(row.this, row.other) for row in part.rows)
    last = len(result.bands) - 1
    result.spans[part.number] = (first, last)
    if header is not None:
        above = CARD_GAP + header + CARD_PADDING_ABOVE
        result.bands[first] = _with_room(result.bands[first], above=above)
        result.bands[last] = _with_room(result.bands[last], below=CARD_PADDING_BELOW + CARD_GAP)


def _add_run(
    result: Flow,
    comparison: Comparison,
    run: Sequence[Row],
    shown_in_full: set[int],
    *,
    is_last: bool,
) -> None:
    is_first = not result.bands
    start = 0 if is_first else CONTEXT
    end = len(run) if is_last else max(len(run) - CONTEXT, 0)
    middle = run[start:end]
    paragraphs = sum(
        1 for row in middle if row.this is not None and comparison.this_lines[row.this].strip()
    )
    is_whole_note = is_first and is_last
    key = middle[0].this if middle else None
    if is_whole_note or paragraphs <= FOLD_ABOVE or key in shown_in_full:
        result.bands.extend(Band(row.this, row.other) for row in run)
        return
    result.bands.extend(Band(row.this, row.other) for row in run[:start])
    result.folds.append(_fold(len(result.bands), middle, paragraphs))
    result.bands.append(Band(None, None, least_height=FOLD_HEIGHT))
    result.bands.extend(Band(row.this, row.other) for row in run[end:])


def _fold(band: int, rows: Sequence[Row], paragraphs: int) -> Fold:
    this = [row.this for row in rows if row.this is not None]
    other = [row.other for row in rows if row.other is not None]
    return Fold(band, range(this[0], this[-1] + 1), range(other[0], other[-1] + 1), paragraphs)


def _with_room(band: Band, *, above: float | None = None, below: float | None = None) -> Band:
    return Band(
        band.this,
        band.other,
        band.above if above is None else above,
        band.below if below is None else below,
        band.least_height,
    )
