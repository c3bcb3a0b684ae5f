"""Content codings, both ways: zstd where the other side knows it, gzip otherwise."""

from __future__ import annotations

import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Protocol

import zstandard

from notesapp.protocol.messages import ProblemCode
from notesapp.protocol.values import Malformed
from notesapp.server.refusals import Refused

_ZSTD_LEVEL = 3
_GZIP_LEVEL = 1
_GZIP = 31
"""zlib's word for "a gzip header, and the largest window"."""

_WIDEST_WINDOW = 8 * 1024 * 1024
"""Memory that a zstd body may ask for, as RFC 8878 recommends for all."""


class Stream(Protocol):
    """Packs piece by piece."""

    def add(self, piece: bytes) -> bytes:
        """Take in a piece and return all that makes it readable at once."""

    def end(self) -> bytes:
        """Return what closes the stream."""


class _Gzip:
    def __init__(self) -> None:
        self._packer = zlib.compressobj(_GZIP_LEVEL, zlib.DEFLATED, _GZIP)

    def add(self, piece: bytes) -> bytes:
        return self._packer.compress(piece) + self._packer.flush(zlib.Z_SYNC_FLUSH)

    def end(self) -> bytes:
        return self._packer.flush()


class _Zstd:
    def __init__(self) -> None:
        self._packer = zstandard.ZstdCompressor(_ZSTD_LEVEL).compressobj()

    def add(self, piece: bytes) -> bytes:
        packed = self._packer.compress(piece)
        return packed + self._packer.flush(zstandard.COMPRESSOBJ_FLUSH_BLOCK)

    def end(self) -> bytes:
        return self._packer.flush()


@dataclass(frozen=True, slots=True)
class Packer:
    """A coding, by the name that HTTP has for it."""

    name: str
    begin: Callable[[], Stream]


PACKERS = (Packer("zstd", _Zstd), Packer("gzip", _Gzip))
"""The best first."""


def packer_for(accept_encoding: str) -> Packer | None:
    """Return the best coding that an `Accept-Encoding` header allows; None for none."""
    allowed = set()
    for entry in accept_encoding.lower().split(","):
        coding, _, quality = entry.strip().partition(";")
        if quality.replace(" ", "") not in {"q=0", "q=0.0", "q=0.00", "q=0.000"}:
            allowed.add(coding.strip())
    return next((packer for packer in PACKERS if packer.name in allowed), None)


def packed(pieces: Iterator[bytes], packer: Packer) -> Iterator[bytes]:
    """Pack pieces, each flushed so that the reader can use it while we make the next."""
    stream = packer.begin()
    for piece in pieces:
        yield stream.add(piece)
    yield stream.end()


def unpack(body: bytes, coding: str, most_bytes: int) -> bytes:
    """Return a body as it was before it was packed.

    Raises:
        Refused: an unknown coding, or more than `most_bytes` when unpacked.
        Malformed: damaged, cut off, or something follows it.
    """
    match coding.strip().lower():
        case "identity":
            return body
        case "gzip":
            unpacked = _gunzip(body, most_bytes)
        case "zstd":
            unpacked = _unzstd(body, most_bytes)
        case _:
            raise Refused(ProblemCode.UNSUPPORTED_TYPE, "content-encoding")
    if len(unpacked) > most_bytes:
        raise Refused(ProblemCode.TOO_LARGE, limit=most_bytes)
    return unpacked


def _gunzip(body: bytes, most_bytes: int) -> bytes:
    unpacker = zlib.decompressobj(_GZIP)
    try:
        unpacked = unpacker.decompress(body, most_bytes + 1)
    except zlib.error as error:
        raise Malformed("gzip") from error
    if len(unpacked) <= most_bytes and (not unpacker.eof or unpacker.unused_data):
        raise Malformed("gzip")
    return unpacked


def _unzstd(body: bytes, most_bytes: int) -> bytes:
    unpacker = zstandard.ZstdDecompressor(max_window_size=_WIDEST_WINDOW)
    try:
        # The reader knows when to stop but not whether it stopped too early, so both are asked.
        measured = unpacker.stream_reader(body).read(most_bytes + 1)
        if len(measured) > most_bytes:
            return measured
        whole = unpacker.decompressobj()
        unpacked = whole.decompress(body)
    except zstandard.ZstdError as error:
        raise Malformed("zstd") from error
    if not whole.eof or whole.unused_data:
        raise Malformed("zstd")
    return unpacked
