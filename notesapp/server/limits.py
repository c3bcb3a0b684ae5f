"""Slows down whoever guesses passwords, asks too often, or crowds the door."""

from __future__ import annotations

import asyncio
import threading
import time
from collections import deque
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

from notesapp.protocol.messages import ProblemCode
from notesapp.server.passwords import token_digest
from notesapp.server.refusals import Refused

FAILURES_PER_NAME = 10
FAILURES_PER_HOST = 50
WINDOW_S = 300.0
_MOST_KEYS = 10_000


class Pace:
    """How often each device may ask: a bucket that fills steadily; kept in memory only.

    Args:
        per_minute: how fast it fills; 0 for no limit.
        burst: how much it holds.
    """

    def __init__(
        self, per_minute: int, burst: int, now: Callable[[], float] = time.monotonic
    ) -> None:
        self._per_second = per_minute / 60
        self._burst = burst
        self._now = now
        self._lock = threading.Lock()
        self._left: dict[str, tuple[float, float]] = {}

    def check(self, token: str) -> None:
        """Let a request through.

        Raises:
            Refused: too many lately; `retry_after` says for how many seconds to wait.
        """
        if not self._per_second:
            return
        with self._lock:
            now, key = self._now(), token_digest(token)
            left, since = self._left.get(key, (float(self._burst), now))
            left = min(self._burst, left + (now - since) * self._per_second)
            if left < 1:
                wait = int((1 - left) / self._per_second) + 1
                raise Refused(ProblemCode.TOO_MANY_REQUESTS, "requests", retry_after=wait)
            if len(self._left) >= _MOST_KEYS:
                self._forget_full(now)
            self._left[key] = (left - 1, now)

    def _forget_full(self, now: float) -> None:
        refill_s = self._burst / self._per_second
        kept = {key: one for key, one in self._left.items() if now - one[1] < refill_s}
        self._left = kept if len(kept) < _MOST_KEYS else {}


class Door:
    """How many may have their password checked at the same time, and how many wait for it.

    Each check takes 64 MiB and a tenth of a second, and a crowd at the door must not take the
    threads that those inside need.
    """

    def __init__(self, at_once: int = 2, waiting: int = 20) -> None:
        self._turn = asyncio.Semaphore(at_once)
        self._room = at_once + waiting

    @asynccontextmanager
    async def turn(self) -> AsyncIterator[None]:
        """Wait for a turn and have it as long as the context lasts.

        Raises:
            Refused: too many wait already.
        """
        if not self._room:
            raise Refused(ProblemCode.BUSY, "sign-ins", retry_after=2)
        self._room -= 1
        try:
            async with self._turn:
                yield
        finally:
            self._room += 1


class FailureLimiter:
    """Counts failed sign-ins per name and host, and per host; kept in memory only.

    A name alone is no key: anybody could then lock its owner out.
    """

    def __init__(self, now: Callable[[], float] = time.monotonic) -> None:
        self._now = now
        self._lock = threading.Lock()
        self._failures: dict[tuple[str, str], deque[float]] = {}

    def check(self, name: str, host: str) -> None:
        """Let an attempt through.

        Raises:
            Refused: too many have failed; `retry_after` says for how many seconds to wait.
        """
        with self._lock:
            waits = [
                self._wait((name.casefold(), host), FAILURES_PER_NAME),
                self._wait(("", host), FAILURES_PER_HOST),
            ]
        if max(waits) > 0:
            raise Refused(ProblemCode.TOO_MANY_REQUESTS, retry_after=int(max(waits)) + 1)

    def record_failure(self, name: str, host: str) -> None:
        """Remember that an attempt failed."""
        with self._lock:
            if len(self._failures) >= _MOST_KEYS:
                self._forget_old()
            for key in ((name.casefold(), host), ("", host)):
                self._failures.setdefault(key, deque(maxlen=FAILURES_PER_HOST)).append(self._now())

    def record_success(self, name: str, host: str) -> None:
        """Forget the failures of somebody who knows the password after all."""
        with self._lock:
            self._failures.pop((name.casefold(), host), None)

    def _wait(self, key: tuple[str, str], most: int) -> float:
        times = self._failures.get(key)
        if times is None or len(times) < most:
            return 0.0
        return times[-most] + WINDOW_S - self._now()

    def _forget_old(self) -> None:
        oldest = self._now() - WINDOW_S
        self._failures = {key: t for key, t in self._failures.items() if t[-1] > oldest}
