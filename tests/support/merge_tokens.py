"""Accounts of words through a merge: what was lost, and what came back."""

from __future__ import annotations

import re
from collections import Counter

from notesapp.core.merge import MergedText, PassageState

_SPACELESS = "\u0e01-\u0eff\u1000-\u109f\u1780-\u17ff\u3005-\u30ff\u3400-\u9fff\uf900-\ufaff"
_TOKEN = re.compile(rf"[^\W{_SPACELESS}]+|[{_SPACELESS}]|[^\w\s]")
"""Words and signs; of scripts without spaces between words each letter by itself."""


def counted(text: str) -> Counter[str]:
    """Return the words and signs of a text, counted."""
    return Counter(_TOKEN.findall(text))


def lost_tokens(merged: MergedText) -> Counter[str]:
    """Return what a side added to a passage and that is not in its text, nor in the note's.

    In a passage that only one side changed there is nothing to weigh; in one that both
    changed, what one side added may be what the other took away.
    """
    lost: Counter[str] = Counter()
    for passage in merged.passages:
        base, this, other, text = map(
            counted, (passage.base, passage.this, passage.other, passage.text)
        )
        for token in this.keys() | other.keys():
            here, there = this[token] - base[token], other[token] - base[token]
            if max(here, there) > 0:
                wanted = base[token] + max(here, there) + min(0, here, there)
                lost[token] += max(0, wanted - text[token])
    new = (counted("".join(p.this for p in merged.passages)).keys()) | (
        counted("".join(p.other for p in merged.passages)).keys()
    )
    absent = (
        new - counted("".join(p.base for p in merged.passages)).keys() - counted(merged.text).keys()
    )
    return +(lost + Counter(absent))


def returned_tokens(merged: MergedText) -> Counter[str]:
    """Return what one side took from a passage, the other left alone, and is settled as kept."""
    back: Counter[str] = Counter()
    for passage in merged.passages:
        if passage.state is PassageState.UNDECIDED:
            continue
        base, this, other, text = map(
            counted, (passage.base, passage.this, passage.other, passage.text)
        )
        for token, count in base.items():
            if other[token] == count and this[token] < count:
                back[token] += max(0, text[token] - this[token])
            if this[token] == count and other[token] < count:
                back[token] += max(0, text[token] - other[token])
    return +back
