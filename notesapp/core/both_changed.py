"""What to make of lines that both sides changed: combine, suggest or ask.

Nothing here may drop a word that either side added, nor bring back what one side removed and
the other left alone. When in doubt, a person is asked.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

from notesapp.core.lines import MAX_PAIRS_COMPARED, likeness, similar_pairs
from notesapp.core.passages import Passage, PassageState
from notesapp.core.stretches import Partners, Stretch, cut_at_partners, cut_at_turns
from notesapp.core.structure import front_matter_key, is_fence, is_item, opens_section
from notesapp.core.tokens import signs_of, words_of
from notesapp.core.words import merge_line, merge_words

SAME_SUBJECT = 0.7
"""Two new blocks that share this much of their words say the same thing twice."""

SMALL_REMOVAL = 8
"""Something put in beside a removal of more lines than this may belong to what was removed."""

STEPS_PER_PAIR = 5
"""What comparing two lines costs, in the steps of `Effort`."""

COSTLY = 2 * STEPS_PER_PAIR * MAX_PAIRS_COMPARED
"""What a region may cost; one with more pairs isn't searched."""


def merge_changed(region: Stretch) -> Iterator[Passage]:
    """Merge lines that both sides changed, by finding what each of them became."""
    key = front_matter_key if region.is_in_front_matter else None
    b, t, o = region.at_base[0], region.at_this[0], region.at_other[0]
    cost = STEPS_PER_PAIR * len(region.base) * (len(region.this) + len(region.other))
    limit = 0 if not region.texts.effort.spend(min(cost, COSTLY)) else MAX_PAIRS_COMPARED
    in_this = {b + x: t + y for x, y in similar_pairs(region.base, region.this, key, limit)}
    in_other = {b + x: o + z for x, z in similar_pairs(region.base, region.other, key, limit)}
    for row in cut_at_partners(region, in_this, in_other):
        for part in cut_at_turns(row, in_this, in_other):
            yield from _merge_part(part, in_this, in_other)


def _merge_part(part: Stretch, in_this: Partners, in_other: Partners) -> Iterator[Passage]:
    state = part.state
    if state is not None:
        yield part.passage(state)
    elif not part.base:
        yield from _both_inserted(part)
    elif not part.this:
        yield from _removed_and_edited(part, in_other, PassageState.FROM_THIS)
    elif not part.other:
        yield from _removed_and_edited(part, in_this, PassageState.FROM_OTHER)
    else:
        yield from _replaced_and_edited(part, in_this, in_other)


def _replaced_and_edited(part: Stretch, in_this: Partners, in_other: Partners) -> Iterator[Passage]:
    """Lines that one side replaced and the other edited: asked as one, unless they are many.

    Of many, only those are asked that the other side touched; the new text stands before them.
    """
    whole = _both_edited(part)
    numbers = range(*part.at_base)
    known_here = sum(x in in_this for x in numbers)
    known_there = sum(x in in_other for x in numbers)
    is_one_sided = min(known_here, known_there) == 0 and known_here + known_there > SMALL_REMOVAL
    if whole.state is not PassageState.UNDECIDED or not is_one_sided:
        yield whole
        return
    (b, _), (t, t_end), (o, o_end) = part.at_base, part.at_this, part.at_other
    if known_there:
        yield part.part((b, b), part.at_this, (o, o)).passage(PassageState.FROM_THIS)
        rest = part.part(part.at_base, (t_end, t_end), part.at_other)
        yield from _removed_and_edited(rest, in_other, PassageState.FROM_THIS)
    else:
        yield part.part((b, b), (t, t), part.at_other).passage(PassageState.FROM_OTHER)
        rest = part.part(part.at_base, part.at_this, (o_end, o_end))
        yield from _removed_and_edited(rest, in_this, PassageState.FROM_OTHER)


def _both_edited(part: Stretch) -> Passage:
    base, this, other = "".join(part.base), "".join(part.this), "".join(part.other)
    if len(part.base) == len(part.this) == len(part.other) == 1:
        merged = merge_line(base, this, other, part.texts.effort)
    else:
        merged = merge_words(base, this, other, part.texts.effort)
    if merged is None:
        return _put_in_beside(part) or _contained(part) or part.passage(PassageState.UNDECIDED)
    if merged.text == this:
        return part.passage(PassageState.FROM_THIS)
    if merged.text == other:
        return part.passage(PassageState.FROM_OTHER)
    return part.passage(PassageState.COMBINED, merged.text, is_sure=merged.is_sure)


def _put_in_beside(part: Stretch) -> Passage | None:
    """Suggest the new items of one side with those that the other put in beside the old.

    Items of a list stand for themselves; elsewhere what was put in belongs to what was replaced.
    """
    if not all(is_item(line) for line in (*part.base, *part.this, *part.other)):
        return None
    base, size = list(part.base), len(part.base)
    for kept, replaced in ((part.this, part.other), (part.other, part.this)):
        if list(kept[:size]) == base:
            return part.passage(PassageState.COMBINED, "".join([*replaced, *kept[size:]]))
        if list(kept[-size:]) == base:
            return part.passage(PassageState.COMBINED, "".join([*kept[:-size], *replaced]))
    return None


def _contained(part: Stretch) -> Passage | None:
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


def _removed_and_edited(
    part: Stretch, partners: Partners, removal: PassageState
) -> Iterator[Passage]:
    """Lines that one side removed: gone where the other left them alone, asked where it didn't.

    What the other side put in before the first or behind the last of them stays.
    """
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


def _both_inserted(part: Stretch) -> Iterator[Passage]:
    """Two blocks put in at one place: both stay, unless they are two versions of one."""
    if likeness(words_of("".join(part.this)), words_of("".join(part.other))) >= SAME_SUBJECT:
        yield from _two_versions(part)
        return
    if part.is_in_code:
        yield part.passage(PassageState.COMBINED, "".join(_in_order(part.this, part.other)))
        return
    start = _common_start(part.this, part.other)
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
                yield _contained(both) or both.passage(PassageState.UNDECIDED)
        t, o = y + 1, z + 1


def _symmetric_pairs(this: Sequence[str], other: Sequence[str]) -> list[tuple[int, int]]:
    """Pair the lines of two sides in the one order that doesn't depend on which is which."""
    if list(this) <= list(other):
        return similar_pairs(this, other)
    return [(x, y) for y, x in similar_pairs(other, this)]
