"""The fast paths of a first pull and a first push: many records a statement."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy import bindparam, func, insert, select, update

from notesapp.core.ids import Guid, Rev
from notesapp.core.model import NoteContent, RecordKind, Revision, VersionReason
from notesapp.store import full_text, revisions
from notesapp.store.context import Work
from notesapp.store.mapping import content_values, stamp_values
from notesapp.store.records import table_of
from notesapp.store.revisions import Pin
from notesapp.store.tables import NoteTagRow, RevisionRow
from notesapp.store.text import storable_content

_CHUNK = 500


def insert_unknown(work: Work, arrived: Sequence[Revision]) -> None:
    """Insert records that aren't here yet, as the back-end holds them."""
    for kind in RecordKind:
        mine = [revision for revision in arrived if revision.kind is kind]
        if not mine:
            continue
        table = table_of(kind)
        # Ids are given out here, so that tags can name them without asking for each.
        highest = work.connection.execute(select(func.max(table.id))).scalar() or 0
        numbered = [*enumerate(mine, highest + 1)]
        work.connection.execute(insert(table), [_row(n, revision) for n, revision in numbered])
        if kind is RecordKind.NOTE:
            full_text.index(work.connection, highest + 1, highest + len(mine))
            tags = [tag for n, revision in numbered for tag in _tags(n, revision)]
            if tags:
                work.connection.execute(insert(NoteTagRow), tags)
        for revision in mine:
            work.touched.record(kind, revision.guid)


def acknowledge(work: Work, acked: Mapping[Guid, Rev]) -> set[Guid]:
    """Make the acknowledged revisions the bases; return the records that are now synchronized."""
    current: set[Guid] = set()
    for kind in RecordKind:
        table = table_of(kind)
        live = {
            Guid(row.guid): row.rev
            for part in _chunks(acked)
            for row in work.connection.execute(
                select(table.guid, table.rev).where(table.guid.in_(part))
            )
        }
        if not live:
            continue
        rows = [
            {"of": guid, "base": acked[guid], "is_live": rev == acked[guid]}
            for guid, rev in live.items()
        ]
        same = [row for row in rows if row["is_live"]]
        edited = [row for row in rows if not row["is_live"]]
        statement = update(table).where(table.guid == bindparam("of"))
        if same:
            work.connection.execute(
                statement.values(base_rev=bindparam("base"), is_synchronized=True, problem=None),
                [{"of": row["of"], "base": row["base"]} for row in same],
            )
        if edited:
            work.connection.execute(
                statement.values(base_rev=bindparam("base")),
                [{"of": row["of"], "base": row["base"]} for row in edited],
            )
        current |= {Guid(str(row["of"])) for row in same}
        for guid in live:
            work.touched.record(kind, guid)
    _move_base_pins(work, acked)
    return current


def _move_base_pins(work: Work, acked: Mapping[Guid, Rev]) -> None:
    for part in _chunks(acked):
        shelved = select(RevisionRow.guid).where(RevisionRow.guid.in_(part)).distinct()
        for guid in work.connection.execute(shelved).scalars().all():
            rev = acked[Guid(guid)]
            revisions.pin_stored(work, rev, Pin.BASE)
            revisions.unpin(work, Guid(guid), Pin.BASE, but=rev)


def _row(row_id: int, revision: Revision) -> dict[str, Any]:
    content = None if revision.content is None else storable_content(revision.content)
    return {
        "id": row_id,
        "guid": revision.guid,
        **stamp_values(revision),
        **content_values(revision.kind, content),
        "is_synchronized": True,
        "edit_count": 0,
        "base_rev": revision.rev,
        "reason": VersionReason.FROM_DEVICE.value,
        "problem": None,
    }


def _tags(row_id: int, revision: Revision) -> list[dict[str, Any]]:
    if not isinstance(revision.content, NoteContent):
        return []
    names = storable_content(revision.content)
    assert isinstance(names, NoteContent)
    is_live = not revision.is_deleted
    return [{"name": name, "note_id": row_id, "is_live": is_live} for name in names.tags]


def _chunks(guids: Iterable[Guid]) -> Iterable[list[Guid]]:
    everything = [*guids]
    for start in range(0, len(everything), _CHUNK):
        yield everything[start : start + _CHUNK]
