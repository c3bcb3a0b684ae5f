"""The app as a process on a real X server, with real keys, and killed without warning."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.support.command_line import CommandLine, InProcess
from tests.support.x_server import Screen, missing_programs, x_server

_PATIENCE_S = 30.0
_SOON_S = 4.0
"""A second, and what a busy machine and the asking itself may add to it."""

pytestmark = [
    pytest.mark.xvfb,
    pytest.mark.skipif(
        bool(missing_programs()), reason=f"not installed: {', '.join(missing_programs())}"
    ),
]


@pytest.fixture
def screen(tmp_path: Path) -> Iterator[Screen]:
    with x_server(tmp_path) as shown:
        yield shown


def wait_for(answer: Callable[[], object], within_s: float = _PATIENCE_S) -> None:
    """Ask again and again until the answer is yes; asking takes its own time."""
    end = time.monotonic() + within_s
    while not answer():
        assert time.monotonic() < end, "waited too long"


def test_typed_words_are_saved_within_a_second_and_outlive_a_kill(
    tmp_path: Path, screen: Screen
) -> None:
    profile = tmp_path / "profile"
    command, here = CommandLine(profile), InProcess(profile)
    app = screen.start("-m", "notesapp", "--profile", str(profile))
    screen.focus(screen.window_of(app))
    screen.keys("ctrl+n")
    wait_for(lambda: here.json("list"))
    screen.type("Packing list")
    screen.keys("Return")
    screen.type("Rain jacket and the small backpack.")
    (note,) = here.json("list")

    def body() -> object:
        return here.json("show", note["guid"])["body"]

    wait_for(lambda: body() == "Rain jacket and the small backpack.", _SOON_S)
    app.kill()
    app.wait()
    (note,) = command.json("list")
    assert note["title"] == "Packing list"
    assert command.json("show", note["guid"])["body"] == "Rain jacket and the small backpack."

    again = screen.start("-m", "notesapp", "--profile", str(profile))
    screen.focus(screen.window_of(again))
    screen.keys("ctrl+q")
    assert again.wait(_PATIENCE_S) == 0, screen.written()


def test_a_second_start_raises_the_first_window(tmp_path: Path, screen: Screen) -> None:
    first = screen.start("-m", "notesapp", "--profile", str(tmp_path / "one"))
    window = screen.window_of(first)
    other = screen.start("-m", "notesapp", "--profile", str(tmp_path / "two"))
    covering = screen.window_of(other)
    wait_for(lambda: screen.window_at(400, 300) == covering)
    second = screen.start("-m", "notesapp", "--profile", str(tmp_path / "one"))
    assert second.wait(_PATIENCE_S) == 0, screen.written()
    wait_for(lambda: screen.window_at(400, 300) == window)
    assert first.poll() is None


def test_the_demo_shows_two_windows(screen: Screen) -> None:
    demo = screen.start("-m", "notesapp", "demo")
    windows = [screen.window_of(demo, title) for title in ("Laptop", "Desktop")]
    assert len(set(windows)) == 2
    for window in windows:
        screen.focus(window)
        screen.keys("ctrl+w")
    assert demo.wait(_PATIENCE_S) == 0, screen.written()
