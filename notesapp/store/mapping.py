"""Rows to the values that leave the store, and back."""

from __future__ import annotations

import json
import zlib
from collections.abc import Mapping
from typing import Any

from sqlalchemy import ColumnElement, exists, select

from notesapp.core.causality import Hlc, VersionVector
from notesapp.core.ids import Guid, NodeId, Rev
from notesapp.core.model import (
    Content,
    Note,
    NotebookContent,
    NoteContent,
    NoteSummary,
    RecordKind,
    Revision,
)
from notesapp.database.types import dump_json
from notesapp.store.tables import ConflictRow, NoteRow
from notesapp.store.text import preview_of, sort_key

MAX_HLC = 2**63 - 1

HAS_CONFLICT: ColumnElement[bool] = (
    exists(select(ConflictRow.guid).where(ConflictRow.guid == NoteRow.guid))
).label("has_conflict")

SUMMARY_COLUMNS = (
    NoteRow.guid,
    NoteRow.title,
    NoteRow.preview,
    NoteRow.notebook,
    NoteRow.tags,
    NoteRow.is_pinned,
    NoteRow.created_at,
    NoteRow.updated_at,
    NoteRow.is_deleted,
    NoteRow.is_synchronized,
    HAS_CONFLICT,
    NoteRow.problem,
)


def summary_from_row(row: Any) -> NoteSummary:
    """Make a list entry of a row of `SUMMARY_COLUMNS` (further columns may follow)."""
    return NoteSummary(
        row.guid, row.title, row.preview, row.notebook, tuple(row.tags), row.is_pinned,
        row.created_at, row.updated_at, row.is_deleted, row.is_synchronized, row.has_conflict,
        row.problem,
    )  # fmt: skip


def note_from_row(row: Any, *, has_conflict: bool) -> Note:
    """Make a note of a whole `note` row."""
    return Note(
        guid=row.guid,
        title=row.title,
        body=row.body,
        notebook=row.notebook,
        tags=tuple(row.tags),
        is_pinned=row.is_pinned,
        created_at=row.created_at,
        updated_at=row.updated_at,
        is_deleted=row.is_deleted,
        is_synchronized=row.is_synchronized,
        has_conflict=has_conflict,
        rev=row.rev,
    )


def content_from_row(kind: RecordKind, row: Any) -> Content | None:
    """Return the content of a live row; None if it was purged."""
    if row.is_purged:
        return None
    if kind is RecordKind.NOTEBOOK:
        return NotebookContent(row.name, row.parent, row.extra)
    return NoteContent(row.title, row.body, row.notebook, tuple(row.tags), row.is_pinned, row.extra)


def revision_from_row(kind: RecordKind, row: Any) -> Revision:
    """Return the state of a live row."""
    return Revision(
        guid=row.guid,
        rev=row.rev,
        kind=kind,
        content=content_from_row(kind, row),
        is_deleted=row.is_deleted,
        vv=vector(row.vv),
        hlc=Hlc(row.hlc),
        created_at=row.created_at,
        updated_at=row.updated_at,
        node=row.node,
        node_name=row.node_name,
        base=row.base_rev,
        server_time=row.server_time,
        schema=row.schema,
    )


def revision_from_stored(row: Any) -> Revision:
    """Return the state kept in a whole row of `revision`."""
    kind = RecordKind(row.kind)
    return Revision(
        guid=Guid(row.guid),
        rev=Rev(row.rev),
        kind=kind,
        content=unpack_content(kind, row.content),
        is_deleted=row.is_deleted,
        vv=vector(row.vv),
        hlc=Hlc(row.hlc),
        created_at=row.created_at,
        updated_at=row.updated_at,
        node=NodeId(row.node),
        node_name=row.node_name,
        base=row.base_rev,
        server_time=row.server_time,
        schema=row.schema,
    )


def content_values(kind: RecordKind, content: Content | None) -> dict[str, Any]:
    """Return the columns that a content fills; a purge empties them all."""
    values: dict[str, Any] = {"is_purged": content is None}
    if kind is RecordKind.NOTEBOOK:
        book = content if isinstance(content, NotebookContent) else NotebookContent("")
        return {**values, "name": book.name, "parent": book.parent, "extra": dict(book.extra)}
    note = content if isinstance(content, NoteContent) else NoteContent()
    return {
        **values,
        "title": note.title,
        "title_key": sort_key(note.title),
        "body": note.body,
        "preview": preview_of(note.body),
        "notebook": note.notebook,
        "tags": list(note.tags),
        "is_pinned": note.is_pinned,
        "extra": dict(note.extra),
    }


def stamp_values(revision: Revision) -> dict[str, Any]:
    """Return the columns that say which state a live row is in."""
    return {
        "is_deleted": revision.is_deleted,
        "created_at": revision.created_at,
        "updated_at": revision.updated_at,
        "rev": revision.rev,
        "vv": dict(revision.vv),
        "hlc": min(revision.hlc.value, MAX_HLC),
        "node": revision.node,
        "node_name": revision.node_name,
        "schema": revision.schema,
        "server_time": revision.server_time,
    }


def pack_content(content: Content | None) -> bytes | None:
    """Return a content compressed for `revision`."""
    if content is None:
        return None
    if isinstance(content, NotebookContent):
        plain: Mapping[str, Any] = {"name": content.name, "parent": content.parent}
    else:
        plain = {
            "title": content.title,
            "body": content.body,
            "notebook": content.notebook,
            "tags": content.tags,
            "is_pinned": content.is_pinned,
        }
    # Level 1: saving is on the way of a key press, and prose is half as large after it already.
    return zlib.compress(dump_json({**plain, "extra": content.extra}).encode(), 1)


def unpack_content(kind: RecordKind, packed: bytes | None) -> Content | None:
    """Return what `pack_content` packed."""
    if packed is None:
        return None
    plain = json.loads(zlib.decompress(packed))
    if kind is RecordKind.NOTEBOOK:
        return NotebookContent(**plain)
    return NoteContent(**{**plain, "tags": tuple(plain["tags"])})


def vector(counts: Mapping[str, int]) -> VersionVector:
    """Return a version vector from its stored form."""
    return VersionVector({NodeId(node): count for node, count in counts.items()})
