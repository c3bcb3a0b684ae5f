"""Every answer says who answers; what isn't there and what went wrong is said in form."""

from __future__ import annotations

import sqlite3

import httpx
import pytest

from notesapp.protocol import headers
from notesapp.protocol.greetings import decode_server_card
from tests.support.server_app import ServerApp
from tests.support.wire import WireDevice, expect, refusal


def test_anybody_may_ask_who_the_server_is_and_how_it_does(
    http: httpx.Client, server: ServerApp
) -> None:
    card = decode_server_card(expect(http.get("/.well-known/notesync"), 200).content)

    assert card.server_id == server.state.database.server_id
    assert card.limits == server.state.config.limits
    assert expect(http.get("/healthz"), 200).text == "ok\n"


@pytest.mark.parametrize(
    ("method", "path", "expected"),
    [
        ("GET", "/", (404, "not_found")),
        ("GET", "/api/v1/nope", (404, "not_found")),
        ("GET", "/api/v1/auth/token", (405, "method_not_allowed")),
        ("GET", "/api/v1/vaults/x%00y", (401, "token_invalid")),
    ],
)
def test_what_is_not_there_is_refused_in_form(
    http: httpx.Client, method: str, path: str, expected: tuple[int, str]
) -> None:
    assert refusal(http.request(method, path)) == expected


def test_every_answer_carries_server_and_protocol(laptop: WireDevice, server: ServerApp) -> None:
    answers = [laptop.changes(), laptop.http.get("/nope"), laptop.http.get("/healthz")]
    answers.append(laptop.http.get("/healthz", headers={headers.PROTOCOL: "9.0"}))

    assert [answer.status_code for answer in answers] == [200, 404, 200, 426]
    for answer in answers:
        assert answer.headers[headers.SERVER] == server.state.database.server_id
        assert answer.headers[headers.PROTOCOL] == "1.0"


def test_a_locked_database_asks_to_come_back(
    laptop: WireDevice, server: ServerApp, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = server.state.config.data / "server.db"
    with server.state.database.write() as session:
        session.connection().exec_driver_sql("PRAGMA busy_timeout = 0")
    other = sqlite3.connect(path, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    try:
        response = laptop.changes()
    finally:
        other.close()

    assert refusal(response) == (503, "busy")
    assert response.headers["retry-after"] == "1"
    expect(laptop.changes(), 200)
