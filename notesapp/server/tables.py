"""What the server keeps, for SQLite and PostgreSQL alike.

Every key of a vault's data starts with `vault_id`: ids made by clients are unique only there,
no tenant can meet another's, and the tables can be sharded by it.
"""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

from sqlalchemy import (
    BigInteger,
    Index,
    LargeBinary,
    String,
    Table,
    UniqueConstraint,
    text,
)
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

from notesapp.core.ids import Guid, NodeId, Rev
from notesapp.database.types import UtcDateTime, named_metadata

VaultKey = Annotated[str, mapped_column(String(32), primary_key=True)]


_PURGED = text("is_deleted AND payload IS NULL")


class Base(DeclarativeBase):
    """All of the server's tables."""

    metadata = named_metadata()
    type_annotation_map = {
        datetime: UtcDateTime,
        bytes: LargeBinary,
        int: BigInteger,
        Guid: String(36),
        Rev: String(32),
        NodeId: String(32),
    }


def table_of(row: type[Base]) -> Table:
    """Return the table behind a row's class, for statements below the ORM."""
    table = row.__table__
    assert isinstance(table, Table)
    return table


class FactRow(Base):
    """What the database knows of itself: ``server_id``."""

    __tablename__ = "fact"

    name: Mapped[str] = mapped_column(String(64), primary_key=True)
    value: Mapped[str] = mapped_column(String(200))


# --- who ------------------------------------------------------------------------------------


class AccountRow(Base):
    """A person; `key` is the name as it is compared, without case."""

    __tablename__ = "account"

    id: Mapped[str] = mapped_column(String(32), primary_key=True)
    key: Mapped[str] = mapped_column(String(400), unique=True)
    name: Mapped[str] = mapped_column(String(200))
    password_hash: Mapped[str] = mapped_column(String(300))
    quota_bytes: Mapped[int | None]
    created_at: Mapped[datetime]


class NodeRow(Base):
    """A device of an account; one incarnation of one installation."""

    __tablename__ = "node"

    account_id: Mapped[str] = mapped_column(String(32), primary_key=True)
    id: Mapped[NodeId] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(1000))
    platform: Mapped[str] = mapped_column(String(100))
    app_version: Mapped[str] = mapped_column(String(100))
    created_at: Mapped[datetime]
    revoked_at: Mapped[datetime | None]


class TokenRow(Base):
    """A device's way in; the token itself is not kept, only its SHA-256."""

    __tablename__ = "token"

    digest: Mapped[str] = mapped_column(String(64), primary_key=True)
    account_id: Mapped[str] = mapped_column(String(32), index=True)
    node_id: Mapped[NodeId]
    created_at: Mapped[datetime]
    revoked_at: Mapped[datetime | None]


# --- what -----------------------------------------------------------------------------------


class VaultRow(Base):
    """A library; its row is the lock that puts pushes in one order.

    Attributes:
        epoch: the identity of this history.
        head: the newest sequence number; without gaps, as it is counted under the lock.
        gc_floor: deletions up to here may have been collected.
    """

    __tablename__ = "vault"

    id: Mapped[VaultKey]
    account_id: Mapped[str] = mapped_column(String(32), index=True)
    epoch: Mapped[str] = mapped_column(String(32))
    head: Mapped[int]
    gc_floor: Mapped[int]
    used_bytes: Mapped[int]
    record_count: Mapped[int]
    note_count: Mapped[int]
    created_at: Mapped[datetime]


class NodeVaultRow(Base):
    """How far a node is with a vault, and its last push with the answer it got.

    Attributes:
        acked_seq: the node has durably stored everything up to here; it said so itself.
        last_sync_at: the last synchronization date, by this server's clock.
    """

    __tablename__ = "node_vault"

    vault_id: Mapped[VaultKey]
    node_id: Mapped[NodeId] = mapped_column(primary_key=True)
    acked_seq: Mapped[int]
    last_sync_at: Mapped[datetime | None]
    push_no: Mapped[int]
    push_digest: Mapped[str] = mapped_column(String(64))
    push_answer: Mapped[bytes | None]


class RecordRow(Base):
    """The newest revision of a record; the feed is this table in the order of `seq`.

    Attributes:
        envelope, payload: the record as it goes out (`protocol.codec.record_line`).
        size: bytes of the payload, as counted against the quota.
    """

    __tablename__ = "record"
    __table_args__ = (
        UniqueConstraint("vault_id", "seq"),
        # What is collected in the end: deletions that hold no text any more.
        Index(
            "ix_record_purged", "vault_id", "seq", sqlite_where=_PURGED, postgresql_where=_PURGED
        ),
    )

    vault_id: Mapped[VaultKey]
    guid: Mapped[Guid] = mapped_column(primary_key=True)
    rev: Mapped[Rev]
    seq: Mapped[int]
    kind: Mapped[str] = mapped_column(String(32))
    is_deleted: Mapped[bool]
    hlc: Mapped[int]
    node_id: Mapped[NodeId]
    server_time: Mapped[datetime]
    size: Mapped[int]
    envelope: Mapped[bytes]
    payload: Mapped[bytes | None]


class RecordRevRow(Base):
    """Every revision a record ever had: so that one sent again late is known.

    Attributes:
        envelope, payload: what it was, the payload packed (`packing`); None while it is the
            newest, which `record` holds, and once history was thinned.
    """

    __tablename__ = "record_rev"

    vault_id: Mapped[VaultKey]
    guid: Mapped[Guid] = mapped_column(primary_key=True)
    rev: Mapped[Rev] = mapped_column(primary_key=True)
    seq: Mapped[int]
    server_time: Mapped[datetime]
    envelope: Mapped[bytes | None]
    payload: Mapped[bytes | None]


class RecordBlobRow(Base):
    """A blob that a record names or named; it stays as long as the record has text."""

    __tablename__ = "record_blob"
    __table_args__ = (Index("ix_record_blob_hash", "vault_id", "hash"),)

    vault_id: Mapped[VaultKey]
    guid: Mapped[Guid] = mapped_column(primary_key=True)
    hash: Mapped[str] = mapped_column(String(64), primary_key=True)


class CommitRow(Base):
    """One push that changed something, with a random tag.

    A cursor carries the tag: after a restore from a backup the same numbers are given out
    again, but not the same tags, so a client that was ahead finds out.
    """

    __tablename__ = "commit_log"

    vault_id: Mapped[VaultKey]
    seq_to: Mapped[int] = mapped_column(primary_key=True)
    seq_from: Mapped[int]
    tag: Mapped[str] = mapped_column(String(16))
    node_id: Mapped[NodeId]
    push_no: Mapped[int]
    at: Mapped[datetime]


# --- attachments ----------------------------------------------------------------------------


class BlobRow(Base):
    """A whole attachment, verified; found by the SHA-256 of its bytes, in this vault only.

    Attributes:
        upload_id: whose parts are its bytes.
    """

    __tablename__ = "blob"

    vault_id: Mapped[VaultKey]
    hash: Mapped[str] = mapped_column(String(64), primary_key=True)
    size: Mapped[int]
    upload_id: Mapped[str] = mapped_column(String(32))
    created_at: Mapped[datetime]


class UploadRow(Base):
    """An attachment on its way in."""

    __tablename__ = "upload"

    vault_id: Mapped[VaultKey]
    id: Mapped[str] = mapped_column(String(32), primary_key=True)
    hash: Mapped[str] = mapped_column(String(64))
    size: Mapped[int]
    received: Mapped[int]
    expires_at: Mapped[datetime]


class BlobPartRow(Base):
    """A piece of an upload, as it came in.

    In the database and not in files: so it is there for every server process, in every
    backup, and moves with the rest of the vault.
    """

    __tablename__ = "blob_part"

    vault_id: Mapped[VaultKey]
    upload_id: Mapped[str] = mapped_column(String(32), primary_key=True)
    start: Mapped[int] = mapped_column(primary_key=True)
    content: Mapped[bytes]
