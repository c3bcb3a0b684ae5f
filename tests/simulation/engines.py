"""Lets all schedules of a process share database engines, which remember compiled statements.

A schedule opens a dozen libraries; compiling their statements anew each time would take longer
than everything else together. An engine is only a way to connect: what is opened is the file.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from unittest.mock import patch

from sqlalchemy import Engine, event

import notesapp.server.database
import notesapp.store.library
from notesapp.database.engine import reader_engine, writer_engine

_listeners: dict[Engine, Callable[[str], None]] = {}


@contextmanager
def shared_engines() -> Iterator[None]:
    """Within the block, whoever opens a file again gets the engine of the last time."""
    with (
        patch.object(notesapp.store.library, "writer_engine", _writer),
        patch.object(notesapp.store.library, "reader_engine", _reader),
        patch.object(notesapp.server.database, "writer_engine", _writer),
        patch.object(notesapp.server.database, "reader_engine", _reader),
    ):
        yield


def listen(engine: Engine, on_step: Callable[[str], None]) -> None:
    """Tell `on_step`, and nobody else any more, of each statement and commit."""
    if engine not in _listeners:
        event.listen(engine, "before_cursor_execute", lambda *_: _listeners[engine]("statement"))
        event.listen(engine, "commit", lambda *_: _listeners[engine]("commit"))
    _listeners[engine] = on_step


@cache
def _writer(path: Path, *, busy_timeout_ms: int = 1_000) -> Engine:
    return writer_engine(path, busy_timeout_ms=1_000)


@cache
def _reader(path: Path) -> Engine:
    return reader_engine(path)
