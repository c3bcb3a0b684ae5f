"""A real X server without a screen, and somebody at its keyboard and mouse.

with x_server() as screen:
    app = screen.start("-m", "notesapp", "--profile", str(profile))
    window = screen.window_of(app)
    screen.focus(window)
    screen.keys("ctrl+n")
"""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

_ROOT = Path(__file__).parents[2]
_TIMEOUT_S = 30


def missing_programs() -> list[str]:
    """Return which of the programs needed aren't installed."""
    return [name for name in ("Xvfb", "xdotool") if shutil.which(name) is None]


class Screen:
    """The display of an X server; ends what was started on it."""

    def __init__(self, display: str, log: Path) -> None:
        self._environment = {**os.environ, "DISPLAY": display}
        # The tests themselves have no screen; what runs here has this one.
        self._environment.pop("QT_QPA_PLATFORM", None)
        self._environment.pop("WAYLAND_DISPLAY", None)
        self._log = log
        self._started: list[subprocess.Popen[bytes]] = []

    def start(self, *arguments: str) -> subprocess.Popen[bytes]:
        """Start Python with these arguments as a process of its own."""
        with self._log.open("ab") as log:
            process = subprocess.Popen(
                [sys.executable, *arguments],
                env=self._environment,
                cwd=_ROOT,
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,  # to end what it starts together with it
            )
        self._started.append(process)
        return process

    def window_of(self, process: subprocess.Popen[bytes], title: str = "") -> str:
        """Wait until a process shows a window, with that in its title, and return its id."""
        found = self._do(
            "search", "--sync", "--all", "--onlyvisible",
            "--pid", str(process.pid), "--name", title or ".",
        )  # fmt: skip
        return found.splitlines()[-1]

    def focus(self, window: str) -> None:
        """Give a window the keyboard, as a window manager would on a click."""
        self._do("windowfocus", "--sync", window)

    def keys(self, *combinations: str) -> None:
        """Press key combinations, such as ``ctrl+n``, one after the other."""
        self._do("key", *combinations)

    def type(self, text: str) -> None:
        """Type a text."""
        self._do("type", text)

    def window_at(self, x: int, y: int) -> str:
        """Return the window that can be seen at a point."""
        lines = self._do("mousemove", str(x), str(y), "getmouselocation", "--shell").splitlines()
        return dict(line.split("=", 1) for line in lines)["WINDOW"]

    def written(self) -> str:
        """Return what the processes wrote to their standard output and error."""
        return self._log.read_text(encoding="utf-8", errors="replace")

    def close(self) -> None:
        """End what still runs."""
        for process in self._started:
            if process.poll() is None:
                os.killpg(process.pid, signal.SIGKILL)
            process.wait(_TIMEOUT_S)

    def _do(self, *arguments: str) -> str:
        done = subprocess.run(
            ["xdotool", *arguments],
            env=self._environment,
            capture_output=True,
            text=True,
            timeout=_TIMEOUT_S,
            check=True,
        )
        return done.stdout


@contextmanager
def x_server(folder: Path) -> Iterator[Screen]:
    """Run a server on a free display as long as the context lasts; `folder` takes its logs."""
    reader, writer = os.pipe()
    with (folder / "xvfb.log").open("wb") as log:
        server = subprocess.Popen(
            [
                "Xvfb", "-displayfd", str(writer), "-screen", "0", "1600x1000x24",
                "-nolisten", "tcp", "-noreset",
            ],
            pass_fds=(writer,),
            stdout=log,
            stderr=log,
        )  # fmt: skip
    os.close(writer)
    try:
        with os.fdopen(reader) as number:
            display = number.readline().strip()
        assert display, (folder / "xvfb.log").read_text(encoding="utf-8", errors="replace")
        screen = Screen(f":{display}", folder / "apps.log")
        try:
            yield screen
        finally:
            screen.close()
    finally:
        server.terminate()
        with suppress(subprocess.TimeoutExpired):
            server.wait(_TIMEOUT_S)
