"""The editor pane: shows one note at a time and keeps what is typed in it safe."""

from __future__ import annotations

import logging

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QAction, QPainter, QPaintEvent
from PySide6.QtWidgets import QStackedLayout, QWidget

from notesapp.core.changes import ChangeSet, Origin
from notesapp.core.errors import CannotDecide
from notesapp.core.ids import Guid
from notesapp.core.model import Note, Revision
from notesapp.store.library import Library
from notesapp.store.places import ALL_NOTES
from notesapp.ui.editor.buffer import WidgetBuffer
from notesapp.ui.editor.commands import formatting_actions, make_action
from notesapp.ui.editor.first_page import FirstPage
from notesapp.ui.editor.note_page import NotePage
from notesapp.ui.editor.notebook_picker import NotebookPicker
from notesapp.ui.editor.notices import Act, Notice, notice_for
from notesapp.ui.editor.open_notes import OpenNotes
from notesapp.ui.editor.session import NoteSession, SaveState
from notesapp.ui.tasks import Tasks
from notesapp.ui.theme import Theme
from notesapp.workers.change_bus import ChangeBus

logger = logging.getLogger(__name__)


class EditorPane(QWidget):
    """The open note, or an invitation to write one.

    Signals:
        compare_requested, history_requested, delete_requested: a Guid, as str.
        new_note_requested, import_requested, set_up_sync_requested: from the empty pane.
        saved: the latest words of a note became durable; its Guid, as str.
    """

    compare_requested = Signal(str)
    history_requested = Signal(str)
    delete_requested = Signal(str)
    new_note_requested = Signal()
    import_requested = Signal()
    set_up_sync_requested = Signal()
    saved = Signal(str)

    def __init__(
        self,
        library: Library,
        tasks: Tasks,
        change_bus: ChangeBus,
        theme: Theme,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._library = library
        self._tasks = tasks
        self._theme = theme
        self._notes = OpenNotes(library, tasks, self)
        self._note: Note | None = None
        self._other: Revision | None = None
        self._notice: Notice | None = None
        self.page = NotePage(theme, self._known_tags, self)
        self._first_page = FirstPage(theme, self)
        self._buffer = WidgetBuffer(
            self.page.title, self.page.text, self.page.header, self._notebook_path, self
        )
        self._build_ui()
        self.actions_by_name = self._make_actions()
        self._connect_signals()
        change_bus.changed.connect(self._on_library_changed)
        self.show_note(None)

    @property
    def _session(self) -> NoteSession | None:
        return self._notes.current

    @property
    def current(self) -> Guid | None:
        """The open note."""
        return self._session.guid if self._session else None

    def show_note(self, guid: Guid | None) -> None:
        """Open a note; what was typed in the one before is saved. None or unknown opens none."""
        if guid is not None and guid == self.current:
            return
        self._leave()
        session = self._open(guid) if guid is not None else None
        if session is None:
            self._note = self._other = None
            self._invite()
            return
        self.page.header.save_label.forget()
        self.page.find_bar.close_bar()
        self._buffer.show(session.draft)
        session.attach(self._buffer)
        self.page.show_size()
        self._pages.setCurrentWidget(self.page)
        self._show_state()

    def flush(self) -> None:
        """Save everything that isn't yet, and return when it is durable.

        Raises:
            StoreError: something could not be saved; it stays here.
        """
        self._notes.flush()

    @property
    def is_saved(self) -> bool:
        """Everything typed is durable."""
        return self._notes.is_saved

    def focus_title(self) -> None:
        """Put the cursor into the title, all of it selected."""
        self.page.title.setFocus(Qt.FocusReason.OtherFocusReason)
        self.page.title.selectAll()

    def focus_text(self) -> None:
        """Put the cursor into the text."""
        self.page.text.setFocus(Qt.FocusReason.OtherFocusReason)

    def find_in_note(self, text: str = "") -> None:
        """Open the find bar."""
        if self._session:
            self.page.find_bar.open(text)

    def edit_tags(self) -> None:
        """Open the field for a new tag."""
        if self._session:
            self.page.header.tags.start_adding()

    def choose_notebook(self) -> None:
        """Open the list of notebooks."""
        button = self.page.header.notebook_button
        if self._session is None or not button.isEnabled():
            return
        with self._library.read() as snapshot:
            notebooks = snapshot.notebooks.all()
        picker = NotebookPicker(self._theme, self.window())
        picker.notebook_chosen.connect(self._buffer.move_to)
        picker.notebook_requested.connect(self._on_notebook_requested)
        picker.closed.connect(picker.deleteLater)
        picker.choose(notebooks, self._buffer.notebook, button)

    def save_now(self) -> None:
        """Save at once and make a version in the history of it."""
        if self._session:
            self._session.save(is_checkpoint=True)

    # --- the open note ---------------------------------------------------------------------

    def _open(self, guid: Guid) -> NoteSession | None:
        with self._library.read() as snapshot:
            note = snapshot.notes.find(guid)
            has_sync = snapshot.sync.remote() is not None
        if note is None:
            return None
        self.page.header.save_label.stays = not has_sync
        session = self._notes.open(note)
        session.state_changed.connect(self._on_state_changed)
        session.note_read.connect(self._on_note_read)
        session.updated_from.connect(self._on_updated_from)
        session.gone.connect(self._on_gone)
        self._note = note
        self._other = self._read_other(note)
        return session

    def _leave(self) -> None:
        """Let go of the open note; nothing it does from now on is shown as this pane's."""
        session = self._session
        if session is not None:
            session.note_read.disconnect(self._on_note_read)
            session.updated_from.disconnect(self._on_updated_from)
            session.gone.disconnect(self._on_gone)
            session.state_changed.disconnect(self._on_state_changed)
        self._notes.leave()

    def _invite(self) -> None:
        with self._library.read() as snapshot:
            is_empty = snapshot.notes.count(ALL_NOTES) == 0
        self._first_page.invite(is_library_empty=is_empty)
        self._pages.setCurrentWidget(self._first_page)
        self._enable_actions()

    def _read_other(self, note: Note) -> Revision | None:
        if not note.has_conflict:
            return None
        with self._library.read() as snapshot:
            try:
                return snapshot.conflicts.get(note.guid).other
            except CannotDecide:  # decided between the two reads
                return None

    def _known_tags(self) -> list[str]:
        with self._library.read() as snapshot:
            return [tag.name for tag in snapshot.tags.all()]

    def _notebook_path(self, guid: Guid) -> tuple[str, ...]:
        with self._library.read() as snapshot:
            return snapshot.notebooks.path(guid)

    # --- slots -----------------------------------------------------------------------------

    def _on_edited(self) -> None:
        if self._session:
            self._session.touch()

    def _on_library_changed(self, changes: ChangeSet) -> None:
        self._notes.on_library_changed(changes)
        if self._session is None and (changes.notes or changes.is_everything):
            self.show_note(None)
        elif changes.notebooks or changes.is_everything:
            self._buffer.refresh_notebook()

    def _on_state_changed(self, state: SaveState) -> None:
        self._show_state()
        self.page.header.save_label.show_state(state)
        if state is SaveState.SAVED and self._session:
            self.saved.emit(self._session.guid)

    def _on_note_read(self, note: Note) -> None:
        self._note = note
        self._other = self._read_other(note)
        if self._session:
            self._show_state()

    def _on_updated_from(self, device: str) -> None:
        text = self.tr("Updated from {device}") if device else self.tr("Updated")
        self.page.header.save_label.show_event(text.format(device=device))

    def _on_gone(self) -> None:
        self.show_note(None)

    def _show_state(self) -> None:
        """Show the banner that the note and its saving ask for."""
        if self._note is None or self._session is None:
            return
        self._notice = notice_for(self._note, self._other, self._notes.error())
        self.page.set_editable(not self._note.is_deleted)
        self._enable_actions()
        if self._notice is None:
            self.page.banner.hide()
            return
        notice = self._notice
        self.page.banner.show_message(
            notice.title,
            notice.text,
            notice.action,
            icon_name=notice.icon_name,
            role=notice.role,
        )

    def _on_banner_action(self) -> None:
        if self._notice is None or self._session is None:
            return
        match self._notice.act:
            case Act.COMPARE:
                self._ask(self.compare_requested)
            case Act.RESTORE:
                guid = self._session.guid
                self._tasks.submit(lambda: self._restore(guid))
            case Act.TRY_AGAIN:
                self._notes.save()

    def _restore(self, guid: Guid) -> None:
        with self._library.write(Origin.USER) as transaction:
            transaction.notes.restore(guid)

    def _on_notebook_requested(self, name: str) -> None:
        self._tasks.submit(lambda: self._make_notebook(name), self._buffer.move_to)

    def _make_notebook(self, name: str) -> Guid:
        with self._library.write(Origin.USER) as transaction:
            return transaction.notebooks.create(name).guid

    def _ask(self, signal: object) -> None:
        """Emit a wish about the open note; whoever hears it should find everything saved."""
        if self._session:
            self._session.save()
            signal.emit(self._session.guid)  # type: ignore[attr-defined]

    # --- building --------------------------------------------------------------------------

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.FocusOut and self._session:
            self._session.save()
        return False

    def paintEvent(self, event: QPaintEvent) -> None:
        QPainter(self).fillRect(event.rect(), self._theme.tokens.editor)

    def _build_ui(self) -> None:
        self._pages = QStackedLayout(self)
        self._pages.addWidget(self._first_page)
        self._pages.addWidget(self.page)

    def _connect_signals(self) -> None:
        self._buffer.edited.connect(self._on_edited)
        self._notes.left_changed.connect(self._show_state)
        self._notes.saved.connect(self.saved)
        self.page.title.installEventFilter(self)
        self.page.text.installEventFilter(self)
        self.page.banner.action_requested.connect(self._on_banner_action)
        self.page.header.notebook_requested.connect(self.choose_notebook)
        self.page.header.history_requested.connect(self.actions_by_name["history"].trigger)
        self._first_page.new_note_requested.connect(self.new_note_requested)
        self._first_page.import_requested.connect(self.import_requested)
        self._first_page.set_up_sync_requested.connect(self.set_up_sync_requested)

    def _make_actions(self) -> dict[str, QAction]:
        """Make the commands about the note, for the keys, the menu here and the window's menus."""
        bar, header = self.page.find_bar, self.page.header
        specs = {
            "find": (self.tr("Find in note…"), self.find_in_note, "Ctrl+F"),
            "find_next": (self.tr("Find next"), bar.find_next, "F3"),
            "find_previous": (self.tr("Find previous"), bar.find_previous, "Shift+F3"),
            "replace": (self.tr("Replace…"), lambda: bar.open(with_replace=True), "Ctrl+H"),
            "save": (self.tr("Save a version"), self.save_now, "Ctrl+S"),
            "tags": (self.tr("Add a tag…"), self.edit_tags, "Ctrl+T"),
            "move": (self.tr("Move to a notebook…"), self.choose_notebook, "Ctrl+Shift+M"),
            "pin": (self.tr("Pin or unpin"), header.pin_button.click, "Ctrl+Shift+I"),
            "history": (
                self.tr("History"), lambda: self._ask(self.history_requested), "Ctrl+Shift+H",
            ),
            "compare": (
                self.tr("Compare versions…"), self._compare, "Ctrl+Shift+D",
            ),
            "delete": (self.tr("Delete note"), lambda: self._ask(self.delete_requested), ""),
        }  # fmt: skip
        made = {
            name: make_action(self, text, run, keys, for_window=True)
            for name, (text, run, keys) in specs.items()
        }
        self.formatting_actions = formatting_actions(self.page.text, self.page)
        for name in ("find", "replace", "save", "", "tags", "move", "history", "", "delete"):
            if name:
                header.more_menu.addAction(made[name])
            else:
                header.more_menu.addSeparator()
        return made

    def _enable_actions(self) -> None:
        is_open = self._session is not None
        is_live = is_open and self._note is not None and not self._note.is_deleted
        for name, action in self.actions_by_name.items():
            needs_life = name in ("replace", "save", "tags", "move", "pin", "delete")
            action.setEnabled(is_live if needs_life else is_open)
        self.actions_by_name["compare"].setEnabled(is_open and self._other is not None)
        for action in self.formatting_actions:
            action.setEnabled(is_live)

    def _compare(self) -> None:
        if self._other is not None:
            self._ask(self.compare_requested)
