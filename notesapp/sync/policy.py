"""What happens to a record changed in two places: the user's policies, as pure functions.

No policy throws words away. What a policy doesn't keep live goes to the trash or to the
record's history, and an edit outlives a concurrent deletion unless "newest wins" was chosen;
where the user is to be asked, he is asked about that too.
"""

from __future__ import annotations

from typing import TypeVar

from notesapp.core.causality import Hlc
from notesapp.core.clock import to_milliseconds
from notesapp.core.conflict import ConflictPolicy
from notesapp.core.copies import copy_content, copy_guid, is_copy
from notesapp.core.ids import Guid
from notesapp.core.merge_note import MergedNote, merge_note
from notesapp.core.model import (
    Content,
    NotebookContent,
    NoteContent,
    RecordKind,
    Revision,
    VersionReason,
)
from notesapp.sync.outcomes import Ask, Combine, KeepBoth, Outcome, Take

_T = TypeVar("_T")


def settle(
    policy: ConflictPolicy, this: Revision, other: Revision, base: Revision | None, now_ms: int
) -> Outcome:
    """Return what becomes of two revisions of one record, neither of which knew of the other.

    Args:
        base: the newest revision that both include (never one that only a single side saw:
            merging on such a base deletes the other side's words); None if there is none.
        now_ms: this computer's clock, so that its edits can't claim to be from the future.
    """
    if this.is_deleted or other.is_deleted:
        return _settle_deletion(policy, this, other, now_ms)
    mine, theirs = this.content, other.content
    if isinstance(mine, NotebookContent) and isinstance(theirs, NotebookContent):
        return _combined(_merge_notebook(this, other, base, now_ms), this, other)
    assert isinstance(mine, NoteContent) and isinstance(theirs, NoteContent), "live, same kind"
    if policy is ConflictPolicy.NEWEST_WINS:
        return _newest(this, other, now_ms)
    merged = merge_note(_note_content(base), mine, theirs)
    if policy is ConflictPolicy.KEEP_BOTH:
        return _keep_both(this, other, merged, now_ms)
    return _combined(merged.content, this, other) if merged.is_settled else Ask()


def is_newer(this: Revision, other: Revision, now_ms: int) -> bool:
    """Say whether `this` counts as the later edit.

    A clock that runs ahead wins only until the moment the server, or this computer, saw the
    edit; equal times are told apart by the revision, the same way on every device.
    """
    return (_effective(this, now_ms), this.rev) > (_effective(other, now_ms), other.rev)


def _effective(revision: Revision, now_ms: int) -> Hlc:
    seen_at = revision.server_time
    return revision.hlc.clamp(now_ms if seen_at is None else to_milliseconds(seen_at))


def _settle_deletion(
    policy: ConflictPolicy, this: Revision, other: Revision, now_ms: int
) -> Outcome:
    if this.is_deleted and other.is_deleted:
        return _both_deleted(this, other, now_ms)
    edit, is_edit_here = (other, False) if this.is_deleted else (this, True)
    assert edit.content is not None, "a live record has content"
    is_edit_newer = is_newer(this, other, now_ms) is is_edit_here
    if policy is ConflictPolicy.NEWEST_WINS and not is_edit_newer:
        # Into the trash with the edit's words, not with those the deleting device saw.
        return Combine(edit.content, is_deleted=True, reason=VersionReason.COMBINED)
    if policy is ConflictPolicy.ASK and _is_question(this, other):
        return Ask()
    if is_edit_here:
        return Combine(edit.content, False, VersionReason.COMBINED, is_revival=True)
    return Take()


def _is_question(this: Revision, other: Revision) -> bool:
    """A person is asked about a note whose two versions can both still be shown."""
    is_note = this.kind is RecordKind.NOTE
    return is_note and this.content is not None and other.content is not None


def _both_deleted(this: Revision, other: Revision, now_ms: int) -> Outcome:
    """Both lie in the trash; the one that still has its text stays, or the newer one."""
    if this.content is None or other.content is None:
        is_this = other.content is None
    else:
        is_this = is_newer(this, other, now_ms)
    if not is_this or this.content is None:
        return Take()
    return Combine(this.content, is_deleted=True, reason=VersionReason.COMBINED)


def _newest(this: Revision, other: Revision, now_ms: int) -> Outcome:
    if not is_newer(this, other, now_ms):
        return Take(is_decision=True)
    assert this.content is not None, "a live record has content"
    return Combine(this.content, is_deleted=False, reason=VersionReason.KEPT_THIS)


def _keep_both(this: Revision, other: Revision, merged: MergedNote, now_ms: int) -> Outcome:
    """Two notes, unless that would copy a copy or a note with the very same words."""
    mine, theirs = this.content, other.content
    assert isinstance(mine, NoteContent) and isinstance(theirs, NoteContent), "live notes"
    if (mine.title, mine.body) == (theirs.title, theirs.body):
        return _combined(merged.content, this, other)
    if is_copy(mine) or is_copy(theirs):
        if merged.is_settled:
            return _combined(merged.content, this, other)
        return _newest(this, other, now_ms)
    return KeepBoth(copy_guid(other), copy_content(other))


def _combined(content: Content, this: Revision, other: Revision) -> Outcome:
    """A merge that adds nothing to the other side needs no revision of its own."""
    if content == other.content:
        return Take()
    return Combine(content, is_deleted=False, reason=VersionReason.COMBINED)


def _note_content(base: Revision | None) -> NoteContent | None:
    content = None if base is None else base.content
    return content if isinstance(content, NoteContent) else None


def _merge_notebook(
    this: Revision, other: Revision, base: Revision | None, now_ms: int
) -> NotebookContent:
    """Name and place each three-way; nobody is asked about a notebook, the newer edit decides."""
    mine, theirs = this.content, other.content
    assert isinstance(mine, NotebookContent) and isinstance(theirs, NotebookContent)
    old = base.content if base is not None else None
    newer = mine if is_newer(this, other, now_ms) else theirs
    if not isinstance(old, NotebookContent):
        return newer
    name = _pick(old.name, mine.name, theirs.name, newer.name)
    parent: Guid | None = _pick(old.parent, mine.parent, theirs.parent, newer.parent)
    return NotebookContent(name, parent, {**theirs.extra, **mine.extra})


def _pick(base: _T, this: _T, other: _T, newer: _T) -> _T:
    if this == base:
        return other
    return this if other == base else newer
