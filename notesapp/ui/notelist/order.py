"""Which notes belong in a place and in which order: the store's rules, for one row at a time."""

from __future__ import annotations

from typing import assert_never

from notesapp.core.clock import to_milliseconds
from notesapp.core.model import NoteSummary
from notesapp.store.places import Collection, InNotebook, NoteSort, Place, WithTag
from notesapp.store.text import sort_key as title_key

_MIRRORED = str.maketrans("0123456789abcdef", "fedcba9876543210")

SortKey = tuple[bool, int | str, str]


def belongs(note: NoteSummary, place: Place) -> bool:
    """Return whether a place shows a note."""
    match place:
        case InNotebook(guid):
            return not note.is_deleted and note.notebook == guid
        case WithTag(name):
            return not note.is_deleted and name in note.tags
        case Collection.ALL_NOTES:
            return not note.is_deleted
        case Collection.PINNED:
            return not note.is_deleted and note.is_pinned
        case Collection.TRASH:
            return note.is_deleted
        case Collection.CONFLICTS:
            return note.has_conflict
        case Collection.UNSYNCHRONIZED:
            return not note.is_synchronized
    assert_never(place)


def sort_key(note: NoteSummary, sort: NoteSort) -> SortKey:
    """Return what a list in this order is sorted by; pinned notes first."""
    match sort:
        case NoteSort.UPDATED:
            return not note.is_pinned, -to_milliseconds(note.updated_at), _downwards(note.guid)
        case NoteSort.CREATED:
            return not note.is_pinned, -to_milliseconds(note.created_at), _downwards(note.guid)
        case NoteSort.TITLE:
            return not note.is_pinned, title_key(note.title), note.guid
    assert_never(sort)


def _downwards(guid: str) -> str:
    """Return a text that sorts the other way round than the id does."""
    return guid.translate(_MIRRORED)
