"""Opens SQLite as we want it: WAL, foreign keys, durable commits, honest transactions.

Python's own transaction handling is switched off; SQLAlchemy's `begin` emits the BEGIN. A
writer begins IMMEDIATE, so it waits for its turn at the start and never fails in the middle.
A reader begins DEFERRED and sees one consistent state until its transaction ends.
"""

from __future__ import annotations

import sqlite3
from pathlib import Path
from typing import Any

from sqlalchemy import URL, Connection, Engine, NullPool, QueuePool, create_engine, event

from notesapp.database.errors import install, translated

BUSY_TIMEOUT_MS = 10_000
_READER_CACHE_KIB = 8_192


def writer_engine(path: Path, *, busy_timeout_ms: int = BUSY_TIMEOUT_MS) -> Engine:
    """Return an engine whose transactions are IMMEDIATE and, once committed, durable.

    It pools nothing: the caller keeps one connection for life, which also does all checkpoints
    (SQLite before 3.51.3 can corrupt a log that two connections reset in the same instant).
    """
    engine = create_engine(_url(path), poolclass=NullPool, connect_args=_connect_args())

    @event.listens_for(engine, "connect")
    def _prepare(connection: sqlite3.Connection, _record: Any) -> None:
        _pragmas(
            connection,
            path,
            f"busy_timeout = {busy_timeout_ms}",
            "journal_mode = WAL",
            "synchronous = FULL",
            "foreign_keys = ON",
            "temp_store = MEMORY",
            "cache_size = -32768",
            # Fewer, larger checkpoints: a first pull writes some 50 MB in a row.
            "wal_autocheckpoint = 4000",
            "journal_size_limit = 67108864",
        )

    _emit_begin(engine, "BEGIN IMMEDIATE")
    install(engine, path)
    return engine


def reader_engine(path: Path, *, busy_timeout_ms: int = BUSY_TIMEOUT_MS) -> Engine:
    """Return an engine for any number of threads that can only read."""
    engine = create_engine(
        _url(path), poolclass=QueuePool, pool_size=4, max_overflow=-1, connect_args=_connect_args()
    )

    @event.listens_for(engine, "connect")
    def _prepare(connection: sqlite3.Connection, _record: Any) -> None:
        _pragmas(
            connection,
            path,
            f"busy_timeout = {busy_timeout_ms}",
            "query_only = ON",
            "wal_autocheckpoint = 0",
            "temp_store = MEMORY",
            f"cache_size = -{_READER_CACHE_KIB}",
        )

    _emit_begin(engine, "BEGIN")
    install(engine, path)
    return engine


def _url(path: Path) -> URL:
    return URL.create("sqlite+pysqlite", database=str(path))


def _connect_args() -> dict[str, Any]:
    # isolation_level None: no BEGIN behind our back. Connections may move between threads;
    # the pool and the store's lock see to it that only one uses each at a time.
    return {"isolation_level": None, "check_same_thread": False}


def _pragmas(connection: sqlite3.Connection, path: Path, *settings: str) -> None:
    try:
        for setting in settings:
            connection.execute(f"PRAGMA {setting}").close()
    except UnicodeDecodeError as error:
        # While connecting SQLAlchemy shows nobody an error that isn't SQLite's own.
        raise translated(error, path) or error from error


def _emit_begin(engine: Engine, statement: str) -> None:
    @event.listens_for(engine, "begin")
    def _begin(connection: Connection) -> None:
        connection.exec_driver_sql(statement)
