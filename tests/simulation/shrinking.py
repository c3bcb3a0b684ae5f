"""Makes a failing schedule small: leaves out steps, then details, as long as it still fails.

Delta debugging (Zeller and Hildebrandt 2002). Any violation counts as still failing that begins
with the same words, so that it doesn't slip from one bug to another.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from tests.simulation.arena import Arena
from tests.simulation.schedules import Schedule, play

REGRESSIONS = Path(__file__).parent / "regressions"
_WORDS = 3
_DETAILS = ("faults", "during", "kill", "full_disk", "second", "cancel")


def shrink(arena: Arena, schedule: Schedule) -> Schedule:
    """Return a smallest schedule, by leaving things out, that still fails like this one."""
    kind = _kind(play(arena, schedule).violation)

    def fails(steps: Sequence[dict[str, Any]]) -> bool:
        outcome = play(arena, replace(schedule, steps=tuple(steps)))
        return bool(outcome.violation) and _kind(outcome.violation) == kind

    steps = _fewer(list(schedule.steps), fails)
    return replace(schedule, steps=tuple(_simpler(steps, fails)))


def save(schedule: Schedule, folder: Path = REGRESSIONS) -> Path:
    """Write a schedule where the tests play it from now on; return the file."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"seed_{schedule.seed}.json"
    path.write_text(schedule.to_json(), encoding="utf-8")
    return path


def _fewer(
    steps: list[dict[str, Any]], fails: Callable[[Sequence[dict[str, Any]]], bool]
) -> list[dict[str, Any]]:
    size = max(1, len(steps) // 2)
    while True:
        start = 0
        while start < len(steps):
            rest = [*steps[:start], *steps[start + size :]]
            if fails(rest):
                steps = rest
            else:
                start += size
        if size == 1:
            return steps
        size //= 2


def _simpler(
    steps: list[dict[str, Any]], fails: Callable[[Sequence[dict[str, Any]]], bool]
) -> list[dict[str, Any]]:
    for place, step in enumerate(steps):
        for simpler in _without_details(step):
            tried = [*steps[:place], simpler, *steps[place + 1 :]]
            if fails(tried):
                steps, step = tried, simpler
    return steps


def _without_details(step: dict[str, Any]) -> Iterator[dict[str, Any]]:
    for name in _DETAILS:
        if name in step:
            yield {key: value for key, value in step.items() if key != name}


def _kind(violation: str) -> str:
    return " ".join(violation.split()[:_WORDS])
