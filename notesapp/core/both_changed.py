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
from notesapp.core.structure import front_matter_key, is_item
from notesapp.core.words import merge_line, merge_words

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
    parts = (
        part
        for row in cut_at_partners(region, in_this, in_other)
        for part in cut_at_turns(row, in_this, in_other)
    )
    yield from looked_at_together(
        Placed(passage, part.is_in_code)
        for part in parts
        for passage in _merge_part(part, in_this, in_other)
    )


def _merge_part(part: Stretch, in_this: Partners, in_other: Partners) -> Iterator[Passage]:
    state = part.state
    if state is not None:
        yield part.passage(state)
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
