"""The line between a device and the server, with everything that lines, proxies and hotels do.

A fault is planned for the how-manieth request of a run; requests without one go through. What
was sent is remembered, so that it can arrive again much later.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import httpx

from notesapp.protocol import headers as names
from tests.simulation.simulated_server import ServerKilled, SimulatedServer

STATUSES = (
    *(400, 401, 403, 404, 405, 408, 409, 410, 411, 412, 413, 415, 422, 425, 426, 429, 431),
    *(500, 501, 502, 503, 504, 507, 520),
)
RETRY_AFTER = ("", "0", "3", "-5", "1000000000", "Wed, 21 Oct 2026 07:28:00 GMT", "soon")

KINDS = (
    "lost_request",
    "lost_answer",
    "twice",
    "delayed",
    "cut_request",
    "cut_answer",
    "short_answer",
    "flipped_request",
    "flipped_answer",
    "portal",
    "redirect",
    "sign_in_511",
    "status",
    "status_of_ours",
    "empty",
    "no_content",
    "other_server",
    "stale",
    "answers_missing",
    "answers_shuffled",
    "answer_unknown",
    "kill_server",
    "server_disk_full",
)
"""What can happen to one request."""


@dataclass(frozen=True)
class Fault:
    """What happens to one request.

    Attributes:
        number: a choice within the kind: which byte, which status, which statement.
    """

    kind: str
    number: int = 0


@dataclass
class Network:
    """All lines to one server.

    Attributes:
        on_request: told before a request leaves and after its answer came, with the device's
            number; other things happen then.
        late: requests that haven't arrived yet.
        sent: pushes that were delivered, oldest first.
        counts: faults by kind, as they happened.
        trace: what went over the lines.
    """

    server: SimulatedServer
    on_request: Callable[[int, str], None]
    late: list[httpx.Request] = field(default_factory=list)
    sent: list[httpx.Request] = field(default_factory=list)
    counts: Counter[str] = field(default_factory=Counter)
    trace: list[str] = field(default_factory=list)

    def deliver_late(self, choice: int) -> None:
        """Let a request arrive whose sender gave it up long ago."""
        if self.late:
            self.counts["late"] += 1
            self._arrive_unheard(self.late.pop(choice % len(self.late)))

    def deliver_again(self, choice: int) -> None:
        """Let an old push arrive once more."""
        if self.sent:
            self.counts["again"] += 1
            self._arrive_unheard(self.sent[choice % len(self.sent)])

    def _arrive_unheard(self, request: httpx.Request) -> None:
        answer = self.server.deliver(request)
        self.trace.append(f"late {request.method} {answer.status_code}")


class Line(httpx.BaseTransport):
    """One device's line; `faults` holds the plan, by the number of the request."""

    def __init__(self, network: Network, device: int) -> None:
        self._network = network
        self._device = device
        self._known: dict[str, httpx.Response] = {}
        self.faults: dict[int, Fault] = {}
        self.count = 0

    def begin(self, faults: dict[int, Fault]) -> None:
        """Count requests from 0 again, with another plan."""
        self.faults = faults
        self.count = 0

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        request.read()
        fault = self.faults.pop(self.count, None)
        self.count += 1
        self._network.on_request(self._device, "before")
        what = f"{self._device} {request.method} {request.url.path.rpartition('/')[2][:8]}"
        try:
            response = self._carry(request, fault)
        except httpx.TransportError as error:
            self._network.trace.append(f"{what} {type(error).__name__}")
            raise
        self._network.trace.append(f"{what} {response.status_code}")
        self._network.on_request(self._device, "after")
        return response

    def _carry(self, request: httpx.Request, fault: Fault | None) -> httpx.Response:
        if fault is None:
            return self._deliver(request)
        self._network.counts[fault.kind] += 1
        result = getattr(self, f"_{fault.kind}")(request, fault.number)
        assert isinstance(result, httpx.Response)
        return result

    def _deliver(self, request: httpx.Request, body: bytes | None = None) -> httpx.Response:
        response = self._network.server.deliver(request, body)
        if request.method == "GET":
            self._known[str(request.url)] = response
        elif request.url.path.endswith("/push") and body is None:
            self._network.sent.append(request)
        # The client reads and closes what it gets, so everyone gets a fresh one.
        return _copy(response)

    # --- what can happen ---------------------------------------------------------------------

    def _lost_request(self, request: httpx.Request, _number: int) -> httpx.Response:
        raise httpx.ConnectError("lost")

    def _lost_answer(self, request: httpx.Request, _number: int) -> httpx.Response:
        self._deliver(request)
        raise httpx.ReadError("lost")

    def _twice(self, request: httpx.Request, number: int) -> httpx.Response:
        first = self._deliver(request)
        second = self._deliver(request)
        return second if number % 2 else first

    def _delayed(self, request: httpx.Request, _number: int) -> httpx.Response:
        self._network.late.append(request)
        raise httpx.ReadTimeout("late")

    def _cut_request(self, request: httpx.Request, number: int) -> httpx.Response:
        self._deliver(request, request.content[: number % (len(request.content) + 1)])
        raise httpx.WriteError("cut")

    def _cut_answer(self, request: httpx.Request, number: int) -> httpx.Response:
        response = self._deliver(request)
        return _with_body(response, _Cut(_part(response, number)))

    def _short_answer(self, request: httpx.Request, number: int) -> httpx.Response:
        response = self._deliver(request)
        return _with_body(response, httpx.ByteStream(_part(response, number)))

    def _flipped_request(self, request: httpx.Request, number: int) -> httpx.Response:
        return self._deliver(request, _flipped(request.content, number))

    def _flipped_answer(self, request: httpx.Request, number: int) -> httpx.Response:
        """Only records are flipped: of an answer's frame the transport takes care, and TLS."""
        response = self._deliver(request)
        records, brace, rest = response.content.rpartition(b'{"t":"page"')
        return _with_body(response, httpx.ByteStream(_flipped(records, number) + brace + rest))

    def _portal(self, request: httpx.Request, _number: int) -> httpx.Response:
        return httpx.Response(200, html="<html>Welcome to the hotel!</html>")

    def _redirect(self, request: httpx.Request, number: int) -> httpx.Response:
        return httpx.Response((301, 302, 307)[number % 3], headers={"Location": "http://login/"})

    def _sign_in_511(self, request: httpx.Request, _number: int) -> httpx.Response:
        return httpx.Response(511, html="<html>Sign in</html>")

    def _status(self, request: httpx.Request, number: int) -> httpx.Response:
        """A proxy answers instead of the server."""
        return httpx.Response(STATUSES[number % len(STATUSES)], text="no")

    def _status_of_ours(self, request: httpx.Request, number: int) -> httpx.Response:
        """The server answers, but not with what was asked for."""
        status = STATUSES[number % len(STATUSES)]
        if status == 413:
            # From our server it means what it says: the note waits until it is edited.
            return self._deliver(request)
        known = self._letterhead()
        known["Retry-After"] = RETRY_AFTER[number % len(RETRY_AFTER)]
        return httpx.Response(status, headers=known, text="no")

    def _empty(self, request: httpx.Request, _number: int) -> httpx.Response:
        self._deliver(request)
        return httpx.Response(200, headers=self._letterhead())

    def _no_content(self, request: httpx.Request, _number: int) -> httpx.Response:
        return httpx.Response(204, headers=self._letterhead())

    def _other_server(self, request: httpx.Request, _number: int) -> httpx.Response:
        response = self._deliver(request)
        response.headers[names.SERVER] = "0" * 32
        return response

    def _stale(self, request: httpx.Request, _number: int) -> httpx.Response:
        """A cache, or a replica that lags, answers as it did before."""
        known = self._known.get(str(request.url))
        return _copy(known) if known is not None else self._deliver(request)

    def _answers_missing(self, request: httpx.Request, number: int) -> httpx.Response:
        return self._answers(request, lambda found: found[number % (len(found) + 1) :])

    def _answers_shuffled(self, request: httpx.Request, _number: int) -> httpx.Response:
        return self._answers(request, lambda found: found[::-1] + found[:1])

    def _answer_unknown(self, request: httpx.Request, _number: int) -> httpx.Response:
        return self._answers(request, lambda found: [{**one, "status": "new"} for one in found])

    def _kill_server(self, request: httpx.Request, number: int) -> httpx.Response:
        server = self._network.server
        server.kill_at = number % 24 + 1
        try:
            self._deliver(request)
        except ServerKilled:
            self._network.counts["kill_in_statement"] += 1
        server.restart()
        raise httpx.RemoteProtocolError("the server went away")

    def _server_disk_full(self, request: httpx.Request, _number: int) -> httpx.Response:
        with self._network.server.full_disk():
            return self._deliver(request)

    def _answers(
        self, request: httpx.Request, change: Callable[[list[Any]], list[Any]]
    ) -> httpx.Response:
        response = self._deliver(request)
        try:
            answer = json.loads(response.content)
            answer["results"] = change(answer["results"])
        except (ValueError, KeyError, TypeError):
            return response
        return _with_body(response, httpx.ByteStream(json.dumps(answer).encode()))

    def _letterhead(self) -> dict[str, str]:
        return {names.SERVER: self._network.server.server_id}


class _Cut(httpx.SyncByteStream):
    """Some bytes, and then the line is dead."""

    def __init__(self, content: bytes) -> None:
        self._content = content

    def __iter__(self) -> Any:
        yield self._content
        raise httpx.ReadError("cut")


def _copy(response: httpx.Response) -> httpx.Response:
    return _with_body(response, httpx.ByteStream(response.content))


def _with_body(response: httpx.Response, body: httpx.SyncByteStream) -> httpx.Response:
    kept = [(n, v) for n, v in response.headers.raw if n.lower() != b"content-length"]
    made = httpx.Response(response.status_code, headers=kept, stream=body)
    if isinstance(body, httpx.ByteStream):
        made.read()
    return made


def _part(response: httpx.Response, number: int) -> bytes:
    return response.content[: number % (len(response.content) + 1)]


def _flipped(content: bytes, number: int) -> bytes:
    if not content:
        return content
    place = number % len(content)
    return content[:place] + bytes([content[place] ^ (1 << number % 8)]) + content[place + 1 :]
