"""Tokens: a name and a password in, a token for one device out."""

from __future__ import annotations

import logging

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response

from notesapp.protocol.greetings import decode_sign_in, encode_signed_in
from notesapp.protocol.messages import ProblemCode, SignedIn, SignIn
from notesapp.server.access import Claims, authenticate
from notesapp.server.accounts import find_user, sign_in, sign_out
from notesapp.server.answers import json_response
from notesapp.server.bodies import claims_of, read_json_body
from notesapp.server.refusals import Refused
from notesapp.server.state import ServerState, state_of

logger = logging.getLogger(__name__)

_MOST_BYTES = 64 * 1024


async def give_token(request: Request) -> Response:
    """POST /api/v1/auth/token"""
    state = state_of(request)
    message = decode_sign_in(await read_json_body(request, _MOST_BYTES))
    host = request.client.host if request.client else ""
    async with state.door.turn():
        signed_in = await run_in_threadpool(_sign_in, state, message, host)
    return json_response(encode_signed_in(signed_in))


async def end_token(request: Request) -> Response:
    """DELETE /api/v1/auth/token"""
    await run_in_threadpool(_sign_out, state_of(request), claims_of(request))
    return Response(status_code=204)


def _sign_in(state: ServerState, message: SignIn, host: str) -> SignedIn:
    state.failures.check(message.user, host)
    with state.database.read() as session:
        account = find_user(session, message.user)
    # The hash takes a tenth of a second: outside of any transaction.
    known_hash = None if account is None else account.password_hash
    if not state.passwords.check(known_hash, message.password) or account is None:
        state.failures.record_failure(message.user, host)
        raise Refused(ProblemCode.WRONG_PASSWORD)
    state.failures.record_success(message.user, host)
    logger.info("node %s signs in", message.card.node)
    with state.database.write() as session:
        return sign_in(
            session, account.id, message.card, state.database.server_id, state.clock.now()
        )


def _sign_out(state: ServerState, claims: Claims) -> None:
    with state.database.write() as session:
        authenticate(session, claims)
        sign_out(session, claims.token, state.clock.now())
