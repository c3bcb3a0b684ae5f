"""Backup and restore: all of it, whole or not at all, and no device loses a word by it."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy import select

from notesapp.config.credentials import Credentials
from notesapp.server import backups
from notesapp.server.backups import BackupExists, NoBackup, NotEmpty
from notesapp.server.database import Database
from notesapp.server.tables import Base, VaultRow
from notesapp.store.library import Library
from notesapp.sync import accounts
from tests.support.devices import Device
from tests.support.devices import closing as closing_devices
from tests.support.server_app import ServerApp
from tests.support.server_process import ServerProcess, running_server
from tests.support.wire import WireDevice, a_note, deleted, edited

USER, PASSWORD = "ana", "correct horse"


def rows_of(database: Database) -> dict[str, list[tuple[object, ...]]]:
    with database.read() as session:
        return {
            table.name: sorted(map(tuple, session.execute(select(table))), key=repr)
            for table in Base.metadata.sorted_tables
        }


def test_a_backup_restored_holds_every_row_and_only_the_epoch_is_new(
    server: ServerApp, laptop: WireDevice, tmp_path: Path
) -> None:
    note, other = a_note("first \x00 \ud800"), a_note("gone")
    laptop.push(note, other)
    laptop.push(edited(note, "second"), deleted(other, purged=True))
    destination = tmp_path / "backups" / "monday.db"

    amount = backups.back_up(server.state.database, destination)

    assert (amount.users, amount.records) == (2, 2)
    assert [path.name for path in destination.parent.iterdir()] == ["monday.db"]
    with closing(Database.open(tmp_path / "new")) as restored:
        assert backups.restore(destination, restored) == amount
        before, after = rows_of(server.state.database), rows_of(restored)
        epochs = Base.metadata.tables[VaultRow.__tablename__].columns.keys().index("epoch")
        for row in (*before["vault"], *after["vault"]):
            assert len(str(row[epochs])) == 32
        assert not {row[epochs] for row in before["vault"]} & {
            row[epochs] for row in after["vault"]
        }
        for rows in (before, after):
            rows["vault"] = [row[:epochs] + row[epochs + 1 :] for row in rows["vault"]]
        assert before == after
    with closing(Database.open(tmp_path / "new")) as again:
        assert again.server_id == server.state.database.server_id


def test_nothing_is_overwritten(server: ServerApp, tmp_path: Path) -> None:
    taken = tmp_path / "taken.db"
    taken.write_bytes(b"precious")

    with pytest.raises(BackupExists):
        backups.back_up(server.state.database, taken)
    good = tmp_path / "good.db"
    backups.back_up(server.state.database, good)
    before = rows_of(server.state.database)
    with pytest.raises(NotEmpty):
        backups.restore(good, server.state.database)

    assert taken.read_bytes() == b"precious"
    assert rows_of(server.state.database) == before


@pytest.mark.parametrize("content", [None, b"", b"not a database " * 400])
def test_what_is_no_backup_changes_nothing(tmp_path: Path, content: bytes | None) -> None:
    source = tmp_path / "source.db"
    if content is not None:
        source.write_bytes(content)
    with closing(Database.open(tmp_path / "new")) as database:
        before = rows_of(database)
        with pytest.raises(NoBackup):
            backups.restore(source, database)

        assert rows_of(database) == before


@pytest.fixture
def process(tmp_path: Path) -> Iterator[ServerProcess]:
    with running_server(tmp_path / "server", users={USER: PASSWORD}) as running:
        yield running


def connected(profile: Path, url: str, name: str) -> Device:
    library, credentials = Library.open(profile), Credentials(profile)
    accounts.connect(library, credentials, url, USER, PASSWORD, name)
    return Device(library, accounts.open_backend(library, credentials))


def test_devices_lose_nothing_when_the_server_goes_back_to_an_older_backup(
    process: ServerProcess, tmp_path: Path
) -> None:
    laptop = connected(tmp_path / "laptop", process.url, "Laptop")
    desktop = connected(tmp_path / "desktop", process.url, "Desktop")
    backup = str(tmp_path / "backup.db")
    with closing_devices(laptop, desktop):
        old = laptop.write("in the backup")
        changed = laptop.write("in the backup, to be changed")
        laptop.sync()
        desktop.sync()
        process.command("backup", backup)
        new = desktop.write("after the backup")
        desktop.edit(changed, "changed after the backup")
        desktop.sync()
        laptop.sync()
        unsent = laptop.write("never sent before the restore")

        process.stop()
        shutil.rmtree(process.data)
        process.command("restore", backup)
        process.start()
        for device in (laptop, desktop, laptop, desktop):
            device.sync()

        expected = {
            old: "in the backup",
            changed: "changed after the backup",
            new: "after the backup",
            unsent: "never sent before the restore",
        }
        assert laptop.bodies() == desktop.bodies() == expected
        assert laptop.conflicts() == desktop.conflicts() == {}
        assert laptop.live_revisions() == desktop.live_revisions()


def test_the_commands_say_what_they_did_and_why_not(process: ServerProcess, tmp_path: Path) -> None:
    backup = str(tmp_path / "backup.db")

    assert "1 users" in process.command("backup", backup)
    for arguments, word in (
        (("backup", backup), "there already"),
        (("restore", backup), "has users already"),
        (("restore", str(tmp_path / "nowhere")), "isn't a backup"),
    ):
        with pytest.raises(subprocess.CalledProcessError) as caught:
            process.command(*arguments)
        assert word in caught.value.stderr
        assert caught.value.returncode == 1
