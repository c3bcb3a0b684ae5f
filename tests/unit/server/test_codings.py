"""Compressed bodies, both ways: small, whole, and no bomb."""

from __future__ import annotations

import gzip
import zlib

import pytest
import zstandard

from notesapp.protocol import headers
from notesapp.protocol.pushes import decode_answer
from notesapp.protocol.values import Malformed
from notesapp.server.codings import PACKERS, Packer, packed, packer_for, unpack
from notesapp.server.refusals import Refused
from tests.support.wire import WireDevice, a_note, expect, refusal, statuses

MOST = 100_000


def zstd(body: bytes) -> bytes:
    return zstandard.compress(body)


@pytest.mark.parametrize("packer", PACKERS, ids=lambda packer: packer.name)
@pytest.mark.parametrize("pieces", [[], [b"{}"], [b"word " * 1_000, b"\x00", b"and more"]])
def test_a_stream_comes_back_and_each_piece_can_be_read_at_once(
    packer: Packer, pieces: list[bytes]
) -> None:
    *flushed, end = packed(iter(pieces), packer)
    reader = (
        zstandard.ZstdDecompressor().decompressobj()
        if packer.name == "zstd"
        else zlib.decompressobj(31)
    )

    assert [reader.decompress(piece) for piece in flushed] == pieces
    assert unpack(b"".join([*flushed, end]), packer.name, MOST) == b"".join(pieces)


@pytest.mark.parametrize(
    ("header", "name"),
    [
        ("", None),
        ("gzip", "gzip"),
        ("zstd", "zstd"),
        ("deflate, gzip;q=0.5, ZSTD;q=0.1", "zstd"),
        ("zstd; q=0, gzip", "gzip"),
        ("gzip;q=0.0, br", None),
    ],
)
def test_the_best_coding_that_is_allowed_is_taken(header: str, name: str | None) -> None:
    packer = packer_for(header)

    assert (packer.name if packer else None) == name


@pytest.mark.parametrize(
    "body",
    [
        ("gzip", gzip.compress(b"{}")[:-3]),
        ("gzip", gzip.compress(b"{}") + b"more"),
        ("gzip", b"no gzip"),
        ("gzip", b""),
        ("zstd", zstd(b"word " * 100)[:-3]),
        ("zstd", zstd(b"{}") + b"more"),
        ("zstd", b"no zstd"),
        ("zstd", b""),
    ],
)
def test_a_body_that_is_not_whole_is_malformed(body: tuple[str, bytes]) -> None:
    with pytest.raises(Malformed):
        unpack(body[1], body[0], MOST)


@pytest.mark.parametrize("compress", [gzip.compress, zstd])
def test_a_bomb_does_not_go_off(compress: object) -> None:
    body = compress(b" " * 50_000_000)  # type: ignore[operator]

    with pytest.raises(Refused, match="too_large"):
        unpack(body, "zstd" if compress is zstd else "gzip", MOST)


@pytest.mark.parametrize("coding", ["gzip", "zstd"])
def test_a_push_may_come_compressed_and_its_digest_is_of_what_was_inside(
    laptop: WireDevice, coding: str
) -> None:
    push = laptop.encode(a_note("small"))
    body = zstd(push.body) if coding == "zstd" else gzip.compress(push.body)
    known = {**laptop.headers(), "Content-Type": headers.JSON_TYPE, "Content-Encoding": coding}

    response = laptop.http.post(f"{laptop.vault_path}/push", content=body, headers=known)

    assert statuses(decode_answer(expect(response, 200).content)) == ["applied"]
    laptop.last_push = (push.number, push.digest)
    expect(laptop.changes(), 200)


def test_a_bomb_is_refused_with_the_limit(laptop: WireDevice) -> None:
    known = {**laptop.headers(), "Content-Type": headers.JSON_TYPE, "Content-Encoding": "zstd"}

    response = laptop.http.post(
        f"{laptop.vault_path}/push", content=zstd(b" " * 10_000_000), headers=known
    )

    assert refusal(response) == (413, "too_large")
    assert response.json()["limit"] < 1_000_000
