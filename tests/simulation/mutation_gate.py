"""Demands that every known mistake is caught: `python -m tests.simulation.mutation_gate`.

Plays schedules with the mistake in place until one fails; prints after how many and by what.
"""

from __future__ import annotations

import argparse
import logging
import multiprocessing
import os
import sys
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor

from tests.simulation.arena import Arena
from tests.simulation.mutations import MUTATIONS
from tests.simulation.schedules import draw, play

MOST_SEEDS = 500


def caught(number: int, first: int = 0, most: int = MOST_SEEDS) -> tuple[int, str] | None:
    """Return after how many schedules a mistake was caught and by what; None if it wasn't."""
    logging.disable(logging.CRITICAL)
    arena = Arena()
    try:
        for count in range(most):
            with MUTATIONS[number]():
                outcome = play(arena, draw(first + count))
            if outcome.violation:
                return count + 1, outcome.violation
        return None
    finally:
        arena.close()


def main(arguments: Sequence[str] | None = None) -> int:
    """Try every mistake; return 1 if one slips through."""
    parser = argparse.ArgumentParser(prog="python -m tests.simulation.mutation_gate")
    parser.add_argument("--seed", type=int, default=0, help="the first seed")
    parser.add_argument("--most", type=int, default=MOST_SEEDS, help="schedules for each")
    parser.add_argument("--only", default="", help="part of a mistake's name")
    options = parser.parse_args(arguments)
    chosen = [n for n, one in enumerate(MUTATIONS) if options.only in one.__name__]
    missed = 0
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(os.cpu_count(), context) as pool:
        tried = {n: pool.submit(caught, n, options.seed, options.most) for n in chosen}
        for number, future in tried.items():
            found = future.result()
            missed += found is None
            after, by = found or (options.most, "NOT CAUGHT")
            sys.stdout.write(f"{MUTATIONS[number].__name__:45} {after:4}  {by[:90]}\n")
            sys.stdout.flush()
    sys.stdout.write(f"{len(chosen) - missed} of {len(chosen)} caught\n")
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main())
