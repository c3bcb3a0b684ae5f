"""The windows a session opens on request; imported with the first of them, not at the start."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal, Slot
from PySide6.QtWidgets import QWidget

from notesapp.config.credentials import Credentials
from notesapp.core.conflict import Keep
from notesapp.core.errors import MassDeletion
from notesapp.core.ids import Guid
from notesapp.store.library import Library
from notesapp.ui.conflicts.window import CompareWindow
from notesapp.ui.history.window import HistoryWindow
from notesapp.ui.main_window import MainWindow
from notesapp.ui.placing import centre_over
from notesapp.ui.preferences.appearance_page import AppearancePage
from notesapp.ui.preferences.data_page import DataPage
from notesapp.ui.preferences.live_settings import LiveSettings
from notesapp.ui.preferences.sync_page import SyncPage
from notesapp.ui.preferences.two_places_page import TwoPlacesPage
from notesapp.ui.preferences.window import SettingsWindow
from notesapp.ui.syncing.deletion_dialog import DeletionDialog
from notesapp.ui.syncing.set_up_dialog import SetUpDialog
from notesapp.ui.syncing.sign_in_dialog import SignInDialog
from notesapp.ui.tasks import Tasks
from notesapp.ui.theme import Theme
from notesapp.ui.transfer.flows import TransferFlows
from notesapp.workers.change_bus import ChangeBus


class SecondaryWindows(QObject):
    """Makes each window when it is first asked for; all belong to the main window.

    Signals:
        account_changed: set up, signed in or out: the connection must be made anew.
        permission_given: a Permission, the answer to a MassDeletion.
        decided: a note changed in two places was decided about.
    """

    account_changed = Signal()
    permission_given = Signal(object)
    decided = Signal()

    def __init__(
        self,
        *,
        main: MainWindow,
        library: Library,
        credentials: Credentials,
        settings: LiveSettings,
        writes: Tasks,
        network: Tasks,
        change_bus: ChangeBus,
        theme: Theme,
    ) -> None:
        super().__init__(main)
        self._main = main
        self._library = library
        self._credentials = credentials
        self._settings = settings
        self._writes = writes
        self._network = network
        self._change_bus = change_bus
        self._theme = theme
        self._settings_window: SettingsWindow | None = None
        self.compare = CompareWindow(library, writes, change_bus, theme, main)
        self.compare.resolved.connect(self._on_resolved)
        self.history = HistoryWindow(library, writes, change_bus, theme, main)
        self.transfer = TransferFlows(library, writes, theme, main)
        self.transfer.happened.connect(main.show_event)

    def open_set_up(self) -> SetUpDialog:
        """Ask for a server and an account."""
        dialog = SetUpDialog(
            self._library, self._credentials, self._network, self._theme, self._in_front()
        )
        dialog.connected.connect(self.account_changed)
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()
        return dialog

    def open_sign_in(self) -> SignInDialog:
        """Ask for the password again."""
        dialog = SignInDialog(
            self._library, self._credentials, self._network, self._theme, self._in_front()
        )
        dialog.signed_in.connect(self.account_changed)
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()
        return dialog

    def ask_about_deletion(self, error: MassDeletion) -> DeletionDialog:
        """Ask whether suspiciously many deletions are meant."""
        dialog = DeletionDialog(self._theme, error, self._main)
        dialog.answered.connect(self.permission_given)
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()
        return dialog

    def open_settings(self) -> SettingsWindow:
        """Show the settings; there is one window."""
        if self._settings_window is None:
            self._settings_window = self._make_settings_window()
            centre_over(self._settings_window, self._main)
        self._settings_window.show()
        self._settings_window.raise_()
        self._settings_window.activateWindow()
        return self._settings_window

    def open_sync_settings(self) -> None:
        """Show the settings on the page about sync."""
        self.open_settings().show_page(SyncPage)

    def open_about(self) -> None:
        """Show the settings on the page that says what this program is."""
        self.open_settings().show_page(DataPage)

    def close(self) -> None:
        """Close whatever is open; drafts are kept."""
        self.compare.close()
        self.history.close()
        if self._settings_window is not None:
            self._settings_window.close()

    def _in_front(self) -> QWidget:
        """Return the window the user is in: a dialog over the other one would cover this one."""
        settings = self._settings_window
        if settings is not None and settings.isVisible() and settings.isActiveWindow():
            return settings
        return self._main

    def _make_settings_window(self) -> SettingsWindow:
        sync_page = SyncPage(
            self._theme,
            self._library,
            self._credentials,
            self._settings,
            self._network,
            self._change_bus,
        )
        sync_page.set_up_requested.connect(self.open_set_up)
        sync_page.sign_in_requested.connect(self.open_sign_in)
        sync_page.account_changed.connect(self.account_changed)
        data_page = DataPage(self._theme, self._library, self._writes)
        data_page.import_requested.connect(self.transfer.choose_import)
        data_page.export_requested.connect(self.transfer.choose_export)
        pages = [
            sync_page,
            TwoPlacesPage(self._theme, self._settings),
            AppearancePage(self._theme, self._settings),
            data_page,
        ]
        return SettingsWindow(self._theme, pages, self._main)

    @Slot(object, object)
    def _on_resolved(self, _guid: Guid, _keep: Keep) -> None:
        self.decided.emit()
