"""The middle pane: a place's notes, or what a search in it found."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from PySide6.QtCore import QPoint, Signal, Slot
from PySide6.QtWidgets import QStackedWidget, QVBoxLayout, QWidget

from notesapp.core.changes import ChangeSet
from notesapp.core.ids import Guid
from notesapp.core.model import SearchHit
from notesapp.store.library import Library
from notesapp.store.places import ALL_NOTES, NoteSort, Place
from notesapp.ui.notelist.density import Density
from notesapp.ui.notelist.empty import EmptyList
from notesapp.ui.notelist.header import ListHeader
from notesapp.ui.notelist.model import NoteListModel
from notesapp.ui.notelist.view import NoteListView
from notesapp.ui.search.field import SearchField
from notesapp.ui.search.model import SearchResultsModel
from notesapp.ui.search.runner import SearchRunner
from notesapp.ui.tasks import Tasks
from notesapp.ui.theme import Theme
from notesapp.ui.widgets.surface import Surface


class NoteListPane(Surface):
    """Header, search field and rows.

    Signals:
        selection_changed: list of Guid, when the user or `select` chose other notes; never
            because rows came, went or moved by themselves.
        new_note_requested: a str, the title, often empty.
        sort_changed: a NoteSort.
        search_everywhere_requested: look for the query in all notes.
        menu_requested: (list of Guid, QPoint) on a right click.
        delete_requested: list of Guid.
        open_requested: go on to the text of the selected note.
    """

    selection_changed = Signal(list)
    new_note_requested = Signal(str)
    search_everywhere_requested = Signal()
    sort_changed = Signal(object)
    menu_requested = Signal(list, QPoint)
    delete_requested = Signal(list)
    open_requested = Signal()

    def __init__(
        self, theme: Theme, library: Library, lookups: Tasks, parent: QWidget | None = None
    ) -> None:
        super().__init__(theme, "list", parent)
        self._library = library
        self._place: Place = ALL_NOTES
        self._sort = NoteSort.UPDATED
        self._density = Density.COMFORTABLE
        self._wanted: Guid | None = None
        self._silences = 0
        self._selected_before: list[Guid] = []
        self._chosen: list[Guid] = []
        self.model = NoteListModel(library, lookups, self)
        self.results = SearchResultsModel(self)
        self._runner = SearchRunner(library, lookups, self)
        self._build_ui(theme)
        self._connect_signals()

    @property
    def place(self) -> Place:
        """The place that is shown."""
        return self._place

    @property
    def sort(self) -> NoteSort:
        """The order of the list."""
        return self._sort

    @property
    def density(self) -> Density:
        """How much of each note shows."""
        return self._density

    @property
    def is_searching(self) -> bool:
        """Whether the rows are search results."""
        return bool(self.search.text().strip())

    def show_place(self, place: Place, name: str, scope: str) -> None:
        """Show a place under its name; `scope` says what the search field searches then."""
        self._place = place
        self.header.title.setText(name)
        self.search.set_scope(scope)
        self._empty.set_place(place, name)
        self.model.show_place(place, self._sort)
        if self.is_searching:
            self._runner.find(self.search.text().strip(), place)
        self._show_rows_or_words()

    def rename_place(self, name: str, scope: str) -> None:
        """The shown notebook has another name now."""
        self.header.title.setText(name)
        self.search.set_scope(scope)
        self._empty.set_place(self._place, name)

    def set_sort(self, sort: NoteSort) -> None:
        """Show the rows in another order, the selection with them."""
        selected = self.view.selected_guids()
        self._sort = sort
        self.header.set_sort(sort)
        with self._silence():
            self.model.show_place(self._place, sort)
        if selected and (row := self._rows().row(selected[0])) >= 0:
            self.view.scrollTo(self._rows().index(row))
        self.sort_changed.emit(sort)

    def set_density(self, density: Density) -> None:
        """Show more or less of each note."""
        self._density = density
        self.header.set_density(density)
        self.view.set_density(density)

    def select(self, guid: Guid) -> bool:
        """Select a note, now or as soon as its row is known; tell whether it was now."""
        self._wanted = None if self._try_select(guid) else guid
        return self._wanted is None

    def select_neighbour_of(self, guids: list[Guid]) -> None:
        """Select what follows these notes, which are about to go."""
        known = list(self._rows().guids())
        rows = sorted(known.index(guid) for guid in guids if guid in known)
        if not rows:
            return
        after = [g for g in known[rows[0] :] if g not in guids] or known[: rows[0]][-1:]
        if after:
            self._try_select(after[0])

    @Slot(object)
    def apply(self, changes: ChangeSet) -> None:
        """Show what a transaction changed; selection and scrolling stay where they are."""
        self.model.apply(changes)
        if self.is_searching and (changes.notes or changes.is_everything):
            self._runner.find(self.search.text().strip(), self._place)
        if self._wanted is not None and self._try_select(self._wanted):
            self._wanted = None
        self._show_rows_or_words()

    def set_shows_unsent(self, is_shown: bool) -> None:
        """Mark what isn't sent yet; only when sync is set up."""
        self.model.set_shows_unsent(is_shown)
        self.results.set_shows_unsent(is_shown)

    def set_footer(self, widget: QWidget) -> None:
        """Put a widget (the sync card) below the list."""
        self._footer.addWidget(widget)

    def set_banner(self, banner: QWidget) -> None:
        """Put a banner between the search field and the rows; it shows itself when needed."""
        self._banner_row.setContentsMargins(8, 0, 8, 8)
        self._banner_row.addWidget(banner)

    # -- inside ---------------------------------------------------------------------------

    def _build_ui(self, theme: Theme) -> None:
        self.header = ListHeader(theme, self)
        self.search = SearchField(self)
        self.view = NoteListView(theme, self._library.clock.now, self)
        self.view.setModel(self.model)
        self._empty = EmptyList(theme, self)
        self._stack = QStackedWidget(self)
        self._stack.addWidget(self.view)
        self._stack.addWidget(self._empty)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.header)
        field = QVBoxLayout()
        field.setContentsMargins(14, 6, 15, 12)
        field.addWidget(self.search)
        column.addLayout(field)
        self._banner_row = QVBoxLayout()
        column.addLayout(self._banner_row)
        column.addWidget(self._stack, stretch=1)
        self._footer = QVBoxLayout()
        column.addLayout(self._footer)
        self.header.set_sort(self._sort)
        self.header.set_density(self._density)

    def _connect_signals(self) -> None:
        self.header.sort_chosen.connect(self.set_sort)
        self.header.density_chosen.connect(self.set_density)
        self.header.new_note_requested.connect(lambda: self.new_note_requested.emit(""))
        self.search.query_changed.connect(self._on_query_changed)
        self.search.left_downwards.connect(self._on_left_downwards)
        self._runner.found.connect(self._on_found)
        self.model.rows_changing.connect(self._hush)
        self.model.rows_changed.connect(self._speak)
        self.model.settled.connect(self._on_settled)
        self.view.menu_requested.connect(
            lambda spot: self.menu_requested.emit(self.view.selected_guids(), spot)
        )
        self.view.delete_requested.connect(
            lambda: self.delete_requested.emit(self.view.selected_guids())
        )
        self.view.open_requested.connect(self.open_requested)
        self._empty.new_note_requested.connect(self.new_note_requested)
        self._empty.search_everywhere_requested.connect(self.search_everywhere_requested)
        self._follow_selection()

    def _rows(self) -> NoteListModel | SearchResultsModel:
        return self.results if self.view.model() is self.results else self.model

    def _follow_selection(self) -> None:
        self.view.selectionModel().selectionChanged.connect(self._on_selection_changed)

    def _on_selection_changed(self) -> None:
        if not self._silences:
            self._wanted = None
            self._chosen = self.view.selected_guids()
            self.selection_changed.emit(self._chosen)

    def _try_select(self, guid: Guid) -> bool:
        row = self._rows().row(guid)
        if row < 0:
            return False
        self.view.select_row(row)
        return True

    def _on_query_changed(self, query: str) -> None:
        self._empty.set_query(query)
        if query:
            self._runner.find(query, self._place)
            return
        self._runner.cancel()
        self._show_model(self.model)
        self._show_rows_or_words()

    def _on_found(self, hits: tuple[SearchHit, ...]) -> None:
        if not self.is_searching:
            return
        with self._silence():
            self.results.show_hits(hits)
        self._show_model(self.results)
        self._show_rows_or_words()

    def _on_left_downwards(self) -> None:
        if self._rows().rowCount():
            if not self.view.selected_guids():
                self.view.select_row(0)
            self.view.setFocus()

    def _on_settled(self) -> None:
        if self._wanted is not None and self._try_select(self._wanted):
            self._wanted = None
        self._show_rows_or_words()

    def _show_model(self, model: NoteListModel | SearchResultsModel) -> None:
        """Let the view show rows or results; what was selected stays selected if it is there."""
        if self.view.model() is model:
            return
        with self._silence():
            # What was chosen before a search is chosen again after it.
            self._selected_before = self._selected_before or self._chosen
            self.view.setModel(model)
            self._follow_selection()

    def _show_rows_or_words(self) -> None:
        self._empty.set_searching(self.is_searching)
        self._stack.setCurrentWidget(self.view if self._rows().rowCount() else self._empty)

    @contextmanager
    def _silence(self) -> Iterator[None]:
        self._hush()
        try:
            yield
        finally:
            self._speak()

    def _hush(self) -> None:
        """Keep rows that come, go or move by themselves from looking like a choice of the user."""
        if not self._silences:
            self._selected_before = self.view.selected_guids()
        self._silences += 1

    def _speak(self) -> None:
        """Undo what Qt did to the selection meanwhile: it selects a neighbour of what goes."""
        if self._silences == 1 and self.view.selected_guids() != self._selected_before:
            rows = [self._rows().row(guid) for guid in self._selected_before]
            self.view.select_rows([row for row in rows if row >= 0])
        self._silences -= 1
