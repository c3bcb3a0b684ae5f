"""Settling a note changed in two places, and taking that back.

A decision writes one revision that includes both versions, on top of what the back-end holds,
so the next run pushes it like any edit. What it takes to undo is remembered beside it.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any

from sqlalchemy import Row, delete, exists, select, update
from sqlalchemy.dialects.sqlite import insert

from notesapp.core import copies
from notesapp.core.conflict import Conflict, Keep, Resolution
from notesapp.core.errors import CannotDecide
from notesapp.core.ids import Guid, Rev
from notesapp.core.model import Content, Note, RecordKind, Revision, VersionReason
from notesapp.store import conflicts, records, revisions
from notesapp.store.conflicts import ConflictReader
from notesapp.store.context import Work
from notesapp.store.mapping import note_from_row
from notesapp.store.records import Live
from notesapp.store.revisions import Pin
from notesapp.store.tables import DecisionRow, NoteRow, PushItemRow, RevisionRow
from notesapp.store.text import storable_content

_UNDO_STAYS = timedelta(days=30)

_REASONS = {
    Keep.THIS: VersionReason.KEPT_THIS,
    Keep.OTHER: VersionReason.KEPT_OTHER,
    Keep.BOTH: VersionReason.KEPT_BOTH,
    Keep.COMBINED: VersionReason.COMBINED,
}


class ConflictWriter(ConflictReader):
    """Decisions inside a write transaction."""

    def __init__(self, work: Work) -> None:
        super().__init__(work.connection)
        self._work = work

    def resolve(self, guid: Guid, resolution: Resolution) -> Note:
        """Settle a decision by a new revision that includes both versions.

        The version that lost goes to the note's history, for at least 90 days.

        Raises:
            CannotDecide: nothing is open, or the answer doesn't fit it.
        """
        return _resolve(self._work, self.get(guid), resolution)

    def undo_resolution(self, guid: Guid) -> Note:
        """Take the last decision back.

        If it hasn't left this computer, the note and the choice are as they were before. If it
        has, or the note was edited since, the former text is written as a new edit and the
        choice is opened again.

        Raises:
            CannotDecide: there is no decision that can be taken back.
        """
        return _undo(self._work, guid)

    def forget_old_decisions(self) -> None:
        """Let go of what undoing decisions of a month ago would take; the history stays."""
        old = select(DecisionRow.guid).where(
            DecisionRow.decided_at < self._work.now() - _UNDO_STAYS
        )
        for guid in self._connection.execute(old).scalars().all():
            _forget(self._work, Guid(guid))


@dataclass(frozen=True, slots=True)
class _Outcome:
    content: Content | None
    is_deleted: bool
    losers: tuple[Revision, ...]
    copied: Revision | None = None


def _resolve(work: Work, conflict: Conflict, resolution: Resolution) -> Note:
    """Write the answer; see `ConflictWriter.resolve`."""
    this, other = conflict.this, conflict.other
    live = records.get(work.connection, conflict.guid, RecordKind.NOTE)
    outcome = _outcome(conflict, resolution)
    _pin_for_undo(work, conflict, outcome)
    before = replace(this, hlc=max(this.hlc, other.hlc))
    content = None if outcome.content is None else storable_content(outcome.content)
    after = records.next_revision(work, before, content, vv=this.vv.join(other.vv))
    records.put(
        work,
        live,
        replace(after, is_deleted=outcome.is_deleted),
        # A choice that was opened again after its answer had been pushed is older than the base.
        base=this.base if this.vv.includes(other.vv) else other.rev,
        is_synchronized=False,
        edit_count=live.row.edit_count + 1,
        reason=_REASONS[resolution.keep],
    )
    conflicts.delete_row(work, conflict.guid)
    copy = _make_copy(work, outcome.copied) if outcome.copied else (None, None)
    _remember(work, conflict, after.rev, live, copy)
    return _note(work, conflict.guid)


def _undo(work: Work, guid: Guid) -> Note:
    """Take the last decision back; see `ConflictWriter.undo_resolution`."""
    row = work.connection.execute(
        select(DecisionRow.__table__).where(DecisionRow.guid == guid)
    ).first()
    live = records.find(work.connection, guid, RecordKind.NOTE)
    this = revisions.find(work.connection, row.this_rev) if row else None
    if row is None or live is None or this is None:
        raise CannotDecide(f"no decision about {guid} can be taken back")
    if conflicts.find_row(work.connection, guid) is not None:
        raise CannotDecide(f"{guid} waits for another decision already")
    if _has_stayed_here(work, live, row.rev):
        _put_back(work, live, this, row)
    else:
        records.edit(
            work,
            live,
            this.content,
            is_deleted=this.is_deleted,
            reason=VersionReason.RESTORED,
            always_keep=True,
        )
    _reopen(work, row)
    if row.copy_guid:
        _take_back_copy(work, row.copy_guid, row.copy_rev)
    _forget(work, guid)
    return _note(work, guid)


def _outcome(conflict: Conflict, resolution: Resolution) -> _Outcome:
    this, other = conflict.this, conflict.other
    keep = resolution.keep
    if keep is Keep.BOTH and (other.is_deleted or this.is_deleted):
        # "Both" of a text and its deletion is the text.
        keep = Keep.THIS if other.is_deleted else Keep.OTHER
    match keep:
        case Keep.THIS:
            return _Outcome(_content_of(this, other), this.is_deleted, (other,))
        case Keep.OTHER:
            return _Outcome(_content_of(other, this), other.is_deleted, (this,))
        case Keep.BOTH:
            return _Outcome(this.content, False, (other,), copied=other)
        case Keep.COMBINED:
            if resolution.combined is None:
                raise CannotDecide("a combined note needs its text")
            return _Outcome(resolution.combined, False, (this, other))


def _content_of(kept: Revision, lost: Revision) -> Content | None:
    """Return what the kept version holds; in the trash, on every device, the last edit's words."""
    if kept.is_deleted and not lost.is_deleted:
        return lost.content
    return kept.content or lost.content


def _pin_for_undo(work: Work, conflict: Conflict, outcome: _Outcome) -> None:
    """Keep both versions, the loser in the history, and let go of the last decision's."""
    revisions.unpin(work, conflict.guid, Pin.DECISION)
    for side in (conflict.this, conflict.other):
        has_lost = side in outcome.losers and side.content is not None
        pins = Pin.DECISION
        if side is conflict.other or side.rev == conflict.this.base:
            pins |= Pin.BASE
        revisions.keep(
            work, side, pins=pins, reason=VersionReason.LOST_DECISION if has_lost else None
        )
    if conflict.base is not None:
        revisions.pin_stored(work, conflict.base.rev, Pin.DECISION)
    revisions.unpin(work, conflict.guid, Pin.CONFLICT)


def _make_copy(work: Work, losing: Revision) -> tuple[Guid, Rev | None]:
    guid = copies.copy_guid(losing)
    if records.find(work.connection, guid) is not None:
        return guid, None
    made = records.create(
        work, guid, copies.copy_content(losing), created_at=losing.created_at,
        updated_at=losing.updated_at, reason=VersionReason.KEPT_BOTH,
    )  # fmt: skip
    return guid, made.rev


def _remember(
    work: Work, conflict: Conflict, rev: Rev, live: Live, copy: tuple[Guid | None, Rev | None]
) -> None:
    values = {
        "rev": rev,
        "this_rev": conflict.this.rev,
        "other_rev": conflict.other.rev,
        "choice_base_rev": conflict.base.rev if conflict.base else None,
        "found_at": conflict.found_at,
        "former": {"base": conflict.this.base, "reason": live.row.reason},
        "copy_guid": copy[0],
        "copy_rev": copy[1],
        "decided_at": work.now(),
    }
    statement = insert(DecisionRow).values(guid=conflict.guid, **values)
    work.connection.execute(statement.on_conflict_do_update(index_elements=["guid"], set_=values))


def _has_stayed_here(work: Work, live: Live, rev: Rev) -> bool:
    """Say whether a state is live and has never been sent anywhere."""
    is_sent = select(exists().where(PushItemRow.guid == live.guid, PushItemRow.rev == rev))
    return (
        live.row.rev == rev
        and not live.row.is_synchronized
        and not work.connection.execute(is_sent).scalar()
    )


def _put_back(work: Work, live: Live, this: Revision, decision: Row[Any]) -> None:
    """Make the row what it was, as if the decision had never been; its text stays findable."""
    decided = live.revision()
    other = revisions.find(work.connection, decision.other_rev)
    if decided.content not in (None, this.content, other.content if other else None):
        revisions.keep(work, decided, reason=VersionReason(live.row.reason))
    records.put(
        work,
        live,
        this,
        base=decision.former["base"],
        is_synchronized=False,
        edit_count=live.row.edit_count + 1,
        reason=VersionReason(decision.former["reason"]),
    )


def _reopen(work: Work, decision: Row[Any]) -> None:
    """Open the choice again, if the other version is still known."""
    if revisions.find(work.connection, decision.other_rev) is None:
        return
    for rev in (decision.other_rev, decision.choice_base_rev):
        if rev is not None:
            revisions.pin_stored(work, rev, Pin.CONFLICT)
    work.connection.execute(
        update(RevisionRow)
        .where(
            RevisionRow.rev.in_((decision.this_rev, decision.other_rev)),
            RevisionRow.reason == VersionReason.LOST_DECISION.value,
        )
        .values(reason=None)
    )
    conflicts.insert_row(
        work, decision.guid, decision.other_rev, decision.choice_base_rev, decision.found_at
    )


def _take_back_copy(work: Work, guid: Guid, rev: Rev | None) -> None:
    """Remove the second note, or trash it if anybody may have seen or edited it."""
    live = records.find(work.connection, guid, RecordKind.NOTE)
    if live is None or live.row.is_deleted:
        return
    if rev is not None and _has_stayed_here(work, live, rev):
        work.connection.execute(delete(NoteRow).where(NoteRow.id == live.row.id))
        work.touched.record(RecordKind.NOTE, guid)
    else:
        records.edit(work, live, live.revision().content, is_deleted=True)


def _forget(work: Work, guid: Guid) -> None:
    work.connection.execute(delete(DecisionRow).where(DecisionRow.guid == guid))
    revisions.unpin(work, guid, Pin.DECISION)


def _note(work: Work, guid: Guid) -> Note:
    live = records.get(work.connection, guid, RecordKind.NOTE)
    has_conflict = conflicts.find_row(work.connection, guid) is not None
    return note_from_row(live.row, has_conflict=has_conflict)
