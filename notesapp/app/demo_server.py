"""A private server on loopback for the demo: a real process, gone when the demo ends."""

from __future__ import annotations

import os
import secrets
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from notesapp.core.errors import NotesError

USER = "ana"
_STOP_WAIT_S = 10.0


class DemoCannotStart(NotesError):
    """The server of the demo did not come up.

    Attributes:
        reason: what it said on standard error.
    """

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


@dataclass(frozen=True, slots=True)
class DemoServer:
    """Where the server listens and how to sign in."""

    url: str
    user: str
    password: str


@contextmanager
def demo_server(data: Path) -> Iterator[DemoServer]:
    """Run a server on a free port with one user; stop it at the end.

    Raises:
        DemoCannotStart: the server's packages aren't installed, or it could not listen.
    """
    password = secrets.token_urlsafe(12)
    command = [sys.executable, "-m", "notesapp.server"]
    _add_user(command, data, password)
    process = subprocess.Popen(
        [*command, "serve", "--data", str(data), "--port", "0"],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )
    try:
        assert process.stdout is not None
        ready = process.stdout.readline()
        if not ready:
            raise DemoCannotStart("the server ended at once")
        yield DemoServer(ready.split()[-1], USER, password)
    finally:
        process.terminate()
        try:
            process.wait(_STOP_WAIT_S)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
        if process.stdout is not None:
            process.stdout.close()


def _add_user(command: list[str], data: Path, password: str) -> None:
    done = subprocess.run(
        [
            *command,
            "add-user",
            USER,
            "--password-env",
            "NOTESAPP_DEMO_PASSWORD",
            "--data",
            str(data),
        ],
        env={**os.environ, "NOTESAPP_DEMO_PASSWORD": password},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        raise DemoCannotStart(done.stderr.strip())
