"""Two blocks that were put in at one place, one by each side."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

from notesapp.core.lines import likeness, similar_pairs
from notesapp.core.passages import Passage, PassageState
from notesapp.core.stretches import Stretch
from notesapp.core.structure import is_fence, opens_section, row_key
from notesapp.core.tokens import signs_of, words_of

SAME_SUBJECT = 0.7
"""Two new blocks that share this much of their words say the same thing twice."""

MIN_NEW_WORDS = 2
NEW_WORDS_SHARED = 0.25
"""Two new blocks that share this much of the words new to the note are about one subject."""


def both_inserted(part: Stretch) -> Iterator[Passage]:
    """Two blocks put in at one place: both stay, unless they are two versions of one."""
    if likeness(words_of("".join(part.this)), words_of("".join(part.other))) >= SAME_SUBJECT:
        yield from _two_versions(part)
        return
    if part.is_in_code:
        yield part.passage(PassageState.COMBINED, "".join(_in_order(part.this, part.other)))
        return
    start = _common_start(part.this, part.other)
    if _is_one_subject(part, start):
        yield part.passage(PassageState.UNDECIDED)
        return
    (_, t_end), (_, o_end) = part.at_this, part.at_other
    t, o = part.at_this[0] + start, part.at_other[0] + start
    if start:
        yield part.part(part.at_base, (part.at_this[0], t), (part.at_other[0], o)).passage(
            PassageState.SAME_ON_BOTH
        )
    ours = part.part(part.at_base, (t, t_end), (o, o)).passage(PassageState.FROM_THIS)
    theirs = part.part(part.at_base, (t_end, t_end), (o, o_end)).passage(PassageState.FROM_OTHER)
    if _is_before(part.this[start:], part.other[start:]):
        yield from (ours, theirs)
    else:
        yield from (theirs, ours)


def _is_one_subject(part: Stretch, start: int) -> bool:
    """Say whether both blocks bring in the same thing: a table row, or words new to the note."""
    this, other = part.this[start:], part.other[start:]
    rows = {row_key(line) for line in this} & {row_key(line) for line in other} - {None}
    if rows:
        return True
    new_here, new_there = (
        words_of("".join(lines)).keys() - part.texts.vocabulary for lines in (this, other)
    )
    shared = len(new_here & new_there)
    return shared >= MIN_NEW_WORDS and shared >= NEW_WORDS_SHARED * min(
        len(new_here), len(new_there)
    )


def _in_order(this: Sequence[str], other: Sequence[str]) -> list[str]:
    return [*this, *other] if _is_before(this, other) else [*other, *this]


def _is_before(this: Sequence[str], other: Sequence[str]) -> bool:
    """What goes on with the section stands before what opens a new one; else by the alphabet.

    The order must be the same on both devices, so it can't be "mine first".
    """
    return (opens_section(this), list(this)) <= (opens_section(other), list(other))


def _common_start(this: Sequence[str], other: Sequence[str]) -> int:
    """Return how many lines both blocks begin with: the same new heading, say.

    Blank lines at its end stay with each block, and so does the start of a block of code.
    """
    count = 0
    for one, two in zip(this, other, strict=False):
        if one != two or is_fence(one):
            break
        count += 1
    while count and not this[count - 1].strip():
        count -= 1
    return count if count < min(len(this), len(other)) else 0


def _two_versions(part: Stretch) -> Iterator[Passage]:
    """Two versions of one new block: line by line, what only one has stays."""
    t, o = part.at_this[0], part.at_other[0]
    pairs = [(t + x, o + y) for x, y in _symmetric_pairs(part.this, part.other)]
    for y, z in [*pairs, (part.at_this[1], part.at_other[1])]:
        if t < y or o < z:
            between = part.part(part.at_base, (t, y), (o, z))
            yield between.passage(between.state or PassageState.UNDECIDED)
        if y < part.at_this[1]:
            both = part.part(part.at_base, (y, y + 1), (z, z + 1))
            if both.this == both.other:
                yield both.passage(PassageState.SAME_ON_BOTH)
            else:
                yield larger_side(both) or both.passage(PassageState.UNDECIDED)
        t, o = y + 1, z + 1


def _symmetric_pairs(this: Sequence[str], other: Sequence[str]) -> list[tuple[int, int]]:
    """Pair the lines of two sides in the one order that doesn't depend on which is which."""
    if list(this) <= list(other):
        return similar_pairs(this, other)
    return [(x, y) for y, x in similar_pairs(other, this)]


def larger_side(part: Stretch) -> Passage | None:
    """Suggest the side that did all that the other did, and more."""
    base, this, other = (signs_of("".join(x)) for x in (part.base, part.this, part.other))
    sides = []
    if _is_within(base, other, this):
        sides.append("".join(part.this))
    if _is_within(base, this, other):
        sides.append("".join(part.other))
    return part.passage(PassageState.COMBINED, max(sides)) if sides else None


def _is_within(base: Counter[str], small: Counter[str], large: Counter[str]) -> bool:
    return small - base <= large - base and base - small <= base - large
