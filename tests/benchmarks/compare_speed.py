"""How fast a clash of a 100 kB note opens, scrolls and is answered.

Run it with ``python -m tests.benchmarks.compare_speed``; it needs no screen. Times are what the
thread itself spent, so that other work on the machine doesn't count; opening is told apart
into what runs off the Qt thread and what doesn't.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import statistics
import tempfile
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from PySide6.QtWidgets import QApplication

from notesapp.core.model import NoteContent
from notesapp.ui.conflicts.model import Pick
from notesapp.ui.conflicts.window import CompareWindow
from notesapp.ui.style import AppStyle
from notesapp.ui.theme import Scheme, Theme
from notesapp.workers.change_bus import ChangeBus
from tests.support.clashes import Clash, add_clash, open_library
from tests.support.inline_executor import InlineExecutor

PARAGRAPHS = 480
EDITS = (10, 60, 240)
OPENING_MS = 500.0
FRAME_MS = 16.0


class TimedTasks(InlineExecutor):
    """Runs tasks at once and adds up what they take."""

    def __init__(self) -> None:
        self.spent_s = 0.0

    def submit(
        self,
        task: Callable[[], Any],
        on_done: Callable[[Any], None] | None = None,
        on_error: Callable[[Exception], None] | None = None,
    ) -> None:
        def timed() -> Any:
            start = time.thread_time()
            try:
                return task()
            finally:
                self.spent_s += time.thread_time() - start

        super().submit(timed, on_done, on_error)


@dataclass(frozen=True, slots=True)
class Result:
    """One clash measured, in milliseconds."""

    kilobytes: int
    differences: int
    open_off_qt: float
    open_on_qt: float
    scroll_p95: float
    pick_p95: float

    @property
    def is_met(self) -> bool:
        """Whether the targets are met."""
        opening = self.open_off_qt + self.open_on_qt
        return opening <= OPENING_MS and max(self.scroll_p95, self.pick_p95) <= FRAME_MS


def big_clash(edits: int, seed: int = 3) -> Clash:
    """Return a clash of a note of about 100 kB with this many edited paragraphs."""
    rnd = random.Random(seed)
    letters = "abcdefghijklmnop"
    words = ["".join(rnd.choices(letters, k=rnd.randint(2, 9))) for _ in range(3000)]
    base = [" ".join(rnd.choices(words, k=rnd.randint(10, 60))) for _ in range(PARAGRAPHS)]
    this, other = list(base), list(base)
    for place in rnd.sample(range(PARAGRAPHS), edits):
        which = rnd.random()
        if which < 0.7:
            this[place] = _edited(rnd, words, base[place])
        if which < 0.4 or which >= 0.7:
            other[place] = _edited(rnd, words, base[place])
    base_note, this_note, other_note = (
        NoteContent(title="Big", body="\n\n".join(lines) + "\n") for lines in (base, this, other)
    )
    return Clash(base_note, this_note, other_note)


def measure(application: QApplication, theme: Theme, edits: int) -> Result:
    """Open a clash, scroll through it and answer its differences."""
    clash = big_clash(edits)
    with tempfile.TemporaryDirectory() as folder:
        library = open_library(Path(folder))
        guid = add_clash(library, clash, "big")
        bus, tasks = ChangeBus(library), TimedTasks()
        window = CompareWindow(library, tasks, bus, theme)
        window.show()
        start = time.thread_time()
        window.show_conflict(guid)
        window.repaint()
        total = time.thread_time() - start
        result = Result(
            kilobytes=len(clash.this.body.encode()) // 1000,
            differences=_differences(window),
            open_off_qt=round(tasks.spent_s * 1000, 1),
            open_on_qt=round((total - tasks.spent_s) * 1000, 1),
            scroll_p95=_p95(_scroll(window)),
            pick_p95=_p95(_pick(window)),
        )
        window.close()
        window.deleteLater()
        bus.close()
        library.close()
    return result


def _differences(window: CompareWindow) -> int:
    assert window.controller.model is not None
    return len(window.controller.model.comparison.asked)


def _scroll(window: CompareWindow) -> list[float]:
    view = window.body.page.view
    spent = []
    for value in range(0, view.scroll_bar.maximum(), 120):
        start = time.thread_time()
        view.scroll_bar.setValue(value)
        view.repaint()
        spent.append(time.thread_time() - start)
    return spent


def _pick(window: CompareWindow) -> list[float]:
    model = window.controller.model
    assert model is not None
    spent = []
    for number, part in enumerate(model.comparison.asked):
        start = time.thread_time()
        window.deciding.pick(part, (Pick.THIS, Pick.OTHER, Pick.BOTH)[number % 3])
        window.repaint()
        spent.append(time.thread_time() - start)
    return spent


def _edited(rnd: random.Random, words: list[str], paragraph: str) -> str:
    parts = paragraph.split()
    for _ in range(2):
        parts[rnd.randrange(len(parts))] = rnd.choice(words)
    return " ".join(parts)


def _p95(seconds: list[float]) -> float:
    return round(statistics.quantiles(seconds, n=20)[-1] * 1000, 1)


def main() -> int:
    """Print a table, or JSON; return 1 if a target is missed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--json", action="store_true")
    arguments = parser.parse_args()
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    application = QApplication([])
    theme = Theme(application, Scheme.LIGHT)
    style = AppStyle(theme)
    application.setStyle(style)
    results = [measure(application, theme, edits) for edits in EDITS]
    if arguments.json:
        print(json.dumps([asdict(result) for result in results]))
    else:
        for result in results:
            print(result, "met" if result.is_met else "MISSED")
    return 0 if all(result.is_met for result in results) else 1


if __name__ == "__main__":
    raise SystemExit(main())
