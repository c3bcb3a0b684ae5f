"""What the card says and does, with a real server behind it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QPushButton
from pytestqt.qtbot import QtBot

from notesapp.core.changes import Origin
from notesapp.ui.syncing.card import SyncCard
from notesapp.ui.theme import Theme
from notesapp.workers.sync_status import SyncState
from tests.support.server_process import ServerProcess, running_server
from tests.support.sync_rig import SyncRig, sync_rig


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


def test_enter_on_the_card_asks_for_the_particulars(
    rig: SyncRig, theme: Theme, qtbot: QtBot
) -> None:
    card = _card(rig, theme, qtbot)
    with qtbot.waitSignal(card.details_requested):
        qtbot.keyClick(card, Qt.Key.Key_Return)
