"""What commands print: JSON for scripts, lines for people, bodies byte for byte."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from typing import Any

from notesapp.core.ids import Guid
from notesapp.core.model import Note, NoteSummary
from notesapp.store.transactions import Snapshot

JsonValue = Mapping[str, Any] | list[dict[str, Any]]


def print_json(value: JsonValue) -> None:
    """Print one JSON document."""
    print(json.dumps(value, ensure_ascii=False, indent=2))


def print_exactly(text: str) -> None:
    """Print text as UTF-8 without touching its line ends or adding one."""
    sys.stdout.flush()
    sys.stdout.buffer.write(text.encode("utf-8"))
    sys.stdout.buffer.flush()


def say(text: str) -> None:
    """Tell a person something that isn't the command's result."""
    print(text, file=sys.stderr, flush=True)


def iso(moment: datetime | None) -> str | None:
    """Return a time as ISO 8601 in UTC with milliseconds."""
    if moment is None:
        return None
    return moment.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def local_time(moment: datetime) -> str:
    """Return a time as people read it here, to the minute."""
    return moment.astimezone().strftime("%Y-%m-%d %H:%M")


def on_one_line(text: str) -> str:
    """Return text for a terminal's line: no control characters, which could steer it."""
    return " ".join("".join(c if c.isprintable() else " " for c in text).split())


def counted(number: int, thing: str) -> str:
    """Return ``1 note`` or ``2 notes``."""
    return f"{number} {thing}" if number == 1 else f"{number} {thing}s"


class NotebookPaths:
    """Names notebooks as ``A/B``, asking the snapshot once for each."""

    def __init__(self, snapshot: Snapshot) -> None:
        self._snapshot = snapshot
        self._paths: dict[Guid, str | None] = {}

    def name(self, notebook: Guid | None) -> str | None:
        """Return the path; None at the top level and while the notebook hasn't arrived."""
        if notebook is None:
            return None
        if notebook not in self._paths:
            self._paths[notebook] = "/".join(self._snapshot.notebooks.path(notebook)) or None
        return self._paths[notebook]


def note_facts(note: Note | NoteSummary, paths: NotebookPaths) -> dict[str, Any]:
    """Return what ``list --json`` says of a note; scripts rely on these names."""
    return {
        "guid": note.guid,
        "title": note.title,
        "notebook": paths.name(note.notebook),
        "tags": list(note.tags),
        "is_pinned": note.is_pinned,
        "is_synchronized": note.is_synchronized,
        "is_deleted": note.is_deleted,
        "created_at": iso(note.created_at),
        "updated_at": iso(note.updated_at),
        "conflict": note.has_conflict,
    }


def note_line(note: NoteSummary, paths: NotebookPaths) -> str:
    """Return a note as one line for people."""
    words = [note.guid, local_time(note.updated_at), on_one_line(note.title) or "(no title)"]
    notebook = paths.name(note.notebook)
    if notebook:
        words.append(f"[{on_one_line(notebook)}]")
    words += (f"#{on_one_line(tag)}" for tag in note.tags)
    return "  ".join([*words, *_states(note)])


def _states(note: NoteSummary) -> Iterable[str]:
    if note.is_deleted:
        yield "(deleted)"
    if note.has_conflict:
        yield "(needs your decision)"
    elif not note.is_synchronized:
        yield "(not synced)"
