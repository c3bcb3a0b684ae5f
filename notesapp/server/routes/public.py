"""What anybody may ask: who are you, and are you well?"""

from __future__ import annotations

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from notesapp.protocol.greetings import encode_server_card
from notesapp.protocol.messages import ServerCard
from notesapp.protocol.version import NEWEST, OLDEST
from notesapp.server.answers import json_response
from notesapp.server.state import state_of

FEATURES = ("wait", "events", "history", "groups", "gzip")


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


async def health(request: Request) -> Response:
    """GET /healthz"""
    await run_in_threadpool(state_of(request).database.read_nothing)
    return PlainTextResponse("ok\n")


ROUTES = [
    Route("/.well-known/notesync", well_known, methods=["GET"]),
    Route("/healthz", health, methods=["GET"]),
]
