"""One sync run a profile at a time, over all processes.

The lock is the operating system's, so that a killed process never leaves it behind.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from notesapp.core.errors import AlreadySyncing

LOCK_NAME = "sync.lock"


@contextmanager
def sync_lock(profile: Path) -> Iterator[None]:
    """Hold the profile's sync lock.

    Raises:
        AlreadySyncing: another process, or another run in this one, holds it.
    """
    descriptor = os.open(profile / LOCK_NAME, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        _lock(descriptor)
        yield
    finally:
        os.close(descriptor)


if sys.platform == "win32":
    import msvcrt

    def _lock(descriptor: int) -> None:
        try:
            msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)
        except OSError as error:
            raise AlreadySyncing from error

else:
    import fcntl

    def _lock(descriptor: int) -> None:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise AlreadySyncing from error
