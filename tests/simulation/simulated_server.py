"""The real server's application over real SQLite, run step by step in the caller's thread.

It can be told to die at a statement, before a commit or before its answer, and its disk to be
full; starting it again opens what a killed process would have left.
"""

from __future__ import annotations

import asyncio
import json
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import anyio.to_thread
import httpx
from starlette.types import Message

from notesapp.server.app import create_app
from notesapp.server.config import ServerConfig
from notesapp.server.database import Database
from notesapp.server.passwords import Passwords
from notesapp.server.state import ServerState
from notesapp.server.upkeep import tidy
from tests.simulation.engines import listen
from tests.support.server_app import QUICK_PASSWORDS, HandClock


class ServerKilled(BaseException):
    """The process ended at once; nothing of it runs on."""


@dataclass(frozen=True)
class StoredLine:
    """What the server holds of a record."""

    guid: str
    rev: str
    seq: int
    is_deleted: bool
    is_purged: bool
    vv: dict[str, int]


class SimulatedServer:
    """A server without process, port or threads.

    Attributes:
        kill_at: the how-manieth statement from now it dies at, a commit counting as one; None
            for no death.
    """

    def __init__(self, data: Path, clock: HandClock) -> None:
        self._data = data
        self._clock = clock
        self.kill_at: int | None = None
        self._loop = asyncio.new_event_loop()
        self._passwords = Passwords(QUICK_PASSWORDS)
        self.start()

    @property
    def server_id(self) -> str:
        """What it calls itself."""
        return self._database.server_id

    def start(self) -> None:
        """Open the database as it lies there."""
        self._database = Database.open(self._data)
        listen(self._database._writers, self._step)
        listen(self._database._readers, self._step)
        config = ServerConfig(self._data, requests_per_minute=0)
        state = ServerState(config, self._database, clock=self._clock, passwords=self._passwords)
        self._app = create_app(state)
        self.kill_at = None

    def stop(self) -> None:
        """Close the database, or leave it as a killed process would."""
        self.kill_at = None
        self._database.close()

    def close(self) -> None:
        """Stop for good."""
        self.stop()
        self._loop.close()

    def restart(self) -> None:
        """Die and come back."""
        self.stop()
        self.start()

    def deliver(self, request: httpx.Request, body: bytes | None = None) -> httpx.Response:
        """Answer a request.

        Args:
            body: what arrives of its body, if that isn't what was sent.

        Raises:
            ServerKilled: it died over it.
        """
        with _without_threads():
            try:
                return self._loop.run_until_complete(
                    self._answer(request, request.content if body is None else body)
                )
            except BaseException as error:
                if self.kill_at == 0:
                    raise ServerKilled from error
                raise

    def transport(self) -> httpx.BaseTransport:
        """Return a line without faults."""
        return _Straight(self)

    @contextmanager
    def full_disk(self) -> Iterator[None]:
        """Within the block no page can be added to the database."""
        driver = self._driver()
        pages = driver.execute("PRAGMA page_count").fetchone()[0]
        driver.execute(f"PRAGMA max_page_count = {pages}")
        try:
            yield
        finally:
            driver.execute("PRAGMA max_page_count = 1073741823")

    def collect(self) -> None:
        """Do now what it does by itself now and then."""
        tidy(self._database, self._clock.now())

    def records(self) -> list[StoredLine]:
        """Return the newest revision of every record, straight from the database."""
        rows = self._driver().execute(
            "SELECT guid, rev, seq, is_deleted, payload IS NULL, envelope FROM record ORDER BY guid"
        )
        return [
            StoredLine(
                guid, rev, seq, bool(deleted), bool(purged), json.loads(b"{%b}" % envelope)["vv"]
            )
            for guid, rev, seq, deleted, purged, envelope in rows.fetchall()
        ]

    def payloads(self) -> list[bytes]:
        """Return what the records say."""
        rows = self._driver().execute("SELECT payload FROM record WHERE payload IS NOT NULL")
        return [payload for (payload,) in rows.fetchall()]

    def _driver(self) -> sqlite3.Connection:
        assert self._database._writer is not None
        driver = self._database._writer.connection.driver_connection
        assert isinstance(driver, sqlite3.Connection)
        return driver

    def _step(self, _what: str) -> None:
        if self.kill_at is None:
            return
        if self.kill_at > 0:
            self.kill_at -= 1
        if self.kill_at == 0:
            raise ServerKilled

    async def _answer(self, request: httpx.Request, body: bytes) -> httpx.Response:
        sent: list[Message] = []
        is_read = False

        async def receive() -> Message:
            nonlocal is_read
            if is_read:
                return {"type": "http.disconnect"}
            is_read = True
            return {"type": "http.request", "body": body, "more_body": False}

        async def send(message: Message) -> None:
            sent.append(message)

        scope: dict[str, Any] = {
            "type": "http",
            "asgi": {"version": "3.0", "spec_version": "2.4"},
            "http_version": "1.1",
            "method": request.method,
            "scheme": "http",
            "path": request.url.path,
            "raw_path": request.url.raw_path.split(b"?")[0],
            "query_string": request.url.query,
            "root_path": "",
            "headers": [
                (name.lower(), value)
                for name, value in request.headers.raw
                if name.lower() != b"accept-encoding"
            ],
            "server": ("server", 80),
            "client": ("127.0.0.1", 1),
        }
        try:
            await self._app(scope, receive, send)
        except Exception:
            if not sent:
                raise
        start, *rest = sent
        content = b"".join(message.get("body", b"") for message in rest)
        return httpx.Response(start["status"], headers=start["headers"], content=content)


class _Straight(httpx.BaseTransport):
    def __init__(self, server: SimulatedServer) -> None:
        self._server = server

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        request.read()
        return self._server.deliver(request)


@contextmanager
def _without_threads() -> Iterator[None]:
    """Let the application run on this thread what it would give to others."""

    async def at_once(function: Callable[..., Any], *arguments: Any, **_options: Any) -> Any:
        return function(*arguments)

    original = anyio.to_thread.run_sync
    anyio.to_thread.run_sync = at_once  # type: ignore[assignment]
    try:
        yield
    finally:
        anyio.to_thread.run_sync = original
