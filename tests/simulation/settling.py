"""The end of a schedule: the faults stop, everybody comes to rest, and the books are checked."""

from __future__ import annotations

import hashlib
from typing import Any

from notesapp.core.changes import Origin
from notesapp.core.conflict import Keep, Resolution
from notesapp.core.copies import COPY_OF, is_copy
from notesapp.core.ids import Guid
from tests.simulation.simulated_device import SimulatedDevice
from tests.simulation.violations import Violation
from tests.simulation.world import World, words_on

_LASTING = ("note", "notebook", "revision", "conflict", "note_tag", "push_batch", "decision")
_SYNC: dict[str, Any] = {"op": "sync", "asks": 1}


def settle(world: World) -> None:
    """Bring a world to rest and check everything that must hold then.

    Raises:
        Violation: it doesn't.
    """
    _come_to_rest(world)
    for _ in range(6):
        waiting = [device for device in world.devices if device.open_conflicts()]
        if not waiting:
            break
        _answer(world, waiting[0])
        _come_to_rest(world)
    else:
        raise Violation("the questions never end")
    _check_agreement(world)
    _check_words(world)
    _check_notes(world)
    _check_idempotence(world)


def state_hash(world: World) -> str:
    """Return a hash of how it went and of what everybody holds now."""
    held = [sorted(map(repr, _records(device).items())) for device in world.devices]
    return hashlib.sha256(repr((world.trace, held)).encode()).hexdigest()


def _come_to_rest(world: World) -> None:
    most = 2 * len(world.devices) + 2
    for _ in range(most):
        is_moving = False
        for device in world.devices:
            report = world.sync(device, _SYNC) or world.sync(device, _SYNC)
            if report is None:
                raise Violation(f"device {device.number} can't sync: {world.trace[-1]}")
            # A run with nothing to do is one request; a second one comes with some news.
            is_moving |= bool(report.sent or report.received or device.line.count > 1)
            world.watch.look(device)
        if not is_moving:
            return
    raise Violation(f"no rest after {most} rounds")


def _answer(world: World, device: SimulatedDevice) -> None:
    for guid in device.open_conflicts():
        keep = Keep.BOTH if world.keeps_all else Keep.OTHER
        with device.library.write(Origin.USER) as tx:
            tx.conflicts.resolve(guid, Resolution(keep))
        world.people.learn_state(device, guid)


def _check_agreement(world: World) -> None:
    first, *others = [_records(device) for device in world.devices]
    for number, other in enumerate(others, 1):
        for guid in first.keys() | other.keys():
            if first.get(guid) != other.get(guid):
                raise Violation(
                    f"devices 0 and {number} differ in {guid}: {first.get(guid)} {other.get(guid)}"
                )
    there = {
        line.guid: (line.rev, line.is_deleted)
        for line in world.server.records()
        if not line.is_purged
    }
    here = {guid: (rev, deleted) for guid, (rev, deleted, _) in first.items()}
    if here != there:
        odd = {guid for guid in here.keys() | there.keys() if here.get(guid) != there.get(guid)}
        raise Violation(f"the server differs in {sorted(odd)}")
    for device in world.devices:
        with device.library.read() as view:
            if view.sync.unsynchronized_count():
                raise Violation(f"device {device.number} has something left to send")
            view.notebooks.all()


def _check_words(world: World) -> None:
    """Every word is in a note or the trash of each device; or in somebody's history."""
    found = [words_on(d, with_history=not world.keeps_all) for d in world.devices]
    have = set.intersection(*found) if world.keeps_all else set().union(*found)
    lost = world.ledger.words - have
    if lost:
        raise Violation(f"lost: {sorted(lost)}")


def _check_notes(world: World) -> None:
    """No note came back from the dead, and none is there that nobody made."""
    device = world.devices[0]
    with device.library.read() as view:
        for guid in device.live_notes():
            record = view.sync.record(guid)
            assert record is not None
            content: Any = record.revision.content
            if is_copy(content):
                origin = view.sync.record(Guid(content.extra[COPY_OF]))
                content = None if origin is None else origin.revision.content
                if content is not None and is_copy(content):
                    raise Violation(f"a copy of a copy: {guid}")
            elif guid not in world.ledger.made:
                raise Violation(f"nobody made {guid}")
            if not world.ledger.may_live(guid):
                raise Violation(f"came back from the dead: {guid}")


def _check_idempotence(world: World) -> None:
    """What arrives once more changes nothing, there or here."""
    before = (world.server.records(), [_lasting(device) for device in world.devices])
    for choice in range(min(3, len(world.network.sent))):
        world.network.deliver_again(-1 - choice)
    world.sync(world.devices[-1], _SYNC)
    if (world.server.records(), [_lasting(device) for device in world.devices]) != before:
        raise Violation("something that came again changed something")


def _records(device: SimulatedDevice) -> dict[str, tuple[str, bool, str]]:
    """Return all that isn't purged: revision, deletion and what it says."""
    rows = device.ask(
        "SELECT guid, rev, is_deleted, title || '/' || body || tags || ifnull(notebook, '') "
        "|| is_pinned FROM note WHERE NOT is_purged UNION ALL "
        "SELECT guid, rev, is_deleted, name || '/' || ifnull(parent, '') FROM notebook "
        "WHERE NOT is_purged"
    )
    return {str(guid): (str(rev), bool(gone), str(text)) for guid, rev, gone, text in rows}


def _lasting(device: SimulatedDevice) -> list[list[tuple[object, ...]]]:
    return [device.ask(f"SELECT * FROM {table} ORDER BY 1, 2") for table in _LASTING]
