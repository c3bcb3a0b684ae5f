"""Where a search's words stand in a text, and the piece of the text around the first.

FTS5 could say so itself, but takes seconds over one note of a megabyte. Here the text is looked
through in small pieces until something is found.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from functools import lru_cache
from itertools import islice

from notesapp.store.query import Term
from notesapp.store.text import without_marks

SNIPPET_LENGTH = 160
_BEFORE = 40
_LINE_BEFORE = 48
_PIECE = 16_384
_OVERLAP = 256
_MAX_MATCHES = 50
# Folding accents costs 60 ns a character, so of a long text only the beginning is folded.
_FOLDED = 65_536

Spans = tuple[tuple[int, int], ...]


class Highlighter:
    """Finds the terms of one search in any number of texts, as the index would: no case, no accents."""

    def __init__(self, terms: Sequence[Term]) -> None:
        self._each = [re.compile(pattern) for term in terms if (pattern := _pattern(term))]
        # Longest first, so that of "lis" and "lisbon" the longer one is marked.
        patterns = sorted((regex.pattern for regex in self._each), key=len, reverse=True)
        self._any = re.compile("|".join(patterns)) if patterns else None
        self._plain = [term.text.lower() for term in terms]

    def matches(self, text: str) -> Spans:
        """Return where the terms stand in a short text."""
        if self._any is None:
            return ()
        found = (m.span() for m in self._any.finditer(fold(text)) if m.end() > m.start())
        return tuple(islice(found, _MAX_MATCHES))

    def holds_all(self, text: str) -> bool:
        """Say whether each term stands in a short text."""
        folded = fold(text)
        return all(regex.search(folded) for regex in self._each)

    def seems_in(self, text: str) -> bool:
        """Say whether each term begins a word of a text, accents as typed; quick at any length."""
        lower = text.lower()
        return all(_find_word(lower, word) is not None for word in self._plain)

    def snippet(self, body: str) -> tuple[str, Spans]:
        """Return the piece of `body` around the first match, and the matches in it.

        Without a match that is the beginning; white space is folded and Markdown's marks are
        left out, unless it is in them that the match stands, as in the address of a link.
        """
        first = self._first(body)
        start = 0 if first is None else _snippet_start(body, first)
        # White space and marks go, so a longer stretch is cut down afterwards.
        end = start + 3 * SNIPPET_LENGTH
        text = _cut(without_marks(body[start:end]), is_begun=start > 0, goes_on=end < len(body))
        found = self.matches(text)
        if first is not None and not found:
            piece = " ".join(body[start:end].split())
            text = _cut(piece, is_begun=start > 0, goes_on=end < len(body))
            found = self.matches(text)
        return text, found

    def _first(self, body: str) -> int | None:
        """Return about where the first match is: as it was typed, else without accents."""
        for offset in range(0, len(body), _PIECE):
            piece = body[offset : offset + _PIECE + _OVERLAP].lower()
            found = [at for word in self._plain if (at := _find_word(piece, word)) is not None]
            if found:
                return offset + min(found)
        folded = None if self._any is None else self._any.search(fold(body[:_FOLDED]))
        return None if folded is None else folded.start()


def fold(text: str) -> str:
    """Return `text` without case and accents, each character still in its place."""
    return text.lower() if text.isascii() else text.translate(_FOLDS)


class _Folds(dict[int, str]):
    """One character for each character, made when first asked for."""

    def __missing__(self, code: int) -> str:
        base = unicodedata.normalize("NFKD", chr(code))[:1]
        lower = base.lower()
        folded = lower if len(lower) == 1 else chr(code)
        self[code] = folded
        return folded


_FOLDS = _Folds()


@lru_cache(maxsize=64)
def _pattern(term: Term) -> str:
    """Return a regular expression over folded text for a term."""
    words = re.findall(r"[^\W_]+", fold(term.text))
    if not words:
        return re.escape(fold(term.text))
    # A letter may be followed by its accent as a character of its own.
    spelled = (r"[\u0300-\u036f]*".join(map(re.escape, word)) for word in words)
    end = r"(?![^\W_])" if term.is_phrase else ""
    return r"(?<![^\W_])" + r"[\W_]+".join(spelled) + end


def _find_word(text: str, word: str) -> int | None:
    """Return where `word` begins a word of `text`; many times faster than a regular expression."""
    at = text.find(word)
    while at > 0 and text[at - 1].isalnum() and word[0].isalnum():
        at = text.find(word, at + 1)
    return None if at < 0 else at


def _cut(piece: str, *, is_begun: bool, goes_on: bool) -> str:
    """Return a piece of a text at a snippet's length, with dots where something is missing."""
    is_long = len(piece) > SNIPPET_LENGTH or goes_on
    return ("…" if is_begun else "") + piece[:SNIPPET_LENGTH] + ("…" if is_long else "")


def _snippet_start(body: str, match: int) -> int:
    """Return where to begin before a match: with a line if one begins near, else with a word.

    Only at a line's beginning can a mark of its block be told from a sign in the text.
    """
    if match <= _LINE_BEFORE:
        return 0
    line = body.find("\n", match - _LINE_BEFORE, match) + 1
    return line or _word_start(body, match - _BEFORE)


def _word_start(body: str, at: int) -> int:
    """Return the beginning of a word near `at`, not before it, or `at` itself."""
    space = re.compile(r"\s").search(body, at, at + _BEFORE)
    return at if at == 0 or space is None else space.end()
