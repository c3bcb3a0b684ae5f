"""The last look at a merge: no word lost, none back that was taken away; else a person is asked."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from notesapp.core.passages import Passage, PassageState
from notesapp.core.tokens import signs_of

_WEIGHED = (PassageState.FROM_THIS, PassageState.FROM_OTHER, PassageState.COMBINED)


def asked_where_words_would_go(passages: Iterable[Passage]) -> Iterator[Passage]:
    """Yield the passages, with those undecided whose counts of words and signs don't add up."""
    for passage in passages:
        if passage.state in _WEIGHED and _is_changed_by_both(passage) and not _adds_up(passage):
            yield replace(passage, state=PassageState.UNDECIDED, suggestion=None)
        else:
            yield passage


def _is_changed_by_both(passage: Passage) -> bool:
    return passage.this != passage.base != passage.other


def _adds_up(passage: Passage) -> bool:
    base, this, other, text = map(
        signs_of, (passage.base, passage.this, passage.other, passage.text)
    )
    for token in base.keys() | this.keys() | other.keys():
        here, there = this[token] - base[token], other[token] - base[token]
        if max(here, there) > 0:
            if text[token] < base[token] + max(here, there) + min(0, here, there):
                return False
        elif (here < 0) is not (there < 0) and text[token] > min(this[token], other[token]):
            return False
    return True
