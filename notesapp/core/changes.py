"""What a committed transaction touched, told to whoever shows it."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum

from notesapp.core.ids import Guid


class Origin(StrEnum):
    """Who asked for a change; a view ignores its own.

    A draft is a note begun and still empty, or given up as such: nothing worth a sync yet.
    """

    EDITOR = "editor"
    USER = "user"
    DRAFT = "draft"
    SYNC = "sync"
    IMPORT = "import"
    OTHER_PROCESS = "other_process"


@dataclass(frozen=True, slots=True)
class ChangeSet:
    """The records a transaction touched.

    Attributes:
        is_everything: too much changed to name (an import, another process): read anew.
        conflicts, remotes: the list of open decisions, or the state of sync, changed.
    """

    origin: Origin
    notes: frozenset[Guid] = field(default_factory=frozenset)
    notebooks: frozenset[Guid] = field(default_factory=frozenset)
    conflicts: bool = False
    remotes: bool = False
    is_everything: bool = False

    def __bool__(self) -> bool:
        return bool(
            self.notes or self.notebooks or self.conflicts or self.remotes or self.is_everything
        )
