"""One open profile: its library, threads and windows, made together and taken down together."""

from __future__ import annotations

import logging

from PySide6.QtCore import QObject, Qt, Signal, Slot

from notesapp.config.credentials import Credentials
from notesapp.core.conflict import Keep
from notesapp.core.errors import MassDeletion, StoreError
from notesapp.core.ids import Guid
from notesapp.store.library import Library
from notesapp.sync.guard import Permission
from notesapp.sync.report import SyncReport
from notesapp.ui.conflicts.window import CompareWindow
from notesapp.ui.editor.pane import EditorPane
from notesapp.ui.history.window import HistoryWindow
from notesapp.ui.main_window import MainWindow
from notesapp.ui.messages import describe
from notesapp.ui.preferences.appearance_page import AppearancePage
from notesapp.ui.preferences.data_page import DataPage
from notesapp.ui.preferences.live_settings import LiveSettings
from notesapp.ui.preferences.sync_page import SyncPage
from notesapp.ui.preferences.two_places_page import TwoPlacesPage
from notesapp.ui.preferences.window import SettingsWindow
from notesapp.ui.syncing.card import SyncCard
from notesapp.ui.syncing.deletion_dialog import DeletionDialog
from notesapp.ui.syncing.popover import SyncPopover
from notesapp.ui.syncing.set_up_dialog import SetUpDialog
from notesapp.ui.syncing.sign_in_dialog import SignInDialog
from notesapp.ui.theme import Theme
from notesapp.ui.transfer.flows import TransferFlows
from notesapp.ui.window_state import WindowState
from notesapp.workers.change_bus import ChangeBus
from notesapp.workers.sync_controller import SyncController
from notesapp.workers.sync_status import SyncStatus
from notesapp.workers.tasks import TaskRunner

logger = logging.getLogger(__name__)


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
        self._settings_window: SettingsWindow | None = None
        self._is_closed = False
        self._build_windows()
        self._connect_windows()
        self._connect_sync()

    def start(self) -> None:
        """Show the window, then start what can wait: sync and the automatic backup."""
        self.window.show()
        self.sync.start()
        if self.library.is_backup_due:
            self._lookups.submit(self.library.back_up, None, self._on_backup_failed)

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
        self.sync.shutdown()
        try:
            self.editor.flush()
        except StoreError:
            # The window refuses to close in this case; this is the last way out (log-off).
            logger.exception("the last edit could not be saved")
        for runner in (self._network, self._lookups, self._writes):
            runner.shutdown()
        self._change_bus.close()
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
        self.popover = SyncPopover(library, self.sync, theme, self.window)
        self.compare = CompareWindow(library, self._writes, bus, theme, self.window)
        self.history = HistoryWindow(library, self._writes, bus, theme, self.window)
        self.transfer = TransferFlows(library, self._writes, theme, self.window)

    def _connect_windows(self) -> None:
        window, actions = self.window, self.window.actions_by_name
        window.compare_requested.connect(self.open_compare)
        window.review_requested.connect(self._on_review_requested)
        window.history_requested.connect(self.open_history)
        window.closing.connect(self._on_closing)
        self.compare.resolved.connect(self._on_resolved)
        self.transfer.happened.connect(window.show_event)
        actions["import"].triggered.connect(self.transfer.choose_import)
        actions["export"].triggered.connect(self.transfer.choose_export)
        actions["settings"].triggered.connect(self._on_settings_requested)
        actions["about"].triggered.connect(self._on_about_requested)
        actions["set_up_sync"].triggered.connect(self.open_set_up)
        actions["sync_now"].triggered.connect(self._on_sync_requested)
        actions["quit"].triggered.connect(window.close)

    def _connect_sync(self) -> None:
        self.sync.status_changed.connect(self._on_status_changed)
        self.sync.run_finished.connect(self._on_run_finished)
        self.card.set_up_requested.connect(self.open_set_up)
        self.card.sign_in_requested.connect(self.open_sign_in)
        self.card.review_requested.connect(self._on_review_requested)
        self.card.deletion_review_requested.connect(self._on_deletion_review_requested)
        self.card.details_requested.connect(self._on_details_requested)
        self.popover.set_up_requested.connect(self.open_set_up)
        self.popover.sign_in_requested.connect(self.open_sign_in)
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
        self.compare.show_conflict(Guid(guid))

    @Slot(str)
    def open_history(self, guid: str) -> None:
        """Show a note's versions."""
        self.save_typing()
        self.history.show_history(Guid(guid))

    @Slot()
    def open_set_up(self) -> SetUpDialog:
        """Ask for a server and an account."""
        dialog = SetUpDialog(
            self.library, self._credentials, self._network, self._theme, self.window
        )
        dialog.connected.connect(self.sync.account_changed)
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()
        return dialog

    @Slot()
    def open_sign_in(self) -> None:
        """Ask for the password again."""
        dialog = SignInDialog(
            self.library, self._credentials, self._network, self._theme, self.window
        )
        dialog.signed_in.connect(self.sync.account_changed)
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def open_settings(self) -> SettingsWindow:
        """Show the settings window; there is one, made when it is first asked for."""
        if self._settings_window is None:
            self._settings_window = self._make_settings_window()
        self._settings_window.show()
        self._settings_window.raise_()
        self._settings_window.activateWindow()
        return self._settings_window

    def _make_settings_window(self) -> SettingsWindow:
        sync_page = SyncPage(
            self._theme,
            self.library,
            self._credentials,
            self.settings,
            self._network,
            self._change_bus,
        )
        sync_page.set_up_requested.connect(self.open_set_up)
        sync_page.sign_in_requested.connect(self.open_sign_in)
        sync_page.account_changed.connect(self.sync.account_changed)
        data_page = DataPage(self._theme, self.library, self._writes)
        data_page.import_requested.connect(self.transfer.choose_import)
        data_page.export_requested.connect(self.transfer.choose_export)
        pages = [
            sync_page,
            TwoPlacesPage(self._theme, self.settings),
            AppearancePage(self._theme, self.settings),
            data_page,
        ]
        return SettingsWindow(self._theme, pages, self.window)

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
        self.open_settings()

    @Slot()
    def _on_sync_settings_requested(self) -> None:
        self.popover.dismiss()
        self.open_settings().show_page(SyncPage)

    @Slot()
    def _on_about_requested(self) -> None:
        self.open_settings().show_page(DataPage)

    @Slot()
    def _on_review_requested(self) -> None:
        self.popover.dismiss()
        self.save_typing()
        self.compare.show_conflict(None)

    @Slot()
    def _on_sync_requested(self) -> None:
        self.save_typing()
        self.sync.sync_now()

    @Slot()
    def _on_details_requested(self) -> None:
        self.popover.toggle_over(self.card)

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
        dialog = DeletionDialog(self._theme, error, self.window)
        dialog.answered.connect(self._on_permission)
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    @Slot(object)
    def _on_permission(self, permission: Permission) -> None:
        self.sync.sync_with(permission)

    @Slot(object, object)
    def _on_resolved(self, _guid: Guid, _keep: Keep) -> None:
        if self.settings.current().sync.after_edits:
            self.sync.sync_now()

    @Slot(object)
    def _on_backup_failed(self, error: Exception) -> None:
        message = describe(error)
        self.window.show_event(
            self.tr("No backup was made today. {title}.").format(title=message.title)
        )

    @Slot()
    def _on_closing(self) -> None:
        self.compare.close()
        self.history.close()
        if self._settings_window is not None:
            self._settings_window.close()
        self.close()
        self.ended.emit()
