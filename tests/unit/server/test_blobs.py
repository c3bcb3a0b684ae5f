"""Attachments: sent in parts, resumed, verified, got in ranges, named by notes, forgotten at last."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from dataclasses import replace

import httpx
import pytest
from sqlalchemy import func, select

from notesapp.core.ids import Guid
from notesapp.core.model import Revision
from notesapp.protocol.blobs import PART_TYPE, UploadWish, decode_ticket, encode_wish
from notesapp.protocol.messages import EncodedPush, ServerLimits
from notesapp.protocol.pushes import decode_answer, encode_operation, encode_push
from notesapp.server import administration
from notesapp.server.tables import BlobPartRow, BlobRow, RecordBlobRow, UploadRow
from notesapp.server.upkeep import tidy
from tests.support.server_app import ServerApp
from tests.support.wire import WireDevice, a_note, deleted, edited, expect, refusal

PART = 1_000
LIMITS = ServerLimits(blob_bytes=10_000, blob_part_bytes=PART)
PICTURE = bytes(range(256)) * 10
NAME = hashlib.sha256(PICTURE).hexdigest()


@pytest.fixture
def limits() -> ServerLimits:
    return LIMITS


def begin(device: WireDevice, content: bytes, name: str | None = None) -> httpx.Response:
    wish = UploadWish(name or hashlib.sha256(content).hexdigest(), len(content))
    return device.http.post(
        f"{device.vault_path}/uploads",
        content=encode_wish(wish),
        headers={**device.headers(), "Content-Type": "application/json"},
    )


def send_part(
    device: WireDevice, upload: str | None, offset: int, part: bytes, media_type: str = PART_TYPE
) -> httpx.Response:
    return device.http.patch(
        f"{device.vault_path}/uploads/{upload}",
        content=part,
        headers={
            **device.headers(),
            "Content-Type": media_type,
            "Upload-Offset": str(offset),
        },
    )


def send(device: WireDevice, content: bytes) -> None:
    ticket = decode_ticket(expect(begin(device, content), 201).content)
    for start in range(ticket.offset, len(content), PART):
        expect(send_part(device, ticket.upload, start, content[start : start + PART]), 204)


def get(device: WireDevice, name: str = NAME, **known: str) -> httpx.Response:
    path = f"{device.vault_path}/blobs/{name}"
    return device.http.get(path, headers={**device.headers(), **known})


def naming(device: WireDevice, revision: Revision, *names: str) -> EncodedPush:
    operation = json.loads(encode_operation(revision)) | {"blobs": list(names)}
    return encode_push(device.last_push[0] + 1, [json.dumps(operation).encode()])


def push_naming(
    device: WireDevice, revision: Revision, *names: str
) -> list[tuple[str, str | None]]:
    push = naming(device, revision, *names)
    answer = decode_answer(expect(device.send(push), 200).content)
    device.last_push = (push.number, push.digest)
    return [(one.status.value, one.code) for one in answer.answers]


def count(server: ServerApp, table: type) -> int:
    with server.state.database.read() as session:
        return session.scalar(select(func.count()).select_from(table)) or 0


def used_bytes(device: WireDevice) -> int:
    used: int = expect(device.get(device.vault_path), 200).json()["used"]
    return used


def test_what_was_sent_in_parts_comes_back_whole(laptop: WireDevice, desktop: WireDevice) -> None:
    send(laptop, PICTURE)

    response = expect(get(desktop), 200)

    assert response.content == PICTURE
    assert response.headers["etag"] == f'"{NAME}"'
    assert response.headers["content-length"] == str(len(PICTURE))
    assert used_bytes(laptop) == len(PICTURE)
    measured = desktop.http.head(f"{desktop.vault_path}/blobs/{NAME}", headers=desktop.headers())
    assert (measured.status_code, measured.headers["content-length"]) == (200, "2560")
    assert get(desktop, **{"If-None-Match": f'"{NAME}"'}).status_code == 304


def test_an_empty_attachment_is_one_too(laptop: WireDevice) -> None:
    ticket = decode_ticket(expect(begin(laptop, b""), 201).content)

    done = expect(send_part(laptop, ticket.upload, 0, b""), 204)

    assert done.headers["upload-complete"] == "?1"
    assert expect(get(laptop, hashlib.sha256(b"").hexdigest()), 200).content == b""


def test_what_is_there_needs_no_second_sending(laptop: WireDevice, desktop: WireDevice) -> None:
    send(laptop, PICTURE)

    ticket = decode_ticket(expect(begin(desktop, PICTURE), 200).content)

    assert (ticket.upload, ticket.offset) == (None, len(PICTURE))


def test_an_upload_goes_on_where_it_was_cut_off_also_on_another_device(
    laptop: WireDevice, desktop: WireDevice
) -> None:
    first = decode_ticket(expect(begin(laptop, PICTURE), 201).content)
    sent = expect(send_part(laptop, first.upload, 0, PICTURE[:PART]), 204)
    assert (sent.headers["upload-offset"], sent.headers["upload-complete"]) == ("1000", "?0")

    asked = laptop.http.head(
        f"{laptop.vault_path}/uploads/{first.upload}", headers=laptop.headers()
    )
    again = decode_ticket(expect(begin(desktop, PICTURE), 201).content)

    assert (asked.headers["upload-offset"], asked.headers["upload-length"]) == ("1000", "2560")
    assert (again.upload, again.offset) == (first.upload, 1_000)
    send(desktop, PICTURE)
    assert expect(get(laptop), 200).content == PICTURE


@pytest.mark.parametrize("offset", [0, 500, 2_000])
def test_a_part_that_is_not_the_next_is_refused_with_where_to_go_on(
    laptop: WireDevice, offset: int
) -> None:
    ticket = decode_ticket(expect(begin(laptop, PICTURE), 201).content)
    expect(send_part(laptop, ticket.upload, 0, PICTURE[:PART]), 204)

    response = send_part(laptop, ticket.upload, offset, b"x")

    assert refusal(response) == (409, "offset_mismatch")
    assert response.json()["offset"] == PART


def test_bytes_that_do_not_have_the_hash_are_thrown_away(
    server: ServerApp, laptop: WireDevice
) -> None:
    ticket = decode_ticket(expect(begin(laptop, b"other", NAME), 201).content)

    assert refusal(send_part(laptop, ticket.upload, 0, b"OTHER")) == (422, "hash_mismatch")

    assert refusal(get(laptop)) == (404, "not_found")
    assert refusal(send_part(laptop, ticket.upload, 0, b"other")) == (404, "not_found")
    assert count(server, BlobPartRow) == count(server, UploadRow) == 0
    assert used_bytes(laptop) == 0


@pytest.mark.parametrize(
    ("part", "media_type", "expected"),
    [
        (b"x" * (PART + 1), PART_TYPE, (413, "too_large")),
        (b"x" * 11, PART_TYPE, (413, "too_large")),
        (b"x", "application/octet-stream", (415, "unsupported_type")),
    ],
    ids=["larger than a part", "more than was announced", "another type"],
)
def test_a_part_that_is_not_right_is_refused(
    laptop: WireDevice, part: bytes, media_type: str, expected: tuple[int, str]
) -> None:
    ticket = decode_ticket(expect(begin(laptop, b"0123456789"), 201).content)

    assert refusal(send_part(laptop, ticket.upload, 0, part, media_type)) == expected


def test_too_large_an_attachment_and_a_full_vault_are_told_before_anything_is_sent(
    server: ServerApp, laptop: WireDevice
) -> None:
    assert refusal(begin(laptop, b"x" * 10_001)) == (413, "too_large")

    administration.set_quota(server.state.database, "ann", 4_000)
    expect(begin(laptop, PICTURE), 201)
    second = begin(laptop, b"x" * 2_000)

    assert refusal(second) == (507, "quota")
    assert second.json()["limit"] == 4_000 - len(PICTURE)


@pytest.mark.parametrize(
    ("wanted", "status", "expected"),
    [
        ("bytes=0-9", 206, PICTURE[:10]),
        ("bytes=990-1010", 206, PICTURE[990:1011]),
        ("bytes=2550-", 206, PICTURE[2550:]),
        ("bytes=2550-9999", 206, PICTURE[2550:]),
        ("bytes=-10", 206, PICTURE[-10:]),
        ("bytes=-9999", 206, PICTURE),
        ("bytes=0-1,5-6", 200, PICTURE),
        ("lines=1-2", 200, PICTURE),
    ],
)
def test_a_range_of_it_can_be_had(
    laptop: WireDevice, wanted: str, status: int, expected: bytes
) -> None:
    send(laptop, PICTURE)

    response = get(laptop, Range=wanted)

    assert (response.status_code, response.content) == (status, expected)
    if status == 206:
        start = PICTURE.index(expected) if len(expected) > 256 else None
        assert response.headers["content-range"].endswith("/2560")
        assert start is None or response.headers["content-range"].startswith(f"bytes {start}-")


@pytest.mark.parametrize("wanted", ["bytes=2560-", "bytes=9-3", "bytes=-0", "bytes=-"])
def test_a_range_outside_of_it_is_refused(laptop: WireDevice, wanted: str) -> None:
    send(laptop, PICTURE)

    assert refusal(get(laptop, Range=wanted)) == (416, "range_not_satisfiable")


def test_a_range_of_what_it_was_before_gives_all(laptop: WireDevice) -> None:
    send(laptop, PICTURE)

    response = get(laptop, Range="bytes=0-9", **{"If-Range": '"other"'})

    assert (response.status_code, response.content) == (200, PICTURE)


def test_a_note_may_name_only_what_is_there(laptop: WireDevice, desktop: WireDevice) -> None:
    note = a_note("with a picture")
    assert push_naming(laptop, note, NAME) == [("rejected", "blob_missing")]

    send(laptop, PICTURE)

    assert push_naming(laptop, note, NAME, NAME) == [("applied", None)]
    (line, *_) = desktop.changes().content.splitlines()
    assert json.loads(line)["blobs"] == [NAME]
    assert [revision.guid for revision in desktop.pull()] == [note.guid]


def test_an_attachment_of_another_vault_is_not_there(
    laptop: WireDevice, sign_in: Callable[..., WireDevice]
) -> None:
    bob = sign_in("c", "bob")
    send(laptop, PICTURE)

    assert refusal(get(bob)) == (404, "not_found")
    assert push_naming(bob, a_note("mine?"), NAME) == [("rejected", "blob_missing")]
    expect(begin(bob, PICTURE), 201)


@pytest.mark.parametrize("names", [["x"], [NAME.upper()], NAME, [NAME] * 1_001])
def test_names_that_are_none_are_malformed(laptop: WireDevice, names: object) -> None:
    operation = json.loads(encode_operation(a_note("x"))) | {"blobs": names}
    push = encode_push(1, [json.dumps(operation).encode()])

    assert refusal(laptop.send(push)) == (400, "bad_request")


def test_what_a_note_names_stays_and_what_nobody_names_goes_after_a_month(
    server: ServerApp, laptop: WireDevice
) -> None:
    unnamed = b"never named"
    send(laptop, PICTURE)
    send(laptop, unnamed)
    note = a_note("with a picture")
    push_naming(laptop, note, NAME)
    without = edited(note, "without; but history still has it")
    laptop.push(without)
    server.clock.advance(days=29)
    assert tidy(server.state.database, server.clock.now()).blobs == 0

    server.clock.advance(days=2)
    assert tidy(server.state.database, server.clock.now()).blobs == 1
    assert refusal(get(laptop, hashlib.sha256(unnamed).hexdigest())) == (404, "not_found")
    assert expect(get(laptop), 200).content == PICTURE

    laptop.push(deleted(without, purged=True))
    assert count(server, RecordBlobRow) == 0
    assert tidy(server.state.database, server.clock.now()).blobs == 1
    assert count(server, BlobRow) == count(server, BlobPartRow) == used_bytes(laptop) == 0


def test_an_upload_that_nobody_goes_on_with_is_forgotten(
    server: ServerApp, laptop: WireDevice
) -> None:
    ticket = decode_ticket(expect(begin(laptop, PICTURE), 201).content)
    expect(send_part(laptop, ticket.upload, 0, PICTURE[:PART]), 204)
    server.clock.advance(hours=47)
    expect(send_part(laptop, ticket.upload, PART, PICTURE[PART : 2 * PART]), 204)
    server.clock.advance(hours=47)
    tidy(server.state.database, server.clock.now())
    assert count(server, UploadRow) == 1

    server.clock.advance(hours=2)
    tidy(server.state.database, server.clock.now())

    assert count(server, UploadRow) == count(server, BlobPartRow) == 0


def test_the_last_part_sent_twice_harms_nothing(laptop: WireDevice) -> None:
    ticket = decode_ticket(expect(begin(laptop, b"0123456789"), 201).content)
    expect(send_part(laptop, ticket.upload, 0, b"0123456789"), 204)

    # Its answer was lost: the device asks, finds it gone, and begins again.
    assert refusal(send_part(laptop, ticket.upload, 0, b"0123456789")) == (404, "not_found")
    expect(begin(laptop, b"0123456789"), 200)


def test_blobs_of_a_purged_note_are_not_named_any_more_by_others_mistake(
    laptop: WireDevice,
) -> None:
    send(laptop, PICTURE)
    one, other = a_note("one"), a_note("other")
    push_naming(laptop, one, NAME)
    push_naming(laptop, replace(other, guid=Guid(other.guid)), NAME)

    laptop.push(deleted(one, purged=True))

    assert expect(get(laptop), 200).content == PICTURE
