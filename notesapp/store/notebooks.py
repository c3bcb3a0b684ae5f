"""Notebooks: a tree that bears parents which haven't arrived and circles made by two devices."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import replace

from sqlalchemy import Connection, func, select

from notesapp.core.errors import NotFound
from notesapp.core.ids import Guid
from notesapp.core.model import Notebook, NotebookContent, NoteContent, RecordKind
from notesapp.store import records
from notesapp.store.context import Work
from notesapp.store.tables import NotebookRow, NoteRow
from notesapp.store.text import sort_key, storable


class NotebookReader:
    """Notebooks as the snapshot shows them."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def all(self) -> list[Notebook]:
        """Return all notebooks, each before its children, brothers by name.

        One whose parent is unknown, deleted or its own descendant stands at the top level.
        """
        books = self._live()
        children: dict[Guid | None, list[Notebook]] = defaultdict(list)
        for book in sorted(books.values(), key=lambda b: (sort_key(b.name), b.guid)):
            children[book.parent if book.parent in books else None].append(book)
        ordered: dict[Guid, Notebook] = {}
        _descend(children[None], children, ordered)
        for book in books.values():
            if book.guid not in ordered:
                _descend([book], children, ordered)
        return [*ordered.values()]

    def get(self, guid: Guid) -> Notebook:
        """Return a notebook.

        Raises:
            NotFound: there is none, or it was deleted.
        """
        book = self._live().get(guid)
        if book is None:
            raise NotFound("notebook", guid)
        return book

    def path(self, guid: Guid) -> tuple[str, ...]:
        """Return a notebook's name with those above it, outermost first; () if it is unknown."""
        books = self._live()
        names: list[str] = []
        seen: set[Guid] = set()
        step: Guid | None = guid
        while step in books and step not in seen:
            seen.add(step)
            names.insert(0, books[step].name)
            step = books[step].parent
        return tuple(names)

    def find_path(self, names: Sequence[str]) -> Guid | None:
        """Return the notebook at a path such as ``("Travel", "Lisbon")``, or None."""
        books, found = self._live(), None
        for name in map(storable, names):
            matching = [
                book.guid
                for book in books.values()
                if book.name == name and (book.parent if book.parent in books else None) == found
            ]
            if not matching:
                return None
            found = min(matching)
        return found

    def descendants(self, guid: Guid) -> set[Guid]:
        """Return a notebook's id and those of all notebooks below it."""
        children: dict[Guid | None, list[Notebook]] = defaultdict(list)
        books = self._live()
        for book in books.values():
            children[book.parent].append(book)
        below: dict[Guid, Notebook] = {}
        _descend([books[guid]] if guid in books else [], children, below)
        return set(below)

    def _live(self) -> dict[Guid, Notebook]:
        counts = dict(
            self._connection.execute(
                select(NoteRow.notebook, func.count())
                .where(NoteRow.is_deleted.is_(False), NoteRow.notebook.is_not(None))
                .group_by(NoteRow.notebook)
            ).all()
        )
        rows = self._connection.execute(
            select(NotebookRow.guid, NotebookRow.name, NotebookRow.parent).where(
                NotebookRow.is_deleted.is_(False)
            )
        )
        return {
            Guid(row.guid): Notebook(row.guid, row.name, row.parent, counts.get(row.guid, 0))
            for row in rows
        }


class NotebookWriter(NotebookReader):
    """Notebooks inside a write transaction."""

    def __init__(self, work: Work) -> None:
        super().__init__(work.connection)
        self._work = work

    def create(self, name: str, parent: Guid | None = None) -> Notebook:
        """Create a notebook; brothers may share a name."""
        guid = self._work.ids.guid()
        records.create(self._work, guid, NotebookContent(name, parent))
        return self.get(guid)

    def ensure_path(self, names: Sequence[str]) -> Guid:
        """Return the notebook at a path, creating what is missing on the way.

        Raises:
            ValueError: the path is empty.
        """
        if not names:
            raise ValueError("an empty path names no notebook")
        found: Guid | None = None
        for depth in range(1, len(names) + 1):
            found = self.find_path(names[:depth]) or self.create(names[depth - 1], found).guid
        assert found is not None
        return found

    def rename(self, guid: Guid, name: str) -> Notebook:
        """Give a notebook another name."""
        return self._change(guid, name=name)

    def move(self, guid: Guid, parent: Guid | None) -> Notebook:
        """Put a notebook into another, or to the top level.

        Raises:
            ValueError: `parent` is the notebook itself or lies below it.
        """
        if parent is not None and parent in self.descendants(guid):
            raise ValueError("a notebook can't lie in itself")
        return self._change(guid, parent=parent)

    def delete(self, guid: Guid) -> None:
        """Delete a notebook; its notes and notebooks move up to where it lay."""
        live = records.get(self._connection, guid, RecordKind.NOTEBOOK)
        if live.row.is_deleted:
            return
        parent = Guid(live.row.parent) if live.row.parent else None
        for child in self._guids(select(NotebookRow.guid).where(NotebookRow.parent == guid)):
            self._change(child, parent=parent)
        for note in self._guids(select(NoteRow.guid).where(NoteRow.notebook == guid)):
            self._move_note(note, parent)
        records.edit(self._work, live, live.revision().content, is_deleted=True)

    def _change(self, guid: Guid, **fields: str | Guid | None) -> Notebook:
        live = records.get(self._connection, guid, RecordKind.NOTEBOOK)
        before = live.revision().content
        if not isinstance(before, NotebookContent) or live.row.is_deleted:
            raise NotFound("notebook", guid)
        after = replace(before, **fields)  # type: ignore[arg-type]
        if after != before:
            records.edit(self._work, live, after)
        return self.get(guid)

    def _move_note(self, guid: Guid, parent: Guid | None) -> None:
        live = records.get(self._connection, guid, RecordKind.NOTE)
        content = live.revision().content
        if isinstance(content, NoteContent):
            records.edit(self._work, live, replace(content, notebook=parent), touch=False)

    def _guids(self, statement: object) -> list[Guid]:
        return [*self._connection.execute(statement).scalars()]  # type: ignore[call-overload]


def _descend(
    books: Iterable[Notebook],
    children: dict[Guid | None, list[Notebook]],
    into: dict[Guid, Notebook],
) -> None:
    waiting = [*books][::-1]
    while waiting:
        book = waiting.pop()
        if book.guid not in into:
            into[book.guid] = book
            waiting += children[book.guid][::-1]
