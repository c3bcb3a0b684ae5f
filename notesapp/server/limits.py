"""Slows down whoever guesses passwords."""

from __future__ import annotations

import threading
import time
from collections import deque
from collections.abc import Callable

from notesapp.protocol.messages import ProblemCode
from notesapp.server.refusals import Refused

FAILURES_PER_NAME = 10
FAILURES_PER_HOST = 50
WINDOW_S = 300.0
_MOST_KEYS = 10_000


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
