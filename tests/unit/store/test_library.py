"""The library as a file: threads, processes, bad days, backups."""

from __future__ import annotations

import contextlib
import os
import random
import resource
import signal
import sqlite3
import subprocess
import sys
import threading
from collections.abc import Callable
from pathlib import Path

import pytest

import notesapp
from notesapp.config.paths import backups_path, library_path
from notesapp.core.changes import ChangeSet, Origin
from notesapp.core.errors import (
    DiskFull,
    LibraryBusy,
    LibraryDamaged,
    LibraryReadOnly,
    LibraryTooNew,
)
from notesapp.database import engine
from notesapp.store.library import Library
from notesapp.store.places import ALL_NOTES
from tests.support.builders import fill, make_library
from tests.support.clock import FixedClock

ROOT = Path(notesapp.__file__).parent.parent


def titles(library: Library) -> set[str]:
    with library.read() as snapshot:
        return {summary.title for summary in snapshot.notes.list(ALL_NOTES)}


def driver(library: Library) -> sqlite3.Connection:
    connection = library._writer.connection.driver_connection
    assert isinstance(connection, sqlite3.Connection)
    return connection


# --- opening ---------------------------------------------------------------------------------


def test_what_was_written_is_there_when_it_is_opened_again(
    profile: Path, open_library: Callable[..., Library]
) -> None:
    library = open_library(profile)
    fill(library, ["Lisbon"])
    node = library.node
    library.close()
    again = Library.open(profile)
    assert titles(again) == {"Lisbon"}
    assert again.node == node
    assert again.device_name == "Laptop"
    again.close()


def test_the_first_name_of_a_device_is_its_host_name(profile: Path) -> None:
    library = Library.open(profile)
    assert library.device_name
    library.set_device_name("Laptop")
    assert library.device_name == "Laptop"
    library.close()


def test_every_commit_is_durable_and_readers_do_not_wait(library: Library) -> None:
    assert driver(library).execute("PRAGMA synchronous").fetchone() == (2,)
    assert driver(library).execute("PRAGMA journal_mode").fetchone() == ("wal",)
    assert driver(library).execute("PRAGMA foreign_keys").fetchone() == (1,)


def test_a_copied_profile_becomes_another_node_and_keeps_its_notes(
    profile: Path, tmp_path: Path, open_library: Callable[..., Library]
) -> None:
    library = open_library(profile)
    fill(library, ["Lisbon"])
    first = library.node
    library.close()
    copy = tmp_path / "copy"
    copy.mkdir()
    library_path(copy).write_bytes(library_path(profile).read_bytes())
    again = open_library(copy)
    assert again.node != first
    assert titles(again) == {"Lisbon"}


def test_a_newer_library_is_refused_and_left_as_it_is(profile: Path) -> None:
    make_library(profile).close()
    with sqlite3.connect(library_path(profile)) as connection:
        connection.execute("UPDATE alembic_version SET version_num = '9999'")
    connection.close()
    before = library_path(profile).read_bytes()
    with pytest.raises(LibraryTooNew) as caught:
        Library.open(profile)
    assert caught.value.found == "9999"
    assert library_path(profile).read_bytes() == before


@pytest.mark.parametrize("damage", ["garbage", "page", "truncated", "empty"])
def test_a_damaged_file_is_named_with_its_backups_and_left_as_it_is(
    profile: Path, damage: str, clock: FixedClock
) -> None:
    library = make_library(profile, clock=clock)
    fill(library, [f"note {n}" for n in range(200)])
    backup = library.back_up()
    library.close()
    path = library_path(profile)
    whole = path.read_bytes()
    path.write_bytes(
        {
            "garbage": b"this is no database" * 1000,
            "page": whole[:4096] + os.urandom(8192) + whole[12288:],
            "truncated": whole[: len(whole) // 2],
            "empty": b"",
        }[damage]
    )
    broken = path.read_bytes()
    with pytest.raises(LibraryDamaged) as caught:
        Library.open(profile)
    assert caught.value.path == path
    assert caught.value.backups == (backup,)
    assert path.read_bytes() == broken


def test_a_restored_backup_opens_and_the_damaged_file_is_kept(
    profile: Path, clock: FixedClock
) -> None:
    library = make_library(profile, clock=clock)
    fill(library, ["Lisbon"])
    backup, node = library.back_up(), library.node
    library.close()
    library_path(profile).write_bytes(b"broken" * 1000)
    aside = Library.restore_backup(profile, backup)
    assert aside.read_bytes() == b"broken" * 1000
    assert backup.exists()
    again = Library.open(profile)
    assert titles(again) == {"Lisbon"}
    assert again.node != node, "a library put back may have pushed what it doesn't remember"
    again.close()


def test_a_profile_that_cannot_be_made_is_read_only(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(LibraryReadOnly):
        Library.open(tmp_path / "file" / "profile")


# --- writing on a bad day --------------------------------------------------------------------


def test_a_full_disk_while_saving_undoes_the_save_and_leaves_the_rest(library: Library) -> None:
    (guid,) = fill(library, ["Lisbon"])
    pages = driver(library).execute("PRAGMA page_count").fetchone()[0]
    driver(library).execute(f"PRAGMA max_page_count = {pages + 2}")
    with pytest.raises(DiskFull) as caught, library.write(Origin.EDITOR) as tx:
        tx.notes.edit(guid, body="x" * 1_000_000)
    assert caught.value.path == library_path(library.profile)
    with library.read() as snapshot:
        assert snapshot.notes.get(guid).body == "About Lisbon."
    driver(library).execute("PRAGMA max_page_count = 1000000")
    with library.write(Origin.EDITOR) as tx:
        tx.notes.edit(guid, body="there is room again")
    with library.read() as snapshot:
        assert snapshot.notes.get(guid).body == "there is room again"


def test_a_file_that_cannot_be_written_says_so(library: Library) -> None:
    driver(library).execute("PRAGMA query_only = ON")
    with pytest.raises(LibraryReadOnly), library.write(Origin.USER) as tx:
        tx.notes.create(title="Lisbon")
    driver(library).execute("PRAGMA query_only = OFF")
    fill(library, ["Lisbon"])


def test_a_library_that_another_program_keeps_locked_is_busy(
    profile: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    make_library(profile).close()
    monkeypatch.setattr(engine.writer_engine, "__kwdefaults__", {"busy_timeout_ms": 20})
    library = Library.open(profile)
    other = sqlite3.connect(library_path(profile), isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    try:
        with pytest.raises(LibraryBusy), library.write(Origin.USER):
            pass
    finally:
        other.rollback()
        other.close()
    fill(library, ["Lisbon"])
    assert titles(library) == {"Lisbon"}
    library.close()


def test_damage_found_while_reading_says_so(library: Library) -> None:
    fill(library, [f"note {n}" for n in range(500)])
    driver(library).execute("PRAGMA wal_checkpoint(TRUNCATE)")
    library._reader.dispose()
    with library_path(library.profile).open("r+b") as file:
        file.seek(8192)
        file.write(os.urandom(200_000))
    with pytest.raises(LibraryDamaged), library.read() as snapshot:
        for guid in snapshot.notes.ids(ALL_NOTES):
            snapshot.notes.get(guid)


_WRITER = """
import sys
from pathlib import Path
from notesapp.core.changes import Origin
from notesapp.store.library import Library
library = Library.open(Path(sys.argv[1]))
for n in range(100_000):
    with library.write(Origin.EDITOR) as tx:
        tx.notes.create(title=f"note {n}", body="words " * 200, tags=["t"])
    print(n, flush=True)
"""


def test_killed_while_writing_every_save_that_was_reported_is_there(profile: Path) -> None:
    process = subprocess.Popen(
        [sys.executable, "-c", _WRITER, str(profile)], cwd=ROOT, stdout=subprocess.PIPE, text=True
    )
    assert process.stdout is not None
    saved = [int(process.stdout.readline()) for _ in range(25)]
    process.send_signal(signal.SIGKILL)
    saved += [int(line) for line in process.stdout.read().split()]
    process.wait()
    process.stdout.close()
    library = Library.open(profile)
    assert {f"note {n}" for n in saved} <= titles(library)
    with library.read() as snapshot:
        assert snapshot.notes.count(ALL_NOTES) == snapshot.tags.all()[0].note_count
        assert len(snapshot.search.find("words", limit=100_000)) == len(titles(library))
    assert driver(library).execute("PRAGMA integrity_check").fetchone() == ("ok",)
    library.close()


# --- threads and processes -------------------------------------------------------------------


def test_a_reader_sees_one_state_while_somebody_writes(library: Library) -> None:
    fill(library, ["one"])
    with library.read() as snapshot:
        assert snapshot.notes.count(ALL_NOTES) == 1
        fill(library, ["two"])
        assert snapshot.notes.count(ALL_NOTES) == 1
    assert titles(library) == {"one", "two"}


def test_many_threads_write_and_read_without_losing_anything(library: Library) -> None:
    failures: list[BaseException] = []

    def work(name: str) -> None:
        try:
            for n in range(10):
                with library.write(Origin.USER) as tx:
                    tx.notes.create(title=f"{name} {n}")
                with library.read() as snapshot:
                    assert snapshot.search.find(f"{name} {n}")
        except BaseException as error:  # noqa: BLE001 - handed to the test's thread
            failures.append(error)

    threads = [threading.Thread(target=work, args=(f"thread{n}",)) for n in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []
    assert len(titles(library)) == 40


def test_a_transaction_inside_a_transaction_is_a_bug_and_says_so(library: Library) -> None:
    with (
        library.write(Origin.USER),
        pytest.raises(RuntimeError, match="already"),
        library.write(Origin.USER),
    ):
        pass


def test_listeners_are_told_after_the_commit_and_may_read_and_write(library: Library) -> None:
    told: list[ChangeSet] = []

    def listener(changes: ChangeSet) -> None:
        told.append(changes)
        assert changes.notes <= set(_ids(library))
        if len(told) == 1:
            fill(library, ["by the listener"])

    unsubscribe = library.subscribe(listener)
    (guid,) = fill(library, ["Lisbon"])
    assert [c.origin for c in told] == [Origin.USER, Origin.USER]
    assert told[0].notes == {guid}
    unsubscribe()
    fill(library, ["unheard"])
    assert len(told) == 2


def _ids(library: Library) -> list[str]:
    with library.read() as snapshot:
        return [*snapshot.notes.ids(ALL_NOTES)]


def test_what_another_window_writes_is_noticed_once(
    profile: Path, open_library: Callable[..., Library]
) -> None:
    one, two = open_library(profile), open_library(profile, seed="two")
    told: list[ChangeSet] = []
    one.poll_other_processes()
    one.subscribe(told.append)
    fill(one, ["mine"])
    told.clear()
    one.poll_other_processes()
    assert told == []
    fill(two, ["theirs"])
    one.poll_other_processes()
    one.poll_other_processes()
    assert [(c.origin, c.is_everything) for c in told] == [(Origin.OTHER_PROCESS, True)]
    assert titles(one) == titles(two) == {"mine", "theirs"}


def test_two_windows_write_into_one_profile_in_turns(
    profile: Path, open_library: Callable[..., Library]
) -> None:
    one, two = open_library(profile), open_library(profile, seed="two")
    for n in range(10):
        fill(one, [f"one {n}"])
        fill(two, [f"two {n}"])
    assert len(titles(one)) == 20
    assert one.node == two.node


def test_two_programs_start_on_a_new_profile_at_once(profile: Path) -> None:
    script = (
        "import sys; from pathlib import Path; from notesapp.store.library import Library;"
        "l = Library.open(Path(sys.argv[1])); print(l.node); l.close()"
    )
    started = [
        subprocess.Popen(
            [sys.executable, "-c", script, str(profile)], cwd=ROOT,
            stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
        )
        for _ in range(3)
    ]  # fmt: skip
    results = [process.communicate() for process in started]
    assert [process.returncode for process in started] == [0, 0, 0], results
    assert len({out for out, _ in results}) == 1


# --- backups ---------------------------------------------------------------------------------


def test_a_backup_is_whole_and_the_newest_seven_stay(library: Library, clock: FixedClock) -> None:
    assert library.is_backup_due
    made = []
    for n in range(9):
        fill(library, [f"note {n}"])
        clock.advance(days=1)
        made.append(library.back_up())
    assert sorted(backups_path(library.profile).iterdir()) == made[2:]
    with sqlite3.connect(made[-1]) as copy:
        assert copy.execute("SELECT count(*) FROM note").fetchone() == (9,)
    copy.close()


def test_a_backup_is_due_again_after_a_day(profile: Path) -> None:
    library = Library.open(profile)
    made = library.back_up()
    due_at_once = library.is_backup_due
    os.utime(made, (made.stat().st_atime, made.stat().st_mtime - 100_000))
    assert (due_at_once, library.is_backup_due) == (False, True)
    library.close()


def test_tidying_up_empties_the_trash_of_a_month_ago(library: Library, clock: FixedClock) -> None:
    old, live = fill(library, ["old", "live"])
    with library.write(Origin.USER) as tx:
        tx.notes.delete(old)
    clock.advance(days=29)
    library.tidy_up()
    with library.read() as snapshot:
        assert snapshot.notes.find(old) is not None
    clock.advance(days=1)
    library.tidy_up()
    with library.read() as snapshot:
        assert snapshot.notes.find(old) is None
        assert snapshot.notes.find(live) is not None


def test_two_backups_in_one_second_are_two_files(library: Library) -> None:
    assert library.back_up() != library.back_up()


def test_a_damaged_library_pushes_no_good_backup_out(library: Library, clock: FixedClock) -> None:
    fill(library, [f"note {n}" for n in range(500)])
    good = library.back_up()
    driver(library).execute("PRAGMA wal_checkpoint(TRUNCATE)")
    with library_path(library.profile).open("r+b") as file:
        file.seek(8192)
        file.write(os.urandom(100_000))
    clock.advance(days=1)
    with pytest.raises(LibraryDamaged):
        library.back_up()
    assert [*backups_path(library.profile).iterdir()] == [good]


def test_what_is_no_backup_among_the_backups_is_passed_over(
    profile: Path, clock: FixedClock
) -> None:
    library = make_library(profile, clock=clock)
    fill(library, ["Lisbon"])
    backup = library.back_up()
    folder = backups_path(profile)
    (folder / "library-99990101T000000Z.db").mkdir()
    (folder / "library-99990102T000000Z.db").symlink_to(profile / "nothing")
    (folder / "library-99990103T000000Z.db").symlink_to("/proc/self/mem")
    (folder / "library-99990104T000000Z.db").write_bytes(b"no database" * 100)
    library.back_up()
    library.close()
    library_path(profile).write_bytes(b"damaged" * 1000)
    with pytest.raises(LibraryDamaged) as caught:
        Library.open(profile)
    assert backup in caught.value.backups
    assert not [found for found in caught.value.backups if "9999" in found.name]


def test_a_library_with_any_bytes_changed_opens_or_says_that_it_is_damaged(
    profile: Path, clock: FixedClock
) -> None:
    library = make_library(profile, clock=clock)
    fill(library, [f"note {n}" for n in range(20)])
    library.close()
    path = library_path(profile)
    whole = path.read_bytes()
    for seed in range(60):
        chance = random.Random(seed)
        broken = bytearray(whole)
        for _ in range(chance.choice([1, 50, 3000])):
            broken[chance.randrange(len(broken))] = chance.randrange(256)
        path.write_bytes(broken)
        for rest in ("-wal", "-shm"):
            Path(f"{path}{rest}").unlink(missing_ok=True)
        with contextlib.suppress(LibraryDamaged, LibraryTooNew, LibraryReadOnly):
            library = Library.open(profile)
            with contextlib.closing(library):
                titles(library)


def test_a_backup_that_finds_no_room_leaves_the_damaged_file_where_it_is(
    profile: Path, clock: FixedClock
) -> None:
    library = make_library(profile, clock=clock)
    fill(library, ["Lisbon" * 20_000])
    backup = library.back_up()
    library.close()
    path = library_path(profile)
    path.write_bytes(b"damaged")
    before = {file.name for file in profile.iterdir()}
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    former = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (4096, hard))
    try:
        with pytest.raises((DiskFull, LibraryReadOnly)):
            Library.restore_backup(profile, backup)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
        signal.signal(signal.SIGXFSZ, former)
    assert path.read_bytes() == b"damaged"
    assert {file.name for file in profile.iterdir()} == before
