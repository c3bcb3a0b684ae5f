"""Carries pokes between the processes that serve one PostgreSQL, by LISTEN and NOTIFY.

A NOTIFY inside a push's transaction would make all commits of the database wait for each
other. So it is sent after the commit, on a connection of its own, all that came together in
one message. A crash in between, or a lost connection, loses pokes; therefore the heads of the
vaults that somebody listens to are read again every 20 seconds.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable, Iterator
from contextlib import asynccontextmanager

import psycopg

from notesapp.core.ids import NodeId
from notesapp.server.hub import Hub, Poke

logger = logging.getLogger(__name__)

CHANNEL = "notesync"
APPLICATION = "notesapp-server pokes"
"""How our connections call themselves in `pg_stat_activity`."""

REREAD_S = 20.0
_PAUSE_S = 0.05
_RECONNECT_S = 1.0
_LONGEST_MESSAGE = 7_900
"""PostgreSQL takes less than 8,000 bytes."""

_HEADS = "SELECT id, head FROM vault WHERE id = ANY(%s)"


class Courier:
    """Between one process's hub and the database; lives on the event loop.

    Args:
        address: a libpq connection string; the connection must not go through a pooler that
            shares sessions.
    """

    def __init__(self, address: str, hub: Hub, *, reread_s: float = REREAD_S) -> None:
        self._address = address
        self._hub = hub
        self._reread_s = reread_s
        self._waiting: dict[str, Poke] = {}
        self._has_waiting = asyncio.Event()

    @asynccontextmanager
    async def at_work(self) -> AsyncIterator[None]:
        """Carry pokes both ways as long as the context lasts."""
        tasks = [asyncio.create_task(self._connected(job)) for job in (self._listen, self._send)]
        self._hub.relay = self._take
        try:
            yield
        finally:
            self._hub.relay = None
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)

    def _take(self, poke: Poke) -> None:
        self._waiting[poke.vault_id] = merged(self._waiting.get(poke.vault_id), poke)
        self._has_waiting.set()

    async def _connected(self, job: Callable[[_Connection], Awaitable[None]]) -> None:
        while True:
            try:
                async with await self._connect() as connection:
                    await job(connection)
            except psycopg.Error as error:
                logger.warning("no pokes between processes for now: %s", error)
                await asyncio.sleep(_RECONNECT_S)

    async def _connect(self) -> _Connection:
        return await _Connection.connect(
            self._address, autocommit=True, application_name=APPLICATION
        )

    async def _listen(self, connection: _Connection) -> None:
        await connection.execute(f"LISTEN {CHANNEL}")
        while True:
            # First of all: what was said while nobody listened.
            rows = await connection.execute(_HEADS, [self._hub.vaults])
            for vault_id, head in await rows.fetchall():
                self._hub.tell(Poke(vault_id, head))
            async for message in connection.notifies(timeout=self._reread_s):
                for poke in read_message(message.payload):
                    self._hub.tell(poke)

    async def _send(self, connection: _Connection) -> None:
        while True:
            await self._has_waiting.wait()
            self._has_waiting.clear()
            pokes, self._waiting = self._waiting, {}
            for message in messages(pokes.values()):
                await connection.execute("SELECT pg_notify(%s, %s)", [CHANNEL, message])
            await asyncio.sleep(_PAUSE_S)


_Connection = psycopg.AsyncConnection[tuple[str, int]]


def merged(earlier: Poke | None, later: Poke) -> Poke:
    """Return one poke for two of the same vault."""
    if earlier is None:
        return later
    author = later.author if earlier.author == later.author else None
    return Poke(later.vault_id, max(earlier.head, later.head), author)


def messages(pokes: Iterable[Poke]) -> Iterator[str]:
    """Yield messages that hold the pokes, each as ``vault:head:author``."""
    message = ""
    for poke in pokes:
        entry = f"{poke.vault_id}:{poke.head}:{poke.author or ''}"
        if len(message) + 1 + len(entry) > _LONGEST_MESSAGE:
            yield message
            message = ""
        message = f"{message},{entry}" if message else entry
    if message:
        yield message


def read_message(message: str) -> Iterator[Poke]:
    """Yield the pokes of a message; what isn't ours is passed over, anybody may NOTIFY."""
    for entry in message.split(","):
        vault_id, _, rest = entry.partition(":")
        head, _, author = rest.partition(":")
        if head.isascii() and head.isdigit():
            yield Poke(vault_id, int(head), NodeId(author) if author else None)
