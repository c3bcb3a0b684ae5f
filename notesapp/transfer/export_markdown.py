"""Export all notes as a folder of Markdown that `import_markdown` reads back exactly."""

from __future__ import annotations

import errno
import os
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

from notesapp.core.errors import DiskFull
from notesapp.core.ids import Guid
from notesapp.core.model import Note
from notesapp.store.library import Library
from notesapp.store.places import ALL_NOTES, NoteSort
from notesapp.store.transactions import Snapshot
from notesapp.transfer import front_matter
from notesapp.transfer.front_matter import FrontMatter
from notesapp.transfer.names import Names, safe_name
from notesapp.transfer.report import (
    ExportReport,
    FileProblem,
    FolderInUse,
    FolderNotWritable,
    Progress,
)


def export_folder(
    library: Library,
    folder: Path,
    *,
    progress: Progress = lambda done, total: None,
    should_stop: Callable[[], bool] = lambda: False,
) -> ExportReport:
    """Write each live note to a file of its own below `folder`, notebooks as folders.

    A file is the front matter and then the body, byte for byte; its time is the note's. The
    notes are those of one moment, whatever is written meanwhile.

    Raises:
        FolderInUse: `folder` isn't empty; nothing is ever overwritten.
        FolderNotWritable: it can't be made or written.
        DiskFull: the disk `folder` is on is full; the library is untouched.
    """
    _prepare(folder)
    tree = _Tree(folder)
    written = 0
    unwritten: list[FileProblem] = []
    with library.read() as snapshot:
        # By creation, so that equal titles get the same numbers in each export.
        guids = snapshot.notes.ids(ALL_NOTES, NoteSort.CREATED)
        for done, guid in enumerate(reversed(guids), start=1):
            note = snapshot.notes.get(guid)
            path = tree.file_for(snapshot, note)
            try:
                _write_note(path, note)
                written += 1
            except OSError as error:
                if error.errno in {errno.ENOSPC, errno.EDQUOT}:
                    raise DiskFull(folder) from error
                unwritten.append(FileProblem(path, error.strerror or str(error)))
            progress(done, len(guids))
            if should_stop():
                break
    return ExportReport(written, tuple(unwritten))


class _Tree:
    """Gives each note a path of its own, and each notebook one folder."""

    def __init__(self, root: Path) -> None:
        self._root = root
        self._names: dict[Path, Names] = {}
        self._folders: dict[tuple[str, ...], Path] = {(): root}
        self._paths: dict[Guid | None, tuple[str, ...]] = {None: ()}

    def file_for(self, snapshot: Snapshot, note: Note) -> Path:
        folder = self._folder(self._notebook_path(snapshot, note.notebook))
        name = safe_name(note.title, "Untitled")
        return folder / self._names_in(folder).take(name, ".md")

    def _notebook_path(self, snapshot: Snapshot, notebook: Guid | None) -> tuple[str, ...]:
        if notebook not in self._paths:
            self._paths[notebook] = tuple(snapshot.notebooks.path(notebook)) if notebook else ()
        return self._paths[notebook]

    def _folder(self, path: tuple[str, ...]) -> Path:
        if path not in self._folders:
            parent = self._folder(path[:-1])
            name = self._names_in(parent).take(safe_name(path[-1], "Notebook"))
            self._folders[path] = parent / name
        return self._folders[path]

    def _names_in(self, folder: Path) -> Names:
        return self._names.setdefault(folder, Names())


def _prepare(folder: Path) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
        is_empty = not any(folder.iterdir())
    except FileExistsError as error:
        raise FolderInUse(folder) from error
    except OSError as error:
        raise FolderNotWritable(folder, error.strerror or str(error)) from error
    if not is_empty:
        raise FolderInUse(folder)


def _write_note(path: Path, note: Note) -> None:
    head = FrontMatter(
        title=note.title,
        tags=note.tags,
        created_at=note.created_at,
        updated_at=note.updated_at,
        source_id=note.guid,
        is_pinned=note.is_pinned,
    )
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes((front_matter.write(head) + note.body).encode("utf-8"))
    _set_time(path, note.updated_at)


def _set_time(path: Path, moment: datetime) -> None:
    os.utime(path, (moment.timestamp(), moment.timestamp()))
