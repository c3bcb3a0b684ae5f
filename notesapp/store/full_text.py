"""Keeps the full-text index in step with new rows; updates and deletions have triggers."""

from __future__ import annotations

from sqlalchemy import Connection, text

_INDEX = text(
    "INSERT INTO note_fts(rowid, title, body, tags)"
    " SELECT id, title, body, tags FROM note WHERE id BETWEEN :first AND :last"
)


def index(connection: Connection, first: int, last: int) -> None:
    """Index the rows with these ids, which were just inserted."""
    connection.execute(_INDEX, {"first": first, "last": last})
