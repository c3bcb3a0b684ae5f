"""The library: opens a profile's notes, hands out snapshots and transactions, tells of changes.

Any thread may read and write. Writers take turns, here by a lock and between processes by
SQLite; a reader sees one consistent state and waits for nobody.
"""

from __future__ import annotations

import contextlib
import threading
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path

from sqlalchemy import Connection, Engine, select

from notesapp.config.paths import library_path
from notesapp.core.changes import ChangeSet, Origin
from notesapp.core.clock import Clock, SystemClock
from notesapp.core.errors import LibraryDamaged
from notesapp.core.ids import IdSource, NodeId, RandomIds
from notesapp.database import migrate
from notesapp.database.engine import reader_engine, writer_engine
from notesapp.database.errors import refused
from notesapp.store import backups, identity, migrations
from notesapp.store.context import Touched, Work
from notesapp.store.tables import NoteRow
from notesapp.store.transactions import Snapshot, Transaction

Listener = Callable[[ChangeSet], None]

TRASH_STAYS = timedelta(days=30)

_ALWAYS_CHECKED_BYTES = 16 * 1024 * 1024
_CHECKED_AFTER_CRASH_BYTES = 128 * 1024 * 1024


class Library:
    """A profile's notes, open.

    Attributes:
        profile: the directory it lies in.
        clock, ids: where times and identifiers come from.
    """

    profile: Path
    clock: Clock
    ids: IdSource

    def __init__(
        self, profile: Path, clock: Clock, ids: IdSource, writer: Engine, reader: Engine
    ) -> None:
        """Not to be called from outside; use `Library.open`."""
        self.profile = profile
        self.clock = clock
        self.ids = ids
        self._reader = reader
        self._writer_engine = writer
        self._writer = writer.connect()
        self._lock = threading.Lock()
        self._owner: int | None = None
        self._listeners: list[Listener] = []
        self._node, self._device_name = NodeId(""), ""
        self._data_version = 0

    @classmethod
    def open(
        cls, profile: Path, *, clock: Clock | None = None, ids: IdSource | None = None
    ) -> Library:
        """Open the profile's library; create it, or bring it to this program's schema.

        Raises:
            LibraryTooNew: a newer program wrote it.
            LibraryDamaged: it can't be read; names the sound backups.
            LibraryReadOnly, DiskFull, LibraryBusy: it can't be opened for writing.
        """
        clock = clock or SystemClock()
        path = library_path(profile)
        _make_folder(profile)
        engines = writer_engine(path), reader_engine(path)
        library = None
        try:
            _refuse_emptied(profile)
            library = cls(profile, clock, ids or RandomIds(clock), *engines)
            library._prepare(path)
        except BaseException as error:
            if library is not None:
                library.close()
            for engine in engines:
                engine.dispose()
            if isinstance(error, LibraryDamaged):
                sound = [b for b in backups.newest_first(profile) if backups.is_sound(b)]
                raise LibraryDamaged(path, sound) from error
            raise
        return library

    @property
    def node(self) -> NodeId:
        """This incarnation of this installation."""
        return self._node

    @property
    def device_name(self) -> str:
        """What the owner calls this computer."""
        return self._device_name

    def set_device_name(self, name: str) -> None:
        """Call this computer something else, from the next edit on."""
        with self._exclusive() as connection:
            identity.set_device_name(connection, name)
        self._device_name = name

    @contextlib.contextmanager
    def read(self) -> Iterator[Snapshot]:
        """Give one consistent state of the library; from any thread, beside any writer."""
        with self._reader.connect() as connection, connection.begin():
            yield Snapshot(connection)

    @contextlib.contextmanager
    def write(self, origin: Origin) -> Iterator[Transaction]:
        """Give a transaction that is durable when the block ends, and undone if it raises.

        Listeners are told afterwards, on this thread. Not to be nested.

        Raises:
            DiskFull, LibraryBusy, LibraryReadOnly, LibraryDamaged: nothing was written.
        """
        touched = Touched(origin)
        with self._exclusive() as connection:
            # Read each time: another process may have become a new node, or renamed the device.
            node, name = identity.load(connection)
            work = Work(connection, self.clock, self.ids, node, name, touched)
            yield Transaction(work)
            self._node, self._device_name = work.node, work.device_name
        self._tell(touched.change_set())

    def subscribe(self, listener: Listener) -> Callable[[], None]:
        """Have `listener` told of every change, on the thread that made it; return the way out."""
        self._listeners = [*self._listeners, listener]

        def unsubscribe() -> None:
            self._listeners = [known for known in self._listeners if known is not listener]

        return unsubscribe

    def poll_other_processes(self) -> None:
        """Tell listeners if another process has written since the last call; cheap.

        Skipped while somebody writes here: the next call finds out as well.
        """
        if not self._lock.acquire(blocking=False):
            return
        try:
            version = self._read_data_version()
            has_changed = version != self._data_version
            self._data_version = version
        finally:
            self._lock.release()
        if has_changed:
            self._tell(
                ChangeSet(Origin.OTHER_PROCESS, conflicts=True, remotes=True, is_everything=True)
            )

    @property
    def is_backup_due(self) -> bool:
        """Whether the newest automatic backup is older than a day."""
        return backups.is_due(self.profile, self.clock.now())

    def back_up(self) -> Path:
        """Make an automatic backup and return it; may take a second, so not on the Qt thread."""
        return backups.make(self.profile, self.clock.now())

    def tidy_up(self) -> None:
        """Do what once a day is enough: empty the old trash, thin histories, forget old undos."""
        with self.write(Origin.USER) as transaction:
            transaction.notes.empty_trash(TRASH_STAYS)
            transaction.history.thin()
            transaction.conflicts.forget_old_decisions()

    @staticmethod
    def restore_backup(profile: Path, backup: Path) -> Path:
        """Put a backup in the place of a library that isn't open.

        Returns:
            Where the former file is kept.

        Raises:
            DiskFull, LibraryReadOnly: the backup could not be copied; nothing was touched.
        """
        return backups.restore(profile, backup, SystemClock().now())

    def close(self) -> None:
        """Let go of the file; waits for the write under way."""
        with self._lock:
            self._listeners = []
            self._writer.close()
        self._reader.dispose()
        self._writer_engine.dispose()

    def _prepare(self, path: Path) -> None:
        self._migrate(path)
        with self._reader.connect() as connection, connection.begin():
            _check(connection, path)
            node = identity.settled(connection, path)
        if node is None:
            with self._exclusive() as connection:
                identity.settle(connection, path, self.ids)
        with self._reader.connect() as connection, connection.begin():
            self._node, self._device_name = identity.load(connection)
        self._data_version = self._read_data_version()

    def _migrate(self, path: Path) -> None:
        with self._reader.connect() as connection, connection.begin():
            if migrate.current_revision(connection) == migrations.HEAD:
                return
        # Asked again inside the transaction: two programs may start on a new profile at once.
        with self._exclusive() as connection:
            migrate.upgrade(
                connection,
                migrations.FOLDER,
                path=path,
                head=migrations.HEAD,
                before_upgrade=lambda: backups.make(self.profile, self.clock.now()),
            )

    @contextlib.contextmanager
    def _exclusive(self) -> Iterator[Connection]:
        """Be the only writer: of this process by the lock, of all by BEGIN IMMEDIATE."""
        me = threading.get_ident()
        if self._owner == me:
            raise RuntimeError("a write transaction is open on this thread already")
        with self._lock:
            self._owner = me
            try:
                with self._writer.begin():
                    yield self._writer
            finally:
                self._owner = None

    def _read_data_version(self) -> int:
        # Only a change by another connection moves it, and in this process nobody else writes.
        driver = self._writer.connection.driver_connection
        assert driver is not None
        return int(driver.execute("PRAGMA data_version").fetchone()[0])

    def _tell(self, changes: ChangeSet) -> None:
        if changes:
            for listener in self._listeners:
                listener(changes)


def _make_folder(profile: Path) -> None:
    try:
        profile.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise refused(error, profile) from error


def _refuse_emptied(profile: Path) -> None:
    """A file of no bytes beside backups isn't a new library: something emptied it."""
    path = library_path(profile)
    if path.exists() and path.stat().st_size == 0 and backups.newest_first(profile):
        raise LibraryDamaged(path, ())


def _check(connection: Connection, path: Path) -> None:
    """Look for damage: thoroughly where that is quick, or where the last run didn't end well.

    The daily backup looks thoroughly at any size.
    """
    size = path.stat().st_size
    log = Path(f"{path}-wal")
    was_cut_off = log.exists() and log.stat().st_size > 0
    if size <= _ALWAYS_CHECKED_BYTES or (was_cut_off and size <= _CHECKED_AFTER_CRASH_BYTES):
        found = connection.exec_driver_sql("PRAGMA quick_check(1)").scalar()
        if found != "ok":
            raise LibraryDamaged(path, ())
    connection.execute(select(NoteRow.id).order_by(NoteRow.updated_at.desc()).limit(1)).first()
