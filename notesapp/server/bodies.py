"""Reads a request: its claims, and its body within bounds, also when it was compressed."""

from __future__ import annotations

import zlib

from starlette.requests import Request

from notesapp.protocol import headers
from notesapp.protocol.messages import ProblemCode
from notesapp.protocol.values import Malformed
from notesapp.server.access import Claims
from notesapp.server.refusals import Refused

_GZIP = 31
"""zlib's word for "a gzip header, and the largest window"."""


def claims_of(request: Request) -> Claims:
    """Return what a request says about itself.

    Raises:
        Refused: it carries no token.
    """
    scheme, _, token = request.headers.get("authorization", "").partition(" ")
    if scheme.lower() != "bearer" or not token.strip():
        raise Refused(ProblemCode.TOKEN_INVALID)
    last_push = request.headers.get(headers.LAST_PUSH)
    return Claims(
        token=token.strip(),
        node=request.headers.get(headers.NODE),
        epoch=request.headers.get(headers.EPOCH),
        last_push=None if last_push is None else headers.parse_last_push(last_push),
    )


async def read_json_body(request: Request, most_bytes: int) -> bytes:
    """Return a body of JSON, unpacked.

    Raises:
        Refused: not JSON by its type, packed in a way we don't read, too large when packed
            or unpacked, or not what its digest says.
    """
    media_type = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if media_type != headers.JSON_TYPE:
        raise Refused(ProblemCode.UNSUPPORTED_TYPE, "content-type")
    body = await _read(request, most_bytes)
    digest = request.headers.get(headers.CONTENT_DIGEST)
    if digest is not None and not headers.matches_content_digest(digest, body):
        raise Refused(ProblemCode.BAD_REQUEST, "content-digest")
    match request.headers.get("content-encoding", "identity").strip().lower():
        case "identity":
            return body
        case "gzip":
            return _unpack(body, most_bytes)
        case _:
            raise Refused(ProblemCode.UNSUPPORTED_TYPE, "content-encoding")


async def _read(request: Request, most_bytes: int) -> bytes:
    announced = request.headers.get("content-length", "")
    if announced.isascii() and announced.isdigit() and int(announced[:18]) > most_bytes:
        raise Refused(ProblemCode.TOO_LARGE, limit=most_bytes)
    body = bytearray()
    async for chunk in request.stream():
        body += chunk
        if len(body) > most_bytes:
            raise Refused(ProblemCode.TOO_LARGE, limit=most_bytes)
    return bytes(body)


def _unpack(body: bytes, most_bytes: int) -> bytes:
    unpacker = zlib.decompressobj(_GZIP)
    try:
        unpacked = unpacker.decompress(body, most_bytes + 1)
    except zlib.error as error:
        raise Malformed("gzip") from error
    if len(unpacked) > most_bytes:
        raise Refused(ProblemCode.TOO_LARGE, limit=most_bytes)
    if not unpacker.eof or unpacker.unused_data:
        raise Malformed("gzip")
    return unpacked
