"""How fast the editor opens a note and answers a key, by the note's size.

Run it with ``python -m tests.benchmarks.editor_speed``; it needs no screen. A key counts from
the key press until the text, painted, is back; the floor is Qt's own QTextEdit with the same
text and no styling, in the same run.
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
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtGui import QTextCursor
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QTextEdit

from notesapp.core.changes import Origin
from notesapp.core.ids import Guid
from notesapp.store.library import Library
from notesapp.ui.editor.pane import EditorPane
from notesapp.ui.theme import Scheme, Theme
from notesapp.workers.change_bus import ChangeBus
from notesapp.workers.tasks import TaskRunner

SIZES = (1_200, 100_000, 200_000, 1_000_000, 10_000_000)
KEYS = 80
_WORDS = [
    "the",
    "note",
    "a",
    "train",
    "to",
    "Lisbon",
    "leaves",
    "before",
    "noon",
    "and",
    "nobody",
    "knows",
    "which",
    "platform",
]


def prose(length: int) -> str:
    """Return Markdown of about `length` characters: paragraphs, lists, headings, code."""
    generator = random.Random(length)
    lines: list[str] = []
    size = 0
    while size < length:
        words = " ".join(generator.choices(_WORDS, k=generator.randint(4, 60)))
        kind = generator.random()
        if kind < 0.2:
            line = ""
        elif kind < 0.28:
            line = f"## {words[:40]}"
        elif kind < 0.45:
            line = f"- [ ] {words}"
        elif kind < 0.55:
            line = f"- **{words[:20]}** {words}, see [the route](https://example.org)"
        elif kind < 0.58:
            line = f"```\n{words}\n{words}\n```"
        else:
            line = f"{words}, *{words[:12]}* and `code`. {words}"
        lines.append(line)
        size += len(line) + 1
    return "\n".join(lines)


def timed(run: Callable[[], object]) -> float:
    """Return how many milliseconds a call took."""
    start = time.perf_counter()
    run()
    return (time.perf_counter() - start) * 1000


def type_into(text_edit: QTextEdit) -> list[float]:
    """Type in the middle of the text and return what each key took, in milliseconds."""
    document = text_edit.document()
    block = document.findBlockByNumber(document.blockCount() // 2)
    cursor = QTextCursor(block)
    cursor.movePosition(QTextCursor.MoveOperation.EndOfBlock)
    text_edit.setTextCursor(cursor)
    text_edit.ensureCursorVisible()
    text_edit.viewport().repaint()

    def one_key() -> None:
        QTest.keyClick(text_edit, Qt.Key.Key_A)
        text_edit.viewport().repaint()

    return [timed(one_key) for _ in range(KEYS)]


def measure(pane: EditorPane, library: Library, size: int) -> dict[str, float]:
    """Open a note of some size, type, and do the same in a bare QTextEdit."""
    body = prose(size)
    guid = make_note(library, body)

    def open_and_paint() -> None:
        pane.show_note(guid)
        QTest.qWait(0)  # the layout of a page that was hidden
        pane.page.text.viewport().repaint()

    opened = timed(open_and_paint)
    pane.focus_text()
    keys = type_into(pane.page.text)
    pane.flush()
    pane.show_note(None)
    bare = QTextEdit()
    bare.resize(pane.size())
    bare.show()
    QTest.qWaitForWindowExposed(bare)

    def open_bare() -> None:
        bare.setPlainText(body)
        bare.viewport().repaint()

    floor_opened = timed(open_bare)
    floor_keys = type_into(bare) if size <= 1_000_000 else [float("nan")] * 2
    bare.close()
    p95 = statistics.quantiles(keys, n=20)[-1]
    floor_p95 = statistics.quantiles(floor_keys, n=20)[-1]
    return {
        "size": size,
        "open_ms": opened,
        "open_floor_ms": floor_opened,
        "key_p50_ms": statistics.median(keys),
        "key_p95_ms": p95,
        "key_floor_p95_ms": floor_p95,
    }


def make_note(library: Library, body: str) -> Guid:
    """Put a note into the library."""
    with library.write(Origin.IMPORT) as transaction:
        return transaction.notes.create(title="Note", body=body).guid


def main() -> None:
    """Print a table, or JSON."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--largest", type=int, default=SIZES[-1])
    options = parser.parse_args()
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    application = QApplication([])
    with tempfile.TemporaryDirectory() as folder:
        library = Library.open(Path(folder))
        tasks, bus = TaskRunner("store"), ChangeBus(library)
        pane = EditorPane(library, tasks, bus, Theme(application, Scheme.LIGHT))
        pane.resize(820, 880)
        pane.show()
        QTest.qWaitForWindowExposed(pane)  # before that, nothing is painted
        rows = [measure(pane, library, size) for size in SIZES if size <= options.largest]
        tasks.shutdown()
        bus.close()
        library.close()
    if options.json:
        print(json.dumps(rows))
        return
    print(
        f"{'size':>10} {'open':>9} {'floor':>9} {'key p50':>9} {'key p95':>9} {'floor p95':>9}  ms"
    )
    for row in rows:
        print(
            f"{row['size']:>10,.0f} {row['open_ms']:>9.1f} {row['open_floor_ms']:>9.1f}"
            f" {row['key_p50_ms']:>9.2f} {row['key_p95_ms']:>9.2f} {row['key_floor_p95_ms']:>9.2f}"
        )


if __name__ == "__main__":
    main()
