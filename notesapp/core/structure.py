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


def row_key(line: str) -> str | None:
    """Return what a table row is about, its first cell; None if there is no word in it."""
    cells = table_cells(line)
    key = cells[1].rstrip("|").strip() if cells else ""
    return key if any(sign.isalnum() for sign in key) else None


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
    """Say of each line whether it is code: fenced, fences included, or indented."""
    inside: list[bool] = []
    fence = ""
    may_indent, in_list = True, False
    for line in lines:
        found = _FENCE.match(line) if "```" in line or "~~~" in line else None
        if fence:
            inside.append(True)
            if found and found[1].startswith(fence) and not line[found.end() :].strip():
                fence = ""
            continue
        is_indented = line.startswith(("    ", "\t")) and not line.isspace()
        if found and not (is_indented and not in_list):
            fence = found[1]
            inside.append(True)
            may_indent = True
            continue
        is_code = is_indented and may_indent and not in_list
        inside.append(is_code)
        may_indent = is_code or not line.strip()
        if line.strip() and not line[0].isspace():
            in_list = is_item(line)
    return _blanks_between(lines, inside)


def _blanks_between(lines: Sequence[str], is_code: list[bool]) -> list[bool]:
    """Count the blank lines between lines of code as code."""
    since = 0
    for number, line in enumerate(lines):
        if is_code[number]:
            if since and is_code[since - 1]:
                is_code[since:number] = [True] * (number - since)
            since = number + 1
        elif line.strip():
            since = 0
    return is_code


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
