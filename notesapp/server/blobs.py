"""A vault's attachments: whole ones by their hash, and those on their way in.

Nothing is shared between vaults, not even equal bytes: otherwise the time that an upload takes
would tell what others have.
"""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Collection, Iterator
from datetime import datetime, timedelta

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from notesapp.protocol.blobs import UploadTicket, UploadWish
from notesapp.protocol.messages import ProblemCode, ServerLimits
from notesapp.server.database import Database
from notesapp.server.refusals import Refused
from notesapp.server.tables import BlobPartRow, BlobRow, UploadRow, VaultRow

UPLOAD_LEASE = timedelta(hours=48)
_MOST_UPLOADS = 64


def find(session: Session, vault_id: str, name: str) -> BlobRow:
    """Return a whole attachment.

    Raises:
        Refused: the vault has none with this hash.
    """
    blob = session.get(BlobRow, (vault_id, name))
    if blob is None:
        raise Refused(ProblemCode.NOT_FOUND)
    return blob


def missing(session: Session, vault_id: str, names: Collection[str]) -> frozenset[str]:
    """Return those of the attachments that the vault doesn't have."""
    if not names:
        return frozenset()
    found = session.scalars(
        select(BlobRow.hash).where(BlobRow.vault_id == vault_id, BlobRow.hash.in_(sorted(names)))
    )
    return frozenset(names) - frozenset(found)


def begin(
    session: Session,
    vault: VaultRow,
    wish: UploadWish,
    *,
    limits: ServerLimits,
    quota_bytes: int | None,
    now: datetime,
) -> UploadTicket:
    """Begin an upload, or go on with one of the same attachment; `vault` is locked.

    Raises:
        Refused: too large, no room, or too many under way.
    """
    if session.get(BlobRow, (vault.id, wish.hash)) is not None:
        return UploadTicket(None, wish.size, limits.blob_part_bytes)
    if wish.size > limits.blob_bytes:
        raise Refused(ProblemCode.TOO_LARGE, limit=limits.blob_bytes)
    uploads = session.scalars(select(UploadRow).where(UploadRow.vault_id == vault.id)).all()
    upload = next((one for one in uploads if (one.hash, one.size) == (wish.hash, wish.size)), None)
    if upload is None:
        if len(uploads) >= _MOST_UPLOADS:
            raise Refused(ProblemCode.TOO_MANY_REQUESTS, "uploads", limit=_MOST_UPLOADS)
        promised = vault.used_bytes + sum(one.size for one in uploads)
        if quota_bytes is not None and promised + wish.size > quota_bytes:
            raise Refused(ProblemCode.QUOTA, limit=max(0, quota_bytes - promised))
        upload = UploadRow(
            vault_id=vault.id,
            id=secrets.token_hex(16),
            hash=wish.hash,
            size=wish.size,
            received=0,
            expires_at=now + UPLOAD_LEASE,
        )
        session.add(upload)
    return UploadTicket(upload.id, upload.received, limits.blob_part_bytes)


def open_upload(
    session: Session, vault_id: str, upload_id: str, *, for_update: bool = False
) -> UploadRow:
    """Return an upload under way.

    Raises:
        Refused: the vault has none with this id.
    """
    upload = session.get(UploadRow, (vault_id, upload_id), with_for_update=for_update or None)
    if upload is None:
        raise Refused(ProblemCode.NOT_FOUND)
    return upload


def append(session: Session, upload: UploadRow, offset: int, part: bytes, now: datetime) -> None:
    """Take in a part; `upload` is locked.

    Raises:
        Refused: it isn't the next one, or there is too much of it.
    """
    if offset != upload.received:
        raise Refused(ProblemCode.OFFSET_MISMATCH, offset=upload.received)
    if offset + len(part) > upload.size:
        raise Refused(ProblemCode.TOO_LARGE, limit=upload.size - offset)
    if part:
        session.add(
            BlobPartRow(vault_id=upload.vault_id, upload_id=upload.id, start=offset, content=part)
        )
        upload.received += len(part)
    upload.expires_at = now + UPLOAD_LEASE


def complete(database: Database, vault_id: str, upload_id: str, now: datetime) -> None:
    """Make an attachment of an upload that has arrived.

    Its bytes are read and hashed before anything is locked: nothing changes them any more.

    Raises:
        Refused: the bytes don't have the hash; the upload is gone then.
    """
    digest = hashlib.sha256()
    for piece in content(database, vault_id, upload_id, 0, None):
        digest.update(piece)
    is_right = False
    with database.write() as session:
        vault = session.get_one(VaultRow, vault_id, with_for_update=True)
        upload = session.get(UploadRow, (vault_id, upload_id))
        if upload is None:
            return  # another device sent the last part too, and was faster
        is_right = upload.hash == digest.hexdigest()
        session.delete(upload)
        if not is_right or session.get(BlobRow, (vault_id, upload.hash)) is not None:
            forget_parts(session, vault_id, upload_id)
        else:
            blob = BlobRow(
                vault_id=vault_id,
                hash=upload.hash,
                size=upload.size,
                upload_id=upload_id,
                created_at=now,
            )
            session.add(blob)
            vault.used_bytes += upload.size
    if not is_right:
        raise Refused(ProblemCode.HASH_MISMATCH)


def content(
    database: Database, vault_id: str, upload_id: str, start: int, stop: int | None
) -> Iterator[bytes]:
    """Yield an upload's bytes in a range; no transaction stays open between two pieces."""
    of_upload = select(BlobPartRow.start, BlobPartRow.content).where(
        BlobPartRow.vault_id == vault_id, BlobPartRow.upload_id == upload_id
    )
    while stop is None or start < stop:
        with database.read() as session:
            part = session.execute(
                of_upload.where(BlobPartRow.start <= start)
                .order_by(BlobPartRow.start.desc())
                .limit(1)
            ).one_or_none()
        if part is None or start >= part.start + len(part.content):
            return
        piece = part.content[start - part.start : None if stop is None else stop - part.start]
        start += len(piece)
        yield piece


def forget_parts(session: Session, vault_id: str, upload_id: str) -> None:
    """Throw an upload's bytes away."""
    session.execute(
        delete(BlobPartRow).where(
            BlobPartRow.vault_id == vault_id, BlobPartRow.upload_id == upload_id
        )
    )
