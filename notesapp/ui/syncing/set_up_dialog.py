"""Set up sync: where and who, then in numbers what the first sync will do."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import urlsplit

from PySide6.QtCore import Signal, Slot
from PySide6.QtGui import QFont
from PySide6.QtWidgets import QDialog, QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from notesapp.config.credentials import Credentials
from notesapp.core.errors import NotesError, SignInAgain
from notesapp.store.library import Library
from notesapp.sync.accounts import connect, normalized_url, preview
from notesapp.sync.preview import Preview
from notesapp.ui.messages import describe
from notesapp.ui.syncing.fields import LabelledField, PasswordField
from notesapp.ui.syncing.preview_text import preview_text, server_text
from notesapp.ui.syncing.result_card import ResultCard
from notesapp.ui.tasks import Tasks
from notesapp.ui.theme import Theme
from notesapp.ui.widgets.buttons import FlatButton
from notesapp.ui.widgets.labels import Label

_LOOPBACK = ("localhost", "127.0.0.1", "::1")


@dataclass(frozen=True, slots=True)
class _Account:
    """What was typed, as it was when the test began."""

    url: str
    user: str
    password: str
    device_name: str


class SetUpDialog(QDialog):
    """Two pages; Back always works, and Cancel leaves the app as it was.

    Signals:
        connected: the library has an account now; the first sync may begin.
    """

    connected = Signal()

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
        self._tested: _Account | None = None
        self._plain_http_accepted_for = ""
        self.setWindowTitle(self.tr("Set up sync"))
        self._build_ui()
        self._connect_signals()
        self._show_connect_page()

    def _build_ui(self) -> None:
        self._step = Label(self._theme, parent=self, font="list", colour="text_secondary")
        self._title = Label(self._theme, parent=self, font="heading", weight=QFont.Weight.DemiBold)
        self._intro = Label(self._theme, parent=self, colour="text_secondary")
        self._intro.setWordWrap(True)
        self._pages = QStackedWidget(self)
        self._pages.addWidget(self._build_connect_page())
        self._pages.addWidget(self._build_numbers_page())
        self._result = ResultCard(self._theme, self)
        self._back = FlatButton(self.tr("Cancel"), "ghost", self, is_tall=True)
        self._test = FlatButton(self.tr("Test connection"), "secondary", self, is_tall=True)
        self._next = FlatButton(self.tr("Continue"), "primary", self, is_tall=True)
        self._next.setDefault(True)
        buttons = QHBoxLayout()
        buttons.addWidget(self._back)
        buttons.addStretch(1)
        buttons.addWidget(self._test)
        buttons.addWidget(self._next)
        column = QVBoxLayout(self)
        column.setContentsMargins(36, 30, 36, 28)
        column.setSpacing(8)
        for label in (self._step, self._title, self._intro):
            column.addWidget(label)
        column.addSpacing(8)
        column.addWidget(self._pages)
        column.addSpacing(4)
        column.addWidget(self._result)
        column.addStretch(1)
        column.addSpacing(8)
        column.addLayout(buttons)
        self.setMinimumSize(620, 600)

    def _build_connect_page(self) -> QWidget:
        page = QWidget(self)
        self._url = LabelledField(
            self._theme,
            self.tr("Server address"),
            self.tr("Starts with https:// unless you type something else"),
            page,
        )
        self._user = LabelledField(self._theme, self.tr("Name"), parent=page)
        self._password = PasswordField(
            self._theme, self.tr("Password"), self._password_hint(), page
        )
        self._device = LabelledField(
            self._theme,
            self.tr("Name of this computer"),
            self.tr("Shown when you compare versions, so you know which device an edit came from"),
            page,
        )
        self._device.edit.setText(self._library.device_name)
        column = QVBoxLayout(page)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(14)
        for field in (self._url, self._user, self._password, self._device):
            column.addWidget(field)
        column.addStretch(1)
        return page

    def _password_hint(self) -> str:
        if self._credentials.is_keyring:
            return self.tr("Used once, to sign in. What is kept lies in this system’s keyring.")
        return self.tr(
            "Used once and not kept. This system has no keyring, so the key to your account lies "
            "in a file that only you can read."
        )

    def _build_numbers_page(self) -> QWidget:
        page = QWidget(self)
        self._numbers = Label(self._theme, parent=page, font="section")
        self._numbers.setWordWrap(True)
        column = QVBoxLayout(page)
        column.setContentsMargins(0, 8, 0, 0)
        column.addWidget(self._numbers)
        column.addStretch(1)
        return page

    def _connect_signals(self) -> None:
        self._back.clicked.connect(self._on_back)
        self._test.clicked.connect(self._on_test)
        self._next.clicked.connect(self._on_next)
        for field in (self._url, self._user, self._password, self._device):
            field.edit.textEdited.connect(self._on_edited)

    # --- page 1 -------------------------------------------------------------------------------

    def _show_connect_page(self) -> None:
        self._pages.setCurrentIndex(0)
        self._step.setText(self.tr("Step 1 of 2"))
        self._title.setText(self.tr("Connect to your server"))
        self._intro.setText(
            self.tr(
                "Your notes stay on this computer. Sync keeps a copy on the server so your other "
                "devices can get it."
            )
        )
        self._back.setText(self.tr("Cancel"))
        self._next.setText(self.tr("Continue"))
        self._test.show()
        self._url.setFocus()

    @Slot()
    def _on_edited(self) -> None:
        self._tested = None
        self._result.hide()

    @Slot()
    def _on_test(self) -> None:
        self._start_test(self._on_tested)

    @Slot()
    def _on_next(self) -> None:
        if self._pages.currentIndex() == 1:
            self._start_sync()
        else:
            self._start_test(self._on_tested_to_continue)

    def _start_test(self, on_done: object) -> None:
        account = self._typed()
        if account is None:
            return
        self._set_busy(self.tr("Testing the connection…"))
        self._tested = account

        def test() -> Preview:
            return preview(
                self._library, account.url, account.user, account.password, account.device_name
            )

        self._network.submit(test, on_done, self._on_failed)  # type: ignore[arg-type]

    def _typed(self) -> _Account | None:
        """Return what was typed, or put the focus where something is missing."""
        for field, text in (
            (self._url, self.tr("The server’s address is missing")),
            (self._user, self.tr("Your name on the server is missing")),
            (self._device, self.tr("This computer has no name yet")),
        ):
            if not field.text:
                self._result.show_problem(text, self.tr("Nothing was sent."))
                field.setFocus()
                return None
        if not self._password.password:
            self._result.show_problem(
                self.tr("The password is missing"), self.tr("Nothing was sent.")
            )
            self._password.setFocus()
            return None
        try:
            url = normalized_url(self._url.text)
        except NotesError:
            self._result.show_problem(
                self.tr("That isn’t an address"),
                self.tr("It looks like “notes.example.org”. Nothing was sent."),
            )
            self._url.setFocus()
            return None
        if self._is_unprotected(url) and self._plain_http_accepted_for != url:
            self._plain_http_accepted_for = url
            self._result.show_problem(
                self.tr("This connection is not protected"),
                self.tr(
                    "With http:// anybody on the way can read your notes and your password. "
                    "Use https:// if the server has it, or press once more to go on. "
                    "Nothing was sent."
                ),
            )
            self._url.setFocus()
            return None
        return _Account(url, self._user.text, self._password.password, self._device.text)

    def _is_unprotected(self, url: str) -> bool:
        parts = urlsplit(url)
        return parts.scheme == "http" and parts.hostname not in _LOOPBACK

    @Slot(object)
    def _on_tested(self, found: Preview) -> None:
        self._set_idle()
        self._result.show_works(self.tr("Connection works"), server_text(found))

    @Slot(object)
    def _on_tested_to_continue(self, found: Preview) -> None:
        self._on_tested(found)
        self._show_numbers_page(found)

    @Slot(object)
    def _on_failed(self, error: Exception) -> None:
        self._set_idle()
        message = describe(error)
        self._result.show_problem(message.title, message.text)
        if isinstance(error, SignInAgain):
            self._password.setFocus()
            self._password.edit.selectAll()
        else:
            self._url.setFocus()

    # --- page 2 -------------------------------------------------------------------------------

    def _show_numbers_page(self, found: Preview) -> None:
        self._pages.setCurrentIndex(1)
        self._step.setText(self.tr("Step 2 of 2"))
        self._title.setText(self.tr("Before the first sync"))
        self._intro.setText(self.tr("This is what will happen. Nothing has been changed yet."))
        self._numbers.setText(preview_text(found))
        self._result.hide()
        self._test.hide()
        self._back.setText(self.tr("Back"))
        self._next.setText(self.tr("Start"))
        self._next.setFocus()

    def _start_sync(self) -> None:
        account = self._tested
        if account is None:
            self._show_connect_page()
            return
        self._set_busy(self.tr("Signing in…"))

        def sign_in() -> None:
            connect(
                self._library,
                self._credentials,
                account.url,
                account.user,
                account.password,
                account.device_name,
            )

        self._network.submit(sign_in, self._on_connected, self._on_failed)

    @Slot(object)
    def _on_connected(self, _nothing: object) -> None:
        self._set_idle()
        self.connected.emit()
        self.accept()

    @Slot()
    def _on_back(self) -> None:
        if self._pages.currentIndex() == 1:
            self._show_connect_page()
        else:
            self.reject()

    def _set_busy(self, said: str) -> None:
        self._result.show_waiting(said)
        for button in (self._next, self._test):
            button.setEnabled(False)

    def _set_idle(self) -> None:
        self._result.hide()
        for button in (self._next, self._test):
            button.setEnabled(True)
