"""Random lives of three devices: all agree in the end, and no word is lost.

Every edit writes a word that no other edit writes. In the end each word must be found on some
device, in a live note, in the other version of an open decision, in the history or in the
trash; but for those that somebody overwrote who had them before their eyes.
"""

from __future__ import annotations

import copy
import os
import shutil
import tempfile
from pathlib import Path
from typing import ClassVar

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    precondition,
    rule,
    run_state_machine_as_test,
)

from notesapp.core.changes import Origin
from notesapp.core.conflict import ConflictPolicy, Keep, Resolution
from notesapp.core.errors import RetryLater
from notesapp.core.ids import Guid
from notesapp.store.library import Library
from notesapp.store.sync_state import RemoteState
from notesapp.sync.backends.base import Limits
from notesapp.sync.backends.memory import MemoryBackend, MemoryVault
from notesapp.sync.engine import SyncEngine
from notesapp.sync.report import Progress
from tests.support.devices import PASSWORD, USER, Device, remember, server_device
from tests.support.flaky import Fault, FlakyBackend
from tests.support.seeded_ids import SeededIds
from tests.support.server_app import HandClock, server_app

DEVICES = 3
MOST_ROUNDS = 2 * DEVICES + 2

devices = st.integers(0, DEVICES - 1)
choices = st.integers(0, 1_000)


class Crash(BaseException):
    """The power went out."""


class Lives(RuleBasedStateMachine):
    """What people do to their notes and what networks do to their syncs."""

    policies: ClassVar[tuple[ConflictPolicy, ...]] = (ConflictPolicy.ASK,)
    answers: ClassVar[tuple[Keep, ...]] = (Keep.THIS, Keep.OTHER, Keep.BOTH)
    history_counts: ClassVar[bool] = True
    """Whether a word that only the history holds is still found."""

    def __init__(self) -> None:
        super().__init__()
        self.folder = Path(tempfile.mkdtemp(prefix="lives"))
        self.devices: list[Device] = []
        self.lines: list[FlakyBackend] = []
        self.clocks: list[HandClock] = []
        self.words = 0
        self.ledger: set[str] = set()

    # --- to be given by the kind of back-end -----------------------------------------------

    def make_device(self, number: int, clock: HandClock) -> Device:
        raise NotImplementedError

    # --- rules -------------------------------------------------------------------------------

    @initialize()
    def set_up(self) -> None:
        for number in range(DEVICES):
            clock = HandClock()
            device = self.make_device(number, clock)
            line = FlakyBackend(device.backend)
            device.backend = line
            self.devices.append(device)
            self.lines.append(line)
            self.clocks.append(clock)
        first = self.devices[0]
        for _ in range(2):
            first.write("\n\n".join(self.word() for _ in range(4)) + "\n")
        for device in self.devices:
            device.sync()

    @rule(number=devices, line=choices)
    def write(self, number: int, line: int) -> None:
        self.devices[number].write(self.word() + "\n", title=self.word())

    @rule(number=devices, note=choices, line=choices)
    def add_a_line(self, number: int, note: int, line: int) -> None:
        device, guid = self.devices[number], self.pick(number, note)
        if guid is not None:
            lines = device.body(guid).split("\n\n")
            lines.insert(line % (len(lines) + 1), self.word())
            device.edit(guid, "\n\n".join(lines))

    @rule(number=devices, note=choices, line=choices)
    def overwrite_a_line(self, number: int, note: int, line: int) -> None:
        device, guid = self.devices[number], self.pick(number, note)
        if guid is not None:
            lines = device.body(guid).split("\n\n")
            self.ledger -= set(lines[line % len(lines)].split())
            lines[line % len(lines)] = self.word()
            device.edit(guid, "\n\n".join(lines))

    @rule(number=devices, note=choices)
    def retitle(self, number: int, note: int) -> None:
        device, guid = self.devices[number], self.pick(number, note)
        if guid is not None:
            self.ledger -= set(device.note(guid).title.split())
            with device.library.write(Origin.USER) as tx:
                tx.notes.edit(guid, title=self.word())

    @rule(number=devices, note=choices)
    def tag(self, number: int, note: int) -> None:
        device, guid = self.devices[number], self.pick(number, note)
        if guid is not None:
            with device.library.write(Origin.USER) as tx:
                tx.notes.edit(guid, tags=(*tx.notes.get(guid).tags, f"t{note % 7}"))

    @rule(number=devices, note=choices)
    def delete(self, number: int, note: int) -> None:
        guid = self.pick(number, note)
        if guid is not None:
            if not self.history_counts:
                found = self.devices[number].note(guid)
                self.ledger -= {*found.body.split(), *found.title.split()}
            self.devices[number].delete(guid)

    @rule(number=devices, note=choices)
    def restore(self, number: int, note: int) -> None:
        trash = sorted(self.devices[number].trash())
        if trash:
            self.devices[number].restore(trash[note % len(trash)])

    @rule(number=devices, note=choices, name=choices)
    def move(self, number: int, note: int, name: int) -> None:
        device, guid = self.devices[number], self.pick(number, note)
        if guid is not None:
            with device.library.write(Origin.USER) as tx:
                book = tx.notebooks.ensure_path((f"Book {name % 3}",))
                tx.notes.edit(guid, notebook=book)

    @rule(number=devices, choice=choices)
    def rename_or_drop_a_notebook(self, number: int, choice: int) -> None:
        device = self.devices[number]
        with device.library.write(Origin.USER) as tx:
            books = tx.notebooks.all()
            if books and choice % 4 == 0:
                tx.notebooks.delete(books[choice % len(books)].guid)
            elif books:
                tx.notebooks.rename(books[choice % len(books)].guid, f"Name {choice}")

    @rule(number=devices, note=choices, answer=choices)
    def decide(self, number: int, note: int, answer: int) -> None:
        waiting = sorted(self.devices[number].conflicts())
        if waiting:
            keep = self.answers[answer % len(self.answers)]
            self.devices[number].resolve(waiting[note % len(waiting)], keep)

    @rule(number=devices, faults=st.lists(st.sampled_from(Fault), max_size=4))
    def sync(self, number: int, faults: list[Fault]) -> None:
        line = self.lines[number]
        line.faults = list(faults)
        try:
            self.devices[number].sync()
        except RetryLater:
            pass
        finally:
            line.faults = []

    @rule(number=devices, steps=st.integers(1, 8), answered=st.booleans())
    def crash_during_sync(self, number: int, steps: int, answered: bool) -> None:
        """Die at the n-th step; whatever was not committed by then never happened."""
        left = steps

        def step(_progress: Progress) -> None:
            nonlocal left
            left -= 1
            if left == 0:
                raise Crash

        device, line = self.devices[number], self.lines[number]
        line.faults = [] if answered else [Fault.NONE, Fault.LOST_ANSWER]
        try:
            SyncEngine(device.library, line, device.policy).run(progress=step)
        except (Crash, RetryLater):
            pass
        finally:
            line.faults = []

    @rule(number=devices, seconds=st.sampled_from([1, 60, 10_000, -315_000_000, 315_000_000]))
    def clock_jumps(self, number: int, seconds: int) -> None:
        self.clocks[number].advance(seconds=seconds)

    @rule(number=devices, choice=choices)
    def change_policy(self, number: int, choice: int) -> None:
        self.devices[number].policy = self.policies[choice % len(self.policies)]

    # --- the end -----------------------------------------------------------------------------

    def teardown(self) -> None:
        try:
            if self.devices:
                self.check_convergence()
                self.check_that_no_word_is_lost()
        finally:
            for device in self.devices:
                device.close()
            shutil.rmtree(self.folder)

    def check_convergence(self) -> None:
        for device in self.devices:
            device.policy = ConflictPolicy.ASK
        for _ in range(4):
            self.sync_all()
            waiting = [device for device in self.devices if device.conflicts()]
            if not waiting:
                break
            for guid in waiting[0].conflicts():
                with waiting[0].library.write(Origin.USER) as tx:
                    tx.conflicts.resolve(guid, Resolution(self.answers[-1]))
        first, *others = [device.live_revisions() for device in self.devices]
        assert all(other == first for other in others)
        for device in self.devices:
            assert not device.conflicts()
            assert device.unsent() == 0

    def sync_all(self) -> None:
        for _ in range(MOST_ROUNDS):
            reports = [device.sync() for device in self.devices]
            if not any(report.sent or report.received for report in reports):
                return
        pytest.fail("the devices never came to rest")

    def check_that_no_word_is_lost(self) -> None:
        found: set[str] = set()
        for device in self.devices:
            with device.library.read() as view:
                for guid in [*device.bodies(), *device.trash()]:
                    note = view.notes.get(guid)
                    found |= {*note.body.split(), *note.title.split()}
                    for version in view.history.versions(guid) if self.history_counts else ():
                        found |= {*version.content.body.split(), *version.content.title.split()}
        assert self.ledger <= found, f"lost: {sorted(self.ledger - found)}"

    # --- parts -------------------------------------------------------------------------------

    def word(self) -> str:
        self.words += 1
        word = f"word{self.words}"
        self.ledger.add(word)
        return word

    def pick(self, number: int, choice: int) -> Guid | None:
        guids = sorted(self.devices[number].bodies())
        return guids[choice % len(guids)] if guids else None


class WithAVault(Lives):
    """Against the vault in memory, which also loses its history now and then."""

    policies = tuple(ConflictPolicy)

    def __init__(self) -> None:
        super().__init__()
        self.vault = MemoryVault(HandClock())
        self.backup: MemoryVault | None = None

    def make_device(self, number: int, clock: HandClock) -> Device:
        profile = self.folder / str(number)
        library = Library.open(profile, clock=clock, ids=SeededIds(clock, number))
        library.set_device_name(f"Device {number}")
        remember(library, RemoteState("memory", "memory", "", USER))
        return Device(library, MemoryBackend(self.vault, Limits(push_ops=3, page_records=2)))

    @rule()
    def back_up_the_server(self) -> None:
        self.backup = copy.deepcopy(self.vault)

    @precondition(lambda self: self.backup is not None)
    @rule()
    def restore_the_server(self) -> None:
        assert self.backup is not None
        backup = copy.deepcopy(self.backup)
        for name in ("tags", "records", "applied", "nodes", "epoch"):
            setattr(self.vault, name, getattr(backup, name))

    @rule()
    def wipe_the_server(self) -> None:
        self.vault.wipe()


class KeepingBoth(WithAVault):
    """Where every answer is "keep both": then no word may have to be looked up in a history."""

    policies = (ConflictPolicy.ASK,)
    answers = (Keep.BOTH,)
    history_counts = False


class WithTheServer(Lives):
    """Against the real server application over real SQLite."""

    policies = tuple(ConflictPolicy)

    def __init__(self) -> None:
        super().__init__()
        self.serving = server_app(self.folder / "server", users={USER: PASSWORD})
        self.server = self.serving.__enter__()

    def make_device(self, number: int, clock: HandClock) -> Device:
        ids = SeededIds(clock, number)
        profile = self.folder / str(number)
        return server_device(
            profile, self.server.transport, f"Device {number}", clock=clock, ids=ids
        )

    def teardown(self) -> None:
        try:
            super().teardown()
        finally:
            self.serving.__exit__(None, None, None)


SEARCH = settings(
    # A campaign sets a larger number; every run of it then lives other lives.
    max_examples=int(os.environ.get("NOTESAPP_LIVES", "12")),
    stateful_step_count=25,
    deadline=None,
    derandomize="NOTESAPP_LIVES" not in os.environ,
    suppress_health_check=list(HealthCheck),
)


@pytest.mark.timeout(600)
@pytest.mark.parametrize("machine", [WithAVault, KeepingBoth, WithTheServer])
def test_all_devices_agree_and_no_word_is_lost(machine: type[Lives]) -> None:
    run_state_machine_as_test(machine, settings=SEARCH)
