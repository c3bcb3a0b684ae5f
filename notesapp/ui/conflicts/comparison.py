"""Two versions of a note made ready to be shown side by side; computed off the Qt thread."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import groupby

from notesapp.core.conflict import Conflict
from notesapp.core.diff import Span, align, word_changes
from notesapp.core.ids import Guid
from notesapp.core.merge_note import MergedNote, merge_note
from notesapp.core.model import NoteContent, Revision
from notesapp.core.passages import Passage, PassageState

_LEAD = re.compile(r"\s*(?:(?:[-*+]|\d+[.)]|#+|>)\s+(?:\[[ xX]\]\s+)?)?")
"""A list mark, heading mark or quote mark at the beginning of a line."""

Spans = tuple[tuple[int, int], ...]
"""Changed stretches of one line as (start, end) offsets, in order."""


class Side(StrEnum):
    """A column: this computer's is always the first."""

    THIS = "this"
    OTHER = "other"

    @property
    def opposite(self) -> Side:
        return Side.OTHER if self is Side.THIS else Side.THIS


@dataclass(frozen=True, slots=True)
class Row:
    """A line of each side that stand beside each other; None where a side has no such line."""

    this: int | None
    other: int | None

    def line(self, side: Side) -> int | None:
        return self.this if side is Side.THIS else self.other


@dataclass(frozen=True, slots=True)
class Part:
    """A passage and the rows it takes in the columns.

    Attributes:
        number: its place among the passages, from 0.
        question: its place among the differences that are asked, from 1; None if not asked.
    """

    number: int
    passage: Passage
    rows: tuple[Row, ...]
    question: int | None = None

    @property
    def is_asked(self) -> bool:
        return self.question is not None

    @property
    def comes_from(self) -> Side | None:
        """The side a change was taken from by itself, or None; blank lines don't count."""
        if not self.passage.this.strip() and not self.passage.other.strip():
            return None
        match self.passage.state:
            case PassageState.FROM_THIS:
                return Side.THIS
            case PassageState.FROM_OTHER:
                return Side.OTHER
            case _:
                return None

    def text(self, side: Side) -> str:
        return self.passage.this if side is Side.THIS else self.passage.other


@dataclass(frozen=True, slots=True)
class AskedField:
    """A title or notebook that was changed in two places.

    Attributes:
        name: ``title`` or ``notebook``.
        this, other: what is shown for each side; for a notebook its path.
    """

    name: str
    this: str
    other: str


@dataclass(frozen=True, slots=True)
class Comparison:
    """All that the window shows of a clash; immutable, so it may cross threads.

    Attributes:
        this_lines, other_lines: each side's text, line by line, without line ends.
        marks: for each side the changed words of its lines.
    """

    conflict: Conflict
    merged: MergedNote
    parts: tuple[Part, ...]
    this_lines: tuple[str, ...]
    other_lines: tuple[str, ...]
    marks: Mapping[Side, Mapping[int, Spans]]
    fields: tuple[AskedField, ...]

    @property
    def guid(self) -> Guid:
        return self.conflict.guid

    @property
    def has_base(self) -> bool:
        return self.conflict.base is not None

    @property
    def asked(self) -> tuple[Part, ...]:
        """The differences a person is asked about, in reading order."""
        return tuple(part for part in self.parts if part.is_asked)

    @property
    def automatic(self) -> tuple[Part, ...]:
        """The changes that were combined without asking."""
        return tuple(part for part in self.parts if part.comes_from is not None)

    def lines(self, side: Side) -> tuple[str, ...]:
        return self.this_lines if side is Side.THIS else self.other_lines

    def revision(self, side: Side) -> Revision:
        return self.conflict.this if side is Side.THIS else self.conflict.other


def compare(conflict: Conflict, paths: Mapping[Guid, str]) -> Comparison:
    """Return a clash ready to be shown.

    Args:
        paths: notebook paths as a person reads them, for the notebooks that still exist.
    """
    this, other = note_of(conflict.this), note_of(conflict.other)
    base = note_of(conflict.base) if conflict.base is not None else None
    merged = merge_note(base, this, other)
    passages = merged.body.passages or (Passage(PassageState.UNCHANGED, "", "", ""),)
    parts = _parts(passages)
    this_lines, other_lines = tuple(lines_of(this.body)), tuple(lines_of(other.body))
    return Comparison(
        conflict=conflict,
        merged=merged,
        parts=parts,
        this_lines=this_lines,
        other_lines=other_lines,
        marks=_marks(parts, this_lines, other_lines),
        fields=_fields(merged, paths),
    )


@dataclass(frozen=True, slots=True)
class Deletion:
    """A note that one side deleted and the other edited.

    Attributes:
        kept: the side that still has the note.
        lines, marks: its text, and what was edited in it since both had the same.
    """

    conflict: Conflict
    kept: Side
    lines: tuple[str, ...]
    marks: Mapping[int, Spans]

    @property
    def guid(self) -> Guid:
        return self.conflict.guid


def deletion_of(conflict: Conflict) -> Deletion | None:
    """Return the clash of a deletion and an edit; None if nothing was deleted."""
    if conflict.other.is_deleted:
        kept, revision = Side.THIS, conflict.this
    elif conflict.this.is_deleted:
        kept, revision = Side.OTHER, conflict.other
    else:
        return None
    text = note_of(revision).body
    marks: dict[int, Spans] = {}
    if conflict.base is not None:
        marks = _edits(note_of(conflict.base).body, text)
    return Deletion(conflict, kept, tuple(lines_of(text)), marks)


def _edits(base: str, text: str) -> dict[int, Spans]:
    marks: dict[int, Spans] = {}
    line = 0
    for row in align(base, text):
        if row.other is None:
            continue
        if row.changed:
            new = row.other.rstrip("\n")
            spans = word_changes(row.this.rstrip("\n"), new)[1] if row.this is not None else ()
            whole = ((_LEAD.match(new).end(), len(new)),)  # type: ignore[union-attr]
            marks[line] = _spans(spans) if row.this is not None else whole
        line += 1
    return marks


def note_of(revision: Revision) -> NoteContent:
    """Return a note revision's content; a purged one counts as empty."""
    return revision.content if isinstance(revision.content, NoteContent) else NoteContent()


def lines_of(text: str) -> list[str]:
    """Return a text's lines without their ends; a final line end starts no further line."""
    lines = text.split("\n")
    if not lines[-1]:
        lines.pop()
    return lines


def _parts(passages: Sequence[Passage]) -> tuple[Part, ...]:
    parts: list[Part] = []
    this_line = other_line = questions = 0
    for number, passage in enumerate(passages):
        question = None
        if not passage.is_settled:
            questions += 1
            question = questions
        rows: list[Row] = []
        for has_this, has_other in _pairs(passage):
            rows.append(Row(this_line if has_this else None, other_line if has_other else None))
            this_line += has_this
            other_line += has_other
        parts.append(Part(number, passage, tuple(rows), question))
    return tuple(parts)


def _pairs(passage: Passage) -> list[tuple[bool, bool]]:
    """Say for each row of a passage which sides have a line in it."""
    if passage.state in (PassageState.UNCHANGED, PassageState.SAME_ON_BOTH):
        return [(True, True)] * len(lines_of(passage.this))
    pairs = [(r.this is not None, r.other is not None) for r in align(passage.this, passage.other)]
    return pairs if passage.is_settled else list(_beside_each_other(pairs))


def _beside_each_other(pairs: Iterable[tuple[bool, bool]]) -> Iterator[tuple[bool, bool]]:
    """Put lines that have no partner beside each other, since a card is one passage anyway."""
    for is_whole, run in groupby(pairs, all):
        rows = list(run)
        if is_whole:
            yield from rows
            continue
        this, other = sum(a for a, _ in rows), sum(b for _, b in rows)
        yield from ((line < this, line < other) for line in range(max(this, other)))


def _marks(
    parts: Sequence[Part], this_lines: Sequence[str], other_lines: Sequence[str]
) -> dict[Side, dict[int, Spans]]:
    marks: dict[Side, dict[int, Spans]] = {Side.THIS: {}, Side.OTHER: {}}
    for part in parts:
        if not part.is_asked and part.comes_from is None:
            continue
        for row in part.rows:
            if row.this is None or row.other is None:
                continue
            in_this, in_other = word_changes(this_lines[row.this], other_lines[row.other])
            # What was taken by itself is marked where it came from; the other side is as before.
            if part.comes_from is not Side.OTHER and in_this:
                marks[Side.THIS][row.this] = _spans(in_this)
            if part.comes_from is not Side.THIS and in_other:
                marks[Side.OTHER][row.other] = _spans(in_other)
    return marks


def _spans(spans: Sequence[Span]) -> Spans:
    return tuple((span.start, span.end) for span in spans)


def _fields(merged: MergedNote, paths: Mapping[Guid, str]) -> tuple[AskedField, ...]:
    fields: list[AskedField] = []
    if merged.title.is_undecided:
        fields.append(AskedField("title", merged.title.this, merged.title.other))
    if merged.notebook.is_undecided:
        this, other = merged.notebook.this, merged.notebook.other
        fields.append(
            AskedField("notebook", _path(this, paths), _path(other, paths)),
        )
    return tuple(fields)


def _path(notebook: Guid | None, paths: Mapping[Guid, str]) -> str:
    return "" if notebook is None else paths.get(notebook, "")
