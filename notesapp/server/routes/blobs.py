"""Attachments over HTTP: begin, send, ask how far, get all or a range."""

from __future__ import annotations

import re
from dataclasses import dataclass

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response, StreamingResponse

from notesapp.protocol.blobs import (
    PART_TYPE,
    UPLOAD_COMPLETE,
    UPLOAD_LENGTH,
    UPLOAD_OFFSET,
    UploadTicket,
    UploadWish,
    decode_wish,
    encode_ticket,
)
from notesapp.protocol.messages import ProblemCode
from notesapp.server import blobs
from notesapp.server.access import Claims, enter
from notesapp.server.answers import json_response
from notesapp.server.bodies import claims_of, media_type_of, read_body, read_json_body
from notesapp.server.refusals import Refused
from notesapp.server.routes.parameters import vault_of
from notesapp.server.state import ServerState, state_of

_MOST_BYTES = 64 * 1024
_RANGE = re.compile(r"bytes=(\d{0,18})-(\d{0,18})").fullmatch
_KNOWN = {
    "Cache-Control": "private, immutable",
    "Accept-Ranges": "bytes",
    "X-Content-Type-Options": "nosniff",
}


async def begin_upload(request: Request) -> Response:
    """POST /api/v1/vaults/{vault}/uploads"""
    state, claims = state_of(request), claims_of(request)
    wish = decode_wish(await read_json_body(request, _MOST_BYTES))
    ticket = await run_in_threadpool(_begin, state, claims, vault_of(request), wish)
    return json_response(encode_ticket(ticket), 200 if ticket.upload is None else 201)


async def ask_upload(request: Request) -> Response:
    """HEAD /api/v1/vaults/{vault}/uploads/{upload}"""
    received, size = await run_in_threadpool(
        _ask,
        state_of(request),
        claims_of(request),
        vault_of(request),
        request.path_params["upload"],
    )
    known = {UPLOAD_OFFSET: str(received), UPLOAD_LENGTH: str(size), "Cache-Control": "no-store"}
    return Response(status_code=204, headers=known)


async def send_part(request: Request) -> Response:
    """PATCH /api/v1/vaults/{vault}/uploads/{upload}"""
    state, claims = state_of(request), claims_of(request)
    if media_type_of(request) != PART_TYPE:
        raise Refused(ProblemCode.UNSUPPORTED_TYPE, "content-type")
    offset = _offset(request)
    part = await read_body(request, state.config.limits.blob_part_bytes)
    vault_id, upload_id = vault_of(request), request.path_params["upload"]
    received, is_whole = await run_in_threadpool(
        _append, state, claims, vault_id, upload_id, offset, part
    )
    known = {UPLOAD_OFFSET: str(received), UPLOAD_COMPLETE: f"?{int(is_whole)}"}
    return Response(status_code=204, headers=known)


async def measure_blob(request: Request) -> Response:
    """HEAD /api/v1/vaults/{vault}/blobs/{hash}"""
    blob = await _blob(request)
    return Response(headers={**blob.known, "Content-Length": str(blob.size)}, media_type=_BYTES)


async def get_blob(request: Request) -> Response:
    """GET /api/v1/vaults/{vault}/blobs/{hash}"""
    blob = await _blob(request)
    if request.headers.get("if-none-match") == blob.tag:
        return Response(status_code=304, headers=blob.known)
    known, status = dict(blob.known), 200
    start, stop = 0, blob.size
    wanted = _RANGE(request.headers.get("range", "").strip())
    # A range of something else would be no use to whoever asks with If-Range.
    if wanted is not None and request.headers.get("if-range", blob.tag) == blob.tag:
        start, stop = _range(wanted[1], wanted[2], blob.size)
        known["Content-Range"] = f"bytes {start}-{stop - 1}/{blob.size}"
        status = 206
    known["Content-Length"] = str(stop - start)
    pieces = blobs.content(
        state_of(request).database, vault_of(request), blob.upload_id, start, stop
    )
    return StreamingResponse(pieces, status, known, _BYTES)


_BYTES = "application/octet-stream"


@dataclass(frozen=True, slots=True)
class _Blob:
    name: str
    size: int
    upload_id: str

    @property
    def tag(self) -> str:
        return f'"{self.name}"'

    @property
    def known(self) -> dict[str, str]:
        return {**_KNOWN, "ETag": self.tag}


async def _blob(request: Request) -> _Blob:
    return await run_in_threadpool(
        _find, state_of(request), claims_of(request), vault_of(request), request.path_params["hash"]
    )


def _find(state: ServerState, claims: Claims, vault_id: str, name: str) -> _Blob:
    with state.database.read() as session:
        enter(session, claims, vault_id)
        found = blobs.find(session, vault_id, name)
        return _Blob(found.hash, found.size, found.upload_id)


def _begin(state: ServerState, claims: Claims, vault_id: str, wish: UploadWish) -> UploadTicket:
    with state.database.write() as session:
        entry = enter(session, claims, vault_id, for_update=True)
        return blobs.begin(
            session,
            entry.vault,
            wish,
            limits=state.config.limits,
            quota_bytes=entry.quota_bytes,
            now=state.clock.now(),
        )


def _ask(state: ServerState, claims: Claims, vault_id: str, upload_id: str) -> tuple[int, int]:
    with state.database.read() as session:
        enter(session, claims, vault_id)
        upload = blobs.open_upload(session, vault_id, upload_id)
        return upload.received, upload.size


def _append(
    state: ServerState, claims: Claims, vault_id: str, upload_id: str, offset: int, part: bytes
) -> tuple[int, bool]:
    now = state.clock.now()
    with state.database.write() as session:
        enter(session, claims, vault_id)
        upload = blobs.open_upload(session, vault_id, upload_id, for_update=True)
        blobs.append(session, upload, offset, part, now)
        received, is_whole = upload.received, upload.received == upload.size
    if is_whole:
        blobs.complete(state.database, vault_id, upload_id, now)
    return received, is_whole


def _offset(request: Request) -> int:
    text = request.headers.get(UPLOAD_OFFSET, "")
    if not (text.isascii() and text.isdigit() and len(text) <= 18):
        raise Refused(ProblemCode.BAD_REQUEST, UPLOAD_OFFSET)
    return int(text)


def _range(first: str, last: str, size: int) -> tuple[int, int]:
    """Return start and stop of a range, of the last bytes if only `last` is given."""
    if first:
        start, stop = int(first), min(int(last) + 1, size) if last else size
    else:
        start, stop = max(0, size - int(last or 0)), size
    if start >= stop:
        raise Refused(ProblemCode.RANGE, limit=size)
    return start, stop
