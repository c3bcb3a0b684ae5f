"""The one edge where SQLite's errors become ours.

`install` hooks into an engine, so that every statement, commit and connect is covered and
nobody above has to catch `sqlalchemy.exc`.
"""

from __future__ import annotations

import sqlite3
from pathlib import Path

from sqlalchemy import Engine, event
from sqlalchemy.engine import ExceptionContext

from notesapp.core.errors import (
    DiskFull,
    LibraryBusy,
    LibraryDamaged,
    LibraryReadOnly,
    StoreError,
)

_BUSY = {sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED}
_DAMAGED = {sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB}
_READ_ONLY = {sqlite3.SQLITE_READONLY, sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_PERM}
# What a full disk or a quota shows as when it is hit while a page, a log or a map is written.
_FULL_EXTENDED = {sqlite3.SQLITE_IOERR_WRITE, sqlite3.SQLITE_IOERR_SHMSIZE}


def install(engine: Engine, path: Path) -> None:
    """Let every error of `engine` that has a remedy arrive as a `StoreError` about `path`."""

    @event.listens_for(engine, "handle_error")
    def _translate(context: ExceptionContext) -> StoreError | None:
        return translated(context.original_exception, path)


def translated(error: BaseException, path: Path) -> StoreError | None:
    """Return our error for one of SQLite's, or None if it is a bug and should stay as it is."""
    extended = getattr(error, "sqlite_errorcode", None)
    if not isinstance(error, sqlite3.Error) or extended is None:
        return None
    code = extended & 0xFF
    if code == sqlite3.SQLITE_FULL or extended in _FULL_EXTENDED:
        return DiskFull(path)
    if code in _BUSY:
        return LibraryBusy()
    if code in _DAMAGED:
        return LibraryDamaged(path, ())
    return LibraryReadOnly(path) if code in _READ_ONLY else None
