"""Settings: the account, this computer's name, and when to sync by itself."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import QCoreApplication, Signal, Slot
from PySide6.QtGui import QFont
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from notesapp.config.credentials import Credentials
from notesapp.core.changes import ChangeSet
from notesapp.core.model import Node
from notesapp.store.library import Library
from notesapp.sync.accounts import disconnect, rename_device
from notesapp.ui.messages import describe
from notesapp.ui.preferences.live_settings import LiveSettings
from notesapp.ui.preferences.page import SettingsPage
from notesapp.ui.syncing.wording import moment_text
from notesapp.ui.tasks import Tasks
from notesapp.ui.theme import Theme
from notesapp.ui.widgets.buttons import FlatButton
from notesapp.ui.widgets.labels import Label
from notesapp.workers.change_bus import ChangeBus

_INTERVALS_MINUTES = (1, 5, 15, 60)


class SyncPage(SettingsPage):
    """Everything about sync but what happens to a note changed in two places.

    Signals:
        set_up_requested, sign_in_requested: a dialog is to be opened.
        account_changed: signed out; the connection must be forgotten.
    """

    set_up_requested = Signal()
    sign_in_requested = Signal()
    account_changed = Signal()

    def __init__(
        self,
        theme: Theme,
        library: Library,
        credentials: Credentials,
        settings: LiveSettings,
        network: Tasks,
        change_bus: ChangeBus,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(theme, QCoreApplication.translate("SyncPage", "Sync"), parent)
        self._library = library
        self._credentials = credentials
        self._settings = settings
        self._network = network
        self._build_account()
        self._build_device_name()
        self._build_automatic()
        self._build_devices()
        self.fill()
        self._show_account()
        change_bus.changed.connect(self._on_changed)

    def _build_account(self) -> None:
        self.add_heading(self.tr("Account"))
        self._account = self.add_text("")
        self._secret = self.add_text("")
        self._set_up = FlatButton(self.tr("Set up sync…"), "primary", self)
        self._set_up.clicked.connect(self.set_up_requested)
        self._change = FlatButton(self.tr("Change server…"), "secondary", self)
        self._change.clicked.connect(self.set_up_requested)
        self._sign_in = FlatButton(self.tr("Sign in again…"), "secondary", self)
        self._sign_in.clicked.connect(self.sign_in_requested)
        self._sign_out = FlatButton(self.tr("Sign out"), "secondary", self)
        self._sign_out.clicked.connect(self._on_sign_out)
        self.add_buttons(self._set_up, self._change, self._sign_in, self._sign_out)

    def _build_device_name(self) -> None:
        self.add_heading(self.tr("Name of this computer"))
        self._name = QLineEdit(self._library.device_name, self)
        self._name.setAccessibleName(self.tr("Name of this computer"))
        self._name.setMaximumWidth(320)
        self._name.editingFinished.connect(self._on_renamed)
        self.add_widget(self._name)
        self.add_text(self.tr("Shown on your other devices when you compare versions of a note."))

    def _build_automatic(self) -> None:
        now = self._settings.current().sync
        self.add_heading(self.tr("Sync by itself"))
        self.add_check(self.tr("When the app starts"), now.on_start, self._on_start_toggled)
        self.add_check(self.tr("After edits"), now.after_edits, self._on_after_edits_toggled)
        row = QHBoxLayout()
        self._interval = QComboBox(self)
        self._interval.setAccessibleName(self.tr("Sync on a timer"))
        choices = [*sorted({*_INTERVALS_MINUTES, now.interval_minutes} - {0}), 0]
        for minutes in choices:
            self._interval.addItem(self._interval_text(minutes), minutes)
        self._interval.setCurrentIndex(choices.index(now.interval_minutes))
        self._interval.currentIndexChanged.connect(self._on_interval_chosen)
        row.addWidget(self._interval)
        row.addStretch(1)
        holder = QWidget(self)
        holder.setLayout(row)
        row.setContentsMargins(0, 4, 0, 0)
        self.add_widget(holder)

    def _build_devices(self) -> None:
        self.add_heading(self.tr("Your devices"))
        holder = QWidget(self)
        self._devices = QVBoxLayout(holder)
        self._devices.setContentsMargins(0, 0, 0, 0)
        self._devices.setSpacing(6)
        self.add_widget(holder)

    def _interval_text(self, minutes: int) -> str:
        if minutes == 0:
            return self.tr("Not on a timer")
        if minutes == 1:
            return self.tr("Every minute")
        return self.tr("Every {n} minutes").format(n=minutes)

    @Slot(object)
    def _on_changed(self, changes: ChangeSet) -> None:
        if changes.remotes or changes.is_everything:
            self._show_account()

    def _show_account(self) -> None:
        with self._library.read() as view:
            remote = view.sync.remote()
            nodes = view.sync.nodes()
        is_set_up = remote is not None
        if remote is None:
            self._account.setText(
                self.tr(
                    "Your notes are on this computer only. Everything works without an account."
                )
            )
        else:
            self._account.setText(
                self.tr("Signed in as “{user}” on {url}").format(user=remote.user, url=remote.url)
            )
        self._secret.setVisible(is_set_up)
        self._secret.setText(
            self.tr("The key to your account lies in this system’s keyring.")
            if self._credentials.is_keyring
            else self.tr(
                "This system has no keyring: the key to your account lies in a file in the notes’ "
                "folder that only you can read. Your password isn’t kept."
            )
        )
        self._set_up.setVisible(not is_set_up)
        for button in (self._change, self._sign_in, self._sign_out):
            button.setVisible(is_set_up)
        self._show_devices(nodes if is_set_up else [])

    def _show_devices(self, nodes: list[Node]) -> None:
        while (item := self._devices.takeAt(0)) is not None:
            if (widget := item.widget()) is not None:
                widget.deleteLater()
        if not nodes:
            self._devices.addWidget(self._quiet(self.tr("They are listed here after a sync.")))
        for node in sorted(nodes, key=lambda one: (not one.is_this_device, one.name)):
            self._devices.addWidget(self._device_row(node))

    def _device_row(self, node: Node) -> QWidget:
        name = (
            self.tr("{name} (this computer)").format(name=node.name)
            if node.is_this_device
            else node.name
        )
        when = (
            self.tr("last synced {when}").format(when=moment_text(node.last_sync_at))
            if node.last_sync_at is not None
            else self.tr("never synced")
        )
        holder = QWidget(self)
        row = QHBoxLayout(holder)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(10)
        row.addWidget(Label(self._theme, name, holder, weight=QFont.Weight.Medium))
        row.addWidget(self._quiet(when))
        row.addStretch(1)
        return holder

    def _quiet(self, text: str) -> Label:
        return Label(self._theme, text, self, font="list", colour="text_secondary")

    @Slot()
    def _on_sign_out(self) -> None:
        self._sign_out.setEnabled(False)
        self._network.submit(
            lambda: disconnect(self._library, self._credentials),
            self._on_signed_out,
            self._on_failed,
        )

    @Slot(object)
    def _on_signed_out(self, _nothing: object) -> None:
        self._sign_out.setEnabled(True)
        self._show_account()
        self._account.setText(self.tr("Signed out. All notes stay on this computer."))
        self.account_changed.emit()

    @Slot(object)
    def _on_failed(self, error: Exception) -> None:
        self._sign_out.setEnabled(True)
        message = describe(error)
        self._account.setText(f"{message.title}. {message.text}")

    @Slot()
    def _on_renamed(self) -> None:
        name = self._name.text().strip()
        if name and name != self._library.device_name:
            self._network.submit(lambda: rename_device(self._library, name), None, self._on_failed)

    @Slot(bool)
    def _on_start_toggled(self, is_on: bool) -> None:
        now = self._settings.current()
        self._settings.change(replace(now, sync=replace(now.sync, on_start=is_on)))

    @Slot(bool)
    def _on_after_edits_toggled(self, is_on: bool) -> None:
        now = self._settings.current()
        self._settings.change(replace(now, sync=replace(now.sync, after_edits=is_on)))

    @Slot(int)
    def _on_interval_chosen(self, index: int) -> None:
        minutes = int(self._interval.itemData(index))
        now = self._settings.current()
        self._settings.change(replace(now, sync=replace(now.sync, interval_minutes=minutes)))
