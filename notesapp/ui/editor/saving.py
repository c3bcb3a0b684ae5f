"""Writing what was typed into the library, never over what somebody else wrote meanwhile."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Self

from notesapp.core.changes import Origin
from notesapp.core.ids import Guid, Rev
from notesapp.core.merge_note import merge_note
from notesapp.core.model import Note, NoteContent, VersionReason
from notesapp.store.library import Library
from notesapp.store.transactions import Transaction

_FIELDS = ("title", "body", "notebook", "tags", "is_pinned")


@dataclass(frozen=True, slots=True)
class Known:
    """A state of the note in the library: what an edit is based on."""

    rev: Rev
    content: NoteContent
    is_deleted: bool

    @classmethod
    def of(cls, note: Note) -> Self:
        """Return what is known after reading `note`."""
        return cls(note.rev, content_of(note), note.is_deleted)


def content_of(note: Note) -> NoteContent:
    """Return what a person wrote in a note."""
    return NoteContent(note.title, note.body, note.notebook, note.tags, note.is_pinned)


class SaveRequest:
    """One save: `draft`, which was made from `base`.

    Make it on the Qt thread; `run` may run on another.

    Attributes:
        written: the note after this save, once it is durable.
        error: why it wasn't saved.
        unproven: the note as this save leaves it, though the commit may still fail.
    """

    def __init__(
        self,
        library: Library,
        guid: Guid,
        base: Known,
        draft: NoteContent,
        *,
        earlier: SaveRequest | None = None,
        is_checkpoint: bool = False,
    ) -> None:
        """
        Args:
            earlier: a save of the same note that was withdrawn, though it may have happened.
            is_checkpoint: make a version in the history of it.
        """
        self.draft = draft
        self.written: Known | None = None
        self.error: Exception | None = None
        self._library = library
        self._guid = guid
        self._base = base
        self._earlier = earlier
        self._is_checkpoint = is_checkpoint
        self._is_withdrawn = False
        self.unproven: Known | None = None

    def withdraw(self) -> None:
        """Don't save this any more; if it has begun, whoever comes next sees it in `earlier`."""
        self._is_withdrawn = True

    def run(self) -> SaveRequest:
        """Save; durable when this returns.

        Raises:
            StoreError: nothing was written.
        """
        try:
            with self._library.write(Origin.EDITOR) as transaction:
                if self._is_withdrawn:
                    return self
                self.unproven = Known.of(self._save(transaction))
        except Exception as error:
            self.error = error
            raise
        self.written = self.unproven
        return self

    def _save(self, transaction: Transaction) -> Note:
        notes = transaction.notes
        live = notes.find(self._guid)
        if live is None:  # deleted for ever meanwhile; an edit brings it back, whole
            return notes.create(guid=self._guid, **_all_fields(self.draft))
        base = self._base_of(live)
        draft = self.draft
        if live.is_deleted and draft != base.content and self._was_deleted_elsewhere(transaction):
            notes.restore(self._guid)  # an edit outlives a deletion that knew nothing of it
            live = notes.get(self._guid)
        if live.rev != base.rev and content_of(live) != base.content:
            merged = merge_note(base.content, draft, content_of(live))
            if not merged.is_settled:
                transaction.history.checkpoint(self._guid, VersionReason.COMBINED)
            base, draft = Known.of(live), merged.content
        note = notes.edit(self._guid, **_changed_fields(base.content, draft))
        if self._is_checkpoint:
            transaction.history.checkpoint(self._guid)
        return note

    def _was_deleted_elsewhere(self, transaction: Transaction) -> bool:
        record = transaction.sync.record(self._guid)
        return record is not None and record.revision.node != self._library.node

    def _base_of(self, live: Note) -> Known:
        """The state that the draft was made from; an earlier save of ours is part of it."""
        before = self._earlier.unproven if self._earlier else None
        return before if before is not None and before.rev == live.rev else self._base


def _all_fields(content: NoteContent) -> dict[str, Any]:
    return {name: getattr(content, name) for name in _FIELDS}


def _changed_fields(base: NoteContent, draft: NoteContent) -> dict[str, Any]:
    return {
        name: getattr(draft, name)
        for name in _FIELDS
        if getattr(draft, name) != getattr(base, name)
    }
