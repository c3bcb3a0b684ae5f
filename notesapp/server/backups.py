"""A backup of all that a server keeps, as one SQLite file, whatever database it runs on.

It is taken row by row from one snapshot while the server runs, and restored into an empty
server of either kind: so it is also the way from SQLite to PostgreSQL and back.
"""

from __future__ import annotations

import os
import secrets
import shutil
import tempfile
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import Connection, delete, func, insert, select
from sqlalchemy.orm import Session

from notesapp.core.errors import LibraryDamaged, NotesError
from notesapp.server.database import FILE_NAME, Database
from notesapp.server.tables import AccountRow, Base, FactRow, RecordRow, VaultRow

_ROWS_AT_ONCE = 50
"""Few, because a row may hold a note of many megabytes."""


class BackupExists(NotesError):
    """There is a file of this name already; backups are never overwritten."""


class NoBackup(NotesError):
    """There is no file of this name, or it isn't a backup."""


class NotEmpty(NotesError):
    """A backup is restored into an empty server only, so that nothing is lost by it."""


@dataclass(frozen=True, slots=True)
class Amount:
    """How much was copied."""

    users: int
    records: int


def back_up(database: Database, destination: Path) -> Amount:
    """Write a backup, whole or not at all; the server may run meanwhile.

    Raises:
        BackupExists: `destination` is there already.
        StoreError: it can't be written.
    """
    if destination.exists():
        raise BackupExists(str(destination))
    destination.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=destination.parent, prefix=".backup-") as folder:
        unfinished = Path(folder) / FILE_NAME
        with (
            closing(_open_file(unfinished)) as copy,
            database.read() as rows,
            copy.write() as session,
        ):
            amount = _copy(rows.connection(), session.connection())
        _sync(unfinished)
        unfinished.rename(destination)
    _sync(destination.parent)
    return amount


def restore(source: Path, database: Database) -> Amount:
    """Fill an empty server from a backup, and give every vault a new epoch.

    By the epoch each device learns that the history it knew was replaced: it compares all it
    has, and sends again what is newer than the backup.

    Raises:
        NoBackup: `source` isn't one.
        NotEmpty: the server has users already.
        LibraryTooNew: a newer program made it.
    """
    if not source.is_file():
        raise NoBackup(str(source))
    with tempfile.TemporaryDirectory(prefix="notes-restore-") as folder:
        # A copy, because an older backup is brought up to date before it is read.
        copied = Path(folder) / FILE_NAME
        shutil.copyfile(source, copied)
        try:
            backup = _open_file(copied)
        except LibraryDamaged as error:
            raise NoBackup(str(source)) from error
        with closing(backup), backup.read() as rows, database.write() as session:
            return _fill(rows, session, source)


def _fill(rows: Session, session: Session, source: Path) -> Amount:
    if session.scalar(select(func.count()).select_from(AccountRow)):
        raise NotEmpty
    amount = _copy(rows.connection(), session.connection())
    if not amount.users:
        raise NoBackup(str(source))
    for vault in session.scalars(select(VaultRow)):
        vault.epoch = secrets.token_hex(16)
    return amount


def _copy(source: Connection, target: Connection) -> Amount:
    """Copy all rows of all tables; what the target says of itself is replaced."""
    target.execute(delete(FactRow))
    counts = {}
    for table in Base.metadata.sorted_tables:
        counts[table.name] = 0
        with source.execution_options(yield_per=_ROWS_AT_ONCE).execute(select(table)) as rows:
            for some in rows.mappings().partitions():
                target.execute(insert(table), [dict(row) for row in some])
                counts[table.name] += len(some)
    return Amount(counts[AccountRow.__tablename__], counts[RecordRow.__tablename__])


def _open_file(path: Path) -> Database:
    return Database.open(path.parent, f"sqlite:///{path}")


def _sync(path: Path) -> None:
    """Make sure that a power cut can't take a file, or its name, back."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
