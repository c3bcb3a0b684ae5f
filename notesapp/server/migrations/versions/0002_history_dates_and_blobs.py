"""Dates in the history, so that it can be thinned; an index of purged records; attachments."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"

_PURGED = sa.text("is_deleted AND payload IS NULL")


def upgrade() -> None:
    """Date every revision by the push that brought it, and add what is new."""
    op.add_column("record_rev", sa.Column("server_time", sa.BigInteger(), nullable=True))
    op.execute(
        "UPDATE record_rev SET server_time = COALESCE((SELECT at FROM commit_log"
        " WHERE commit_log.vault_id = record_rev.vault_id AND seq_to >= record_rev.seq"
        " ORDER BY seq_to LIMIT 1), 0)"
    )
    with op.batch_alter_table("record_rev") as batch:
        batch.alter_column("server_time", existing_type=sa.BigInteger(), nullable=False)
    op.create_index(
        "ix_record_purged",
        "record",
        ["vault_id", "seq"],
        sqlite_where=_PURGED,
        postgresql_where=_PURGED,
    )
    _add_blobs()


def _add_blobs() -> None:
    op.create_table(
        "record_blob",
        sa.Column("vault_id", sa.String(length=32), nullable=False),
        sa.Column("guid", sa.String(length=36), nullable=False),
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.PrimaryKeyConstraint("vault_id", "guid", "hash", name=op.f("pk_record_blob")),
    )
    op.create_index("ix_record_blob_hash", "record_blob", ["vault_id", "hash"])
    op.create_table(
        "blob",
        sa.Column("vault_id", sa.String(length=32), nullable=False),
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.Column("size", sa.BigInteger(), nullable=False),
        sa.Column("upload_id", sa.String(length=32), nullable=False),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("vault_id", "hash", name=op.f("pk_blob")),
    )
    op.create_table(
        "upload",
        sa.Column("vault_id", sa.String(length=32), nullable=False),
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.Column("size", sa.BigInteger(), nullable=False),
        sa.Column("received", sa.BigInteger(), nullable=False),
        sa.Column("expires_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("vault_id", "id", name=op.f("pk_upload")),
    )
    op.create_table(
        "blob_part",
        sa.Column("vault_id", sa.String(length=32), nullable=False),
        sa.Column("upload_id", sa.String(length=32), nullable=False),
        sa.Column("start", sa.BigInteger(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("vault_id", "upload_id", "start", name=op.f("pk_blob_part")),
    )
