"""Automatic backups: made while the library is open, checked, seven kept."""

from __future__ import annotations

import contextlib
import os
import shutil
import sqlite3
from datetime import datetime, timedelta
from pathlib import Path

from notesapp.config.paths import backups_path, library_path
from notesapp.core.errors import LibraryDamaged
from notesapp.database.errors import refused, translated

KEPT = 7
EVERY = timedelta(days=1)

_STAMP = "%Y%m%dT%H%M%S"


def make(profile: Path, now: datetime) -> Path:
    """Copy the library by SQLite's backup interface, check the copy, drop the eighth oldest.

    The connection is its own: a copy made from one with an open transaction never ends.

    Raises:
        LibraryDamaged: the library didn't pass the check; no older backup was dropped.
        DiskFull: there is no room; nothing is left behind.
    """
    source, folder = library_path(profile), backups_path(profile)
    target = _free_name(folder, now)
    partial = target.with_suffix(".partial")
    try:
        folder.mkdir(parents=True, exist_ok=True)
        _copy(source, partial)
        if not is_sound(partial):
            raise LibraryDamaged(source, newest_first(profile))
        _flush(partial)
        partial.replace(target)
    except (sqlite3.Error, UnicodeDecodeError) as error:
        ours = translated(error, source)
        if ours is None:
            raise
        raise ours from error
    finally:
        for rest in (partial, Path(f"{partial}-wal"), Path(f"{partial}-shm")):
            rest.unlink(missing_ok=True)
    for old in newest_first(profile)[KEPT:]:
        old.unlink(missing_ok=True)
    return target


def is_due(profile: Path, now: datetime) -> bool:
    """Say whether the newest backup is older than a day, or there is none."""
    backups = newest_first(profile)
    if not backups:
        return True
    return now.timestamp() - backups[0].stat().st_mtime >= EVERY.total_seconds()


def newest_first(profile: Path) -> list[Path]:
    """Return the automatic backups, newest first."""
    found = backups_path(profile).glob("library-*.db")
    return sorted((path for path in found if path.is_file()), reverse=True)


def is_sound(path: Path) -> bool:
    """Say whether a database file can be read whole."""
    try:
        with contextlib.closing(_open_read_only(path)) as connection:
            return bool(connection.execute("PRAGMA quick_check(1)").fetchone() == ("ok",))
    except (sqlite3.Error, UnicodeDecodeError):  # the message about a garbled schema is no text
        return False


def restore(profile: Path, backup: Path, now: datetime) -> Path:
    """Put a backup in the library's place and return where the former file went.

    Nothing is deleted: the former file and its log are renamed beside the library.

    Raises:
        DiskFull, LibraryReadOnly: the backup could not be copied; nothing was touched.
    """
    library = library_path(profile)
    aside = library.with_name(f"library-damaged-{now.strftime(_STAMP)}.db")
    fresh = library.with_name("library-restoring.db")
    try:
        shutil.copyfile(backup, fresh)
        _flush(fresh)
    except OSError as error:
        with contextlib.suppress(OSError):
            fresh.unlink(missing_ok=True)
        raise refused(error, library) from error
    for ending in ("-wal", "-shm", ""):
        former = Path(f"{library}{ending}")
        if former.exists():
            former.replace(f"{aside}{ending}")
    fresh.replace(library)
    return aside


def _copy(source: Path, target: Path) -> None:
    with (
        contextlib.closing(_open_read_only(source)) as here,
        contextlib.closing(sqlite3.connect(target)) as there,
    ):
        here.backup(there)
        # One file: whoever puts it back needs no log beside it.
        there.execute("PRAGMA journal_mode = DELETE")


def _open_read_only(path: Path) -> sqlite3.Connection:
    return sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True)


def _free_name(folder: Path, now: datetime) -> Path:
    name, count = folder / f"library-{now.strftime(_STAMP)}Z.db", 1
    while name.exists():
        count += 1
        name = folder / f"library-{now.strftime(_STAMP)}Z-{count}.db"
    return name


def _flush(path: Path) -> None:
    with path.open("rb+") as file:
        os.fsync(file.fileno())
