"""One open profile: its library, threads and windows, made together and taken down together."""

from __future__ import annotations

import logging
from functools import cached_property
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt, QTimer, Signal, Slot

from notesapp.config.credentials import Credentials
from notesapp.core.errors import MassDeletion, StoreError
from notesapp.core.ids import Guid
from notesapp.store.library import Library
from notesapp.sync.guard import Permission
from notesapp.sync.report import SyncReport
from notesapp.ui.editor.pane import EditorPane
from notesapp.ui.main_window import MainWindow
from notesapp.ui.messages import describe
from notesapp.ui.preferences.live_settings import LiveSettings
from notesapp.ui.syncing.card import SyncCard
from notesapp.ui.syncing.popover import SyncPopover
from notesapp.ui.syncing.trouble_banner import TroubleBanner
from notesapp.ui.theme import Theme
from notesapp.ui.window_state import WindowState
from notesapp.workers.change_bus import ChangeBus
from notesapp.workers.sync_controller import SyncController
from notesapp.workers.sync_status import SyncStatus
from notesapp.workers.tasks import TaskRunner

if TYPE_CHECKING:
    from notesapp.app.secondary_windows import SecondaryWindows

logger = logging.getLogger(__name__)

_FIRST_BACKUP_MS = 20_000
_BACKUP_CHECK_MS = 60 * 60 * 1000


class ProfileSession(QObject):
    """Everything that belongs to one profile while its window is open.

    No part of it is global, so two profiles can be open in one process, as in the demo.

    Signals:
        ended: the window was closed and everything is taken down.
    """

    ended = Signal()

    def __init__(self, library: Library, theme: Theme, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.library = library
        self._theme = theme
        self._credentials = Credentials(library.profile)
        self.settings = LiveSettings(library.profile, self)
        self._change_bus = ChangeBus(library, self)
        self._writes = TaskRunner("store", self)
        self._lookups = TaskRunner("lookups", self)
        self._network = TaskRunner("network", self)
        self.sync = SyncController(
            library, self._credentials, self._change_bus, self.settings.current, self
        )
        self._is_closed = False
        self._backup_timer = QTimer(self)
        self._backup_timer.timeout.connect(self._back_up_if_due)
        self._build_windows()
        self._connect_windows()
        self._connect_sync()

    def start(self) -> None:
        """Show the window, then start what can wait: sync and, later, the automatic backup."""
        self.window.show()
        self.window.notes.view.setFocus()
        self.sync.start()
        self._backup_timer.start(_FIRST_BACKUP_MS)

    @Slot()
    def bring_forward(self) -> None:
        """Show the window in front of others."""
        self.window.setWindowState(self.window.windowState() & ~Qt.WindowState.WindowMinimized)
        self.window.show()
        self.window.raise_()
        self.window.activateWindow()

    def close(self) -> None:
        """Save what is typed, end the threads, close the library; safe to call twice."""
        if self._is_closed:
            return
        self._is_closed = True
        # First of all, or the views would go on reading what is about to be taken down.
        self._change_bus.close()
        self.sync.shutdown()
        try:
            self.editor.flush()
        except StoreError:
            # The window refuses to close in this case; this is the last way out (log-off).
            logger.exception("the last edit could not be saved")
        for runner in (self._network, self._lookups, self._writes):
            runner.shutdown()
        self.library.close()

    # --- building -----------------------------------------------------------------------------

    def _build_windows(self) -> None:
        library, theme, bus = self.library, self._theme, self._change_bus
        self.editor = EditorPane(library, self._writes, bus, theme)
        self.window = MainWindow(
            theme=theme,
            library=library,
            tasks=self._writes,
            lookups=self._lookups,
            change_bus=bus,
            editor=self.editor,
            state=WindowState(library.profile),
        )
        self.card = SyncCard(self.sync, theme, library.clock.now)
        self.window.sidebar.set_footer(self.card)
        # Where the sidebar is put away, sync must not go out of sight with it.
        self.list_card = SyncCard(self.sync, theme, library.clock.now)
        self.window.notes.set_footer(self.list_card)
        self.list_card.setHidden(self.window.sidebar.isVisibleTo(self.window))
        self.trouble = TroubleBanner(theme, library.clock.now, self.window)
        self.window.notes.set_banner(self.trouble)
        self.popover = SyncPopover(library, self.sync, theme, self.window)

    @cached_property
    def windows(self) -> SecondaryWindows:
        """The other windows."""
        # Imported here: they and what they need take as long to import as all the rest.
        from notesapp.app.secondary_windows import SecondaryWindows

        made = SecondaryWindows(
            main=self.window,
            library=self.library,
            credentials=self._credentials,
            settings=self.settings,
            writes=self._writes,
            network=self._network,
            change_bus=self._change_bus,
            theme=self._theme,
        )
        made.account_changed.connect(self.sync.account_changed)
        made.permission_given.connect(self._on_permission_given)
        made.decided.connect(self._on_decided)
        return made

    def _connect_windows(self) -> None:
        window, actions = self.window, self.window.actions_by_name
        window.compare_requested.connect(self.open_compare)
        window.review_requested.connect(self._on_review_requested)
        window.history_requested.connect(self.open_history)
        window.closing.connect(self._on_closing)
        actions["import"].triggered.connect(self._on_import_requested)
        actions["export"].triggered.connect(self._on_export_requested)
        actions["settings"].triggered.connect(self._on_settings_requested)
        actions["about"].triggered.connect(self._on_about_requested)
        actions["set_up_sync"].triggered.connect(self._on_set_up_requested)
        actions["sync_now"].triggered.connect(self._on_sync_requested)
        actions["quit"].triggered.connect(window.close)

    def _connect_sync(self) -> None:
        self.sync.status_changed.connect(self._on_status_changed)
        self.sync.run_finished.connect(self._on_run_finished)
        self.sync.status_changed.connect(self.trouble.show_status)
        self.trouble.sign_in_requested.connect(self._on_sign_in_requested)
        self.trouble.deletion_review_requested.connect(self._on_deletion_review_requested)
        self.trouble.try_again_requested.connect(self._on_sync_requested)
        self.window.panes.sidebar_toggled.connect(self.list_card.setHidden)
        for card in (self.card, self.list_card):
            card.set_up_requested.connect(self._on_set_up_requested)
            card.sign_in_requested.connect(self._on_sign_in_requested)
            card.review_requested.connect(self._on_review_requested)
            card.deletion_review_requested.connect(self._on_deletion_review_requested)
            card.details_requested.connect(self._on_details_requested)
        self.popover.set_up_requested.connect(self._on_set_up_requested)
        self.popover.sign_in_requested.connect(self._on_sign_in_requested)
        self.popover.review_requested.connect(self._on_review_requested)
        self.popover.deletion_review_requested.connect(self._on_deletion_review_requested)
        self.popover.settings_requested.connect(self._on_sync_settings_requested)
        self.popover.note_requested.connect(self._on_note_requested)
        self.popover.history_requested.connect(self.open_history)

    # --- windows ------------------------------------------------------------------------------

    @Slot(str)
    def open_compare(self, guid: str) -> None:
        """Show the two versions of a note."""
        self.save_typing()
        self.windows.compare.show_conflict(Guid(guid))

    @Slot(str)
    def open_history(self, guid: str) -> None:
        """Show a note's versions."""
        self.save_typing()
        self.windows.history.show_history(Guid(guid))

    @Slot()
    def save_typing(self) -> None:
        """Save what is typed at once; another window, or a log-off, is about to need it."""
        try:
            self.editor.flush()
        except StoreError as error:
            message = describe(error)
            self.window.show_event(f"{message.title}. {message.text}")

    # --- slots --------------------------------------------------------------------------------

    @Slot()
    def _on_settings_requested(self) -> None:
        self.windows.open_settings()

    @Slot()
    def _on_sync_settings_requested(self) -> None:
        self.popover.dismiss()
        self.windows.open_sync_settings()

    @Slot()
    def _on_about_requested(self) -> None:
        self.windows.open_about()

    @Slot()
    def _on_set_up_requested(self) -> None:
        self.popover.dismiss()
        self.windows.open_set_up()

    @Slot()
    def _on_sign_in_requested(self) -> None:
        self.popover.dismiss()
        self.windows.open_sign_in()

    @Slot()
    def _on_import_requested(self) -> None:
        self.windows.transfer.choose_import()

    @Slot()
    def _on_export_requested(self) -> None:
        self.save_typing()
        self.windows.transfer.choose_export()

    @Slot()
    def _on_review_requested(self) -> None:
        self.popover.dismiss()
        self.save_typing()
        self.windows.compare.show_conflict(None)

    @Slot()
    def _on_sync_requested(self) -> None:
        self.save_typing()
        self.sync.sync_now()

    @Slot()
    def _on_details_requested(self) -> None:
        shown = self.list_card if self.list_card.isVisible() else self.card
        self.popover.toggle_over(shown)

    @Slot(str)
    def _on_note_requested(self, guid: str) -> None:
        self.popover.dismiss()
        self.window.open_note(Guid(guid))

    @Slot(object)
    def _on_status_changed(self, status: SyncStatus) -> None:
        self.window.show_sync_on(status.is_set_up)

    @Slot(object)
    def _on_run_finished(self, report: SyncReport) -> None:
        combined = len(report.combined)
        if combined:
            self.window.show_event(
                self.tr("%n note(s) combined automatically", "", combined),
                self.tr("Show"),
                self._on_details_requested,
            )

    @Slot()
    def _on_deletion_review_requested(self) -> None:
        self.popover.dismiss()
        error = self.sync.status.error
        if not isinstance(error, MassDeletion):
            return
        self.windows.ask_about_deletion(error)

    @Slot(object)
    def _on_permission_given(self, permission: Permission) -> None:
        self.sync.sync_with(permission)

    @Slot()
    def _on_decided(self) -> None:
        if self.settings.current().sync.after_edits:
            self.sync.sync_now()

    @Slot()
    def _back_up_if_due(self) -> None:
        self._backup_timer.start(_BACKUP_CHECK_MS)
        if self.library.is_backup_due:
            self._lookups.submit(self.library.back_up, None, self._on_backup_failed)
            self._writes.submit(self.library.tidy_up)

    @Slot(object)
    def _on_backup_failed(self, error: Exception) -> None:
        message = describe(error)
        self.window.show_event(
            self.tr("No backup was made today. {title}.").format(title=message.title)
        )

    @Slot()
    def _on_closing(self) -> None:
        if "windows" in self.__dict__:  # made at all
            self.windows.close()
        self.close()
        self.ended.emit()
