"""Reads a request: its claims, and its body within bounds, also when it was compressed."""

from __future__ import annotations

import asyncio

from starlette.requests import Request

from notesapp.protocol import headers
from notesapp.protocol.messages import ProblemCode
from notesapp.server.access import Claims
from notesapp.server.codings import unpack
from notesapp.server.refusals import Refused
from notesapp.server.state import state_of

_PATIENCE_S = 30.0
_SLOWEST_LINE = 1_000
"""Bytes a second that a sender must manage in the long run."""


def claims_of(request: Request) -> Claims:
    """Return what a request says about itself.

    Raises:
        Refused: it carries no token, or the token was shown too often lately.
    """
    scheme, _, token = request.headers.get("authorization", "").partition(" ")
    if scheme.lower() != "bearer" or not token.strip():
        raise Refused(ProblemCode.TOKEN_INVALID)
    state_of(request).pace.check(token)
    last_push = request.headers.get(headers.LAST_PUSH)
    return Claims(
        token=token.strip(),
        node=request.headers.get(headers.NODE),
        epoch=request.headers.get(headers.EPOCH),
        last_push=None if last_push is None else headers.parse_last_push(last_push),
    )


def media_type_of(request: Request) -> str:
    """Return the type that the body says it has, without parameters."""
    return request.headers.get("content-type", "").partition(";")[0].strip().lower()


async def read_json_body(request: Request, most_bytes: int) -> bytes:
    """Return a body of JSON, unpacked.

    Raises:
        Refused: not JSON by its type, packed in a way we don't read, too large when packed
            or unpacked, or not what its digest says.
    """
    if media_type_of(request) != headers.JSON_TYPE:
        raise Refused(ProblemCode.UNSUPPORTED_TYPE, "content-type")
    body = await read_body(request, most_bytes)
    digest = request.headers.get(headers.CONTENT_DIGEST)
    if digest is not None and not headers.matches_content_digest(digest, body):
        raise Refused(ProblemCode.BAD_REQUEST, "content-digest")
    return unpack(body, request.headers.get("content-encoding", "identity"), most_bytes)


async def read_body(request: Request, most_bytes: int) -> bytes:
    """Return a body as it was sent.

    Raises:
        Refused: too large, or it trickles in.
    """
    announced = request.headers.get("content-length", "")
    if announced.isascii() and announced.isdigit() and int(announced[:18]) > most_bytes:
        raise Refused(ProblemCode.TOO_LARGE, limit=most_bytes)
    body = bytearray()
    try:
        async with asyncio.timeout(_PATIENCE_S) as patience:
            async for chunk in request.stream():
                body += chunk
                if len(body) > most_bytes:
                    raise Refused(ProblemCode.TOO_LARGE, limit=most_bytes)
                # What arrives buys time, so that a slow line may take long, but not for ever.
                patience.reschedule((patience.when() or 0) + len(chunk) / _SLOWEST_LINE)
    except TimeoutError as error:
        raise Refused(ProblemCode.TOO_SLOW) from error
    return bytes(body)
