"""The OpenAPI document is what the routes do: paths, parameters, statuses, members."""

from __future__ import annotations

import json
import re
from typing import Any

import httpx
import pytest

from notesapp.server.openapi import document
from notesapp.server.routes.endpoint import Needs
from notesapp.server.routes.table import ENDPOINTS
from notesapp.server.schemas import SCHEMAS
from tests.support.server_app import ServerApp
from tests.support.wire import WireDevice, a_note, deleted, edited, expect

DOCUMENT = document()


def routes_of(app: Any) -> set[tuple[str, str]]:
    while not hasattr(app, "routes"):
        app = app._app
    by_itself = {"HEAD"}  # comes with every GET
    return {
        (method, route.path)
        for route in app.routes
        for method in (route.methods - by_itself if "GET" in route.methods else route.methods)
    }


def test_every_route_is_described_and_nothing_else(server: ServerApp) -> None:
    described = {
        (method.upper(), path)
        for path, operations in DOCUMENT["paths"].items()
        for method in operations
    }

    assert described == routes_of(server.app)
    assert len(described) == len(ENDPOINTS)


def test_names_are_unique_and_references_lead_somewhere() -> None:
    operations = [one for path in DOCUMENT["paths"].values() for one in path.values()]

    assert len({operation["operationId"] for operation in operations}) == len(operations)
    references = set(re.findall(r'"#/components/schemas/(\w+)"', json.dumps(DOCUMENT)))
    assert references <= set(SCHEMAS)
    for path, item in DOCUMENT["paths"].items():
        for operation in item.values():
            named = {p["name"] for p in operation["parameters"] if p["in"] == "path"}
            assert named == set(re.findall(r"{(\w+)}", path))


def test_it_is_served(http: httpx.Client) -> None:
    assert expect(http.get("/openapi.json"), 200).json() == DOCUMENT


@pytest.mark.parametrize("endpoint", ENDPOINTS, ids=lambda one: f"{one.method} {one.path}")
def test_a_token_is_asked_for_exactly_where_it_says_so(http: httpx.Client, endpoint: Any) -> None:
    path = re.sub(r"{\w+}", "0" * 32, endpoint.path)

    response = http.request(endpoint.method, path, json={})

    if endpoint.needs is not Needs.NOTHING:
        assert response.status_code == 401
        assert endpoint.method == "HEAD" or response.json()["code"] == "token_invalid"
    else:
        assert response.status_code in {*endpoint.gives, 400}
    described = DOCUMENT["paths"][endpoint.path][endpoint.method.lower()]["responses"]
    assert str(response.status_code) in described


def fits(value: Any, schema: dict[str, Any]) -> bool:
    """Check what our schemas use: members, no fewer and no more, and the plain types."""
    if "$ref" in schema:
        return fits(value, SCHEMAS[schema["$ref"].rpartition("/")[2]])
    if "anyOf" in schema:
        return any(fits(value, one) for one in schema["anyOf"])
    if "const" in schema or "enum" in schema:
        return value in schema.get("enum", [schema.get("const")])
    if schema.get("type") == "object" and "properties" in schema:
        known = schema["properties"]
        return set(schema["required"]) <= set(value) <= set(known) and all(
            fits(value[name], known[name]) for name in value
        )
    match schema.get("type"):
        case "array":
            return isinstance(value, list) and all(fits(one, schema["items"]) for one in value)
        case "integer":
            return isinstance(value, int)
        case "string":
            return isinstance(value, str) and bool(re.search(schema.get("pattern", ""), value))
        case "boolean":
            return isinstance(value, bool)
        case "null":
            return value is None
        case _:
            return True


def test_answers_have_the_members_that_are_described(
    laptop: WireDevice, desktop: WireDevice
) -> None:
    note = a_note("first")
    push = laptop.encode(note, a_note("other"))
    answers = [("PushAnswer", expect(laptop.send(push), 200).json())]
    laptop.last_push = (push.number, push.digest)
    laptop.push(edited(note, "second"))
    conflict = desktop.send(desktop.encode(deleted(note), a_note("x" * 1_900)))
    answers += [
        ("Push", json.loads(push.body)),
        ("PushAnswer", conflict.json()),
        ("Vault", laptop.get(laptop.vault_path).json()),
        ("Nodes", laptop.get("/api/v1/nodes").json()),
        ("Server", laptop.http.get("/.well-known/notesync").json()),
        (
            "Revisions",
            {"revisions": laptop.get(f"records/{note.guid}/revisions").json()["revisions"]},
        ),
        ("Problem", laptop.http.get("/nowhere").json()),
    ]
    by_kind = {"rec": "Record", "page": "Page", "end": "End"}
    for line in laptop.changes().content.splitlines():
        value = json.loads(line)
        answers.append((by_kind[value["t"]], value))

    for name, value in answers:
        assert fits(value, SCHEMAS[name]), (name, value)
    assert {status for one in conflict.json()["results"] for status in [one["status"]]} == {
        "conflict",
        "rejected",
    }
