"""The first sync in numbers, before anything happens."""

from __future__ import annotations

from dataclasses import dataclass

from notesapp.core.ids import Guid
from notesapp.core.model import RecordKind
from notesapp.store.library import Library
from notesapp.store.places import ALL_NOTES, NoteSort
from notesapp.sync.backends.base import Backend, LastPush


@dataclass(frozen=True, slots=True)
class Preview:
    """What a first sync would do, in notes.

    Attributes:
        here, there: live notes on this computer and on the back-end.
        same: notes that both hold already; they are joined and not doubled.
        after: what both hold afterwards.
        deleted: always 0; a first sync deletes nothing.
    """

    here: int
    there: int
    same: int
    after: int
    deleted: int = 0


def count_preview(library: Library, backend: Backend, there: int | None) -> Preview:
    """Count what a first sync would join; reads the feed only if both sides hold notes.

    Args:
        there: live notes on the back-end, if it said so when it was opened.
    """
    with library.read() as view:
        here = set(view.notes.ids(ALL_NOTES, NoteSort.UPDATED))
    if there is not None and not (here and there):
        return Preview(len(here), there, 0, len(here) + there)
    live = _live_notes(backend)
    return Preview(len(here), len(live), len(here & live), len(here | live))


def _live_notes(backend: Backend) -> set[Guid]:
    found: dict[Guid, bool] = {}
    for page in backend.pull(None, LastPush()):
        for revision in page.revisions:
            if revision.kind is RecordKind.NOTE:
                found[revision.guid] = not revision.is_deleted
    return {guid for guid, is_live in found.items() if is_live}
