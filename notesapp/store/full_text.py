"""Keeps the full-text index in step with new rows; updates and deletions have triggers."""

from __future__ import annotations

from sqlalchemy import Connection, text

_INDEX = text(
    "INSERT INTO note_fts(rowid, title, body, tags)"
    " SELECT id, title, body, tags FROM note WHERE id BETWEEN :first AND :last"
)
_CHECK = text("INSERT INTO note_fts(note_fts, rank) VALUES ('integrity-check', 1)")
_REBUILD = text("INSERT INTO note_fts(note_fts) VALUES ('rebuild')")


def index(connection: Connection, first: int, last: int) -> None:
    """Index the rows with these ids, which were just inserted."""
    connection.execute(_INDEX, {"first": first, "last": last})


def check(connection: Connection) -> None:
    """Compare the index with the notes, word for word.

    Raises:
        LibraryDamaged: they differ; `rebuild` mends it.
    """
    connection.execute(_CHECK)


def rebuild(connection: Connection) -> None:
    """Make the index anew from the notes."""
    connection.execute(_REBUILD)
