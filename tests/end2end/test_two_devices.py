"""Two real libraries and a real server process: set up, sync, clash, and being killed."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest

from notesapp.config.credentials import Credentials
from notesapp.core.conflict import Keep
from notesapp.core.errors import (
    Cancelled,
    MassDeletion,
    NotConnected,
    Offline,
    RetryLater,
    SignInAgain,
)
from notesapp.store.library import Library
from notesapp.sync import accounts
from notesapp.sync.cancel import CancelToken
from notesapp.sync.engine import SyncEngine
from notesapp.sync.guard import Permission
from notesapp.sync.report import Phase, Progress
from tests.support.devices import Device, closing
from tests.support.server_process import ServerProcess, running_server

ROOT = Path(__file__).parents[2]
USER, PASSWORD = "ana", "correct horse"
TEXT = "one\n\ntwo\n\nthree\n"


@pytest.fixture
def server(tmp_path: Path) -> Iterator[ServerProcess]:
    with running_server(tmp_path / "server", users={USER: PASSWORD}) as process:
        yield process


def connected(profile: Path, url: str, name: str) -> Device:
    library = Library.open(profile)
    credentials = Credentials(profile)
    accounts.connect(library, credentials, url, USER, PASSWORD, name)
    return Device(library, accounts.open_backend(library, credentials))


@pytest.fixture
def pair(tmp_path: Path, server: ServerProcess) -> Iterator[tuple[Device, Device]]:
    laptop = connected(tmp_path / "laptop", server.url, "Laptop")
    desktop = connected(tmp_path / "desktop", server.url, "Desktop")
    with closing(laptop, desktop):
        yield laptop, desktop


def test_two_computers_clash_decide_and_agree(pair: tuple[Device, Device]) -> None:
    laptop, desktop = pair
    guid = laptop.write(TEXT)
    laptop.sync()
    desktop.sync()
    laptop.edit(guid, TEXT.replace("two", "here"))
    desktop.edit(guid, TEXT.replace("two", "there"))
    laptop.sync()
    assert desktop.sync().new_conflicts == (guid,)
    desktop.resolve(guid, Keep.THIS)
    desktop.sync()
    laptop.sync()
    assert laptop.live_revisions() == desktop.live_revisions()
    assert laptop.body(guid) == TEXT.replace("two", "there")


def test_the_first_sync_is_told_in_numbers_before_it_happens(
    tmp_path: Path, pair: tuple[Device, Device], server: ServerProcess
) -> None:
    laptop, _ = pair
    shared = laptop.write("on both")
    laptop.write("only on the server")
    laptop.sync()
    library = Library.open(tmp_path / "third")
    third = Device(library, laptop.backend)
    before = accounts.preview(library, server.url, USER, PASSWORD, "Third")
    assert (before.here, before.there, before.after) == (0, 2, 2)
    third.write("on both", guid=shared)
    third.write("only here")
    third.write("only here too")
    plan = accounts.preview(library, server.url, USER, PASSWORD, "Third")
    assert (plan.here, plan.there, plan.same, plan.after) == (3, 2, 1, 4)
    with pytest.raises(NotConnected):
        accounts.remote_of(library)
    credentials = Credentials(library.profile)
    accounts.connect(library, credentials, server.url, USER, PASSWORD, "Third")
    third.backend = accounts.open_backend(library, credentials)
    third.sync()
    assert len(third.bodies()) == plan.after
    third.close()


def test_a_wrong_password_changes_nothing(tmp_path: Path, server: ServerProcess) -> None:
    library = Library.open(tmp_path / "p")
    credentials = Credentials(library.profile)
    with pytest.raises(SignInAgain) as caught:
        accounts.connect(library, credentials, server.url, USER, "wrong", "Laptop")
    assert caught.value.wrong_password
    with pytest.raises(NotConnected):
        accounts.open_backend(library, credentials)
    library.close()


def test_the_password_is_kept_nowhere(tmp_path: Path, pair: tuple[Device, Device]) -> None:
    for file in (tmp_path / "laptop").rglob("*"):
        if file.is_file():
            assert PASSWORD.encode() not in file.read_bytes()


def test_offline_is_said_and_the_next_sync_catches_up(
    pair: tuple[Device, Device], server: ServerProcess
) -> None:
    laptop, desktop = pair
    laptop.sync()
    server.kill()
    guid = laptop.write("written on the train")
    with pytest.raises(Offline):
        laptop.sync()
    assert laptop.remote().last_error == "Offline"
    assert laptop.unsent() == 1
    server.start()
    assert laptop.sync().sent == 1
    assert laptop.remote().last_error is None
    desktop.sync()
    assert desktop.has(guid)


def test_disconnecting_keeps_the_notes_and_connecting_again_joins_them(
    pair: tuple[Device, Device], server: ServerProcess
) -> None:
    laptop, desktop = pair
    guid = laptop.write(TEXT)
    laptop.sync()
    credentials = Credentials(laptop.library.profile)
    accounts.disconnect(laptop.library, credentials)
    assert laptop.body(guid) == TEXT
    laptop.edit(guid, "edited while on its own")
    accounts.connect(laptop.library, credentials, server.url, USER, PASSWORD)
    laptop.backend.close()
    laptop.backend = accounts.open_backend(laptop.library, credentials)
    laptop.sync()
    desktop.sync()
    assert desktop.bodies() == {guid: "edited while on its own"}
    assert laptop.unsent() == 0


def test_an_ended_access_asks_to_sign_in_and_then_goes_on(
    pair: tuple[Device, Device], server: ServerProcess
) -> None:
    laptop, desktop = pair
    laptop.sync()
    node = next(n for n in server.nodes() if n["name"] == "Laptop")
    server.command("revoke", node["id"])
    guid = laptop.write("written without access")
    with pytest.raises(SignInAgain) as caught:
        laptop.sync()
    assert not caught.value.wrong_password
    credentials = Credentials(laptop.library.profile)
    accounts.sign_in_again(laptop.library, credentials, PASSWORD)
    laptop.backend.close()
    laptop.backend = accounts.open_backend(laptop.library, credentials)
    laptop.sync()
    desktop.sync()
    assert desktop.has(guid)


def test_a_reset_server_is_asked_about_and_then_filled_again(
    tmp_path: Path, pair: tuple[Device, Device], server: ServerProcess
) -> None:
    laptop, desktop = pair
    laptop.write_many(40)
    laptop.sync()
    desktop.sync()
    before = desktop.bodies()
    with running_server(tmp_path / "new server", users={USER: PASSWORD}) as reset:
        for device in pair:
            credentials = Credentials(device.library.profile)
            accounts.move_server(device.library, credentials, reset.url, PASSWORD)
            device.backend.close()
            device.backend = accounts.open_backend(device.library, credentials)
        for _ in range(2):
            with pytest.raises(MassDeletion) as caught:
                laptop.sync()
            assert caught.value.server_is_empty
            assert (caught.value.count, laptop.bodies()) == (40, before)
        report = laptop.sync(Permission.SEND_AGAIN)
        assert (report.sent, report.diverged) == (40, "epoch")
        desktop.sync()
        assert laptop.live_revisions() == desktop.live_revisions()
        assert desktop.bodies() == before


@pytest.mark.parametrize(("phase", "done"), [(Phase.SENDING, 200), (Phase.SENDING, 400)])
def test_a_server_killed_in_the_middle_of_a_push_loses_and_doubles_nothing(
    pair: tuple[Device, Device], server: ServerProcess, phase: Phase, done: int
) -> None:
    laptop, desktop = pair
    guids = set(laptop.write_many(600))

    def kill(progress: Progress) -> None:
        if progress.phase is phase and progress.done >= done:
            server.close()

    with pytest.raises(RetryLater):
        SyncEngine(laptop.library, laptop.backend).run(progress=kill)
    server.start()
    laptop.sync()
    desktop.sync()
    assert set(desktop.bodies()) == guids
    assert laptop.unsent() == 0
    assert laptop.live_revisions() == desktop.live_revisions()


@pytest.mark.parametrize("delay_s", [0.0, 0.005, 0.02, 0.05])
def test_a_server_killed_while_it_takes_a_push_loses_and_doubles_nothing(
    pair: tuple[Device, Device], server: ServerProcess, delay_s: float
) -> None:
    laptop, desktop = pair
    guids = set(laptop.write_many(600))
    killer = threading.Timer(delay_s, os.kill, (server.pid, signal.SIGKILL))

    def arm(progress: Progress) -> None:
        if progress.phase is Phase.SENDING and progress.done == 200:
            killer.start()

    with suppress(RetryLater):
        SyncEngine(laptop.library, laptop.backend).run(progress=arm)
    killer.join()
    server.close()
    server.start()
    laptop.sync()
    desktop.sync()
    assert set(desktop.bodies()) == guids
    assert laptop.unsent() == 0
    assert laptop.live_revisions() == desktop.live_revisions()


@pytest.mark.parametrize("moment", ["sending 200", "sending 400", "tidying 0"])
def test_a_laptop_killed_while_sending_catches_up_without_doubles(
    tmp_path: Path, pair: tuple[Device, Device], moment: str
) -> None:
    laptop, desktop = pair
    guids = set(laptop.write_many(600))
    kill_client(laptop.library.profile, moment)
    laptop.sync()
    desktop.sync()
    assert set(desktop.bodies()) == guids
    assert laptop.live_revisions() == desktop.live_revisions()
    assert laptop.unsent() == 0


def test_a_laptop_killed_while_getting_goes_on_where_it_was(pair: tuple[Device, Device]) -> None:
    laptop, desktop = pair
    guids = set(laptop.write_many(1_600))
    laptop.sync()
    kill_client(desktop.library.profile, "getting 500")
    kept = len(desktop.bodies())
    assert kept >= 500
    report = desktop.sync()
    assert report.received == len(guids) - kept
    assert laptop.live_revisions() == desktop.live_revisions()


def kill_client(profile: Path, moment: str) -> None:
    """Start a run in its own process and kill it as soon as it says `moment`."""
    process = subprocess.Popen(
        [sys.executable, "-m", "tests.support.sync_once", str(profile)],
        stdout=subprocess.PIPE,
        text=True,
        cwd=ROOT,
    )
    assert process.stdout is not None
    with process.stdout:
        for line in process.stdout:
            if line.strip() == moment:
                process.kill()
                break
    assert process.wait() != 0, f"it never came to {moment!r}"


def test_stop_works_within_a_second_and_keeps_what_arrived(pair: tuple[Device, Device]) -> None:
    laptop, desktop = pair
    laptop.write_many(1_600)
    laptop.sync()
    cancel = CancelToken()

    def stop(progress: Progress) -> None:
        if progress.phase is Phase.GETTING and progress.done >= 500:
            cancel.cancel()

    with pytest.raises(Cancelled):
        SyncEngine(desktop.library, desktop.backend).run(cancel, stop)
    kept = len(desktop.bodies())
    assert 500 <= kept < 1_600
    assert desktop.sync().received == 1_600 - kept


def test_stop_works_while_the_server_is_silent(
    pair: tuple[Device, Device], server: ServerProcess
) -> None:
    laptop, _ = pair
    laptop.sync()
    cancel = CancelToken()
    with frozen(server):
        stopper = threading.Timer(0.3, cancel.cancel)
        stopper.start()
        started = time.monotonic()
        with pytest.raises(Cancelled):
            SyncEngine(laptop.library, laptop.backend).run(cancel)
        assert time.monotonic() - started < 1.3
        stopper.join()
    laptop.sync()


@contextmanager
def frozen(server: ServerProcess) -> Iterator[None]:
    """Let the server take connections and answer nothing."""
    os.kill(server.pid, signal.SIGSTOP)
    try:
        yield
    finally:
        os.kill(server.pid, signal.SIGCONT)
