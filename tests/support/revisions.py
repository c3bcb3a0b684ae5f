"""Revisions made in one line, for tables of rules."""

from __future__ import annotations

from datetime import UTC, datetime

from notesapp.core.causality import Hlc, VersionVector
from notesapp.core.ids import Guid, NodeId, Rev
from notesapp.core.model import Content, NotebookContent, NoteContent, Revision, kind_of

GUID = Guid("0190a5b0-0000-7000-8000-000000000001")
LAPTOP = NodeId("1" * 32)
DESKTOP = NodeId("2" * 32)
_NAMES = {LAPTOP: "Laptop", DESKTOP: "Desktop"}
MOMENT = datetime(2026, 5, 13, 12, 0, tzinfo=UTC)


def rev(name: str) -> Rev:
    """Return a revision id that starts with a readable name."""
    return Rev((name.encode().hex() + "0" * 32)[:32])


def revision(
    name: str,
    body: str | None = "text",
    *,
    laptop: int = 0,
    desktop: int = 0,
    hlc_ms: int = 1_000,
    deleted: bool = False,
    node: NodeId = LAPTOP,
    title: str = "Title",
    content: Content | None = None,
    server_time: datetime | None = None,
) -> Revision:
    """Return a revision whose vector counts edits by two devices; `body` None is a purge."""
    if content is None and body is not None:
        content = NoteContent(title=title, body=body)
    kind = kind_of(content if content is not None else NoteContent())
    return Revision(
        guid=GUID,
        rev=rev(name),
        kind=kind,
        content=content,
        is_deleted=deleted,
        vv=VersionVector({LAPTOP: laptop, DESKTOP: desktop}),
        hlc=Hlc.at(hlc_ms),
        created_at=MOMENT,
        updated_at=MOMENT,
        node=node,
        node_name=_NAMES[node],
        server_time=server_time,
    )


def notebook(
    name: str,
    called: str,
    parent: Guid | None = None,
    *,
    laptop: int = 0,
    desktop: int = 0,
    hlc_ms: int = 1_000,
) -> Revision:
    """Return a revision of a notebook."""
    content = NotebookContent(called, parent)
    return revision(name, content=content, laptop=laptop, desktop=desktop, hlc_ms=hlc_ms)
