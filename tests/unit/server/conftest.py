"""A server application with two users, and devices of theirs."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import httpx
import pytest

from notesapp.protocol.messages import ServerLimits
from tests.support.server_app import ServerApp, server_app
from tests.support.wire import WireDevice

USERS = {"ann": "secret", "bob": "hidden"}
LIMITS = ServerLimits(record_bytes=2_000, push_ops=20, push_bytes=4_000, page_records=50)


@pytest.fixture
def database_url() -> str | None:
    """Where the server keeps its data: SQLite in its folder; overridden where it is PostgreSQL."""
    return None


@pytest.fixture
def limits() -> ServerLimits:
    return LIMITS


@pytest.fixture
def server(tmp_path: Path, limits: ServerLimits, database_url: str | None) -> Iterator[ServerApp]:
    with server_app(
        tmp_path / "server", users=USERS, limits=limits, database_url=database_url
    ) as running:
        yield running


@pytest.fixture
def http(server: ServerApp) -> Iterator[httpx.Client]:
    with server.client() as client:
        yield client


@pytest.fixture
def sign_in(http: httpx.Client) -> Callable[..., WireDevice]:
    """Sign in a device by the first digits of its id, as ann unless told otherwise."""

    def _sign_in(node: str, user: str = "ann", name: str = "Laptop") -> WireDevice:
        return WireDevice.sign_in(http, user, USERS[user], node, name)

    return _sign_in


@pytest.fixture
def laptop(sign_in: Callable[..., WireDevice]) -> WireDevice:
    return sign_in("a")


@pytest.fixture
def desktop(sign_in: Callable[..., WireDevice]) -> WireDevice:
    return sign_in("b", name="Desktop")
