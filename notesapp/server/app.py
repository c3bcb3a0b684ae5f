"""The ASGI application: routes, error answers, and the headers every answer carries."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager, nullcontext

from starlette.applications import Starlette
from starlette.datastructures import Headers, MutableHeaders
from starlette.routing import Route
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from notesapp.protocol import headers
from notesapp.protocol.messages import ProblemCode
from notesapp.protocol.version import NEWEST, OLDEST, ProtocolVersion, is_spoken
from notesapp.server.answers import HANDLERS, problem_response
from notesapp.server.metrics import Counting
from notesapp.server.routes.table import ENDPOINTS
from notesapp.server.state import ServerState
from notesapp.server.upkeep import kept_tidy

logger = logging.getLogger(__name__)

_PATIENCE_S = 60.0
"""How long a reader may take nothing of its answer before the line is cut."""


def create_app(state: ServerState) -> ASGIApp:
    """Return the application of one server; the caller closes the database afterwards."""

    @asynccontextmanager
    async def lifespan(_app: Starlette) -> AsyncIterator[None]:
        state.hub.start()
        async with _courier(state), kept_tidy(state):
            yield

    routes = [Route(one.path, one.handler, methods=[one.method]) for one in ENDPOINTS]
    app = Starlette(
        routes=routes,
        exception_handlers=HANDLERS,
        lifespan=lifespan,
    )
    app.state.server = state
    return _Letterhead(Counting(app, state.metrics), state.database.server_id)


def _courier(state: ServerState) -> AbstractAsyncContextManager[None]:
    """Return what tells the other processes behind the same database, if there can be any."""
    if state.database.poke_address is None:
        return nullcontext()
    from notesapp.server.courier import Courier  # its driver comes only with PostgreSQL

    return Courier(state.database.poke_address, state.hub).at_work()


class _Letterhead:
    """Says on every answer who answers, errors included, and checks the protocol's version.

    A client takes an answer without it for a stranger's: a hotel's sign-in page, say.
    """

    def __init__(self, app: ASGIApp, server_id: str) -> None:
        self._app = app
        self._lines = {headers.SERVER: server_id, headers.PROTOCOL: str(NEWEST)}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return

        is_cut = False

        async def send_with_letterhead(message: Message) -> None:
            nonlocal is_cut
            if message["type"] == "http.response.start":
                MutableHeaders(scope=message).update(self._lines)
            try:
                async with asyncio.timeout(_PATIENCE_S):
                    await send(message)
            except TimeoutError:
                is_cut = True
                raise

        app = self._app if _speaks_with_us(scope) else _UPGRADE_REQUIRED
        try:
            await app(scope, receive, send_with_letterhead)
        except Exception:
            if not is_cut:
                raise
            logger.info("cut off a reader that took nothing for %.0f s", _PATIENCE_S)


def _speaks_with_us(scope: Scope) -> bool:
    version = Headers(scope=scope).get(headers.PROTOCOL)
    try:
        return version is None or is_spoken(ProtocolVersion.parse(version))
    except ValueError:
        return False


_UPGRADE_REQUIRED = problem_response(
    ProblemCode.UPGRADE_REQUIRED, facts={"min": str(OLDEST), "max": str(NEWEST)}
)
