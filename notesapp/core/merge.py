"""Merging two versions of a text that were made from a common one.

Lines first: what only one side changed is taken. Where both changed the same lines, similar
lines are paired, so that edits of neighbouring paragraphs stay apart. A paragraph that both
changed in different words is suggested, anything else is left to a person.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from notesapp.core.lines import line_blocks, similar_pairs, split_lines, with_newlines
from notesapp.core.passages import MergedText, Passage, PassageState
from notesapp.core.words import merge_words

__all__ = ["MergedText", "Passage", "PassageState", "merge_text"]


def merge_text(base: str | None, this: str, other: str) -> MergedText:
    """Merge two versions; without a base only what both have in common is settled.

    Deterministic, and swapping the sides swaps the result.
    """
    passages = _merge_two(this, other) if base is None else _merge_three(base, this, other)
    return MergedText(
        passages=_with_raw_ends(_joined(passages), base or "", this, other),
        ends_with_newline=_ends_with_newline(base, this, other),
        has_base=base is not None,
    )


@dataclass(frozen=True, slots=True)
class Lines:
    """The lines of a stretch of the note in its three versions."""

    base: Sequence[str]
    this: Sequence[str]
    other: Sequence[str]

    def passage(self, state: PassageState, suggestion: str | None = None) -> Passage:
        """Return these lines as a passage."""
        return Passage(
            state, "".join(self.base), "".join(self.this), "".join(self.other), suggestion
        )


Pairs = list[tuple[int, int]]


def _merge_three(base: str, this: str, other: str) -> Iterator[Passage]:
    whole = Lines(*(with_newlines(split_lines(text)) for text in (base, this, other)))
    to_this, to_other = _equal_pairs(whole.base, whole.this), _equal_pairs(whole.base, whole.other)
    for region in _regions(whole, to_this, to_other):
        state = _plain_state(region)
        if state is None:
            yield from _merge_similar(region)
        else:
            yield region.passage(state)


def _merge_similar(region: Lines) -> Iterator[Passage]:
    """Merge lines that both sides changed, by pairing each with what it became."""
    to_this = similar_pairs(region.base, region.this)
    to_other = similar_pairs(region.base, region.other)
    for row in _regions(region, to_this, to_other):
        state = _plain_state(row)
        if state is not None:
            yield row.passage(state)
            continue
        combined = merge_words("".join(row.base), "".join(row.this), "".join(row.other))
        if combined is None or not (row.base and row.this and row.other):
            yield row.passage(PassageState.UNDECIDED)
        else:
            yield row.passage(PassageState.COMBINED, combined)


def _merge_two(this: str, other: str) -> Iterator[Passage]:
    these, others = with_newlines(split_lines(this)), with_newlines(split_lines(other))
    a = b = 0
    for x, y in [*_symmetric_pairs(these, others), (len(these), len(others))]:
        if a < x or b < y:
            yield Lines((), these[a:x], others[b:y]).passage(PassageState.UNDECIDED)
        if x < len(these):
            yield Lines((), (these[x],), (others[y],)).passage(PassageState.SAME_ON_BOTH)
        a, b = x + 1, y + 1


def _equal_pairs(old: Sequence[str], new: Sequence[str]) -> Pairs:
    return [
        (block.a + i, block.b + i) for block in line_blocks(old, new) for i in range(block.size)
    ]


def _symmetric_pairs(these: Sequence[str], others: Sequence[str]) -> Pairs:
    """Pair equal lines of the two sides in the one order that doesn't depend on which is which."""
    if these <= others:
        return _equal_pairs(these, others)
    return [(x, y) for y, x in _equal_pairs(others, these)]


def _regions(lines: Lines, to_this: Pairs, to_other: Pairs) -> Iterator[Lines]:
    """Cut at every base line that has a partner on both sides; give it, and what is between."""
    this_of, other_of = dict(to_this), dict(to_other)
    b = t = o = 0
    for x in sorted(this_of.keys() & other_of.keys()):
        between = Lines(lines.base[b:x], lines.this[t : this_of[x]], lines.other[o : other_of[x]])
        if between.base or between.this or between.other:
            yield between
        b, t, o = x + 1, this_of[x] + 1, other_of[x] + 1
        yield Lines(lines.base[x:b], lines.this[t - 1 : t], lines.other[o - 1 : o])
    rest = Lines(lines.base[b:], lines.this[t:], lines.other[o:])
    if rest.base or rest.this or rest.other:
        yield rest


def _plain_state(lines: Lines) -> PassageState | None:
    """Return the state that needs no thought; None if both sides changed it differently."""
    is_this_new = lines.this != lines.base
    is_other_new = lines.other != lines.base
    if not is_this_new:
        return PassageState.FROM_OTHER if is_other_new else PassageState.UNCHANGED
    if not is_other_new:
        return PassageState.FROM_THIS
    return PassageState.SAME_ON_BOTH if lines.this == lines.other else None


def _joined(passages: Iterable[Passage]) -> list[Passage]:
    """Join neighbours that nobody needs to tell apart: runs of unchanged or agreed lines."""
    alike = (PassageState.UNCHANGED, PassageState.SAME_ON_BOTH)
    joined: list[list[Passage]] = []
    for passage in passages:
        if joined and passage.state in alike and joined[-1][0].state is passage.state:
            joined[-1].append(passage)
        else:
            joined.append([passage])
    return [_as_one(run) for run in joined]


def _as_one(run: list[Passage]) -> Passage:
    if len(run) == 1:
        return run[0]
    base, this, other = (
        "".join(getattr(passage, side) for passage in run) for side in ("base", "this", "other")
    )
    return Passage(run[0].state, base, this, other)


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
