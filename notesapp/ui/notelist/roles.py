"""What a row of notes answers beside Qt's own roles, in the list and in search results alike."""

from __future__ import annotations

from dataclasses import dataclass
from typing import cast

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, Qt

from notesapp.core.ids import Guid
from notesapp.core.model import NoteSummary

NOTES_MIME_TYPE = "application/x-notesapp-notes"

ROW_ROLE = int(Qt.ItemDataRole.UserRole) + 1
"""A `Row`, or None for a note that vanished a moment ago."""

GUID_ROLE = int(Qt.ItemDataRole.UserRole) + 2

Marks = tuple[tuple[int, int], ...]


@dataclass(frozen=True, slots=True)
class Row:
    """What the delegate paints.

    Attributes:
        text: the preview, or the snippet around a match.
        title_marks, text_marks: (start, end) offsets of what a search matched.
        shows_unsent: sync is set up, so what isn't sent yet is marked.
    """

    summary: NoteSummary
    text: str
    title_marks: Marks = ()
    text_marks: Marks = ()
    shows_unsent: bool = False


def row_of(index: QModelIndex | QPersistentModelIndex) -> Row | None:
    """Return an index's row."""
    return cast("Row | None", index.data(ROW_ROLE))


def guid_of(index: QModelIndex | QPersistentModelIndex) -> Guid | None:
    """Return an index's note; None for an invalid index."""
    return cast("Guid | None", index.data(GUID_ROLE))
