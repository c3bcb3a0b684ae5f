"""What a unit of work carries: its connection, who this node is, and what it touched."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import Connection

from notesapp.core.changes import ChangeSet, Origin
from notesapp.core.clock import Clock
from notesapp.core.ids import Guid, IdSource, NodeId
from notesapp.core.model import RecordKind

_TOO_MANY = 2_000


@dataclass(slots=True)
class Touched:
    """Collects what a transaction changes, for the ChangeSet told after its commit."""

    origin: Origin
    notes: set[Guid] = field(default_factory=set)
    notebooks: set[Guid] = field(default_factory=set)
    conflicts: bool = False
    remotes: bool = False

    def record(self, kind: RecordKind, guid: Guid) -> None:
        """Note that a record changed."""
        (self.notes if kind is RecordKind.NOTE else self.notebooks).add(guid)

    def change_set(self) -> ChangeSet:
        """Return what was touched so far; "everything" where a list would be too long."""
        if len(self.notes) > _TOO_MANY:
            return ChangeSet(
                self.origin, conflicts=self.conflicts, remotes=self.remotes, is_everything=True
            )
        return ChangeSet(
            self.origin,
            frozenset(self.notes),
            frozenset(self.notebooks),
            self.conflicts,
            self.remotes,
        )


@dataclass(slots=True)
class Work:
    """One write transaction, as every writer in the store sees it."""

    connection: Connection
    clock: Clock
    ids: IdSource
    node: NodeId
    device_name: str
    touched: Touched

    def now(self) -> datetime:
        """Return the clock's time."""
        return self.clock.now()
