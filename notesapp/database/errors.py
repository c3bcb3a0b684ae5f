"""The one edge where SQLite's errors become ours.

`install` hooks into an engine, so that every statement, commit and connect is covered and
nobody above has to catch `sqlalchemy.exc`.
"""

from __future__ import annotations

import errno
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
# What a failing disk shows as: the file is there, but can't be had.
_UNREADABLE = {sqlite3.SQLITE_IOERR_READ, sqlite3.SQLITE_IOERR_SHORT_READ}
# Python's own words for a text in the file that isn't UTF-8; such an error has no code.
_NO_TEXT = "Could not decode to UTF-8"


def install(engine: Engine, path: Path) -> None:
    """Let every error of `engine` that has a remedy arrive as a `StoreError` about `path`."""

    @event.listens_for(engine, "handle_error")
    def _translate(context: ExceptionContext) -> StoreError | None:
        return translated(context.original_exception, path)


def translated(error: BaseException, path: Path) -> StoreError | None:
    """Return our error for one of SQLite's, or None if it is a bug and should stay as it is."""
    if _is_garbled(error):
        return LibraryDamaged(path, ())
    extended = getattr(error, "sqlite_errorcode", None)
    if not isinstance(error, sqlite3.Error) or extended is None:
        return None
    code = extended & 0xFF
    if code == sqlite3.SQLITE_FULL or extended in _FULL_EXTENDED:
        return DiskFull(path)
    if code in _BUSY:
        return LibraryBusy()
    if code in _DAMAGED or extended in _UNREADABLE:
        return LibraryDamaged(path, ())
    return LibraryReadOnly(path) if code in _READ_ONLY else None


def refused(error: OSError, path: Path) -> StoreError:
    """Return our error for the system's refusal to write a file or folder."""
    if error.errno in {errno.ENOSPC, errno.EDQUOT}:
        return DiskFull(path)
    return LibraryReadOnly(path)


def _is_garbled(error: BaseException) -> bool:
    """Say whether damage made SQLite say something that Python could not even decode.

    The message about a damaged schema quotes it, and then isn't UTF-8 either.
    """
    if isinstance(error, UnicodeDecodeError):
        return True
    return isinstance(error, sqlite3.OperationalError) and str(error).startswith(_NO_TEXT)
