"""Signing in, devices, revocation, and nobody seeing anybody else's."""

from __future__ import annotations

from collections.abc import Callable

import httpx
import pytest

from notesapp.core.ids import NodeId
from notesapp.protocol import headers
from notesapp.protocol.greetings import encode_card
from notesapp.protocol.messages import NodeCard
from notesapp.server import administration
from notesapp.server.accounts import BadName, NameTaken, NoSuchUser
from notesapp.server.limits import FAILURES_PER_NAME, WINDOW_S, FailureLimiter
from notesapp.server.refusals import Refused
from notesapp.server.tables import AccountRow, TokenRow
from tests.support.server_app import ServerApp
from tests.support.wire import WireDevice, a_note, expect, refusal


def attempt(http: httpx.Client, user: str, password: str) -> httpx.Response:
    node = {"id": "a" * 32, "name": "Laptop", "platform": "linux", "app_version": "1"}
    return http.post("/api/v1/auth/token", json={"user": user, "password": password, "node": node})


def test_the_name_is_compared_without_case(http: httpx.Client) -> None:
    expect(attempt(http, "ANN", "secret"), 200)


@pytest.mark.parametrize(
    ("user", "password"), [("ann", "wrong"), ("nobody", "secret"), ("ann", "")]
)
def test_a_wrong_name_and_a_wrong_password_look_the_same(
    http: httpx.Client, user: str, password: str
) -> None:
    assert refusal(attempt(http, user, password)) == (401, "wrong_password")


def test_guessing_passwords_is_slowed_down_for_the_right_one_too(http: httpx.Client) -> None:
    for _ in range(FAILURES_PER_NAME):
        attempt(http, "ann", "wrong")

    response = attempt(http, "ann", "secret")

    assert refusal(response) == (429, "too_many_requests")
    assert 0 < int(response.headers["retry-after"]) <= WINDOW_S + 1
    expect(attempt(http, "bob", "hidden"), 200)


def test_the_slow_down_ends_by_itself() -> None:
    time = 0.0
    limiter = FailureLimiter(lambda: time)
    for _ in range(FAILURES_PER_NAME):
        limiter.record_failure("ann", "host")
    with pytest.raises(Refused):
        limiter.check("ann", "host")

    limiter.check("ann", "another host")
    time = WINDOW_S + 0.1
    limiter.check("ann", "host")


def test_names_and_passwords_of_any_characters_are_answered(http: httpx.Client) -> None:
    assert refusal(attempt(http, "a\x00b", "x")) == (400, "bad_request")
    body = b'{"user":"ann","password":"\\ud800","node":{"id":"%s","name":"L","platform":"l","app_version":"1"}}'
    response = http.post(
        "/api/v1/auth/token",
        content=body % (b"a" * 32),
        headers={"Content-Type": headers.JSON_TYPE},
    )
    assert refusal(response) == (401, "wrong_password")


def test_neither_password_nor_token_is_kept(server: ServerApp, laptop: WireDevice) -> None:
    with server.state.database.read() as session:
        hashes = [row.password_hash for row in session.query(AccountRow)]
        digests = [row.digest for row in session.query(TokenRow)]

    assert all(kept.startswith("$argon2id$") for kept in hashes)
    assert digests
    assert laptop.session.token not in digests


def test_signing_in_again_replaces_the_devices_token(
    laptop: WireDevice, sign_in: Callable[..., WireDevice]
) -> None:
    again = sign_in("a", name="Laptop, new name")

    assert refusal(laptop.changes()) == (401, "token_invalid")
    (node,) = expect(again.get("/api/v1/nodes"), 200).json()["nodes"]
    assert node["name"] == "Laptop, new name"


def test_signing_out_ends_the_token(laptop: WireDevice, desktop: WireDevice) -> None:
    expect(laptop.http.delete("/api/v1/auth/token", headers=laptop.headers()), 204)

    assert refusal(laptop.changes()) == (401, "token_invalid")
    expect(desktop.changes(), 200)


def test_a_revoked_device_is_out_until_it_signs_in_again(
    laptop: WireDevice, desktop: WireDevice, sign_in: Callable[..., WireDevice]
) -> None:
    where = f"/api/v1/nodes/{laptop.session.node}"

    expect(desktop.http.delete(where, headers=desktop.headers()), 204)

    for response in (laptop.changes(), laptop.send(laptop.encode(a_note("x")))):
        assert refusal(response) == (401, "token_invalid")
        assert response.headers["www-authenticate"] == "Bearer"
    listed = {node["id"]: node["revoked"] for node in desktop.get("/api/v1/nodes").json()["nodes"]}
    assert listed == {laptop.session.node: True, desktop.session.node: False}
    expect(sign_in("a").changes(), 200)


def test_a_device_can_be_renamed(laptop: WireDevice) -> None:
    where = f"/api/v1/nodes/{laptop.session.node}"

    expect(laptop.http.patch(where, json={"name": "💻"}, headers=laptop.headers()), 204)

    assert laptop.get("/api/v1/nodes").json()["nodes"][0]["name"] == "💻"


def test_a_device_can_go_on_under_a_new_id(laptop: WireDevice) -> None:
    card = NodeCard(NodeId("c" * 32), "Laptop", "linux", "0.1")
    response = laptop.http.post(
        "/api/v1/nodes",
        content=encode_card(card),
        headers={**laptop.headers(), "Content-Type": headers.JSON_TYPE},
    )

    token = expect(response, 201).json()["token"]
    known = {"Authorization": f"Bearer {token}", headers.NODE: "c" * 32}
    expect(laptop.http.get(f"{laptop.vault_path}/changes", headers=known), 200)
    expect(laptop.changes(), 200)


@pytest.mark.parametrize("header", ["", "Bearer", "Bearer x", "Basic YTpi", "Bearer \xff"])
def test_without_a_good_token_there_is_nothing_to_see(laptop: WireDevice, header: str) -> None:
    known = httpx.Headers({b"Authorization": header.encode("latin-1")})

    for path in ("changes", f"records/{a_note().guid}/revisions"):
        response = laptop.http.get(f"{laptop.vault_path}/{path}", headers=known)
        assert refusal(response) == (401, "token_invalid")
    assert refusal(laptop.http.get("/api/v1/nodes", headers=known)) == (401, "token_invalid")
    assert refusal(laptop.http.get("/api/v1/events", headers=known)) == (401, "token_invalid")


def test_with_every_id_swapped_another_account_finds_nothing(
    laptop: WireDevice, sign_in: Callable[..., WireDevice]
) -> None:
    note = a_note("for my eyes only")
    laptop.push(note)
    mine = laptop.vault_path
    stranger = sign_in("d", user="bob")
    stranger.push(a_note("something of bob's"))
    known = stranger.headers()
    push = stranger.encode(note)
    json_type = {"Content-Type": headers.JSON_TYPE}
    node = f"/api/v1/nodes/{laptop.session.node}"

    answers = [
        stranger.http.get(mine, headers=known),
        stranger.http.get(f"{mine}/changes", headers=known),
        stranger.http.post(f"{mine}/push", content=push.body, headers={**known, **json_type}),
        stranger.http.get(f"{mine}/records/{note.guid}/revisions", headers=known),
        stranger.get(f"records/{note.guid}/revisions"),
        stranger.http.delete(node, headers=known),
        stranger.http.patch(node, json={"name": "mine now"}, headers=known),
        stranger.http.get("/api/v1/vaults/" + "0" * 32, headers=known),
    ]

    assert [refusal(answer) for answer in answers] == [(404, "not_found")] * len(answers)
    assert all(b"eyes" not in answer.content for answer in answers)
    assert refusal(stranger.changes(since=laptop_cursor(laptop))) == (409, "epoch_changed")
    listed = stranger.get("/api/v1/nodes").json()["nodes"]
    assert [one["id"] for one in listed] == [stranger.session.node]
    expect(laptop.changes(), 200)


def laptop_cursor(laptop: WireDevice) -> str:
    laptop.pull()
    assert laptop.cursor is not None
    return laptop.cursor


def test_two_accounts_may_use_the_same_ids_without_meeting(
    laptop: WireDevice, sign_in: Callable[..., WireDevice]
) -> None:
    stranger = sign_in("a", user="bob")
    note = a_note("ann's")
    laptop.push(note)

    assert stranger.pull() == []
    assert stranger.push(note).head == 1
    expect(laptop.changes(), 200)


def test_users_are_added_once_and_only_under_a_name(server: ServerApp) -> None:
    state = server.state

    def add(name: str) -> None:
        administration.add_user(state.database, state.passwords, name, "x", state.clock)

    with pytest.raises(NameTaken):
        add("Ann ")
    for name in ("", "  ", "x" * 201, "a\nb"):
        with pytest.raises(BadName):
            add(name)
    add("Ünal Şahin")
    assert [user["name"] for user in administration.user_facts(state.database)] == [
        "ann",
        "bob",
        "Ünal Şahin",
    ]


def test_a_new_password_ends_the_access_of_all_devices(
    server: ServerApp, laptop: WireDevice, http: httpx.Client
) -> None:
    state = server.state

    administration.set_password(state.database, state.passwords, "ann", "changed", state.clock)

    assert refusal(laptop.changes()) == (401, "token_invalid")
    assert refusal(attempt(http, "ann", "secret")) == (401, "wrong_password")
    expect(attempt(http, "ann", "changed"), 200)
    with pytest.raises(NoSuchUser):
        administration.set_password(state.database, state.passwords, "zoe", "x", state.clock)
