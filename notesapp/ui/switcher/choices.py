"""What the switcher offers for a query, as plain values."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import Enum, auto

from PySide6.QtCore import QCoreApplication

from notesapp.core.ids import Guid
from notesapp.core.model import SearchHit
from notesapp.ui.dates import short_date
from notesapp.ui.sidebar.contents import Contents
from notesapp.ui.switcher.folding import folded
from notesapp.ui.switcher.matching import Fit, Marks, fit

MOST = 50
RECENT = 8


class ChoiceKind(Enum):
    """What a choice leads to."""

    NOTE = auto()
    PLACE = auto()
    COMMAND = auto()
    NEW_NOTE = auto()


@dataclass(frozen=True, slots=True)
class Choice:
    """One line of the switcher.

    Attributes:
        target: a note's guid, a sidebar key, a command's name, or a title.
        detail: at the end of the line: where it is and when, or its shortcut.
    """

    kind: ChoiceKind
    target: str
    name: str
    icon: str
    detail: str = ""
    marks: Marks = ()


@dataclass(frozen=True, slots=True)
class Title:
    """A note as the switcher knows it."""

    guid: Guid
    title: str
    notebook: Guid | None
    updated_at: datetime


@dataclass(frozen=True, slots=True)
class Command:
    """An action as the switcher knows it."""

    name: str
    words: str
    icon: str
    keys: str


def note_choices(
    query: str, titles: Sequence[Title], contents: Contents, now: datetime
) -> list[Choice]:
    """Return notes and notebooks by name, best fit first and the newest of those; a new note last."""
    wanted = folded(query.strip())
    names = {book.guid: book.name for book in contents.notebooks}

    def choice(title: Title, how: Fit) -> Choice:
        where = names.get(title.notebook, "") if title.notebook else ""
        when = short_date(title.updated_at, now)
        detail = f"{where}  ·  {when}" if where else when
        name = title.title or _tr("Untitled")
        return Choice(ChoiceKind.NOTE, title.guid, name, "file-text", detail, how.marks)

    if not wanted:
        return [choice(title, Fit(0, ())) for title in titles[:RECENT]]
    found = [(how.rank, title, how) for title in titles if (how := fit(wanted, title.title))]
    found.sort(key=lambda entry: entry[0])
    choices = [choice(title, how) for _, title, how in found[:MOST]]
    choices += place_choices(query, contents, notebooks_only=True)[:5]
    new = _tr("New note “{0}”").format(query.strip())
    choices.append(Choice(ChoiceKind.NEW_NOTE, query.strip(), new, "plus", _tr("Shift+Enter")))
    return choices


def place_choices(
    query: str, contents: Contents, *, notebooks_only: bool = False, tags_only: bool = False
) -> list[Choice]:
    """Return notebooks or tags by name."""
    wanted = folded(query.strip())
    places = [] if tags_only else [
        (book.name, f"notebook:{book.guid}", "folder", _tr("Notebook"), book.note_count)
        for book in contents.notebooks
    ]  # fmt: skip
    if not notebooks_only:
        places += [
            (tag.name, f"tag:{tag.name}", "tag", _tr("Tag"), tag.note_count)
            for tag in contents.tags
        ]
    found = [
        (how.rank, name, key, icon, kind, count, how)
        for name, key, icon, kind, count in places
        if (how := fit(wanted, name))
    ]
    found.sort(key=lambda entry: entry[:2])
    return [
        Choice(ChoiceKind.PLACE, key, name, icon, f"{kind}  ·  {_notes(count)}", how.marks)
        for _, name, key, icon, kind, count, how in found[:MOST]
    ]


def command_choices(query: str, commands: Sequence[Command]) -> list[Choice]:
    """Return commands by their words, each with its shortcut."""
    wanted = folded(query.strip())
    found = [(how.rank, entry, how) for entry in commands if (how := fit(wanted, entry.words))]
    found.sort(key=lambda entry: entry[0])
    return [
        Choice(ChoiceKind.COMMAND, entry.name, entry.words, entry.icon, entry.keys, how.marks)
        for _, entry, how in found
    ]


def hit_choices(hits: Sequence[SearchHit], now: datetime) -> list[Choice]:
    """Return what a full-text search found."""
    return [
        Choice(
            ChoiceKind.NOTE,
            hit.summary.guid,
            hit.summary.title or hit.snippet,
            "file-text",
            short_date(hit.summary.updated_at, now),
            hit.title_matches,
        )
        for hit in hits[:MOST]
    ]


def _notes(count: int) -> str:
    return QCoreApplication.translate("Switcher", "%n note(s)", "", count)


def _tr(text: str) -> str:
    return QCoreApplication.translate("Switcher", text)
