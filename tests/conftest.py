"""What holds for every test: no screen, no network, no leftovers, nothing outside tmp_path."""

from __future__ import annotations

import os

# Before anything imports Qt: without a screen it would abort the process.
os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
os.environ["PYTHON_KEYRING_BACKEND"] = "keyring.backends.null.Keyring"

import contextlib
import ipaddress
import socket
import sys
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from notesapp.store.library import Library
from tests.support.builders import make_library
from tests.support.clock import FixedClock

_LOCAL_NAMES = {"localhost", "localhost.localdomain", ""}
_THREAD_PATIENCE_S = 5.0


@pytest.fixture(autouse=True)
def _own_directories(
    tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Let nobody write to the home of whoever runs the tests."""
    home = tmp_path_factory.mktemp("home")
    monkeypatch.setenv("HOME", str(home))
    for name in ("DATA", "CONFIG", "CACHE", "STATE", "RUNTIME"):
        suffix = "DIR" if name == "RUNTIME" else "HOME"
        folder = home / name.lower()
        folder.mkdir(mode=0o700)
        monkeypatch.setenv(f"XDG_{name}_{suffix}", str(folder))


@pytest.fixture(autouse=True)
def _only_loopback(monkeypatch: pytest.MonkeyPatch) -> None:
    """Fail a test that talks to another machine; names that don't exist may be asked for."""
    connect = socket.socket.connect

    def guarded(self: socket.socket, address: Any) -> None:
        if self.family in (socket.AF_INET, socket.AF_INET6):
            _refuse_abroad(str(address[0]))
        connect(self, address)

    monkeypatch.setattr(socket.socket, "connect", guarded)


def _refuse_abroad(host: str) -> None:
    with contextlib.suppress(ValueError):
        if not ipaddress.ip_address(host.split("%")[0]).is_loopback:
            pytest.fail(f"a test tried to reach {host}")
        return
    if host not in _LOCAL_NAMES and not host.endswith((".invalid", ".localhost")):
        pytest.fail(f"a test tried to reach {host}")


@pytest.fixture(autouse=True)
def _no_leaked_threads() -> Iterator[None]:
    """Fail a test that leaves a thread running."""
    before = set(threading.enumerate())
    yield
    left = [t for t in threading.enumerate() if t not in before and not _is_foreign(t)]
    for thread in left:
        thread.join(_THREAD_PATIENCE_S)
    alive = [thread.name for thread in left if thread.is_alive()]
    assert not alive, f"threads left running: {alive}"


def _is_foreign(thread: threading.Thread) -> bool:
    # Python's stand-in for a QThread that once ran Python; it stays when the thread has ended.
    return isinstance(thread, threading._DummyThread)


@pytest.fixture(autouse=True)
def _no_leaked_windows() -> Iterator[None]:
    """Fail a test that leaves a window open; what it hands to `qtbot.addWidget` is closed first."""
    yield
    widgets = sys.modules.get("PySide6.QtWidgets")
    app = widgets.QApplication.instance() if widgets is not None else None
    if widgets is None or not isinstance(app, widgets.QApplication):
        return
    shown = [window for window in app.topLevelWidgets() if window.isVisible()]
    for window in shown:
        window.close()
    assert not shown, f"windows left open: {shown}"


@pytest.fixture
def clock() -> FixedClock:
    """A clock that the test moves."""
    return FixedClock()


@pytest.fixture
def profile(tmp_path: Path) -> Path:
    """A directory for a profile that doesn't exist yet."""
    return tmp_path / "profile"


@pytest.fixture
def open_library(clock: FixedClock) -> Iterator[Callable[..., Library]]:
    """Opens libraries under the test's clock and closes them afterwards."""
    opened: list[Library] = []

    def opener(profile: Path, **arguments: Any) -> Library:
        library = make_library(profile, clock=clock, **arguments)
        opened.append(library)
        return library

    yield opener
    for library in opened:
        library.close()


@pytest.fixture
def library(profile: Path, open_library: Callable[..., Library]) -> Library:
    """A new, empty library on a computer called Laptop."""
    return open_library(profile)
