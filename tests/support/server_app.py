"""The server's application in this process, over real SQLite, without a socket."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import httpx
from argon2 import PasswordHasher
from starlette.types import ASGIApp

from notesapp.protocol.messages import ServerLimits
from notesapp.server import administration
from notesapp.server.app import create_app
from notesapp.server.config import ServerConfig
from notesapp.server.database import Database
from notesapp.server.passwords import Passwords
from notesapp.server.state import ServerState

QUICK_PASSWORDS = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
"""Real argon2id, made cheap: tests sign in often."""


class HandClock:
    """A clock that only moves when it is told to."""

    def __init__(self) -> None:
        self.time = datetime(2026, 5, 13, 9, 30, tzinfo=UTC)

    def now(self) -> datetime:
        return self.time

    def advance(self, **amount: float) -> None:
        """Move on by ``hours=1``, ``seconds=5`` and so on."""
        self.time += timedelta(**amount)


class AppTransport(httpx.BaseTransport):
    """Lets a blocking httpx client talk to an ASGI application; answers come whole."""

    def __init__(self, app: ASGIApp) -> None:
        self._inner = httpx.ASGITransport(app, raise_app_exceptions=False)
        self._runner = asyncio.Runner()

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        return self._runner.run(self._answer(request))

    def close(self) -> None:
        self._runner.close()

    async def _answer(self, request: httpx.Request) -> httpx.Response:
        response = await self._inner.handle_async_request(request)
        assert isinstance(response.stream, httpx.AsyncByteStream)
        body = b"".join([chunk async for chunk in response.stream])
        return httpx.Response(
            response.status_code, headers=response.headers, stream=httpx.ByteStream(body)
        )


@dataclass(frozen=True)
class ServerApp:
    """A server without a process; `transport` reaches it."""

    state: ServerState
    app: ASGIApp
    transport: AppTransport
    clock: HandClock

    def client(self) -> httpx.Client:
        """Return a client whose base is this server."""
        return httpx.Client(transport=self.transport, base_url="http://server")


@contextmanager
def server_app(
    data: Path,
    *,
    users: Mapping[str, str] | None = None,
    limits: ServerLimits | None = None,
    database_url: str | None = None,
) -> Iterator[ServerApp]:
    """Have a server with some users (name to password) as long as the context lasts."""
    clock, passwords = HandClock(), Passwords(QUICK_PASSWORDS)
    database = Database.open(data, database_url)
    try:
        for name, password in (users or {}).items():
            administration.add_user(database, passwords, name, password, clock)
        config = ServerConfig(data, database_url, limits=limits or ServerLimits())
        state = ServerState(config, database, clock=clock, passwords=passwords)
        app = create_app(state)
        transport = AppTransport(app)
        try:
            yield ServerApp(state, app, transport, clock)
        finally:
            transport.close()
    finally:
        database.close()
