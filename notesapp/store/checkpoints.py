"""When a state that is being overwritten becomes a version in the history, and for how long.

Typing saves every half second, so not every state can stay. What is overwritten becomes a
version if

* it was left alone for five minutes (a pause: the person was done with it), or
* no version of the five minutes before it exists (at most one each five minutes of typing), or
* the edit takes away more than 400 characters (something large was deleted by mistake), or
* another device than the one that wrote it overwrites it (what lost a decision, or went into a
  combination, can so be found on every device that had it).

Later the versions are thinned: all of the last day stay, then one an hour for 30 days, one a
day for 90 days, and one a week for ever. What lost a decision, and the last that a device wrote
before another one overwrote it, stay at least 90 days whatever came near them, and what anything else needs (bases, open decisions) isn't thinned at all.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import delete, func, select

from notesapp.core.ids import Rev
from notesapp.core.model import Content, NoteContent, Revision, VersionReason
from notesapp.store.context import Work
from notesapp.store.tables import RevisionRow

INTERVAL = timedelta(minutes=5)
LARGE_REMOVAL = 400
_SPARED = timedelta(days=90)
_HIDDEN_STAY = timedelta(days=30)
_STEPS = (
    (timedelta(days=1), timedelta(0)),
    (timedelta(days=30), timedelta(hours=1)),
    (timedelta(days=90), timedelta(days=1)),
    (timedelta.max, timedelta(weeks=1)),
)


@dataclass(frozen=True, slots=True)
class Entry:
    """What thinning must know about a version; `node` is the device that wrote it."""

    rev: Rev
    made_at: datetime
    kept_at: datetime
    reason: VersionReason
    node: str = ""


def is_due(work: Work, before: Revision, content: Content | None) -> bool:
    """Say whether the state `before` becomes a version when `content` replaces it."""
    if (
        work.now() - before.updated_at >= INTERVAL
        or _length(before.content) - _length(content) > LARGE_REMOVAL
    ):
        return True
    newest = work.connection.execute(
        select(func.max(RevisionRow.updated_at)).where(
            RevisionRow.guid == before.guid, RevisionRow.reason.is_not(None)
        )
    ).scalar()
    return before.updated_at - (newest or before.created_at) >= INTERVAL


def superfluous(entries: Iterable[Entry], now: datetime) -> list[Rev]:
    """Return which of a note's versions thinning removes; `entries` in any order.

    Of versions that share a stretch of time the newest stays.
    """
    kept: set[tuple[timedelta, int]] = set()
    gone = []
    newer: Entry | None = None
    for entry in sorted(entries, key=lambda e: e.made_at, reverse=True):
        was_overwritten = newer is not None and newer.node != entry.node
        newer = entry
        age = now - entry.made_at
        every = next(every for until, every in _STEPS if age <= until)
        may_be_missed = was_overwritten or entry.reason is VersionReason.LOST_DECISION
        if not every or (may_be_missed and now - entry.kept_at <= _SPARED):
            continue
        stretch = (every, int(entry.made_at.timestamp() // every.total_seconds()))
        if stretch in kept:
            gone.append(entry.rev)
        kept.add(stretch)
    return gone


def thin(work: Work) -> int:
    """Thin the history of all notes and return how many versions went."""
    by_note: dict[str, list[Entry]] = {}
    rows = work.connection.execute(
        select(
            RevisionRow.rev,
            RevisionRow.guid,
            RevisionRow.updated_at,
            RevisionRow.kept_at,
            RevisionRow.reason,
            RevisionRow.node,
        ).where(RevisionRow.pins == 0, RevisionRow.reason.is_not(None))
    )
    for row in rows:
        entry = Entry(
            Rev(row.rev), row.updated_at, row.kept_at, VersionReason(row.reason), row.node
        )
        by_note.setdefault(row.guid, []).append(entry)
    gone = [rev for entries in by_note.values() for rev in superfluous(entries, work.now())]
    for start in range(0, len(gone), 500):
        part = gone[start : start + 500]
        work.connection.execute(delete(RevisionRow).where(RevisionRow.rev.in_(part)))
    _drop_old_hidden(work)
    return len(gone)


def _drop_old_hidden(work: Work) -> None:
    work.connection.execute(
        delete(RevisionRow).where(
            RevisionRow.pins == 0,
            RevisionRow.reason.is_(None),
            RevisionRow.kept_at < work.now() - _HIDDEN_STAY,
        )
    )


def _length(content: Content | None) -> int:
    return len(content.title) + len(content.body) if isinstance(content, NoteContent) else 0
