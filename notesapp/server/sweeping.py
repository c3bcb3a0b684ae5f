"""Forgets attachments that no record names, and uploads that nobody goes on with."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import exists, select
from sqlalchemy.orm import Session

from notesapp.server.blobs import forget_parts
from notesapp.server.tables import BlobRow, RecordBlobRow, UploadRow, VaultRow

KEPT_FOR = timedelta(days=30)
"""An attachment may arrive long before the note that names it, from a device that is off line."""


def sweep_blobs(session: Session, vault_id: str, now: datetime) -> int:
    """Forget what isn't named; return how many attachments went.

    An attachment counts as named as long as a record that ever named it has any text: older
    revisions of it may be wanted back.
    """
    vault = session.get_one(VaultRow, vault_id, with_for_update=True)
    is_named = exists().where(
        RecordBlobRow.vault_id == BlobRow.vault_id, RecordBlobRow.hash == BlobRow.hash
    )
    blobs = session.scalars(
        select(BlobRow).where(
            BlobRow.vault_id == vault_id, BlobRow.created_at < now - KEPT_FOR, ~is_named
        )
    ).all()
    uploads = session.scalars(
        select(UploadRow).where(UploadRow.vault_id == vault_id, UploadRow.expires_at < now)
    ).all()
    for blob in blobs:
        forget_parts(session, vault_id, blob.upload_id)
        vault.used_bytes -= blob.size
        session.delete(blob)
    for upload in uploads:
        forget_parts(session, vault_id, upload.id)
        session.delete(upload)
    return len(blobs)
