"""Superseded payloads, packed: history is read seldom and would be most of the database."""

from __future__ import annotations

import zstandard

_LEVEL = 3
_WORTH_IT = 200
_MAGIC = zstandard.FRAME_HEADER
"""What a zstd frame begins with; no JSON does."""


def pack(payload: bytes | None) -> bytes | None:
    """Return a payload in the form in which history keeps it."""
    if payload is None or len(payload) < _WORTH_IT:
        return payload
    return zstandard.ZstdCompressor(_LEVEL).compress(payload)


def unpack(kept: bytes | None) -> bytes | None:
    """Return a payload as it was."""
    if kept is None or not kept.startswith(_MAGIC):
        return kept
    return zstandard.ZstdDecompressor().decompress(kept)
