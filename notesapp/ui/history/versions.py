"""What the history window asks of the store, as plain functions for the store thread."""

from __future__ import annotations

from dataclasses import dataclass

from notesapp.core.causality import Hlc, VersionVector
from notesapp.core.changes import Origin
from notesapp.core.conflict import Conflict
from notesapp.core.ids import Guid, NodeId, Rev
from notesapp.core.model import RecordKind, Revision, Version
from notesapp.store.library import Library
from notesapp.ui.conflicts.comparison import Comparison, compare


@dataclass(frozen=True, slots=True)
class History:
    """A note's versions, the live one first."""

    guid: Guid
    versions: tuple[Version, ...]

    @property
    def current(self) -> Version:
        return self.versions[0]


def load(library: Library, guid: Guid) -> History:
    """Read a note's history."""
    with library.read() as snapshot:
        return History(guid, tuple(snapshot.history.versions(guid, with_current=True)))


def difference(left: Version, right: Version) -> Comparison:
    """Compare two versions; nothing is merged, and nothing can be answered."""
    conflict = Conflict(
        guid=left.guid,
        this=_revision(left),
        other=_revision(right),
        base=None,
        found_at=right.made_at,
    )
    return compare(conflict, {})


def restore(library: Library, rev: Rev) -> Guid:
    """Make a version the live one again, as a new edit; what is live goes to the history."""
    with library.write(Origin.USER) as transaction:
        live_guid = transaction.history.get(rev).guid
        transaction.history.checkpoint(live_guid)
        return transaction.history.restore(rev).guid


def save_as_note(library: Library, version: Version, title: str) -> Guid:
    """Make a new note of a version, beside the one it is a version of."""
    content = version.content
    with library.write(Origin.USER) as transaction:
        note = transaction.notes.create(
            title=title, body=content.body, notebook=content.notebook, tags=content.tags
        )
        return note.guid


def _revision(version: Version) -> Revision:
    return Revision(
        guid=version.guid,
        rev=version.rev,
        kind=RecordKind.NOTE,
        content=version.content,
        is_deleted=False,
        vv=VersionVector(),
        hlc=Hlc(0),
        created_at=version.made_at,
        updated_at=version.made_at,
        node=NodeId(""),
        node_name=version.node_name,
    )
