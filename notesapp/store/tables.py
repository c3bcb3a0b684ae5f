"""The rows of a library; they never leave the store (`mapping` makes values of them).

Everything that synchronizes is a `SyncedRecord`. Contents that are no longer live (history,
bases of a merge, the other side of an open decision) lie compressed in one table, `revision`.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, LargeBinary, Text, text
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

from notesapp.database.types import JsonText, UtcDateTime, named_metadata


class Base(DeclarativeBase):
    """The root of all rows of the library."""

    metadata = named_metadata()
    type_annotation_map = {datetime: UtcDateTime, str: Text, dict[str, Any]: JsonText}


class SyncedRecord:
    """What every synchronized record carries.

    Attributes:
        guid: its lasting identity, made by the device that created it.
        is_synchronized: the back-end durably holds exactly this `rev`.
        is_deleted: it lies in the trash; `is_purged`: its content is gone for ever.
        rev: names this very state; `vv` says which edits it includes, `hlc` when it was made.
        edit_count: grows with every local edit, never otherwise.
        base_rev: the last revision that both sides agreed on.
        node, node_name: the device that made this state.
        reason: how this state came to be (`VersionReason`), for the history.
        problem: why the back-end refused this very revision.
    """

    id: Mapped[int] = mapped_column(primary_key=True, sort_order=-20)
    guid: Mapped[str] = mapped_column(unique=True, sort_order=-19)
    is_synchronized: Mapped[bool] = mapped_column(sort_order=-18)
    is_deleted: Mapped[bool] = mapped_column(sort_order=-17)
    is_purged: Mapped[bool] = mapped_column(sort_order=-16)
    created_at: Mapped[datetime] = mapped_column(sort_order=-15)
    updated_at: Mapped[datetime] = mapped_column(sort_order=-14)
    rev: Mapped[str] = mapped_column(index=True, sort_order=-13)
    vv: Mapped[dict[str, Any]] = mapped_column(sort_order=-12)
    hlc: Mapped[int] = mapped_column(sort_order=-11)
    edit_count: Mapped[int] = mapped_column(sort_order=-10)
    base_rev: Mapped[str | None] = mapped_column(sort_order=-9)
    node: Mapped[str] = mapped_column(sort_order=-8)
    node_name: Mapped[str] = mapped_column(sort_order=-7)
    schema: Mapped[int] = mapped_column(sort_order=-6)
    server_time: Mapped[datetime | None] = mapped_column(sort_order=-5)
    reason: Mapped[str] = mapped_column(sort_order=-4)
    problem: Mapped[str | None] = mapped_column(sort_order=-3)
    extra: Mapped[dict[str, Any]] = mapped_column(sort_order=-2)


class NoteRow(SyncedRecord, Base):
    """A note as stored.

    `title_key` sorts titles and `preview` spares lists the body, which stands last so that
    SQLite need not step over it; both are kept at write time. `tags` is JSON text that the
    full-text index reads as words.
    """

    __tablename__ = "note"

    notebook: Mapped[str | None]
    is_pinned: Mapped[bool]
    title_key: Mapped[str]
    title: Mapped[str]
    preview: Mapped[str]
    tags: Mapped[list[str]] = mapped_column(JsonText)
    body: Mapped[str] = mapped_column(sort_order=20)

    # Each ends in `guid`, so that a list of ids is read from the index alone.
    __table_args__ = (
        Index("ix_note_updated", "is_deleted", "is_pinned", "updated_at", "guid"),
        Index("ix_note_created", "is_deleted", "is_pinned", "created_at", "guid"),
        Index("ix_note_title", "is_deleted", "is_pinned", "title_key", "guid"),
        Index("ix_note_notebook", "is_deleted", "notebook", "is_pinned", "updated_at", "guid"),
        Index("ix_note_unsynchronized", "guid", sqlite_where=text("is_synchronized = 0")),
    )


class NotebookRow(SyncedRecord, Base):
    """A notebook as stored; the parent may not have arrived yet, so it is no foreign key."""

    __tablename__ = "notebook"

    name: Mapped[str]
    parent: Mapped[str | None]


class NoteTagRow(Base):
    """Which note carries which tag: an index over `note.tags`, rewritten with it."""

    __tablename__ = "note_tag"

    name: Mapped[str] = mapped_column(primary_key=True)
    note_id: Mapped[int] = mapped_column(
        ForeignKey("note.id", ondelete="CASCADE"), primary_key=True, index=True
    )
    is_live: Mapped[bool]

    __table_args__ = (Index("ix_note_tag_live", "is_live", "name"),)


class RevisionRow(Base):
    """A state of a record that isn't, or needn't be, the live one.

    Attributes:
        content: compressed JSON; None for a purge.
        reason: why it shows in the history; None: it doesn't.
        pins: who needs it (`revisions.Pin`); a pinned row is never removed.
        kept_at: when it was put here.
    """

    __tablename__ = "revision"

    rev: Mapped[str] = mapped_column(primary_key=True)
    guid: Mapped[str]
    kind: Mapped[str]
    content: Mapped[bytes | None] = mapped_column(LargeBinary, sort_order=20)
    is_deleted: Mapped[bool]
    vv: Mapped[dict[str, Any]]
    hlc: Mapped[int]
    created_at: Mapped[datetime]
    updated_at: Mapped[datetime]
    node: Mapped[str]
    node_name: Mapped[str]
    base_rev: Mapped[str | None]
    server_time: Mapped[datetime | None]
    schema: Mapped[int]
    reason: Mapped[str | None]
    pins: Mapped[int]
    kept_at: Mapped[datetime]

    __table_args__ = (Index("ix_revision_guid", "guid", "hlc"),)


class ConflictRow(Base):
    """A record that waits for a decision; its live row is this computer's version."""

    __tablename__ = "conflict"

    guid: Mapped[str] = mapped_column(primary_key=True)
    other_rev: Mapped[str]
    base_rev: Mapped[str | None]
    found_at: Mapped[datetime]


class DecisionRow(Base):
    """The last decision about a record and what it takes to undo it.

    Attributes:
        rev: the revision that the decision wrote.
        this_rev, other_rev, choice_base_rev: the choice as it was.
        former: the live row's stamps before the decision.
        copy_guid, copy_rev: the second note that "keep both" made.
    """

    __tablename__ = "decision"

    guid: Mapped[str] = mapped_column(primary_key=True)
    rev: Mapped[str]
    this_rev: Mapped[str]
    other_rev: Mapped[str]
    choice_base_rev: Mapped[str | None]
    found_at: Mapped[datetime]
    former: Mapped[dict[str, Any]]
    copy_guid: Mapped[str | None]
    copy_rev: Mapped[str | None]
    decided_at: Mapped[datetime]


class RemoteRow(Base):
    """The back-end this library is connected to; at most one row."""

    __tablename__ = "remote"

    backend_id: Mapped[str] = mapped_column(primary_key=True)
    kind: Mapped[str]
    url: Mapped[str]
    user: Mapped[str]
    vault_id: Mapped[str]
    server_id: Mapped[str]
    epoch: Mapped[str]
    cursor: Mapped[str | None]
    last_push_number: Mapped[int]
    last_push_digest: Mapped[str]
    last_success_at: Mapped[datetime | None]
    last_error: Mapped[str | None]
    node_registered: Mapped[bool]


class PushBatchRow(Base):
    """The one push in flight, byte for byte."""

    __tablename__ = "push_batch"

    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    body: Mapped[bytes] = mapped_column(LargeBinary)
    digest: Mapped[str]
    created_at: Mapped[datetime]


class PushItemRow(Base):
    """A revision in the push in flight."""

    __tablename__ = "push_item"

    guid: Mapped[str] = mapped_column(primary_key=True)
    rev: Mapped[str] = mapped_column(primary_key=True)
    position: Mapped[int]


class NodeSeenRow(Base):
    """A device that synchronizes with the same back-end, as it was last listed."""

    __tablename__ = "node_seen"

    node: Mapped[str] = mapped_column(primary_key=True)
    name: Mapped[str]
    platform: Mapped[str]
    last_sync_at: Mapped[datetime | None]


class SyncLogRow(Base):
    """A line of the sync log: ids and counts, never note text."""

    __tablename__ = "sync_log"

    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime]
    event: Mapped[str]
    guid: Mapped[str | None]
    facts: Mapped[dict[str, Any]]


class MetaRow(Base):
    """A fact about the library itself: who this node is, what the computer is called."""

    __tablename__ = "meta"

    key: Mapped[str] = mapped_column(primary_key=True)
    value: Mapped[str]
