"""Tells waiting devices that a vault has grown: pokes that carry a number and nothing else.

A lost poke is harmless, because every device also asks by itself now and then. Pushes run on
threads; those who wait live on the event loop, and the hub is the way across.
"""

from __future__ import annotations

import asyncio
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager

from notesapp.core.ids import NodeId


class Listener:
    """One device that waits for news of a vault; lives on the event loop."""

    def __init__(self, node: NodeId) -> None:
        self.node = node
        self._head = 0
        self._changed = asyncio.Event()

    def tell(self, head: int) -> None:
        """Note the newest number; several before the device looks become one."""
        self._head = max(self._head, head)
        self._changed.set()

    async def news(self, timeout_s: float) -> int | None:
        """Return the newest number as soon as there is one; None if the time ran out.

        0 means that there is no news and won't be: the server is going down.
        """
        try:
            async with asyncio.timeout(timeout_s):
                await self._changed.wait()
        except TimeoutError:
            return None
        self._changed.clear()
        head, self._head = self._head, 0
        return head


class Hub:
    """Who listens to which vault, in this process."""

    def __init__(self) -> None:
        self._loop: asyncio.AbstractEventLoop | None = None
        self._listeners: defaultdict[str, set[Listener]] = defaultdict(set)
        self._is_stopping = False

    @property
    def is_stopping(self) -> bool:
        """Whether the server is going down; long answers should end."""
        return self._is_stopping

    def start(self) -> None:
        """Belong to the running event loop."""
        self._loop = asyncio.get_running_loop()

    def publish(self, vault_id: str, head: int, author: NodeId) -> None:
        """From any thread, after the commit: tell all listeners but the author."""
        if self._loop is not None and not self._is_stopping:
            self._loop.call_soon_threadsafe(self._tell, vault_id, head, author)

    def stop(self) -> None:
        """On the loop: wake everybody, so that their answers end."""
        self._is_stopping = True
        for listeners in self._listeners.values():
            for listener in listeners:
                listener.tell(0)

    @contextmanager
    def listening(self, vault_id: str, node: NodeId) -> Iterator[Listener]:
        """On the loop: be told of a vault's news as long as the context lasts."""
        listener = Listener(node)
        self._listeners[vault_id].add(listener)
        try:
            yield listener
        finally:
            self._listeners[vault_id].discard(listener)
            if not self._listeners[vault_id]:
                del self._listeners[vault_id]

    def _tell(self, vault_id: str, head: int, author: NodeId) -> None:
        for listener in self._listeners.get(vault_id, ()):
            if listener.node != author:
                listener.tell(head)
