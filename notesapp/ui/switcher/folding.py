"""Text without case and accents, letter for letter, so that offsets stay true."""

from __future__ import annotations

import unicodedata
from functools import lru_cache


def folded(text: str) -> str:
    """Return a text of the same length in lower case and without accents."""
    if text.isascii():
        return text.lower()
    return "".join(map(_base, text))


@lru_cache(maxsize=4096)
def _base(character: str) -> str:
    base = unicodedata.normalize("NFKD", character)[0].lower()
    return base if len(base) == 1 else character
