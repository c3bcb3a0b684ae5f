"""Attachments on the wire: named by the SHA-256 of their bytes, sent in parts that can be resumed.

    POST uploads {"hash":...,"size":...}        -> {"upload":...,"offset":0,"part_bytes":...}
    PATCH uploads/{upload}, Upload-Offset: 0    a part; again and again, until all is there
    HEAD uploads/{upload}                       after a cut line: where to go on

An upload whose bytes don't have the hash is thrown away. A push may name only attachments that
are there already.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from notesapp.protocol.values import Fields, Malformed, from_json, to_json

UPLOAD_OFFSET = "Upload-Offset"
"""Both ways: how many bytes have arrived."""

UPLOAD_LENGTH = "Upload-Length"
"""Answer: how many there will be."""

UPLOAD_COMPLETE = "Upload-Complete"
"""Answer: ``?1`` once all bytes have arrived and have the hash."""

PART_TYPE = "application/partial-upload"

MOST_BLOBS = 1_000
"""Attachments of one record."""

_HASH = re.compile("[0-9a-f]{64}").fullmatch


@dataclass(frozen=True, slots=True)
class UploadWish:
    """What a client wants to send."""

    hash: str
    size: int


@dataclass(frozen=True, slots=True)
class UploadTicket:
    """Where to send it.

    Attributes:
        upload: None if the server has it all already.
        offset: how many bytes have arrived.
        part_bytes: the most that one part may hold.
    """

    upload: str | None
    offset: int
    part_bytes: int


def read_hash(value: object, what: str) -> str:
    """Return `value` as the name of an attachment.

    Raises:
        Malformed: it isn't 64 hexadecimal digits.
    """
    if not (isinstance(value, str) and _HASH(value)):
        raise Malformed(what)
    return value


def read_blobs(value: object) -> tuple[str, ...]:
    """Return the attachments that a record names, each once."""
    if value is None:
        return ()
    if not isinstance(value, list) or len(value) > MOST_BLOBS:
        raise Malformed("blobs")
    return tuple(dict.fromkeys(read_hash(one, "blobs") for one in value))


def encode_wish(wish: UploadWish) -> bytes:
    """Return the body that begins an upload."""
    return to_json({"hash": wish.hash, "size": wish.size})


def decode_wish(body: bytes) -> UploadWish:
    """Read the body that begins an upload."""
    fields = Fields(from_json(body), "upload")
    return UploadWish(read_hash(fields.raw("hash"), "hash"), fields.number("size"))


def encode_ticket(ticket: UploadTicket) -> bytes:
    """Return the answer to the beginning of an upload."""
    return to_json(
        {"upload": ticket.upload, "offset": ticket.offset, "part_bytes": ticket.part_bytes}
    )


def decode_ticket(body: bytes) -> UploadTicket:
    """Read the answer to the beginning of an upload."""
    fields = Fields(from_json(body), "ticket")
    return UploadTicket(
        upload=fields.optional_text("upload", longest=64),
        offset=fields.number("offset"),
        part_bytes=fields.number("part_bytes", least=1),
    )
