"""Counters for Prometheus. They say how much and how fast, never who and what."""

from __future__ import annotations

import time
from collections import Counter as Tally
from collections.abc import Callable, Iterable

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest
from prometheus_client.exposition import CONTENT_TYPE_PLAIN_0_0_4
from starlette.routing import Route
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from notesapp.protocol.messages import PushStatus

METRICS_TYPE = CONTENT_TYPE_PLAIN_0_0_4
_NOWHERE = "none"


class Metrics:
    """What one process has counted since it started; for any thread.

    Args:
        listeners: asked how many devices listen now.
    """

    def __init__(self, listeners: Callable[[], int]) -> None:
        self._registry = CollectorRegistry()
        self._requests = Counter(
            "notes_requests",
            "Requests answered",
            ("method", "route", "status"),
            registry=self._registry,
        )
        self._seconds = Histogram(
            "notes_answer_seconds",
            "Seconds until an answer began",
            ("route",),
            registry=self._registry,
        )
        self._results = Counter(
            "notes_push_results",
            "What became of pushed records",
            ("status",),
            registry=self._registry,
        )
        gauge = Gauge("notes_listeners", "Devices that wait for news", registry=self._registry)
        gauge.set_function(listeners)

    def count_request(self, method: str, route: str, status: int, seconds: float) -> None:
        """Count an answer that has begun."""
        self._requests.labels(method, route, str(status)).inc()
        self._seconds.labels(route).observe(seconds)

    def count_results(self, statuses: Iterable[PushStatus]) -> None:
        """Count what became of pushed records."""
        for status, count in Tally(statuses).items():
            self._results.labels(status.value).inc(count)

    def text(self) -> bytes:
        """Return all counters as Prometheus reads them."""
        return generate_latest(self._registry)


class Counting:
    """Counts every answer by its route; a path that isn't one counts as none."""

    def __init__(self, app: ASGIApp, metrics: Metrics) -> None:
        self._app = app
        self._metrics = metrics

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        began = time.perf_counter()

        async def send_and_count(message: Message) -> None:
            if message["type"] == "http.response.start":
                seconds = time.perf_counter() - began
                self._metrics.count_request(*_place(scope), message["status"], seconds)
            await send(message)

        await self._app(scope, receive, send_and_count)


def _place(scope: Scope) -> tuple[str, str]:
    """Return method and path; words of ours only, or a stranger could make us count anything."""
    route = scope.get("route")
    if not isinstance(route, Route):
        return _NOWHERE, _NOWHERE
    return scope["method"] if scope["method"] in (route.methods or ()) else _NOWHERE, route.path
