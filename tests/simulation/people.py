"""What people do to their notes: each step of a schedule that isn't about machines.

A step names what it means by numbers, taken modulo what there is, so that it still means
something after other steps were taken out of the schedule.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from contextlib import AbstractContextManager

from notesapp.core.causality import VersionVector
from notesapp.core.changes import Origin
from notesapp.core.conflict import ConflictPolicy, Keep, Resolution
from notesapp.core.errors import CannotDecide
from notesapp.core.ids import Guid
from notesapp.store.library import Library
from notesapp.store.transactions import Transaction
from tests.simulation.ledger import Ledger, words_of
from tests.simulation.simulated_device import SimulatedDevice
from tests.support.odd_texts import ODD_TEXTS

GAP = "\n\n"
Step = dict[str, int]


class People:
    """The users of some devices.

    Args:
        keeps_all: they are careful: every answer is "keep both", so no word may have to be
            looked for in a history.
    """

    def __init__(
        self, ledger: Ledger, devices: list[SimulatedDevice], *, keeps_all: bool = False
    ) -> None:
        self._ledger = ledger
        self._devices = devices
        self._keeps_all = keeps_all
        self._unsure: tuple[Guid, set[str]] | None = None

    def can(self, name: str) -> bool:
        """Say whether a step of this name is something that people do."""
        return name in _STEPS

    def do(self, name: str, device: SimulatedDevice, step: Step) -> None:
        """Do it; the ledger learns of it only once it is durable."""
        self._unsure = None
        _STEPS[name](self, device, step)

    def died(self, device: SimulatedDevice) -> None:
        """The program died over the last edit, so that it may have been saved, or may not."""
        if self._unsure is not None:
            guid, removed = self._unsure
            self._ledger.removed(removed)
            self._act(device, guid)

    def learn_state(self, device: SimulatedDevice, guid: Guid) -> None:
        """Enter into the ledger what a note is now, because a person just made it so."""
        self._act(device, guid)

    # --- notes -------------------------------------------------------------------------------

    def _write(self, device: SimulatedDevice, step: Step) -> None:
        words = [self._ledger.word(), self._ledger.word()]
        with _write(device, step) as tx:
            note = tx.notes.create(title=words[0], body=words[1])
            self._ledger.made.add(note.guid)
            self._unsure = note.guid, set()
        self._learn(device, note.guid, words)

    def _insert(self, device: SimulatedDevice, step: Step) -> None:
        def inserted(lines: list[str], word: str) -> list[str]:
            place = step["b"] % (len(lines) + 1)
            return [*lines[:place], word, *lines[place:]]

        self._change_body(device, step, inserted)

    def _replace(self, device: SimulatedDevice, step: Step) -> None:
        def replaced(lines: list[str], word: str) -> list[str]:
            place = step["b"] % len(lines)
            return [*lines[:place], word, *lines[place + 1 :]]

        self._change_body(device, step, replaced)

    def _remove(self, device: SimulatedDevice, step: Step) -> None:
        def removed(lines: list[str], _word: str) -> list[str]:
            place = step["b"] % len(lines)
            return [*lines[:place], *lines[place + 1 :]]

        self._change_body(device, step, removed)

    def _retitle(self, device: SimulatedDevice, step: Step) -> None:
        guid = _pick(device.live_notes(), step["a"])
        if guid is None:
            return
        word = self._ledger.word()
        with _write(device, step) as tx:
            old = tx.notes.get(guid).title
            tx.notes.edit(guid, title=word)
            self._unsure = guid, set(old.split())
        self._learn(device, guid, [word], removed=old.split())

    def _odd(self, device: SimulatedDevice, step: Step) -> None:
        """Append a text that storages like to change."""
        odd = ODD_TEXTS[step["b"] % len(ODD_TEXTS)]
        self._change_body(device, step, lambda lines, word: [*lines, odd, word])

    def _same(self, device: SimulatedDevice, step: Step) -> None:
        """Make the identical edit on two devices."""
        word = self._ledger.word()
        for one in {device.number: device, **{d.number: d for d in self._devices[:2]}}.values():
            guid = _pick(device.live_notes(), step["a"])
            if guid in one.live_notes():
                self._change_body(one, {**step, "only": 1}, lambda lines, _w: [*lines, word], guid)
                self._ledger.saved([word])

    def _there_and_back(self, device: SimulatedDevice, step: Step) -> None:
        """Change a text and change it back: A, B, A."""
        guid = _pick(device.live_notes(), step["a"])
        if guid is None:
            return
        with _write(device, step) as tx:
            self._unsure = guid, set()
            body = tx.notes.get(guid).body
            tx.notes.edit(guid, body=body + " x")
        with _write(device, step) as tx:
            if tx.notes.get(guid).body == body + " x":
                tx.notes.edit(guid, body=body)
        self._learn(device, guid, [])

    def _tag(self, device: SimulatedDevice, step: Step) -> None:
        guid = _pick(device.live_notes(), step["a"])
        if guid is not None:
            with _write(device, step) as tx:
                self._unsure = guid, set()
                tags = set(tx.notes.get(guid).tags) ^ {f"t{step['b'] % 3}"}
                tx.notes.edit(guid, tags=tuple(sorted(tags)), is_pinned=bool(step["b"] % 2))
            self._learn(device, guid, [])

    def _delete(self, device: SimulatedDevice, step: Step) -> None:
        guid = _pick(device.live_notes(), step["a"])
        if guid is None:
            return
        with _write(device, step) as tx:
            self._unsure = guid, set()
            if self._keeps_all:
                note = tx.notes.get(guid)
                self._ledger.removed([*note.title.split(), *note.body.split()])
            tx.notes.delete(guid)
        self._act(device, guid)

    def _restore(self, device: SimulatedDevice, step: Step) -> None:
        guid = _pick(device.trashed_notes(), step["a"])
        if guid is not None:
            with _write(device, step) as tx:
                self._unsure = guid, set()
                tx.notes.restore(guid)
            self._act(device, guid)

    def _purge(self, device: SimulatedDevice, step: Step) -> None:
        """Delete for ever: with it goes every version that the deletion includes."""
        guid = _pick(device.trashed_notes(), step["a"])
        if guid is None:
            return
        doomed = set().union(*(_words_about(one.library, guid) for one in self._devices))
        with _write(device, step) as tx:
            self._unsure = guid, doomed
            tx.notes.purge(guid)
        mine = self._act(device, guid)
        for one in self._devices:
            with one.library.read() as view:
                record = view.sync.record(guid)
                has_copy = record is not None and record.has_conflict
                other = view.conflicts.get(guid).other if has_copy else None
            for revision in (record.revision if record else None, other):
                if revision is not None and mine and not mine.includes(revision.vv):
                    doomed -= words_of(revision.content)
        self._ledger.removed(doomed)

    # --- notebooks ---------------------------------------------------------------------------

    def _move(self, device: SimulatedDevice, step: Step) -> None:
        guid = _pick(device.live_notes(), step["a"])
        if guid is not None:
            with _write(device, step) as tx:
                self._unsure = guid, set()
                book = tx.notebooks.ensure_path((f"Book {step['b'] % 3}",))
                tx.notes.edit(guid, notebook=book)
            self._learn(device, guid, [])

    def _shelve(self, device: SimulatedDevice, step: Step) -> None:
        """Rename a notebook, put it into another, or delete it."""
        with _write(device, step) as tx:
            books = sorted(book.guid for book in tx.notebooks.all())
            book, parent = _pick(books, step["a"]), _pick(books, step["b"] // 4)
            if book is None:
                tx.notebooks.create(f"Book {step['b'] % 3}")
            elif step["b"] % 4 == 0:
                tx.notebooks.delete(book)
            elif step["b"] % 4 == 1:
                tx.notebooks.rename(book, f"Name {step['b'] % 50}")
            elif parent is not None and parent not in tx.notebooks.descendants(book) | {book}:
                tx.notebooks.move(book, parent)

    # --- decisions ---------------------------------------------------------------------------

    def _decide(self, device: SimulatedDevice, step: Step) -> None:
        guid = _pick(device.open_conflicts(), step["a"])
        if guid is None:
            return
        keep = Keep.BOTH if self._keeps_all else (Keep.THIS, Keep.OTHER, Keep.BOTH)[step["b"] % 3]
        with _write(device, step) as tx:
            self._unsure = guid, set()
            tx.conflicts.resolve(guid, Resolution(keep))
        self._act(device, guid)

    def _undo(self, device: SimulatedDevice, step: Step) -> None:
        """Take a decision back."""
        guids = [
            Guid(str(guid)) for (guid,) in device.ask("SELECT guid FROM decision ORDER BY guid")
        ]
        guid = _pick(guids, step["a"])
        if guid is None or self._keeps_all:
            return
        with device.library.read() as view:
            record = view.sync.record(guid)
        try:
            with _write(device, step) as tx:
                self._unsure = guid, set()
                tx.conflicts.undo_resolution(guid)
        except CannotDecide:
            return
        if record is not None:
            self._act(device, guid)

    def _policy(self, device: SimulatedDevice, step: Step) -> None:
        if not self._keeps_all:
            device.policy = list(ConflictPolicy)[step["a"] % 3]

    # --- parts -------------------------------------------------------------------------------

    def _change_body(
        self,
        device: SimulatedDevice,
        step: Step,
        change: Callable[[list[str], str], list[str]],
        guid: Guid | None = None,
    ) -> None:
        guid = guid or _pick(device.live_notes(), step["a"])
        if guid is None:
            return
        word = self._ledger.word()
        with _write(device, step) as tx:
            old = tx.notes.get(guid).body
            new = GAP.join(change(old.split(GAP), word))
            gone = set(old.split()) - set(new.split())
            self._unsure = guid, gone
            tx.notes.edit(guid, body=new)
        self._learn(device, guid, [word] if word in new.split() else [], removed=gone)

    def _learn(
        self,
        device: SimulatedDevice,
        guid: Guid,
        words: Iterable[str],
        removed: Iterable[str] = (),
    ) -> None:
        self._ledger.removed(removed)
        self._ledger.saved(words)
        self._act(device, guid)

    def _act(self, device: SimulatedDevice, guid: Guid) -> VersionVector | None:
        with device.library.read() as view:
            record = view.sync.record(guid)
        if record is None:
            return None
        self._ledger.act(guid, record.revision.vv, is_deletion=record.revision.is_deleted)
        return record.revision.vv


def _write(device: SimulatedDevice, step: Step) -> AbstractContextManager[Transaction]:
    """Write by the program that syncs, or by a second one on the same profile."""
    library = device.second() if step.get("second") else device.library
    return library.write(Origin.USER)


def _pick(guids: list[Guid], choice: int) -> Guid | None:
    return guids[choice % len(guids)] if guids else None


def _words_about(library: Library, guid: Guid) -> set[str]:
    with library.read() as view:
        record = view.sync.record(guid)
        if record is None:
            return set()
        found = words_of(record.revision.content)
        for version in view.history.versions(guid):
            found |= words_of(version.content)
        if record.has_conflict:
            found |= words_of(view.conflicts.get(guid).other.content)
    return found


_STEPS: dict[str, Callable[[People, SimulatedDevice, Step], None]] = {
    "write": People._write,
    "insert": People._insert,
    "replace": People._replace,
    "remove": People._remove,
    "retitle": People._retitle,
    "odd": People._odd,
    "same": People._same,
    "there_and_back": People._there_and_back,
    "tag": People._tag,
    "delete": People._delete,
    "restore": People._restore,
    "purge": People._purge,
    "move": People._move,
    "shelve": People._shelve,
    "decide": People._decide,
    "undo": People._undo,
    "policy": People._policy,
}
PEOPLES_STEPS = tuple(_STEPS)
