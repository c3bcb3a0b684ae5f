"""Pushes over HTTP and real SQLite: applied once, answered always, in one order."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace

import pytest

from notesapp.core.causality import Hlc
from notesapp.core.clock import to_milliseconds
from notesapp.core.model import NotebookContent, RecordKind
from notesapp.protocol import headers
from notesapp.protocol.messages import EncodedPush
from notesapp.protocol.pushes import encode_operation, encode_push
from notesapp.server.tables import RecordRevRow, RecordRow
from tests.support.server_app import ServerApp
from tests.support.wire import (
    WireDevice,
    a_note,
    deleted,
    edited,
    expect,
    refusal,
    statuses,
)


def test_what_one_device_pushes_another_pulls_unchanged(
    laptop: WireDevice, desktop: WireDevice, server: ServerApp
) -> None:
    note = a_note("two lines\nand a \ud800 and a \x00 and 👩🏽‍🚀")

    answer = laptop.push(note)

    assert statuses(answer) == ["applied"]
    assert (answer.prev_head, answer.head, answer.answers[0].seq) == (0, 1, 1)
    assert desktop.pull() == [replace(note, server_time=server.clock.now())]


def test_a_notebook_a_deletion_and_a_purge_travel_too(
    laptop: WireDevice, desktop: WireDevice
) -> None:
    notebook = replace(a_note(), kind=RecordKind.NOTEBOOK, content=NotebookContent("Work"))
    note, other = a_note("kept in the trash"), a_note("purged")
    trashed, purged = deleted(note), deleted(other, purged=True)
    desktop.pull()

    laptop.push(notebook, note, other)
    laptop.push(trashed, purged)

    got = {revision.guid: revision for revision in desktop.pull()}
    assert got[notebook.guid].content == notebook.content
    assert got[note.guid].is_deleted
    assert got[note.guid].content == note.content
    assert got[other.guid].content is None


def test_a_stale_base_comes_back_with_what_the_server_holds(
    laptop: WireDevice, desktop: WireDevice
) -> None:
    note = a_note("first")
    laptop.push(note)
    desktop.pull()
    theirs, mine = edited(note, "from the laptop"), edited(note, "from the desktop")
    laptop.push(theirs)

    answer = desktop.push(mine, a_note("unharmed"))

    assert statuses(answer) == ["conflict", "applied"]
    current = answer.answers[0].current
    assert current is not None
    assert (current.rev, current.content) == (theirs.rev, theirs.content)


def test_a_revision_sent_late_is_known_as_superseded(laptop: WireDevice) -> None:
    note = a_note("first")
    laptop.push(note)
    newer = edited(note, "second")
    laptop.push(newer)

    answer = laptop.push(note)

    assert statuses(answer) == ["superseded"]
    assert answer.answers[0].current is not None
    assert answer.answers[0].current.rev == newer.rev


def test_the_same_push_again_gets_the_same_answer_and_changes_nothing(
    laptop: WireDevice, desktop: WireDevice
) -> None:
    push = laptop.encode(a_note("once"))
    first = expect(laptop.send(push), 200)

    again = expect(laptop.send(push), 200)

    assert again.content == first.content
    assert again.headers[headers.REPLAYED] == "1"
    assert headers.REPLAYED not in first.headers
    assert len(desktop.pull()) == 1


def test_a_push_with_a_used_number_and_other_notes_is_refused(laptop: WireDevice) -> None:
    laptop.push(a_note("one"))
    laptop.last_push = (0, "")

    assert refusal(laptop.send(laptop.encode(a_note("another")))) == (422, "push_no_reused")


@pytest.mark.parametrize(("number", "code"), [(1, "push_stale"), (4, "push_gap")])
def test_a_push_out_of_its_turn_is_refused(laptop: WireDevice, number: int, code: str) -> None:
    laptop.push(a_note("one"))
    laptop.push(a_note("two"))

    push = encode_push(number, [encode_operation(a_note("odd"))])

    assert refusal(laptop.send(push)) == (409, code)


def test_a_client_that_was_up_to_date_may_adopt_the_cursor_of_its_push(
    laptop: WireDevice,
) -> None:
    laptop.pull()

    answer = laptop.push(a_note("mine"))

    assert answer.prev_cursor == laptop.cursor
    laptop.cursor = answer.cursor
    assert laptop.pull() == []


def test_a_push_that_changes_nothing_leaves_the_cursor_where_it_is(laptop: WireDevice) -> None:
    note = a_note("one")
    laptop.push(note)

    answer = laptop.push(note)

    assert statuses(answer) == ["already"]
    assert (answer.prev_head, answer.prev_cursor) == (answer.head, answer.cursor)


def test_a_clock_years_ahead_is_held_to_the_servers(
    laptop: WireDevice, desktop: WireDevice, server: ServerApp
) -> None:
    now = to_milliseconds(server.clock.now())
    ahead = replace(a_note("from the future"), hlc=Hlc.at(now + 10 * 365 * 86_400_000))

    laptop.push(ahead)

    assert desktop.pull()[0].hlc == Hlc.at(now)


def test_numbers_are_given_without_gaps_whoever_pushes(
    laptop: WireDevice, desktop: WireDevice
) -> None:
    numbers = [
        answer.seq
        for device in (laptop, desktop, laptop)
        for answer in device.push(a_note("a"), a_note("b")).answers
    ]

    assert numbers == [1, 2, 3, 4, 5, 6]


def test_the_vault_counts_what_it_holds(laptop: WireDevice) -> None:
    note, other = a_note("12345"), a_note("x")
    notebook = replace(a_note(), kind=RecordKind.NOTEBOOK, content=NotebookContent("Work"))
    laptop.push(note, other, notebook)
    laptop.push(deleted(note, purged=True))

    vault = expect(laptop.get(laptop.vault_path), 200).json()

    payload = json.loads(encode_operation(other))["p"]
    of_notebook = json.loads(encode_operation(notebook))["p"]
    used = sum(len(json.dumps(p, separators=(",", ":"))) for p in (payload, of_notebook))
    assert (vault["note_count"], vault["record_count"]) == (1, 3)
    assert (vault["used"], vault["head"], vault["quota"]) == (used, 4, None)


def test_too_large_a_record_is_rejected_alone(laptop: WireDevice) -> None:
    answer = laptop.push(a_note("x" * 1_500), a_note("small"))

    assert statuses(answer) == ["rejected", "applied"]
    assert (answer.answers[0].code, answer.answers[0].limit) == ("too_large", 2_000)


def test_too_large_a_push_is_refused_with_the_limit(laptop: WireDevice) -> None:
    by_count = laptop.send(laptop.encode(*[a_note("x") for _ in range(21)]))
    by_bytes = laptop.send(laptop.encode(*[a_note("x" * 9_000) for _ in range(9)]))

    assert refusal(by_count) == (413, "too_large")
    assert by_count.json()["limit"] == 20
    assert refusal(by_bytes) == (413, "too_large")


@pytest.mark.parametrize(
    ("more", "expected"),
    [
        ({"Content-Type": "text/plain"}, (415, "unsupported_type")),
        ({"Content-Encoding": "br"}, (415, "unsupported_type")),
        ({"Content-Digest": headers.content_digest_value(b"other")}, (400, "bad_request")),
        ({"Notes-Epoch": "0" * 32}, (409, "epoch_changed")),
        ({"Notes-Node": "f" * 32}, (409, "node_forked")),
        ({"Notes-Protocol": "2.0"}, (426, "upgrade_required")),
        ({"Notes-Protocol": "soon"}, (426, "upgrade_required")),
    ],
)
def test_a_push_under_wrong_headers_is_refused(
    laptop: WireDevice, more: dict[str, str], expected: tuple[int, str]
) -> None:
    assert refusal(laptop.send(laptop.encode(a_note("x")), **more)) == expected


@pytest.mark.parametrize("body", [b"", b"{", b"[]", b'{"push_no":1,"ops":[{"guid":"x"}]}'])
def test_a_push_that_is_no_push_is_refused(laptop: WireDevice, body: bytes) -> None:
    assert refusal(laptop.send(EncodedPush(1, body, ""))) == (400, "bad_request")


def test_earlier_revisions_are_kept_newest_first(laptop: WireDevice) -> None:
    first = a_note("first")
    second = edited(first, "second")
    third = edited(second, "third")
    laptop.push(first, second)
    laptop.push(third)

    history = expect(laptop.get(f"records/{first.guid}/revisions"), 200).json()["revisions"]

    assert [revision["p"]["body"] for revision in history] == ["third", "second", "first"]
    assert refusal(laptop.get(f"records/{a_note().guid}/revisions")) == (404, "not_found")


def test_a_purged_note_leaves_no_text_behind_but_is_still_known(
    laptop: WireDevice, server: ServerApp
) -> None:
    first = a_note("a secret that must go")
    second = edited(first, "a secret, edited")
    laptop.push(first)
    laptop.push(second)

    laptop.push(deleted(second, purged=True))

    with server.state.database.read() as session:
        kept = [row.payload for row in session.query(RecordRevRow)]
        kept += [row.payload for row in session.query(RecordRow)]
    assert kept == [None] * 4
    history = expect(laptop.get(f"records/{first.guid}/revisions"), 200).json()["revisions"]
    assert [revision["p"] for revision in history] == [None]
    assert statuses(laptop.push(first)) == ["superseded"]


def test_the_last_synchronization_date_is_set_by_a_push(
    laptop: WireDevice, server: ServerApp, sign_in: Callable[..., WireDevice]
) -> None:
    server.clock.advance(hours=1)
    laptop.push(a_note("x"))

    (node,) = expect(laptop.get("/api/v1/nodes"), 200).json()["nodes"]

    assert node["last_sync"] == to_milliseconds(server.clock.now())
