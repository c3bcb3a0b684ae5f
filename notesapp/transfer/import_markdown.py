"""Import a folder of Markdown: files to notes, folders to notebooks."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from notesapp.core.changes import Origin
from notesapp.core.ids import Guid
from notesapp.core.model import Note
from notesapp.store.library import Library
from notesapp.store.transactions import Transaction
from notesapp.transfer.report import FileProblem, FileRemark, ImportReport, Progress
from notesapp.transfer.source import SourceNote, find_files, read_notes

_BATCH_NOTES = 200
_BATCH_CHARACTERS = 4_000_000


def import_folder(
    library: Library,
    path: Path,
    *,
    notebook: Sequence[str] = (),
    progress: Progress = lambda done, total: None,
    should_stop: Callable[[], bool] = lambda: False,
) -> ImportReport:
    """Make a note of each text file at or below `path`, in `notebook`, and say what was done.

    Files are read before a transaction begins, and each batch is written in one, so that an
    import that is stopped or runs out of disk keeps whole notes only; the next one goes on
    where it ended. A note in the trash comes back.

    Raises:
        NothingThere: no such file or folder.
        StoreError: the library can't be written; what was imported before is there.
    """
    found = find_files(path)
    tally = _Tally(unreadable=list(found.unreadable))
    writer = _Writer(library, tuple(notebook), tally)
    batch: list[SourceNote] = []
    for done, item in enumerate(read_notes(found.root, found.files), start=1):
        if isinstance(item, FileProblem):
            tally.unreadable.append(item)
        else:
            batch.append(item)
        if _is_full(batch):
            writer.write(batch)
            batch = []
            progress(done, len(found.files))
            if should_stop():
                return tally.report(found.other_files)
    writer.write(batch)
    progress(len(found.files), len(found.files))
    return tally.report(found.other_files)


@dataclass(slots=True)
class _Tally:
    """Counts what becomes of the files."""

    unreadable: list[FileProblem]
    created: list[Guid] = field(default_factory=list)
    updated: list[Guid] = field(default_factory=list)
    unchanged: int = 0
    older: list[Path] = field(default_factory=list)
    remarks: list[FileRemark] = field(default_factory=list)

    def report(self, other_files: int) -> ImportReport:
        return ImportReport(
            created=tuple(self.created),
            updated=tuple(self.updated),
            unchanged=self.unchanged,
            older=tuple(self.older),
            unreadable=tuple(self.unreadable),
            remarks=tuple(self.remarks),
            other_files=other_files,
        )


def _is_full(batch: list[SourceNote]) -> bool:
    return len(batch) >= _BATCH_NOTES or sum(len(n.body) for n in batch) >= _BATCH_CHARACTERS


class _Writer:
    """Writes batches of notes, each in one transaction."""

    def __init__(self, library: Library, notebook: tuple[str, ...], tally: _Tally) -> None:
        self._library = library
        self._notebook = notebook
        self._tally = tally
        self._seen: set[Guid] = set()

    def write(self, batch: list[SourceNote]) -> None:
        if not batch:
            return
        with self._library.write(Origin.IMPORT) as transaction:
            notebooks: dict[tuple[str, ...], Guid | None] = {(): None}
            for source in map(self._with_own_guid, batch):
                place = self._notebook + source.folder
                existing = transaction.notes.find(source.guid)
                if existing is not None:
                    _meet(transaction, existing, source, self._tally)
                    continue
                if place not in notebooks:
                    notebooks[place] = transaction.notebooks.ensure_path(place)
                _create(transaction, source, notebooks[place])
                self._tally.created.append(source.guid)
        self._tally.remarks += (FileRemark(s.path, r) for s in batch for r in s.remarks)

    def _with_own_guid(self, source: SourceNote) -> SourceNote:
        """Tell apart two files of one import that give the same id: a file and its copy."""
        if source.guid in self._seen:
            source = replace(source, guid=source.content_guid, has_own_id=False)
        self._seen.add(source.guid)
        return source


def _create(transaction: Transaction, source: SourceNote, notebook: Guid | None) -> None:
    transaction.notes.create(
        guid=source.guid,
        title=source.title,
        body=source.body,
        notebook=notebook,
        tags=source.tags,
        is_pinned=source.is_pinned,
        created_at=source.created_at,
        updated_at=source.updated_at,
    )


def _meet(transaction: Transaction, existing: Note, source: SourceNote, tally: _Tally) -> None:
    """Bring a note that is here already up to date, unless what is here is newer.

    Only a file that names its note can hold a newer text; the note's text goes to its history.
    """
    if existing.is_deleted:
        transaction.notes.restore(source.guid)
    here = (existing.title, existing.body, set(existing.tags))
    is_same = here == (source.title, source.body, set(source.tags))
    if is_same or not source.has_own_id:
        if existing.is_deleted:
            tally.updated.append(source.guid)
        else:
            tally.unchanged += 1
    elif source.changed_at <= existing.updated_at:
        tally.older.append(source.path)
    else:
        transaction.history.checkpoint(source.guid)
        transaction.notes.edit(source.guid, title=source.title, body=source.body, tags=source.tags)
        tally.updated.append(source.guid)
