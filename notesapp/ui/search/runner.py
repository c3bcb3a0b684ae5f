"""Runs queries off the Qt thread; only the answer to the newest one counts."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal

from notesapp.core.model import SearchHit
from notesapp.store.library import Library
from notesapp.store.places import Place
from notesapp.ui.tasks import Tasks

LIMIT = 200


class SearchRunner(QObject):
    """Finds notes; a query asked while another runs waits, and only the last one waiting runs.

    Signals:
        found: a tuple of SearchHit, the answer to the newest query.
    """

    found = Signal(object)

    def __init__(self, library: Library, lookups: Tasks, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._library = library
        self._lookups = lookups
        self._wanted: tuple[str, Place] | None = None
        self._is_running = False

    def find(self, query: str, place: Place) -> None:
        """Answer with `found` as soon as possible."""
        self._wanted = (query, place)
        if not self._is_running:
            self._run()

    def cancel(self) -> None:
        """Answer nothing any more."""
        self._wanted = None

    def _run(self) -> None:
        assert self._wanted is not None
        query, place = asked = self._wanted
        self._is_running = True

        def search() -> tuple[tuple[str, Place], list[SearchHit]]:
            with self._library.read() as snapshot:
                return asked, snapshot.search.find(query, place, limit=LIMIT)

        self._lookups.submit(search, self._on_found)

    def _on_found(self, answer: tuple[tuple[str, Place], list[SearchHit]]) -> None:
        self._is_running = False
        asked, hits = answer
        if asked == self._wanted:
            self._wanted = None
            self.found.emit(tuple(hits))
        elif self._wanted is not None:
            self._run()
