"""The window's context menus, and what dropping things on the sidebar does."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QObject, QPoint, Signal
from PySide6.QtWidgets import QMenu, QWidget

from notesapp.core.ids import Guid
from notesapp.core.model import NoteSummary
from notesapp.store.library import Library
from notesapp.ui.note_commands import NoteCommands
from notesapp.ui.note_menu import fill_move_menu, fill_tag_menu, note_menu
from notesapp.ui.notelist.pane import NoteListPane
from notesapp.ui.selected_notes import SelectedNotesPage
from notesapp.ui.sidebar.contents import Entry, Kind
from notesapp.ui.sidebar.menu import sidebar_menu
from notesapp.ui.sidebar.pane import SidebarPane


class WindowMenus(QObject):
    """Turns right clicks, drops and the page of selected notes into commands.

    Signals:
        delete_requested: list of Guid.
    """

    delete_requested = Signal(list)

    def __init__(
        self,
        window: QWidget,
        library: Library,
        commands: NoteCommands,
        sidebar: SidebarPane,
        notes: NoteListPane,
        selected: SelectedNotesPage,
    ) -> None:
        super().__init__(window)
        self._window = window
        self._library = library
        self._commands = commands
        self._sidebar = sidebar
        self._notes = notes
        sidebar.menu_requested.connect(self._on_sidebar_menu_requested)
        sidebar.view.delete_requested.connect(self._on_notebook_delete_requested)
        sidebar.model.notes_dropped.connect(self._on_notes_dropped)
        sidebar.model.rename_requested.connect(commands.rename_notebook)
        sidebar.model.notebook_dropped.connect(commands.move_notebook)
        notes.menu_requested.connect(self._on_note_menu_requested)
        selected.move_requested.connect(self._on_move_requested)
        selected.tag_requested.connect(self._on_tag_requested)
        selected.pin_requested.connect(self._on_pin_requested)

    def _summaries(self, guids: Sequence[Guid]) -> list[NoteSummary]:
        with self._library.read() as snapshot:
            return snapshot.notes.summaries(guids)

    def _on_note_menu_requested(self, guids: list[Guid], spot: QPoint) -> None:
        notes = self._summaries(guids)
        if notes:
            menu = note_menu(self._window, self._commands, notes, self._sidebar.contents)
            menu.aboutToHide.connect(menu.deleteLater)
            menu.popup(spot)

    def _on_sidebar_menu_requested(self, entry: Entry | None, spot: QPoint) -> None:
        menu = sidebar_menu(self._window, self._commands, entry, self._sidebar.view.rename)
        menu.aboutToHide.connect(menu.deleteLater)
        menu.popup(spot)

    def _on_move_requested(self, button: QWidget) -> None:
        self._popup_under(button, fill_move_menu)

    def _on_tag_requested(self, button: QWidget) -> None:
        self._popup_under(button, fill_tag_menu)

    def _popup_under(self, button: QWidget, fill: Callable[..., None]) -> None:
        notes = self._summaries(self._notes.view.selected_guids())
        menu = QMenu(self._window)
        menu.aboutToHide.connect(menu.deleteLater)
        fill(menu, self._commands, notes, self._sidebar.contents)
        menu.popup(button.mapToGlobal(QPoint(0, button.height())))

    def _on_pin_requested(self) -> None:
        notes = self._summaries(self._notes.view.selected_guids())
        is_pinned = all(note.is_pinned for note in notes)
        self._commands.pin([note.guid for note in notes], is_pinned=not is_pinned)

    def _on_notes_dropped(self, guids: list[Guid], entry: Entry) -> None:
        match entry.kind:
            case Kind.NOTEBOOK:
                self._commands.move(guids, entry.notebook, entry.name)
            case Kind.TAG:
                self._commands.set_tag(guids, entry.name, is_set=True)
            case _ if entry.key == "pinned":
                self._commands.pin(guids, is_pinned=True)
            case _ if entry.key == "trash":
                self.delete_requested.emit(guids)

    def _on_notebook_delete_requested(self, entry: Entry) -> None:
        if entry.notebook is not None:
            self._commands.delete_notebook(entry.notebook, entry.name)
