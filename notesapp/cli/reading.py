"""`show`, `list`, `search` and `history`: nothing here changes anything."""

from __future__ import annotations

import sys
from argparse import Namespace

from notesapp.cli.input import clean, notebook_path
from notesapp.cli.messages import ExitCode
from notesapp.cli.output import (
    NotebookPaths,
    iso,
    local_time,
    note_facts,
    note_line,
    on_one_line,
    print_exactly,
    print_json,
)
from notesapp.core.errors import NotFound
from notesapp.core.ids import Rev
from notesapp.core.model import Note, NoteSummary
from notesapp.store.library import Library
from notesapp.store.places import ALL_NOTES, TRASH, InNotebook, NoteSort, Place, WithTag
from notesapp.store.transactions import Snapshot


def show_command(library: Library, arguments: Namespace) -> ExitCode:
    """Print a note's body, byte for byte; on a terminal with its title above."""
    with library.read() as snapshot:
        note = snapshot.notes.get(arguments.guid)
        title, body = note.title, note.body
        if arguments.version:
            version = snapshot.history.get(Rev(arguments.version))
            if version.guid != note.guid:
                raise NotFound("version", arguments.version)
            title, body = version.content.title, version.content.body
        facts = note_facts(note, NotebookPaths(snapshot)) | {"title": title, "body": body}
    if arguments.json:
        print_json(facts)
    else:
        if sys.stdout.isatty():
            print(f"{on_one_line(title) or '(no title)'}\n")
        print_exactly(body)
    return ExitCode.DONE


def list_command(library: Library, arguments: Namespace) -> ExitCode:
    """List notes, the last changed first."""
    with library.read() as snapshot:
        sort = NoteSort(arguments.sort)
        notes: list[NoteSummary] = []
        for place in _places(snapshot, arguments):
            notes += snapshot.notes.list(place, sort=sort)
        paths = NotebookPaths(snapshot)
        if arguments.json:
            print_json([note_facts(note, paths) for note in notes])
        else:
            print("".join(f"{note_line(note, paths)}\n" for note in notes), end="")
    return ExitCode.DONE


def _places(snapshot: Snapshot, arguments: Namespace) -> list[Place]:
    if arguments.notebook is not None:
        guid = snapshot.notebooks.find_path(notebook_path(arguments.notebook))
        if guid is None:
            raise NotFound("notebook", arguments.notebook)
        return [InNotebook(guid)]
    if arguments.tag is not None:
        return [WithTag(clean(arguments.tag))]
    if arguments.deleted:
        return [TRASH]
    return [ALL_NOTES, TRASH] if arguments.all else [ALL_NOTES]


def search_command(library: Library, arguments: Namespace) -> ExitCode:
    """Find notes, the best first."""
    with library.read() as snapshot:
        hits = snapshot.search.find(clean(arguments.query))
        paths = NotebookPaths(snapshot)
        if arguments.json:
            facts = [note_facts(h.summary, paths) | {"snippet": h.snippet} for h in hits]
            print_json(facts)
            return ExitCode.DONE
        for hit in hits:
            print(note_line(hit.summary, paths))
            print(f"    {on_one_line(hit.snippet)}")
    return ExitCode.DONE


def history_command(library: Library, arguments: Namespace) -> ExitCode:
    """List a note's earlier versions, newest first; `show --version` prints one."""
    with library.read() as snapshot:
        note: Note = snapshot.notes.get(arguments.guid)
        versions = snapshot.history.versions(note.guid)
    if arguments.json:
        print_json(
            [
                {
                    "version": version.rev,
                    "reason": version.reason.value,
                    "made_at": iso(version.made_at),
                    "device": version.node_name,
                    "title": version.content.title,
                    "body": version.content.body,
                }
                for version in versions
            ]
        )
        return ExitCode.DONE
    for version in versions:
        what = [version.rev, local_time(version.made_at), version.reason.replace("_", " ")]
        print("  ".join([*what, on_one_line(version.node_name)]))
    return ExitCode.DONE
