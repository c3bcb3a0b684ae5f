"""What anybody may ask: who are you, what can you do, and are you well?"""

from __future__ import annotations

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response

from notesapp.protocol.greetings import encode_server_card
from notesapp.protocol.messages import ProblemCode, ServerCard
from notesapp.protocol.values import to_json
from notesapp.protocol.version import NEWEST, OLDEST
from notesapp.server.answers import json_response
from notesapp.server.metrics import METRICS_TYPE
from notesapp.server.refusals import Refused
from notesapp.server.state import state_of

FEATURES = ("wait", "events", "history", "groups", "gzip", "zstd", "compare", "blobs")


async def well_known(request: Request) -> Response:
    """GET /.well-known/notesync"""
    state = state_of(request)
    card = ServerCard(
        server_id=state.database.server_id,
        oldest_protocol=str(OLDEST),
        newest_protocol=str(NEWEST),
        features=FEATURES,
        limits=state.config.limits,
        server_time=state.clock.now(),
    )
    return json_response(encode_server_card(card))


async def metrics(request: Request) -> Response:
    """GET /metrics"""
    state = state_of(request)
    if not (state.config.has_public_metrics or _is_from_here(request)):
        raise Refused(ProblemCode.NOT_FOUND)
    return Response(state.metrics.text(), media_type=METRICS_TYPE)


def _is_from_here(request: Request) -> bool:
    """Say whether a program on this machine asks; a proxy on it speaks for somebody else."""
    host = request.client.host if request.client else ""
    is_forwarded = any(name in request.headers for name in ("forwarded", "x-forwarded-for", "via"))
    return host in {"127.0.0.1", "::1"} and not is_forwarded


async def openapi(request: Request) -> Response:
    """GET /openapi.json"""
    from notesapp.server.openapi import document  # it describes this module too

    return json_response(to_json(document()))


async def health(request: Request) -> Response:
    """GET /healthz"""
    await run_in_threadpool(state_of(request).database.read_nothing)
    return PlainTextResponse("ok\n")
