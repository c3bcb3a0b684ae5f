"""What to make of lines that both sides changed: combine, suggest or ask.

Nothing here may drop a word that either side added, nor bring back what one side removed and
the other left alone. When in doubt, a person is asked.
"""

from __future__ import annotations

from collections.abc import Iterator

from notesapp.core.insertions import both_inserted, larger_side
from notesapp.core.lines import MAX_PAIRS_COMPARED, similar_pairs
from notesapp.core.neighbours import Placed, looked_at_together
from notesapp.core.passages import Passage, PassageState
from notesapp.core.removals import SMALL_REMOVAL, removed_and_edited
from notesapp.core.stretches import Partners, Stretch, cut_at_partners, cut_at_turns
from notesapp.core.structure import front_matter_key, is_item, row_key
from notesapp.core.words import merge_line, merge_words
from notesapp.core.wrapped import is_rewrapped, is_wrapped, merge_wrapped

STEPS_PER_PAIR = 5
"""What comparing two lines costs, in the steps of `Effort`."""

COSTLY = 2 * STEPS_PER_PAIR * MAX_PAIRS_COMPARED
"""What a region may cost; one with more pairs isn't searched."""


def merge_changed(region: Stretch) -> Iterator[Passage]:
    """Merge lines that both sides changed, by finding what each of them became."""
    paragraph = _wrapped_paragraph(region)
    if paragraph is not None:
        yield paragraph
        return
    key = front_matter_key if region.is_in_front_matter else row_key
    b, t, o = region.at_base[0], region.at_this[0], region.at_other[0]
    cost = STEPS_PER_PAIR * len(region.base) * (len(region.this) + len(region.other))
    effort = region.texts.effort
    limit = MAX_PAIRS_COMPARED if effort.spend(min(cost, COSTLY)) else 0
    halves = effort.halves()
    these = similar_pairs(region.base, region.this, key, limit, halves[0])
    others = similar_pairs(region.base, region.other, key, limit, halves[1])
    effort.spend_halves(halves)
    in_this, in_other = {b + x: t + y for x, y in these}, {b + x: o + z for x, z in others}
    yield from looked_at_together(_merge_parts(region, in_this, in_other))


def _wrapped_paragraph(region: Stretch) -> Passage | None:
    """Merge a paragraph that is broken over lines as the one passage it is.

    If its words can't be merged, its lines may still be told apart, unless they begin with
    other words now.
    """
    sides = (region.base, region.this, region.other)
    if not all(map(is_wrapped, sides)) or not region.may_be_looked_into():
        return None
    base, this, other = map("".join, sides)
    effort = region.texts.effort
    merged = merge_words(base, this, other, effort) or merge_wrapped(base, this, other, effort)
    if merged is None:
        is_new = any(is_rewrapped(region.base, side) for side in (region.this, region.other))
        return region.passage(PassageState.UNDECIDED) if is_new else None
    if not merged.is_sure and merged.text.split() in (this.split(), other.split()):
        is_this = merged.text.split() == this.split()
        return region.passage(PassageState.FROM_THIS if is_this else PassageState.FROM_OTHER)
    return region.passage(PassageState.COMBINED, merged.text, is_sure=merged.is_sure)


def _merge_parts(region: Stretch, in_this: Partners, in_other: Partners) -> Iterator[Placed]:
    for row in cut_at_partners(region, in_this, in_other):
        for part in cut_at_turns(row, in_this, in_other):
            is_code = part.is_in_code
            for passage in _merge_part(part, in_this, in_other):
                yield Placed(passage, is_code)


def _merge_part(part: Stretch, in_this: Partners, in_other: Partners) -> Iterator[Passage]:
    state = part.state
    if state is not None:
        yield part.passage(state)
    elif not part.may_be_looked_into():
        yield part.passage(PassageState.UNDECIDED)
    elif not part.base:
        yield from both_inserted(part)
    elif not part.this:
        yield from removed_and_edited(part, in_other, PassageState.FROM_THIS)
    elif not part.other:
        yield from removed_and_edited(part, in_this, PassageState.FROM_OTHER)
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
        yield from removed_and_edited(rest, in_other, PassageState.FROM_THIS)
    else:
        yield part.part((b, b), (t, t), part.at_other).passage(PassageState.FROM_OTHER)
        rest = part.part(part.at_base, part.at_this, (o_end, o_end))
        yield from removed_and_edited(rest, in_this, PassageState.FROM_OTHER)


def _both_edited(part: Stretch) -> Passage:
    base, this, other = "".join(part.base), "".join(part.this), "".join(part.other)
    if len(part.base) == len(part.this) == len(part.other) == 1:
        merged = merge_line(base, this, other, part.texts.effort)
    else:
        merged = merge_words(base, this, other, part.texts.effort)
    if merged is None:
        return _put_in_beside(part) or larger_side(part) or part.passage(PassageState.UNDECIDED)
    if merged.text == this:
        return part.passage(PassageState.FROM_THIS)
    if merged.text == other:
        return part.passage(PassageState.FROM_OTHER)
    return part.passage(PassageState.COMBINED, merged.text, is_sure=merged.is_sure)


def _put_in_beside(part: Stretch) -> Passage | None:
    """Suggest the new items of one side with those that the other put in beside the old.

    Items of a list stand for themselves; elsewhere what was put in belongs to what was replaced.
    If both sides have more items than before, which belong together isn't known.
    """
    if not all(is_item(line) for line in (*part.base, *part.this, *part.other)):
        return None
    base, size = list(part.base), len(part.base)
    for kept, replaced in ((part.this, part.other), (part.other, part.this)):
        for before, after in ((kept[:-size], ()), ((), kept[size:])):
            has_items = bool("".join((*before, *after)).strip())
            if [*before, *base, *after] == list(kept) and not (has_items and len(replaced) > size):
                suggestion = "".join((*before, *replaced, *after))
                return part.passage(PassageState.COMBINED, suggestion)
    return None
