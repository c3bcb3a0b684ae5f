"""Close decisions that have become pointless, without asking anybody."""

from __future__ import annotations

from notesapp.store.transactions import Transaction
from notesapp.sync.apply import here_of
from notesapp.sync.integrate import reconsider
from notesapp.sync.outcomes import Rebase, Take


def close_pointless_questions(tx: Transaction) -> None:
    """Close each open decision whose two sides say the same by now, or include each other."""
    guids = list(tx.conflicts.guids())
    if not guids:
        return
    for guid, here in here_of(tx, guids).items():
        if here.other is None:
            continue
        match reconsider(here):
            case Take():
                tx.sync.take(here.other)
            case Rebase():
                tx.sync.close_conflict(guid)
                tx.sync.rebase(guid, here.other.rev)
            case _:
                continue
        tx.sync.log("question_closed", guid)
