"""How well a few typed letters fit a name, and which letters of it they are."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from notesapp.ui.switcher.folding import folded

Marks = tuple[tuple[int, int], ...]

_START, _WORD, _INSIDE, _SCATTERED = range(4)


class Fit(NamedTuple):
    """A smaller rank fits better; marks are (start, end) offsets in the name."""

    rank: int
    marks: Marks


def fit(query: str, name: str) -> Fit | None:
    """Return how a query fits a name; None if its letters don't occur in this order.

    Args:
        query: already folded.
    """
    text = folded(name)
    if not query:
        return Fit(_INSIDE, ())
    at = text.find(query)
    if at == 0:
        return Fit(_START, ((0, len(query)),))
    if at > 0:
        word = _word_start(text, query)
        if word >= 0:
            return Fit(_WORD, ((word, word + len(query)),))
        return Fit(_INSIDE, ((at, at + len(query)),))
    words = _words(query, text)
    return words or _letters(query, text)


def _word_start(text: str, query: str) -> int:
    at = text.find(query)
    while at > 0 and text[at - 1].isalnum():
        at = text.find(query, at + 1)
    return at


def _words(query: str, text: str) -> Fit | None:
    """Fit each word of the query by itself, in any order."""
    parts = query.split()
    if len(parts) < 2:
        return None
    marks = []
    for part in parts:
        at = text.find(part)
        if at < 0:
            return None
        marks.append((at, at + len(part)))
    return Fit(_INSIDE, _joined(marks))


def _letters(query: str, text: str) -> Fit | None:
    """Fit the letters one after another, with gaps, starting at a word."""
    marks: list[tuple[int, int]] = []
    at = 0
    for letter in query.replace(" ", ""):
        at = text.find(letter, at)
        if at < 0:
            return None
        marks.append((at, at + 1))
        at += 1
    # Letters scattered over half a sentence are chance, not a name someone meant.
    if marks[-1][1] - marks[0][0] > 3 * len(query) + 4:
        return None
    return Fit(_SCATTERED, _joined(marks))


def _joined(marks: Iterable[tuple[int, int]]) -> Marks:
    joined: list[tuple[int, int]] = []
    for start, end in sorted(marks):
        if joined and start <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(end, joined[-1][1]))
        else:
            joined.append((start, end))
    return tuple(joined)
