"""What must hold at every moment, looked at after every step, straight from the files.

Acknowledgements are true, the cursor is true, nobody goes back to an older revision, and a
conflict needs two revisions that didn't know each other.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from notesapp.core.causality import Order, VersionVector
from notesapp.core.ids import Guid
from notesapp.server.cursors import Cursor
from notesapp.store.mapping import vector
from notesapp.sync.report import SyncReport
from tests.simulation.simulated_device import SimulatedDevice
from tests.simulation.violations import Violation

if TYPE_CHECKING:
    from tests.simulation.world import World

_WORD = re.compile(rb"(?:word|first)\d+")
_ROWS = (
    "SELECT guid, rev, vv, is_synchronized, is_purged FROM note "
    "UNION ALL SELECT guid, rev, vv, is_synchronized, is_purged FROM notebook"
)
_OTHERS = "SELECT c.guid, r.vv FROM conflict c JOIN revision r ON r.rev = c.other_rev"


@dataclass(frozen=True)
class _Row:
    rev: str
    vv: VersionVector
    is_synchronized: bool
    is_purged: bool


class Watch:
    """Looks at one world."""

    def __init__(self, world: World) -> None:
        self._world = world
        self._returns = 0
        self._trusted = {device.number for device in world.devices}
        self._seen: dict[int, tuple[str, dict[str, VersionVector]]] = {}
        self._cursors: dict[int, Cursor] = {}

    def look(self, device: SimulatedDevice) -> None:
        """Check a device against the server and against its own past.

        Raises:
            Violation: something is untrue.
        """
        rows = {
            str(guid): _Row(str(rev), _vector(vv), bool(synced), bool(purged))
            for guid, rev, vv, synced, purged in device.ask(_ROWS)
        }
        others = {str(guid): _vector(vv) for guid, vv in device.ask(_OTHERS)}
        self._check_order(device, rows)
        if device.number in self._trusted:
            self._check_truth(device, rows, others)

    def let_go(self, device: SimulatedDevice) -> None:
        """Somebody took a decision back here, so an older revision may be live again."""
        self._seen.pop(device.number, None)

    def forget(self, device: SimulatedDevice) -> None:
        """The device's profile is an older one now."""
        self._trusted.discard(device.number)
        self._seen.pop(device.number, None)
        self._cursors.pop(device.number, None)

    def server_went_back(self) -> None:
        """What the server said before is void, until each device has met it again."""
        self._returns += 1
        self._trusted.clear()
        self._cursors.clear()

    def before_sync(self, device: SimulatedDevice) -> tuple[set[Guid], int]:
        """Return what `after_sync` wants to know."""
        return set(device.open_conflicts()), self._returns

    def after_sync(
        self, device: SimulatedDevice, before: tuple[set[Guid], int], report: SyncReport
    ) -> None:
        """Check what a run that went through to its end has done.

        Raises:
            Violation: it asks about something that nobody has to decide.
        """
        conflicts, returns = before
        if returns == self._returns:
            self._trusted.add(device.number)
        with device.library.read() as view:
            for guid in set(device.open_conflicts()) - conflicts:
                conflict = view.conflicts.get(guid)
                order = conflict.this.vv.compare(conflict.other.vv)
                if order not in (Order.CONCURRENT, Order.EQUAL):
                    raise Violation(f"a conflict without concurrency: {guid} {order.value}")
        for guid in report.new_conflicts:
            if guid not in device.open_conflicts():
                self._world.trace.append(f"settled meanwhile {guid}")

    def words_on_server(self) -> set[str]:
        """Return every word in the records the server holds."""
        payloads = self._world.server.payloads()
        return {word.decode() for payload in payloads for word in _WORD.findall(payload)}

    def _check_order(self, device: SimulatedDevice, rows: dict[str, _Row]) -> None:
        node, before = self._seen.get(device.number, ("", {}))
        if node == device.library.node:
            for guid, row in rows.items():
                old = before.get(guid)
                if old is not None and row.vv.compare(old) is Order.BEFORE:
                    raise Violation(f"device {device.number} went back in {guid}")
        self._seen[device.number] = (
            device.library.node,
            {guid: row.vv for guid, row in rows.items()},
        )

    def _check_truth(
        self, device: SimulatedDevice, rows: dict[str, _Row], others: dict[str, VersionVector]
    ) -> None:
        there = {line.guid: line for line in self._world.server.records()}
        for guid, row in rows.items():
            line = there.get(guid)
            if not row.is_synchronized or row.is_purged:
                continue
            if line is None:
                if not self._world.counts["collected"]:
                    raise Violation(f"device {device.number}: {guid} acknowledged, and not there")
            elif not vector(line.vv).includes(row.vv):
                raise Violation(f"device {device.number}: {guid} acknowledged, and older there")
        cursor = self._cursor(device)
        if cursor is None:
            return
        for line in there.values():
            if line.seq > cursor.seq:
                continue
            row_here = rows.get(line.guid)
            if row_here is None:
                is_known = line.is_purged
            else:
                vv = vector(line.vv)
                other = others.get(line.guid)
                is_known = row_here.vv.includes(vv) or bool(other and other.includes(vv))
            if not is_known:
                raise Violation(f"device {device.number} skipped {line.guid} at {line.seq}")

    def _cursor(self, device: SimulatedDevice) -> Cursor | None:
        ((text,),) = device.ask("SELECT cursor FROM remote") or [(None,)]
        if text is None:
            self._cursors.pop(device.number, None)
            return None
        cursor = Cursor.decode(str(text))
        before = self._cursors.get(device.number)
        if before is not None and before.epoch == cursor.epoch and before.seq > cursor.seq:
            raise Violation(f"device {device.number}: the cursor went back")
        self._cursors[device.number] = cursor
        return cursor


def _vector(text: object) -> VersionVector:
    return vector(json.loads(str(text)))
