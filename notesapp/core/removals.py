"""Lines that one side removed and the other may have edited."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from notesapp.core.passages import Passage, PassageState, joined
from notesapp.core.stretches import Partners, Stretch
from notesapp.core.tokens import signs_of

SMALL_REMOVAL = 8
"""Something put in beside a removal of more lines than this may belong to what was removed."""


def removed_and_edited(
    part: Stretch, partners: Partners, removal: PassageState
) -> Iterator[Passage]:
    """Lines that one side removed: gone where the other left them alone, asked where it didn't.

    What the other side put in before the first or behind the last of them stays.
    """
    pieces = list(_pieces(part, partners, removal))
    if part.base[0].isspace():
        yield from _bound(pieces, removal)
    else:
        yield from reversed(_bound(reversed(pieces), removal, is_reversed=True))


def _bound(
    pieces: Iterable[Passage], removal: PassageState, *, is_reversed: bool = False
) -> list[Passage]:
    """Bind a removed paragraph that is asked about to the blank lines that went with it.

    Kept without them it would be glued to its neighbour. What was removed begins or ends with
    blank lines; each of its paragraphs has them on that side, which comes first in `pieces`.
    """
    bound: list[Passage] = []
    for piece in pieces:
        if not piece.is_settled:
            while bound and _is_blank_removal(bound[-1], removal):
                blank = bound.pop()
                piece = joined((piece, blank) if is_reversed else (blank, piece), piece)
        bound.append(piece)
    return bound


def _is_blank_removal(passage: Passage, removal: PassageState) -> bool:
    return passage.state is removal and bool(passage.base) and passage.base.isspace()


def _pieces(part: Stretch, partners: Partners, removal: PassageState) -> Iterator[Passage]:
    is_this_gone = removal is PassageState.FROM_THIS
    insertion = PassageState.FROM_OTHER if is_this_gone else PassageState.FROM_THIS
    (b, b_end), (k, k_end) = part.at_base, part.at_other if is_this_gone else part.at_this

    def piece(at_base: tuple[int, int], at_kept: tuple[int, int]) -> Stretch:
        if is_this_gone:
            return part.part(at_base, part.at_this, at_kept)
        return part.part(at_base, at_kept, part.at_other)

    first = b
    while b < b_end or k < k_end:
        x = b
        while x < b_end and x not in partners:
            x += 1
        y = partners[x] if x < b_end else k_end
        if b < x or k < y:
            here = piece((b, x), (k, y))
            is_at_edge = b in (first, b_end) and b_end - first <= SMALL_REMOVAL
            if b == x:
                is_plain = is_at_edge and not part.is_in_code
                yield here.passage(insertion if is_plain else PassageState.UNDECIDED)
            else:
                yield _removed_or_edited(here, removal)
        if x < b_end:
            yield _removed_or_edited(piece((x, x + 1), (y, y + 1)), removal)
        b, k = x + 1, y + 1


def _removed_or_edited(part: Stretch, removal: PassageState) -> Passage:
    """A line that one side removed; if the other put no word in, the removal is suggested."""
    if part.state is not None:
        return part.passage(part.state)
    edit = part.other if removal is PassageState.FROM_THIS else part.this
    base, words = signs_of("".join(part.base)), signs_of("".join(edit))
    if words == base:
        return part.passage(removal)
    if words <= base:
        return part.passage(PassageState.COMBINED, "")
    return part.passage(PassageState.UNDECIDED)
