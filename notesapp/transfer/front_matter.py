"""The block of YAML at the head of a Markdown file: title, tags, dates, id.

It is taken off the text only when a note has a field for every bit of it; otherwise it is read
and stays where it is, because a key, a comment or a date that we don't understand is also
something that somebody wrote.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import yaml

from notesapp.store.text import storable

_BLOCK = re.compile(
    r"\A\ufeff?---[ \t]*\r?\n(?P<yaml>(?:.*\n)*?)(?:---|\.\.\.)[ \t]*(?:\r?\n|\Z)",
)
_LONGEST_BLOCK = 64 * 1024
_QUOTED = re.compile(r"\"(?:[^\"\\\n]|\\.)*\"")
_COMMENT = re.compile(r"(?:^|\s)#", re.MULTILINE)
_TITLE, _TAGS, _ID, _PINNED = ("title",), ("tags",), ("id",), ("pinned",)
_CREATED = ("created", "created_at", "date")
_UPDATED = ("updated", "updated_at", "modified", "lastmod")
_EARLIEST_YEAR = 1900
# The C loader is fifty times faster, but not every build of PyYAML has it. The base loaders
# leave each scalar a string: "title: 2024" and "title: no" are titles.
_Loader: type[Any] = getattr(yaml, "CBaseLoader", yaml.BaseLoader)


@dataclass(frozen=True, slots=True)
class FrontMatter:
    """What the head of a file says about its note; None or empty where it says nothing."""

    title: str | None = None
    tags: tuple[str, ...] = ()
    created_at: datetime | None = None
    updated_at: datetime | None = None
    source_id: str | None = None
    is_pinned: bool = False


@dataclass(frozen=True, slots=True)
class Parsed:
    """A file's front matter and its body.

    Attributes:
        body: the text after the block, exactly; the whole text if there is none.
        is_kept: there is a block, but it says more than a note has fields for, so that the body
            is the whole text, block included.
    """

    front_matter: FrontMatter
    body: str
    is_kept: bool = False


def parse(text: str) -> Parsed:
    """Return what the front matter of `text` says, and the body; never fails."""
    block = _BLOCK.match(text[:_LONGEST_BLOCK])
    values = _load(block["yaml"]) if block else None
    if block is None or values is None:
        return Parsed(FrontMatter(), text)
    reader = _Reader(values)
    front_matter = FrontMatter(
        title=reader.text(_TITLE),
        tags=reader.tags(_TAGS),
        created_at=reader.moment(_CREATED),
        updated_at=reader.moment(_UPDATED),
        source_id=reader.text(_ID) or None,
        is_pinned=reader.flag(_PINNED),
    )
    if reader.is_all_understood and not _COMMENT.search(_QUOTED.sub("", block["yaml"])):
        return Parsed(front_matter, text[block.end() :])
    return Parsed(front_matter, text, is_kept=True)


def write(front_matter: FrontMatter) -> str:
    """Return the block for the head of a file; `parse` reads the same back."""
    lines = ["---"]
    if front_matter.source_id is not None:
        lines.append(f"id: {front_matter.source_id}")
    lines.append(f"title: {_quoted(front_matter.title or '')}")
    if front_matter.tags:
        lines.append(f"tags: [{', '.join(map(_quoted, front_matter.tags))}]")
    if front_matter.is_pinned:
        lines.append("pinned: true")
    if front_matter.created_at:
        lines.append(f"created: {_iso(front_matter.created_at)}")
    if front_matter.updated_at:
        lines.append(f"updated: {_iso(front_matter.updated_at)}")
    return "\n".join([*lines, "---", ""])


class _Reader:
    """Takes fields out of a block's mapping and remembers what it could not read."""

    def __init__(self, values: Mapping[str, object]) -> None:
        self._left = dict(values)

    @property
    def is_all_understood(self) -> bool:
        """Whether every key was asked for and its value had the right shape."""
        return not self._left

    def text(self, names: tuple[str, ...]) -> str | None:
        name = self._find(names)
        value = self._left.get(name)
        if not isinstance(value, str):
            return None
        del self._left[name]
        return _on_one_line(value)

    def flag(self, names: tuple[str, ...]) -> bool:
        name = self._find(names)
        value = self._left.get(name)
        if not isinstance(value, str) or value.lower() not in {"true", "false"}:
            return False
        del self._left[name]
        return value.lower() == "true"

    def tags(self, names: tuple[str, ...]) -> tuple[str, ...]:
        """A list, or one text with commas or ``#`` marks: all are written by some program."""
        name = self._find(names)
        value = self._left.get(name)
        if isinstance(value, str):
            value = value.split("," if "," in value else None)
        if not isinstance(value, list) or not all(isinstance(tag, str) for tag in value):
            return ()
        del self._left[name]
        tags = (_on_one_line(tag).lstrip("#") for tag in value)
        return tuple(tag for tag in tags if tag)

    def moment(self, names: tuple[str, ...]) -> datetime | None:
        name = self._find(names)
        value = self._left.get(name)
        moment = _moment(value) if isinstance(value, str) else None
        if moment or value == "":
            del self._left[name]
        return moment

    def _find(self, names: tuple[str, ...]) -> str:
        return next((name for name in names if name in self._left), names[0])


def _load(block: str) -> Mapping[str, object] | None:
    try:
        values = yaml.load(block, Loader=_Loader)
    except (yaml.YAMLError, ValueError, RecursionError):
        return None
    if values is None or values == "":
        return None
    if not isinstance(values, dict) or not all(isinstance(key, str) for key in values):
        return None
    return values


def _on_one_line(text: str) -> str:
    return " ".join(storable(text).split())


def _moment(text: str) -> datetime | None:
    """Return an ISO 8601 time as UTC in whole milliseconds; without a zone it is local."""
    try:
        moment = datetime.fromisoformat(text.strip()).astimezone(UTC)
    except (ValueError, OverflowError, OSError):
        return None
    if moment.year < _EARLIEST_YEAR:
        return None
    return moment.replace(microsecond=moment.microsecond // 1000 * 1000)


def _iso(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def _quoted(text: str) -> str:
    """Return `text` as a YAML double-quoted scalar on one line."""
    return '"' + "".join(map(_escaped, text)) + '"'


def _escaped(character: str) -> str:
    if character in '"\\':
        return "\\" + character
    if character.isprintable():
        return character
    code = ord(character)
    return f"\\U{code:08x}" if code > 0xFFFF else f"\\u{code:04x}"
