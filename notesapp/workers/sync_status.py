"""Where sync stands, as one value that every view shows the same way."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import Enum

from notesapp.core.errors import (
    AlreadySyncing,
    Cancelled,
    Offline,
    RetryLater,
    SyncError,
)
from notesapp.sync.report import Progress, SyncReport


class SyncState(Enum):
    """The states of the sync card, one word each."""

    NOT_SET_UP = "not_set_up"
    UP_TO_DATE = "up_to_date"
    WAITING = "waiting"
    RUNNING = "running"
    OFFLINE = "offline"
    DECISION = "decision"
    PARTIAL = "partial"
    ATTENTION = "attention"
    SERVER_TROUBLE = "server_trouble"


@dataclass(frozen=True, slots=True)
class SyncStatus:
    """What the sync card says.

    Attributes:
        unsent: notes saved here and not sent yet, those that wait for a decision left out.
        decisions: notes that wait for a decision.
        last_success_at: end of the last run that reached the back-end; None: never.
        error: why the last run stopped, or None if it didn't.
        next_try_at: when the next automatic run is due, if one is planned.
        progress: how far the run under way is; None when none is.
        report: what the last complete run did since the app started.
    """

    is_set_up: bool = False
    unsent: int = 0
    decisions: int = 0
    last_success_at: datetime | None = None
    error: SyncError | None = None
    next_try_at: datetime | None = None
    progress: Progress | None = None
    is_running: bool = False
    report: SyncReport | None = None

    @property
    def state(self) -> SyncState:
        """The one state that matters most now."""
        if not self.is_set_up:
            return SyncState.NOT_SET_UP
        if self.is_running:
            return SyncState.RUNNING
        if self.error is not None and not isinstance(self.error, Cancelled | AlreadySyncing):
            return _state_of(self.error)
        if self.decisions:
            return SyncState.DECISION
        if self.report is not None and self.report.rejected:
            return SyncState.PARTIAL
        if self.unsent or self.last_success_at is None:
            return SyncState.WAITING
        return SyncState.UP_TO_DATE


def _state_of(error: SyncError) -> SyncState:
    if isinstance(error, Offline):
        return SyncState.OFFLINE
    if isinstance(error, RetryLater):
        return SyncState.SERVER_TROUBLE
    return SyncState.ATTENTION
