"""A real `notesapp-server`, as a process of its own on a free loopback port.

with running_server(tmp_path / "server", users={"ann": "secret"}) as server:
    ... server.url ...
    server.kill()       # as a power cut would
    server.start()      # again, on the same port and data
"""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from notesapp.core.clock import SystemClock
from notesapp.server import administration
from notesapp.server.database import Database
from notesapp.server.passwords import Passwords
from tests.support.server_app import QUICK_PASSWORDS

_READY = "notesapp-server is ready at "
_STOP_TIMEOUT_S = 30
_ROOT = Path(__file__).parents[2]


class ServerProcess:
    """A server that can be stopped, killed and started again; its address stays the same.

    Attributes:
        url: where it listens, once it was started.
    """

    def __init__(self, data: Path, *, database: str | None = None) -> None:
        self.data = data
        self.url = ""
        self._database = [] if database is None else ["--database", database]
        self._port = 0
        self._process: subprocess.Popen[str] | None = None

    @property
    def pid(self) -> int:
        """The process's id."""
        assert self._process is not None
        return self._process.pid

    def start(self, *options: str) -> None:
        """Start it, perhaps with more options, and wait until it says that it is ready.

        Raises:
            RuntimeError: it ended instead; the message holds what it wrote.
        """
        assert self._process is None
        self.data.mkdir(parents=True, exist_ok=True)
        with self._log.open("a", encoding="utf-8") as log:
            self._process = subprocess.Popen(
                [*_COMMAND, "serve", *self._where, "--port", str(self._port), *options],
                stdout=subprocess.PIPE,
                stderr=log,
                text=True,
                cwd=_ROOT,
            )
        assert self._process.stdout is not None
        for line in self._process.stdout:
            if line.startswith(_READY):
                self.url = line.removeprefix(_READY).strip()
                self._port = int(self.url.rpartition(":")[2])
                return
        self._forget()
        raise RuntimeError(self._log.read_text(encoding="utf-8"))

    def stop(self) -> int:
        """Ask it to end as an administrator would; return its exit code."""
        assert self._process is not None
        self._process.send_signal(signal.SIGTERM)
        code = self._process.wait(_STOP_TIMEOUT_S)
        self._forget()
        return code

    def kill(self) -> None:
        """End it without warning (`kill -9`)."""
        assert self._process is not None
        self._process.kill()
        self._forget()

    def close(self) -> None:
        """End it if it runs."""
        if self._process is not None:
            self.kill()

    def add_user(self, name: str, password: str) -> None:
        """Add a user by the command line; the server may run or not."""
        self.command(
            "add-user", name, "--password-env", "NOTESAPP_TEST_PASSWORD", password=password
        )

    def nodes(self) -> list[dict[str, Any]]:
        """Return what ``notesapp-server nodes --json`` prints."""
        nodes: list[dict[str, Any]] = json.loads(self.command("nodes", "--json"))
        return nodes

    def command(self, name: str, *arguments: str, password: str = "") -> str:
        """Run another command of the server's on its data; return what it prints.

        Raises:
            subprocess.CalledProcessError: it failed; `stderr` says why.
        """
        done = subprocess.run(
            [*_COMMAND, name, *arguments, *self._where],
            env={**os.environ, "NOTESAPP_TEST_PASSWORD": password},
            capture_output=True,
            text=True,
            check=True,
            cwd=_ROOT,
        )
        return done.stdout

    @property
    def _where(self) -> list[str]:
        return ["--data", str(self.data), *self._database]

    @property
    def _log(self) -> Path:
        return self.data / "server.log"

    def _forget(self) -> None:
        assert self._process is not None
        self._process.wait(_STOP_TIMEOUT_S)
        if self._process.stdout is not None:
            self._process.stdout.close()
        self._process = None


_COMMAND = [sys.executable, "-m", "notesapp.server"]


@contextmanager
def running_server(
    data: Path, *, users: Mapping[str, str] | None = None, database: str | None = None
) -> Iterator[ServerProcess]:
    """Run a server with some users (name to password) as long as the context lasts."""
    server = ServerProcess(data, database=database)
    if users:
        _prepare(data, database, users)
    server.start()
    try:
        yield server
    finally:
        server.close()


def _prepare(data: Path, database: str | None, users: Mapping[str, str]) -> None:
    """Add users without a process for each, and with quick hashes; the command has its tests."""
    opened = Database.open(data, database)
    try:
        passwords = Passwords(QUICK_PASSWORDS)
        for name, password in users.items():
            administration.add_user(opened, passwords, name, password, SystemClock())
    finally:
        opened.close()
