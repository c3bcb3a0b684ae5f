"""The values every layer speaks of: notes, notebooks, their revisions and nodes.

All are immutable, need no database session and may cross threads. Times are aware UTC
datetimes cut to whole milliseconds.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any

from notesapp.core.causality import Hlc, VersionVector
from notesapp.core.ids import Guid, NodeId, Rev

JsonObject = Mapping[str, Any]

RECORD_SCHEMA = 1
"""The newest shape of a record's content that this program can write."""


class RecordKind(StrEnum):
    """What a synchronized record holds."""

    NOTE = "note"
    NOTEBOOK = "notebook"


@dataclass(frozen=True, slots=True)
class NoteContent:
    """What a person wrote in a note: all that synchronizes, nothing about where it stands.

    Attributes:
        notebook: the notebook it lies in; None is the top level. The notebook may not have
            arrived yet, so readers must bear an unknown id.
        tags: sorted, without duplicates.
        extra: fields that a newer program wrote; kept and sent on untouched.
    """

    title: str = ""
    body: str = ""
    notebook: Guid | None = None
    tags: tuple[str, ...] = ()
    is_pinned: bool = False
    extra: JsonObject = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class NotebookContent:
    """A notebook's name and place; `parent` None is the top level."""

    name: str
    parent: Guid | None = None
    extra: JsonObject = field(default_factory=dict)


Content = NoteContent | NotebookContent


def kind_of(content: Content) -> RecordKind:
    """Return the kind of record that a content belongs to."""
    return RecordKind.NOTE if isinstance(content, NoteContent) else RecordKind.NOTEBOOK


@dataclass(frozen=True, slots=True)
class Revision:
    """One state of one record, as it travels between nodes and lies in history.

    Attributes:
        content: None only for a deletion whose text was purged after its time in the trash.
        is_deleted: the record lies in the trash (content kept) or is purged (content None).
        vv: which edits of which node this state includes.
        node, node_name: the device that made it and what its owner calls it.
        base: the revision this one was made from, as the back-end knows it; None for a first.
        server_time: when the back-end received it; None if it has no clock or hasn't yet.
    """

    guid: Guid
    rev: Rev
    kind: RecordKind
    content: Content | None
    is_deleted: bool
    vv: VersionVector
    hlc: Hlc
    created_at: datetime
    updated_at: datetime
    node: NodeId
    node_name: str
    base: Rev | None = None
    server_time: datetime | None = None
    schema: int = RECORD_SCHEMA


@dataclass(frozen=True, slots=True)
class Note:
    """A note as the app shows it.

    Attributes:
        is_synchronized: the back-end durably holds exactly this revision.
        has_conflict: it was changed in two places and waits for a decision.
    """

    guid: Guid
    title: str
    body: str
    notebook: Guid | None
    tags: tuple[str, ...]
    is_pinned: bool
    created_at: datetime
    updated_at: datetime
    is_deleted: bool
    is_synchronized: bool
    has_conflict: bool
    rev: Rev


@dataclass(frozen=True, slots=True)
class NoteSummary:
    """A row of the note list.

    Attributes:
        preview: the body's first characters, white space folded, no Markdown marks.
        problem: why the back-end refused it (a code such as ``too_large``), or None.
    """

    guid: Guid
    title: str
    preview: str
    notebook: Guid | None
    tags: tuple[str, ...]
    is_pinned: bool
    created_at: datetime
    updated_at: datetime
    is_deleted: bool
    is_synchronized: bool
    has_conflict: bool
    problem: str | None = None


@dataclass(frozen=True, slots=True)
class Notebook:
    """A notebook and how many live notes lie directly in it."""

    guid: Guid
    name: str
    parent: Guid | None
    note_count: int


@dataclass(frozen=True, slots=True)
class TagCount:
    """A tag and how many live notes carry it."""

    name: str
    note_count: int


@dataclass(frozen=True, slots=True)
class SearchHit:
    """A note that a search found.

    Attributes:
        snippet: a piece of the body around the first match, white space folded.
        title_matches, snippet_matches: (start, end) offsets of matches to be marked.
    """

    summary: NoteSummary
    snippet: str
    title_matches: tuple[tuple[int, int], ...]
    snippet_matches: tuple[tuple[int, int], ...]


class VersionReason(StrEnum):
    """Why a version stands in a note's history."""

    EDITED_HERE = "edited_here"
    FROM_DEVICE = "from_device"
    COMBINED = "combined"
    KEPT_THIS = "kept_this"
    KEPT_OTHER = "kept_other"
    KEPT_BOTH = "kept_both"
    LOST_DECISION = "lost_decision"
    RESTORED = "restored"


@dataclass(frozen=True, slots=True)
class Version:
    """An entry in a note's history."""

    rev: Rev
    guid: Guid
    reason: VersionReason
    made_at: datetime
    node_name: str
    is_deleted: bool
    content: NoteContent


@dataclass(frozen=True, slots=True)
class Node:
    """A device that synchronizes with the same back-end, as the back-end lists it.

    Attributes:
        last_sync_at: the last synchronization date by the server's clock; None: never.
    """

    node: NodeId
    name: str
    platform: str
    last_sync_at: datetime | None
    is_this_device: bool = False
