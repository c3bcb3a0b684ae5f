"""The shelf of states that aren't live: history, bases of merges, other sides of a choice.

A row may be removed only when nobody pins it and the history doesn't show it.
"""

from __future__ import annotations

from enum import IntFlag
from typing import Any

from sqlalchemy import Connection, delete, select, update
from sqlalchemy.dialects.sqlite import insert

from notesapp.core.ids import Guid, Rev
from notesapp.core.model import Revision, VersionReason
from notesapp.store.context import Work
from notesapp.store.mapping import MAX_HLC, pack_content, revision_from_stored
from notesapp.store.tables import RevisionRow

_SPARE_BASES = 3


class Pin(IntFlag):
    """Who needs a stored revision."""

    NONE = 0
    BASE = 1
    """The back-end holds it, and the record was edited since."""
    IN_FLIGHT = 2
    """It is in a push that was not answered yet."""
    CONFLICT = 4
    """It is a side of an open decision, or the version both came from."""
    DECISION = 8
    """It is needed to undo the last decision."""


def keep(
    work: Work, revision: Revision, *, pins: Pin = Pin.NONE, reason: VersionReason | None = None
) -> None:
    """Put a revision on the shelf, or add pins and a reason to one that is there."""
    statement = insert(RevisionRow).values(
        rev=revision.rev,
        guid=revision.guid,
        kind=revision.kind.value,
        content=pack_content(revision.content),
        is_deleted=revision.is_deleted,
        vv=dict(revision.vv),
        hlc=min(revision.hlc.value, MAX_HLC),
        created_at=revision.created_at,
        updated_at=revision.updated_at,
        node=revision.node,
        node_name=revision.node_name,
        base_rev=revision.base,
        server_time=revision.server_time,
        schema=revision.schema,
        reason=reason,
        pins=int(pins),
        kept_at=work.now(),
    )
    there: dict[str, Any] = {"pins": RevisionRow.pins.op("|")(int(pins))}
    if reason is not None:
        there["reason"] = statement.excluded.reason
    work.connection.execute(statement.on_conflict_do_update(index_elements=["rev"], set_=there))


def unpin(work: Work, guid: Guid, pin: Pin, *, but: Rev | None = None) -> None:
    """Take a pin off a record's revisions, except `but`, and drop those nobody needs any more.

    A few former bases stay: a back-end that was restored from a backup may ask for one.
    """
    mine = (RevisionRow.guid == guid) & (RevisionRow.pins.op("&")(int(pin)) != 0)
    if but is not None:
        mine &= RevisionRow.rev != but
    changed = work.connection.execute(
        update(RevisionRow).where(mine).values(pins=RevisionRow.pins.op("&")(~int(pin)))
    )
    if changed.rowcount:
        _drop_unneeded(work, guid)


def unpin_everywhere(work: Work, pin: Pin) -> None:
    """Take a pin off the revisions of all records."""
    pinned = select(RevisionRow.guid).where(RevisionRow.pins.op("&")(int(pin)) != 0).distinct()
    for guid in work.connection.execute(pinned).scalars().all():
        unpin(work, Guid(guid), pin)


def pin_stored(work: Work, rev: Rev, pin: Pin) -> None:
    """Pin a revision if it is on the shelf."""
    work.connection.execute(
        update(RevisionRow)
        .where(RevisionRow.rev == rev)
        .values(pins=RevisionRow.pins.op("|")(int(pin)))
    )


def find(connection: Connection, rev: Rev) -> Revision | None:
    """Return a revision from the shelf, or None."""
    row = connection.execute(select(RevisionRow.__table__).where(RevisionRow.rev == rev)).first()
    return None if row is None else revision_from_stored(row)


def forget_all(work: Work, guid: Guid) -> None:
    """Remove everything kept about a record: it was purged, which a person asked for.

    What a choice, an undo or a push still needs stays until they let go of it.
    """
    work.connection.execute(
        delete(RevisionRow).where(RevisionRow.guid == guid, RevisionRow.pins == 0)
    )
    work.connection.execute(update(RevisionRow).where(RevisionRow.guid == guid).values(reason=None))


def _drop_unneeded(work: Work, guid: Guid) -> None:
    spare = (
        select(RevisionRow.rev)
        .where(RevisionRow.guid == guid, RevisionRow.pins == 0, RevisionRow.reason.is_(None))
        .order_by(RevisionRow.hlc.desc())
        .offset(_SPARE_BASES)
        .limit(-1)
    )
    work.connection.execute(delete(RevisionRow).where(RevisionRow.rev.in_(spare)))
