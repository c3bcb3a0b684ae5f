"""What the lines of a Markdown note are: items, headings, table rows, code, front matter."""

from __future__ import annotations

import re
from collections.abc import Sequence

_LINE = re.compile(
    r"(?P<indent>[ \t]*(?:>[ \t]?)*[ \t]*)"
    r"(?P<marker>(?:[-*+]|\d{1,9}[.)]|\#{1,6})[ \t]+)?"
    r"(?P<box>\[[ xX]\][ \t]+)?"
    r"(?P<text>.*?)"
    r"(?P<end>[ \t\r]*\n?)",
    re.DOTALL,
)
_FENCE = re.compile(r"[ \t]*(?:>[ \t]?)*[ \t]*(`{3,}|~{3,})")
_KEY = re.compile(r"([A-Za-z_][\w-]*)[ \t]*:")
_NUMBER = re.compile(r"\d{1,9}[.)][ \t]+")

TEXT = 3
"""Which of `line_parts` holds the words."""


def line_parts(line: str) -> tuple[str, str, str, str, str]:
    """Return indentation, marker (bullet, number, heading), check box, text and line end.

    Each may be changed without touching the others; joined they give `line` exactly.
    """
    found = _LINE.fullmatch(line)
    assert found is not None
    return (
        found["indent"],
        found["marker"] or "",
        found["box"] or "",
        found["text"],
        found["end"],
    )


def is_number(marker: str) -> bool:
    """Say whether a marker counts the items of a list, so that its value doesn't matter."""
    return _NUMBER.fullmatch(marker) is not None


def is_item(line: str) -> bool:
    """Say whether a line is an item of a list."""
    marker = line_parts(line)[1]
    return bool(marker) and not marker.startswith("#")


def table_cells(line: str) -> list[str] | None:
    """Return a table row cut behind each bar; None if it isn't one. Joined they give `line`."""
    if not line.lstrip().startswith("|"):
        return None
    cells = re.split(r"(?<=(?<!\\)\|)", line)
    return cells if len(cells) > 2 else None


def opens_section(lines: Sequence[str]) -> bool:
    """Say whether a block of lines starts with a heading, anchors before it aside."""
    for line in lines:
        text = line.strip()
        if text.startswith("#"):
            return True
        if text and not text.startswith("<a "):
            return False
    return False


def is_fence(line: str) -> bool:
    """Say whether a line opens or closes a block of code."""
    return _FENCE.match(line) is not None


def code_lines(lines: Sequence[str]) -> list[bool]:
    """Say of each line whether it lies in a fenced block of code, its fences included."""
    inside: list[bool] = []
    fence = ""
    for line in lines:
        found = _FENCE.match(line)
        if not fence:
            fence = found[1] if found else ""
            inside.append(bool(fence))
        else:
            inside.append(True)
            if found and found[1].startswith(fence) and not line[found.end() :].strip():
                fence = ""
    return inside


def front_matter_end(lines: Sequence[str]) -> int:
    """Return how many lines at the start are front matter; 0 if there is none."""
    if lines and lines[0].rstrip() == "---":
        for number, line in enumerate(lines[1:200], start=2):
            if line.rstrip() in ("---", "..."):
                return number
            if not (_KEY.match(line) or line[:1] in " \t-#\r\n"):
                return 0
    return 0


def front_matter_key(line: str) -> str | None:
    """Return the key that a line of front matter sets."""
    found = _KEY.match(line)
    return found[1] if found else None
