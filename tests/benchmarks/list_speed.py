"""How long the Qt thread is busy with the note list and the sidebar, by the library's size.

Run it with ``python -m tests.benchmarks.list_speed``; it needs no screen. Libraries are made in
``--libraries`` and used again. What other threads read and write isn't counted, as it holds up
nobody; every event of the Qt thread is, and the longest of each story is in the table. It is
processor time, so that a busy machine doesn't count.
"""

from __future__ import annotations

import argparse
import os
import random
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from PySide6.QtCore import QEvent, QObject
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from notesapp.core.changes import Origin
from notesapp.core.ids import Guid
from notesapp.store.library import Library
from notesapp.ui.editor.pane import EditorPane
from notesapp.ui.main_window import MainWindow
from notesapp.ui.style import AppStyle
from notesapp.ui.theme import Scheme, Theme
from notesapp.ui.window_state import WindowState
from notesapp.workers.change_bus import ChangeBus
from notesapp.workers.tasks import TaskRunner
from tests.benchmarks.start_speed import fill

COUNTS = (10_000, 100_000)
LIMIT_MS = 16.0
ROUNDS = 9
_SETTLE_MS = 250


class BusyTime(QApplication):
    """An application that knows the longest time it spent on one event."""

    def __init__(self) -> None:
        super().__init__(["list_speed"])
        self.longest_ms = 0.0
        self._depth = 0

    def notify(self, receiver: QObject, event: QEvent) -> bool:
        if self._depth:
            return super().notify(receiver, event)
        self._depth += 1
        start = time.thread_time()
        try:
            return super().notify(receiver, event)
        finally:
            self.longest_ms = max(self.longest_ms, (time.thread_time() - start) * 1000)
            self._depth -= 1

    def longest_of(self, act: Callable[[], object], is_over: Callable[[], bool]) -> float:
        """Return the longest stretch while something is done and all it caused happens."""
        self.longest_ms = 0.0
        start = time.thread_time()
        act()
        direct = (time.thread_time() - start) * 1000
        while not is_over():
            QTest.qWait(5)
        QTest.qWait(_SETTLE_MS)
        return max(direct, self.longest_ms)


@contextmanager
def open_window(library: Library) -> Iterator[tuple[MainWindow, TaskRunner, ChangeBus]]:
    """Show a main window with its own threads, and take it down."""
    application = QApplication.instance()
    assert isinstance(application, QApplication)
    theme = Theme(application, Scheme.LIGHT)
    style = AppStyle(theme)
    application.setStyle(style)
    bus = ChangeBus(library)
    runners = TaskRunner("store"), TaskRunner("lookups")
    editor = EditorPane(library, runners[0], bus, theme)
    window = MainWindow(
        theme=theme,
        library=library,
        tasks=runners[0],
        lookups=runners[1],
        change_bus=bus,
        editor=editor,
        state=WindowState(library.profile),
    )
    window.show()
    QTest.qWait(500)
    window.sidebar.view.choose("all")
    QTest.qWait(1000)
    try:
        yield window, runners[0], bus
    finally:
        window.close()
        for runner in runners:
            runner.shutdown()
        bus.close()


def stories(
    window: MainWindow, library: Library, writes: TaskRunner
) -> Iterator[tuple[str, Callable[[], object]]]:
    """Yield what is done, again and again, and its name."""
    rng = random.Random(7)
    view, model = window.notes.view, window.notes.model

    def jump() -> None:
        bar = view.verticalScrollBar()
        bar.setValue(rng.randrange(bar.maximum()))
        view.viewport().repaint()

    def change(count: int) -> None:
        some: list[Guid] = rng.sample(list(model.guids()), count)

        def write() -> None:
            with library.write(Origin.SYNC) as transaction:
                for guid in some:
                    transaction.notes.edit(guid, title=f"Edited {rng.random()}")

        writes.submit(write)

    def switch() -> None:
        chosen = window.sidebar.chosen
        is_all = chosen is not None and chosen.key == "all"
        window.sidebar.view.choose("pinned" if is_all else "all")

    def open_row() -> None:
        view.select_row(rng.randrange(model.rowCount()))

    yield "jump and repaint", jump
    yield "one note changed", lambda: change(1)
    yield "30 notes changed", lambda: change(30)
    yield "200 notes changed", lambda: change(200)
    yield "open another note", open_row
    yield "switch to another place", switch


def resident_mb() -> float:
    """Return how much memory this process holds."""
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / 1e6


def measure(count: int, profile: Path, busy: BusyTime) -> None:
    """Print a table row for each story with a library of this size."""
    if not (profile / "library.db").exists():
        profile.mkdir(parents=True)
        fill(profile, count)
    library = Library.open(profile)
    with open_window(library) as (window, writes, bus):
        heard: list[object] = []
        bus.changed.connect(heard.append)
        print(f"{count:>8,}  {'memory, MB':24}{resident_mb():9.0f}")
        for name, act in stories(window, library, writes):
            took = sorted(_take(busy, act, heard, name) for _ in range(ROUNDS))
            verdict = "" if took[-2] <= LIMIT_MS else f"  over {LIMIT_MS:g}"
            print(f"{count:>8,}  {name:24}{took[ROUNDS // 2]:9.1f}{took[-1]:9.1f}{verdict}")
        print(f"{count:>8,}  {'memory afterwards, MB':24}{resident_mb():9.0f}")
    library.close()


def _take(busy: BusyTime, act: Callable[[], object], heard: list[object], name: str) -> float:
    heard.clear()
    waits = "changed" in name
    return busy.longest_of(act, lambda: bool(heard) or not waits)


def main() -> None:
    """Measure all sizes."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--counts", type=int, nargs="*", default=COUNTS)
    parser.add_argument("--libraries", type=Path, default=Path("/tmp/notesapp-benchmarks"))
    options = parser.parse_args()
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    busy = BusyTime()
    print(f"{'notes':>8}  {'longest event of the Qt thread':24}{'p50 ms':>7}{'max ms':>9}")
    for count in options.counts:
        measure(count, options.libraries / str(count), busy)


if __name__ == "__main__":
    main()
