"""Takes what devices push, and tells the other devices."""

from __future__ import annotations

import hashlib

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response

from notesapp.protocol import headers
from notesapp.protocol.messages import ProblemCode
from notesapp.protocol.pushes import decode_push
from notesapp.server.access import Claims, enter
from notesapp.server.answers import json_response
from notesapp.server.bodies import claims_of, read_json_body
from notesapp.server.pushing import PushOutcome, push
from notesapp.server.refusals import Refused
from notesapp.server.routes.parameters import vault_of
from notesapp.server.state import ServerState, state_of

_LITTLE_WORK = 64 * 1024


async def take_push(request: Request) -> Response:
    """POST /api/v1/vaults/{vault}/push"""
    state, claims = state_of(request), claims_of(request)
    body = await read_json_body(request, state.config.limits.body_bytes)
    outcome = await run_in_threadpool(_push, state, claims, vault_of(request), body)
    response = json_response(outcome.body)
    response.headers[headers.HEAD] = str(outcome.head)
    if outcome.is_replay:
        response.headers[headers.REPLAYED] = "1"
    return response


def _push(state: ServerState, claims: Claims, vault_id: str, body: bytes) -> PushOutcome:
    if len(body) > _LITTLE_WORK:
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
    state.metrics.count_results(outcome.statuses)
    return outcome
