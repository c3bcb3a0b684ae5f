"""What changed in a vault, at once or as soon as there is something."""

from __future__ import annotations

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response

from notesapp.protocol import headers
from notesapp.server.access import Claims
from notesapp.server.answers import feed_response
from notesapp.server.bodies import claims_of
from notesapp.server.pulling import Feed
from notesapp.server.routes.events import check_room
from notesapp.server.routes.parameters import number, vault_of
from notesapp.server.state import ServerState, state_of

LONGEST_WAIT_S = 55
_DEFAULT_PAGE = 500


async def changes(request: Request) -> Response:
    """GET /api/v1/vaults/{vault}/changes?since=&limit=&wait="""
    state, claims = state_of(request), claims_of(request)
    vault_id, wait_s = vault_of(request), number(request, "wait", 0, LONGEST_WAIT_S)
    feed = await run_in_threadpool(_feed, state, claims, vault_id, request)
    if feed.is_empty and wait_s:
        check_room(state, vault_id)
        with state.hub.listening(vault_id, feed.node, feed.head) as listener:
            # Once more, now that nothing can be missed between looking and listening.
            feed = await run_in_threadpool(_feed, state, claims, vault_id, request)
            if feed.is_empty and await listener.news(wait_s) is None:
                return Response(status_code=204)
        feed = await run_in_threadpool(_feed, state, claims, vault_id, request)
    return await _feed_response(request, feed)


def _feed(state: ServerState, claims: Claims, vault_id: str, request: Request) -> Feed:
    limits = state.config.limits
    return Feed(
        state.database,
        claims,
        vault_id,
        request.query_params.get("since") or None,
        limits=limits,
        page_records=number(request, "limit", _DEFAULT_PAGE, limits.page_records, least=1),
        clock=state.clock,
        is_stopping=lambda: state.hub.is_stopping,
    )


async def _feed_response(request: Request, feed: Feed) -> Response:
    known = {headers.HEAD: str(feed.head)}
    if feed.is_empty:
        # The most frequent answer of all: short, whole, and without a stream's machinery.
        body = await run_in_threadpool(lambda: b"".join(feed.chunks()))
        return Response(body, 200, {"Cache-Control": "no-store", **known}, headers.FEED_TYPE)
    return feed_response(request, feed.chunks(), known)
