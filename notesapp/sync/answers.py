"""What the back-end's answers to a push mean for the records in it."""

from __future__ import annotations

from collections.abc import Sequence

from notesapp.core.model import Revision
from notesapp.store.transactions import Transaction
from notesapp.sync.apply import Integrator, Tally
from notesapp.sync.backends.base import OpResult, OpStatus
from notesapp.sync.guard import DeletionGuard

_STORED = frozenset({OpStatus.APPLIED, OpStatus.ALREADY, OpStatus.SUPERSEDED})
"""The back-end durably has it; after a lost answer, or overwritten since, it counts as well."""


def apply_answers(
    tx: Transaction,
    results: Sequence[OpResult],
    integrator: Integrator,
    guard: DeletionGuard,
    tally: Tally,
) -> None:
    """Write down the answers, in the transaction that ends the push.

    An answer speaks of the revision it echoes and of no other: what was typed since the push
    was made stays to be sent.

    Raises:
        MassDeletion: the back-end knows suspiciously many of the records as deleted; nothing
            was written and the push stays in flight, so that the next run meets it again.
    """
    current: list[Revision] = []
    stored = [(r.guid, r.rev) for r in results if r.status in _STORED]
    tx.sync.acknowledge_many(stored)
    tally.sent += sum(1 for result in results if result.status is OpStatus.APPLIED)
    for result in results:
        if result.current is not None:
            current.append(result.current)
        _apply(tx, result)
    steps = integrator.plan(tx, current)
    titles = [step.title for step in steps if step.deletes]
    if titles:
        guard.check([""] * tally.deleted + titles)
    integrator.perform(tx, steps, tally)


def _apply(tx: Transaction, result: OpResult) -> None:
    match result.status:
        case OpStatus.MISSING:
            tx.sync.rebase(result.guid, None)
        case OpStatus.REJECTED:
            tx.sync.reject(result.guid, result.rev, result.code or "refused")
        case _:
            pass  # stored; or what the back-end holds is integrated and this is sent again
    if result.status is not OpStatus.APPLIED:
        tx.sync.log(f"push_{result.status.value}", result.guid, rev=result.rev)
