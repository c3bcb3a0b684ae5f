"""Merging two versions of a text that were made from a common one.

Lines first: what only one side changed is taken. Where both changed the same lines, similar
lines are paired, so that edits of neighbouring paragraphs stay apart. A paragraph that both
changed in different words is suggested, anything else is left to a person.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from notesapp.core.accounting import asked_where_words_would_go
from notesapp.core.both_changed import merge_changed
from notesapp.core.lines import equal_pairs, split_lines, with_newlines
from notesapp.core.moves import asked_where_both_moved
from notesapp.core.passages import MergedText, Passage, PassageState, joined
from notesapp.core.stretches import Stretch, Texts, cut_at_equals

__all__ = ["MergedText", "Passage", "PassageState", "merge_text"]


def merge_text(base: str | None, this: str, other: str) -> MergedText:
    """Merge two versions; without a base only what both have in common is settled.

    Deterministic, and swapping the sides swaps the result.
    """
    passages = (
        _merge_two(this, other)
        if base is None
        else asked_where_words_would_go(asked_where_both_moved(_merge_three(base, this, other)))
    )
    return MergedText(
        passages=_with_raw_ends(_runs_joined(passages), base or "", this, other),
        ends_with_newline=_ends_with_newline(base, this, other),
        has_base=base is not None,
    )


def _merge_three(base: str, this: str, other: str) -> Iterator[Passage]:
    texts = Texts.of(*(with_newlines(split_lines(text)) for text in (base, this, other)))
    in_this, in_other = (dict(equal_pairs(texts.base, side)) for side in (texts.this, texts.other))
    for region in cut_at_equals(Stretch.whole(texts), in_this, in_other):
        state = region.state
        if state is None:
            yield from merge_changed(region)
        else:
            yield region.passage(state)


def _merge_two(this: str, other: str) -> Iterator[Passage]:
    these, others = with_newlines(split_lines(this)), with_newlines(split_lines(other))
    whole = Stretch.whole(Texts.of((), these, others))
    t = o = 0
    for y, z in [*_symmetric_pairs(these, others), (len(these), len(others))]:
        if t < y or o < z:
            yield whole.part((0, 0), (t, y), (o, z)).passage(PassageState.UNDECIDED)
        if y < len(these):
            same = whole.part((0, 0), (y, y + 1), (z, z + 1))
            yield same.passage(PassageState.SAME_ON_BOTH)
        t, o = y + 1, z + 1


def _symmetric_pairs(these: list[str], others: list[str]) -> list[tuple[int, int]]:
    """Pair equal lines of the two sides in the one order that doesn't depend on which is which."""
    if these <= others:
        return equal_pairs(these, others)
    return [(x, y) for y, x in equal_pairs(others, these)]


def _runs_joined(passages: Iterable[Passage]) -> list[Passage]:
    """Join neighbours of one state that nobody is asked about."""
    runs: list[list[Passage]] = []
    for passage in passages:
        is_plain = passage.is_settled and passage.state is not PassageState.COMBINED
        if runs and is_plain and runs[-1][0].state is passage.state:
            runs[-1].append(passage)
        else:
            runs.append([passage])
    return [joined(run, run[0]) if len(run) > 1 else run[0] for run in runs]


def _with_raw_ends(
    passages: list[Passage], base: str, this: str, other: str
) -> tuple[Passage, ...]:
    """Take back the newline that was lent to a last line without one."""
    for side, text in (("base", base), ("this", this), ("other", other)):
        if text and not text.endswith("\n"):
            last = max(i for i, passage in enumerate(passages) if getattr(passage, side))
            raw = getattr(passages[last], side)[:-1]
            passages[last] = replace(passages[last], **{side: raw})
    return tuple(passages)


def _ends_with_newline(base: str | None, this: str, other: str) -> bool:
    """Merge the newline at the end as a fact by itself; an empty text says nothing about it."""
    this_ends, other_ends = this.endswith("\n"), other.endswith("\n")
    if not this or not other:
        return this_ends or other_ends
    if base and this_ends == base.endswith("\n"):
        return other_ends
    return this_ends or other_ends if not base else this_ends
