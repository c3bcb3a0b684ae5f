"""Live rows of both kinds of record: finding them, and every way to change one.

A local edit gets a new revision id, a bumped version vector and a later logical time, counts as
not synchronized and grows the edit count, all in the caller's transaction. So a row's version
vector always describes its content, and an acknowledgement can name the state it speaks of.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, delete, exists, insert, or_, select, update

from notesapp.core.causality import Hlc, VersionVector
from notesapp.core.clock import to_milliseconds
from notesapp.core.errors import NotFound
from notesapp.core.ids import Guid, Rev
from notesapp.core.model import (
    RECORD_SCHEMA,
    Content,
    NoteContent,
    RecordKind,
    Revision,
    VersionReason,
    kind_of,
)
from notesapp.store import checkpoints, full_text, revisions
from notesapp.store.context import Work
from notesapp.store.mapping import content_values, revision_from_row, stamp_values
from notesapp.store.revisions import Pin
from notesapp.store.tables import (
    ConflictRow,
    DecisionRow,
    NotebookRow,
    NoteRow,
    NoteTagRow,
    PushItemRow,
    RevisionRow,
)
from notesapp.store.text import storable_content


class Live:
    """A live row together with its kind."""

    __slots__ = ("kind", "row")

    def __init__(self, kind: RecordKind, row: Row[Any]) -> None:
        self.kind = kind
        self.row = row

    @property
    def guid(self) -> Guid:
        """The record's id."""
        return Guid(self.row.guid)

    def revision(self) -> Revision:
        """Return the state the row is in."""
        return revision_from_row(self.kind, self.row)


def table_of(kind: RecordKind) -> type[NoteRow] | type[NotebookRow]:
    """Return the table that holds a kind of record."""
    return NoteRow if kind is RecordKind.NOTE else NotebookRow


def find(connection: Connection, guid: Guid, kind: RecordKind | None = None) -> Live | None:
    """Return a record's live row, of the given kind or of any, or None."""
    for candidate in (kind,) if kind else RecordKind:
        table = table_of(candidate)
        row = connection.execute(select(table.__table__).where(table.guid == guid)).first()
        if row is not None:
            return Live(candidate, row)
    return None


def get(connection: Connection, guid: Guid, kind: RecordKind) -> Live:
    """Return a record's live row.

    Raises:
        NotFound: there is none.
    """
    live = find(connection, guid, kind)
    if live is None:
        raise NotFound(kind.value, guid)
    return live


def create(
    work: Work,
    guid: Guid,
    content: Content,
    *,
    created_at: datetime | None = None,
    updated_at: datetime | None = None,
    reason: VersionReason = VersionReason.EDITED_HERE,
) -> Revision:
    """Insert a record that is new here and everywhere."""
    now = work.now()
    revision = Revision(
        guid=guid,
        rev=work.ids.rev(),
        kind=kind_of(content),
        content=storable_content(content),
        is_deleted=False,
        vv=VersionVector().bump(work.node, int(now.timestamp())),
        hlc=Hlc(0).tick(to_milliseconds(now)),
        created_at=created_at or now,
        updated_at=updated_at or now,
        node=work.node,
        node_name=work.device_name,
    )
    put(work, None, revision, base=None, is_synchronized=False, edit_count=1, reason=reason)
    return revision


def edit(
    work: Work,
    live: Live,
    content: Content | None,
    *,
    is_deleted: bool | None = None,
    reason: VersionReason = VersionReason.EDITED_HERE,
    touch: bool = True,
    always_keep: bool = False,
) -> Revision:
    """Write a local edit and return the new state; the former one is kept where it is needed.

    Args:
        is_deleted: None leaves it as it is.
        touch: the edit counts as "updated" to the person.
        always_keep: the former state shows in the history however young it is.
    """
    before = live.revision()
    content = None if content is None else storable_content(content)
    after = next_revision(work, before, content)
    if is_deleted is not None:
        after = replace(after, is_deleted=is_deleted)
    if not touch:
        after = replace(after, updated_at=before.updated_at)
    keep_former(work, live, before, content, always=always_keep)
    put(
        work,
        live,
        after,
        base=before.base,
        is_synchronized=False,
        edit_count=live.row.edit_count + 1,
        reason=reason,
    )
    return after


def next_revision(
    work: Work, before: Revision, content: Content | None, *, vv: VersionVector | None = None
) -> Revision:
    """Return the state after an edit by this node; `vv` is what it builds on if not `before`'s."""
    now = work.now()
    return replace(
        before,
        rev=work.ids.rev(),
        content=content,
        vv=(before.vv if vv is None else vv).bump(work.node, int(now.timestamp())),
        hlc=before.hlc.tick(to_milliseconds(now)),
        updated_at=now,
        node=work.node,
        node_name=work.device_name,
        server_time=None,
        schema=max(before.schema, RECORD_SCHEMA),
    )


def keep_former(
    work: Work, live: Live, before: Revision, content: Content | None, *, always: bool = False
) -> None:
    """Shelve the live state if anything needs it once the row holds `content`."""
    pins = Pin.NONE
    if live.row.rev == live.row.base_rev:
        pins |= Pin.BASE
    if _is_in_flight(work.connection, live):
        pins |= Pin.IN_FLIGHT
    reason = None
    if live.kind is RecordKind.NOTE and before.content not in (None, NoteContent(), content):
        is_due = always or checkpoints.is_due(work, before, content)
        reason = VersionReason(live.row.reason) if is_due else None
    if pins or reason:
        revisions.keep(work, before, pins=pins, reason=reason)


def put(
    work: Work,
    live: Live | None,
    revision: Revision,
    *,
    base: Rev | None,
    is_synchronized: bool,
    edit_count: int,
    reason: VersionReason,
) -> None:
    """Make `revision` the live state: insert the row, or replace what it holds."""
    table = table_of(revision.kind)
    values = {
        **stamp_values(revision),
        **_changed(live, revision),
        "is_synchronized": is_synchronized,
        "edit_count": edit_count,
        "base_rev": base,
        "reason": reason.value,
        "problem": None,
    }
    if live is None:
        result = work.connection.execute(insert(table).values(guid=revision.guid, **values))
        assert result.inserted_primary_key is not None
        row_id = result.inserted_primary_key[0]
        if revision.kind is RecordKind.NOTE:
            full_text.index(work.connection, row_id, row_id)
    else:
        row_id = live.row.id
        work.connection.execute(update(table).where(table.id == row_id).values(**values))
    if revision.kind is RecordKind.NOTE:
        _index_tags(work, row_id, live, revision)
    work.touched.record(revision.kind, revision.guid)


def is_blank_and_unknown(connection: Connection, live: Live) -> bool:
    """Say whether a note holds nothing, never kept anything, and never left this library."""
    row = live.row
    if row.is_synchronized or row.base_rev is not None or row.is_deleted:
        return False
    if row.title or row.body or row.tags or row.extra or row.problem:
        return False
    traces = (PushItemRow, RevisionRow, ConflictRow, DecisionRow)
    found = [exists().where(table.guid == live.guid) for table in traces]
    return not connection.execute(select(or_(*found))).scalar()


def _changed(live: Live | None, revision: Revision) -> dict[str, Any]:
    """Return the content columns that differ: rewriting a text re-indexes it, so don't lightly."""
    values = content_values(revision.kind, revision.content)
    if live is None:
        return values
    return {name: value for name, value in values.items() if getattr(live.row, name) != value}


def _index_tags(work: Work, row_id: int, live: Live | None, revision: Revision) -> None:
    tags = revision.content.tags if isinstance(revision.content, NoteContent) else ()
    if live is not None:
        if tuple(live.row.tags) == tags and live.row.is_deleted == revision.is_deleted:
            return
        work.connection.execute(delete(NoteTagRow).where(NoteTagRow.note_id == row_id))
    if tags:
        is_live = not revision.is_deleted
        work.connection.execute(
            insert(NoteTagRow), [{"name": t, "note_id": row_id, "is_live": is_live} for t in tags]
        )


def _is_in_flight(connection: Connection, live: Live) -> bool:
    item = exists().where(PushItemRow.guid == live.guid, PushItemRow.rev == live.row.rev)
    return bool(connection.execute(select(item)).scalar())
