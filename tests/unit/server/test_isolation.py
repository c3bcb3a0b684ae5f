"""Two tenants: on every route, with every id swapped, the other's things don't exist.

Each route is asked by bob with ids of ann's in every combination. The answer must be the same
as for ids that nobody has, and not one of ann's bytes may be in it.
"""

from __future__ import annotations

import hashlib
import itertools
import re
from dataclasses import dataclass

import httpx
import pytest

from notesapp.protocol.blobs import PART_TYPE, UPLOAD_OFFSET, UploadWish, decode_ticket, encode_wish
from notesapp.protocol.headers import JSON_TYPE
from notesapp.protocol.messages import EncodedPush
from notesapp.protocol.pushes import encode_operation, encode_push
from notesapp.protocol.values import to_json
from notesapp.server.routes.endpoint import Endpoint, Needs
from notesapp.server.routes.table import ENDPOINTS
from tests.support.wire import WireDevice, a_note, edited, expect

SECRET = "Wolpertinger"
PICTURE = f"a picture of a {SECRET}".encode()
DEVICE = "Anndroid"
GUARDED = [
    endpoint
    for endpoint in ENDPOINTS
    # Events never end, and take no id; who is told is another test's.
    if endpoint.needs is not Needs.NOTHING and not endpoint.path.endswith("/events")
]
NOBODYS = {
    "vault": "e" * 32,
    "node": "e" * 32,
    "guid": "018f0000-0000-7000-8000-eeeeeeeeeeee",
    "hash": "e" * 64,
    "upload": "e" * 32,
}


@dataclass
class Tenant:
    """A user with one of everything.

    Attributes:
        ids: what the path's parameters are called, and the tenant's own.
    """

    device: WireDevice
    ids: dict[str, str]
    cursor: str

    def ask(self, endpoint: Endpoint, ids: dict[str, str], body: bytes = b"") -> httpx.Response:
        device = self.device
        media_type = JSON_TYPE if endpoint.takes is None else endpoint.takes.media_type
        return device.http.request(
            endpoint.method,
            endpoint.path.format(**ids),
            content=body,
            headers={
                "Authorization": f"Bearer {device.session.token}",
                "Content-Type": media_type,
                UPLOAD_OFFSET: "0",
            },
        )


def a_tenant(device: WireDevice, text: str, picture: bytes) -> Tenant:
    note = a_note(text)
    device.push(note)
    device.push(edited(note, f"{text} again"))
    device.pull()
    name = hashlib.sha256(picture).hexdigest()
    upload = begin(device, picture)
    expect(send(device, upload, picture), 204)
    pending = begin(device, picture + b" half sent")
    return Tenant(
        device,
        {
            "vault": device.session.vault,
            "node": device.session.node,
            "guid": note.guid,
            "hash": name,
            "upload": pending,
        },
        device.cursor or "",
    )


def begin(device: WireDevice, picture: bytes) -> str:
    wish = encode_wish(UploadWish(hashlib.sha256(picture).hexdigest(), len(picture)))
    known = {**device.headers(), "Content-Type": JSON_TYPE}
    answer = device.http.post(f"{device.vault_path}/uploads", content=wish, headers=known)
    upload = decode_ticket(expect(answer, 201).content).upload
    assert upload is not None
    return upload


def send(device: WireDevice, upload: str, picture: bytes) -> httpx.Response:
    known = {**device.headers(), "Content-Type": PART_TYPE, UPLOAD_OFFSET: "0"}
    path = f"{device.vault_path}/uploads/{upload}"
    return device.http.patch(path, content=picture, headers=known)


@pytest.fixture
def ann(http: httpx.Client) -> Tenant:
    device = WireDevice.sign_in(http, "ann", "secret", "a", DEVICE)
    return a_tenant(device, SECRET, PICTURE)


@pytest.fixture
def bob(http: httpx.Client) -> Tenant:
    device = WireDevice.sign_in(http, "bob", "hidden", "c", "Tablet")
    return a_tenant(device, "plain", b"a plain picture")


def body_for(endpoint: Endpoint, guid: str) -> bytes:
    """Return a body that the route would take, speaking of a record by its id."""
    match endpoint.handler.__name__:
        case "take_push":
            return a_push(guid).body
        case "fetch":
            return to_json({"guids": [guid]})
        case "rename":
            return to_json({"name": "Mine now"})
        case "register":
            return to_json({"id": "d" * 32, "name": "D", "platform": "x", "app_version": "1"})
        case "begin_upload":
            return encode_wish(UploadWish(hashlib.sha256(PICTURE).hexdigest(), len(PICTURE)))
        case "send_part":
            return b"x"
        case _:
            return b""


def a_push(guid: str) -> EncodedPush:
    note = a_note("overwritten", guid=guid)  # type: ignore[arg-type]
    return encode_push(3, [encode_operation(edited(note, "overwritten"))])


def traces(tenant: Tenant) -> list[bytes]:
    """Return everything that would give a tenant away."""
    device = tenant.device
    known = [*tenant.ids.values(), device.session.epoch, tenant.cursor, SECRET, DEVICE]
    return [one.encode() for one in known]


def in_path(endpoint: Endpoint) -> list[str]:
    return re.findall(r"{(\w+)}", endpoint.path)


@pytest.mark.parametrize(
    "endpoint",
    [one for one in GUARDED if "{" in one.path],
    ids=lambda one: f"{one.method} {one.path}",
)
def test_with_ids_of_another_tenant_there_is_nothing_there(
    endpoint: Endpoint, ann: Tenant, bob: Tenant
) -> None:
    before = everything(ann)
    names = in_path(endpoint)
    for hers in itertools.product([False, True], repeat=len(names)):
        if not any(hers):
            continue
        swapped = {
            name: (ann if is_hers else bob).ids[name]
            for name, is_hers in zip(names, hers, strict=True)
        }
        unknown = {
            name: NOBODYS[name] if is_hers else bob.ids[name]
            for name, is_hers in zip(names, hers, strict=True)
        }
        answer = bob.ask(endpoint, swapped, body_for(endpoint, ann.ids["guid"]))
        same = bob.ask(endpoint, unknown, body_for(endpoint, NOBODYS["guid"]))

        assert answer.status_code == same.status_code == 404, (swapped, answer.text)
        assert answer.content == same.content
        assert_gives_nothing_away(answer, ann, asked=swapped)
    assert everything(ann) == before


@pytest.mark.parametrize("endpoint", GUARDED, ids=lambda one: f"{one.method} {one.path}")
def test_in_ones_own_vault_another_tenants_records_do_not_exist(
    endpoint: Endpoint, ann: Tenant, bob: Tenant
) -> None:
    """Ids in the body, which the test above doesn't swap alone."""
    before = everything(ann)
    answer = bob.ask(endpoint, bob.ids, body_for(endpoint, ann.ids["guid"]))
    assert everything(ann) == before
    assert answer.status_code in {*endpoint.gives, 404, 422}
    assert_gives_nothing_away(answer, ann, asked={"guid": ann.ids["guid"]})
    if endpoint.handler.__name__ == "take_push":
        (result,) = answer.json()["results"]
        assert result["status"] == "missing"
    if endpoint.handler.__name__ == "begin_upload":
        assert answer.status_code == 201  # ann has these bytes; bob must send them all the same


def test_a_cursor_of_another_tenant_is_of_no_use(ann: Tenant, bob: Tenant) -> None:
    answer = bob.device.get("changes", since=ann.cursor)

    assert (answer.status_code, answer.json()["code"]) == (409, "epoch_changed")
    assert_gives_nothing_away(answer, ann, asked={})


def test_a_token_of_another_tenant_opens_only_their_vault(ann: Tenant, bob: Tenant) -> None:
    swapped = {**bob.device.headers(), "Authorization": f"Bearer {ann.device.session.token}"}

    answer = bob.device.http.get(f"{bob.device.vault_path}/changes", headers=swapped)

    assert answer.status_code == 409  # the token says ann's node, the header bob's
    del swapped["Notes-Node"]
    assert (
        bob.device.http.get(f"{bob.device.vault_path}/changes", headers=swapped).status_code == 404
    )


def everything(tenant: Tenant) -> tuple[bytes, ...]:
    """Return all that a tenant can see of their own, but the time."""
    device = tenant.device
    plain = {**device.headers(), "Accept-Encoding": "identity"}
    answers = [
        device.http.get(f"{device.vault_path}/{path}", headers=plain)
        for path in ("manifest", "digest", f"records/{tenant.ids['guid']}/revisions")
    ]
    answers.append(
        device.http.get(f"{device.vault_path}/blobs/{tenant.ids['hash']}", headers=plain)
    )
    upload = device.http.head(f"{device.vault_path}/uploads/{tenant.ids['upload']}", headers=plain)
    nodes = expect(device.get("/api/v1/nodes"), 200).json()["nodes"]
    names = repr(sorted((node["id"], node["name"], node["revoked"]) for node in nodes)).encode()
    used = repr(expect(device.get(device.vault_path), 200).json()["used"]).encode()
    offset = upload.headers["upload-offset"].encode()
    return (*(expect(answer, 200).content for answer in answers), offset, names, used)


def assert_gives_nothing_away(
    answer: httpx.Response, ann: Tenant, *, asked: dict[str, str]
) -> None:
    """What was asked may be echoed; nothing else of hers may be there."""
    said = answer.content + b"\n".join(name + value for name, value in answer.headers.raw)
    for trace in traces(ann):
        if trace.decode() not in asked.values():
            assert trace not in said, trace
