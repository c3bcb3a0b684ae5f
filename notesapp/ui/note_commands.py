"""What a person does to notes and notebooks outside the editor: write it on the store thread."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Any

from PySide6.QtCore import QObject, Signal

from notesapp.core.changes import Origin
from notesapp.core.ids import Guid
from notesapp.store.library import Library
from notesapp.store.places import Collection, InNotebook, Place, WithTag
from notesapp.store.transactions import Transaction
from notesapp.ui.tasks import Tasks


class NoteCommands(QObject):
    """Commands on notes and notebooks; each is one transaction and returns at once.

    Signals:
        note_created: the Guid of a new note, once it is saved.
        notebook_created: the Guid of a new notebook, once it is saved.
        happened: (str, callable or None): what was done, and what takes it back.
        failed: the Exception that stopped a command; nothing was changed then.
    """

    note_created = Signal(str)
    notebook_created = Signal(str)
    happened = Signal(str, object)
    failed = Signal(object)

    def __init__(self, library: Library, tasks: Tasks, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._library = library
        self._tasks = tasks

    # -- notes ----------------------------------------------------------------------------

    def create_note(self, place: Place, title: str = "") -> None:
        """Create a note where the user is looking."""
        notebook = place.guid if isinstance(place, InNotebook) else None
        tags = (place.name,) if isinstance(place, WithTag) else ()
        is_pinned = place == Collection.PINNED

        def create(transaction: Transaction) -> Guid:
            note = transaction.notes.create(
                title=title, notebook=notebook, tags=tags, is_pinned=is_pinned
            )
            return note.guid

        # Empty, it waits for its first words before it makes a sync run.
        origin = Origin.USER if title or tags else Origin.DRAFT
        self._write(create, self.note_created.emit, origin)

    def delete(self, guids: Sequence[Guid]) -> None:
        """Move notes to Recently deleted, with a way back."""
        self._write(
            lambda transaction: _each(transaction.notes.delete, guids),
            lambda _: self.happened.emit(
                self.tr("%n note(s) moved to Recently deleted", "", len(guids)),
                lambda: self.restore(guids, is_undo=True),
            ),
        )

    def restore(self, guids: Sequence[Guid], *, is_undo: bool = False) -> None:
        """Take notes back out of Recently deleted."""

        def tell(_: object) -> None:
            if not is_undo:
                self.happened.emit(self.tr("%n note(s) restored", "", len(guids)), None)

        self._write(lambda transaction: _each(transaction.notes.restore, guids), tell)

    def purge(self, guids: Sequence[Guid]) -> None:
        """Delete notes for ever."""
        self._write(lambda transaction: _each(transaction.notes.purge, guids))

    def pin(self, guids: Sequence[Guid], *, is_pinned: bool) -> None:
        """Keep notes at the top of their lists, or not."""
        self._write(
            lambda transaction: _each(
                lambda guid: transaction.notes.edit(guid, is_pinned=is_pinned), guids
            )
        )

    def move(self, guids: Sequence[Guid], notebook: Guid | None, name: str) -> None:
        """Move notes to a notebook (None: to no notebook), with a way back."""

        def move(transaction: Transaction) -> dict[Guid, Guid | None]:
            before = {guid: transaction.notes.get(guid).notebook for guid in guids}
            _each(lambda guid: transaction.notes.edit(guid, notebook=notebook), guids)
            return before

        def tell(before: dict[Guid, Guid | None]) -> None:
            text = self.tr("%n note(s) moved to “{0}”", "", len(guids)).format(name)
            self.happened.emit(text, lambda: self._move_back(before))

        self._write(move, tell)

    def set_tag(self, guids: Sequence[Guid], tag: str, *, is_set: bool) -> None:
        """Put a tag on notes, or take it off."""

        def edit(transaction: Transaction) -> None:
            for guid in guids:
                tags = set(transaction.notes.get(guid).tags)
                tags = tags | {tag} if is_set else tags - {tag}
                transaction.notes.edit(guid, tags=tuple(sorted(tags)))

        self._write(edit)

    # -- notebooks ------------------------------------------------------------------------

    def create_notebook(self, parent: Guid | None = None, name: str = "") -> None:
        """Create a notebook; its name is usually edited in place right after."""
        wanted = name or self.tr("New notebook")
        self._write(
            lambda transaction: transaction.notebooks.create(wanted, parent).guid,
            self.notebook_created.emit,
        )

    def rename_notebook(self, guid: Guid, name: str) -> None:
        """Give a notebook another name."""
        self._write(lambda transaction: transaction.notebooks.rename(guid, name))

    def move_notebook(self, guid: Guid, parent: Guid | None) -> None:
        """Put a notebook into another, or at the top."""
        self._write(lambda transaction: transaction.notebooks.move(guid, parent))

    def delete_notebook(self, guid: Guid, name: str) -> None:
        """Delete a notebook; its notes and notebooks move up and nothing else is lost."""
        self._write(
            lambda transaction: transaction.notebooks.delete(guid),
            lambda _: self.happened.emit(
                self.tr("Notebook “{0}” deleted. Its notes are kept.").format(name), None
            ),
        )

    def _move_back(self, before: dict[Guid, Guid | None]) -> None:
        def move(transaction: Transaction) -> None:
            for guid, notebook in before.items():
                transaction.notes.edit(guid, notebook=notebook)

        self._write(move)

    def _write(
        self,
        work: Callable[[Transaction], Any],
        on_done: Callable[[Any], None] | None = None,
        origin: Origin = Origin.USER,
    ) -> None:
        def run() -> Any:
            with self._library.write(origin) as transaction:
                return work(transaction)

        self._tasks.submit(run, on_done, self.failed.emit)


def _each(command: Callable[[Guid], object], guids: Iterable[Guid]) -> None:
    for guid in guids:
        command(guid)
