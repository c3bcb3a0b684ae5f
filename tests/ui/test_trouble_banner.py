"""The banner over the note list: what it says, when, and how it goes."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton
from pytestqt.qtbot import QtBot

from notesapp.core.errors import (
    CertificateProblem,
    MassDeletion,
    Offline,
    ProtocolMismatch,
    ServerTrouble,
    SignInAgain,
    SyncError,
)
from notesapp.ui.syncing.trouble_banner import TroubleBanner
from notesapp.ui.theme import Theme
from notesapp.workers.sync_status import SyncStatus

NOW = datetime(2026, 5, 12, 14, 38, tzinfo=UTC)
FINE = SyncStatus(is_set_up=True, last_success_at=NOW - timedelta(minutes=5))
SIGN_IN = replace(FINE, error=SignInAgain("ana"))


@pytest.fixture
def banner(theme: Theme, qtbot: QtBot) -> TroubleBanner:
    made = TroubleBanner(theme, lambda: NOW)
    qtbot.addWidget(made)
    return made


def _press(banner: TroubleBanner, text: str) -> None:
    buttons = banner.findChildren(QAbstractButton)
    (button,) = [b for b in buttons if text in (b.text(), b.accessibleName())]
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)


@pytest.mark.parametrize(
    ("error", "title", "button", "signal"),
    [
        (SignInAgain("ana"), "Sign in again", "Sign in", "sign_in_requested"),
        (
            CertificateProblem("notes.example.org", "expired", "ended"),
            "The server’s certificate has expired",
            "Try again",
            "try_again_requested",
        ),
        (
            MassDeletion(40, 60, ["One"], server_is_empty=True),
            "Sync would delete 40 notes here",
            "Review",
            "deletion_review_requested",
        ),
    ],
)
def test_trouble_that_needs_the_user_is_said_with_its_button(
    banner: TroubleBanner, qtbot: QtBot, error: SyncError, title: str, button: str, signal: str
) -> None:
    banner.show_status(replace(FINE, error=error))
    assert banner.isVisible()
    assert banner.accessibleName() == title
    with qtbot.waitSignal(getattr(banner, signal)):
        _press(banner, button)


def test_it_goes_when_the_trouble_is_over_and_stays_during_a_run(banner: TroubleBanner) -> None:
    banner.show_status(SIGN_IN)
    banner.show_status(replace(SIGN_IN, is_running=True))
    assert banner.isVisible()
    banner.show_status(FINE)
    assert banner.isHidden()


def test_closed_it_stays_away_until_something_else_is_wrong(banner: TroubleBanner) -> None:
    banner.show_status(SIGN_IN)
    _press(banner, "Close")
    assert banner.isHidden()
    banner.show_status(replace(SIGN_IN, unsent=2))
    banner.show_status(FINE)
    banner.show_status(SIGN_IN)
    assert banner.isHidden()
    banner.show_status(replace(FINE, error=ProtocolMismatch(update_app=True, theirs="9")))
    assert banner.isVisible()


@pytest.mark.parametrize(
    ("error", "hours", "is_shown"),
    [
        (ServerTrouble("500"), 23, False),
        (ServerTrouble("500"), 24, True),
        (Offline("notes.example.org", "no network"), 240, False),
    ],
)
def test_passing_trouble_is_said_after_a_day_and_being_offline_never(
    banner: TroubleBanner, error: SyncError, hours: int, is_shown: bool
) -> None:
    last = NOW - timedelta(hours=hours)
    banner.show_status(SyncStatus(is_set_up=True, last_success_at=last, error=error))
    assert banner.isVisible() is is_shown
