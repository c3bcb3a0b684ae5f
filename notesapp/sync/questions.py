"""Close decisions that have become pointless, without asking anybody."""

from __future__ import annotations

from notesapp.store.transactions import Transaction
from notesapp.sync.apply import here_of
from notesapp.sync.integrate import reconsider
from notesapp.sync.outcomes import Known, Take


def close_pointless_questions(tx: Transaction) -> None:
    """Close each open decision whose two sides say the same by now."""
    guids = list(tx.conflicts.guids())
    if not guids:
        return
    for guid, here in here_of(tx, guids).items():
        if here.other is None:
            continue
        match reconsider(here):
            case Take():
                tx.sync.take(here.other)
            case Known():
                tx.sync.close_conflict(guid)
            case _:
                continue
        tx.sync.log("question_closed", guid)
