"""What the card says and does, with a real server behind it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QPushButton
from pytestqt.qtbot import QtBot

from notesapp.core.changes import Origin
from notesapp.sync.report import Phase, Progress
from notesapp.ui.panes import SIDEBAR_WIDTHS
from notesapp.ui.syncing.card import SyncCard
from notesapp.ui.syncing.state_icon import StateIcon
from notesapp.ui.theme import Theme
from notesapp.ui.widgets.labels import Label
from notesapp.workers.sync_status import SyncState, SyncStatus
from tests.support.server_process import ServerProcess, running_server
from tests.support.sync_rig import SyncRig, sync_rig

NOW = datetime.now(UTC)  # as the rig's clock has it


@pytest.fixture
def server(tmp_path: Path) -> Iterator[ServerProcess]:
    with running_server(tmp_path / "server", users={"ana": "secret"}) as running:
        yield running


@pytest.fixture
def rig(tmp_path: Path, qtbot: QtBot) -> Iterator[SyncRig]:
    with sync_rig(tmp_path / "profile") as made:
        yield made


def _card(rig: SyncRig, theme: Theme, qtbot: QtBot) -> SyncCard:
    card = SyncCard(rig.controller, theme, rig.library.clock.now)
    qtbot.addWidget(card)
    card.show()
    return card


def _button(card: SyncCard) -> QPushButton:
    button = card.findChild(QPushButton)
    assert button is not None
    return button


def _wait_for(qtbot: QtBot, rig: SyncRig, state: SyncState) -> None:
    qtbot.waitUntil(lambda: rig.controller.status.state is state, timeout=20_000)


def test_without_an_account_it_says_so_and_offers_the_set_up(
    rig: SyncRig, theme: Theme, qtbot: QtBot
) -> None:
    rig.controller.start()
    card = _card(rig, theme, qtbot)
    assert card.accessibleName() == "On this computer only. Sync is not set up"
    with qtbot.waitSignal(card.set_up_requested):
        qtbot.mouseClick(_button(card), Qt.MouseButton.LeftButton)


def test_pressing_sync_sends_what_waits_and_says_when(
    rig: SyncRig, server: ServerProcess, theme: Theme, qtbot: QtBot
) -> None:
    with rig.library.write(Origin.USER) as tx:
        tx.notes.create(title="One")
        tx.notes.create(title="Two")
    rig.connect(server.url, "ana", "secret", "Laptop")
    rig.controller.start()
    card = _card(rig, theme, qtbot)
    assert card.accessibleName() == "2 notes to send. Never synced"
    qtbot.mouseClick(_button(card), Qt.MouseButton.LeftButton)
    _wait_for(qtbot, rig, SyncState.UP_TO_DATE)
    assert card.accessibleName() == "Up to date. Just now"
    assert _button(card).text() == "Sync"


def test_offline_is_said_calmly_and_the_next_sync_catches_up(
    rig: SyncRig, server: ServerProcess, theme: Theme, qtbot: QtBot
) -> None:
    rig.connect(server.url, "ana", "secret", "Laptop")
    with rig.library.write(Origin.USER) as tx:
        tx.notes.create(title="Written on the train")
    server.kill()
    rig.controller.start()
    card = _card(rig, theme, qtbot)
    rig.controller.sync_now()
    _wait_for(qtbot, rig, SyncState.OFFLINE)
    assert card.accessibleName() == "Offline. 1 note to send"
    server.start()
    qtbot.mouseClick(_button(card), Qt.MouseButton.LeftButton)
    _wait_for(qtbot, rig, SyncState.UP_TO_DATE)


def test_a_revoked_device_is_asked_to_sign_in(
    rig: SyncRig, server: ServerProcess, theme: Theme, qtbot: QtBot
) -> None:
    rig.connect(server.url, "ana", "secret", "Laptop")
    server.command("revoke", str(server.nodes()[0]["id"]))
    rig.controller.start()
    card = _card(rig, theme, qtbot)
    rig.controller.sync_now()
    _wait_for(qtbot, rig, SyncState.ATTENTION)
    assert _button(card).text() == "Sign in"
    with qtbot.waitSignal(card.sign_in_requested):
        qtbot.mouseClick(_button(card), Qt.MouseButton.LeftButton)


def test_an_edit_is_sent_by_itself(
    rig: SyncRig, server: ServerProcess, theme: Theme, qtbot: QtBot
) -> None:
    rig.settings = replace(
        rig.settings, sync=replace(rig.settings.sync, after_edits=True, on_start=True)
    )
    rig.connect(server.url, "ana", "secret", "Laptop")
    rig.controller.start()
    _wait_for(qtbot, rig, SyncState.UP_TO_DATE)
    with (
        qtbot.waitSignal(rig.controller.run_finished, timeout=20_000) as finished,
        rig.library.write(Origin.EDITOR) as tx,
    ):
        tx.notes.create(title="Typed just now")
    assert finished.args is not None
    assert finished.args[0].sent == 1


@pytest.mark.parametrize(("count", "words"), [(1, "1 note needs"), (2, "2 notes need")])
def test_the_verb_agrees_with_the_number_of_notes(
    rig: SyncRig, theme: Theme, qtbot: QtBot, count: int, words: str
) -> None:
    status = SyncStatus(is_set_up=True, last_success_at=NOW, decisions=count)
    card = _card_showing(status, rig, theme, qtbot)
    assert card.accessibleName().startswith(f"{words} your decision")


def test_enter_on_the_card_asks_for_the_particulars(
    rig: SyncRig, theme: Theme, qtbot: QtBot
) -> None:
    card = _card(rig, theme, qtbot)
    with qtbot.waitSignal(card.details_requested):
        qtbot.keyClick(card, Qt.Key.Key_Return)


@pytest.mark.parametrize(
    ("status", "is_beside"),
    [
        ({"last_success_at": NOW}, True),
        ({"last_success_at": NOW, "unsent": 3}, True),
        ({"is_running": True, "progress": Progress(Phase.SENDING, 128, 431)}, True),
        ({"last_success_at": NOW, "decisions": 2}, False),
    ],
)
def test_the_button_stands_beside_the_words_unless_they_need_the_room(
    rig: SyncRig, theme: Theme, qtbot: QtBot, status: dict[str, Any], is_beside: bool
) -> None:
    card = _card_showing(SyncStatus(is_set_up=True, **status), rig, theme, qtbot)
    labels = card.findChildren(Label)
    right_of_words = max(label.geometry().right() for label in labels)
    assert (_button(card).x() > right_of_words) is is_beside
    for label in labels:
        assert label.height() >= label.heightForWidth(label.width())


def test_the_icon_turns_only_while_a_run_is_under_way(
    rig: SyncRig, theme: Theme, qtbot: QtBot
) -> None:
    standing = SyncStatus(is_set_up=True, last_success_at=NOW)
    card = _card_showing(standing, rig, theme, qtbot)
    icon = card.findChild(StateIcon)
    assert icon is not None
    turned = [icon.is_turning]
    for status in (replace(standing, is_running=True), standing):
        card.show_status(status)
        turned.append(icon.is_turning)
    assert turned == [False, True, False]


def _card_showing(status: SyncStatus, rig: SyncRig, theme: Theme, qtbot: QtBot) -> SyncCard:
    """Return a card as wide as the sidebar usually is, and as high as it then wants to be."""
    card = _card(rig, theme, qtbot)
    card.setFixedWidth(SIDEBAR_WIDTHS[1])
    card.show_status(status)
    for _ in range(10):  # Qt lays out step by step
        with qtbot.waitCallback() as handled:
            QTimer.singleShot(0, handled)
    card.resize(SIDEBAR_WIDTHS[1], card.heightForWidth(SIDEBAR_WIDTHS[1]))
    return card
