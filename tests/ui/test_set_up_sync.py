"""Setting up sync as a person does it: typing, pressing, reading."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QLineEdit, QPushButton
from pytestqt.qtbot import QtBot

from notesapp.core.changes import Origin
from notesapp.ui.syncing.result_card import ResultCard
from notesapp.ui.syncing.set_up_dialog import SetUpDialog
from notesapp.ui.theme import Theme
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


@pytest.fixture
def dialog(rig: SyncRig, theme: Theme, qtbot: QtBot) -> SetUpDialog:
    made = SetUpDialog(rig.library, rig.credentials, rig.network, theme)
    qtbot.addWidget(made)
    made.show()
    return made


def _type(dialog: SetUpDialog, qtbot: QtBot, **texts: str) -> None:
    names = {"url": "Server address", "user": "Name", "password": "Password"}
    for key, text in texts.items():
        for field in dialog.findChildren(QLineEdit):
            if field.accessibleName() == names[key]:
                field.clear()
                qtbot.keyClicks(field, text)


def _press(dialog: SetUpDialog, qtbot: QtBot, text: str) -> None:
    buttons = [b for b in dialog.findChildren(QPushButton) if b.text() == text and b.isVisible()]
    assert len(buttons) == 1, f"no button {text!r}"
    qtbot.mouseClick(buttons[0], Qt.MouseButton.LeftButton)


def _result(dialog: SetUpDialog) -> ResultCard:
    card = dialog.findChild(ResultCard)
    assert card is not None
    return card


def _says(dialog: SetUpDialog, text: str) -> bool:
    return any(text in label.text() for label in dialog.findChildren(QLabel) if label.isVisible())


def _wait_for_result(dialog: SetUpDialog, qtbot: QtBot, title: str) -> None:
    qtbot.waitUntil(lambda: _result(dialog).title == title, timeout=20_000)


def test_the_first_sync_is_told_in_numbers_before_it_begins(
    dialog: SetUpDialog, rig: SyncRig, server: ServerProcess, qtbot: QtBot, tmp_path: Path
) -> None:
    with sync_rig(tmp_path / "other") as other:
        with other.library.write(Origin.USER) as tx:
            for number in range(3):
                tx.notes.create(title=f"Theirs {number}")
        other.connect(server.url, "ana", "secret", "Desktop")
        other.sync()
    with rig.library.write(Origin.USER) as tx:
        tx.notes.create(title="Mine")
    _type(dialog, qtbot, url=server.url, user="ana", password="secret")
    _press(dialog, qtbot, "Continue")
    qtbot.waitUntil(lambda: _says(dialog, "Step 2 of 2"), timeout=20_000)
    assert _says(dialog, "This computer has 1 note, the server has 3 notes.")
    assert _says(dialog, "After syncing, both have 4 notes.")
    assert _says(dialog, "Nothing is deleted.")
    with rig.library.read() as view:
        assert view.sync.remote() is None, "nothing may change before Start"
    with qtbot.waitSignal(dialog.connected, timeout=20_000):
        _press(dialog, qtbot, "Start")
    with rig.library.read() as view:
        remote = view.sync.remote()
    assert remote is not None
    assert remote.user == "ana"


def test_a_wrong_password_is_said_and_nothing_changes(
    dialog: SetUpDialog, rig: SyncRig, server: ServerProcess, qtbot: QtBot
) -> None:
    _type(dialog, qtbot, url=server.url, user="ana", password="wrong")
    _press(dialog, qtbot, "Test connection")
    _wait_for_result(dialog, qtbot, "Sign in again")
    assert "did not accept the name or password for “ana”" in _result(dialog).text
    for label in dialog.findChildren(QLabel):
        needed = label.heightForWidth(label.width()) if label.wordWrap() else 0
        assert not label.isVisible() or label.height() >= needed, f"cut: {label.text()}"
    with rig.library.read() as view:
        assert view.sync.remote() is None


def test_a_server_that_is_off_is_said(
    dialog: SetUpDialog, server: ServerProcess, qtbot: QtBot
) -> None:
    server.kill()
    _type(dialog, qtbot, url=server.url, user="ana", password="secret")
    _press(dialog, qtbot, "Test connection")
    _wait_for_result(dialog, qtbot, "Offline")


def test_a_missing_field_gets_the_focus(dialog: SetUpDialog, qtbot: QtBot) -> None:
    _type(dialog, qtbot, url="notes.example.org", user="ana")
    _press(dialog, qtbot, "Continue")
    assert _result(dialog).title == "The password is missing"


def test_plain_http_to_another_machine_asks_once(dialog: SetUpDialog, qtbot: QtBot) -> None:
    _type(dialog, qtbot, url="http://nowhere.invalid", user="ana", password="secret")
    _press(dialog, qtbot, "Test connection")
    assert _result(dialog).title == "This connection is not protected"
    _press(dialog, qtbot, "Test connection")
    _wait_for_result(dialog, qtbot, "Offline")


def test_cancel_leaves_everything_as_it_was(
    dialog: SetUpDialog, rig: SyncRig, server: ServerProcess, qtbot: QtBot
) -> None:
    _type(dialog, qtbot, url=server.url, user="ana", password="secret")
    _press(dialog, qtbot, "Test connection")
    _wait_for_result(dialog, qtbot, "Connection works")
    _press(dialog, qtbot, "Cancel")
    with rig.library.read() as view:
        assert view.sync.remote() is None
    assert rig.credentials.get("server-token") is None
