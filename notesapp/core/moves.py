"""Paragraphs that both sides moved, each to another place: kept twice, they are asked about."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import replace

from notesapp.core.lines import ALIKE, MAX_PAIRS_COMPARED, likeness
from notesapp.core.passages import Passage, PassageState
from notesapp.core.tokens import words_of

MIN_WORDS = 4
"""Shorter lines occur in many places by accident."""


def asked_where_both_moved(passages: Iterable[Passage]) -> list[Passage]:
    """Ask about both places that a paragraph was moved to; until then it stands in both."""
    asked = list(passages)
    removed = [p.base for p in asked if p.base and not p.this and not p.other]
    inserted = [p.this or p.other for p in asked if not p.base]
    pairs = "".join(removed).count("\n") * "".join(inserted).count("\n")
    if not 0 < pairs <= MAX_PAIRS_COMPARED:
        return asked
    here = _insertions(asked, PassageState.FROM_THIS)
    there = _insertions(asked, PassageState.FROM_OTHER)
    for line in _lines(removed):
        moved_here, moved_there = _holding(line, here), _holding(line, there)
        for place in (*moved_here, *moved_there) if moved_here and moved_there else ():
            asked[place] = replace(asked[place], state=PassageState.UNDECIDED)
    return asked


def _insertions(
    passages: Sequence[Passage], state: PassageState
) -> list[tuple[int, list[Counter[str]]]]:
    return [
        (place, _lines([passage.this or passage.other]))
        for place, passage in enumerate(passages)
        if passage.state is state and not passage.base
    ]


def _lines(texts: Iterable[str]) -> list[Counter[str]]:
    """Return the words of each line that has enough of them."""
    lines = (words_of(line) for text in texts for line in text.splitlines())
    return [words for words in lines if words.total() >= MIN_WORDS]


def _holding(
    line: Counter[str], insertions: Iterable[tuple[int, Sequence[Counter[str]]]]
) -> list[int]:
    return [
        place
        for place, lines in insertions
        if any(likeness(line, inserted) > ALIKE for inserted in lines)
    ]
