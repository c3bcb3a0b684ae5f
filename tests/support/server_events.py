"""A device that listens to the server's events, on a thread of its own."""

from __future__ import annotations

import queue
import threading
from collections.abc import Iterator
from contextlib import contextmanager

import httpx

from tests.support.wire import WireDevice

_PATIENCE_S = 30


class Listening:
    """What a device has heard and not looked at yet."""

    def __init__(self, device: WireDevice, last_seen: int | None) -> None:
        more = {} if last_seen is None else {"Last-Event-ID": str(last_seen)}
        self._url = device.http.base_url
        self._headers = {**device.headers(), **more}
        self._lines: queue.Queue[str] = queue.Queue()
        self.thread = threading.Thread(target=self._listen)

    def next_line(self) -> str:
        """Return the next line; ``end`` at the stream's end."""
        return self._lines.get(timeout=_PATIENCE_S)

    def next_event(self) -> str:
        """Return the next event's data, or ``end``."""
        while True:
            line = self.next_line()
            if line.startswith("data:") or line == "end":
                return line

    def _listen(self) -> None:
        try:
            with (
                httpx.Client(base_url=self._url, timeout=_PATIENCE_S) as http,
                http.stream("GET", "/api/v1/events", headers=self._headers) as response,
            ):
                for line in response.iter_lines():
                    self._lines.put(line)
        except httpx.HTTPError:
            pass  # the server was killed: an end as well
        self._lines.put("end")


@contextmanager
def listening(device: WireDevice, last_seen: int | None = None) -> Iterator[Listening]:
    """Listen as soon as the context begins; its end waits for the stream's, so stop the server."""
    stream = Listening(device, last_seen)
    stream.thread.start()
    assert stream.next_line() == ": hello"
    yield stream
    stream.thread.join()
