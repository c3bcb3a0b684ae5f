"""The devices of the caller's account: list, register anew, rename, revoke."""

from __future__ import annotations

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response

from notesapp.core.ids import NodeId
from notesapp.protocol.codec import LONGEST_NAME
from notesapp.protocol.greetings import decode_card, encode_nodes, encode_signed_in
from notesapp.protocol.messages import NodeCard, SignedIn
from notesapp.protocol.values import Fields, from_json, read_node
from notesapp.server import devices
from notesapp.server.access import Claims, authenticate
from notesapp.server.accounts import register_incarnation
from notesapp.server.answers import json_response
from notesapp.server.bodies import claims_of, read_json_body
from notesapp.server.silence import reminder_days
from notesapp.server.state import ServerState, state_of

_MOST_BYTES = 64 * 1024


async def list_nodes(request: Request) -> Response:
    """GET /api/v1/nodes"""
    body = await run_in_threadpool(_list, state_of(request), claims_of(request))
    return json_response(body)


async def register(request: Request) -> Response:
    """POST /api/v1/nodes: a new incarnation of a device that has a token"""
    claims = claims_of(request)
    card = decode_card(await read_json_body(request, _MOST_BYTES))
    signed_in = await run_in_threadpool(_register, state_of(request), claims, card)
    return json_response(encode_signed_in(signed_in), 201)


async def rename(request: Request) -> Response:
    """PATCH /api/v1/nodes/{node}"""
    claims, node = claims_of(request), read_node(request.path_params["node"], "node")
    fields = Fields(from_json(await read_json_body(request, _MOST_BYTES)), "node")
    name = fields.word("name", longest=LONGEST_NAME)
    await run_in_threadpool(_rename, state_of(request), claims, node, name)
    return Response(status_code=204)


async def revoke(request: Request) -> Response:
    """DELETE /api/v1/nodes/{node}"""
    claims, node = claims_of(request), read_node(request.path_params["node"], "node")
    await run_in_threadpool(_revoke, state_of(request), claims, node)
    return Response(status_code=204)


def _list(state: ServerState, claims: Claims) -> bytes:
    with state.database.read() as session:
        nodes = devices.nodes_of(session, authenticate(session, claims), state.clock.now())
        return encode_nodes(nodes, reminder_days(session))


def _register(state: ServerState, claims: Claims, card: NodeCard) -> SignedIn:
    with state.database.write() as session:
        caller = authenticate(session, claims)
        return register_incarnation(
            session, caller, card, state.database.server_id, state.clock.now()
        )


def _rename(state: ServerState, claims: Claims, node: NodeId, name: str) -> None:
    with state.database.write() as session:
        devices.rename(session, authenticate(session, claims), node, name)


def _revoke(state: ServerState, claims: Claims, node: NodeId) -> None:
    with state.database.write() as session:
        devices.revoke(session, authenticate(session, claims), node, state.clock.now())
