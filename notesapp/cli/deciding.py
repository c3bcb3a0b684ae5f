"""`conflicts` and `resolve`: notes that were changed in two places."""

from __future__ import annotations

from argparse import Namespace
from dataclasses import replace

from notesapp.cli.input import read_body
from notesapp.cli.messages import ExitCode, UsageError
from notesapp.cli.output import (
    NotebookPaths,
    iso,
    local_time,
    note_facts,
    on_one_line,
    print_json,
)
from notesapp.cli.rescue import text_kept_on_failure
from notesapp.core.changes import Origin
from notesapp.core.conflict import Conflict, Keep, Resolution
from notesapp.core.merge_note import merge_note
from notesapp.core.model import NoteContent, Revision
from notesapp.store.library import Library


def conflicts_command(library: Library, arguments: Namespace) -> ExitCode:
    """List the notes that wait for a decision, with both devices and times."""
    with library.read() as snapshot:
        conflicts = snapshot.conflicts.all()
    if arguments.json:
        print_json([_facts(conflict) for conflict in conflicts])
        return ExitCode.DONE
    for conflict in conflicts:
        this, other = conflict.this, conflict.other
        print(f"{conflict.guid}  {on_one_line(_content(this).title) or '(no title)'}")
        print(f"    this:  {local_time(this.updated_at)}  {on_one_line(this.node_name)}")
        print(f"    other: {local_time(other.updated_at)}  {on_one_line(other.node_name)}")
    return ExitCode.DONE


def resolve_command(library: Library, arguments: Namespace) -> ExitCode:
    """Settle a note; the version that lost is in its history, and the next sync tells the rest."""
    keep = Keep(arguments.keep)
    if arguments.body and keep is not Keep.COMBINED:
        raise UsageError("--body goes with --keep combined.")
    body = read_body() if arguments.body else None
    with text_kept_on_failure(body or ""), library.write(Origin.USER) as transaction:
        combined = None
        if keep is Keep.COMBINED:
            combined = _combine(transaction.conflicts.get(arguments.guid), body)
        transaction.conflicts.resolve(arguments.guid, Resolution(keep, combined))
        waiting = transaction.conflicts.count()
    with library.read() as snapshot:
        facts = note_facts(snapshot.notes.get(arguments.guid), NotebookPaths(snapshot))
    if arguments.json:
        print_json(facts | {"kept": keep.value, "conflicts": waiting})
    else:
        more = f" {waiting} more to decide." if waiting else ""
        print(f"Settled. Sync sends it to the other devices.{more}")
    return ExitCode.DONE


def _combine(conflict: Conflict, body: str | None) -> NoteContent:
    """Return both versions in one: both wordings where they differ, or the text given."""
    base = conflict.base.content if conflict.base else None
    merged = merge_note(
        base if isinstance(base, NoteContent) else None,
        _content(conflict.this),
        _content(conflict.other),
    ).content
    return merged if body is None else replace(merged, body=body)


def _content(revision: Revision) -> NoteContent:
    return revision.content if isinstance(revision.content, NoteContent) else NoteContent()


def _facts(conflict: Conflict) -> dict[str, object]:
    return {
        "guid": conflict.guid,
        "title": _content(conflict.this).title,
        "found_at": iso(conflict.found_at),
        "this": _version(conflict.this),
        "other": _version(conflict.other),
    }


def _version(revision: Revision) -> dict[str, object]:
    content = _content(revision)
    return {
        "device": revision.node_name,
        "updated_at": iso(revision.updated_at),
        "is_deleted": revision.is_deleted,
        "title": content.title,
        "body": content.body,
    }
