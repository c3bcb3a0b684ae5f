"""What a row of notes says in words: to the eye, under the mouse and to a screen reader."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication

from notesapp.core.model import NoteSummary
from notesapp.ui.dates import full_date


def title_of(note: NoteSummary) -> str:
    """Return a note's title, or what stands in for an empty one."""
    return note.title.strip() or _tr("Untitled")


def attention(note: NoteSummary) -> str:
    """Return what needs attention, for the third line of a row; empty: nothing."""
    if note.has_conflict:
        return _tr("Changed in two places")
    match note.problem:
        case None:
            return ""
        case "too_large":
            return _tr("Not sent: too large")
        case _:
            return _tr("Not sent: the server did not accept it")


def spoken(note: NoteSummary, *, shows_unsent: bool) -> str:
    """Return a row as a screen reader says it: title, what needs attention, date, text."""
    parts = [title_of(note), attention(note)]
    if note.is_pinned:
        parts.append(_tr("Pinned"))
    if shows_unsent and not note.is_synchronized:
        parts.append(_tr("Saved here, not sent yet"))
    parts += [full_date(note.updated_at), note.preview]
    return ". ".join(part for part in parts if part)


def tip(note: NoteSummary, *, shows_unsent: bool) -> str:
    """Return what hovering over a row tells."""
    lines = [title_of(note), _tr("Changed {0}").format(full_date(note.updated_at))]
    if shows_unsent and not note.is_synchronized:
        lines.append(_tr("Saved here, not sent yet"))
    return "\n".join(lines)


def _tr(text: str) -> str:
    return QCoreApplication.translate("NoteList", text)
