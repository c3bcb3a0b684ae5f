"""Identifiers: who a record, a revision and a node are, made without asking anybody."""

from __future__ import annotations

import secrets
import uuid
from typing import NewType, Protocol

from notesapp.core.clock import Clock, to_milliseconds

Guid = NewType("Guid", str)
"""A record's lasting identity: a UUID in canonical lower-case form."""

Rev = NewType("Rev", str)
"""One revision of one record: 32 hexadecimal digits, random, made by the client."""

NodeId = NewType("NodeId", str)
"""One incarnation of one installation: 32 hexadecimal digits, random."""

_NAMESPACE = uuid.UUID("5f0b1c52-0e6a-4d0e-9c7c-2d3a3b0f9c11")


class IdSource(Protocol):
    """Makes identifiers; the simulation gives a seeded one."""

    def guid(self) -> Guid:
        """Return a new record id that sorts by creation time."""
        ...

    def rev(self) -> Rev:
        """Return a new revision id."""
        ...

    def node(self) -> NodeId:
        """Return a new node id."""
        ...


class RandomIds:
    """Identifiers from the operating system's randomness."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock

    def guid(self) -> Guid:
        return uuid7(to_milliseconds(self._clock.now()), secrets.token_bytes(10))

    def rev(self) -> Rev:
        return Rev(secrets.token_hex(16))

    def node(self) -> NodeId:
        return NodeId(secrets.token_hex(16))


def uuid7(milliseconds: int, randomness: bytes) -> Guid:
    """Return a UUIDv7 (RFC 9562, 5.7) from a time in milliseconds and ten random bytes."""
    raw = bytearray((milliseconds & (1 << 48) - 1).to_bytes(6, "big") + randomness)
    raw[6] = 0x70 | raw[6] & 0x0F
    raw[8] = 0x80 | raw[8] & 0x3F
    return Guid(str(uuid.UUID(bytes=bytes(raw))))


def parse_guid(text: str) -> Guid:
    """Return `text` as a Guid in canonical form.

    Raises:
        ValueError: it isn't a UUID.
    """
    return Guid(str(uuid.UUID(text.strip())))


def derived_guid(*parts: str) -> Guid:
    """Return the id that every device derives for the same thing (UUIDv5).

    Used where two devices create "the same" record: the copy made of a losing version is
    `derived_guid("copy", guid, rev)`, an imported file `derived_guid("import", source_id)`.
    """
    return Guid(str(uuid.uuid5(_NAMESPACE, "\x1f".join(parts))))
