"""Neighbouring lines of which each side changed others: what must be looked at together."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from notesapp.core.lines import ALIKE, likeness
from notesapp.core.passages import Passage, PassageState, joined
from notesapp.core.tokens import words_of

MIN_SHARED_WORDS = 3
"""Shorter lines are alike by accident."""

_SIDES = frozenset({PassageState.FROM_THIS, PassageState.FROM_OTHER})


@dataclass(frozen=True, slots=True)
class Placed:
    """A passage, and whether it lies in a block of code."""

    passage: Passage
    is_code: bool


def looked_at_together(passages: Iterable[Placed]) -> Iterator[Passage]:
    """Join neighbours whose changes hang together.

    A line of code needs its neighbours, so that what both sides did to a block is suggested.
    A line put in beside one that the other side reworded may be another wording of it, if
    the two are alike: that is asked.
    """
    waiting: Passage | None = None
    last: Placed | None = None
    for placed in passages:
        passage = placed.passage
        if waiting is None or last is None:
            waiting = passage
        elif _hang_together_as_code(last, placed):
            text = waiting.text + passage.text
            waiting = _combined(joined((waiting, passage), waiting), text)
        elif _is_asked_together(last.passage, passage):
            waiting = _undecided(joined((waiting, passage), waiting))
        else:
            yield waiting
            waiting = passage
        last = placed
    if waiting is not None:
        yield waiting


def _combined(passage: Passage, text: str) -> Passage:
    if passage.state is PassageState.UNDECIDED:
        return passage
    return replace(passage, state=PassageState.COMBINED, suggestion=text, is_sure=False)


def _undecided(passage: Passage) -> Passage:
    return replace(passage, state=PassageState.UNDECIDED, suggestion=None, is_sure=False)


def _are_of_both_sides(one: Passage, two: Passage) -> bool:
    return {one.state, two.state} == _SIDES


def _hang_together_as_code(one: Placed, two: Placed) -> bool:
    return one.is_code and two.is_code and _are_of_both_sides(one.passage, two.passage)


def _is_asked_together(one: Passage, two: Passage) -> bool:
    """Say whether one was put in and is like the other, which was reworded."""
    if not _are_of_both_sides(one, two) or bool(one.base) == bool(two.base):
        return False
    new, edited = (two, one) if one.base else (one, two)
    lines = [words_of(text) for text in (edited.base, edited.this, edited.other) if text]
    return any(
        likeness(words, line) >= ALIKE and (words & line).total() >= MIN_SHARED_WORDS
        for words in map(words_of, (new.this or new.other).splitlines())
        for line in lines
    )
