"""How much the server takes: pushes a second, time to poke listeners, time to say "nothing new".

Usage: python tests/benchmarks/server_speed.py [--seconds 5] [--listeners 1000] [--only NAME]

Clients, server processes and PostgreSQL share the machine. Pushes of one record and of twenty,
eight vaults, to two server processes on PostgreSQL and to one on SQLite, all commits durable;
"rules" is the same transaction without HTTP, from two processes, as a floor. Targets: 2,000
pushes a second, 1,000 listeners poked within a second, "nothing new" at most 10 x a bare answer.
"""

from __future__ import annotations

import argparse
import asyncio
import multiprocessing
import statistics
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

sys.path.insert(0, str(Path(__file__).parents[2]))

from sqlalchemy import select

from notesapp.core.clock import SystemClock
from notesapp.core.ids import NodeId
from notesapp.protocol.messages import EncodedPush, NodeCard, ServerLimits, SignedIn
from notesapp.protocol.pushes import decode_push, encode_operation, encode_push
from notesapp.server import accounts, administration, pushing
from notesapp.server.access import Claims
from notesapp.server.database import Database
from notesapp.server.passwords import Passwords
from notesapp.server.tables import AccountRow
from tests.support.server_app import QUICK_PASSWORDS
from tests.support.server_postgres import running_postgres
from tests.support.server_process import ServerProcess
from tests.support.wire import a_note

VAULTS = 8
PROCESSES = 2
LISTENERS_PER_USER = 500
TEXT = "A note as people write them, of some two hundred characters. " * 4
UNLIMITED = ("--requests-per-minute", "0", "--listeners-per-user", "100000")


class Line:
    """A connection that is kept, and as little HTTP as will do."""

    def __init__(self, url: str) -> None:
        import socket

        place = urlsplit(url)
        self._socket = socket.create_connection((place.hostname, place.port))
        self._socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self._rest = b""

    def ask(self, method: str, path: str, token: str, body: bytes = b"") -> bytes:
        """Send a request; return the body of its good answer."""
        head = (
            f"{method} {path} HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {token}\r\n"
            f"Content-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n"
        )
        self._socket.sendall(head.encode() + body)
        while b"\r\n\r\n" not in self._rest:
            self._rest += self._socket.recv(65_536)
        head_bytes, _, rest = self._rest.partition(b"\r\n\r\n")
        lines = head_bytes.lower().split(b"\r\n")
        assert lines[0].split()[1] == b"200", head_bytes + rest
        length = next(int(line[15:]) for line in lines if line.startswith(b"content-length:"))
        while len(rest) < length:
            rest += self._socket.recv(65_536)
        self._rest = rest[length:]
        return rest[:length]


@dataclass
class Pusher:
    """A device that pushes one new note after another.

    The pushes are made beforehand: a client's own work isn't the server's.
    """

    session: SignedIn
    pushes: Iterator[EncodedPush]

    @classmethod
    def prepared(cls, session: SignedIn, count: int, records: int) -> Pusher:
        pushes = [
            encode_push(number, [encode_operation(a_note(TEXT)) for _ in range(records)])
            for number in range(1, count + 1)
        ]
        return cls(session, iter(pushes))


def sign_in_all(database: Database, devices_per_user: int, users: int) -> list[SignedIn]:
    """Make users with devices, in the database: signing in isn't what is measured."""
    passwords, clock = Passwords(QUICK_PASSWORDS), SystemClock()
    for number in range(users):
        administration.add_user(database, passwords, f"user {number}", "secret", clock)
    sessions = []
    with database.write() as session:
        for account_id in session.scalars(select(AccountRow.id)).all():
            for number in range(devices_per_user):
                card = NodeCard(NodeId(f"{number:032x}"), f"device {number}", "linux", "1")
                sessions.append(
                    accounts.sign_in(session, account_id, card, database.server_id, clock.now())
                )
    return sessions


@contextmanager
def running(url: str | None, processes: int, folder: Path) -> Iterator[list[ServerProcess]]:
    """Run server processes on one database."""
    with ExitStack() as stack:
        servers = []
        for number in range(processes):
            server = ServerProcess(folder / (str(number) if url else "0"), database=url)
            server.start(*UNLIMITED)
            stack.callback(server.close)
            servers.append(server)
        yield servers


def push_over_http(
    url: str, sessions: Sequence[SignedIn], records: int, seconds: float, ready: object
) -> int:
    counts: list[int] = []

    def push(pusher: Pusher, line: Line, until: list[float]) -> None:
        path = f"/api/v1/vaults/{pusher.session.vault}/push"
        for push in pusher.pushes:
            line.ask("POST", path, pusher.session.token, push.body)
            counts.append(1)
            if time.perf_counter() > until[0]:
                return
        raise RuntimeError("prepare more pushes")

    lines = [Line(url) for _ in sessions]
    return _push_all(push, sessions, lines, records, seconds, ready, counts)


def push_by_rules(
    url: str, sessions: Sequence[SignedIn], records: int, seconds: float, ready: object
) -> int:
    counts: list[int] = []

    def push(pusher: Pusher, _line: object, until: list[float]) -> None:
        claims = Claims(pusher.session.token)
        for push in pusher.pushes:
            request = decode_push(push.body)
            with database.write() as session:
                pushing.push(
                    session,
                    claims,
                    pusher.session.vault,
                    request,
                    push.digest,
                    limits=ServerLimits(),
                    now=SystemClock().now(),
                )
            counts.append(1)
            if time.perf_counter() > until[0]:
                return
        raise RuntimeError("prepare more pushes")

    with tempfile.TemporaryDirectory() as folder:
        database = Database.open(Path(folder), url, serves=False)
        try:
            return _push_all(push, sessions, sessions, records, seconds, ready, counts)
        finally:
            database.close()


def _push_all(
    push: Callable[[Pusher, Any, list[float]], None],
    sessions: Sequence[SignedIn],
    lines: Sequence[object],
    records: int,
    seconds: float,
    ready: object,
    counts: list[int],
) -> int:
    prepared = int(seconds * 1_500 / records**0.5)
    pushers = [Pusher.prepared(session, prepared, records) for session in sessions]
    until = [0.0]
    threads = [
        threading.Thread(target=push, args=(pusher, line, until))
        for pusher, line in zip(pushers, lines, strict=True)
    ]
    ready.wait()  # type: ignore[attr-defined]
    until[0] = time.perf_counter() + seconds
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return len(counts)


def pushes_a_second(
    job: Callable[..., int],
    targets: Sequence[str],
    sessions: Sequence[SignedIn],
    records: int,
    seconds: float,
) -> float:
    """Return how many pushes a second all vaults together got done, from two processes."""
    context = multiprocessing.get_context("spawn")
    with context.Manager() as manager, context.Pool(PROCESSES) as pool:
        ready = manager.Barrier(PROCESSES)
        share = len(sessions) // PROCESSES
        jobs = [
            pool.apply_async(
                job,
                (
                    targets[number % len(targets)],
                    sessions[number * share : (number + 1) * share],
                    records,
                    seconds,
                    ready,
                ),
            )
            for number in range(PROCESSES)
        ]
        return sum(one.get() for one in jobs) / seconds


def measure_pushes(seconds: float) -> None:
    print(f"{'pushes':>34} {'records':>8} {'pushes/s':>9} {'records/s':>10}")
    with running_postgres("shared_buffers=256MB") as postgres:
        for records in (1, 20):
            for name, job, processes in (
                ("rules, PostgreSQL", push_by_rules, 0),
                ("HTTP, 2 processes, PostgreSQL", push_over_http, 2),
                ("HTTP, 1 process, SQLite", push_over_http, 1),
            ):
                url = None if "SQLite" in name else postgres.new_database()
                with tempfile.TemporaryDirectory() as folder:
                    database = Database.open(Path(folder) / "0", url)
                    sessions = sign_in_all(database, 1, VAULTS)
                    database.close()
                    with running(url, processes, Path(folder)) as servers:
                        targets = [server.url for server in servers] or [url or ""]
                        rate = pushes_a_second(job, targets, sessions, records, seconds)
                print(f"{name:>34} {records:8} {rate:9.0f} {rate * records:10.0f}", flush=True)


def measure_listeners(count: int) -> None:
    with tempfile.TemporaryDirectory() as folder:
        database = Database.open(Path(folder) / "0")
        users = -(-count // LISTENERS_PER_USER)
        everybody = sign_in_all(database, -(-count // users) + 1, users)
        pushers = list({session.vault: session for session in everybody}.values())
        sessions = [session for session in everybody if session not in pushers][:count]
        database.close()
        with running(None, 1, Path(folder)) as (server,):
            times = asyncio.run(_poke(server.url, pushers, sessions))
    times.sort()
    print(
        f"{len(times)} listeners in {users} vaults poked: the first after {times[0] * 1000:.0f} ms, half after"
        f" {statistics.median(times) * 1000:.0f} ms, all after {times[-1] * 1000:.0f} ms"
    )


async def _poke(url: str, pushers: Sequence[SignedIn], sessions: Sequence[SignedIn]) -> list[float]:
    place = urlsplit(url)
    heard: list[float] = []
    listening = asyncio.Semaphore(0)

    async def listen(session: SignedIn) -> None:
        reader, writer = await asyncio.open_connection(place.hostname, place.port)
        head = f"GET /api/v1/events HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {session.token}"
        writer.write(f"{head}\r\n\r\n".encode())
        await reader.readuntil(b": hello")
        listening.release()
        await reader.readuntil(b"event: head")
        heard.append(time.perf_counter())
        writer.close()

    tasks = []
    for session in sessions:
        tasks.append(asyncio.create_task(listen(session)))
        if len(tasks) % 50 == 0:
            await asyncio.sleep(0.1)
    for _ in sessions:
        await listening.acquire()
    await asyncio.sleep(1)
    line, push = Line(url), encode_push(1, [encode_operation(a_note("x"))])
    began = time.perf_counter()
    for pusher in pushers:
        path = f"/api/v1/vaults/{pusher.vault}/push"
        await asyncio.to_thread(line.ask, "POST", path, pusher.token, push.body)
    await asyncio.gather(*tasks)
    return [moment - began for moment in heard]


def measure_nothing_new(requests: int) -> None:
    with tempfile.TemporaryDirectory() as folder:
        database = Database.open(Path(folder) / "0")
        (session,) = sign_in_all(database, 1, 1)
        database.close()
        with running(None, 1, Path(folder)) as (server,):
            line = Line(server.url)
            push = encode_push(1, [encode_operation(a_note("x"))])
            changes = f"/api/v1/vaults/{session.vault}/changes"
            answer = line.ask("POST", changes.replace("changes", "push"), session.token, push.body)
            cursor = answer.split(b'"cursor":"')[1].partition(b'"')[0].decode()
            bare = _median_ms(line, "/.well-known/notesync", "none", requests)
            nothing = _median_ms(line, f"{changes}?since={cursor}", session.token, requests)
    print(
        f"bare answer p50 {bare:.2f} ms; nothing new p50 {nothing:.2f} ms, {nothing / bare:.1f} x"
    )


def _median_ms(line: Line, path: str, token: str, requests: int) -> float:
    times = []
    for _ in range(requests):
        began = time.perf_counter()
        line.ask("GET", path, token)
        times.append(time.perf_counter() - began)
    return statistics.median(times[requests // 10 :]) * 1000


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=5)
    parser.add_argument("--listeners", type=int, default=1_000)
    parser.add_argument("--requests", type=int, default=1_000)
    parser.add_argument("--only", choices=("pushes", "listeners", "nothing"))
    options = parser.parse_args()
    measures: tuple[tuple[str, Callable[[], None]], ...] = (
        ("nothing", lambda: measure_nothing_new(options.requests)),
        ("listeners", lambda: measure_listeners(options.listeners)),
        ("pushes", lambda: measure_pushes(options.seconds)),
    )
    for name, measure in measures:
        if options.only in {None, name}:
            measure()


if __name__ == "__main__":
    main()
