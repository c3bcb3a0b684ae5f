"""Two computers and a real server, through the command line alone.

The commands that a test is about are processes; those that only lead there run in this one,
which spares each half a second.
"""

from __future__ import annotations

import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support.command_line import CommandLine, InProcess, Outcome
from tests.support.odd_servers import answering, serving, silent
from tests.support.server_process import ServerProcess, running_server

USER, PASSWORD = "ana", "correct horse battery staple"


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ServerProcess]:
    with running_server(tmp_path_factory.mktemp("server"), users={USER: PASSWORD}) as server:
        yield server


@pytest.fixture
def own_server(tmp_path: Path) -> Iterator[ServerProcess]:
    """A server that a test may kill."""
    with running_server(tmp_path / "server", users={USER: PASSWORD}) as server:
        yield server


@pytest.fixture
def laptop(tmp_path: Path) -> CommandLine:
    return InProcess(tmp_path / "laptop")


@pytest.fixture
def desktop(tmp_path: Path) -> CommandLine:
    return InProcess(tmp_path / "desktop")


def _as_process(device: CommandLine) -> CommandLine:
    return CommandLine(device.profile)


def _connect(device: CommandLine, server: ServerProcess, name: str) -> None:
    outcome = _try_connect(device, server.url, "--device-name", name)
    assert outcome.code == 0, outcome.err


def _try_connect(device: CommandLine, url: str, *options: str, password: str = PASSWORD) -> Outcome:
    arguments = ("connect", url, "--user", USER, "--password-env", "NOTES_PASSWORD", *options)
    return device.run(*arguments, NOTES_PASSWORD=password)


def _sync(device: CommandLine, expected: int = 0) -> Outcome:
    outcome = device.run("sync")
    assert outcome.code == expected, outcome.err
    return outcome


@pytest.fixture
def clash(server: ServerProcess, laptop: CommandLine, desktop: CommandLine) -> str:
    """A note whose one line was changed on both computers; the desktop found it out."""
    guid = laptop.new("Plan", "We leave on Monday.\n", "--notebook", "Travel", "--tag", "lisbon")
    _connect(laptop, server, "Laptop")
    _sync(laptop)
    _connect(desktop, server, "Desktop")
    _sync(desktop)
    laptop.run("edit", guid, stdin=b"We leave on Tuesday morning.\n")
    desktop.run("edit", guid, stdin=b"We leave on Wednesday night.\n")
    _sync(laptop)
    outcome = _sync(_as_process(desktop), expected=3)
    assert "1 needs your decision" in outcome.out.decode()
    return guid


def test_what_is_written_on_one_computer_is_read_on_the_other(
    server: ServerProcess, laptop: CommandLine, desktop: CommandLine
) -> None:
    guid = _as_process(laptop).new(
        "Tea 🫖", "Boil\0\r\nשלום\n", "--notebook", "Home/Kitchen", "--tag", "slow"
    )
    _connect(laptop, server, "Laptop")
    assert laptop.json("list")[0]["is_synchronized"] is False
    assert _as_process(laptop).json("sync")["sent"] >= 1
    (there,) = [note for note in laptop.json("list") if note["guid"] == guid]
    assert there["is_synchronized"] is True
    _connect(desktop, server, "Desktop")
    _sync(desktop)
    (here,) = [note for note in desktop.json("list") if note["guid"] == guid]
    assert here == there
    assert _as_process(desktop).run("show", guid).out == "Boil\0\r\nשלום\n".encode()
    names = {node["name"] for node in desktop.json("nodes")}
    assert {"Laptop", "Desktop"} <= names
    laptop.run("delete", guid)
    _sync(laptop)
    _sync(desktop)
    assert guid in [note["guid"] for note in desktop.json("list", "--deleted")]
    assert desktop.body(guid) == "Boil\0\r\nשלום\n"


def test_connecting_says_in_numbers_what_the_first_sync_will_do(
    own_server: ServerProcess, laptop: CommandLine, desktop: CommandLine
) -> None:
    laptop.new("One")
    _connect(laptop, own_server, "Laptop")
    _sync(laptop)
    desktop.new("Two")
    desktop.new("Three")
    outcome = _try_connect(desktop, own_server.url, "--device-name", "Desktop", "--json")
    assert outcome.code == 0
    assert outcome.out.decode().split() == (
        [
            "{",
            '"here":',
            "2,",
            '"there":',
            "1,",
            '"same":',
            "0,",
            '"after":',
            "3,",
            '"deleted":',
            "0",
            "}",
        ]
    )
    assert len(desktop.json("list")) == 2, "connecting alone must not sync"
    status = desktop.json("status")
    assert (status["connected"], status["user"], status["unsynchronized"]) == (True, USER, 2)
    _sync(desktop)
    assert len(desktop.json("list")) == 3


def test_a_clash_is_told_with_both_devices_and_blocks_nothing(
    clash: str, desktop: CommandLine
) -> None:
    (conflict,) = desktop.json("conflicts")
    assert (conflict["guid"], conflict["title"]) == (clash, "Plan")
    assert conflict["this"]["device"] == "Desktop"
    assert conflict["other"]["device"] == "Laptop"
    assert conflict["this"]["body"] == "We leave on Wednesday night.\n"
    assert conflict["other"]["body"] == "We leave on Tuesday morning.\n"
    assert conflict["this"]["updated_at"] > conflict["other"]["updated_at"]
    (note,) = [note for note in desktop.json("list") if note["guid"] == clash]
    assert note["conflict"] is True
    assert desktop.body(clash) == "We leave on Wednesday night.\n"
    lines = desktop.run("conflicts").out.decode()
    assert "Laptop" in lines
    desktop.new("Meanwhile")
    assert _sync(desktop, expected=3).out.startswith(b"Synced: 1 sent")


@pytest.mark.parametrize(
    ("keep", "body"),
    [
        ("this", "We leave on Wednesday night.\n"),
        ("other", "We leave on Tuesday morning.\n"),
        ("both", "We leave on Wednesday night.\n"),
    ],
)
def test_after_a_decision_both_computers_agree_and_no_word_is_lost(
    keep: str, body: str, clash: str, laptop: CommandLine, desktop: CommandLine
) -> None:
    outcome = _as_process(desktop).run("resolve", clash, "--keep", keep)
    assert outcome.code == 0, outcome.err
    _settle(laptop, desktop)
    assert laptop.body(clash) == desktop.body(clash) == body
    _assert_no_word_is_lost(clash, desktop)
    copies = [note for note in laptop.json("list") if note["title"].startswith("Plan (")]
    assert len(copies) == (1 if keep == "both" else 0)
    for copy in copies:
        assert laptop.body(copy["guid"]) == "We leave on Tuesday morning.\n"
        assert desktop.body(copy["guid"]) == "We leave on Tuesday morning.\n"
        assert (copy["notebook"], copy["tags"]) == ("Travel", ["lisbon"])


def test_combining_keeps_both_wordings(
    clash: str, laptop: CommandLine, desktop: CommandLine
) -> None:
    assert _as_process(desktop).run("resolve", clash, "--keep", "combined").code == 0
    _settle(laptop, desktop)
    body = desktop.body(clash)
    for word in ("Tuesday", "morning", "Wednesday", "night"):
        assert word in body
    assert laptop.body(clash) == body


def test_combining_by_hand_takes_the_text_from_standard_input(
    clash: str, laptop: CommandLine, desktop: CommandLine
) -> None:
    text = b"We leave on Tuesday or Wednesday.\n"
    arguments = ("resolve", clash, "--keep", "combined", "--body", "-")
    outcome = _as_process(desktop).run(*arguments, stdin=text)
    assert outcome.code == 0, outcome.err
    _settle(laptop, desktop)
    assert laptop.run("show", clash).out == desktop.run("show", clash).out == text
    _assert_no_word_is_lost(clash, desktop)


def _settle(laptop: CommandLine, desktop: CommandLine) -> None:
    assert desktop.json("conflicts") == []
    _sync(desktop)
    _sync(laptop)
    _sync(desktop)
    assert laptop.json("conflicts") == desktop.json("conflicts") == []
    assert all(note["is_synchronized"] for note in laptop.json("list") + desktop.json("list"))


def _assert_no_word_is_lost(guid: str, device: CommandLine) -> None:
    texts = [version["body"] for version in device.json("history", guid)]
    texts += [device.body(note["guid"]) for note in device.json("list")]
    assert "We leave on Wednesday night.\n" in texts
    assert "We leave on Tuesday morning.\n" in texts


def test_a_wrong_password_asks_to_sign_in_and_changes_nothing(
    server: ServerProcess, laptop: CommandLine
) -> None:
    guid = laptop.new("T", "body")
    outcome = _try_connect(_as_process(laptop), server.url, password="wrong")
    assert outcome.code == 5
    assert f"“{USER}”" in outcome.err
    assert "Nothing was changed" in outcome.err
    assert laptop.json("status")["connected"] is False
    assert laptop.body(guid) == "body"


def test_a_server_that_is_down_is_offline_and_the_next_sync_catches_up(
    own_server: ServerProcess, laptop: CommandLine
) -> None:
    _connect(laptop, own_server, "Laptop")
    own_server.kill()
    guid = laptop.new("Written offline", "body")
    outcome = _as_process(laptop).run("sync")
    assert outcome.code == 4
    assert "Offline" in outcome.err
    assert "You can keep writing" in outcome.err
    assert laptop.body(guid) == "body"
    own_server.start()
    _sync(laptop)
    assert laptop.json("list")[0]["is_synchronized"] is True


def test_an_unknown_host_and_a_refused_connection_are_told_as_offline(laptop: CommandLine) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        closed_port = taken.getsockname()[1]
    for url in (f"http://127.0.0.1:{closed_port}", "http://notes.invalid"):
        outcome = _try_connect(laptop, url)
        assert outcome.code == 4
        assert "Offline" in outcome.err
        assert laptop.json("status")["connected"] is False


def test_a_sign_in_page_of_the_network_is_told_as_one(laptop: CommandLine) -> None:
    page = b"<html><body>Welcome to the hotel. <form>Room number</form></body></html>"
    with serving(answering("200 OK", {"Content-Type": "text/html"}, page)) as port:
        outcome = _try_connect(laptop, f"http://127.0.0.1:{port}")
    assert outcome.code == 4
    assert "sign-in page" in outcome.err
    assert "Nothing was sent" in outcome.err


def test_a_page_that_gets_in_the_way_later_leaves_everything_safe(
    own_server: ServerProcess, laptop: CommandLine
) -> None:
    _connect(laptop, own_server, "Laptop")
    guid = laptop.new("T", "body")
    port = int(own_server.url.rpartition(":")[2])
    own_server.kill()
    page = answering(
        "302 Found", {"Location": "http://hotel.invalid/", "Content-Type": "text/html"}
    )
    with serving(page, port=port):
        outcome = laptop.run("sync")
    assert outcome.code == 4
    assert "sign-in page" in outcome.err
    assert laptop.json("show", guid)["is_synchronized"] is False
    own_server.start()
    _sync(laptop)
    assert laptop.json("show", guid)["is_synchronized"] is True


def test_a_revoked_device_signs_in_again_and_goes_on(
    own_server: ServerProcess, laptop: CommandLine
) -> None:
    _connect(laptop, own_server, "Laptop")
    _sync(laptop)
    (node,) = own_server.nodes()
    own_server.command("revoke", node["id"])
    guid = laptop.new("T", "body")
    outcome = laptop.run("sync")
    assert outcome.code == 5
    assert "your notes stay here" in outcome.err
    assert laptop.body(guid) == "body"
    _connect(laptop, own_server, "Laptop")
    _sync(laptop)
    assert laptop.json("show", guid)["is_synchronized"] is True


def test_disconnecting_keeps_all_notes(own_server: ServerProcess, laptop: CommandLine) -> None:
    _connect(laptop, own_server, "Laptop")
    guid = laptop.new("T", "body")
    _sync(laptop)
    assert laptop.run("disconnect").code == 0
    assert laptop.body(guid) == "body"
    assert laptop.run("sync").code == 1
    _connect(laptop, own_server, "Laptop")
    _sync(laptop)
    assert [note["guid"] for note in laptop.json("list")] == [guid]


@pytest.mark.skipif(sys.platform == "win32", reason="Windows sends no such signal to a process")
def test_ctrl_c_stops_a_sync_within_a_second_and_says_what_is_safe(
    own_server: ServerProcess, laptop: CommandLine
) -> None:
    _connect(laptop, own_server, "Laptop")
    guid = laptop.new("T", "body")
    port = int(own_server.url.rpartition(":")[2])
    own_server.kill()
    asked = _Asked()
    with serving(asked, port=port):
        process = subprocess.Popen(
            [sys.executable, "-m", "notesapp", "--profile", str(laptop.profile), "sync"],
            stderr=subprocess.PIPE,
        )
        assert asked.wait()
        process.send_signal(signal.SIGINT)
        _, err = process.communicate(timeout=5)
    assert process.returncode == 1
    assert "Sync was stopped" in err.decode()
    own_server.start()
    _sync(laptop)
    assert laptop.json("show", guid)["is_synchronized"] is True


def test_a_sync_that_was_killed_is_finished_by_the_next(
    own_server: ServerProcess, laptop: CommandLine, desktop: CommandLine
) -> None:
    _connect(laptop, own_server, "Laptop")
    guids = {laptop.new(f"Note {number}", f"body {number}") for number in range(3)}
    port = int(own_server.url.rpartition(":")[2])
    own_server.kill()
    asked = _Asked()
    with serving(asked, port=port):
        process = subprocess.Popen(
            [sys.executable, "-m", "notesapp", "--profile", str(laptop.profile), "sync"]
        )
        assert asked.wait()
        process.kill()
        process.wait()
    own_server.start()
    _sync(laptop)
    _connect(desktop, own_server, "Desktop")
    _sync(desktop)
    assert {note["guid"] for note in desktop.json("list")} == guids


def test_a_real_folder_travels_over_sync_byte_for_byte(
    server: ServerProcess, laptop: CommandLine, desktop: CommandLine, tmp_path: Path
) -> None:
    source, out = tmp_path / "source", tmp_path / "out"
    bodies = {
        "plain": b"# Heading\n\ntext\n",
        "crlf": b"one\r\ntwo\r\n",
        "no end": b"no line end",
        "nul": b"a\0b",
        "mark": "\ufeffwith a mark".encode(),
        "emoji": "👩‍👩‍👧 שלום".encode(),
        "blank": b"\n\n\n",
    }
    (source / "deep" / "er").mkdir(parents=True)
    for name, body in bodies.items():
        (source / "deep" / "er" / f"{name}.md").write_bytes(body)
    report = laptop.json("import", str(source))
    assert len(report["created"]) == len(bodies)
    _connect(laptop, server, "Laptop")
    _sync(laptop)
    _connect(desktop, server, "Desktop")
    _sync(desktop)
    assert desktop.run("export", str(out)).code == 0
    exported = [path.read_bytes() for path in (out / "deep" / "er").glob("*.md")]
    tails = sorted(text.split(b"\n---\n", 1)[1] for text in exported)
    assert tails == sorted(bodies.values())
    assert laptop.json("import", str(source))["unchanged"] == len(bodies)


class _Asked:
    """Takes connections and never answers; says when the first has come."""

    def __init__(self) -> None:
        self._came = threading.Event()

    def __call__(self, connection: socket.socket) -> None:
        self._came.set()
        silent(connection)

    def wait(self) -> bool:
        return self._came.wait(20)
