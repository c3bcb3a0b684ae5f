"""Full-text search as you type."""

from __future__ import annotations

from sqlalchemy import Connection

from notesapp.core.model import SearchHit
from notesapp.store.places import ALL_NOTES, Place


class SearchReader:
    """Finds notes by their words."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def find(self, query: str, place: Place = ALL_NOTES, *, limit: int = 200) -> list[SearchHit]:
        """Return hits."""
        raise NotImplementedError
