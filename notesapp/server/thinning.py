"""Which old revisions of a record may go: all of the last week stay, then one a day, then one a week.

Only texts go. The ids of all revisions stay, so that one sent again late is still known.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from itertools import groupby
from operator import attrgetter

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from notesapp.core.ids import Guid, Rev
from notesapp.server.tables import RecordRevRow

ALL_FOR = timedelta(days=7)
DAILY_FOR = timedelta(days=90)
_AT_ONCE = 500


def superfluous(revisions: Iterable[tuple[Rev, datetime]], now: datetime) -> Iterator[Rev]:
    """Yield what may go of one record's old revisions, given newest first."""
    last_kept: object = None
    for rev, time in revisions:
        age = now - time
        if age <= ALL_FOR:
            continue
        day = time.date()
        slot: object = day if age <= DAILY_FOR else day.isocalendar()[:2]
        if slot == last_kept:
            yield rev
        last_kept = slot


def thin_history(session: Session, vault_id: str, now: datetime) -> int:
    """Forget the texts of superfluous revisions of a vault; return how many."""
    old = session.execute(
        select(RecordRevRow.guid, RecordRevRow.rev, RecordRevRow.server_time)
        .where(
            RecordRevRow.vault_id == vault_id,
            RecordRevRow.envelope.is_not(None),
            RecordRevRow.server_time < now - ALL_FOR,
        )
        .order_by(RecordRevRow.guid, RecordRevRow.seq.desc())
    )
    gone: list[tuple[Guid, Rev]] = []
    for guid, rows in groupby(old, attrgetter("guid")):
        gone += [(guid, rev) for rev in superfluous([(r.rev, r.server_time) for r in rows], now)]
    for start in range(0, len(gone), _AT_ONCE):
        values = [
            {"vault_id": vault_id, "guid": guid, "rev": rev, "envelope": None, "payload": None}
            for guid, rev in gone[start : start + _AT_ONCE]
        ]
        session.execute(update(RecordRevRow), values)
    return len(gone)
