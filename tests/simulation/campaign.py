"""Plays schedules for as long as asked: `python -m tests.simulation.campaign --minutes 10`.

Prints schedules per second, faults by kind, and violations. Each violation is shrunk, its steps
are printed and saved, so that the test run plays them from then on.
"""

from __future__ import annotations

import argparse
import atexit
import gc
import logging
import multiprocessing
import os
import sys
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from dataclasses import dataclass, field
from pathlib import Path

from tests.simulation.arena import Arena
from tests.simulation.schedules import draw, play
from tests.simulation.shrinking import REGRESSIONS, save, shrink

_CHUNK = 20


@dataclass
class Result:
    """What some schedules came to."""

    schedules: int = 0
    counts: Counter[str] = field(default_factory=Counter)
    violations: dict[int, str] = field(default_factory=dict)

    def add(self, other: Result) -> None:
        """Take in what others came to."""
        self.schedules += other.schedules
        self.counts += other.counts
        self.violations |= other.violations


def run_seeds(seeds: Sequence[int], *, twice: bool = False, arena: Arena | None = None) -> Result:
    """Play the schedules of some seeds in this process.

    Args:
        twice: play each a second time; if that goes another way, it is a violation too.
    """
    result = Result()
    own = arena or Arena()
    try:
        for seed in seeds:
            outcome = play(own, draw(seed))
            result.schedules += 1
            result.counts += outcome.counts
            if outcome.violation:
                result.violations[seed] = outcome.violation
            elif twice and play(own, draw(seed)).hash != outcome.hash:
                result.violations[seed] = "not the same when played again"
    finally:
        if arena is None:
            own.close()
    return result


def main(arguments: Sequence[str] | None = None) -> int:
    """Run a campaign; return 1 if anything was violated."""
    options = _parser().parse_args(arguments)
    logging.disable(logging.CRITICAL)
    began, total = time.monotonic(), Result()
    for result in _played(options):
        total.add(result)
        for seed, violation in result.violations.items():
            _print(f"seed {seed}: {violation}")
        if total.schedules % 500 < _CHUNK:
            _print(f"{total.schedules} schedules, {_pace(total, began)}")
    _report(total, began)
    _shrink_all(total.violations, options.most_shrunk, options.regressions)
    return 1 if total.violations else 0


def _played(options: argparse.Namespace) -> Iterator[Result]:
    """Yield results as they come in, until all is played or the time is over."""
    deadline = None if options.minutes is None else time.monotonic() + options.minutes * 60
    stop = None if options.schedules is None else options.seed + options.schedules
    start = options.seed
    waiting: set[Future[Result]] = set()
    # Not forked: a copy of a process with open databases is asking for trouble.
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(options.processes, context, initializer=_begin) as pool:
        while True:
            is_over = deadline is not None and time.monotonic() > deadline
            while not is_over and len(waiting) <= options.processes and start != stop:
                end = start + _CHUNK if stop is None else min(start + _CHUNK, stop)
                waiting.add(pool.submit(_play_chunk, range(start, end)))
                start = end
            if not waiting:
                return
            done, waiting = wait(waiting, return_when=FIRST_COMPLETED)
            for future in done:
                yield future.result()


_arena: Arena | None = None


def _begin() -> None:
    """Get a process ready: one arena for all its schedules."""
    global _arena
    logging.disable(logging.CRITICAL)
    gc.freeze()
    _arena = Arena()
    atexit.register(_arena.close)


def _play_chunk(seeds: range) -> Result:
    return run_seeds(seeds, arena=_arena)


def _report(total: Result, began: float) -> None:
    _print(
        f"{total.schedules} schedules in {time.monotonic() - began:.0f} s, {_pace(total, began)}"
    )
    _print("faults: " + ", ".join(f"{kind} {n}" for kind, n in total.counts.most_common()))
    _print(f"violations: {len(total.violations)}")


def _shrink_all(violations: dict[int, str], most: int, folder: Path) -> None:
    if not violations:
        return
    arena = Arena()
    try:
        for seed in sorted(violations)[:most]:
            small = shrink(arena, draw(seed))
            _print(f"seed {seed} shrunk to {len(small.steps)} steps: {save(small, folder)}")
            _print(small.to_json())
    finally:
        arena.close()


def _pace(total: Result, began: float) -> str:
    return f"{total.schedules / (time.monotonic() - began):.1f}/s"


def _print(line: str) -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m tests.simulation.campaign")
    parser.add_argument("--minutes", type=float, help="play for so long")
    parser.add_argument("--schedules", type=int, help="play so many")
    parser.add_argument("--seed", type=int, default=0, help="the first seed")
    parser.add_argument("--processes", type=int, default=os.cpu_count() or 1)
    parser.add_argument("--most-shrunk", type=int, default=3, help="how many failures to shrink")
    parser.add_argument("--regressions", type=Path, default=REGRESSIONS, help="where to save them")
    return parser


if __name__ == "__main__":
    sys.exit(main())
