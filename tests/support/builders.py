"""Short ways to make what tests need: libraries, contents, revisions."""

from __future__ import annotations

import random
import tempfile
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Any

from notesapp.config.files import write_atomically
from notesapp.config.paths import library_path
from notesapp.core.causality import Hlc, VersionVector
from notesapp.core.clock import Clock, to_milliseconds
from notesapp.core.ids import Guid, NodeId, Rev, uuid7
from notesapp.core.model import (
    Content,
    NotebookContent,
    NoteContent,
    Revision,
    kind_of,
)
from notesapp.store.library import Library
from tests.support.clock import FixedClock

NOON = datetime(2026, 5, 13, 12, 0, tzinfo=UTC)


class SeededIds:
    """Identifiers that are the same in every run with the same seed."""

    def __init__(self, seed: int | str = 0, clock: Clock | None = None) -> None:
        self._random = random.Random(f"ids {seed}")
        self._clock = clock or FixedClock()

    def guid(self) -> Guid:
        return uuid7(to_milliseconds(self._clock.now()), self._random.randbytes(10))

    def rev(self) -> Rev:
        return Rev(self._random.randbytes(16).hex())

    def node(self) -> NodeId:
        return NodeId(self._random.randbytes(16).hex())


def make_library(
    profile: Path,
    *,
    clock: Clock | None = None,
    name: str = "Laptop",
    seed: int | str | None = None,
) -> Library:
    """Open a library under a test's clock and ids, on a computer called `name`."""
    clock = clock or FixedClock()
    if not library_path(profile).exists():
        # Running the migrations is most of what a new library costs; one run serves all tests.
        write_atomically(library_path(profile), _empty_library())
    library = Library.open(profile, clock=clock, ids=SeededIds(seed or profile.name, clock))
    library.set_device_name(name)
    return library


@cache
def _empty_library() -> bytes:
    with tempfile.TemporaryDirectory() as folder:
        Library.open(Path(folder)).close()
        return library_path(Path(folder)).read_bytes()


def node_id(name: str) -> NodeId:
    """Return the same node id for the same name, without a library."""
    return SeededIds(f"node {name}").node()


def make_revision(
    content: Content | None = None,
    *,
    guid: Guid | None = None,
    node: str = "Desktop",
    counts: dict[str, int] | None = None,
    at: datetime = NOON,
    is_deleted: bool = False,
    base: Rev | None = None,
    seed: int | str = 0,
    **changes: Any,
) -> Revision:
    """Return a revision as it would arrive from the device `node`.

    Args:
        counts: the version vector by device name; {node: 1} if not given.
        seed: tells apart revisions that are alike otherwise.
    """
    ids = SeededIds(f"{seed} {node} {counts} {content} {at}")
    kind_content: Content = content if content is not None else NoteContent()
    revision = Revision(
        guid=guid or ids.guid(),
        rev=ids.rev(),
        kind=kind_of(kind_content),
        content=content,
        is_deleted=is_deleted,
        vv=VersionVector({node_id(n): c for n, c in (counts or {node: 1}).items()}),
        hlc=Hlc.at(to_milliseconds(at)),
        created_at=at,
        updated_at=at,
        node=node_id(node),
        node_name=node,
        base=base,
    )
    return replace(revision, **changes) if changes else revision


def make_note(
    title: str = "Trip to Lisbon", body: str = "Pack the bags.", **fields: Any
) -> NoteContent:
    """Return a note's content with something in it."""
    return NoteContent(title=title, body=body, **fields)


def make_notebook(name: str = "Travel", parent: Guid | None = None) -> NotebookContent:
    """Return a notebook's content."""
    return NotebookContent(name, parent)


def fill(library: Library, titles: Sequence[str]) -> list[Guid]:
    """Create a note for each title and return their ids."""
    from notesapp.core.changes import Origin

    with library.write(Origin.USER) as tx:
        return [tx.notes.create(title=title, body=f"About {title}.").guid for title in titles]
