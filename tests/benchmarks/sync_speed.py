"""First pull, first push and a sync with nothing to do, beside the physical floor.

Usage: python tests/benchmarks/sync_speed.py [--notes 10000 100000] [--runs 3] [--json]

The floor is the same notes as one body over loopback, from the same kind of server, decoded
and inserted into a bare table with a full-text index. Ours is the whole path: a real server
process, the protocol, the engine, the library with its search. Targets: first pull at most
3 x the floor, first push at most 4 x; nothing changed is one request, at most 10 x a bare one.
"""

from __future__ import annotations

import argparse
import json
import os
import socket
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[2]
sys.path.insert(0, str(ROOT))

import httpx  # noqa: E402

from notesapp.config.credentials import Credentials  # noqa: E402
from notesapp.store.library import Library  # noqa: E402
from notesapp.sync import accounts  # noqa: E402
from notesapp.sync.backends.server import ServerBackend  # noqa: E402
from notesapp.sync.engine import SyncEngine  # noqa: E402
from tests.benchmarks.corpus import notes  # noqa: E402
from tests.benchmarks.start_speed import fill  # noqa: E402
from tests.support.server_process import running_server  # noqa: E402

USER, PASSWORD = "bench", "correct horse"

FLOOR_SERVER = """
import sys, uvicorn
from starlette.applications import Starlette
from starlette.responses import FileResponse, PlainTextResponse
from starlette.routing import Route
uvicorn.run(Starlette(routes=[
    Route("/body", lambda request: FileResponse(sys.argv[1])),
    Route("/ready", lambda request: PlainTextResponse("ready")),
]), port=int(sys.argv[2]), log_level="error")
"""

FLOOR_TABLES = """
PRAGMA journal_mode=WAL;
CREATE TABLE note (id INTEGER PRIMARY KEY, guid TEXT UNIQUE, title TEXT, tags TEXT, body TEXT);
CREATE VIRTUAL TABLE note_fts USING fts5(title, body, tags, content='note', content_rowid='id',
    tokenize='unicode61 remove_diacritics 2');
"""


def timed(work: Callable[[], Any]) -> float:
    """Return how many seconds some work takes."""
    started = time.perf_counter()
    work()
    return time.perf_counter() - started


@contextmanager
def floor_server(body: Path) -> Iterator[str]:
    """Serve a file, and nothing else, from a process of its own."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    process = subprocess.Popen([sys.executable, "-c", FLOOR_SERVER, str(body), str(port)])
    url = f"http://127.0.0.1:{port}"
    try:
        while True:
            try:
                httpx.get(f"{url}/ready")
                break
            except httpx.ConnectError:
                os.sched_yield()
        yield url
    finally:
        process.terminate()
        process.wait()


def floor_pull(url: str, database: Path) -> None:
    """Get the body, decode it and insert it, with an index of its words."""
    rows = []
    with httpx.Client() as client, client.stream("GET", f"{url}/body") as response:
        for line in response.iter_lines():
            note = json.loads(line)
            rows.append((note["id"], note["title"], " ".join(note["tags"]), note["body"]))
    connection = sqlite3.connect(database)
    connection.executescript(FLOOR_TABLES)
    connection.executemany("INSERT INTO note (guid, title, tags, body) VALUES (?, ?, ?, ?)", rows)
    connection.execute("INSERT INTO note_fts(note_fts) VALUES ('rebuild')")
    connection.commit()
    connection.close()


def floor(count: int, folder: Path, runs: int) -> dict[str, float]:
    """Measure the floor for `count` notes, and a bare request."""
    body = folder / "body.ndjson"
    with body.open("w") as file:
        for note in notes(count):
            members = {"id": note.id, "title": note.title, "tags": note.tags, "body": note.body}
            file.write(json.dumps(members) + "\n")
    with floor_server(body) as url:
        pulls = [
            timed(lambda run=run: floor_pull(url, folder / f"floor{run}.db"))  # type: ignore[misc]
            for run in range(runs)
        ]
    return {"pull": statistics.median(pulls)}


def connected(profile: Path, url: str, name: str) -> tuple[Library, ServerBackend]:
    """Return a library that is connected and has never synced."""
    library = Library.open(profile)
    credentials = Credentials(profile)
    accounts.connect(library, credentials, url, USER, PASSWORD, name)
    backend = accounts.open_backend(library, credentials)
    assert isinstance(backend, ServerBackend)
    return library, backend


def ours(count: int, folder: Path, runs: int) -> dict[str, float]:
    """Measure our whole path for `count` notes."""
    fill(folder / "first", count)
    figures: dict[str, float] = {}
    with running_server(folder / "server", users={USER: PASSWORD}) as server:
        library, backend = connected(folder / "first", server.url, "First")
        figures["push"] = timed(SyncEngine(library, backend).run)
        pulls = []
        for run in range(runs):
            other, its_backend = connected(folder / f"other{run}", server.url, f"Other {run}")
            pulls.append(timed(SyncEngine(other, its_backend).run))
            its_backend.close()
            other.close()
        figures["pull"] = statistics.median(pulls)
        SyncEngine(library, backend).run()
        before = backend.request_count
        idle = [timed(SyncEngine(library, backend).run) for _ in range(20)]
        figures["requests"] = (backend.request_count - before) / len(idle)
        figures["nothing"] = statistics.median(idle)
        with httpx.Client() as client:
            bare = [timed(lambda: client.get(f"{server.url}/healthz")) for _ in range(20)]
        figures["bare"] = statistics.median(bare)
        backend.close()
        library.close()
    return figures


def main() -> None:
    """Measure and print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--notes", type=int, nargs="+", default=[10_000])
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    rows = []
    for count in options.notes:
        with tempfile.TemporaryDirectory() as name:
            low, high = (
                floor(count, Path(name), options.runs),
                ours(count, Path(name), options.runs),
            )
        rows += [
            {"what": f"first pull, {count:,}", "s": high["pull"], "floor_s": low["pull"]},
            {"what": f"first push, {count:,}", "s": high["push"], "floor_s": low["pull"]},
            {"what": f"nothing changed, {count:,}", "s": high["nothing"], "floor_s": high["bare"],
             "requests": high["requests"]},
        ]  # fmt: skip
    if options.json:
        print(json.dumps(rows))
        return
    print(f"{'sync':>28} {'s':>9} {'floor':>9} {'ratio':>7} {'requests':>9}")
    for row in rows:
        requests = f"{row['requests']:9.0f}" if "requests" in row else ""
        ratio = float(str(row["s"])) / float(str(row["floor_s"]))
        print(f"{row['what']:>28} {row['s']:9.4f} {row['floor_s']:9.4f} {ratio:7.2f} {requests}")


if __name__ == "__main__":
    main()
