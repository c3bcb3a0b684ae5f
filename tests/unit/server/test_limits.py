"""Nobody can ask without end, crowd the door, dawdle, or fill the disk."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import AsyncIterator, Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import httpx
import pytest

from notesapp.core.ids import NodeId
from notesapp.protocol.greetings import encode_card
from notesapp.protocol.messages import NodeCard
from notesapp.server import accounts, administration, bodies
from notesapp.server import app as app_module
from notesapp.server.accounts import NoSuchUser
from notesapp.server.app import create_app
from notesapp.server.connections import PatientConnection
from notesapp.server.limits import Door, Pace
from notesapp.server.refusals import Refused
from notesapp.server.serving import open_socket
from notesapp.server.state import ServerState
from tests.support.server_app import AppTransport, ServerApp
from tests.support.wire import WireDevice, a_note, deleted, expect, refusal, statuses


def test_a_device_that_asks_too_often_is_told_when_to_come_back() -> None:
    time = 0.0
    pace = Pace(per_minute=60, burst=3, now=lambda: time)
    for _ in range(3):
        pace.check("laptop")

    with pytest.raises(Refused) as caught:
        pace.check("laptop")

    assert caught.value.facts == {"retry_after": 2}
    pace.check("desktop")
    time = 1.0
    pace.check("laptop")
    with pytest.raises(Refused):
        pace.check("laptop")
    time = 1_000.0
    for _ in range(3):
        pace.check("laptop")
    with pytest.raises(Refused):
        pace.check("laptop")


def test_no_pace_is_no_limit() -> None:
    pace = Pace(per_minute=0, burst=0)

    for _ in range(100):
        pace.check("laptop")


def test_a_refused_request_says_so_over_http(server: ServerApp, laptop: WireDevice) -> None:
    config = replace(server.state.config, requests_per_minute=1, burst=2)
    transport = AppTransport(create_app(ServerState(config, server.state.database)))
    with httpx.Client(transport=transport, base_url="http://server") as http:
        laptop.http = http
        answers = [laptop.changes() for _ in range(3)]
    transport.close()

    assert [answer.status_code for answer in answers] == [200, 200, 429]
    assert refusal(answers[-1]) == (429, "too_many_requests")
    assert 0 < int(answers[-1].headers["retry-after"]) <= 60


def test_a_crowd_at_the_door_is_sent_away() -> None:
    async def story() -> list[str]:
        door, seen = Door(at_once=1, waiting=1), list[str]()

        async def visit(name: str) -> None:
            try:
                async with door.turn():
                    await asyncio.sleep(0)
                    seen.append(f"{name} in")
            except Refused as refused:
                seen.append(f"{name} {refused.code.value}")

        await asyncio.gather(*(visit(name) for name in "abc"))
        await visit("d")
        return seen

    assert asyncio.run(story()) == ["c busy", "a in", "b in", "d in"]


def test_listeners_beyond_the_limit_are_refused(
    server: ServerApp, laptop: WireDevice, desktop: WireDevice
) -> None:
    config = replace(server.state.config, listeners_per_vault=1)
    state = replace(server.state, config=config)
    transport = AppTransport(create_app(state))
    with (
        httpx.Client(transport=transport, base_url="http://server") as http,
        state.hub.listening(laptop.session.vault, NodeId("c" * 32)),
    ):
        laptop.http = http
        laptop.pull()
        answers = [laptop.get("/api/v1/events"), laptop.changes(wait="5")]
    transport.close()

    for answer in answers:
        assert refusal(answer) == (429, "too_many_requests")
        assert answer.json()["limit"] == 1


def test_a_body_that_trickles_in_is_not_waited_for(
    laptop: WireDevice, server: ServerApp, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bodies, "_PATIENCE_S", 0.05)

    async def trickle() -> AsyncIterator[bytes]:
        yield b'{"push_no":1,'
        await asyncio.Event().wait()

    async def send() -> httpx.Response:
        transport = httpx.ASGITransport(server.app)
        async with httpx.AsyncClient(transport=transport, base_url="http://server") as http:
            return await http.post(
                f"{laptop.vault_path}/push",
                content=trickle(),
                headers={**laptop.headers(), "Content-Type": "application/json"},
            )

    assert refusal(asyncio.run(send())) == (408, "too_slow")


def test_a_reader_that_takes_nothing_is_cut_off(
    laptop: WireDevice, server: ServerApp, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(app_module, "_PATIENCE_S", 0.05)
    laptop.push(*[a_note("x") for _ in range(5)])
    path = f"{laptop.vault_path}/changes"
    known = [(name.lower().encode(), value.encode()) for name, value in laptop.headers().items()]
    scope = {
        "type": "http",
        "asgi": {"version": "3.0", "spec_version": "2.4"},
        "http_version": "1.1",
        "method": "GET",
        "path": path,
        "raw_path": path.encode(),
        "query_string": b"",
        "headers": known,
        "client": ("127.0.0.1", 1),
    }
    sent = []

    async def receive() -> dict[str, object]:
        await asyncio.Event().wait()
        raise AssertionError

    async def send(message: Any) -> None:
        sent.append(message["type"])
        if message["type"] == "http.response.body":
            await asyncio.Event().wait()

    async def story() -> None:
        await asyncio.wait_for(server.app(scope, receive, send), 30)

    asyncio.run(story())

    assert sent == ["http.response.start", "http.response.body"]


@pytest.mark.parametrize(
    ("said", "is_answered"),
    [(b"", False), (b"GET / HTTP/1.1\r\nHost: x\r\n", False), (b"GET / HTTP/1.0\r\n\r\n", True)],
    ids=["nothing", "half a head", "a whole head"],
)
def test_a_connection_that_never_finishes_its_head_is_closed(
    monkeypatch: pytest.MonkeyPatch, said: bytes, is_answered: bool
) -> None:
    import uvicorn

    monkeypatch.setattr(PatientConnection, "patience_s", 0.2)

    async def app(
        scope: object, receive: object, send: Callable[[dict[str, object]], object]
    ) -> None:
        await send({"type": "http.response.start", "status": 204})  # type: ignore[misc]
        await send({"type": "http.response.body"})  # type: ignore[misc]

    async def story(listener: socket.socket) -> bytes:
        config = uvicorn.Config(app, http=PatientConnection, lifespan="off", log_config=None)
        server = uvicorn.Server(config)
        serving = asyncio.create_task(server.serve([listener]))
        reader, writer = await asyncio.open_connection(*listener.getsockname()[:2])
        writer.write(said)
        got = await asyncio.wait_for(reader.read(), 30)
        writer.close()
        server.should_exit = True
        await serving
        return got

    with open_socket("127.0.0.1", 0) as listener:
        got = asyncio.run(story(listener))

    assert got.startswith(b"HTTP/1.1 204") if is_answered else got == b""


def test_a_device_can_not_take_new_names_without_end(
    http: httpx.Client, laptop: WireDevice, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(accounts, "MOST_NODES", 2)
    WireDevice.sign_in(http, "ann", "secret", "b")
    card = encode_card(NodeCard(NodeId("c" * 32), "Laptop", "linux", "1"))
    known = {**laptop.headers(), "Content-Type": "application/json"}

    assert refusal(http.post("/api/v1/nodes", content=card, headers=known)) == (
        429,
        "too_many_requests",
    )
    WireDevice.sign_in(http, "ann", "secret", "a")
    WireDevice.sign_in(http, "bob", "hidden", "c")


def test_a_full_vault_takes_no_more_but_can_be_emptied(
    server: ServerApp, laptop: WireDevice
) -> None:
    note = a_note("x" * 500)
    laptop.push(note)
    administration.set_quota(server.state.database, "ANN", 1_500)

    full = laptop.push(a_note("y" * 500))

    assert statuses(full) == ["rejected"]
    assert full.answers[0].code == "quota"
    assert statuses(laptop.push(deleted(note, purged=True))) == ["applied"]
    assert statuses(laptop.push(a_note("y" * 500))) == ["applied"]
    administration.set_quota(server.state.database, "ann", None)
    assert statuses(laptop.push(a_note("z" * 900))) == ["applied"]
    with pytest.raises(NoSuchUser):
        administration.set_quota(server.state.database, "nobody", 1)
    assert expect(laptop.get(laptop.vault_path), 200).json()["quota"] is None


def test_metrics_are_for_this_machine_unless_made_public(
    server: ServerApp, laptop: WireDevice, tmp_path: Path
) -> None:
    laptop.push(a_note("x"))
    laptop.http.request("BREW", "/api/v1/nodes")
    laptop.http.get("/nowhere/secret")

    text = expect(laptop.http.get("/metrics"), 200).text

    assert 'notes_push_results_total{status="applied"} 1.0' in text
    assert (
        'notes_requests_total{method="POST",route="/api/v1/vaults/{vault}/push",status="200"} 1.0'
    ) in text
    for secret in (laptop.session.vault, laptop.session.node, "secret", "BREW"):
        assert secret not in text
    elsewhere = {"X-Forwarded-For": "203.0.113.1"}
    assert refusal(laptop.http.get("/metrics", headers=elsewhere)) == (404, "not_found")
