"""Where time comes from, so that tests and the simulation can own it."""

from __future__ import annotations

import time
from datetime import UTC, datetime, timedelta
from typing import Protocol

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


class Clock(Protocol):
    """A source of wall-clock time; never used to order edits for correctness."""

    def now(self) -> datetime:
        """Return the current time, aware, in UTC, cut to whole milliseconds."""
        ...


class SystemClock:
    """The machine's own clock."""

    def now(self) -> datetime:
        return from_milliseconds(time.time_ns() // 1_000_000)


def to_milliseconds(moment: datetime) -> int:
    """Return an aware time as milliseconds since 1970, the form it has in the store and on the wire."""
    return round(moment.timestamp() * 1000)


def from_milliseconds(milliseconds: int) -> datetime:
    """Return the aware UTC time for milliseconds since 1970; the inverse of `to_milliseconds`."""
    return _EPOCH + timedelta(milliseconds=milliseconds)
