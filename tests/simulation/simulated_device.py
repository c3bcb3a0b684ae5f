"""A device in the simulation: a real library and the real engine, which can die at any step.

A step is a statement of a write, a commit about to happen, a commit that happened, and a
request. Dying is an exception that nothing in the program catches; what a killed process would
have left is then in the files, and opening them again is starting the program again.
"""

from __future__ import annotations

import contextlib
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import httpx

from notesapp.config.paths import library_path
from notesapp.core.changes import Origin
from notesapp.core.conflict import ConflictPolicy
from notesapp.core.ids import Guid
from notesapp.protocol.greetings import decode_signed_in, encode_sign_in
from notesapp.protocol.headers import PROTOCOL
from notesapp.protocol.messages import NodeCard, SignIn
from notesapp.store.library import Library
from notesapp.store.sync_state import RemoteState
from notesapp.store.transactions import Transaction
from notesapp.sync.backends.base import Limits
from notesapp.sync.backends.server import API, ServerBackend
from notesapp.sync.cancel import CancelToken
from notesapp.sync.engine import SyncEngine
from notesapp.sync.http import HttpClient
from notesapp.sync.report import Progress, SyncReport
from tests.simulation.engines import listen
from tests.simulation.network import Fault, Line, Network
from tests.support.devices import PASSWORD, USER
from tests.support.seeded_ids import SeededIds
from tests.support.server_app import HandClock

URL = "http://server"
SMALL = Limits(push_ops=2, page_records=2)
"""So that a few notes make several pages and pushes."""


class Killed(BaseException):
    """The program on a device ended at once."""


class SimulatedLibrary(Library):
    """A library that tells of each step of its writes."""

    on_step: Callable[[str], None] = staticmethod(lambda _what: None)

    @contextmanager
    def write(self, origin: Origin) -> Iterator[Transaction]:
        with super().write(origin) as tx:
            yield tx
        self.on_step("committed")

    def watch(self, on_step: Callable[[str], None]) -> None:
        """Tell `on_step` of each step from now on."""
        self.on_step = on_step
        listen(self._writer_engine, on_step)


class SimulatedDevice:
    """A computer with a profile.

    Attributes:
        kill_in: how many steps the program still lives; None for no end.
        needs_sign_in: the server wants to know again who this is.
    """

    def __init__(
        self,
        number: int,
        profile: Path,
        network: Network,
        clock: HandClock,
        ids: SeededIds,
        token: str,
    ) -> None:
        self.number = number
        self.profile = profile
        self.clock = clock
        self.policy = ConflictPolicy.ASK
        self.line = Line(network, number)
        self.kill_in: int | None = None
        self.needs_sign_in = False
        self.token = token
        self.is_syncing = False
        self._network = network
        self._ids = ids
        self._second: SimulatedLibrary | None = None
        self.start()

    def start(self) -> None:
        """Start the program."""
        self.library = self._open()
        with self.library.read() as view:
            remote = view.sync.remote()
        assert remote is not None
        self._connect(remote)

    def stop(self) -> None:
        """End the program, however it ended."""
        self.kill_in = None
        if self._second is not None:
            self._second.close()
            self._second = None
        self._backend.close()
        self.library.close()

    def restart(self) -> None:
        """Be killed and started again."""
        self.stop()
        self.start()

    def second(self) -> Library:
        """Return the library as a second program on the same profile has it."""
        if self._second is None:
            self._second = self._open()
        return self._second

    def sync(
        self,
        faults: dict[int, Fault] | None = None,
        *,
        kill_in: int | None = None,
        cancel_at: int | None = None,
        policy: ConflictPolicy | None = None,
    ) -> SyncReport:
        """Run the real engine once.

        Args:
            kill_in: after how many steps the program dies.
            cancel_at: at which progress report somebody presses Stop.

        Raises:
            Killed: it died; `restart` it.
            SyncError, StoreError: as the engine says.
        """
        self.line.begin(faults or {})
        cancel = CancelToken()
        seen = 0

        def progress(_progress: Progress) -> None:
            nonlocal seen
            if seen == cancel_at:
                cancel.cancel()
            seen += 1

        self.kill_in = kill_in
        self.is_syncing = True
        try:
            engine = SyncEngine(self.library, self._backend, policy or self.policy)
            return engine.run(cancel, progress)
        finally:
            self.kill_in = None
            self.is_syncing = False
            self.line.begin({})

    def sign_in(self) -> None:
        """Sign in again, as the account page does; the remembered epoch stays."""
        card = NodeCard(self.library.node, self.library.device_name, "test", "1")
        request = httpx.Request(
            "POST",
            f"{URL}{API}/auth/token",
            content=encode_sign_in(SignIn(USER, PASSWORD, card)),
            headers={PROTOCOL: "1.0", "Content-Type": "application/json"},
        )
        request.read()
        signed_in = decode_signed_in(self._network.server.deliver(request).content)
        with self.library.write(Origin.USER) as tx:
            remote = tx.sync.remote()
            assert remote is not None
            remote = replace(remote, vault_id=signed_in.vault, server_id=signed_in.server_id)
            tx.sync.set_remote(remote)
        self.token = signed_in.token
        self._backend.close()
        self._connect(remote)
        self.needs_sign_in = False

    @contextlib.contextmanager
    def full_disk(self) -> Iterator[None]:
        """Within the block no page can be added to the library."""
        driver = self.library._writer.connection.driver_connection
        assert isinstance(driver, sqlite3.Connection)
        pages = driver.execute("PRAGMA page_count").fetchone()[0]
        driver.execute(f"PRAGMA max_page_count = {pages}")
        try:
            yield
        finally:
            with contextlib.suppress(sqlite3.ProgrammingError):  # closed: the program died
                driver.execute("PRAGMA max_page_count = 1073741823")

    def ask(self, statement: str) -> list[tuple[object, ...]]:
        """Read something straight from the database, past everything that is being tested."""
        driver = self.library._writer.connection.driver_connection
        assert isinstance(driver, sqlite3.Connection)
        return driver.execute(statement).fetchall()

    def execute(self, statement: str) -> None:
        """Change the file of a program that doesn't run."""
        connection = sqlite3.connect(library_path(self.profile))
        with connection:
            connection.execute(statement)
        connection.close()

    def live_notes(self) -> list[Guid]:
        """Return the notes in the lists, in a fixed order."""
        return self._guids("SELECT guid FROM note WHERE NOT is_deleted ORDER BY guid")

    def trashed_notes(self) -> list[Guid]:
        """Return the notes in the trash, in a fixed order."""
        return self._guids("SELECT guid FROM note WHERE is_deleted AND NOT is_purged ORDER BY guid")

    def open_conflicts(self) -> list[Guid]:
        """Return the notes that wait for a decision, in a fixed order."""
        return self._guids("SELECT guid FROM conflict ORDER BY guid")

    def _guids(self, statement: str) -> list[Guid]:
        return [Guid(str(guid)) for (guid,) in self.ask(statement)]

    def _open(self) -> SimulatedLibrary:
        library = SimulatedLibrary.open(self.profile, clock=self.clock, ids=self._ids)
        assert isinstance(library, SimulatedLibrary)
        library.watch(self._step)
        return library

    def _connect(self, remote: RemoteState) -> None:
        http = HttpClient(URL, USER, token=self.token, transport=self.line)
        self._backend = ServerBackend(
            http,
            node=self.library.node,
            vault_id=remote.vault_id,
            server_id=remote.server_id,
            keep_token=self._keep_token,
        )
        self._backend.limits = SMALL

    def _keep_token(self, token: str) -> None:
        self.token = token

    def _step(self, _what: str) -> None:
        if self.kill_in is None:
            return
        self.kill_in -= 1
        if self.kill_in <= 0:
            raise Killed
