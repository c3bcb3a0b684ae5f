"""The main window: assembles the panes and carries wishes from one to another, no logic."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, QSize, Qt, Signal, Slot
from PySide6.QtGui import QCloseEvent, QKeyEvent, QKeySequence
from PySide6.QtWidgets import QApplication, QMainWindow, QMenu, QStackedWidget

from notesapp.core.changes import ChangeSet
from notesapp.core.errors import StoreError
from notesapp.core.ids import Guid
from notesapp.store.library import Library
from notesapp.store.places import ALL_NOTES, CONFLICTS, TRASH
from notesapp.ui.actions import ICON_NAME, Actions
from notesapp.ui.areas import next_area
from notesapp.ui.editor.pane import EditorPane
from notesapp.ui.messages import describe
from notesapp.ui.note_commands import NoteCommands
from notesapp.ui.notelist.pane import NoteListPane
from notesapp.ui.panes import Mode, Panes
from notesapp.ui.placing import open_size
from notesapp.ui.selected_notes import SelectedNotesPage
from notesapp.ui.sidebar.contents import Entry
from notesapp.ui.sidebar.pane import SidebarPane
from notesapp.ui.switcher.choices import Choice, ChoiceKind, Command
from notesapp.ui.switcher.switcher import QuickSwitcher
from notesapp.ui.tasks import Tasks
from notesapp.ui.theme import Theme
from notesapp.ui.widgets.toast import Toast
from notesapp.ui.window_menus import WindowMenus
from notesapp.ui.window_state import WindowState
from notesapp.workers.change_bus import ChangeBus

_DEFAULT_SIZE = QSize(1280, 800)
_MINIMUM_SIZE = QSize(480, 480)


class MainWindow(QMainWindow):
    """Sidebar, note list and editor.

    Attributes:
        actions_by_name: every action; those without a slot here (import, export, settings,
            sync_now, set_up_sync, quit, about) are for the application to connect.

    Signals:
        compare_requested, history_requested: a Guid, as str.
        review_requested: the notes that need a decision were asked for and there are some.
        closing: it is being closed; its state is saved.
    """

    compare_requested = Signal(str)
    history_requested = Signal(str)
    review_requested = Signal()
    closing = Signal()

    def __init__(
        self,
        *,
        theme: Theme,
        library: Library,
        tasks: Tasks,
        lookups: Tasks,
        change_bus: ChangeBus,
        editor: EditorPane,
        state: WindowState,
    ) -> None:
        """Assemble the window.

        Args:
            tasks: writes, on the store thread.
            lookups: reads that take longer than a frame, on a thread of their own.
        """
        super().__init__()
        self._theme = theme
        self._library = library
        self._editor = editor
        self._state = state
        self._place_to_restore: str | None = state.place_key
        self._closes_anyway = False
        self._undo: Callable[[], object] | None = None
        self.commands = NoteCommands(library, tasks, self)
        self.sidebar = SidebarPane(theme, library, lookups, self)
        self.notes = NoteListPane(theme, library, lookups, self)
        self._selected = SelectedNotesPage(theme, self)
        self.actions_by_name = Actions(self)
        self._build_ui(theme, library, lookups)
        self._connect_panes(change_bus)
        self._connect_actions()
        self._restore()

    @property
    def theme(self) -> Theme:
        """The colours and fonts it shows."""
        return self._theme

    def open_note(self, guid: Guid) -> None:
        """Open a note wherever it is, and show its row."""
        if self.notes.model.row(guid) < 0:
            with self._library.read() as snapshot:
                note = snapshot.notes.find(guid)
            self._go_to("trash" if note is not None and note.is_deleted else "all")
        self.notes.search.clear()
        self.notes.select(guid)
        self._show_note(guid)

    def show_event(
        self, text: str, action: str = "", on_action: Callable[[], object] | None = None
    ) -> None:
        """Show a toast; `action` takes back what happened, also from the Edit menu."""
        self._undo = on_action
        self.actions_by_name["undo_last"].setEnabled(on_action is not None)
        self.toast.show_event(text, action, on_action)

    def show_sync_on(self, is_set_up: bool) -> None:
        """Mark notes that aren't sent yet; without sync that would be every note."""
        self.notes.set_shows_unsent(is_set_up)
        self.actions_by_name["sync_now"].setEnabled(is_set_up)

    def closeEvent(self, event: QCloseEvent) -> None:
        if not self._closes_anyway and not self._saves_everything():
            event.ignore()
            return
        chosen = self.sidebar.chosen
        self._state.save(
            geometry=self.saveGeometry(),
            splitter=self.panes.save_state(),
            is_sidebar_hidden=self.panes.is_sidebar_hidden,
            place_key=chosen.key if chosen else "all",
            note=self._editor.current,
            sort=self.notes.sort,
            density=self.notes.density,
            folded=self.sidebar.view.collapsed_keys(),
        )
        self._editor.show_note(None)  # left like any other, so an empty one goes
        self.closing.emit()
        super().closeEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.panes.close_overlay()
        super().keyPressEvent(event)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        # Dates such as "Yesterday" grow old while the window lies behind others.
        if event.type() == QEvent.Type.ActivationChange and self.isActiveWindow():
            self.notes.view.viewport().update()

    # -- building -------------------------------------------------------------------------

    def _build_ui(self, theme: Theme, library: Library, lookups: Tasks) -> None:
        self.setWindowTitle(self.tr("Notes"))
        self.setMinimumSize(_MINIMUM_SIZE)
        self._stack = QStackedWidget(self)
        self._stack.addWidget(self._editor)
        self._stack.addWidget(self._selected)
        self.panes = Panes(theme, self.sidebar, self.notes, self._stack, self)
        self.setCentralWidget(self.panes)
        self.toast = Toast(theme, self)
        self.toast.stand_over(self._stack)
        self.switcher = QuickSwitcher(theme, library, lookups, self)
        editors = self._editor.actions_by_name
        self.actions_by_name.adopt(
            "edit", [editors[name] for name in ("find", "find_next", "find_previous", "replace")]
        )
        self.actions_by_name.adopt("edit", self._editor.formatting_actions)
        self.actions_by_name.adopt("note", [editors[name] for name in ("pin", "tags", "move")])
        self.actions_by_name.adopt(
            "note", [editors[name] for name in ("compare", "history", "save")]
        )
        self.actions_by_name.adopt("note", [editors["delete"]])
        menu = QMenu(self)
        self.actions_by_name.fill(menu)
        self.sidebar.menu_button.setMenu(menu)
        self.actions_by_name.fill(self.menuBar())
        if not self.menuBar().isNativeMenuBar():
            self.menuBar().hide()

    def _connect_panes(self, change_bus: ChangeBus) -> None:
        change_bus.changed.connect(self._on_library_changed)
        menus = WindowMenus(
            self, self._library, self.commands, self.sidebar, self.notes, self._selected
        )
        menus.delete_requested.connect(self.delete_notes)
        self.sidebar.place_chosen.connect(self._on_place_chosen)
        self.sidebar.place_changed.connect(self._on_place_changed)
        self.sidebar.new_notebook_requested.connect(self.commands.create_notebook)
        self.sidebar.hide_requested.connect(self.panes.toggle_sidebar)
        self.sidebar.loaded.connect(self._on_sidebar_loaded)
        self.notes.selection_changed.connect(self._on_selection_changed)
        self.notes.new_note_requested.connect(self.new_note)
        self.notes.search_everywhere_requested.connect(lambda: self._go_to("all"))
        self.notes.delete_requested.connect(self.delete_notes)
        self.notes.open_requested.connect(self._on_open_requested)
        self.notes.header.sidebar_requested.connect(self.panes.toggle_sidebar)
        self.panes.sidebar_toggled.connect(self._on_sidebar_toggled)
        self.switcher.chosen.connect(self._on_choice)
        self.commands.note_created.connect(self._on_note_created)
        self.commands.notebook_created.connect(self.sidebar.rename_notebook)
        self.commands.happened.connect(self._on_happened)
        self.commands.failed.connect(self._on_failed)
        self._selected.delete_requested.connect(
            lambda: self.delete_notes(self.notes.view.selected_guids())
        )
        self._editor.new_note_requested.connect(self.new_note)
        self._editor.delete_requested.connect(lambda guid: self.delete_notes([Guid(guid)]))
        self._editor.compare_requested.connect(self.compare_requested)
        self._editor.history_requested.connect(self.history_requested)
        self._editor.import_requested.connect(self.actions_by_name["import"].trigger)
        self._editor.set_up_sync_requested.connect(self.actions_by_name["set_up_sync"].trigger)

    def _connect_actions(self) -> None:
        for name, slot in (
            ("new_note", self.new_note),
            ("new_notebook", self._on_new_notebook),
            ("search_all", self._on_search_all),
            ("switcher", self.open_switcher),
            ("palette", lambda: self.open_switcher(">")),
            # The list of commands shows every shortcut, and finds them too.
            ("shortcuts", lambda: self.open_switcher(">")),
            ("sidebar", self.panes.toggle_sidebar),
            ("close_window", self.close),
            ("undo_last", self._on_undo_last),
            ("next_area", lambda: self._step_area(1)),
            ("previous_area", lambda: self._step_area(-1)),
            ("review", self._on_review),
            ("menu", self.sidebar.menu_button.showMenu),
        ):
            self.actions_by_name[name].triggered.connect(_without_arguments(slot, self))
        self.actions_by_name["focus_mode"].toggled.connect(self.panes.set_focus_mode)
        self.actions_by_name["sidebar"].setChecked(True)
        self.actions_by_name["undo_last"].setEnabled(False)

    def _restore(self) -> None:
        open_size(self, _DEFAULT_SIZE)
        if not self._state.geometry.isEmpty():
            self.restoreGeometry(self._state.geometry)
        self.panes.restore_state(self._state.splitter)
        self.sidebar.view.set_collapsed_keys(self._state.folded)
        if self._state.is_sidebar_hidden:
            self.panes.toggle_sidebar()
        if self._state.sort is not self.notes.sort:
            self.notes.set_sort(self._state.sort)
        if self._state.density is not self.notes.density:
            self.notes.set_density(self._state.density)
        self._on_place_chosen(self.sidebar.chosen)
        self._on_sidebar_loaded()
        if self._state.note is not None and self.notes.model.row(self._state.note) >= 0:
            self.notes.select(self._state.note)
        self.panes.show_list()

    # -- places and notes -----------------------------------------------------------------

    @Slot()
    def new_note(self, title: str = "") -> None:
        """Start a note where the user is looking, or in All notes where none can be written."""
        if self.notes.place in (TRASH, CONFLICTS):
            self._go_to("all")
        self.notes.search.clear()
        self.commands.create_note(self.notes.place, title)

    def delete_notes(self, guids: list[Guid]) -> None:
        """Move notes to Recently deleted and go on to the next one."""
        if not guids:
            return
        if self.notes.place == TRASH:
            return
        self.notes.select_neighbour_of(guids)
        self.commands.delete(guids)

    @Slot()
    def open_switcher(self, text: str = "") -> None:
        """Show the quick switcher; ``>`` as text lists commands."""
        listed = [
            Command(
                str(number),
                action.text().replace("&", "").rstrip("…"),
                str(action.property(ICON_NAME) or "chevron-right"),
                action.shortcut().toString(QKeySequence.SequenceFormat.NativeText),
            )
            for number, action in enumerate(self.actions_by_name.listed())
            if action.isEnabled()
        ]
        self.switcher.open(self.sidebar.contents, listed, text)

    def _saves_everything(self) -> bool:
        """Make what is typed durable; if that can't be done, say so and offer the way out."""
        try:
            self._editor.flush()
        except StoreError as error:
            message = describe(error)
            self.show_event(
                self.tr("Not closed yet: {0}. Your last edit is only in this window.").format(
                    message.title
                ),
                self.tr("Close without it"),
                self._close_anyway,
            )
            return False
        return True

    def _close_anyway(self) -> None:
        self._closes_anyway = True
        self.close()

    def _show_note(self, guid: Guid | None) -> None:
        self._stack.setCurrentWidget(self._editor)
        self._editor.show_note(guid)
        if guid is not None:
            self.panes.show_editor()

    def _go_to(self, key: str) -> None:
        self.sidebar.view.choose(key)

    def _on_place_chosen(self, entry: Entry | None) -> None:
        if entry is None or entry.place is None:
            return
        self.notes.show_place(entry.place, entry.name, self._scope(entry))
        self.panes.close_overlay()
        self.panes.show_list()
        current = self._editor.current
        if current is not None and self.notes.model.row(current) >= 0:
            self.notes.select(current)
        elif self.notes.model.rowCount() and self.panes.mode is not Mode.ONE_PANE:
            self.notes.select(self.notes.model.guids()[0])
        else:
            self._show_note(None)

    def _on_place_changed(self, entry: Entry) -> None:
        self.notes.rename_place(entry.name, self._scope(entry))

    def _scope(self, entry: Entry) -> str:
        if entry.place == ALL_NOTES:
            return self.tr("Search all notes")
        return self.tr("Search in {0}").format(entry.name)

    def _on_sidebar_loaded(self) -> None:
        """Go back to where the user was, as soon as that notebook or tag is here."""
        key, self._place_to_restore = self._place_to_restore, None
        if key and key != "all" and not self.sidebar.view.choose(key):
            self._place_to_restore = key if not self.sidebar.contents.total else None

    @Slot(object)
    def _on_library_changed(self, changes: ChangeSet) -> None:
        self.sidebar.apply(changes)
        if changes.notes or changes.conflicts or changes.is_everything:
            self.notes.apply(changes)

    def _on_selection_changed(self, guids: list[Guid]) -> None:
        if len(guids) > 1:
            self._selected.show_count(len(guids))
            self._stack.setCurrentWidget(self._selected)
        elif guids:
            self._show_note(guids[0])

    def _on_open_requested(self) -> None:
        self.panes.show_editor()
        self._editor.focus_text()

    def _on_note_created(self, guid: str) -> None:
        self.notes.select(Guid(guid))
        self._show_note(Guid(guid))
        self._editor.focus_title()

    def _on_new_notebook(self) -> None:
        chosen = self.sidebar.chosen
        self.commands.create_notebook(chosen.notebook if chosen else None)

    # -- the rest -------------------------------------------------------------------------

    def _on_choice(self, choice: Choice) -> None:
        match choice.kind:
            case ChoiceKind.NOTE:
                self.open_note(Guid(choice.target))
                self._editor.focus_text()
            case ChoiceKind.PLACE:
                self._go_to(choice.target)
                self.notes.view.setFocus()
            case ChoiceKind.NEW_NOTE:
                self.new_note(choice.target)
            case ChoiceKind.COMMAND:
                self.actions_by_name.listed()[int(choice.target)].trigger()

    def _on_search_all(self) -> None:
        self._go_to("all")
        self.notes.search.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.notes.search.selectAll()

    def _on_review(self) -> None:
        if self.sidebar.contents.decisions:
            self._go_to("decisions")
            self.review_requested.emit()

    def _on_sidebar_toggled(self, is_shown: bool) -> None:
        self.actions_by_name["sidebar"].setChecked(is_shown)
        self.notes.header.sidebar_button.setVisible(not is_shown)

    def _on_happened(self, text: str, undo: Callable[[], object] | None) -> None:
        self.show_event(text, self.tr("Undo") if undo else "", undo)

    def _on_undo_last(self) -> None:
        undo, self._undo = self._undo, None
        self.actions_by_name["undo_last"].setEnabled(False)
        self.toast.dismiss()
        if undo is not None:
            undo()

    def _on_failed(self, error: Exception) -> None:
        message = describe(error)
        self.show_event(f"{message.title}. {message.text}")

    def _step_area(self, step: int) -> None:
        """Move the focus to the next pane, and to the toast while there is one."""
        target = next_area(
            [
                self.sidebar.view,
                self.notes.search,
                self.notes.view,
                self._stack.currentWidget() or self._editor,
                self.toast.button,
            ],
            QApplication.focusWidget(),
            step,
        )
        if target is self._editor:
            self._editor.focus_text()
        else:
            target.setFocus(Qt.FocusReason.TabFocusReason)


class _Caller(QObject):
    """Calls a slot without the `checked` that `QAction.triggered` sends."""

    def __init__(self, slot: Callable[[], object], parent: QObject) -> None:
        super().__init__(parent)
        self._slot = slot

    @Slot()
    def call(self) -> None:
        """Call it."""
        self._slot()


def _without_arguments(slot: Callable[[], object], parent: QObject) -> Callable[[], None]:
    return _Caller(slot, parent).call
