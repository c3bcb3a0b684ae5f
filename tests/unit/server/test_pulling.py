"""The feed over HTTP and real SQLite: everything once, in order, and history betrayed."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from notesapp.core.clock import to_milliseconds
from notesapp.protocol.feed import FeedReader
from notesapp.protocol.values import Malformed
from notesapp.server.access import Claims
from notesapp.server.cursors import Cursor
from notesapp.server.pulling import Feed
from tests.support.server_app import ServerApp, server_app
from tests.support.wire import (
    WireDevice,
    a_note,
    deleted,
    edited,
    expect,
    read_feed,
    refusal,
)


def test_a_long_feed_comes_in_pages_that_together_are_everything(
    laptop: WireDevice, desktop: WireDevice
) -> None:
    notes = [a_note(f"note {number}") for number in range(45)]
    for start in range(0, 45, 15):
        laptop.push(*notes[start : start + 15])

    pages = read_feed(expect(desktop.changes(limit="10"), 200).content)

    assert [len(page.revisions) for page in pages] == [10, 10, 10, 10, 5]
    assert [page.is_last for page in pages] == [False] * 4 + [True]
    assert [r.guid for page in pages for r in page.revisions] == [note.guid for note in notes]


def test_a_page_ends_early_where_the_notes_are_long(
    laptop: WireDevice, desktop: WireDevice
) -> None:
    for _ in range(3):
        laptop.push(*[a_note("x" * 900) for _ in range(3)])

    pages = read_feed(expect(desktop.changes(), 200).content)

    assert len(pages) > 1
    assert sum(len(page.revisions) for page in pages) == 9


def test_a_pull_can_go_on_after_any_page(laptop: WireDevice, desktop: WireDevice) -> None:
    notes = [a_note(f"note {number}") for number in range(9)]
    laptop.push(*notes)
    pages = read_feed(expect(desktop.changes(limit="4"), 200).content)

    desktop.cursor = pages[0].cursor

    assert [revision.guid for revision in desktop.pull()] == [note.guid for note in notes[4:]]


def test_a_note_changed_since_comes_once_and_last(laptop: WireDevice, desktop: WireDevice) -> None:
    first, second = a_note("first"), a_note("second")
    laptop.push(first, second)
    laptop.push(edited(first, "first, edited"))

    got = desktop.pull()

    assert [revision.content.body for revision in got if revision.content] == [  # type: ignore[union-attr]
        "second",
        "first, edited",
    ]


def test_nothing_new_is_one_short_answer(laptop: WireDevice) -> None:
    laptop.push(a_note("x"))
    laptop.pull()

    response = expect(laptop.changes(), 200)

    assert len(response.content) < 500
    assert [page.revisions for page in read_feed(response.content)] == [()]


def test_purged_deletions_are_spared_to_a_newcomer_but_not_to_those_who_had_the_note(
    laptop: WireDevice, desktop: WireDevice, sign_in: Callable[..., WireDevice]
) -> None:
    note, other = a_note("purged"), a_note("in the trash")
    laptop.push(note, other)
    desktop.pull()
    laptop.push(deleted(note, purged=True), deleted(other))

    assert {revision.guid for revision in sign_in("c").pull()} == {other.guid}
    assert {revision.guid for revision in desktop.pull()} == {note.guid, other.guid}


def test_a_purge_during_a_first_pull_reaches_the_newcomer(
    laptop: WireDevice, desktop: WireDevice
) -> None:
    notes = [a_note(f"note {number}") for number in range(4)]
    laptop.push(*notes)
    pages = read_feed(expect(desktop.changes(limit="2"), 200).content)
    desktop.cursor = pages[0].cursor
    laptop.push(deleted(notes[0], purged=True))

    got = desktop.pull(limit="2")

    assert got[-1].guid == notes[0].guid
    assert got[-1].content is None


@pytest.mark.parametrize(
    ("accepted", "coding"),
    [("gzip, zstd", "zstd"), ("gzip, deflate", "gzip"), ("zstd;q=0, gzip", "gzip")],
)
def test_a_feed_is_compressed_for_those_who_ask(
    laptop: WireDevice, desktop: WireDevice, accepted: str, coding: str
) -> None:
    laptop.push(a_note("x" * 900))
    plain = desktop.http.get(
        f"{desktop.vault_path}/changes",
        headers={**desktop.headers(), "Accept-Encoding": "identity"},
    )

    packed = desktop.http.get(
        f"{desktop.vault_path}/changes",
        headers={**desktop.headers(), "Accept-Encoding": accepted},
    )

    assert "content-encoding" not in plain.headers
    assert packed.headers["content-encoding"] == coding
    assert read_feed(packed.content)[0].revisions == read_feed(plain.content)[0].revisions


def test_only_a_cursor_that_comes_back_counts_as_stored(
    laptop: WireDevice, desktop: WireDevice, server: ServerApp
) -> None:
    laptop.push(a_note("x"), a_note("y"))

    def acked() -> tuple[int, int]:
        (node,) = (
            node
            for node in laptop.get("/api/v1/nodes").json()["nodes"]
            if node["id"] == desktop.session.node
        )
        return node["acked_seq"], node["last_sync"]

    desktop.pull()
    assert acked() == (0, to_milliseconds(server.clock.now()))
    server.clock.advance(minutes=5)
    desktop.pull()
    assert acked() == (2, to_milliseconds(server.clock.now()))


def test_a_restored_server_is_found_out_also_when_it_grew_past_the_cursor(
    tmp_path: Path,
) -> None:
    data, backup = tmp_path / "server", tmp_path / "backup"
    users = {"ann": "secret"}
    with server_app(data, users=users) as server, server.client() as http:
        laptop = WireDevice.sign_in(http, "ann", "secret", "a")
        desktop = WireDevice.sign_in(http, "ann", "secret", "b")
        laptop.push(a_note("before the backup"))
    shutil.copytree(data, backup)
    with server_app(data) as server, server.client() as http:
        laptop.http = desktop.http = http
        desktop.pull()
        laptop.push(a_note("after the backup"))
        desktop.pull()
        at_two = desktop.cursor
    with server_app(backup) as server, server.client() as http:
        laptop.http = desktop.http = http

        assert refusal(desktop.changes()) == (409, "history_diverged")
        assert refusal(laptop.changes()) == (409, "push_gap")
        third = WireDevice.sign_in(http, "ann", "secret", "c")
        third.push(a_note("grown"), a_note("past it"))
        desktop.cursor = at_two
        assert refusal(desktop.changes()) == (409, "history_diverged")


def test_a_copied_device_is_found_out_by_its_last_push(laptop: WireDevice) -> None:
    laptop.push(a_note("one"))
    known = laptop.last_push
    laptop.push(a_note("two, by the copy"))

    laptop.last_push = known
    assert refusal(laptop.changes()) == (409, "push_stale")
    laptop.last_push = (2, "f" * 64)
    assert refusal(laptop.changes()) == (409, "node_forked")


def a_feed(server: ServerApp, device: WireDevice, is_stopping: Callable[[], bool]) -> Feed:
    return Feed(
        server.state.database,
        Claims(device.session.token),
        device.session.vault,
        None,
        limits=server.state.config.limits,
        page_records=2,
        clock=server.clock,
        is_stopping=is_stopping,
    )


def test_a_server_that_stops_ends_a_long_feed_after_a_whole_page(
    laptop: WireDevice, desktop: WireDevice, server: ServerApp
) -> None:
    laptop.push(*[a_note(f"note {number}") for number in range(5)])
    reader = FeedReader()

    chunks = list(a_feed(server, desktop, lambda: True).chunks())

    (page,) = [page for chunk in chunks for page in reader.feed(chunk)]
    assert (len(page.revisions), page.is_last) == (2, False)
    assert not reader.finish().is_up_to_date


def test_a_device_revoked_in_the_middle_of_a_feed_gets_no_further_page(
    laptop: WireDevice, desktop: WireDevice, server: ServerApp
) -> None:
    laptop.push(*[a_note(f"note {number}") for number in range(5)])
    chunks = a_feed(server, desktop, lambda: False).chunks()
    reader = FeedReader()
    first = list(reader.feed(next(chunks)))

    where = f"/api/v1/nodes/{desktop.session.node}"
    expect(laptop.http.delete(where, headers=laptop.headers()), 204)

    assert len(first) == 1
    assert list(chunks) == []
    with pytest.raises(Malformed):
        reader.finish()


def test_a_cursor_of_another_epoch_is_refused(laptop: WireDevice) -> None:
    laptop.pull()
    assert laptop.cursor is not None
    cursor = Cursor.decode(laptop.cursor)
    laptop.cursor = Cursor("0" * 16, cursor.seq, cursor.tag).encode()

    assert refusal(laptop.changes()) == (409, "epoch_changed")


@pytest.mark.parametrize(
    "parameters",
    [
        {"since": "x"},
        {"since": "é"},
        {"since": "A" * 44},
        {"limit": "0"},
        {"limit": "x"},
        {"wait": "-1"},
    ],
)
def test_parameters_that_make_no_sense_are_refused(
    laptop: WireDevice, parameters: dict[str, str]
) -> None:
    assert refusal(laptop.changes(**parameters)) == (400, "bad_request")


def test_a_cursor_comes_back_as_it_was() -> None:
    cursor = Cursor("0123456789abcdef", 1 << 40, "fedcba9876543210", 7)

    assert Cursor.decode(cursor.encode()) == cursor
