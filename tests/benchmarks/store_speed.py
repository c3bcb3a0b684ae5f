"""How fast the store is beside bare SQLite, on the same corpus, in the same run.

    python -m tests.benchmarks.store_speed [NOTES] [--queries 200]

Prints first pull, lists, search and saving; the floor is sqlite3 without SQLAlchemy, one plain
table and one FTS5 index.
"""

from __future__ import annotations

import argparse
import bisect
import itertools
import json
import random
import sqlite3
import statistics
import tempfile
import time
import uuid
from collections.abc import Callable
from functools import partial
from pathlib import Path

from notesapp.core.causality import Hlc, VersionVector
from notesapp.core.changes import Origin
from notesapp.core.clock import from_milliseconds
from notesapp.core.ids import Guid, NodeId, Rev, derived_guid
from notesapp.core.model import NoteContent, RecordKind, Revision
from notesapp.store.library import Library
from notesapp.store.places import ALL_NOTES, NoteSort
from tests.benchmarks.corpus import CorpusNote, notes, vocabulary

PAGE = 500
_INDEX = (
    "CREATE VIRTUAL TABLE fts USING fts5(title, body, tags, content='note',"
    " content_rowid='id', tokenize='unicode61 remove_diacritics 2')"
)
_NODE = NodeId("a" * 32)


def main() -> None:
    """Run everything and print a table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("notes", type=int, nargs="?", default=10_000)
    parser.add_argument("--queries", type=int, default=200)
    arguments = parser.parse_args()
    corpus = [*notes(arguments.notes)]
    with tempfile.TemporaryDirectory() as folder:
        floor = floor_fill(corpus, Path(folder) / "floor.db")
        library = Library.open(Path(folder) / "profile")
        ours = fill(library, corpus)
        print(f"first pull of {len(corpus)} notes: floor {floor:.2f} s, ours {ours:.2f} s")
        print(f"    ratio {ours / floor:.2f}")
        measure_lists(library)
        measure_saves(library, Path(folder) / "floor.db")
        for kind, queries in query_kinds(arguments.queries).items():
            report(f"search, {kind}", [timed(partial(find, library, q)) for q in queries])
        library.close()


def floor_fill(corpus: list[CorpusNote], path: Path) -> float:
    """Return the seconds that plain SQLite takes for rows and index, a page a transaction."""
    connection = sqlite3.connect(path, isolation_level=None)
    for statement in (
        "PRAGMA journal_mode = WAL",
        "PRAGMA synchronous = FULL",
        "CREATE TABLE note(id INTEGER PRIMARY KEY, guid TEXT UNIQUE, title, tags, body)",
        _INDEX,
    ):
        connection.execute(statement)
    rows = [(n, c.id, c.title, json.dumps(c.tags), c.body) for n, c in enumerate(corpus, 1)]
    started = time.perf_counter()
    for start in range(0, len(rows), PAGE):
        part = rows[start : start + PAGE]
        connection.execute("BEGIN IMMEDIATE")
        connection.executemany("INSERT INTO note VALUES (?, ?, ?, ?, ?)", part)
        connection.execute(
            "INSERT INTO fts(rowid, title, body, tags) SELECT id, title, body, tags FROM note"
            " WHERE id BETWEEN ? AND ?",
            (part[0][0], part[-1][0]),
        )
        connection.execute("COMMIT")
    seconds = time.perf_counter() - started
    connection.close()
    return seconds


def fill(library: Library, corpus: list[CorpusNote]) -> float:
    """Return the seconds a first pull takes in the store, a page a transaction."""
    arrived = [revision_of(note) for note in corpus]
    started = time.perf_counter()
    for start in range(0, len(arrived), PAGE):
        with library.write(Origin.SYNC) as tx:
            tx.sync.take_many(arrived[start : start + PAGE])
            tx.sync.save_cursor(str(start))
    return time.perf_counter() - started


def revision_of(note: CorpusNote) -> Revision:
    """Return a made-up note as it arrives from a back-end."""
    return Revision(
        guid=Guid(str(uuid.UUID(note.id))),
        rev=Rev(note.id),
        kind=RecordKind.NOTE,
        content=NoteContent(note.title, note.body, derived_guid(*note.notebook), note.tags),
        is_deleted=False,
        vv=VersionVector({_NODE: note.updated}),
        hlc=Hlc.at(note.updated * 1000),
        created_at=from_milliseconds(note.created * 1000),
        updated_at=from_milliseconds(note.updated * 1000),
        node=_NODE,
        node_name="Laptop",
    )


def measure_lists(library: Library) -> None:
    """Print what a window asks for: ids of everything, a page of rows, the side bar."""
    with library.read() as snapshot:
        for sort in NoteSort:
            report(f"all ids by {sort}", repeat(partial(snapshot.notes.ids, ALL_NOTES, sort), 5))
        ids = snapshot.notes.ids(ALL_NOTES)
        rng = random.Random(1)
        pages = [rng.randrange(max(1, len(ids) - 50)) for _ in range(50)]
        report(
            "50 rows of a list",
            [timed(partial(snapshot.notes.summaries, ids[at : at + 50])) for at in pages],
        )
        report("notebooks with counts", repeat(snapshot.notebooks.all, 10))
        report("tags with counts", repeat(snapshot.tags.all, 10))


def measure_saves(library: Library, floor: Path) -> None:
    """Print what saving a note of usual length takes, durable on the disk."""
    with library.write(Origin.USER) as tx:
        guid = tx.notes.create(title="typing", body="word " * 240).guid
    counter = itertools.count()

    def save() -> None:
        with library.write(Origin.EDITOR) as tx:
            tx.notes.edit(guid, body="word " * 240 + str(next(counter)))

    connection = sqlite3.connect(floor, isolation_level=None)
    connection.execute("PRAGMA synchronous = FULL")

    def save_bare() -> None:
        text = "word " * 240 + str(next(counter))
        connection.execute("UPDATE note SET body = ? WHERE id = 1", (text,))

    report("save, bare row without index", repeat(save_bare, 100))
    report("save", repeat(save, 100))
    connection.close()


def query_kinds(count: int) -> dict[str, list[str]]:
    """Return queries of each kind: words as often as they are used, prefixes, phrases."""
    rng, words = random.Random(3), vocabulary()
    weights = [*itertools.accumulate(1 / (n + 1) ** 1.07 for n in range(len(words)))]

    def word() -> str:
        return words[bisect.bisect(weights, rng.random() * weights[-1])]

    def many(make: Callable[[], str]) -> list[str]:
        return [make() for _ in range(count)]

    return {
        "1 word": many(word),
        "1 word, any": many(lambda: rng.choice(words)),
        "3 words": many(lambda: " ".join((word(), word(), word()))),
        "3 letters": many(lambda: word()[:3]),
        "2 letters": many(lambda: word()[:2]),
        "1 letter": many(lambda: word()[:1]),
        "phrase": many(lambda: f'"{word()} {word()}"'),
        "tag and word": many(lambda: f"tag:{words[700 + rng.randrange(9)]} {word()}"),
    }


def find(library: Library, query: str) -> None:
    """Search as the window does: the first 50 hits with their snippets."""
    with library.read() as snapshot:
        snapshot.search.find(query, limit=50)


def repeat(work: Callable[[], object], times: int) -> list[float]:
    """Return the milliseconds of several runs."""
    return [timed(work) for _ in range(times)]


def timed(work: Callable[[], object]) -> float:
    """Return the milliseconds one run takes."""
    started = time.perf_counter()
    work()
    return (time.perf_counter() - started) * 1000


def report(what: str, times: list[float]) -> None:
    """Print the median and the 99th percentile."""
    values = sorted(times)
    p99 = values[min(len(values) - 1, int(len(values) * 0.99))]
    print(f"{what:32} p50 {statistics.median(values):8.2f} ms   p99 {p99:8.2f} ms")


if __name__ == "__main__":
    main()
