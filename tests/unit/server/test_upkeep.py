"""What the server forgets, when, and never too early; and what it says of silent devices."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import func, select

from notesapp.core.ids import Rev
from notesapp.database.engine import writer_engine
from notesapp.database.migrate import upgrade
from notesapp.protocol.feed import FeedReader
from notesapp.protocol.greetings import decode_nodes, decode_vault
from notesapp.protocol.messages import NodeState
from notesapp.server import administration
from notesapp.server.access import Claims
from notesapp.server.collecting import KEPT_FOR
from notesapp.server.database import Database
from notesapp.server.migrations import FOLDER
from notesapp.server.packing import pack, unpack
from notesapp.server.pulling import Feed
from notesapp.server.silence import EXPIRES_AFTER
from notesapp.server.tables import CommitRow, RecordRevRow, RecordRow
from notesapp.server.thinning import superfluous
from notesapp.server.upkeep import Tidied, tidy
from tests.support.server_app import ServerApp
from tests.support.wire import WireDevice, a_note, deleted, edited, expect, refusal, statuses

NOW = datetime(2026, 5, 13, 9, 30, tzinfo=UTC)


def collected(server: ServerApp) -> int:
    return tidy(server.state.database, server.clock.now()).deletions


def make_and_purge(laptop: WireDevice) -> None:
    note, kept = a_note("for ever gone"), a_note("stays")
    laptop.push(note, kept)
    laptop.push(edited(kept, "stays, edited"), deleted(note, purged=True))


def confirm(device: WireDevice) -> None:
    """Pull, and pull again: only the second says that what the first brought is stored."""
    device.pull()
    device.pull()


def test_a_deletion_is_forgotten_when_all_have_it_and_a_month_has_passed(
    server: ServerApp, laptop: WireDevice, desktop: WireDevice
) -> None:
    make_and_purge(laptop)
    confirm(laptop)
    server.clock.advance(days=KEPT_FOR.days + 1)
    assert collected(server) == 0  # the desktop has never asked

    desktop.pull()
    assert collected(server) == 0  # it was told, but hasn't said that it has it
    desktop.pull()
    assert collected(server) == 1

    vault = decode_vault(expect(laptop.get(laptop.vault_path), 200).content)
    assert (vault.record_count, vault.gc_floor) == (1, 4)
    with server.state.database.read() as session:
        for table in (RecordRow, RecordRevRow, CommitRow):
            rows = session.scalar(select(func.count()).select_from(table))
            assert rows == {"record": 1, "record_rev": 2, "commit_log": 1}[table.__tablename__]
    assert laptop.pull() == desktop.pull() == []


def test_a_deletion_is_not_forgotten_within_a_month(server: ServerApp, laptop: WireDevice) -> None:
    make_and_purge(laptop)
    confirm(laptop)
    server.clock.advance(days=KEPT_FOR.days - 1)

    assert collected(server) == 0


def test_what_lies_in_the_trash_is_never_forgotten(server: ServerApp, laptop: WireDevice) -> None:
    note = a_note("perhaps wanted back")
    laptop.push(note)
    laptop.push(deleted(note))
    confirm(laptop)
    server.clock.advance(days=1_000)

    assert collected(server) == 0


def test_a_device_silent_for_half_a_year_holds_nothing_up_and_must_compare_all(
    server: ServerApp,
    laptop: WireDevice,
    desktop: WireDevice,
    sign_in: Callable[..., WireDevice],
) -> None:
    laptop.push(a_note("before"))
    confirm(desktop)
    make_and_purge(laptop)
    confirm(laptop)
    server.clock.advance(days=EXPIRES_AFTER.days - 1)
    confirm(laptop)
    assert collected(server) == 0

    server.clock.advance(days=1)
    assert collected(server) == 1

    assert refusal(desktop.changes()) == (410, "cursor_expired")
    # As the client reconciles: from the start, all that there is.
    desktop.cursor = None
    assert len(desktop.pull()) == 2
    assert desktop.pull() == []
    assert laptop.pull() == []


def test_a_revoked_device_holds_nothing_up_and_comes_back_safely(
    server: ServerApp,
    laptop: WireDevice,
    desktop: WireDevice,
    sign_in: Callable[..., WireDevice],
) -> None:
    laptop.push(a_note("before"))
    confirm(desktop)
    make_and_purge(laptop)
    confirm(laptop)
    where = f"/api/v1/nodes/{desktop.session.node}"
    expect(laptop.http.delete(where, headers=laptop.headers()), 204)
    server.clock.advance(days=KEPT_FOR.days + 1)

    assert collected(server) == 1

    back = sign_in("b")
    back.cursor = desktop.cursor
    assert refusal(back.changes()) == (410, "cursor_expired")


def test_a_first_sync_under_way_is_not_harmed(
    server: ServerApp, laptop: WireDevice, desktop: WireDevice
) -> None:
    """It began after the purge, so it never saw the note, and isn't told that it is gone."""
    old = [a_note(f"old {number}") for number in range(4)]
    laptop.push(*old)
    make_and_purge(laptop)
    confirm(laptop)
    confirm(desktop)
    server.clock.advance(days=KEPT_FOR.days + 1)
    # It lost its library and begins anew; the line is cut after the first page.
    feed = Feed(
        server.state.database,
        Claims(desktop.session.token),
        desktop.session.vault,
        None,
        limits=server.state.config.limits,
        page_records=2,
        clock=server.clock,
        is_stopping=lambda: False,
    )
    (first,) = FeedReader().feed(next(feed.chunks()))
    desktop.cursor = first.cursor

    assert collected(server) == 1

    assert len(desktop.pull()) == 3
    assert desktop.pull() == []


def test_a_deletion_forgotten_elsewhere_touches_no_other_vault(
    server: ServerApp, laptop: WireDevice, sign_in: Callable[..., WireDevice]
) -> None:
    bob = sign_in("c", "bob")
    make_and_purge(bob)
    make_and_purge(laptop)
    confirm(laptop)
    server.clock.advance(days=KEPT_FOR.days + 1)

    assert collected(server) == 1
    assert decode_vault(bob.get(bob.vault_path).content).record_count == 2


def test_old_revisions_become_fewer_and_the_current_one_stays(
    server: ServerApp, laptop: WireDevice
) -> None:
    note = a_note("first")
    laptop.push(note)
    for hour in range(30):
        server.clock.advance(hours=1)
        note = edited(note, f"{hour} " + "word " * 100)
        laptop.push(note)
    path = f"{laptop.vault_path}/records/{note.guid}/revisions"
    assert len(laptop.get(path).json()["revisions"]) == 31

    server.clock.advance(days=8)
    tidied = tidy(server.state.database, server.clock.now())

    left = laptop.get(path).json()["revisions"]
    assert tidied == Tidied(deletions=0, revisions=31 - len(left))
    assert len(left) == 3
    assert left[0]["rev"] == note.rev
    assert left[1]["p"]["title"].endswith("word word ")


def test_a_revision_forgotten_by_thinning_is_still_known(
    server: ServerApp, laptop: WireDevice
) -> None:
    note = a_note("first")
    second, third = edited(note, "second"), None
    laptop.push(note)
    laptop.push(second)
    third = edited(second, "third")
    laptop.push(third)
    server.clock.advance(days=8)
    assert tidy(server.state.database, server.clock.now()).revisions == 1

    assert statuses(laptop.push(note)) == ["superseded"]


def test_of_a_week_all_stay_of_a_quarter_one_a_day_then_one_a_week() -> None:
    hours = [(Rev(f"{hour:032x}"), NOW - timedelta(hours=hour)) for hour in range(24 * 365)]

    gone = set(superfluous(hours, NOW))

    kept = [time for rev, time in hours if rev not in gone]
    recent = [time for time in kept if NOW - time <= timedelta(days=7)]
    daily = [time for time in kept if timedelta(days=7) < NOW - time <= timedelta(days=90)]
    weekly = [time for time in kept if NOW - time > timedelta(days=90)]
    assert len(recent) == 7 * 24 + 1
    assert len(daily) == len({time.date() for time in daily}) == 84
    assert len(weekly) == len({time.isocalendar()[:2] for time in weekly})
    assert 39 <= len(weekly) <= 41
    assert set(superfluous([pair for pair in hours if pair[0] not in gone], NOW)) == set()


@pytest.mark.parametrize("payload", [None, b"{}", b'{"body":"%b"}' % (b"word " * 1_000)])
def test_a_packed_payload_comes_back(payload: bytes | None) -> None:
    packed = pack(payload)

    assert unpack(packed) == payload
    assert payload is None or len(packed or b"") <= len(payload)


@pytest.mark.parametrize(
    ("days", "state"),
    [(0, "active"), (6, "active"), (7, "silent"), (179, "silent"), (180, "expired")],
)
def test_a_device_that_falls_silent_is_listed_so(
    server: ServerApp, laptop: WireDevice, desktop: WireDevice, days: int, state: str
) -> None:
    administration.set_reminder(server.state.database, 7)
    desktop.pull()
    server.clock.advance(days=days)
    laptop.pull()

    listing = expect(laptop.get("/api/v1/nodes"), 200)

    nodes = {node.node: node for node in decode_nodes(listing.content)}
    of_desktop = nodes[desktop.session.node]
    assert (of_desktop.state, of_desktop.days_silent) == (NodeState(state), days)
    assert nodes[laptop.session.node].state is NodeState.ACTIVE
    assert listing.json()["remind_after_days"] == 7
    vault = decode_vault(laptop.get(laptop.vault_path).content)
    assert vault.remind_after_days == 7
    facts = administration.node_facts(server.state.database, server.clock)
    assert {"state": state, "days_silent": days}.items() <= {fact["id"]: fact for fact in facts}[
        desktop.session.node
    ].items()


def test_a_database_of_the_first_version_gets_dates_for_its_history(
    tmp_path: Path,
) -> None:
    path = tmp_path / "server.db"
    engine = writer_engine(path)
    with engine.begin() as connection:
        upgrade(connection, FOLDER, path=path, head="0001")
        connection.exec_driver_sql(
            "INSERT INTO commit_log VALUES ('v', 4, 3, 't', 'n', 1, 1700000000000)"
        )
        connection.exec_driver_sql("INSERT INTO record_rev VALUES ('v', 'g', 'r', 3, NULL, NULL)")
    engine.dispose()

    Database.open(tmp_path).close()

    with sqlite3.connect(path) as raw:
        assert raw.execute("SELECT server_time FROM record_rev").fetchall() == [(1700000000000,)]
    raw.close()
