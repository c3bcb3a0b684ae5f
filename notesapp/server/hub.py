"""Tells waiting devices that a vault has grown: pokes that carry a number and nothing else.

A lost poke is harmless, because every device also asks by itself now and then. Pushes run on
threads; those who wait live on the event loop, and the hub is the way across. Where several
processes serve one database, a relay carries pokes from hub to hub (`courier`).
"""

from __future__ import annotations

import asyncio
from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from notesapp.core.ids import NodeId


@dataclass(frozen=True, slots=True)
class Poke:
    """A vault has grown.

    Attributes:
        author: who made it grow and so needn't be told; None if several did, or it isn't known.
    """

    vault_id: str
    head: int
    author: NodeId | None = None


class Listener:
    """One device that waits for news of a vault; lives on the event loop.

    Args:
        head: the newest number that the device knows already.
    """

    def __init__(self, node: NodeId, head: int) -> None:
        self.node = node
        self._known = head
        self._is_stopping = False
        self._news = 0
        self._changed = asyncio.Event()

    def tell(self, head: int) -> None:
        """Note a number; several before the device looks become one, the same twice too."""
        if head > self._known:
            self._known = self._news = head
            self._changed.set()

    def skip(self, head: int) -> None:
        """Note a number that the device made itself."""
        self._known = max(self._known, head)

    def stop(self) -> None:
        """Say that there will be no news any more."""
        self._is_stopping = True
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
        if not self._is_stopping:
            self._changed.clear()
        head, self._news = self._news, 0
        return head


class Hub:
    """Who listens to which vault, in this process.

    Attributes:
        relay: called on the loop with what this process's devices changed, to tell others.
    """

    def __init__(self) -> None:
        self.relay: Callable[[Poke], None] | None = None
        self._loop: asyncio.AbstractEventLoop | None = None
        self._listeners: defaultdict[str, set[Listener]] = defaultdict(set)
        self._is_stopping = False

    @property
    def is_stopping(self) -> bool:
        """Whether the server is going down; long answers should end."""
        return self._is_stopping

    @property
    def vaults(self) -> list[str]:
        """The vaults that somebody listens to."""
        return list(self._listeners)

    @property
    def listener_count(self) -> int:
        """How many listen, to whatever vault."""
        return sum(map(len, self._listeners.values()))

    def count(self, vault_id: str) -> int:
        """Return how many listen to a vault."""
        return len(self._listeners.get(vault_id, ()))

    def start(self) -> None:
        """Belong to the running event loop."""
        self._loop = asyncio.get_running_loop()

    def publish(self, vault_id: str, head: int, author: NodeId) -> None:
        """From any thread, after the commit: tell all listeners but the author."""
        if self._loop is not None and not self._is_stopping:
            poke = Poke(vault_id, head, author)
            self._loop.call_soon_threadsafe(self._tell_and_relay, poke)

    def tell(self, poke: Poke) -> None:
        """On the loop: tell those who listen in this process."""
        for listener in self._listeners.get(poke.vault_id, ()):
            if listener.node == poke.author:
                listener.skip(poke.head)
            else:
                listener.tell(poke.head)

    def stop(self) -> None:
        """On the loop: wake everybody, so that their answers end."""
        self._is_stopping = True
        for listeners in self._listeners.values():
            for listener in listeners:
                listener.stop()

    @contextmanager
    def listening(self, vault_id: str, node: NodeId, head: int = 0) -> Iterator[Listener]:
        """On the loop: be told of a vault's news as long as the context lasts.

        Args:
            head: what the device knows already.
        """
        listener = Listener(node, head)
        self._listeners[vault_id].add(listener)
        try:
            yield listener
        finally:
            self._listeners[vault_id].discard(listener)
            if not self._listeners[vault_id]:
                del self._listeners[vault_id]

    def _tell_and_relay(self, poke: Poke) -> None:
        self.tell(poke)
        if self.relay is not None:
            self.relay(poke)
