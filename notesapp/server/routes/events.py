"""Push notifications: a stream of server-sent events to the devices that are out of date."""

from __future__ import annotations

from collections.abc import AsyncIterator

from sqlalchemy import select
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response, StreamingResponse
from starlette.routing import Route

from notesapp.core.ids import NodeId
from notesapp.protocol.headers import EVENTS_TYPE
from notesapp.protocol.values import to_json
from notesapp.server.access import Claims, authenticate
from notesapp.server.bodies import claims_of
from notesapp.server.refusals import Refused
from notesapp.server.state import ServerState, state_of
from notesapp.server.tables import VaultRow


async def events(request: Request) -> Response:
    """GET /api/v1/events"""
    state, claims = state_of(request), claims_of(request)
    node, vault_id, _ = await run_in_threadpool(_look, state, claims)
    known = {"Cache-Control": "no-store", "X-Accel-Buffering": "no"}
    last_seen = _last_seen(request)
    stream = stream_of_heads(state, claims, node, vault_id, last_seen)
    return StreamingResponse(stream, 200, known, EVENTS_TYPE)


async def stream_of_heads(
    state: ServerState, claims: Claims, node: NodeId, vault_id: str, last_seen: int | None
) -> AsyncIterator[bytes]:
    """Yield an event whenever the vault grew, and a comment whenever it was quiet for long.

    Args:
        last_seen: what the device was told last; if there is more, it is told at once.
    """
    with state.hub.listening(vault_id, node) as listener:
        yield b": hello\n\n"
        _, _, head = await run_in_threadpool(_look, state, claims)
        if last_seen is not None and last_seen < head:
            yield _event(vault_id, head)
        while not state.hub.is_stopping:
            news = await listener.news(state.config.heartbeat_s)
            if news is None:
                try:
                    await run_in_threadpool(_look, state, claims)
                except Refused:
                    return  # its access has ended; the next request is told so
                yield b": still here\n\n"
            elif news:
                yield _event(vault_id, news)


def _event(vault_id: str, head: int) -> bytes:
    data = to_json({"vault": vault_id, "head": head})
    return b"event: head\nid: %d\ndata: %b\n\n" % (head, data)


def _last_seen(request: Request) -> int | None:
    text = request.headers.get("last-event-id", "")
    return int(text) if text.isascii() and text.isdigit() and len(text) <= 18 else None


def _look(state: ServerState, claims: Claims) -> tuple[NodeId, str, int]:
    with state.database.read() as session:
        caller = authenticate(session, claims)
        vault = session.scalars(
            select(VaultRow).where(VaultRow.account_id == caller.account_id)
        ).one()
        return caller.node, vault.id, vault.head


ROUTES = [Route("/events", events, methods=["GET"])]
