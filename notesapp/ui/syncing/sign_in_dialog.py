"""Ask for the password again, and for nothing else."""

from __future__ import annotations

from PySide6.QtCore import Signal, Slot
from PySide6.QtGui import QFont
from PySide6.QtWidgets import QDialog, QHBoxLayout, QVBoxLayout, QWidget

from notesapp.config.credentials import Credentials
from notesapp.store.library import Library
from notesapp.sync.accounts import remote_of, sign_in_again
from notesapp.ui.messages import describe
from notesapp.ui.syncing.fields import PasswordField
from notesapp.ui.syncing.result_card import ResultCard
from notesapp.ui.tasks import Tasks
from notesapp.ui.theme import Theme
from notesapp.ui.widgets.buttons import FlatButton
from notesapp.ui.widgets.labels import Label


class SignInDialog(QDialog):
    """Gets this computer a new key to the account in use.

    Signals:
        signed_in: it worked.
    """

    signed_in = Signal()

    def __init__(
        self,
        library: Library,
        credentials: Credentials,
        network: Tasks,
        theme: Theme,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._library = library
        self._credentials = credentials
        self._network = network
        self._theme = theme
        self.setWindowTitle(self.tr("Sign in"))
        self._build_ui()

    def _build_ui(self) -> None:
        remote = remote_of(self._library)
        title = Label(
            self._theme,
            self.tr("Sign in again"),
            self,
            font="heading",
            weight=QFont.Weight.DemiBold,
        )
        intro = Label(
            self._theme,
            self.tr("As “{user}” on {url}. Your notes stay on this computer either way.").format(
                user=remote.user, url=remote.url
            ),
            self,
            colour="text_secondary",
        )
        intro.setWordWrap(True)
        self._password = PasswordField(self._theme, self.tr("Password"), parent=self)
        self._result = ResultCard(self._theme, self)
        cancel = FlatButton(self.tr("Later"), "ghost", self, is_tall=True)
        cancel.clicked.connect(self.reject)
        self._enter = FlatButton(self.tr("Sign in"), "primary", self, is_tall=True)
        self._enter.setDefault(True)
        self._enter.clicked.connect(self._on_enter)
        buttons = QHBoxLayout()
        buttons.addWidget(cancel)
        buttons.addStretch(1)
        buttons.addWidget(self._enter)
        column = QVBoxLayout(self)
        column.setContentsMargins(32, 28, 32, 24)
        column.setSpacing(12)
        for widget in (title, intro, self._password, self._result):
            column.addWidget(widget)
        column.addStretch(1)
        column.addLayout(buttons)
        self.setMinimumWidth(500)
        self._password.setFocus()

    @Slot()
    def _on_enter(self) -> None:
        password = self._password.password
        if not password:
            self._password.setFocus()
            return
        self._enter.setEnabled(False)
        self._result.show_waiting(self.tr("Signing in…"))
        self._network.submit(
            lambda: sign_in_again(self._library, self._credentials, password),
            self._on_done,
            self._on_failed,
        )

    @Slot(object)
    def _on_done(self, _nothing: object) -> None:
        self.signed_in.emit()
        self.accept()

    @Slot(object)
    def _on_failed(self, error: Exception) -> None:
        self._enter.setEnabled(True)
        message = describe(error)
        self._result.show_problem(message.title, message.text)
        self._password.setFocus()
        self._password.edit.selectAll()
