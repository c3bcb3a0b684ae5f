"""How long from the start of the process to a usable window, beside a bare Qt window.

Usage: python tests/benchmarks/start_speed.py [--notes 10000 100000] [--runs 5]

Prints a row for the floor (an empty list and an empty editor in PySide6) and one for each size of
library: milliseconds until the window is painted and complete (list filled, newest note shown),
and the resident memory then. Targets: at most 2 x the floor, at most 160 MB.
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).parents[2]
sys.path.insert(0, str(ROOT))

FLOOR = """
from PySide6.QtWidgets import QApplication, QListView, QPlainTextEdit, QSplitter
application = QApplication([])
window = QSplitter()
window.addWidget(QListView())
window.addWidget(QPlainTextEdit())
window.resize(1280, 800)
window.show()
"""

OURS = """
import sys
from pathlib import Path
from notesapp.app import quick_imports
with quick_imports():
    from notesapp.app.start import Application, ProfileSession
    from notesapp.store.library import Library
application = Application(sys.argv)
session = ProfileSession(Library.open(Path({profile!r})), application.theme)
session.start()
"""

END = """
import os, time
from PySide6.QtCore import QCoreApplication, QEventLoop
from PySide6.QtWidgets import QApplication
{complete}
QCoreApplication.sendPostedEvents()
loop = QEventLoop()
while not complete():
    loop.processEvents(QEventLoop.ProcessEventsFlag.AllEvents, 5)
loop.processEvents()
elapsed = time.time() - {started!r}
pages = int(open("/proc/self/statm").read().split()[1])
print(elapsed * 1000, pages * os.sysconf("SC_PAGE_SIZE") / 1e6, flush=True)
os._exit(0)
"""

FLOOR_COMPLETE = """
def complete():
    return window.isVisible()
"""

OURS_COMPLETE = """
def complete():
    window = session.window
    return window.isVisible() and window.notes.model.rowCount() > 0 and session.editor.current
"""


def measure(source: str, complete: str, runs: int) -> tuple[float, float]:
    """Return the median milliseconds and megabytes of some starts, one thrown away first."""
    environment = {"QT_QPA_PLATFORM": "offscreen", **os.environ}
    # As installed: the compiled modules are kept, by the start that is thrown away at the latest.
    environment.pop("PYTHONDONTWRITEBYTECODE", None)
    figures = []
    for _ in range(runs + 1):
        end = END.format(complete=complete, started=time.time())
        done = subprocess.run(
            [sys.executable, "-c", source + end],
            cwd=ROOT,
            env=environment,
            capture_output=True,
            text=True,
            check=True,
        )
        milliseconds, megabytes = map(float, done.stdout.split())
        figures.append((milliseconds, megabytes))
    kept = figures[1:]
    return statistics.median(f[0] for f in kept), statistics.median(f[1] for f in kept)


def fill(profile: Path, count: int) -> None:
    """Make a library of `count` notes of the corpus."""
    from notesapp.core.changes import Origin
    from notesapp.store.library import Library
    from tests.benchmarks.corpus import notes

    library = Library.open(profile)
    made = notes(count)
    done = 0
    while done < count:
        with library.write(Origin.IMPORT) as tx:
            for _ in range(min(1000, count - done)):
                note = next(made)
                tx.notes.create(
                    title=note.title,
                    body=note.body,
                    notebook=tx.notebooks.ensure_path(note.notebook),
                    tags=note.tags,
                )
                done += 1
    library.close()


def main() -> None:
    """Measure and print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--notes", type=int, nargs="+", default=[10_000])
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    floor_ms, floor_mb = measure(FLOOR, FLOOR_COMPLETE, options.runs)
    rows = [{"what": "floor", "ms": floor_ms, "mb": floor_mb, "ratio": 1.0}]
    for count in options.notes:
        with tempfile.TemporaryDirectory() as folder:
            profile = Path(folder) / "profile"
            fill(profile, count)
            source = OURS.format(profile=str(profile))
            ms, mb = measure(source, OURS_COMPLETE, options.runs)
        rows.append({"what": f"{count:,} notes", "ms": ms, "mb": mb, "ratio": ms / floor_ms})
    if options.json:
        print(json.dumps(rows))
        return
    print(f"{'start':>16} {'ms':>8} {'x floor':>8} {'MB':>7}")
    for row in rows:
        print(f"{row['what']:>16} {row['ms']:8.0f} {row['ratio']:8.2f} {row['mb']:7.0f}")


if __name__ == "__main__":
    main()
