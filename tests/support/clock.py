"""A clock that stands still until a test moves it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta


class FixedClock:
    """A wall clock under the test's control; starts on 13 May 2026 at noon UTC."""

    def __init__(self, moment: datetime = datetime(2026, 5, 13, 12, 0, tzinfo=UTC)) -> None:
        self._moment = moment

    def now(self) -> datetime:
        """Return the time the test set."""
        return self._moment

    def advance(
        self, *, days: float = 0, hours: float = 0, minutes: float = 0, seconds: float = 0
    ) -> datetime:
        """Let time pass and return the new time, cut to whole milliseconds."""
        later = self._moment + timedelta(days=days, hours=hours, minutes=minutes, seconds=seconds)
        return self.set(later)

    def set(self, moment: datetime) -> datetime:
        """Jump to a moment, also backwards."""
        self._moment = moment.replace(microsecond=moment.microsecond // 1000 * 1000)
        return self._moment
