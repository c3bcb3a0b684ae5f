"""Two people's windows, or one person's two computers: the whole main job by mouse and keys."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from notesapp.core.ids import Guid
from notesapp.ui.conflicts.window import CompareWindow
from tests.support.server_process import ServerProcess, running_server
from tests.support.window_pair import Computer, computers

USER, PASSWORD = "ana", "correct horse"
TITLE, TEXT = "Lisbon", "We come back on Sunday."
_SOON_S = 3.0
"""A second, and what a busy machine may add to it."""
HERE, THERE = "We come back on Monday.", "We come back on Tuesday."
"""What the desktop, where it is decided, and the laptop made of it."""


@pytest.fixture
def server(tmp_path: Path) -> Iterator[ServerProcess]:
    with running_server(tmp_path / "server", users={USER: PASSWORD}) as process:
        yield process


@pytest.fixture
def pair(tmp_path: Path, qtbot: QtBot, qapp: QApplication) -> Iterator[tuple[Computer, Computer]]:
    """A laptop and a desktop with empty libraries, and no account yet."""
    with computers(qtbot, qapp, tmp_path / "laptop", tmp_path / "desktop") as (laptop, desktop):
        yield laptop, desktop


@pytest.fixture
def shared(pair: tuple[Computer, Computer], server: ServerProcess) -> Guid:
    """A note that both computers have, from the same account."""
    laptop, desktop = pair
    guid = laptop.write(TITLE, TEXT)
    laptop.set_up_sync(server.url, USER, PASSWORD, "Laptop")
    desktop.set_up_sync(server.url, USER, PASSWORD, "Desktop")
    return guid


@pytest.fixture
def clash(pair: tuple[Computer, Computer], shared: Guid) -> Guid:
    """The note was edited on both before they could sync; the desktop has just found that out."""
    laptop, desktop = pair
    laptop.rewrite(shared, THERE)
    desktop.rewrite(shared, HERE)
    laptop.sync()
    desktop.sync()
    return shared


def sync_both(pair: tuple[Computer, Computer]) -> None:
    """Let what the desktop decided reach the laptop, and hold both to the same notes."""
    laptop, desktop = pair
    desktop.sync()
    laptop.sync()
    assert laptop.notes() == desktop.notes()
    laptop.wait(lambda: all(is_at_rest(computer) for computer in pair))


def is_at_rest(computer: Computer) -> bool:
    """Say whether nothing is left to do, as far as a person can see."""
    return computer.card.startswith("Up to date") and "Needs your decision" not in computer.sidebar


def decide(desktop: Computer, guid: Guid) -> CompareWindow:
    desktop.read(guid)
    return desktop.compare()


def test_what_is_written_on_one_computer_is_read_on_the_other(
    pair: tuple[Computer, Computer], server: ServerProcess
) -> None:
    laptop, desktop = pair
    assert laptop.card.startswith("On this computer only")
    guid = laptop.write(TITLE, TEXT)
    laptop.set_up_sync(server.url, USER, PASSWORD, "Laptop")
    assert laptop.card.startswith("Up to date")
    desktop.set_up_sync(server.url, USER, PASSWORD, "Desktop")
    desktop.read(guid)
    assert desktop.session.editor.page.title.text() == TITLE
    assert desktop.shown_text == TEXT
    second = desktop.write("Bread", "Flour and water.")
    desktop.sync()
    laptop.sync()
    laptop.read(second)
    assert laptop.shown_text == "Flour and water."
    laptop.come_forward()
    laptop.rewrite(second, "Flour, water and salt.")
    laptop.wait(lambda: laptop.card.startswith("1 note to send"))
    laptop.sync()
    desktop.sync()
    assert desktop.shown_text == "Flour, water and salt.", "the open note shows what arrived"


def test_a_clash_is_shown_everywhere_and_blocks_nothing(
    pair: tuple[Computer, Computer], clash: Guid
) -> None:
    laptop, desktop = pair
    desktop.wait(lambda: desktop.sidebar.get("Needs your decision") == 1)
    assert desktop.card.startswith("1 note needs your decision")
    assert "Needs your decision" not in laptop.sidebar
    desktop.read(clash)
    assert desktop.says("This note was also changed on Laptop")
    assert desktop.shown_text == HERE, "this computer's version stays, to be edited"
    other = desktop.write("Meanwhile", "Another note goes on its way.")
    desktop.sync()
    laptop.sync()
    assert laptop.note(other).body == "Another note goes on its way."
    assert desktop.is_waiting(clash)


def test_keep_this_version(pair: tuple[Computer, Computer], clash: Guid) -> None:
    _, desktop = pair
    window = decide(desktop, clash)
    desktop.press("Keep the version from this computer", window)
    desktop.wait(lambda: not desktop.is_waiting(clash))
    desktop.press("Close", window)
    sync_both(pair)
    laptop, _ = pair
    assert laptop.note(clash).body == desktop.note(clash).body == HERE
    assert desktop.find_in_history(clash, THERE) == "Version from Laptop, not kept"
    assert laptop.find_in_history(clash, THERE) == "Edited here"


def test_keep_the_version_of_the_other(pair: tuple[Computer, Computer], clash: Guid) -> None:
    _, desktop = pair
    window = decide(desktop, clash)
    desktop.press("Keep the version from Laptop", window)
    desktop.wait(lambda: not desktop.is_waiting(clash))
    desktop.press("Close", window)
    sync_both(pair)
    for computer in pair:
        assert computer.note(clash).body == THERE
    assert desktop.find_in_history(clash, HERE) == "This computer’s version, not kept"


def test_keep_both_as_two_notes(pair: tuple[Computer, Computer], clash: Guid) -> None:
    laptop, desktop = pair
    window = decide(desktop, clash)
    desktop.press("Keep both as two notes", window)
    desktop.wait(lambda: not desktop.is_waiting(clash))
    desktop.press("Close", window)
    sync_both(pair)
    assert sorted(body for _, body, _ in laptop.notes().values()) == [HERE, THERE]
    assert laptop.note(clash).body == HERE
    (copy,) = [title for guid, (title, _, _) in laptop.notes().items() if guid != clash]
    assert copy.startswith(f"{TITLE} (Laptop, ")


def test_save_a_combined_note(pair: tuple[Computer, Computer], clash: Guid) -> None:
    _, desktop = pair
    window = decide(desktop, clash)
    desktop.type_result(window, "We come back on Monday or Tuesday.")
    desktop.press("Save combined note", window)
    desktop.wait(lambda: not desktop.is_waiting(clash))
    desktop.press("Close", window)
    sync_both(pair)
    for computer in pair:
        assert computer.note(clash).body == "We come back on Monday or Tuesday."
        computer.find_in_history(clash, THERE)
    desktop.find_in_history(clash, HERE)


def test_undo_brings_the_question_back_before_and_after_sync(
    pair: tuple[Computer, Computer], clash: Guid
) -> None:
    laptop, desktop = pair
    window = decide(desktop, clash)
    desktop.press("Keep the version from Laptop", window)
    desktop.wait(lambda: not desktop.is_waiting(clash))
    desktop.press("Undo", window)
    desktop.wait(lambda: desktop.is_waiting(clash) and window.controller.shown is not None)
    assert desktop.note(clash).body == HERE
    desktop.press("Keep the version from Laptop", window)
    desktop.wait(lambda: not desktop.is_waiting(clash))
    sync_both(pair)
    window.raise_()
    window.activateWindow()
    desktop.press("Undo", window)
    desktop.wait(lambda: desktop.is_waiting(clash) and window.controller.shown is not None)
    desktop.wait(lambda: desktop.sidebar.get("Needs your decision") == 1)
    desktop.press("Keep the version from this computer", window)
    desktop.wait(lambda: not desktop.is_waiting(clash))
    desktop.press("Close", window)
    sync_both(pair)
    assert laptop.note(clash).body == HERE


@pytest.mark.parametrize("restorer", ["laptop", "desktop"])
def test_what_was_combined_by_itself_is_said_and_undone_from_the_history_of_either(
    pair: tuple[Computer, Computer], server: ServerProcess, restorer: str
) -> None:
    laptop, desktop = pair
    guid = laptop.write(TITLE, "One.\n\nTwo.\n\nThree.")
    laptop.set_up_sync(server.url, USER, PASSWORD, "Laptop")
    desktop.set_up_sync(server.url, USER, PASSWORD, "Desktop")
    sent = "One, of the laptop.\n\nTwo.\n\nThree."
    laptop.rewrite(guid, sent)
    desktop.rewrite(guid, "One.\n\nTwo.\n\nThree, of the desktop.")
    laptop.sync()
    desktop.sync()
    desktop.wait(lambda: desktop.window.toast.text == "1 note combined automatically")
    sync_both(pair)
    assert laptop.note(guid).body == "One, of the laptop.\n\nTwo.\n\nThree, of the desktop."
    device, other = pair if restorer == "laptop" else (desktop, laptop)
    device.find_in_history(guid, sent, restores=True)
    device.sync()
    other.sync()
    assert laptop.note(guid).body == desktop.note(guid).body == sent


@pytest.mark.parametrize("is_kept", [True, False])
def test_a_note_deleted_on_one_and_edited_on_the_other_is_asked_about(
    pair: tuple[Computer, Computer], shared: Guid, is_kept: bool
) -> None:
    laptop, desktop = pair
    laptop.read(shared)
    laptop.key("Delete")
    laptop.wait(lambda: laptop.note(shared).is_deleted)
    desktop.rewrite(shared, HERE)
    laptop.sync()
    desktop.sync()
    assert not desktop.note(shared).is_deleted
    desktop.read(shared)
    desktop.wait(lambda: desktop.says("This note was deleted on Laptop"))
    window = desktop.compare()
    desktop.press(
        "Keep the version from this computer" if is_kept else "Delete it here too", window
    )
    desktop.wait(lambda: not desktop.is_waiting(shared))
    desktop.press("Close", window)
    sync_both(pair)
    for computer in pair:
        assert computer.notes() == {shared: (TITLE, HERE, not is_kept)}


def test_newest_wins_asks_nobody(pair: tuple[Computer, Computer], shared: Guid) -> None:
    laptop, desktop = pair
    desktop.choose_policy("Newest wins")
    laptop.rewrite(shared, THERE)
    desktop.rewrite(shared, HERE)
    laptop.sync()
    desktop.sync()
    assert not desktop.is_waiting(shared)
    sync_both(pair)
    assert laptop.note(shared).body == HERE, "it was typed last"
    for computer in pair:
        computer.find_in_history(shared, THERE)


def test_keep_both_makes_two_notes_by_itself(pair: tuple[Computer, Computer], shared: Guid) -> None:
    laptop, desktop = pair
    desktop.choose_policy("Keep both")
    laptop.rewrite(shared, THERE)
    desktop.rewrite(shared, HERE)
    laptop.sync()
    desktop.sync()
    assert not desktop.is_waiting(shared)
    sync_both(pair)
    assert sorted(body for _, body, _ in laptop.notes().values()) == [HERE, THERE]


def test_offline_is_said_calmly_and_the_next_sync_catches_up(
    pair: tuple[Computer, Computer], shared: Guid, server: ServerProcess
) -> None:
    laptop, desktop = pair
    server.kill()
    laptop.come_forward()
    laptop.press("Sync", laptop.session.card)
    laptop.wait(lambda: laptop.card.startswith("Offline"))
    guid = laptop.write("On the train", "Written without a network.")
    laptop.wait(lambda: laptop.card == "Offline. 1 note to send")
    server.start()
    laptop.sync()
    assert laptop.card.startswith("Up to date")
    desktop.sync()
    assert desktop.note(guid).body == "Written without a network."


def test_stop_ends_a_sync_that_hangs_and_loses_nothing(
    pair: tuple[Computer, Computer], shared: Guid, server: ServerProcess
) -> None:
    laptop, desktop = pair
    guid = laptop.write("Not sent yet", "The server has fallen asleep.")
    os.kill(server.pid, signal.SIGSTOP)
    try:
        laptop.press("Sync", laptop.session.card)
        laptop.wait(lambda: laptop.card.startswith("Syncing"))
        pressed = time.monotonic()
        laptop.press("Stop", laptop.session.card)
        laptop.wait(lambda: not laptop.session.sync.status.is_running)
        assert time.monotonic() - pressed < _SOON_S
        assert laptop.card.startswith("1 note to send")
    finally:
        os.kill(server.pid, signal.SIGCONT)
    laptop.sync()
    desktop.sync()
    assert desktop.note(guid).body == "The server has fallen asleep."


def test_after_closing_and_opening_everything_is_there(
    pair: tuple[Computer, Computer], clash: Guid
) -> None:
    _, desktop = pair
    unsent = desktop.write("Just written", "And closed at once.")
    before = desktop.notes()
    window = decide(desktop, clash)
    desktop.type_result(window, "Half decided.")
    desktop.close()
    desktop.open()
    assert desktop.notes() == before
    desktop.wait(lambda: desktop.sidebar.get("Needs your decision") == 1)
    desktop.read(unsent)
    assert desktop.shown_text == "And closed at once."
    window = decide(desktop, clash)
    assert window.body.page.result.text.toPlainText() == "Half decided."
    desktop.press("Save combined note", window)
    desktop.wait(lambda: not desktop.is_waiting(clash))
    sync_both(pair)
    assert pair[0].note(clash).body == "Half decided."
    assert pair[0].note(unsent).body == "And closed at once."
