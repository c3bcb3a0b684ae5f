"""Two server processes behind one real PostgreSQL: one order, nothing missed, everybody poked."""

from __future__ import annotations

import functools
import random
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import httpx
import psycopg
import pytest
from sqlalchemy import make_url, text

from notesapp.core.clock import SystemClock
from notesapp.protocol.messages import ServerLimits
from notesapp.protocol.pushes import decode_answer, decode_push
from notesapp.server import backups, courier, pushing
from notesapp.server.access import Claims
from notesapp.server.database import Database
from notesapp.server.pulling import Feed
from notesapp.server.upkeep import tidy
from tests.support.server_events import listening
from tests.support.server_postgres import NoPostgres, Postgres, running_postgres
from tests.support.server_process import ServerProcess, running_server
from tests.support.wire import WireDevice, a_note, deleted, expect, read_feed, refusal, statuses

USERS = {"ann": "secret", "bob": "hidden"}


@pytest.fixture(scope="module")
def postgres() -> Iterator[Postgres]:
    try:
        with running_postgres() as running:
            yield running
    except NoPostgres as reason:
        pytest.skip(f"no PostgreSQL here that runs: {reason}")


@pytest.fixture
def url(postgres: Postgres) -> str:
    return postgres.new_database()


@pytest.fixture
def servers(url: str, tmp_path: Path) -> Iterator[tuple[ServerProcess, ServerProcess]]:
    with (
        running_server(tmp_path / "one", users=USERS, database=url) as one,
        running_server(tmp_path / "two", database=url) as two,
    ):
        yield one, two


@pytest.fixture
def laptop(servers: tuple[ServerProcess, ServerProcess]) -> Iterator[WireDevice]:
    """A device at the first process."""
    with httpx.Client(base_url=servers[0].url, timeout=30) as http:
        yield WireDevice.sign_in(http, "ann", "secret", "a")


@pytest.fixture
def desktop(servers: tuple[ServerProcess, ServerProcess]) -> Iterator[WireDevice]:
    """A device of the same user at the second process."""
    with httpx.Client(base_url=servers[1].url, timeout=30) as http:
        yield WireDevice.sign_in(http, "ann", "secret", "b", "Desktop")


def direct(url: str) -> psycopg.Connection[tuple[object, ...]]:
    address = make_url(url).set(drivername="postgresql").render_as_string()
    return psycopg.connect(address, autocommit=True)


def test_what_one_process_takes_the_other_gives(laptop: WireDevice, desktop: WireDevice) -> None:
    note = a_note("written in one \x00 and read in the other \ud800 👩🏽‍🚀")
    laptop.push(note)

    (got,) = desktop.pull()

    assert got.content == note.content
    assert statuses(desktop.push(a_note("and back"))) == ["applied"]
    assert len(laptop.pull()) == 2


def test_processes_that_start_at_once_on_an_empty_database_agree_who_they_are(
    url: str, tmp_path: Path
) -> None:
    with ThreadPoolExecutor() as pool:
        opened = [pool.submit(Database.open, tmp_path / str(n), url) for n in range(4)]
        databases = [future.result() for future in opened]
    identities = {database.server_id for database in databases}
    for database in databases:
        database.close()

    assert len(identities) == 1


def test_a_push_to_one_process_is_told_to_the_listeners_of_the_other(
    servers: tuple[ServerProcess, ServerProcess], laptop: WireDevice, desktop: WireDevice
) -> None:
    with listening(desktop) as told, listening(laptop) as own:
        laptop.push(a_note("x"))

        assert f'"vault":"{laptop.session.vault}","head":1' in told.next_event()
        desktop.push(a_note("y"))
        # The first it hears is the other's: its own push was not told to it.
        assert '"head":2' in own.next_event()
        for server in servers:
            server.stop()


def test_a_cut_line_between_the_processes_is_mended_and_what_was_missed_is_told(
    servers: tuple[ServerProcess, ServerProcess],
    laptop: WireDevice,
    desktop: WireDevice,
    url: str,
) -> None:
    with listening(desktop) as told:
        with direct(url) as connection:
            connection.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                " WHERE datname = current_database() AND application_name = %s",
                [courier.APPLICATION],
            )
        laptop.push(a_note("while nobody could hear"))

        assert '"head":1' in told.next_event()
        for server in servers:
            server.stop()


def test_pushes_to_one_vault_wait_for_each_other_and_other_vaults_do_not(
    laptop: WireDevice, desktop: WireDevice, url: str
) -> None:
    bob = WireDevice.sign_in(desktop.http, "bob", "hidden", "c")
    with direct(url) as holder, holder.transaction():
        holder.execute("SELECT 1 FROM vault WHERE id = %s FOR UPDATE", [laptop.session.vault])

        assert statuses(bob.push(a_note("not held up"))) == ["applied"]
        assert desktop.pull() == []
        held_up = laptop.send(laptop.encode(a_note("held up")))

    assert refusal(held_up) == (503, "busy")
    assert held_up.headers["retry-after"] == "1"
    assert statuses(laptop.push(a_note("now"))) == ["applied"]


def test_upkeep_passes_over_a_vault_that_is_locked(
    laptop: WireDevice, desktop: WireDevice, url: str, tmp_path: Path
) -> None:
    bob = WireDevice.sign_in(desktop.http, "bob", "hidden", "c")
    for device in (laptop, bob):
        note = a_note("gone for ever")
        device.push(note)
        device.push(deleted(note, purged=True))
        for _ in range(2):
            device.pull()
    desktop.pull()
    desktop.pull()
    later = SystemClock().now() + timedelta(days=40)

    with closing(Database.open(tmp_path / "here", url)) as database:
        with direct(url) as holder, holder.transaction():
            holder.execute("SELECT 1 FROM vault WHERE id = %s FOR UPDATE", [laptop.session.vault])
            assert tidy(database, later).deletions == 1
        assert tidy(database, later).deletions == 1


def test_a_process_killed_in_the_middle_leaves_whole_pushes_to_the_other(
    servers: tuple[ServerProcess, ServerProcess], laptop: WireDevice, desktop: WireDevice
) -> None:
    has_begun = threading.Event()
    sent = []

    def push_until_it_dies() -> None:
        while True:
            sent.append(laptop.encode(*[a_note("x") for _ in range(5)]))
            try:
                expect(laptop.send(sent[-1]), 200)
            except httpx.TransportError:
                return
            laptop.last_push = (sent[-1].number, sent[-1].digest)
            if len(sent) == 10:
                has_begun.set()

    pusher = threading.Thread(target=push_until_it_dies)
    pusher.start()
    assert has_begun.wait(60)
    servers[0].kill()
    pusher.join()

    laptop.http = desktop.http
    again = expect(laptop.send(sent[-1]), 200)

    assert statuses(decode_answer(again.content)) == ["applied"] * 5
    got = desktop.pull()
    assert len({revision.guid for revision in got}) == len(got) == 5 * len(sent)


def test_a_restarted_database_is_found_again(
    postgres: Postgres, laptop: WireDevice, desktop: WireDevice
) -> None:
    laptop.push(a_note("before"))
    postgres.restart()

    answers = [desktop.changes() for _ in range(60)]

    # Each connection that was cut may cost one request; none of them a note.
    assert {answer.status_code for answer in answers} <= {200, 503}
    assert len(read_feed(expect(answers[-1], 200).content)[0].revisions) == 1


def test_a_reader_beside_slow_transactions_misses_nothing(
    laptop: WireDevice, desktop: WireDevice, url: str, tmp_path: Path
) -> None:
    """Transactions that began earlier and commit later are what a plain sequence would miss."""
    chance = random.Random(4711)
    pause = functools.partial(chance.uniform, 0, 0.02)
    writers = [laptop, desktop]
    writers += [WireDevice.sign_in(laptop.http, "ann", "secret", digit) for digit in "cdef"]
    reader = WireDevice.sign_in(laptop.http, "ann", "secret", "9")

    def write(device: WireDevice, pauses: list[tuple[float, float]]) -> None:
        for before, after in pauses:
            push = device.encode(a_note("one"), a_note("two"))
            with database.write() as session:
                session.execute(text(f"SELECT pg_sleep({before})"))
                pushing.push(
                    session,
                    Claims(device.session.token),
                    device.session.vault,
                    decode_push(push.body),
                    push.digest,
                    limits=ServerLimits(),
                    now=SystemClock().now(),
                )
                session.flush()
                session.execute(text(f"SELECT pg_sleep({after})"))
            device.last_push = (push.number, push.digest)

    with closing(Database.open(tmp_path / "here", url)) as database, ThreadPoolExecutor() as pool:
        futures = [
            pool.submit(write, device, [(pause(), pause()) for _ in range(12)])
            for device in writers
        ]
        seen: list[str] = []
        while True:
            is_over = all(future.done() for future in futures)
            feed = Feed(
                database,
                Claims(reader.session.token),
                reader.session.vault,
                reader.cursor,
                limits=ServerLimits(),
                page_records=3,
                clock=SystemClock(),
                is_stopping=lambda: False,
            )
            pages = read_feed(b"".join(feed.chunks()))
            reader.cursor = pages[-1].cursor
            seen += [revision.guid for page in pages for revision in page.revisions]
            if is_over:
                break
        for future in futures:
            future.result()

    assert len(set(seen)) == len(seen) == len(writers) * 12 * 2


def test_a_library_moves_from_sqlite_to_postgresql_by_backup_and_restore(
    tmp_path: Path, url: str
) -> None:
    note = a_note("written on the small server")
    with running_server(tmp_path / "small", users=USERS) as small:
        with httpx.Client(base_url=small.url, timeout=30) as http:
            laptop = WireDevice.sign_in(http, "ann", "secret", "a")
            laptop.push(note)
        small.command("backup", str(tmp_path / "backup.db"))
    large = ServerProcess(tmp_path / "large", database=url)
    large.command("restore", str(tmp_path / "backup.db"))
    large.start()
    try:
        with httpx.Client(base_url=large.url, timeout=30) as http:
            laptop.http = http
            assert refusal(laptop.changes()) == (409, "epoch_changed")
            again = WireDevice.sign_in(http, "ann", "secret", "b")
            assert again.session.server_id == laptop.session.server_id
            (got,) = again.pull()
            assert got.content == note.content
            large.command("backup", str(tmp_path / "and back.db"))
    finally:
        large.close()
    with closing(Database.open(tmp_path / "small again")) as database:
        assert backups.restore(tmp_path / "and back.db", database).records == 1
