"""Which banner the open note shows: at most one, the most important."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from PySide6.QtCore import QCoreApplication

from notesapp.core.errors import DiskFull
from notesapp.core.model import Note, Revision
from notesapp.ui.icons import IconRole
from notesapp.ui.messages import describe


class Act(Enum):
    """What a banner's button does."""

    COMPARE = "compare"
    RESTORE = "restore"
    TRY_AGAIN = "try_again"


@dataclass(frozen=True, slots=True)
class Notice:
    """The words of a banner."""

    title: str
    text: str
    action: str
    act: Act
    icon_name: str
    role: IconRole


def notice_for(note: Note, other: Revision | None, error: Exception | None) -> Notice | None:
    """Return what must be said about a note, or None.

    Args:
        other: the version of another device, if the note waits for a decision.
        error: why the last save failed.
    """
    if error is not None:
        return _not_saved(error)
    if other is not None:
        return _changed_elsewhere(note, other)
    return _in_trash() if note.is_deleted else None


def _not_saved(error: Exception) -> Notice:
    if isinstance(error, DiskFull):
        title = _tr("This computer’s disk is full")
        text = _tr("Your last edit is kept in memory. Free some space now; it saves by itself.")
    else:
        title = describe(error).title
        text = _tr("Your last edit is kept in memory. It is tried again every few seconds.")
    return Notice(title, text, _tr("Try now"), Act.TRY_AGAIN, "triangle-alert", "bad")


def _changed_elsewhere(note: Note, other: Revision) -> Notice:
    device = other.node_name
    if other.is_deleted:
        title = (
            _tr("This note was deleted on {device}")
            if device
            else _tr("This note was deleted elsewhere")
        )
        text = _tr("It stays here as you left it. You can keep editing and decide later.")
    elif note.is_deleted:
        title = (
            _tr("You deleted this note, and it was changed on {device}")
            if device
            else _tr("You deleted this note, and it was changed elsewhere")
        )
        text = _tr("Both versions are kept. Decide when it suits you.")
    else:
        title = (
            _tr("This note was also changed on {device}")
            if device
            else _tr("This note was also changed elsewhere")
        )
        text = _tr("Both versions are kept. You can keep editing and decide later.")
    title = title.format(device=device)
    return Notice(title, text, _tr("Compare versions…"), Act.COMPARE, "split", "warn")


def _in_trash() -> Notice:
    return Notice(
        _tr("In Recently deleted"),
        _tr("It is deleted for ever after 30 days. Restore it to go on writing."),
        _tr("Restore"),
        Act.RESTORE,
        "trash-2",
        "text_secondary",
    )


def _tr(text: str) -> str:
    return QCoreApplication.translate("EditorNotices", text)
