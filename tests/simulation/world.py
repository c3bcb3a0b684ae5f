"""One schedule's world: devices, server, lines, clocks and disasters, in one thread.

`play` does one step. Nothing here draws lots: a step holds all its choices, so the same steps
do the same on any machine.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from contextlib import nullcontext
from datetime import UTC, datetime
from typing import Any

from notesapp.config.paths import library_path
from notesapp.core.conflict import ConflictPolicy
from notesapp.core.errors import (
    Forbidden,
    NotOurServer,
    SignInAgain,
    StoreError,
    SyncError,
)
from notesapp.server import administration
from notesapp.server.backups import restore
from notesapp.server.database import FILE_NAME, Database
from notesapp.sync.report import SyncReport
from tests.simulation.arena import DEVICES, FIRST_WORDS, Arena, add_user, image, put
from tests.simulation.ledger import Ledger, words_of
from tests.simulation.network import Fault, Network
from tests.simulation.people import People
from tests.simulation.simulated_device import Killed, SimulatedDevice
from tests.simulation.simulated_server import SimulatedServer
from tests.simulation.violations import Violation
from tests.simulation.watching import Watch
from tests.support.seeded_ids import SeededIds
from tests.support.server_app import HandClock

MOST_REQUESTS = 80
"""How many requests a run over a handful of notes may ever need."""


class World:
    """Everything in one schedule; close it afterwards."""

    def __init__(self, arena: Arena, *, devices: int, keeps_all: bool, seed: int) -> None:
        arena.reset()
        self.arena = arena
        self.keeps_all = keeps_all
        self.trace: list[str] = []
        self.counts: Counter[str] = Counter()
        self.ledger = Ledger(words=set(FIRST_WORDS))
        self._seed = seed
        self._server_clock = HandClock()
        self.server = SimulatedServer(arena.server, self._server_clock)
        self.network = Network(self.server, self._on_request, counts=self.counts, trace=self.trace)
        self.devices: list[SimulatedDevice] = []
        self._server_backup: bytes | None = None
        self._profile_backups: dict[int, bytes] = {}
        self._during: list[dict[str, Any]] = []
        self._outermost = 0
        for number in range(devices):
            self._add_device(number, arena.tokens[number])
        self.ledger.made.update(self.devices[0].live_notes())
        for guid in self.devices[0].live_notes():
            with self.devices[0].library.read() as view:
                record = view.sync.record(guid)
            assert record is not None
            self.ledger.act(guid, record.revision.vv)
        self.people = People(self.ledger, self.devices, keeps_all=keeps_all)
        self.watch = Watch(self)

    def close(self) -> None:
        """Stop everything."""
        for device in self.devices:
            device.stop()
        self.server.close()

    # --- steps -------------------------------------------------------------------------------

    def play(self, step: dict[str, Any]) -> None:
        """Do one step and look at what came of it.

        Raises:
            Violation: it broke something that must always hold.
        """
        name = step["op"]
        device = self.devices[step.get("d", 0) % len(self.devices)]
        self.trace.append(f"{name} {device.number}")
        kept = device.kill_in
        device.kill_in = None
        try:
            if self.people.can(name):
                self._let_time_pass(step.get("b", 0) % 50)
                self._by_people(name, device, step)
            else:
                _STEPS[name](self, device, step)
        finally:
            device.kill_in = kept
        if name == "undo":
            self.watch.let_go(device)
        self.watch.look(device)

    def sync(self, device: SimulatedDevice, step: dict[str, Any]) -> SyncReport | None:
        """Let a device sync, with whatever the step plans for it; None if it didn't get far."""
        if device.is_syncing:
            return None
        if device.needs_sign_in and not step.get("signed_out"):
            device.sign_in()
        faults = {int(at): Fault(kind, n) for at, kind, n in step.get("faults", ())}
        if not self._is_nested:
            self._during, self._outermost = list(step.get("during", ())), device.number
        before = self.watch.before_sync(device)
        report: SyncReport | None = None
        outcome = ""
        disk = device.full_disk() if step.get("full_disk") else nullcontext()
        if step.get("full_disk"):
            self.counts["disk_full"] += 1
        if step.get("kill"):
            self.counts["kill_armed"] += 1
        try:
            with disk:
                report = device.sync(
                    faults,
                    kill_in=step.get("kill"),
                    cancel_at=step.get("cancel"),
                    policy=ConflictPolicy.ASK if step.get("asks") else None,
                )
        except Killed:
            self.counts["client_killed"] += 1
            outcome = "killed"
            device.restart()
        except (SyncError, StoreError) as error:
            outcome = type(error).__name__
            device.needs_sign_in |= isinstance(error, SignInAgain | NotOurServer | Forbidden)
        finally:
            if not self._is_nested:
                self._during = []
        if device.line.count > MOST_REQUESTS:
            raise Violation(f"{device.line.count} requests in one run")
        self.counts["syncs"] += 1
        if report is not None:
            outcome = f"sent {report.sent} got {report.received} {report.diverged or ''}"
            self.watch.after_sync(device, before, report)
        self.trace.append(f"{device.number} {outcome}")
        return report

    # --- people ------------------------------------------------------------------------------

    def _by_people(self, name: str, device: SimulatedDevice, step: dict[str, Any]) -> None:
        device.kill_in = step.get("kill")
        disk = device.full_disk() if step.get("full_disk") else nullcontext()
        try:
            with disk:
                self.people.do(name, device, step)
        except Killed:
            self.counts["edit_killed"] += 1
            if not device.is_syncing:
                device.restart()
            self.people.died(device)
        except StoreError as error:
            self.trace.append(type(error).__name__)
        finally:
            device.kill_in = None

    # --- the server's fate -------------------------------------------------------------------

    def _server_restarts(self, _device: SimulatedDevice, _step: dict[str, Any]) -> None:
        self.server.restart()

    def _server_saves(self, _device: SimulatedDevice, _step: dict[str, Any]) -> None:
        self._server_backup = image(self.arena.server / FILE_NAME)

    def _server_restored(self, _device: SimulatedDevice, step: dict[str, Any]) -> None:
        """An old backup is put in place: as files, or by the command, which tells."""
        if self._server_backup is None:
            return
        self.counts["server_restored"] += 1
        self.server.stop()
        path = self.arena.server / FILE_NAME
        if step["a"] % 2:
            put(path, self._server_backup)
        else:
            saved = self.arena.folder / "backup.db"
            put(saved, self._server_backup)
            for one in self.arena.server.iterdir():
                one.unlink()
            database = Database.open(self.arena.server)
            restore(saved, database)
            database.close()
        self.server.start()
        self.watch.server_went_back()
        self._after_disaster()

    def _server_wiped(self, _device: SimulatedDevice, _step: dict[str, Any]) -> None:
        """All is gone; the owner adds the same user to a new server."""
        self.counts["server_wiped"] += 1
        self.server.stop()
        for one in self.arena.server.iterdir():
            one.unlink()
        add_user(self.arena.server, self._server_clock)
        self.server.start()
        self.watch.server_went_back()
        self._after_disaster()

    def _server_collects(self, _device: SimulatedDevice, step: dict[str, Any]) -> None:
        """Time passes, perhaps half a year, and the server forgets old deletions."""
        self.counts["collected"] += 1
        self._let_time_pass(86_400 * (31, 1, 200)[step["a"] % 3])
        self.server.collect()

    def _server_clock_jumps(self, _device: SimulatedDevice, step: dict[str, Any]) -> None:
        self.counts["clock_jump"] += 1
        _jump(self._server_clock, step["a"])

    def _revoke(self, device: SimulatedDevice, _step: dict[str, Any]) -> None:
        self.counts["revoked"] += 1
        administration.revoke(self.server._database, device.library.node, self._server_clock)

    # --- the lines' and the devices' fate ----------------------------------------------------

    def _late(self, _device: SimulatedDevice, step: dict[str, Any]) -> None:
        self.network.deliver_late(step["a"])

    def _again(self, _device: SimulatedDevice, step: dict[str, Any]) -> None:
        self.network.deliver_again(step["a"])

    def _clock_jumps(self, device: SimulatedDevice, step: dict[str, Any]) -> None:
        self.counts["clock_jump"] += 1
        _jump(device.clock, step["a"])

    def _device_restarts(self, device: SimulatedDevice, _step: dict[str, Any]) -> None:
        if not device.is_syncing:
            device.restart()

    def _device_saves(self, device: SimulatedDevice, _step: dict[str, Any]) -> None:
        self._profile_backups[device.number] = image(library_path(device.profile))

    def _device_restored(self, device: SimulatedDevice, step: dict[str, Any]) -> None:
        """An old state of the profile comes back: a backup, or a machine's snapshot."""
        saved = self._profile_backups.get(device.number)
        if saved is None or device.is_syncing:
            return
        self.counts["client_restored"] += 1
        device.stop()
        put(library_path(device.profile), saved)
        if step["a"] % 2:
            # A restored backup is another file to the system; a snapshot isn't.
            device.execute("UPDATE meta SET value = '' WHERE key = 'fingerprint'")
        device.start()
        self.watch.forget(device)
        self._after_disaster()

    def _copied(self, device: SimulatedDevice, _step: dict[str, Any]) -> None:
        """The profile is copied, and both go on."""
        if any(one.number == DEVICES for one in self.devices):
            return
        self.counts["cloned"] += 1
        put(library_path(self.arena.profile(DEVICES)), image(library_path(device.profile)))
        self._add_device(DEVICES, device.token)
        self.devices[-1].policy = device.policy

    # --- parts -------------------------------------------------------------------------------

    @property
    def _is_nested(self) -> bool:
        return any(device.is_syncing for device in self.devices)

    def _add_device(self, number: int, token: str) -> None:
        clock = HandClock()
        ids = SeededIds(clock, self._seed * 16 + number)
        profile = self.arena.profile(number)
        self.devices.append(SimulatedDevice(number, profile, self.network, clock, ids, token))

    def _on_request(self, number: int, when: str) -> None:
        """Something else happens while a device waits."""
        device = next(one for one in self.devices if one.number == number)
        if not device.is_syncing:
            return
        device._step("request")
        count = device.line.count
        due = [
            one for one in self._during
            if (one["at"], one["when"], self._outermost) == (count, when, number)
        ]  # fmt: skip
        self._during = [one for one in self._during if one not in due]
        for one in due:
            self.counts[f"during_{one['step']['op']}"] += 1
            self.play(one["step"])

    def _let_time_pass(self, seconds: int) -> None:
        for device in self.devices:
            device.clock.advance(seconds=seconds)
        self._server_clock.advance(seconds=seconds)

    def _after_disaster(self) -> None:
        """Cross out the words of which the disaster took the only copy."""
        self.ledger.words &= self.found_anywhere()

    def found_anywhere(self) -> set[str]:
        """Return every word that some device or the server still has."""
        found = self.watch.words_on_server()
        for device in self.devices:
            found |= words_on(device)
        return found


def words_on(device: SimulatedDevice, *, with_history: bool = True) -> set[str]:
    """Return every word a person could still find on a device."""
    found: set[str] = set()
    with device.library.read() as view:
        guids = [*device.live_notes(), *device.trashed_notes()]
        for guid in guids:
            note = view.notes.get(guid)
            found |= {*note.title.split(), *note.body.split()}
            if with_history:
                for version in view.history.versions(guid):
                    found |= words_of(version.content)
        for conflict in view.conflicts.all():
            found |= words_of(conflict.other.content)
    return found


def _jump(clock: HandClock, choice: int) -> None:
    """Set a clock wrong, but not to before there were clocks."""
    clock.advance(seconds=JUMPS[choice % len(JUMPS)])
    clock.time = max(clock.time, datetime(1970, 1, 2, tzinfo=UTC))


JUMPS = (1, 60, 3_600, 86_400 * 40, 315_000_000, -60, -86_400, -315_000_000, -1_700_000_000)

_STEPS: dict[str, Callable[[World, SimulatedDevice, dict[str, Any]], object]] = {
    "sync": World.sync,
    "server_restarts": World._server_restarts,
    "server_saves": World._server_saves,
    "server_restored": World._server_restored,
    "server_wiped": World._server_wiped,
    "server_collects": World._server_collects,
    "server_clock_jumps": World._server_clock_jumps,
    "revoke": World._revoke,
    "late": World._late,
    "again": World._again,
    "clock_jumps": World._clock_jumps,
    "device_restarts": World._device_restarts,
    "device_saves": World._device_saves,
    "device_restored": World._device_restored,
    "copied": World._copied,
}
MACHINES_STEPS = tuple(_STEPS)
