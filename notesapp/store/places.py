"""Which notes a list shows, and in which order."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from notesapp.core.ids import Guid


class Collection(StrEnum):
    """The places every library has."""

    ALL_NOTES = "all_notes"
    PINNED = "pinned"
    TRASH = "trash"
    CONFLICTS = "conflicts"
    """Notes that wait for a decision, deleted ones among them."""
    UNSYNCHRONIZED = "unsynchronized"
    """Notes the back-end doesn't hold as they are here, deleted ones among them."""


@dataclass(frozen=True, slots=True)
class InNotebook:
    """The live notes that lie directly in a notebook; None: in no notebook."""

    guid: Guid | None


@dataclass(frozen=True, slots=True)
class WithTag:
    """The live notes that carry a tag, by its exact name."""

    name: str


Place = Collection | InNotebook | WithTag

ALL_NOTES = Collection.ALL_NOTES
PINNED = Collection.PINNED
TRASH = Collection.TRASH
CONFLICTS = Collection.CONFLICTS
UNSYNCHRONIZED = Collection.UNSYNCHRONIZED


class NoteSort(StrEnum):
    """The order of a list; pinned notes always come first.

    Attributes:
        UPDATED, CREATED: newest first.
        TITLE: by title, ignoring case and accents.
    """

    UPDATED = "updated"
    CREATED = "created"
    TITLE = "title"
