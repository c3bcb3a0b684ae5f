"""`new`, `edit`, `delete` and `restore`."""

from __future__ import annotations

from argparse import Namespace

from notesapp.cli.input import clean, notebook_path, read_body
from notesapp.cli.messages import ExitCode
from notesapp.cli.output import NotebookPaths, note_facts, print_json
from notesapp.cli.rescue import text_kept_on_failure, unread_text_kept
from notesapp.core.changes import Origin
from notesapp.core.ids import Guid
from notesapp.core.model import Note
from notesapp.store.library import Library


def new_command(library: Library, arguments: Namespace) -> ExitCode:
    """Write a note with the body on standard input; print its GUID."""
    body = read_body()
    place = notebook_path(arguments.notebook)
    with text_kept_on_failure(body), library.write(Origin.USER) as transaction:
        note = transaction.notes.create(
            title=clean(arguments.title),
            body=body,
            notebook=transaction.notebooks.ensure_path(place) if place else None,
            tags=[clean(tag) for tag in arguments.tags],
        )
    return _tell(library, note, arguments)


def edit_command(library: Library, arguments: Namespace) -> ExitCode:
    """Replace a note's body by standard input; the same body again is no edit."""
    with unread_text_kept(), library.read() as snapshot:
        snapshot.notes.get(arguments.guid)
    body = read_body()
    with text_kept_on_failure(body), library.write(Origin.USER) as transaction:
        if transaction.notes.get(arguments.guid).body != body:
            # A script doesn't know what an open window saved a moment ago: that becomes a version.
            transaction.history.checkpoint(arguments.guid)
        note = transaction.notes.edit(
            arguments.guid,
            body=body,
            title=... if arguments.title is None else clean(arguments.title),
        )
    return _tell(library, note, arguments)


def delete_command(library: Library, arguments: Namespace) -> ExitCode:
    """Put a note into Recently deleted."""
    with library.write(Origin.USER) as transaction:
        transaction.notes.delete(arguments.guid)
        note = transaction.notes.get(arguments.guid)
    return _tell(library, note, arguments)


def restore_command(library: Library, arguments: Namespace) -> ExitCode:
    """Take a note out of Recently deleted."""
    with library.write(Origin.USER) as transaction:
        transaction.notes.restore(arguments.guid)
        note = transaction.notes.get(arguments.guid)
    return _tell(library, note, arguments)


def _tell(library: Library, note: Note, arguments: Namespace) -> ExitCode:
    guid: Guid = note.guid
    if arguments.json:
        with library.read() as snapshot:
            print_json(note_facts(snapshot.notes.get(guid), NotebookPaths(snapshot)))
    else:
        print(guid)
    return ExitCode.DONE
