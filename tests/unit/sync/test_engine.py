"""Whole runs of two devices against the real server application."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from notesapp.core.changes import Origin
from notesapp.core.conflict import ConflictPolicy, Keep
from notesapp.core.ids import Guid
from notesapp.core.model import VersionReason
from notesapp.sync.backends.server import ServerBackend
from tests.support.devices import PASSWORD, USER, Device, closing, server_device
from tests.support.server_app import HandClock, ServerApp, server_app

TEXT = "one\n\ntwo\n\nthree\n"


@pytest.fixture
def server(tmp_path: Path) -> Iterator[ServerApp]:
    with server_app(tmp_path / "server", users={USER: PASSWORD}) as app:
        yield app


@pytest.fixture
def pair(tmp_path: Path, server: ServerApp) -> Iterator[tuple[Device, Device]]:
    clocks = HandClock(), HandClock()
    laptop = server_device(tmp_path / "laptop", server.transport, "Laptop", clock=clocks[0])
    desktop = server_device(tmp_path / "desktop", server.transport, "Desktop", clock=clocks[1])
    with closing(laptop, desktop):
        yield laptop, desktop


def both_have(pair: tuple[Device, Device], body: str) -> Guid:
    """Return a note that both devices hold with the given body."""
    laptop, desktop = pair
    guid = laptop.write(body)
    laptop.sync()
    desktop.sync()
    assert desktop.body(guid) == body
    return guid


def settle(pair: tuple[Device, Device]) -> None:
    """Sync both until neither has news for the other."""
    laptop, desktop = pair
    for _ in range(2):
        laptop.sync()
        desktop.sync()
    assert laptop.live_revisions() == desktop.live_revisions()
    assert laptop.unsent() == desktop.unsent() == 0


def test_a_note_written_here_arrives_there(pair: tuple[Device, Device]) -> None:
    laptop, desktop = pair
    guid = laptop.write("hello")
    assert laptop.sync().sent == 1
    assert laptop.note(guid).is_synchronized
    assert desktop.sync().received == 1
    assert desktop.body(guid) == "hello"


def test_nothing_changed_is_one_request(pair: tuple[Device, Device]) -> None:
    laptop, desktop = pair
    both_have(pair, TEXT)
    settle(pair)
    for device in (laptop, desktop):
        assert isinstance(device.backend, ServerBackend)
        before = device.backend.request_count
        report = device.sync()
        assert device.backend.request_count - before == 1
        assert (report.sent, report.received) == (0, 0)


def test_edits_in_different_paragraphs_are_combined(pair: tuple[Device, Device]) -> None:
    laptop, desktop = pair
    guid = both_have(pair, TEXT)
    laptop.edit(guid, TEXT.replace("one", "ONE"))
    desktop.edit(guid, TEXT.replace("three", "THREE"))
    laptop.sync()
    report = desktop.sync()
    assert report.combined == (guid,)
    assert report.new_conflicts == ()
    settle(pair)
    assert laptop.body(guid) == desktop.body(guid) == "ONE\n\ntwo\n\nTHREE\n"


def clash(pair: tuple[Device, Device]) -> Guid:
    """Edit the same words on both; the desktop comes second and has to ask."""
    laptop, desktop = pair
    guid = both_have(pair, TEXT)
    laptop.edit(guid, TEXT.replace("two", "from the laptop"))
    desktop.edit(guid, TEXT.replace("two", "from the desktop"))
    laptop.sync()
    desktop.sync()
    return guid


def test_edits_of_the_same_words_wait_for_a_decision_and_block_nothing(
    pair: tuple[Device, Device],
) -> None:
    laptop, desktop = pair
    guid = clash(pair)
    conflict = desktop.conflicts()[guid]
    assert "from the desktop" in desktop.body(guid)
    assert conflict.other.node_name == "Laptop"
    other = desktop.write("another note")
    report = desktop.sync()
    assert (report.open_conflicts, report.new_conflicts) == (1, ())
    laptop.sync()
    assert laptop.has(other)
    assert "from the laptop" in laptop.body(guid)


@pytest.mark.parametrize(
    ("keep", "kept", "lost"),
    [(Keep.THIS, "from the desktop", "from the laptop"),
     (Keep.OTHER, "from the laptop", "from the desktop")],
)  # fmt: skip
def test_a_decision_goes_everywhere_and_the_loser_to_history(
    pair: tuple[Device, Device], keep: Keep, kept: str, lost: str
) -> None:
    laptop, desktop = pair
    guid = clash(pair)
    desktop.resolve(guid, keep)
    settle(pair)
    assert kept in laptop.body(guid)
    assert kept in desktop.body(guid)
    assert any(lost in text for text in desktop.history(guid))
    assert not desktop.conflicts()


@pytest.mark.parametrize("keep", [Keep.THIS, Keep.OTHER, Keep.BOTH])
def test_a_decision_taken_back_after_it_was_sent_waits_until_it_is_made_again(
    pair: tuple[Device, Device], keep: Keep
) -> None:
    laptop, desktop = pair
    guid = clash(pair)
    desktop.resolve(guid, keep)
    settle(pair)
    with desktop.library.write(Origin.USER) as tx:
        tx.conflicts.undo_resolution(guid)
    for device in (laptop, desktop, laptop, desktop):
        device.sync()
    assert guid in desktop.conflicts(), "no sync may answer in the user's place"
    assert "from the desktop" in desktop.body(guid)
    desktop.resolve(guid, Keep.OTHER)
    settle(pair)
    for device in pair:
        assert "from the laptop" in device.body(guid)
        assert not device.conflicts()


def test_words_typed_after_an_answer_was_taken_back_end_the_question(
    pair: tuple[Device, Device],
) -> None:
    laptop, desktop = pair
    guid = clash(pair)
    theirs = laptop.body(guid)
    desktop.resolve(guid, Keep.THIS)
    settle(pair)
    with desktop.library.write(Origin.USER) as tx:
        tx.conflicts.undo_resolution(guid)
    desktop.edit(guid, theirs)
    settle(pair)
    for device in pair:
        assert device.body(guid) == theirs
        assert not device.conflicts()
        assert device.unsent() == 0


def test_keeping_both_makes_two_notes_everywhere(pair: tuple[Device, Device]) -> None:
    laptop, desktop = pair
    guid = clash(pair)
    desktop.resolve(guid, Keep.BOTH)
    settle(pair)
    assert len(laptop.bodies()) == len(desktop.bodies()) == 2
    texts = "".join(laptop.bodies().values())
    assert "from the laptop" in texts
    assert "from the desktop" in texts
    assert "from the desktop" in laptop.body(guid)


def test_the_policy_keep_both_does_the_same_by_itself(pair: tuple[Device, Device]) -> None:
    laptop, desktop = pair
    desktop.policy = ConflictPolicy.KEEP_BOTH
    guid = clash(pair)
    settle(pair)
    assert not desktop.conflicts()
    assert len(laptop.bodies()) == 2
    assert "from the desktop" in laptop.body(guid)


def test_newest_wins_keeps_the_later_edit_and_remembers_the_other(
    pair: tuple[Device, Device],
) -> None:
    laptop, desktop = pair
    desktop.policy = ConflictPolicy.NEWEST_WINS
    guid = both_have(pair, TEXT)
    laptop.edit(guid, "from the laptop")
    assert isinstance(desktop.library.clock, HandClock)
    desktop.library.clock.advance(seconds=5)
    desktop.edit(guid, "from the desktop")
    laptop.sync()
    desktop.sync()
    settle(pair)
    assert laptop.body(guid) == "from the desktop"
    assert "from the laptop" in desktop.history(guid)
    with desktop.library.read() as view:
        lost = [v for v in view.history.versions(guid) if v.content.body == "from the laptop"]
    assert lost[0].reason is VersionReason.LOST_DECISION


@pytest.mark.parametrize("keep", [Keep.THIS, Keep.OTHER, Keep.BOTH])
def test_an_edit_against_a_deletion_elsewhere_is_asked(
    pair: tuple[Device, Device], keep: Keep
) -> None:
    laptop, desktop = pair
    guid = both_have(pair, TEXT)
    laptop.delete(guid)
    desktop.edit(guid, "still needed")
    laptop.sync()
    assert desktop.sync().new_conflicts == (guid,)
    assert desktop.body(guid) == "still needed"
    assert desktop.has(guid), "it stays in the list while the question is open"
    desktop.resolve(guid, keep)
    settle(pair)
    for device in pair:
        assert device.has(guid) is (keep is not Keep.OTHER)
        assert "still needed" in (device.body(guid), *device.history(guid))


@pytest.mark.parametrize("keep", [Keep.THIS, Keep.OTHER, Keep.BOTH])
def test_a_deletion_against_an_edit_elsewhere_is_asked(
    pair: tuple[Device, Device], keep: Keep
) -> None:
    laptop, desktop = pair
    guid = both_have(pair, TEXT)
    laptop.edit(guid, "still needed")
    desktop.delete(guid)
    laptop.sync()
    assert desktop.sync().new_conflicts == (guid,)
    desktop.resolve(guid, keep)
    settle(pair)
    for device in pair:
        assert device.has(guid) is (keep is not Keep.THIS)
        assert "still needed" in (device.body(guid), *device.history(guid))


def test_a_deletion_arrives_with_its_text_in_the_trash(pair: tuple[Device, Device]) -> None:
    laptop, desktop = pair
    guid = both_have(pair, TEXT)
    laptop.delete(guid)
    laptop.sync()
    assert desktop.sync().deleted == 1
    assert desktop.trash() == {guid: TEXT}
    desktop.restore(guid)
    settle(pair)
    assert laptop.body(guid) == TEXT


def test_typing_the_other_words_by_hand_closes_the_question(pair: tuple[Device, Device]) -> None:
    _, desktop = pair
    guid = clash(pair)
    desktop.edit(guid, TEXT.replace("two", "from the laptop"))
    report = desktop.sync()
    assert report.open_conflicts == 0
    settle(pair)


def test_a_newer_version_of_the_other_side_replaces_the_older_in_the_question(
    pair: tuple[Device, Device],
) -> None:
    laptop, desktop = pair
    guid = clash(pair)
    laptop.edit(guid, TEXT.replace("two", "from the laptop, later"))
    laptop.sync()
    desktop.sync()
    other = desktop.conflicts()[guid].other.content
    assert other is not None
    assert "from the laptop, later" in other.body  # type: ignore[union-attr]
    desktop.resolve(guid, Keep.THIS)
    settle(pair)


def test_the_same_edit_on_both_is_no_conflict(pair: tuple[Device, Device]) -> None:
    laptop, desktop = pair
    guid = both_have(pair, TEXT)
    laptop.edit(guid, "the very same")
    desktop.edit(guid, "the very same")
    laptop.sync()
    report = desktop.sync()
    assert (report.combined, report.new_conflicts) == ((), ())
    settle(pair)
    assert laptop.body(guid) == "the very same"


def test_a_new_note_in_a_new_notebook_arrives_in_it(pair: tuple[Device, Device]) -> None:
    laptop, desktop = pair
    with laptop.library.write(Origin.USER) as tx:
        book = tx.notebooks.ensure_path(("Work", "Plans"))
        guid = tx.notes.create(title="T", body="b", notebook=book).guid
    laptop.sync()
    desktop.sync()
    with desktop.library.read() as view:
        assert view.notes.get(guid).notebook == book
        assert view.notebooks.path(book) == ("Work", "Plans")


def test_two_hundred_notes_and_more_go_in_several_pushes(pair: tuple[Device, Device]) -> None:
    laptop, desktop = pair
    laptop.write_many(450)
    assert laptop.sync().sent == 450
    assert desktop.sync().received == 450
    settle(pair)


def test_a_note_of_ten_megabytes_goes_through(pair: tuple[Device, Device]) -> None:
    laptop, desktop = pair
    guid = laptop.write("long line\n" * 1_000_000)
    settle(pair)
    assert desktop.body(guid) == laptop.body(guid)


def test_the_server_lists_the_devices_with_their_last_sync(pair: tuple[Device, Device]) -> None:
    laptop, _ = pair
    both_have(pair, TEXT)
    laptop.edit(laptop.write("x"), "y")
    laptop.sync()
    with laptop.library.read() as view:
        nodes = {node.name: node for node in view.sync.nodes()}
    assert set(nodes) == {"Laptop", "Desktop"}
    assert nodes["Laptop"].is_this_device
    assert nodes["Desktop"].last_sync_at is not None
