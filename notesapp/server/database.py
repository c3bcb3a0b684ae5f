"""Opens the server's database: SQLite beside the other data, or PostgreSQL by its URL.

The code above is the same for both. SQLite has one writer at a time by nature, and a lock
here gives the threads of this process their turns fairly. PostgreSQL runs pushes to different
vaults side by side; the row of the vault is the lock.
"""

from __future__ import annotations

import secrets
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import URL, Connection, Engine, create_engine, make_url, select, text
from sqlalchemy.exc import ArgumentError, DBAPIError
from sqlalchemy.orm import Session

from notesapp.core.errors import NotesError
from notesapp.database.engine import reader_engine, writer_engine
from notesapp.database.migrate import upgrade
from notesapp.server.migrations import FOLDER, HEAD
from notesapp.server.tables import FactRow

FILE_NAME = "server.db"

_LOCK_TIMEOUT_MS = 3_000
"""How long a push waits for its turn before the client is told to come back."""

_STATEMENT_TIMEOUT_MS = 30_000
_CONNECTIONS = 40
"""As many as there are threads that answer requests."""

_PREPARING = 0x6E6F7465
"""The lock that lets one process at a time upgrade a PostgreSQL, any number will do."""


class NoDatabase(NotesError):
    """The database can't be reached."""


class Database:
    """The server's database; made by `open`, for any thread."""

    def __init__(self, readers: Engine, writers: Engine, data: Path) -> None:
        self.poke_address: str | None = None
        """Where processes that share this database can notify each other; a libpq string."""
        self._readers = readers
        self._writers = writers
        self._data = data
        self._is_sqlite = writers.dialect.name == "sqlite"
        self._turn = threading.Lock()
        self._writer: Connection | None = writers.connect() if self._is_sqlite else None
        self.server_id = ""

    @classmethod
    def open(cls, data: Path, url: str | None = None, *, serves: bool = True) -> Database:
        """Open or create the database and bring its schema up to date.

        Args:
            url: an SQLAlchemy URL; None for SQLite in `data`.
            serves: false for a short command beside a running server.

        Raises:
            StoreError: it can't be opened, or a newer program made it.
            NoDatabase: the URL leads nowhere, or its driver isn't installed.
        """
        data.mkdir(parents=True, exist_ok=True)
        try:
            engines = _postgres(url) if _is_foreign(url) else _sqlite(_sqlite_path(data, url))
            database = cls(*engines, data)
            database.read_nothing()
        except (ArgumentError, DBAPIError, ModuleNotFoundError) as error:
            raise NoDatabase(str(error)) from error
        if not database._is_sqlite:
            database.poke_address = _libpq_address(engines[1].url)
        if database._is_sqlite and not serves:
            # Two processes that reset the log at once can damage it (before SQLite 3.51.3).
            database._pragma("wal_autocheckpoint = 0")
        database._prepare()
        return database

    def _prepare(self) -> None:
        with self._alone() as session:
            upgrade(session.connection(), FOLDER, path=self._data, head=HEAD)
        with self._alone() as session:
            fact = session.scalar(select(FactRow).where(FactRow.name == "server_id"))
            if fact is None:
                fact = FactRow(name="server_id", value=secrets.token_hex(16))
                session.add(fact)
            self.server_id = fact.value

    @contextmanager
    def _alone(self) -> Iterator[Session]:
        """Give a transaction that no other process is in the middle of."""
        with self.write() as session:
            if not self._is_sqlite:
                for statement in (
                    "SET LOCAL lock_timeout = 0",
                    "SET LOCAL statement_timeout = 0",
                    f"SELECT pg_advisory_xact_lock({_PREPARING})",
                ):
                    session.execute(text(statement))
            yield session

    @contextmanager
    def read(self) -> Iterator[Session]:
        """Give one consistent state of the database, without waiting for writers."""
        with Session(self._readers) as session:
            yield session

    @contextmanager
    def write(self, *, durable: bool = True) -> Iterator[Session]:
        """Give a transaction, committed at the end and rolled back on an error.

        Args:
            durable: false where a power cut may take the last second's changes back: what
                nodes have acknowledged, which they say again the next time.
        """
        if self._writer is None:
            with Session(self._writers) as session, session.begin():
                if not durable:
                    session.execute(text("SET LOCAL synchronous_commit = off"))
                yield session
            return
        with self._turn:
            self._pragma(f"synchronous = {'FULL' if durable else 'NORMAL'}")
            with Session(self._writer) as session, session.begin():
                yield session

    def read_nothing(self) -> None:
        """Ask the database for a sign of life."""
        with self.read() as session:
            session.execute(select(1))

    def close(self) -> None:
        """Close all connections."""
        with self._turn:
            if self._writer is not None:
                self._writer.close()
        self._readers.dispose()
        self._writers.dispose()

    def _pragma(self, setting: str) -> None:
        assert self._writer is not None
        driver = self._writer.connection.driver_connection
        assert driver is not None
        driver.execute(f"PRAGMA {setting}")


def _is_foreign(url: str | None) -> bool:
    return url is not None and make_url(url).get_backend_name() != "sqlite"


def _sqlite_path(data: Path, url: str | None) -> Path:
    named = None if url is None else make_url(url).database
    return Path(named) if named else data / FILE_NAME


def _sqlite(path: Path) -> tuple[Engine, Engine]:
    return reader_engine(path), writer_engine(path, busy_timeout_ms=_LOCK_TIMEOUT_MS)


def _postgres(url: str | None) -> tuple[Engine, Engine]:
    assert url is not None
    limits = (
        f"-c lock_timeout={_LOCK_TIMEOUT_MS} -c statement_timeout={_STATEMENT_TIMEOUT_MS}"
        # A thread that died in the middle must not keep a vault locked for ever.
        " -c idle_in_transaction_session_timeout=60000"
    )
    writers = create_engine(
        url,
        pool_size=_CONNECTIONS // 2,
        max_overflow=_CONNECTIONS // 2,
        pool_timeout=_LOCK_TIMEOUT_MS / 1_000,
        connect_args={"options": limits},
    )
    # The head of a vault and the rows up to it must be of one moment.
    readers = writers.execution_options(isolation_level="REPEATABLE READ")
    return readers, writers


def _libpq_address(url: URL) -> str:
    return url.set(drivername="postgresql").render_as_string(hide_password=False)
