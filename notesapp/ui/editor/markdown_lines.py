"""What one line of Markdown is and which parts of it look different; pure and quick.

The editor styles text while it is typed, so this knows lines, not documents: a line is read
from its own text and one number that says in which fence it stands.
"""

from __future__ import annotations

import itertools
import re
from dataclasses import dataclass
from enum import Enum, IntFlag
from functools import lru_cache

NORMAL = 0
"""The state of a line outside of any fence; `Line.state` of a fence says how it ends."""

MAX_INLINE = 5_000
"""Beyond this many characters a line's inline marks are not looked for."""

_HEADING = re.compile(r"(#{1,6})(?:[ \t]+|$)")
_LIST = re.compile(r"([ \t]*)((?:[-*+]|\d{1,9}[.)])[ \t]+)(\[[ xX]\](?:[ \t]|$))?")
_QUOTE = re.compile(r" {0,3}(?:> ?)+")
_FENCE = re.compile(r" {0,3}(`{3,}|~{3,})(.*)")
_RULE = re.compile(r" {0,3}(?:(?:-[ \t]*){3,}|(?:\*[ \t]*){3,}|(?:_[ \t]*){3,})$")

_MAY_HAVE_INLINE = re.compile(r"[*_`~\[]|://")
_CODE = re.compile(r"(?<!`)(`+)(?!`)(.+?)(?<!`)\1(?!`)")
_LINK = re.compile(
    r"!?\[((?:[^\[\]\\]|\\.)*)\]\((<[^<>]*>|[^\s()]*(?:\([^\s()]*\)[^\s()]*)*)[^()]*\)"
)
_ADDRESS = re.compile(r"\bhttps?://[^\s<>\x00]*[^\s<>\x00.,;:!?'\")\]*_~]")
_PAIRS = (
    ("**", re.compile(r"(\*\*)(?=\S)(.+?)(?<=\S)\1")),
    ("__", re.compile(r"(?<![\w_])(__)(?=\S)(.+?)(?<=\S)\1(?![\w_])")),
    ("~~", re.compile(r"(~~)(?=\S)(.+?)(?<=\S)\1")),
    ("*", re.compile(r"(?<![*\\])(\*)(?=[^\s*])(.+?)(?<=[^\s*\\])\1(?!\*)")),
    ("_", re.compile(r"(?<![\w_\\])(_)(?=[^\s_])(.+?)(?<=[^\s_\\])\1(?![\w_])")),
)


class LineKind(Enum):
    """What a line is."""

    TEXT = "text"
    HEADING = "heading"
    LIST_ITEM = "list_item"
    QUOTE = "quote"
    FENCE = "fence"
    CODE = "code"
    RULE = "rule"


class Look(IntFlag):
    """How a stretch of a line looks beside its line's own look."""

    PLAIN = 0
    BOLD = 1
    ITALIC = 2
    STRIKE = 4
    CODE = 8
    LINK = 16
    MARK = 32


_Found = tuple[int, int, int]
"""Start, end and the looks as bits: flags of an enum are slow to join."""

_CODE_BIT, _LINK_BIT, _MARK_BIT = Look.CODE.value, Look.LINK.value, Look.MARK.value
_PAIR_LOOKS = (Look.BOLD, Look.BOLD, Look.STRIKE, Look.ITALIC, Look.ITALIC)


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of a line with one look; offsets count characters."""

    start: int
    end: int
    look: Look


@dataclass(frozen=True, slots=True)
class Link:
    """Where a link stands in a line, and where it leads."""

    start: int
    end: int
    target: str


@dataclass(frozen=True, slots=True)
class Line:
    """A line, read.

    Attributes:
        state: give it to the next line as `before`.
        level: of a heading, 1 to 6.
        indent: how many white space characters come before a list mark.
        mark_end: where the marks end and the text begins.
        box: where the check box's ``[`` stands; None without one.
        is_done: the box is checked.
        pieces: in order, not overlapping, only what isn't plain; from `mark_end` on.
    """

    kind: LineKind
    state: int = NORMAL
    level: int = 0
    indent: int = 0
    mark_end: int = 0
    box: int | None = None
    is_done: bool = False
    pieces: tuple[Piece, ...] = ()
    links: tuple[Link, ...] = ()


@lru_cache(maxsize=4096)
def read_line(text: str, before: int = NORMAL) -> Line:
    """Return what a line is, given the state of the line before it."""
    if before > NORMAL:
        return _in_fence(text, before)
    if fence := _FENCE.match(text):
        mark = fence.group(1)
        if mark[0] == "~" or "`" not in fence.group(2):
            return Line(LineKind.FENCE, len(mark) * 2 + (mark[0] == "~"), mark_end=len(text))
    if not text or _RULE.match(text):
        return Line(LineKind.RULE if text else LineKind.TEXT, mark_end=len(text))
    if heading := _HEADING.match(text):
        level, mark_end = len(heading.group(1)), heading.end()
        pieces, links = _inline(text, mark_end)
        return Line(LineKind.HEADING, level=level, mark_end=mark_end, pieces=pieces, links=links)
    if item := _LIST.match(text):
        return _list_item(text, item)
    quote = _QUOTE.match(text)
    mark_end = quote.end() if quote else 0
    pieces, links = _inline(text, mark_end)
    kind = LineKind.QUOTE if quote else LineKind.TEXT
    return Line(kind, mark_end=mark_end, pieces=pieces, links=links)


def _in_fence(text: str, before: int) -> Line:
    fence = _FENCE.match(text)
    if fence and not fence.group(2).strip():
        mark = fence.group(1)
        if len(mark) >= before // 2 and (mark[0] == "~") == bool(before % 2):
            return Line(LineKind.FENCE, NORMAL, mark_end=len(text))
    return Line(LineKind.CODE, before)


def _list_item(text: str, item: re.Match[str]) -> Line:
    box = item.start(3) if item.group(3) else None
    pieces, links = _inline(text, item.end())
    return Line(
        LineKind.LIST_ITEM,
        indent=len(item.group(1)),
        mark_end=item.end(),
        box=box,
        is_done=box is not None and text[box + 1] in "xX",
        pieces=pieces,
        links=links,
    )


def _inline(text: str, start: int) -> tuple[tuple[Piece, ...], tuple[Link, ...]]:
    if len(text) > MAX_INLINE or not _MAY_HAVE_INLINE.search(text, start):
        return (), ()
    found: list[_Found] = []
    rest = _find_code(text, start, found) if "`" in text else text
    rest, links = _find_links(rest, start, found)
    _find_pairs(rest, start, found)
    return _flattened(found), links


def _find_code(text: str, start: int, found: list[_Found]) -> str:
    hidden: list[tuple[int, int]] = []
    for match in _CODE.finditer(text, start):
        size = len(match.group(1))
        found.append((match.start(), match.end(), _CODE_BIT))
        found.append((match.start(), match.start() + size, _MARK_BIT))
        found.append((match.end() - size, match.end(), _MARK_BIT))
        hidden.append(match.span())
    return _masked(text, hidden)


def _find_links(text: str, start: int, found: list[_Found]) -> tuple[str, tuple[Link, ...]]:
    links: list[Link] = []
    hidden: list[tuple[int, int]] = []
    for match in _LINK.finditer(text, start) if "](" in text else ():
        text_end = match.end(1)
        links.append(Link(match.start(), match.end(), match.group(2).strip("<>")))
        found.append((match.start(), match.start(1), _MARK_BIT))
        found.append((match.start(1), text_end, _LINK_BIT))
        found.append((text_end, match.end(), _MARK_BIT))
        hidden.append((text_end, match.end()))
    rest = _masked(text, hidden)
    hidden.clear()
    for match in _ADDRESS.finditer(rest, start) if "://" in rest else ():
        links.append(Link(match.start(), match.end(), match.group()))
        found.append((match.start(), match.end(), _LINK_BIT))
        hidden.append(match.span())
    return _masked(rest, hidden), tuple(links)


def _find_pairs(text: str, start: int, found: list[_Found]) -> None:
    for (mark, pattern), look in zip(_PAIRS, _PAIR_LOOKS, strict=True):
        if mark not in text:
            continue
        size = len(mark)
        hidden: list[tuple[int, int]] = []
        for match in pattern.finditer(text, start):
            opening, closing = match.start(), match.end() - size
            found.append((opening + size, closing, look.value))
            for place in (opening, closing):
                found.append((place, place + size, _MARK_BIT))
                hidden.append((place, place + size))
        if size == 2:
            text = _masked(text, hidden)


def _masked(text: str, hidden: list[tuple[int, int]]) -> str:
    """Return the text with stretches that no later pattern may match in."""
    if not hidden:
        return text
    signs = list(text)
    for start, end in hidden:
        signs[start:end] = "\0" * (end - start)
    return "".join(signs)


def _flattened(found: list[_Found]) -> tuple[Piece, ...]:
    """Return pieces that don't overlap, each with all looks of what lies over it."""
    places = sorted({place for start, end, _ in found for place in (start, end)})
    coming = sorted(found, reverse=True)
    here: list[_Found] = []
    pieces: list[Piece] = []
    for start, end in itertools.pairwise(places):
        here = [one for one in here if one[1] > start]
        while coming and coming[-1][0] <= start:
            here.append(coming.pop())
        bits = 0
        for _, _, other in here:
            bits |= other
        if bits:
            pieces.append(Piece(start, end, Look(bits)))
    return tuple(pieces)
