"""Where schedules are played: files in memory, put back in place for each of them.

Opening a new library runs all migrations, and signing in hashes a password; a schedule can't
afford either. So a server with its devices is made once for each process, and its bytes are
written over the same files again and again. The files stay the same to the system, so that a
device still knows its own profile.
"""

from __future__ import annotations

import os
import shutil
import sqlite3
import tempfile
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from notesapp.config.paths import library_path
from notesapp.core.changes import Origin
from notesapp.server import administration
from notesapp.server.database import FILE_NAME, Database
from notesapp.server.passwords import Passwords
from notesapp.store.library import Library
from tests.simulation.simulated_server import SimulatedServer
from tests.support.devices import PASSWORD, USER, server_device
from tests.support.seeded_ids import SeededIds
from tests.support.server_app import QUICK_PASSWORDS, HandClock

DEVICES = 3
PROFILES = DEVICES + 1
"""One more than there are devices: room for a copied profile."""

FIRST_WORDS = tuple(f"first{number}" for number in range(8))


@dataclass(frozen=True)
class Template:
    """A server and its devices, in bytes, as every schedule finds them."""

    server: bytes
    profiles: tuple[bytes, ...]
    tokens: tuple[str, ...]


class Arena:
    """The files of one process; use `reset` before each schedule."""

    def __init__(self) -> None:
        memory = Path("/dev/shm")
        self.folder = Path(
            tempfile.mkdtemp(prefix="notesapp-arena-", dir=memory if memory.is_dir() else None)
        )
        self._template = self._make_template()

    @property
    def server(self) -> Path:
        """The server's directory."""
        return self.folder / "server"

    def profile(self, number: int) -> Path:
        """The directory of a device's profile."""
        return self.folder / f"device{number}"

    @property
    def tokens(self) -> tuple[str, ...]:
        """What each device shows to the server."""
        return self._template.tokens

    def reset(self) -> None:
        """Put everything back to how it was at the beginning."""
        put(self.server / FILE_NAME, self._template.server)
        for number, content in enumerate(self._template.profiles):
            put(library_path(self.profile(number)), content)
        shutil.rmtree(self.profile(DEVICES), ignore_errors=True)
        for leftover in self.folder.glob("device*/backups"):
            shutil.rmtree(leftover)

    def close(self) -> None:
        """Remove the files."""
        shutil.rmtree(self.folder, ignore_errors=True)

    def _make_template(self) -> Template:
        clock = HandClock()
        self.server.mkdir(parents=True)
        add_user(self.server, clock)
        server = SimulatedServer(self.server, clock)
        tokens = []
        for number in range(DEVICES):
            device = server_device(
                self.profile(number),
                server.transport(),
                f"Device {number}",
                clock=clock,
                ids=SeededIds(clock, number),
            )
            tokens.append(device.backend._http._client.headers["Authorization"][7:])  # type: ignore[attr-defined]
            if number == 0:
                _write_first_notes(device.library)
            device.sync()
            device.close()
        server.stop()
        return Template(
            image(self.server / FILE_NAME),
            tuple(image(library_path(self.profile(number))) for number in range(DEVICES)),
            tuple(tokens),
        )


def add_user(data: Path, clock: HandClock) -> None:
    """Make a server's database with one user."""
    with closing(Database.open(data)) as database:
        administration.add_user(database, Passwords(QUICK_PASSWORDS), USER, PASSWORD, clock)


def image(path: Path) -> bytes:
    """Return a database's bytes as one moment has them, whoever has it open."""
    with closing(sqlite3.connect(path)) as connection:
        return connection.serialize()


def put(path: Path, content: bytes) -> None:
    """Write a database's bytes over the file, which nobody may have open."""
    path.parent.mkdir(parents=True, exist_ok=True)
    for suffix in ("-wal", "-shm"):
        Path(f"{path}{suffix}").unlink(missing_ok=True)
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT, 0o600)
    try:
        os.ftruncate(descriptor, 0)
        os.write(descriptor, content)
    finally:
        os.close(descriptor)


def _write_first_notes(library: Library) -> None:
    with library.write(Origin.USER) as tx:
        for start in (0, 4):
            words = FIRST_WORDS[start : start + 4]
            tx.notes.create(title=words[0], body="\n\n".join(words[1:]))
