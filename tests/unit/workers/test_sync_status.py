"""The one state that matters most, from everything that is known."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from notesapp.core.errors import (
    AlreadySyncing,
    Cancelled,
    CertificateProblem,
    Offline,
    ServerTrouble,
    SignInAgain,
    SyncError,
)
from notesapp.core.ids import Guid, Rev
from notesapp.sync.report import Rejected, SyncReport
from notesapp.workers.sync_status import SyncState, SyncStatus

NOW = datetime(2026, 5, 10, tzinfo=UTC)
PARTIAL = SyncReport(NOW, NOW, rejected=(Rejected(Guid("g"), Rev("r"), "too_large"),))


@pytest.mark.parametrize(
    ("status", "state"),
    [
        (SyncStatus(), SyncState.NOT_SET_UP),
        (SyncStatus(is_set_up=True), SyncState.WAITING),
        (SyncStatus(is_set_up=True, last_success_at=NOW), SyncState.UP_TO_DATE),
        (SyncStatus(is_set_up=True, last_success_at=NOW, unsent=2), SyncState.WAITING),
        (SyncStatus(is_set_up=True, last_success_at=NOW, decisions=1), SyncState.DECISION),
        (SyncStatus(is_set_up=True, last_success_at=NOW, report=PARTIAL), SyncState.PARTIAL),
        (SyncStatus(is_set_up=True, is_running=True, decisions=1), SyncState.RUNNING),
    ],
)
def test_state_without_trouble(status: SyncStatus, state: SyncState) -> None:
    assert status.state is state


@pytest.mark.parametrize(
    ("error", "state"),
    [
        (Offline("example.org", "no route"), SyncState.OFFLINE),
        (ServerTrouble("503"), SyncState.SERVER_TROUBLE),
        (SignInAgain("ana"), SyncState.ATTENTION),
        (CertificateProblem("example.org", "expired", ""), SyncState.ATTENTION),
        (Cancelled(), SyncState.UP_TO_DATE),
        (AlreadySyncing(), SyncState.UP_TO_DATE),
    ],
)
def test_state_after_trouble(error: SyncError, state: SyncState) -> None:
    assert SyncStatus(is_set_up=True, last_success_at=NOW, error=error).state is state
