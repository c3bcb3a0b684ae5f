"""A note changed in two places, and what a person decides about it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from notesapp.core.ids import Guid
from notesapp.core.model import NoteContent, Revision


class ConflictPolicy(StrEnum):
    """What happens to a note that was changed in two places."""

    ASK = "ask"
    """Combine what doesn't overlap, ask about the rest (the default)."""

    NEWEST_WINS = "newest_wins"
    """The later edit stays; the other goes to the note's history."""

    KEEP_BOTH = "keep_both"
    """Both stay, as two notes."""


@dataclass(frozen=True, slots=True)
class Conflict:
    """Two versions of one note, neither of which knew of the other.

    Attributes:
        this: this computer's version, which stays live and editable.
        other: the version that the back-end holds.
        base: the newest version both were made from; None if it isn't known any more.
    """

    guid: Guid
    this: Revision
    other: Revision
    base: Revision | None
    found_at: datetime


class Keep(StrEnum):
    """A person's answer."""

    THIS = "this"
    OTHER = "other"
    BOTH = "both"
    COMBINED = "combined"


@dataclass(frozen=True, slots=True)
class Resolution:
    """An answer to a conflict.

    Attributes:
        combined: what will be saved, required with `Keep.COMBINED` and only then.
    """

    keep: Keep
    combined: NoteContent | None = None
