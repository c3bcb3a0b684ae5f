"""Merging two versions of a note: its text, and each of its fields by itself."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from notesapp.core.ids import Guid
from notesapp.core.merge import MergedText, merge_text
from notesapp.core.model import JsonObject, NoteContent

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class MergedField(Generic[T]):
    """A field merged.

    Attributes:
        value: what would be saved; this computer's while undecided.
        base: None also if the earlier version isn't known.
    """

    value: T
    base: T | None
    this: T
    other: T
    is_undecided: bool = False


@dataclass(frozen=True, slots=True)
class MergedNote:
    """Two versions of a note merged, field by field."""

    title: MergedField[str]
    body: MergedText
    notebook: MergedField[Guid | None]
    tags: MergedField[tuple[str, ...]]
    is_pinned: MergedField[bool]
    extra: JsonObject

    @property
    def is_settled(self) -> bool:
        """Nothing waits for a person."""
        return self.body.is_settled and not (self.title.is_undecided or self.notebook.is_undecided)

    @property
    def content(self) -> NoteContent:
        """What would be saved now."""
        return NoteContent(
            title=self.title.value,
            body=self.body.text,
            notebook=self.notebook.value,
            tags=self.tags.value,
            is_pinned=self.is_pinned.value,
            extra=self.extra,
        )


def merge_note(base: NoteContent | None, this: NoteContent, other: NoteContent) -> MergedNote:
    """Merge two versions made from `base`; None if that isn't known.

    Tags and the pin never ask: a tag that either side put on or took off stays so, and a pin
    that either side changed is changed.
    """
    return MergedNote(
        title=_merge_value(base.title if base else None, this.title, other.title, base is None),
        body=merge_text(base.body if base else None, this.body, other.body),
        notebook=_merge_value(
            base.notebook if base else None, this.notebook, other.notebook, base is None
        ),
        tags=_merge_tags(base, this, other),
        is_pinned=_merge_pin(base, this, other),
        extra=_merge_extra(base.extra if base else {}, this.extra, other.extra),
    )


def _merge_value(base: T | None, this: T, other: T, is_base_unknown: bool) -> MergedField[T]:
    if this == other:
        return MergedField(this, base, this, other)
    if not is_base_unknown and this == base:
        return MergedField(other, base, this, other)
    is_undecided = is_base_unknown or other != base
    return MergedField(this, base, this, other, is_undecided)


def _merge_tags(
    base: NoteContent | None, this: NoteContent, other: NoteContent
) -> MergedField[tuple[str, ...]]:
    before = set(base.tags) if base else set()
    added = (set(this.tags) | set(other.tags)) - before
    kept = before & set(this.tags) & set(other.tags)
    return MergedField(
        tuple(sorted(kept | added)), base.tags if base else None, this.tags, other.tags
    )


def _merge_pin(
    base: NoteContent | None, this: NoteContent, other: NoteContent
) -> MergedField[bool]:
    """A pin has two values, so two sides that differ leave one that changed it."""
    if base is None:
        value = this.is_pinned or other.is_pinned
    else:
        value = this.is_pinned if this.is_pinned != base.is_pinned else other.is_pinned
    return MergedField(value, base.is_pinned if base else None, this.is_pinned, other.is_pinned)


def _merge_extra(
    base: Mapping[str, Any], this: Mapping[str, Any], other: Mapping[str, Any]
) -> dict[str, Any]:
    """Merge fields of a newer program key by key.

    This program can't ask about what it doesn't know. If both changed a key, the value that
    sorts last stays, so that every device comes to the same.
    """
    merged: dict[str, Any] = {}
    missing = object()
    for key in sorted(base.keys() | this.keys() | other.keys()):
        was, here, there = (fields.get(key, missing) for fields in (base, this, other))
        value = (
            _later(here, there, missing)
            if here != was and there != was
            else (there if here == was else here)
        )
        if value is not missing:
            merged[key] = value
    return merged


def _later(here: object, there: object, missing: object) -> object:
    if missing in (here, there):
        return there if here is missing else here
    return max(here, there, key=repr)
