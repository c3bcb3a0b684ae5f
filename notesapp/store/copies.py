"""The second note that "keep both" makes: the same id and title on every device."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from notesapp.core.ids import Guid, derived_guid
from notesapp.core.model import NoteContent, Revision

_MONTHS = (
    "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
)  # fmt: skip


def copy_guid(losing: Revision) -> Guid:
    """Return the id of the copy of a losing version, which every device derives alike."""
    return derived_guid("copy", losing.guid, losing.rev)


def copy_content(losing: Revision) -> NoteContent:
    """Return a losing version as a note of its own: "Trip to Lisbon (Pixel 8, 13 May)".

    Raises:
        ValueError: the version holds no text (it was deleted for ever).
    """
    if not isinstance(losing.content, NoteContent):
        raise ValueError(losing.rev)
    where = f"{losing.node_name}, " if losing.node_name else ""
    title = f"{losing.content.title} ({where}{_day(losing.updated_at)})".strip()
    return replace(losing.content, title=title)


def _day(moment: datetime) -> str:
    # In UTC and without the locale: two devices that copy the same version must write the same.
    return f"{moment.day} {_MONTHS[moment.month - 1]}"
