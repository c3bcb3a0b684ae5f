"""Names for files and folders that every system takes, told apart without regard to case."""

from __future__ import annotations

import re
import unicodedata

_UNSAFE = re.compile(r'[<>:"/\\|?*\x00-\x1f\x7f-\x9f\u2028\u2029\ufeff]+')
_SPACES = re.compile(r"\s+")
_RESERVED = frozenset(
    ["CON", "PRN", "AUX", "NUL", "CONIN$", "CONOUT$"]
    + [f"{port}{digit}" for port in ("COM", "LPT") for digit in "123456789¹²³"]
)
_LONGEST_CHARACTERS = 100
_LONGEST_BYTES = 200  # most systems take 255; " (1234).md" must fit too


def safe_name(text: str, fallback: str) -> str:
    """Return `text` as a name that Linux, macOS and Windows all accept; `fallback` if nothing is left."""
    name = _SPACES.sub(" ", _UNSAFE.sub(" ", unicodedata.normalize("NFC", text))).strip()
    name = name[:_LONGEST_CHARACTERS].encode()[:_LONGEST_BYTES].decode("utf-8", "ignore")
    # Windows drops dots and spaces at the end; a dot at the start hides the file elsewhere.
    name = name.strip(" .")
    if not name:
        return fallback
    return f"{name}_" if name.split(".")[0].strip().upper() in _RESERVED else name


class Names:
    """Gives names in one folder so that no two are the same, even where case doesn't count."""

    def __init__(self) -> None:
        self._taken: set[str] = set()

    def take(self, name: str, suffix: str = "") -> str:
        """Return `name` + `suffix`, with a number between them if somebody has it already."""
        candidate, number = f"{name}{suffix}", 1
        while _folded(candidate) in self._taken:
            number += 1
            candidate = f"{name} ({number}){suffix}"
        self._taken.add(_folded(candidate))
        return candidate


def _folded(name: str) -> str:
    """Return what a system that ignores case and composition compares."""
    return unicodedata.normalize("NFC", unicodedata.normalize("NFD", name).casefold())
