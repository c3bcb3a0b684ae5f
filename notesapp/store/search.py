"""Full-text search as you type: title matches first, then the newest.

Ranking every hit of a common word costs more than the search itself (a tenth of a second among
100,000 notes), so nothing is ranked. Three things keep a key press cheap in a large library:

* Of a word that more than a thousand notes hold, the last created and the last edited count.
* One or two letters begin so many words that the index would merge half of itself. They are
  looked for as whole words, and as beginnings in the notes edited last.
* Snippets are cut here (`snippets`), from the notes that are shown.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import islice
from operator import itemgetter
from typing import Any

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    Connection,
    Select,
    and_,
    func,
    or_,
    select,
    text,
    type_coerce,
)

from notesapp.core.ids import Guid
from notesapp.core.model import SearchHit
from notesapp.store.fetch import column
from notesapp.store.mapping import SUMMARY_COLUMNS, summary_from_row
from notesapp.store.notebooks import NotebookReader
from notesapp.store.notes import within
from notesapp.store.places import ALL_NOTES, Place
from notesapp.store.query import Query, parse
from notesapp.store.snippets import Highlighter
from notesapp.store.tables import NoteRow, NoteTagRow

_LARGE = 5_000
_MANY = 1_000
_LAST_EDITED = 300
_CHUNK = 500

_MATCH = text(
    "SELECT rowid FROM note_fts WHERE note_fts MATCH :terms ORDER BY rowid DESC LIMIT :limit"
)

# In the order they are sorted by; the time as a number, since a thousand of them are compared.
_CANDIDATES = select(
    type_coerce(NoteRow.updated_at, BigInteger), NoteRow.id, NoteRow.title, NoteRow.is_deleted
)


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
        highlighter = Highlighter(parsed.terms)
        narrowed = self._narrowed(parsed, place)
        if not parsed.terms:
            ids = self._newest(narrowed, limit)
        elif parsed.needs_scan:
            ids = self._newest(narrowed.where(_contains_all(parsed)), limit)
        else:
            is_everywhere = place is ALL_NOTES and not parsed.tags and not parsed.notebooks
            found = self._indexed(parsed, narrowed, highlighter, is_everywhere=is_everywhere)
            ids = self._titles_first(found, highlighter, is_everywhere=is_everywhere)[:limit]
        return self._hits(ids, highlighter)

    def _indexed(
        self, query: Query, narrowed: Select[Any], highlighter: Highlighter, *, is_everywhere: bool
    ) -> set[int]:
        """Return ids that the index finds, not many more than a thousand."""
        is_large = (self._connection.execute(select(func.max(NoteRow.id))).scalar() or 0) > _LARGE
        terms: dict[str, Any] = {"terms": query.full_text(shortest_prefix=3 if is_large else 1)}
        if is_everywhere:
            found = set(column(self._connection, _MATCH, terms | {"limit": _MANY}))
        else:
            inside = set(column(self._connection, narrowed))
            matching = self._connection.execute(
                _MATCH, terms | {"limit": -1}, execution_options={"yield_per": _CHUNK}
            ).scalars()
            found = set(islice((note_id for note_id in matching if note_id in inside), _MANY))
            matching.close()
        if is_large and (len(found) >= _MANY or query.has_short_word):
            found |= self._in_last_edited(narrowed, highlighter)
        return found

    def _in_last_edited(self, narrowed: Select[Any], highlighter: Highlighter) -> set[int]:
        # Pinned and others apart, so that an index has them in order; then the texts.
        last = [
            note_id
            for is_pinned in (True, False)
            for note_id in self._newest(
                narrowed.where(NoteRow.is_pinned.is_(is_pinned)), _LAST_EDITED
            )
        ]
        rows = self._connection.execute(
            select(NoteRow.id, NoteRow.title, NoteRow.body).where(NoteRow.id.in_(last))
        ).all()
        return {found for found, title, body in rows if highlighter.seems_in(f"{title}\n{body}")}

    def _titles_first(
        self, found: Iterable[int], highlighter: Highlighter, *, is_everywhere: bool
    ) -> list[int]:
        """Return the found notes in the order they are shown in, without those in the trash.

        By id alone: with another condition SQLite would rather walk an index of all notes.
        """
        wanted = [*found]
        rows: list[Any] = []
        for start in range(0, len(wanted), _CHUNK):
            part = wanted[start : start + _CHUNK]
            rows += self._connection.execute(_CANDIDATES.where(NoteRow.id.in_(part))).all()
        rows.sort(key=itemgetter(0, 1), reverse=True)
        in_title: list[int] = []
        rest: list[int] = []
        for _, note_id, title, is_deleted in rows:
            if not (is_deleted and is_everywhere):
                (in_title if highlighter.holds_all(title) else rest).append(note_id)
        return in_title + rest

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
