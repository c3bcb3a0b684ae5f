"""Write down what integrating revisions means: decides by `integrate`, acts on the store."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import assert_never

from notesapp.core.clock import Clock, to_milliseconds
from notesapp.core.conflict import ConflictPolicy
from notesapp.core.ids import Guid, Rev
from notesapp.core.model import NoteContent, RecordKind, Revision, VersionReason
from notesapp.store.transactions import Transaction
from notesapp.sync.integrate import Here, integrate
from notesapp.sync.outcomes import Ask, Combine, Confirm, KeepBoth, Known, Outcome, Rebase, Take
from notesapp.sync.policy import settle


@dataclass(frozen=True, slots=True)
class Step:
    """A remote revision and what is to become of it."""

    remote: Revision
    here: Here | None
    outcome: Outcome

    @property
    def deletes(self) -> bool:
        """Whether a live note disappears from the lists here."""
        here = self.here
        if here is None or here.live.is_deleted or here.live.kind is not RecordKind.NOTE:
            return False
        match self.outcome:
            case Take():
                return self.remote.is_deleted
            case Combine(is_deleted=is_deleted):
                return is_deleted
            case _:
                return False

    @property
    def title(self) -> str:
        """What the user calls the note here."""
        content = self.here.live.content if self.here is not None else None
        return content.title if isinstance(content, NoteContent) else ""


@dataclass(slots=True)
class Tally:
    """What a run has done so far."""

    sent: int = 0
    received: int = 0
    deleted: int = 0
    combined: set[Guid] = field(default_factory=set)
    revived: set[Guid] = field(default_factory=set)
    new_conflicts: set[Guid] = field(default_factory=set)


class Integrator:
    """Plans and performs what revisions from the back-end mean, within one transaction."""

    def __init__(self, policy: ConflictPolicy, clock: Clock) -> None:
        self._policy = policy
        self._clock = clock

    def plan(self, tx: Transaction, revisions: Sequence[Revision]) -> list[Step]:
        """Return a step for each revision, decided by what the library holds now."""
        known = here_of(tx, [revision.guid for revision in revisions])
        return [self._step(tx, known.get(remote.guid), remote) for remote in revisions]

    def perform(self, tx: Transaction, steps: Iterable[Step], tally: Tally) -> None:
        """Do what was planned in the same transaction."""
        unknown: list[Revision] = []
        confirmed: list[tuple[Guid, Rev]] = []
        for step in steps:
            if step.here is None and isinstance(step.outcome, Take):
                unknown.append(step.remote)
            elif isinstance(step.outcome, Confirm):
                confirmed.append((step.remote.guid, step.remote.rev))
            else:
                _perform(tx, step, tally, self._base(tx, step))
        tx.sync.acknowledge_many(confirmed)
        if unknown:
            tx.sync.take_many(unknown)
            tally.received += len(unknown)

    def _step(self, tx: Transaction, here: Here | None, remote: Revision) -> Step:
        def by_policy(this: Revision, other: Revision) -> Outcome:
            base = tx.sync.newest_base(this.guid, this.vv, other.vv)
            now_ms = to_milliseconds(self._clock.now())
            return settle(self._policy, this, other, base, now_ms)

        return Step(remote, here, integrate(here, remote, by_policy))

    def _base(self, tx: Transaction, step: Step) -> Revision | None:
        if step.here is None or not isinstance(step.outcome, Ask):
            return None
        return tx.sync.newest_base(step.remote.guid, step.here.live.vv, step.remote.vv)


def here_of(tx: Transaction, guids: Sequence[Guid]) -> dict[Guid, Here]:
    """Return what is known here about those of the records that are."""
    found: dict[Guid, Here] = {}
    for guid, record in tx.sync.records(guids).items():
        other = tx.conflicts.get(guid).other if record.has_conflict else None
        found[guid] = Here(record.revision, record.is_synchronized, record.base, other)
    return found


def _perform(tx: Transaction, step: Step, tally: Tally, base: Revision | None) -> None:
    remote, here, outcome = step.remote, step.here, step.outcome
    assert here is not None or isinstance(outcome, Known), "an unknown record is taken in bulk"
    match outcome:
        case Known() | Confirm():
            return
        case Rebase():
            tx.sync.keep(remote, reason=None)
            tx.sync.rebase(remote.guid, remote.rev)
            return
        case Take():
            _take(tx, step)
        case Combine():
            _combine(tx, step, outcome, tally)
        case KeepBoth():
            _keep_both(tx, step, outcome)
        case Ask():
            _ask(tx, step, base, tally)
        case _:
            assert_never(outcome)
    tally.received += 1
    tally.deleted += step.deletes
    tx.sync.log(type(outcome).__name__.lower(), remote.guid, rev=remote.rev)


def _take(tx: Transaction, step: Step) -> None:
    assert step.here is not None
    if isinstance(step.outcome, Take) and step.outcome.is_decision:
        tx.sync.keep(step.here.live, reason=VersionReason.LOST_DECISION)
    tx.sync.take(step.remote)


def _combine(tx: Transaction, step: Step, outcome: Combine, tally: Tally) -> None:
    assert step.here is not None
    is_decision = outcome.reason is VersionReason.KEPT_THIS
    tx.sync.keep(
        step.remote,
        reason=VersionReason.LOST_DECISION if is_decision else VersionReason.FROM_DEVICE,
    )
    _write_merge(tx, step, outcome)
    if outcome.is_revival:
        tally.revived.add(step.remote.guid)
    elif not is_decision and not outcome.is_deleted and step.remote.kind is RecordKind.NOTE:
        tally.combined.add(step.remote.guid)


def _write_merge(tx: Transaction, step: Step, outcome: Combine) -> None:
    assert step.here is not None
    guid = step.remote.guid
    if step.here.other is not None:
        tx.sync.close_conflict(guid)
    tx.sync.merged(
        guid,
        outcome.content,
        is_deleted=outcome.is_deleted,
        vv=step.here.live.vv.join(step.remote.vv),
        base=step.remote.rev,
        reason=outcome.reason,
    )


def _keep_both(tx: Transaction, step: Step, outcome: KeepBoth) -> None:
    assert step.here is not None and step.here.live.content is not None
    remote = step.remote
    tx.sync.keep(remote, reason=VersionReason.FROM_DEVICE)
    tx.sync.make_copy(outcome.copy, outcome.copy_content, created_at=remote.created_at)
    kept = Combine(step.here.live.content, is_deleted=False, reason=VersionReason.KEPT_BOTH)
    _write_merge(tx, step, kept)


def _ask(tx: Transaction, step: Step, base: Revision | None, tally: Tally) -> None:
    assert step.here is not None
    if step.here.other is None:
        tx.sync.open_conflict(step.remote.guid, step.remote, base)
    else:
        tx.sync.update_conflict(step.remote.guid, step.remote, base)
    tally.new_conflicts.add(step.remote.guid)
