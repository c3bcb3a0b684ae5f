"""What a sync run says about itself, while it runs and when it is done."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from notesapp.core.ids import Guid, Rev


class Phase(StrEnum):
    """What a run is doing."""

    CHECKING = "checking"
    GETTING = "getting"
    SENDING = "sending"
    TIDYING = "tidying"


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a run is.

    Attributes:
        done, total: records of this phase; `total` is None while nobody knows it.
    """

    phase: Phase
    done: int = 0
    total: int | None = None


@dataclass(frozen=True, slots=True)
class Rejected:
    """A record that the back-end won't take as it is; it stays safe here.

    Attributes:
        code: why, such as ``too_large``.
    """

    guid: Guid
    rev: Rev
    code: str


@dataclass(frozen=True, slots=True)
class SyncReport:
    """What a complete run did.

    Attributes:
        sent, received: records that arrived there, and that changed something here.
        combined: notes changed in two places that were combined without a question.
        revived: notes deleted in one place and edited in another, kept for the edit's sake.
        new_conflicts: notes that this run found to need a decision.
        open_conflicts: all that wait for one now.
        deleted: live notes that this run moved to the trash here.
        diverged: the kind of divergence this run recovered from (a restored server), or None.
    """

    started_at: datetime
    finished_at: datetime
    sent: int = 0
    received: int = 0
    combined: tuple[Guid, ...] = ()
    revived: tuple[Guid, ...] = ()
    new_conflicts: tuple[Guid, ...] = ()
    open_conflicts: int = 0
    rejected: tuple[Rejected, ...] = ()
    deleted: int = 0
    diverged: str | None = None
