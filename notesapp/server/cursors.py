"""The cursor: how far a client is, in a form that betrays a history that isn't the same.

It holds the epoch, a sequence number and the random tag of the commit that the number lies
in. A bare number couldn't tell "restored from a backup, then grown past you" from "nothing
happened". Clients treat it as opaque.
"""

from __future__ import annotations

import base64
import binascii
import struct
from dataclasses import dataclass

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from notesapp.protocol.messages import ProblemCode
from notesapp.server.refusals import Refused
from notesapp.server.tables import CommitRow, VaultRow

_FORM = struct.Struct(">B8sQ8sQ")
_VERSION = 1
_NO_TAG = "0" * 16
_TAG = (
    select(CommitRow.tag)
    .where(CommitRow.vault_id == bindparam("vault"), CommitRow.seq_to >= bindparam("seq"))
    .order_by(CommitRow.seq_to)
    .limit(1)
)


@dataclass(frozen=True, slots=True)
class Cursor:
    """A place in a vault's feed.

    Attributes:
        epoch: the first half of the vault's epoch.
        tag: the tag of the commit that `position` lies in; zeros before the first.
        boot_head: during a first sync, the head when it began: purged deletions up to there
            needn't be told to a node that never had the records. 0 afterwards.
    """

    epoch: str
    seq: int
    tag: str
    boot_head: int = 0

    @property
    def position(self) -> int:
        """Whose absence the node can't miss: deletions up to here may have been collected."""
        return max(self.seq, self.boot_head)

    def encode(self) -> str:
        """Return the cursor as it travels."""
        packed = _FORM.pack(
            _VERSION, bytes.fromhex(self.epoch), self.seq, bytes.fromhex(self.tag), self.boot_head
        )
        return base64.urlsafe_b64encode(packed).decode().rstrip("=")

    @classmethod
    def decode(cls, text: str) -> Cursor:
        """Read a cursor.

        Raises:
            Refused: it isn't one of ours.
        """
        try:
            packed = base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
            version, epoch, seq, tag, boot_head = _FORM.unpack(packed)
        except (ValueError, binascii.Error, struct.error) as error:
            raise Refused(ProblemCode.BAD_REQUEST, "cursor") from error
        if version != _VERSION or max(seq, boot_head) >= 1 << 63:
            raise Refused(ProblemCode.BAD_REQUEST, "cursor")
        return cls(epoch.hex(), seq, tag.hex(), boot_head)


def cursor_at(session: Session, vault: VaultRow, seq: int, boot_head: int = 0) -> Cursor:
    """Return the cursor for a place in the vault's feed as this transaction sees it."""
    tag = _tag_at(session, vault.id, max(seq, boot_head))
    return Cursor(vault.epoch[:16], seq, tag, boot_head)


def check_cursor(session: Session, vault: VaultRow, cursor: Cursor) -> None:
    """Make sure that a cursor belongs to the vault's history.

    Raises:
        Refused: epoch changed, history diverged, or too old to be served.
    """
    if cursor.epoch != vault.epoch[:16]:
        raise Refused(ProblemCode.EPOCH_CHANGED)
    if cursor.position > vault.head:
        raise Refused(ProblemCode.HISTORY_DIVERGED)
    if cursor.position < vault.gc_floor:
        # Before its tag is looked at: the tags went with the deletions.
        raise Refused(ProblemCode.CURSOR_EXPIRED)
    if cursor.tag != _tag_at(session, vault.id, cursor.position):
        raise Refused(ProblemCode.HISTORY_DIVERGED)


def _tag_at(session: Session, vault_id: str, seq: int) -> str:
    if seq == 0:
        return _NO_TAG
    return session.connection().scalar(_TAG, {"vault": vault_id, "seq": seq}) or _NO_TAG
