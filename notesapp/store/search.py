"""Full-text search as you type: title matches first, then the newest.

Ranking every hit of a common word costs more than the search itself, so nothing is ranked:
a person who types two letters wants to see what was written last.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, and_, or_, select, text

from notesapp.core.ids import Guid
from notesapp.core.model import SearchHit
from notesapp.store.mapping import SUMMARY_COLUMNS, summary_from_row
from notesapp.store.notebooks import NotebookReader
from notesapp.store.notes import within
from notesapp.store.places import ALL_NOTES, Place
from notesapp.store.query import Query, parse
from notesapp.store.snippets import Highlighter
from notesapp.store.tables import NoteRow, NoteTagRow

_FEW = 1_000
_CHUNK = 500

_MATCH = text("SELECT rowid FROM note_fts WHERE note_fts MATCH :terms")


class SearchReader:
    """Finds notes by their words."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def find(self, query: str, place: Place = ALL_NOTES, *, limit: int = 200) -> list[SearchHit]:
        """Return the notes in `place` that a query finds; an empty query finds nothing.

        Titles that hold all the words come first, newest first, then the other notes. Any
        input is fine; see `query` for what it means.
        """
        parsed = parse(query)
        if not parsed:
            return []
        narrowed = self._narrowed(parsed, place)
        if not parsed.terms:
            ids = self._newest(narrowed, limit)
        elif parsed.needs_scan:
            ids = self._newest(narrowed.where(_contains_all(parsed)), limit)
        else:
            ids = self._indexed(parsed, narrowed, limit)
        return self._hits(ids, Highlighter(parsed.terms))

    def _indexed(self, query: Query, narrowed: Select[Any], limit: int) -> list[int]:
        """Return ids found by the index, those with all words in the title first."""
        terms = query.full_text()
        found = self._match(terms)
        in_title = self._match(f"{{title}} : ({terms})") if found else set()
        first = self._newest_of(in_title, narrowed, limit)
        rest = self._newest_of(found - in_title, narrowed, limit - len(first))
        return first + rest

    def _match(self, terms: str) -> set[int]:
        return set(self._connection.execute(_MATCH, {"terms": terms}).scalars())

    def _newest_of(self, found: set[int], narrowed: Select[Any], limit: int) -> list[int]:
        """Return the newest of the found notes that are in the place."""
        if not found or limit <= 0:
            return []
        if len(found) <= _FEW:
            return self._newest(narrowed.where(NoteRow.id.in_(found)), limit)
        # Many: walking the list from its newest end meets enough of them soon.
        picked: list[int] = []
        rows = self._connection.execute(_ordered(narrowed).execution_options(yield_per=_CHUNK))
        for note_id in rows.scalars():
            if note_id in found:
                picked.append(note_id)
                if len(picked) == limit:
                    break
        rows.close()
        return picked

    def _newest(self, statement: Select[Any], limit: int) -> list[int]:
        return [*self._connection.execute(_ordered(statement).limit(limit)).scalars()]

    def _narrowed(self, query: Query, place: Place) -> Select[Any]:
        statement = within(select(NoteRow.id), place)
        for name in query.tags:
            tagged = select(NoteTagRow.note_id).where(NoteTagRow.name.in_(self._tags(name)))
            statement = statement.where(NoteRow.id.in_(tagged))
        for name in query.notebooks:
            statement = statement.where(NoteRow.notebook.in_(self._notebooks(name)))
        return statement

    def _tags(self, beginning: str) -> list[str]:
        names = self._connection.execute(select(NoteTagRow.name).distinct()).scalars()
        return [name for name in names if name.casefold().startswith(beginning)]

    def _notebooks(self, beginning: str) -> set[Guid]:
        """Return notebooks whose name or path begins so, with all below them."""
        reader = NotebookReader(self._connection)
        found: set[Guid] = set()
        for book in reader.all():
            path = "/".join(reader.path(book.guid)).casefold()
            if book.name.casefold().startswith(beginning) or path.startswith(beginning):
                found |= reader.descendants(book.guid)
        return found

    def _hits(self, ids: Sequence[int], highlighter: Highlighter) -> list[SearchHit]:
        hits: dict[int, SearchHit] = {}
        for start in range(0, len(ids), _CHUNK):
            part = ids[start : start + _CHUNK]
            rows = self._connection.execute(
                select(NoteRow.id, NoteRow.body, *SUMMARY_COLUMNS).where(NoteRow.id.in_(part))
            )
            for row in rows:
                snippet, spans = highlighter.snippet(row.body)
                hits[row.id] = SearchHit(
                    summary_from_row(row), snippet, highlighter.matches(row.title), spans
                )
        return [hits[note_id] for note_id in ids]


def _ordered(statement: Select[Any]) -> Select[Any]:
    return statement.order_by(NoteRow.updated_at.desc(), NoteRow.guid.desc())


def _contains_all(query: Query) -> ColumnElement[bool]:
    return and_(
        *(
            or_(
                NoteRow.title.contains(term.text, autoescape=True),
                NoteRow.body.contains(term.text, autoescape=True),
            )
            for term in query.terms
        )
    )
