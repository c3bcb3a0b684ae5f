"""What the compare window asks of the store, as plain functions for the store thread."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import Enum, StrEnum
from pathlib import Path

from notesapp.core.changes import Origin
from notesapp.core.conflict import Conflict, Keep, Resolution
from notesapp.core.errors import CannotDecide
from notesapp.core.ids import Guid, Rev
from notesapp.core.model import NoteContent
from notesapp.store.library import Library
from notesapp.store.transactions import Snapshot
from notesapp.ui.conflicts import drafts
from notesapp.ui.conflicts.comparison import Comparison, Deletion, compare, deletion_of
from notesapp.ui.conflicts.drafts import Draft


@dataclass(frozen=True, slots=True)
class Loaded:
    """A clash ready to be shown.

    Attributes:
        shown: None if somebody decided it meanwhile.
        draft: what had been picked and typed before, or None.
    """

    guid: Guid
    shown: Comparison | Deletion | None
    draft: Draft | None = None


class Outcome(Enum):
    """What became of an answer."""

    GIVEN = "given"
    MOVED_ON = "moved_on"
    """The note changed since it was shown, or somebody decided: it was not given."""


@dataclass(frozen=True, slots=True)
class Seen:
    """The two versions that a person looked at when deciding."""

    this: Rev
    other: Rev


class Rule(StrEnum):
    """One answer for all notes that wait."""

    THIS = "this"
    OTHER = "other"
    NEWEST = "newest"
    BOTH = "both"


def read_waiting(library: Library) -> list[Conflict]:
    """Return all clashes, those found first first."""
    with library.read() as snapshot:
        return snapshot.conflicts.all()


def load(library: Library, guid: Guid) -> Loaded:
    """Read and compare one clash."""
    with library.read() as snapshot:
        try:
            conflict = snapshot.conflicts.get(guid)
        except CannotDecide:
            return Loaded(guid, None)
        paths = _paths(snapshot, conflict)
    shown: Comparison | Deletion = deletion_of(conflict) or compare(conflict, paths)
    return Loaded(guid, shown, drafts.load(library.profile, guid))


def decide(library: Library, guid: Guid, resolution: Resolution, seen: Seen) -> Outcome:
    """Give an answer, provided that both versions are still those that were seen."""
    with library.write(Origin.USER) as transaction:
        if guid not in transaction.conflicts.guids():
            return Outcome.MOVED_ON
        conflict = transaction.conflicts.get(guid)
        if (conflict.this.rev, conflict.other.rev) != (seen.this, seen.other):
            return Outcome.MOVED_ON
        transaction.conflicts.resolve(guid, resolution)
    drafts.discard(library.profile, guid)
    return Outcome.GIVEN


def decide_all(library: Library, rule: Rule) -> tuple[Guid, ...]:
    """Give the same answer about all clashes, in one transaction."""
    with library.write(Origin.USER) as transaction:
        conflicts = transaction.conflicts.all()
        for conflict in conflicts:
            transaction.conflicts.resolve(conflict.guid, Resolution(answer(conflict, rule)))
    return tuple(conflict.guid for conflict in conflicts)


def answer(conflict: Conflict, rule: Rule) -> Keep:
    """Return what a rule says about a clash; a note deleted on one side only is kept."""
    if conflict.other.is_deleted:
        return Keep.THIS
    if conflict.this.is_deleted:
        return Keep.OTHER
    match rule:
        case Rule.THIS:
            return Keep.THIS
        case Rule.OTHER:
            return Keep.OTHER
        case Rule.BOTH:
            return Keep.BOTH
        case Rule.NEWEST:
            return Keep.THIS if conflict.this.hlc >= conflict.other.hlc else Keep.OTHER


def take_back(
    library: Library, guids: Sequence[Guid], kept_drafts: Mapping[Guid, Draft]
) -> tuple[Guid, ...]:
    """Undo decisions; what had been picked and typed is a draft again.

    Raises:
        CannotDecide: a note can't be brought back to where it waited.
    """
    with library.write(Origin.USER) as transaction:
        for guid in guids:
            transaction.conflicts.undo_resolution(guid)
    for guid, draft in kept_drafts.items():
        drafts.save(library.profile, guid, draft)
    return tuple(guids)


def combined(content: NoteContent) -> Resolution:
    """Return the answer that saves a combined note."""
    return Resolution(Keep.COMBINED, content)


def save_draft(profile: Path, guid: Guid, draft: Draft | None) -> None:
    """Keep a draft over a restart; without one, forget what was kept."""
    if draft is None:
        drafts.discard(profile, guid)
    else:
        drafts.save(profile, guid, draft)


def _paths(snapshot: Snapshot, conflict: Conflict) -> dict[Guid, str]:
    """Return the paths of the notebooks that both versions name, as far as they exist."""
    contents = (conflict.this.content, conflict.other.content)
    notebooks = {c.notebook for c in contents if isinstance(c, NoteContent) and c.notebook}
    known = {notebook.guid for notebook in snapshot.notebooks.all()} if notebooks else set()
    return {guid: " / ".join(snapshot.notebooks.path(guid)) for guid in notebooks & known}
