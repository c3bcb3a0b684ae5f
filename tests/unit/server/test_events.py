"""Pokes to waiting devices, below HTTP: who is told, and when a stream ends."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import AsyncIterator
from dataclasses import replace

from notesapp.core.ids import NodeId
from notesapp.server.access import Claims
from notesapp.server.hub import Hub
from notesapp.server.routes.events import stream_of_heads
from notesapp.server.state import ServerState
from tests.support.server_app import ServerApp
from tests.support.wire import WireDevice

LAPTOP, DESKTOP = NodeId("a" * 32), NodeId("b" * 32)
LONG_S = 30.0


def test_several_pushes_before_a_device_looks_become_one_poke() -> None:
    async def story() -> list[int | None]:
        hub = Hub()
        hub.start()
        with hub.listening("v", DESKTOP) as listener:
            pushers = [
                threading.Thread(target=hub.publish, args=("v", head, LAPTOP)) for head in (2, 3, 1)
            ]
            for pusher in pushers:
                pusher.start()
            for pusher in pushers:
                pusher.join()
            return [await listener.news(LONG_S), await listener.news(0)]

    assert asyncio.run(story()) == [3, None]


def test_neither_the_author_nor_another_vault_is_poked() -> None:
    async def story() -> list[int | None]:
        hub = Hub()
        hub.start()
        with hub.listening("v", LAPTOP) as author, hub.listening("w", DESKTOP) as stranger:
            hub.publish("v", 1, LAPTOP)
            return [await author.news(0), await stranger.news(0)]

    assert asyncio.run(story()) == [None, None]


def test_a_stream_says_that_it_lives_and_ends_when_the_access_does(
    server: ServerApp, laptop: WireDevice, desktop: WireDevice
) -> None:
    state = replace(server.state, config=replace(server.state.config, heartbeat_s=0.0), hub=Hub())
    stream = _stream(state, desktop)

    async def story() -> list[bytes]:
        return [await anext(stream), await anext(stream)]

    async def rest() -> list[bytes]:
        return [piece async for piece in stream]

    with asyncio.Runner() as runner:
        assert runner.run(story()) == [b": hello\n\n", b": still here\n\n"]
        where = f"/api/v1/nodes/{desktop.session.node}"
        laptop.http.delete(where, headers=laptop.headers())
        assert runner.run(rest()) == []


def _stream(state: ServerState, device: WireDevice) -> AsyncIterator[bytes]:
    claims = Claims(device.session.token)
    return stream_of_heads(state, claims, device.session.node, device.session.vault, 0)
