"""Push notifications: a stream of server-sent events to the devices that are out of date."""

from __future__ import annotations

from collections.abc import AsyncIterator

from sqlalchemy import select
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response, StreamingResponse

from notesapp.core.ids import NodeId
from notesapp.protocol.headers import EVENTS_TYPE
from notesapp.protocol.messages import ProblemCode
from notesapp.protocol.values import to_json
from notesapp.server.access import Claims, authenticate
from notesapp.server.bodies import claims_of
from notesapp.server.refusals import Refused
from notesapp.server.state import ServerState, state_of
from notesapp.server.tables import VaultRow


async def events(request: Request) -> Response:
    """GET /api/v1/events"""
    state, claims = state_of(request), claims_of(request)
    node, vault_id, head = await run_in_threadpool(_look, state, claims)
    check_room(state, vault_id)
    known_headers = {"Cache-Control": "no-store", "X-Accel-Buffering": "no"}
    known = _last_seen(request, head)
    stream = stream_of_heads(state, claims, node, vault_id, known)
    return StreamingResponse(stream, 200, known_headers, EVENTS_TYPE)


def check_room(state: ServerState, vault_id: str) -> None:
    """Let one more listen to a vault.

    Raises:
        Refused: too many do already.
    """
    most = state.config.listeners_per_vault
    if state.hub.count(vault_id) >= most:
        raise Refused(ProblemCode.TOO_MANY_REQUESTS, "listeners", limit=most, retry_after=60)


async def stream_of_heads(
    state: ServerState, claims: Claims, node: NodeId, vault_id: str, known: int
) -> AsyncIterator[bytes]:
    """Yield an event whenever the vault grew, and a comment whenever it was quiet for long.

    Args:
        known: the head that the device knows, or will see when it pulls after our first line;
            if there is more, it is told at once.
    """
    with state.hub.listening(vault_id, node, known) as listener:
        yield b": hello\n\n"
        _, _, head = await run_in_threadpool(_look, state, claims)
        listener.tell(head)
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


def _last_seen(request: Request, head: int) -> int:
    text = request.headers.get("last-event-id", "")
    is_number = text.isascii() and text.isdigit() and len(text) <= 18
    # A restored server may be behind what it once said.
    return min(int(text), head) if is_number else head


def _look(state: ServerState, claims: Claims) -> tuple[NodeId, str, int]:
    with state.database.read() as session:
        caller = authenticate(session, claims)
        vault = session.scalars(
            select(VaultRow).where(VaultRow.account_id == caller.account_id)
        ).one()
        return caller.node, vault.id, vault.head
