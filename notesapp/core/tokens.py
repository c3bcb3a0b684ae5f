"""What a text is made of: words, signs and white space, in any script."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable

_SPACELESS = (
    "\u0e01-\u0e30\u0e32\u0e33\u0e40-\u0e46\u0e80-\u0eaf\u0eb2\u0eb3\u0ebd-\u0ec6\u1000-\u102a"
    "\u1780-\u17b3\u3041-\u3096\u309d-\u309f\u30a1-\u30fa\u30fc-\u30ff\u3105-\u312f\u31a0-\u31bf"
    "\u31f0-\u31ff\u3005-\u3007\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\uff66-\uff9f"
    "\U0001b000-\U0001b16f\U00020000-\U0003ffff"
)
"""Letters of scripts that set no space between words: Thai, Lao, Burmese, Khmer, kana, Han."""

_MARKS = (
    "\u0300-\u036f\u0591-\u05bd\u064b-\u065f\u0900-\u0903\u093a-\u094f\u0962\u0963\u0981-\u0983"
    "\u09bc-\u09cd\u0a01-\u0a03\u0a3c-\u0a4d\u0abc-\u0acd\u0b3c-\u0b4d\u0bbe-\u0bcd\u0c3e-\u0c4d"
    "\u0cbc-\u0ccd\u0d3e-\u0d4d\u0dca-\u0ddf\u0e31\u0e34-\u0e3a\u0e47-\u0e4e\u0eb1\u0eb4-\u0ebc"
    "\u0ec8-\u0ecd\u102b-\u103e\u17b4-\u17d3\u3099\u309a\uff9e\uff9f\u200c\u200d"
)
"""Marks that belong to the letter before them; for `re` they are no letters."""

_WORD = rf"[^\W{_SPACELESS}][^\W{_SPACELESS}{_MARKS}]*(?:[{_MARKS}]+[^\W{_SPACELESS}]*)*"
_LETTER = rf"[{_SPACELESS}][{_MARKS}]*"
_TOKEN = re.compile(rf"{_WORD}(?:['’]{_WORD})*|{_LETTER}|[^\S\n]+|\n|[^\w\s]")
_IS_SPACELESS = re.compile(f"[{_SPACELESS}]")
_WORDS = re.compile(rf"{_WORD}|{_LETTER}")
_SIGN = re.compile(r"[^\w\s]")

LETTERS_PER_WORD = 2
"""How many letters of a script without spaces say as much as a word of another."""


def tokens_of(text: str) -> list[str]:
    """Return words, runs of white space and single signs; joined they give `text` exactly.

    Where a script sets no spaces each letter stands for itself.
    """
    return _TOKEN.findall(text)


def signs_of(text: str) -> Counter[str]:
    """Return the words and signs of a text, counted; white space doesn't matter."""
    return Counter(token for token in _TOKEN.findall(text) if not token.isspace())


def words_of(text: str) -> Counter[str]:
    """Return the words of a text, counted; its signs if it has no words."""
    return Counter(_WORDS.findall(text) or _SIGN.findall(text))


def holds_word(tokens: Iterable[str]) -> bool:
    """Say whether there is a word among the tokens, or enough letters to make one."""
    letters = 0
    for token in tokens:
        if token[0].isalnum():
            if not _IS_SPACELESS.match(token):
                return True
            letters += 1
            if letters >= LETTERS_PER_WORD:
                return True
    return False
