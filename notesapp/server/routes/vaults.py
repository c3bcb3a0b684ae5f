"""Vaults: where they stand, what changed, what is new, what was before."""

from __future__ import annotations

import hashlib
import zlib
from collections.abc import Iterator

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response, StreamingResponse
from starlette.routing import Route

from notesapp.protocol import headers
from notesapp.protocol.greetings import encode_vault
from notesapp.protocol.messages import ProblemCode, VaultInfo
from notesapp.protocol.pushes import decode_push
from notesapp.protocol.values import read_guid
from notesapp.server.access import Claims, authenticate, enter, open_vault, quota_of
from notesapp.server.answers import json_response
from notesapp.server.bodies import claims_of, read_json_body
from notesapp.server.pulling import Feed
from notesapp.server.pushing import PushOutcome, push
from notesapp.server.records import Records
from notesapp.server.refusals import Refused
from notesapp.server.silence import reminder_days
from notesapp.server.state import ServerState, state_of

LONGEST_WAIT_S = 55
_DEFAULT_PAGE = 500
_MOST_HISTORY = 100
_FASTEST = 1
_GZIP = 31


async def info(request: Request) -> Response:
    """GET /api/v1/vaults/{vault}"""
    vault = await run_in_threadpool(
        _info, state_of(request), claims_of(request), request.path_params["vault"]
    )
    return json_response(encode_vault(vault))


async def changes(request: Request) -> Response:
    """GET /api/v1/vaults/{vault}/changes?since=&limit=&wait="""
    state, claims = state_of(request), claims_of(request)
    vault_id, wait_s = request.path_params["vault"], _number(request, "wait", 0, LONGEST_WAIT_S)
    feed = await run_in_threadpool(_feed, state, claims, vault_id, request)
    if feed.is_empty and wait_s:
        with state.hub.listening(vault_id, feed.node, feed.head) as listener:
            # Once more, now that nothing can be missed between looking and listening.
            feed = await run_in_threadpool(_feed, state, claims, vault_id, request)
            if feed.is_empty and await listener.news(wait_s) is None:
                return Response(status_code=204)
        feed = await run_in_threadpool(_feed, state, claims, vault_id, request)
    return await _feed_response(request, feed)


async def take_push(request: Request) -> Response:
    """POST /api/v1/vaults/{vault}/push"""
    state, claims = state_of(request), claims_of(request)
    body = await read_json_body(request, state.config.limits.body_bytes)
    vault_id = request.path_params["vault"]
    outcome = await run_in_threadpool(_push, state, claims, vault_id, body)
    response = json_response(outcome.body)
    response.headers[headers.HEAD] = str(outcome.head)
    if outcome.is_replay:
        response.headers[headers.REPLAYED] = "1"
    return response


async def revisions(request: Request) -> Response:
    """GET /api/v1/vaults/{vault}/records/{guid}/revisions?limit="""
    limit = _number(request, "limit", _MOST_HISTORY, _MOST_HISTORY, least=1)
    lines = await run_in_threadpool(
        _history,
        state_of(request),
        claims_of(request),
        request.path_params["vault"],
        request.path_params["guid"],
        limit,
    )
    return json_response(b'{"revisions":[%b]}' % b",".join(lines))


def _info(state: ServerState, claims: Claims, vault_id: str) -> VaultInfo:
    with state.database.read() as session:
        caller = authenticate(session, claims)
        vault = open_vault(session, caller, vault_id)
        return VaultInfo(
            vault=vault.id,
            epoch=vault.epoch,
            head=vault.head,
            gc_floor=vault.gc_floor,
            note_count=vault.note_count,
            record_count=vault.record_count,
            used_bytes=vault.used_bytes,
            quota_bytes=quota_of(session, caller),
            server_time=state.clock.now(),
            remind_after_days=reminder_days(session),
        )


def _feed(state: ServerState, claims: Claims, vault_id: str, request: Request) -> Feed:
    limits = state.config.limits
    return Feed(
        state.database,
        claims,
        vault_id,
        request.query_params.get("since") or None,
        limits=limits,
        page_records=_number(request, "limit", _DEFAULT_PAGE, limits.page_records, least=1),
        clock=state.clock,
        is_stopping=lambda: state.hub.is_stopping,
    )


def _push(state: ServerState, claims: Claims, vault_id: str, body: bytes) -> PushOutcome:
    with state.database.read() as session:
        # Before any work on the body: who isn't allowed in shouldn't make us busy.
        enter(session, claims, vault_id)
    request = decode_push(body)
    limits = state.config.limits
    if len(request.operations) > limits.push_ops:
        raise Refused(ProblemCode.TOO_LARGE, "operations", limit=limits.push_ops)
    digest = hashlib.sha256(body).hexdigest()
    with state.database.write() as session:
        outcome = push(
            session, claims, vault_id, request, digest, limits=limits, now=state.clock.now()
        )
    if outcome.has_changed:
        state.hub.publish(vault_id, outcome.head, outcome.caller.node)
    return outcome


def _history(
    state: ServerState, claims: Claims, vault_id: str, guid: str, limit: int
) -> list[bytes]:
    with state.database.read() as session:
        vault = open_vault(session, authenticate(session, claims), vault_id)
        found = Records(session, vault.id).history(read_guid(guid, "guid"), limit=limit)
    if not found:
        raise Refused(ProblemCode.NOT_FOUND)
    return found


async def _feed_response(request: Request, feed: Feed) -> Response:
    known = {"Cache-Control": "no-store", headers.HEAD: str(feed.head)}
    if feed.is_empty:
        # The most frequent answer of all: short, whole, and without a stream's machinery.
        body = await run_in_threadpool(lambda: b"".join(feed.chunks()))
        return Response(body, 200, known, headers.FEED_TYPE)
    chunks = feed.chunks()
    if _accepts_gzip(request):
        known |= {"Content-Encoding": "gzip", "Vary": "Accept-Encoding"}
        chunks = _packed(chunks)
    return StreamingResponse(chunks, 200, known, headers.FEED_TYPE)


def _packed(chunks: Iterator[bytes]) -> Iterator[bytes]:
    packer = zlib.compressobj(_FASTEST, zlib.DEFLATED, _GZIP)
    for chunk in chunks:
        # Flushed at each page, so that the reader can store it while we read the next.
        yield packer.compress(chunk) + packer.flush(zlib.Z_SYNC_FLUSH)
    yield packer.flush()


def _accepts_gzip(request: Request) -> bool:
    for entry in request.headers.get("accept-encoding", "").lower().split(","):
        coding, _, quality = entry.strip().partition(";")
        if coding.strip() == "gzip":
            return quality.replace(" ", "") not in {"q=0", "q=0.0"}
    return False


def _number(request: Request, name: str, default: int, most: int, *, least: int = 0) -> int:
    text = request.query_params.get(name)
    if text is None:
        return default
    if not (text.isascii() and text.isdigit() and len(text) <= 9 and int(text) >= least):
        raise Refused(ProblemCode.BAD_REQUEST, name)
    return min(int(text), most)


ROUTES = [
    Route("/vaults/{vault}", info, methods=["GET"]),
    Route("/vaults/{vault}/changes", changes, methods=["GET"]),
    Route("/vaults/{vault}/push", take_push, methods=["POST"]),
    Route("/vaults/{vault}/records/{guid}/revisions", revisions, methods=["GET"]),
]
