"""Refusals and errors as HTTP answers: the one place that knows their status numbers."""

from __future__ import annotations

import logging
from collections.abc import Iterator, Mapping

from sqlalchemy.exc import OperationalError
from sqlalchemy.exc import TimeoutError as NoConnectionFree
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response, StreamingResponse

from notesapp.core.errors import DiskFull, LibraryBusy
from notesapp.protocol.headers import FEED_TYPE, JSON_TYPE, PROBLEM_TYPE
from notesapp.protocol.messages import Problem, ProblemCode
from notesapp.protocol.problems import encode_problem
from notesapp.protocol.values import Malformed
from notesapp.server.codings import packed, packer_for
from notesapp.server.refusals import Refused

logger = logging.getLogger(__name__)

STATUS: dict[ProblemCode, tuple[int, str]] = {
    ProblemCode.BAD_REQUEST: (400, "The request isn't in the form of the protocol."),
    ProblemCode.WRONG_PASSWORD: (401, "The name or the password is wrong."),
    ProblemCode.TOKEN_INVALID: (401, "This device's access has ended."),
    ProblemCode.NOT_FOUND: (404, "There is nothing here."),
    ProblemCode.METHOD_NOT_ALLOWED: (405, "This can't be done here."),
    ProblemCode.TOO_SLOW: (408, "The body came too slowly."),
    ProblemCode.EPOCH_CHANGED: (409, "The vault's history was replaced."),
    ProblemCode.HISTORY_DIVERGED: (409, "The vault's history isn't the one you knew."),
    ProblemCode.NODE_FORKED: (409, "Another device uses this node's identity."),
    ProblemCode.PUSH_GAP: (409, "A push before this one is missing."),
    ProblemCode.PUSH_STALE: (409, "There was a later push from this node."),
    ProblemCode.OFFSET_MISMATCH: (409, "This isn't the next part of the upload."),
    ProblemCode.CURSOR_EXPIRED: (410, "The cursor is too old."),
    ProblemCode.TOO_LARGE: (413, "The request is too large."),
    ProblemCode.UNSUPPORTED_TYPE: (415, "The body is in a form that isn't read here."),
    ProblemCode.RANGE: (416, "There are no such bytes."),
    ProblemCode.HASH_MISMATCH: (422, "The bytes don't have the hash; send them again."),
    ProblemCode.PUSH_NO_REUSED: (422, "Another push had this number."),
    ProblemCode.UPGRADE_REQUIRED: (426, "No protocol version in common."),
    ProblemCode.TOO_MANY_REQUESTS: (429, "Too many at a time; come back later."),
    ProblemCode.INTERNAL: (500, "The server made a mistake; nothing was changed."),
    ProblemCode.BUSY: (503, "The server is busy; nothing was changed."),
    ProblemCode.QUOTA: (507, "There is no room left for this."),
}
_FOR_STATUS = {404: ProblemCode.NOT_FOUND, 405: ProblemCode.METHOD_NOT_ALLOWED}


def problem_response(
    code: ProblemCode,
    detail: str = "",
    facts: Mapping[str, object] | None = None,
    headers: Mapping[str, str] | None = None,
) -> Response:
    """Return a refusal as an answer."""
    status, title = STATUS[code]
    facts = facts or {}
    extra = dict(headers or {})
    if "retry_after" in facts:
        extra["Retry-After"] = str(facts["retry_after"])
    if status == 401:
        extra["WWW-Authenticate"] = "Bearer"
    body = encode_problem(Problem(status, code.value, title, detail, facts))
    return Response(body, status, extra, PROBLEM_TYPE)


def json_response(body: bytes, status: int = 200) -> Response:
    """Return encoded JSON; nothing of ours may lie in a cache."""
    return Response(body, status, {"Cache-Control": "no-store"}, JSON_TYPE)


def feed_response(
    request: Request, chunks: Iterator[bytes], known: Mapping[str, str] | None = None
) -> Response:
    """Return NDJSON as it is made, packed for those who can unpack it."""
    sent = {"Cache-Control": "no-store", **(known or {})}
    packer = packer_for(request.headers.get("accept-encoding", ""))
    if packer is not None:
        sent |= {"Content-Encoding": packer.name, "Vary": "Accept-Encoding"}
        chunks = packed(chunks, packer)
    return StreamingResponse(chunks, 200, sent, FEED_TYPE)


async def on_refused(request: Request, error: Exception) -> Response:
    """Answer what the rules turned down."""
    assert isinstance(error, Refused)
    return problem_response(error.code, error.detail, error.facts)


async def on_malformed(request: Request, error: Exception) -> Response:
    """Answer what isn't the protocol."""
    assert isinstance(error, Malformed)
    return problem_response(ProblemCode.BAD_REQUEST, error.reason)


async def on_http_error(request: Request, error: Exception) -> Response:
    """Answer what the router turned down."""
    assert isinstance(error, HTTPException)
    code = _FOR_STATUS.get(error.status_code, ProblemCode.BAD_REQUEST)
    return problem_response(code, headers=error.headers)


async def on_busy(request: Request, error: Exception) -> Response:
    """Answer that the database couldn't take it now; the transaction was rolled back."""
    logger.warning("not taken, rolled back", exc_info=error)
    detail = "disk full" if isinstance(error, DiskFull) else ""
    return problem_response(ProblemCode.BUSY, detail, {"retry_after": 1})


async def on_bug(request: Request, error: Exception) -> Response:
    """Answer a bug of ours; Starlette logs the traceback."""
    return problem_response(ProblemCode.INTERNAL)


HANDLERS = {
    Refused: on_refused,
    Malformed: on_malformed,
    HTTPException: on_http_error,
    LibraryBusy: on_busy,
    DiskFull: on_busy,
    OperationalError: on_busy,
    NoConnectionFree: on_busy,
    Exception: on_bug,
}
