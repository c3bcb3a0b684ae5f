"""Schedules: what happens in a world, drawn from a seed, played, and told as text.

Each seed allows only some kinds of steps and faults. A schedule with all of them at once would
rarely get deep into any; so the combinations differ from seed to seed instead.
"""

from __future__ import annotations

import json
import random
from collections import Counter
from dataclasses import dataclass, field
from typing import Any

from tests.simulation.arena import Arena
from tests.simulation.engines import shared_engines
from tests.simulation.network import KINDS
from tests.simulation.people import PEOPLES_STEPS
from tests.simulation.settling import settle, state_hash
from tests.simulation.violations import Violation
from tests.simulation.world import World

_ALWAYS = ("write", "insert", "insert", "replace")
_EDITS = tuple(name for name in PEOPLES_STEPS if name not in ("policy", "purge", "undo"))
_RARE = ("policy", "purge", "undo", "late", "again", "clock_jumps", "device_restarts")
_DISASTERS = (
    *("server_restored", "server_wiped", "server_collects", "server_clock_jumps"),
    *("revoke", "device_restored", "copied"),
)
_SAVES = {"server_restored": "server_saves", "device_restored": "device_saves"}


@dataclass(frozen=True)
class Schedule:
    """Everything that happens in one world."""

    seed: int
    devices: int
    keeps_all: bool
    steps: tuple[dict[str, Any], ...]

    def to_json(self) -> str:
        """Return it as a file holds it, one step a line."""
        steps = ",\n  ".join(json.dumps(step) for step in self.steps)
        head = f'"seed": {self.seed}, "devices": {self.devices}'
        return f'{{{head}, "keeps_all": {json.dumps(self.keeps_all)}, "steps": [\n  {steps}\n]}}\n'

    @classmethod
    def from_json(cls, text: str) -> Schedule:
        """Read what `to_json` wrote."""
        found = json.loads(text)
        return cls(found["seed"], found["devices"], found["keeps_all"], tuple(found["steps"]))


@dataclass(frozen=True)
class Outcome:
    """What came of a schedule.

    Attributes:
        violation: empty if all went well.
        hash: the same for the same schedule, always.
    """

    violation: str
    hash: str
    counts: Counter[str] = field(default_factory=Counter)
    trace: tuple[str, ...] = ()


def draw(seed: int) -> Schedule:
    """Return the schedule of a seed."""
    lots = random.Random(seed)
    devices = lots.choice((2, 2, 2, 3))
    drawer = _Drawer(lots, devices)
    steps = [drawer.step() for _ in range(lots.randint(6, 18))]
    return Schedule(seed, devices, lots.random() < 0.3, tuple(steps))


def play(arena: Arena, schedule: Schedule) -> Outcome:
    """Play a schedule to its end."""
    with shared_engines():
        return _play(arena, schedule)


def _play(arena: Arena, schedule: Schedule) -> Outcome:
    world = World(arena, devices=schedule.devices, keeps_all=schedule.keeps_all, seed=schedule.seed)
    violation = ""
    try:
        for step in schedule.steps:
            world.play(step)
        settle(world)
    except Violation as found:
        violation = str(found)
    except Exception as error:  # noqa: BLE001 - a crash of the program is a violation as well
        violation = f"{type(error).__name__}: {error}"[:500]
    try:
        return Outcome(violation, state_hash(world), world.counts, tuple(world.trace))
    finally:
        world.close()


class _Drawer:
    """Draws the steps of one schedule."""

    def __init__(self, lots: random.Random, devices: int) -> None:
        self._lots = lots
        self._devices = devices
        self._edits = [*_ALWAYS, *lots.sample(_EDITS, lots.randint(2, 7))]
        self._rare = lots.sample(_RARE, lots.randint(0, 3))
        self._disasters = lots.sample(_DISASTERS, lots.choice((0, 0, 1, 1, 2)))
        self._faults = lots.sample(KINDS, lots.choice((0, 1, 2, 4)))
        self._kills = lots.random() < 0.4
        self._fills_disk = lots.random() < 0.1
        self._interrupts = lots.random() < 0.4

    def step(self) -> dict[str, Any]:
        chance = self._lots.random()
        if chance < 0.42:
            return self._sync()
        if chance < 0.50 and self._rare:
            return self._named(self._lots.choice(self._rare))
        if chance < 0.62 and self._disasters:
            return self._disaster()
        return self._edit()

    def _named(self, name: str) -> dict[str, Any]:
        lots = self._lots
        return {
            "op": name,
            "d": lots.randrange(self._devices + 1),
            "a": lots.randrange(1_000),
            "b": lots.randrange(1_000),
        }

    def _edit(self) -> dict[str, Any]:
        step = self._named(self._lots.choice(self._edits))
        if self._kills and self._lots.random() < 0.1:
            step["kill"] = self._lots.randint(1, 12)
        if self._fills_disk and self._lots.random() < 0.1:
            step["full_disk"] = 1
        if self._lots.random() < 0.05:
            step["second"] = 1
        return step

    def _disaster(self) -> dict[str, Any]:
        name = self._lots.choice(self._disasters)
        saved = _SAVES.get(name)
        return self._named(saved if saved and self._lots.random() < 0.4 else name)

    def _sync(self) -> dict[str, Any]:
        lots = self._lots
        step: dict[str, Any] = {"op": "sync", "d": lots.randrange(self._devices + 1)}
        if self._faults and lots.random() < 0.6:
            step["faults"] = [
                [lots.randrange(6), lots.choice(self._faults), lots.randrange(3_000)]
                for _ in range(lots.randint(1, 3))
            ]
        if self._kills and lots.random() < 0.4:
            step["kill"] = lots.choice((lots.randint(1, 30), lots.randint(1, 150)))
        if self._fills_disk and lots.random() < 0.3:
            step["full_disk"] = 1
        if lots.random() < 0.03:
            step["cancel"] = lots.randrange(6)
        if self._interrupts and lots.random() < 0.5:
            step["during"] = [self._meanwhile() for _ in range(lots.randint(1, 3))]
        return step

    def _meanwhile(self) -> dict[str, Any]:
        lots = self._lots
        chance = lots.random()
        if chance < 0.3:
            inner: dict[str, Any] = {"op": "sync", "d": lots.randrange(self._devices + 1)}
        elif chance < 0.4 and self._disasters:
            inner = self._disaster()
        else:
            inner = self._edit()
            inner.pop("kill", None)
        return {
            "at": lots.randint(1, 4),
            "when": lots.choice(("before", "after")),
            "step": inner,
        }
