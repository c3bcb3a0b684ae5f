"""The server as a process: killed in the middle of pushes, told to stop, waited upon."""

from __future__ import annotations

import queue
import subprocess
import threading
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from notesapp.protocol.messages import EncodedPush
from notesapp.protocol.pushes import decode_answer
from tests.support.server_events import listening
from tests.support.server_process import ServerProcess, running_server
from tests.support.wire import WireDevice, a_note, expect, read_feed, refusal, statuses


@pytest.fixture
def server(tmp_path: Path) -> Iterator[ServerProcess]:
    with running_server(tmp_path / "server", users={"ann": "secret"}) as running:
        yield running


@pytest.fixture
def http(server: ServerProcess) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=server.url, timeout=30) as client:
        yield client


@pytest.fixture
def laptop(http: httpx.Client) -> WireDevice:
    return WireDevice.sign_in(http, "ann", "secret", "a")


@pytest.fixture
def desktop(http: httpx.Client) -> WireDevice:
    return WireDevice.sign_in(http, "ann", "secret", "b", "Desktop")


def test_killed_in_the_middle_of_pushes_it_has_what_it_answered_and_replays_the_rest(
    server: ServerProcess, laptop: WireDevice, desktop: WireDevice
) -> None:
    sent: list[EncodedPush] = []
    answered: queue.Queue[EncodedPush] = queue.Queue()

    def push_until_it_dies() -> None:
        while True:
            push = laptop.encode(*[a_note(f"push {laptop.last_push[0] + 1}") for _ in range(5)])
            sent.append(push)
            try:
                expect(laptop.send(push), 200)
            except httpx.TransportError:
                return
            laptop.last_push = (push.number, push.digest)
            answered.put(push)

    pusher = threading.Thread(target=push_until_it_dies)
    pusher.start()
    for _ in range(20):
        answered.get(timeout=30)
    server.kill()
    pusher.join()
    server.start()

    again = expect(laptop.send(sent[-1]), 200)

    assert statuses(decode_answer(again.content)) == ["applied"] * 5
    assert expect(laptop.send(sent[-1]), 200).content == again.content
    assert len(sent) == laptop.last_push[0] + 1
    got = desktop.pull()
    assert len(got) == 5 * len(sent)
    assert len({revision.guid for revision in got}) == len(got)


def test_killed_between_commit_and_answer_it_replays_the_same_bytes(
    server: ServerProcess, laptop: WireDevice
) -> None:
    push = laptop.encode(a_note("answered, but the answer was lost"))
    lost = expect(laptop.send(push), 200)
    server.kill()
    server.start()

    again = expect(laptop.send(push), 200)

    assert again.content == lost.content
    assert again.headers["notes-replayed"] == "1"


def test_a_reader_beside_many_writers_misses_nothing(
    server: ServerProcess, http: httpx.Client, desktop: WireDevice
) -> None:
    writers = [WireDevice.sign_in(http, "ann", "secret", digit) for digit in "cdef"]

    def write(device: WireDevice) -> None:
        with httpx.Client(base_url=server.url, timeout=30) as own:
            device.http = own
            for _ in range(10):
                device.push(a_note("one"), a_note("two"))

    threads = [threading.Thread(target=write, args=(device,)) for device in writers]
    for thread in threads:
        thread.start()
    got = []
    while any(thread.is_alive() for thread in threads):
        got += desktop.pull(limit="3")
    got += desktop.pull()

    assert len({revision.guid for revision in got}) == len(got) == 80
    for thread in threads:
        thread.join()


def test_a_note_of_ten_megabytes_travels_whole(laptop: WireDevice, desktop: WireDevice) -> None:
    # In title and body, so half of it each.
    note = a_note("Ж👩🏽‍🚀 \x00 \u2028" * 180_000)
    laptop.push(a_note("before"))

    assert statuses(laptop.push(note, a_note("after"))) == ["applied", "applied"]

    assert [revision.rev for revision in desktop.pull()][1] == note.rev
    assert desktop.pull() == []
    again = WireDevice.sign_in(laptop.http, "ann", "secret", "c").pull()
    assert again[1].content == note.content


def test_devices_and_their_last_synchronization_are_listed_while_it_runs(
    server: ServerProcess, laptop: WireDevice, desktop: WireDevice
) -> None:
    laptop.push(a_note("x"))

    nodes = {node["name"]: node for node in server.nodes()}

    assert nodes["Laptop"]["id"] == laptop.session.node
    assert nodes["Laptop"]["last_sync_at"].startswith("20")
    assert nodes["Desktop"]["last_sync_at"] is None
    assert nodes["Desktop"]["is_behind"]
    assert "Laptop" in server.command("nodes")
    assert "ann" in server.command("users")


def test_a_device_is_revoked_by_the_command_line(server: ServerProcess, laptop: WireDevice) -> None:
    server.command("revoke", laptop.session.node)

    assert refusal(laptop.changes()) == (401, "token_invalid")
    with pytest.raises(subprocess.CalledProcessError) as caught:
        server.command("revoke", "f" * 32)
    assert caught.value.returncode == 1
    assert "no device" in caught.value.stderr


def test_a_password_is_changed_by_the_command_line(
    server: ServerProcess, laptop: WireDevice, http: httpx.Client
) -> None:
    server.command(
        "set-password", "ann", "--password-env", "NOTESAPP_TEST_PASSWORD", password="changed"
    )

    assert refusal(laptop.changes()) == (401, "token_invalid")
    WireDevice.sign_in(http, "ann", "changed", "a").pull()


def test_a_user_added_while_it_runs_can_sign_in(server: ServerProcess, http: httpx.Client) -> None:
    server.add_user("zoe", "new here")

    assert WireDevice.sign_in(http, "zoe", "new here", "c").pull() == []


@pytest.mark.parametrize(
    ("arguments", "password", "code", "word"),
    [
        (["add-user", "ann", "--password-env", "NOTESAPP_TEST_PASSWORD"], "x", 1, "already"),
        (["add-user", "zoe", "--password-env", "NOTESAPP_TEST_PASSWORD"], "", 2, "not set"),
        (["add-user", "zoe"], "x", 2, "--password-env"),
    ],
)
def test_a_command_that_can_not_be_done_says_why(
    server: ServerProcess, arguments: list[str], password: str, code: int, word: str
) -> None:
    with pytest.raises(subprocess.CalledProcessError) as caught:
        server.command(*arguments, password=password)

    assert caught.value.returncode == code
    assert word in caught.value.stderr


def test_a_taken_port_is_told_before_anything_is_opened(
    server: ServerProcess, tmp_path: Path
) -> None:
    second = ServerProcess(tmp_path / "second")
    port = server.url.rpartition(":")[2]

    with pytest.raises(subprocess.CalledProcessError) as caught:
        second.command("serve", "--port", port)

    assert caught.value.returncode == 1
    assert "can't listen" in caught.value.stderr
    assert not (tmp_path / "second" / "server.db").exists()


@pytest.mark.parametrize(
    ("more", "word"),
    [
        ([], "nothing was touched"),
        (["--database", "postgresql+nosuchdriver://x/y"], "can't reach the database"),
        (["--database", "not a url"], "can't reach the database"),
    ],
    ids=["a damaged file", "no driver", "no URL"],
)
def test_a_database_that_can_not_be_opened_is_told_and_left_alone(
    tmp_path: Path, more: list[str], word: str
) -> None:
    damaged = b"this was a database once " * 400
    (tmp_path / "server.db").write_bytes(damaged)

    with pytest.raises(subprocess.CalledProcessError) as caught:
        ServerProcess(tmp_path).command("users", *more)

    assert caught.value.returncode == 1
    assert word in caught.value.stderr
    assert "Traceback" not in caught.value.stderr
    assert (tmp_path / "server.db").read_bytes() == damaged


def test_a_push_is_told_to_the_other_devices_and_a_stop_ends_their_streams(
    server: ServerProcess, laptop: WireDevice, desktop: WireDevice
) -> None:
    with listening(desktop) as told, listening(laptop) as own:
        laptop.push(a_note("x"))

        assert f'"vault":"{laptop.session.vault}","head":1' in told.next_event()
        assert server.stop() == 0
        assert told.next_event() == "end"
        assert own.next_event() == "end"


@pytest.mark.parametrize("last_seen", [1, 900], ids=["behind", "ahead, of a restored server"])
def test_a_listener_that_was_away_is_told(
    server: ServerProcess, laptop: WireDevice, desktop: WireDevice, last_seen: int
) -> None:
    laptop.push(a_note("x"), a_note("y"))
    with listening(desktop, last_seen) as told:
        if last_seen > 2:
            laptop.push(a_note("z"))

        assert f'"head":{2 if last_seen < 2 else 3}' in told.next_event()

        server.stop()


def test_a_waiting_pull_is_answered_as_soon_as_there_is_something(
    server: ServerProcess, laptop: WireDevice, desktop: WireDevice
) -> None:
    desktop.pull()
    answers: queue.Queue[httpx.Response] = queue.Queue()
    waiter = threading.Thread(target=lambda: answers.put(desktop.changes(wait="50")))
    waiter.start()

    laptop.push(a_note("news"))

    (page,) = read_feed(expect(answers.get(timeout=30), 200).content)
    assert len(page.revisions) == 1
    waiter.join()


def test_a_waiting_pull_ends_empty_when_its_time_is_up(
    server: ServerProcess, laptop: WireDevice
) -> None:
    laptop.pull()

    assert laptop.changes(wait="1").status_code == 204
