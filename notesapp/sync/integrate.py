"""Decide what one remote revision means for one record here, without doing it.

Causality decides, for records with and without unsent edits alike: "nothing unsent" is no
permission to overwrite, because after a server was restored the only copy may be the one here.
A policy is asked only when neither side knew of the other and they differ.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from notesapp.core.causality import Order
from notesapp.core.ids import Rev
from notesapp.core.model import Revision
from notesapp.sync.outcomes import Ask, Confirm, Known, Outcome, Rebase, Take

Settle = Callable[[Revision, Revision], Outcome]
"""A policy's answer for two concurrent revisions: this computer's and the other."""


@dataclass(frozen=True, slots=True)
class Here:
    """What this computer knows about a record.

    Attributes:
        live: the revision that the user sees.
        is_synchronized: the back-end is known to hold `live`.
        base: the revision that both sides last agreed on.
        other: the other side of an open decision about it.
    """

    live: Revision
    is_synchronized: bool
    base: Rev | None = None
    other: Revision | None = None


def integrate(here: Here | None, remote: Revision, settle: Settle) -> Outcome:
    """Return what to do with `remote`; the same call again, after doing it, says `Known`."""
    if here is None:
        is_purged = remote.is_deleted and remote.content is None
        return Known() if is_purged else Take()
    if here.live.rev == remote.rev:
        return Confirm() if here.other is None and not here.is_synchronized else Known()
    match here.live.vv.compare(remote.vv):
        case Order.BEFORE:
            return Take()
        case Order.AFTER:
            return _behind(here, remote)
        case Order.EQUAL | Order.CONCURRENT:
            return _concurrent(here, remote, settle)


def reconsider(here: Here) -> Outcome:
    """Return whether an open decision has become pointless, after edits here.

    Typing the other side's words by hand leaves nothing to decide; anything else stays a
    question. An answer that was sent and then taken back leaves a note that includes the other
    side by its vector and is waiting all the same: to close that would send one side's words
    over both.
    """
    other = here.other
    if other is None:
        return Known()
    if not is_same_content(here.live, other):
        return Ask()
    # To take a version that this one includes would be to go back behind what was sent.
    return Known() if here.live.vv.includes(other.vv) else Take()


def is_same_content(one: Revision, two: Revision) -> bool:
    """Say whether a reader could not tell the two apart."""
    return one.is_deleted == two.is_deleted and one.content == two.content


def _behind(here: Here, remote: Revision) -> Outcome:
    """The remote revision is an ancestor: our own echo, or a back-end that lost something."""
    if here.other is not None:
        return Known()
    is_expected = not here.is_synchronized and here.base == remote.rev
    return Known() if is_expected else Rebase()


def _concurrent(here: Here, remote: Revision, settle: Settle) -> Outcome:
    if here.other is not None and _is_covered(remote, here.other):
        return Known()
    if is_same_content(here.live, remote):
        return Take()
    return settle(here.live, remote)


def _is_covered(remote: Revision, other: Revision) -> bool:
    """The open decision is about this very revision already, or about a later one."""
    return remote.rev == other.rev or other.vv.compare(remote.vv) is Order.AFTER
