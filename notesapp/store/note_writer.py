"""Writing notes: create, edit, trash, restore, delete for ever."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime, timedelta
from types import EllipsisType

from sqlalchemy import delete, select

from notesapp.core.errors import NotFound
from notesapp.core.ids import Guid
from notesapp.core.model import Note, NoteContent, RecordKind
from notesapp.store import records, revisions
from notesapp.store.context import Work
from notesapp.store.notes import NoteReader
from notesapp.store.tables import ConflictRow, NotebookRow, NoteRow
from notesapp.store.text import storable_content


class NoteWriter(NoteReader):
    """Notes inside a write transaction; each call that changes something is one stamped edit."""

    def __init__(self, work: Work) -> None:
        super().__init__(work.connection)
        self._work = work

    def create(
        self,
        *,
        title: str = "",
        body: str = "",
        notebook: Guid | None = None,
        tags: Iterable[str] = (),
        is_pinned: bool = False,
        guid: Guid | None = None,
        created_at: datetime | None = None,
        updated_at: datetime | None = None,
    ) -> Note:
        """Create a note.

        Args:
            guid: given by an import that knows its own ids; a note deleted for ever comes back.

        Raises:
            ValueError: a note with this id is here already.
        """
        content = NoteContent(title, body, notebook, tuple(tags), is_pinned)
        guid = guid or self._work.ids.guid()
        gone = records.find(self._connection, guid)
        if gone is None:
            records.create(self._work, guid, content, created_at=created_at, updated_at=updated_at)
        elif gone.kind is RecordKind.NOTE and gone.row.is_purged:
            records.edit(self._work, gone, content, is_deleted=False)
        else:
            raise ValueError(f"{guid} is here already")
        return self.get(guid)

    def edit(
        self,
        guid: Guid,
        *,
        title: str | EllipsisType = ...,
        body: str | EllipsisType = ...,
        notebook: Guid | EllipsisType | None = ...,
        tags: Iterable[str] | EllipsisType = ...,
        is_pinned: bool | EllipsisType = ...,
    ) -> Note:
        """Change the given fields; nothing is written if none of them differs.

        Pinning and moving don't count as "updated" for the person. An edit of a note that was
        deleted for ever meanwhile brings it back: what was typed is never refused.

        Raises:
            NotFound: there never was such a note.
        """
        live = records.get(self._connection, guid, RecordKind.NOTE)
        before = live.revision().content
        after = before if isinstance(before, NoteContent) else NoteContent()
        text = after
        if not isinstance(title, EllipsisType):
            text = replace(text, title=title)
        if not isinstance(body, EllipsisType):
            text = replace(text, body=body)
        if not isinstance(tags, EllipsisType):
            text = replace(text, tags=tuple(tags))
        after = text
        if not isinstance(notebook, EllipsisType):
            after = replace(after, notebook=notebook)
        if not isinstance(is_pinned, EllipsisType):
            after = replace(after, is_pinned=is_pinned)
        storable = storable_content(after)
        if storable != before:
            touch = before is None or storable_content(text) != before
            is_deleted = False if before is None else None
            records.edit(self._work, live, storable, is_deleted=is_deleted, touch=touch)
        return self.get(guid)

    def delete(self, guid: Guid) -> None:
        """Put a note into the trash, where its text stays; nothing happens if it is there."""
        live = records.get(self._connection, guid, RecordKind.NOTE)
        if not live.row.is_deleted:
            records.edit(self._work, live, live.revision().content, is_deleted=True)

    def restore(self, guid: Guid) -> None:
        """Take a note out of the trash, to its notebook if that is still there.

        Raises:
            NotFound: it was deleted for ever.
        """
        live = records.get(self._connection, guid, RecordKind.NOTE)
        content = live.revision().content
        if not isinstance(content, NoteContent):
            raise NotFound("note", guid)
        if live.row.is_deleted:
            if content.notebook and not self._is_notebook_live(content.notebook):
                content = replace(content, notebook=None)
            records.edit(self._work, live, content, is_deleted=False)

    def purge(self, guid: Guid) -> None:
        """Delete a note for ever, its history as well; the emptied record tells other devices."""
        live = records.get(self._connection, guid, RecordKind.NOTE)
        if not live.row.is_purged:
            records.edit(self._work, live, None, is_deleted=True)
            revisions.forget_all(self._work, guid)

    def forget_blank(self, guid: Guid) -> bool:
        """Remove a note that never held a word and that no other device can know.

        Nothing is left that could be synchronized. A note with a title, text, tag, version or
        past of any kind stays as it is.

        Returns:
            Whether it was removed.
        """
        live = records.find(self._connection, guid, RecordKind.NOTE)
        if live is None or not records.is_blank_and_unknown(self._connection, live):
            return False
        self._connection.execute(delete(NoteRow).where(NoteRow.id == live.row.id))
        self._work.touched.record(RecordKind.NOTE, guid)
        return True

    def empty_trash(self, older_than: timedelta = timedelta(0)) -> int:
        """Delete for ever what has lain in the trash for so long; return how many notes.

        Notes that wait for a decision stay.
        """
        old = select(NoteRow.guid).where(
            NoteRow.is_deleted.is_(True),
            NoteRow.is_purged.is_(False),
            NoteRow.updated_at <= self._work.now() - older_than,
            NoteRow.guid.not_in(select(ConflictRow.guid)),
        )
        guids = [Guid(guid) for guid in self._connection.execute(old).scalars()]
        for guid in guids:
            self.purge(guid)
        return len(guids)

    def _is_notebook_live(self, guid: Guid) -> bool:
        return (
            self._connection.execute(
                select(NotebookRow.id).where(
                    NotebookRow.guid == guid, NotebookRow.is_deleted.is_(False)
                )
            ).first()
            is not None
        )
