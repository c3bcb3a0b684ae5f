"""What the list says when it has no rows: why, and what one can do."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from notesapp.store.places import ALL_NOTES, Collection, InNotebook, Place, WithTag
from notesapp.ui.theme import Theme
from notesapp.ui.widgets.empty_state import EmptyState


class EmptyList(EmptyState):
    """One sentence for each place and for a search without hits.

    Signals:
        new_note_requested: a str, the title.
        search_everywhere_requested: look in all notes instead.
    """

    new_note_requested = Signal(str)
    search_everywhere_requested = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(theme, parent, icon_size=30)
        self._place: Place = ALL_NOTES
        self._name = ""
        self._query = ""
        self._is_searching = False

    def set_place(self, place: Place, name: str) -> None:
        """Speak of a place."""
        self._place, self._name = place, name
        self._update_words()

    def set_query(self, query: str) -> None:
        """Speak of a query."""
        self._query = query

    def set_searching(self, is_searching: bool) -> None:
        """Speak of the query rather than of the place, or the other way round."""
        self._is_searching = is_searching
        self._update_words()

    def _update_words(self) -> None:
        if self._is_searching:
            self._say_nothing_found()
            return
        match self._place:
            case Collection.ALL_NOTES:
                self.say("file-text", "", self.tr("No notes yet."))
            case Collection.PINNED:
                self.say("pin", "", self.tr("Pin a note to see it here."))
            case Collection.TRASH:
                self.say("trash-2", "", self.tr("Nothing here. Deleted notes stay 30 days."))
            case Collection.CONFLICTS:
                self.say("circle-check", "", self.tr("All decided."), role="ok")
            case Collection.UNSYNCHRONIZED:
                self.say("circle-check", "", self.tr("Everything is sent."), role="ok")
            case WithTag():
                self.say("tag", "", self.tr("Add a tag to a note to see it here."))
            case InNotebook():
                self.say("folder", "", self.tr("No notes in “{0}” yet.").format(self._name))
                button = self.add_button(self.tr("New note"))
                button.clicked.connect(lambda: self.new_note_requested.emit(""))

    def _say_nothing_found(self) -> None:
        query = self._query
        if self._place == ALL_NOTES:
            self.say("search", "", self.tr("Nothing found for “{0}”.").format(query))
        else:
            words = self.tr("Nothing found for “{0}” in “{1}”.").format(query, self._name)
            self.say("search", "", words)
            everywhere = self.add_button(self.tr("Search all notes"))
            everywhere.clicked.connect(self.search_everywhere_requested)
        create = self.add_button(self.tr("New note “{0}”").format(_short(query)), "ghost")
        create.clicked.connect(lambda: self.new_note_requested.emit(query))


def _short(text: str) -> str:
    return text if len(text) <= 16 else text[:15] + "…"
