"""Why a version stands in a note's history, and how it differs from the note now, in words."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication

from notesapp.core.model import Version, VersionReason
from notesapp.ui.conflicts.comparison import Comparison


def reason_text(version: Version, this_device: str) -> str:
    """Return how a version came to be."""
    device = version.node_name
    is_here = not device or device == this_device
    match version.reason:
        case VersionReason.EDITED_HERE:
            return _tr("Edited here")
        case VersionReason.FROM_DEVICE:
            return _tr("From {device}").format(device=device or _tr("another device"))
        case VersionReason.COMBINED:
            return _tr("Combined")
        case VersionReason.KEPT_THIS | VersionReason.KEPT_OTHER:
            if is_here:
                return _tr("You decided which version to keep")
            return _tr("Decided on {device}").format(device=device)
        case VersionReason.KEPT_BOTH:
            return _tr("You kept both as two notes")
        case VersionReason.LOST_DECISION:
            if is_here:
                return _tr("This computer’s version, not kept")
            return _tr("Version from {device}, not kept").format(device=device)
        case VersionReason.RESTORED:
            return _tr("Brought back from the history")


def difference_text(comparison: Comparison, *, is_now: bool) -> str:
    """Return in words how a version differs from the note now, or from another version."""
    merged = comparison.merged
    sentences = []
    count = len(comparison.asked)
    if count == 1:
        one = _tr("1 passage differs from the note now.")
        sentences.append(one if is_now else _tr("1 passage differs."))
    elif count:
        many = _tr("{count} passages differ from the note now.")
        many = many if is_now else _tr("{count} passages differ.")
        sentences.append(many.format(count=count))
    if merged.title.this != merged.title.other:
        then = merged.title.other or _tr("Untitled")
        sentences.append(_tr("The title was “{title}”.").format(title=then))
    if merged.tags.this != merged.tags.other:
        tags = ", ".join(merged.tags.other)
        sentences.append(_tr("Tags: {tags}.").format(tags=tags) if tags else _tr("It had no tags."))
    if merged.notebook.this != merged.notebook.other:
        sentences.append(_tr("It lay in another notebook."))
    same = _tr("This version is the same as the note now.")
    return " ".join(sentences) or (same if is_now else _tr("Both versions are the same."))


def _tr(text: str) -> str:
    return QCoreApplication.translate("history", text)
