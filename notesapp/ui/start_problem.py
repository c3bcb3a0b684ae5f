"""What the app says when a library can't be opened, and the ways on that it offers."""

from __future__ import annotations

from datetime import UTC, datetime
from enum import Enum
from pathlib import Path

from PySide6.QtCore import QSize
from PySide6.QtGui import QFont
from PySide6.QtWidgets import QDialog, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from notesapp.core.errors import (
    DiskFull,
    LibraryBusy,
    LibraryDamaged,
    LibraryReadOnly,
    StoreError,
)
from notesapp.ui.icons import icon
from notesapp.ui.messages import describe
from notesapp.ui.syncing.wording import moment_text
from notesapp.ui.theme import Theme
from notesapp.ui.widgets.buttons import FlatButton
from notesapp.ui.widgets.labels import Label


class WayOn(Enum):
    """What the reader chose."""

    RESTORE_BACKUP = "restore_backup"
    START_EMPTY = "start_empty"
    TRY_AGAIN = "try_again"
    QUIT = "quit"


class StartProblem(QDialog):
    """One problem, in words, and a button for each way on; closing it means to quit."""

    def __init__(self, theme: Theme, error: StoreError, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self.choice = WayOn.QUIT
        self.setWindowTitle("notesapp")
        self._build_ui(error)

    def _build_ui(self, error: StoreError) -> None:
        message = describe(error)
        picture = QLabel(self)
        picture.setPixmap(
            icon("triangle-alert", "warn").pixmap(QSize(28, 28), self.devicePixelRatioF())
        )
        title = Label(
            self._theme, message.title, self, font="section", weight=QFont.Weight.DemiBold
        )
        text = Label(self._theme, message.text, self, colour="text_secondary")
        for label in (title, text):
            label.setWordWrap(True)
        words = QVBoxLayout()
        words.setSpacing(8)
        words.addWidget(title)
        words.addWidget(text)
        backups = error.backups if isinstance(error, LibraryDamaged) else ()
        if isinstance(error, LibraryDamaged):
            words.addWidget(self._backup_text(backups))
        row = QHBoxLayout()
        row.setSpacing(16)
        row.addWidget(picture)
        row.addLayout(words, 1)
        row.setStretch(1, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(28, 26, 28, 22)
        column.setSpacing(18)
        column.addLayout(row)
        column.addLayout(self._buttons(error, bool(backups)))
        self.setMinimumWidth(520)

    def _backup_text(self, backups: tuple[Path, ...]) -> Label:
        if backups:
            made = datetime.fromtimestamp(backups[0].stat().st_mtime, UTC)
            said = self.tr(
                "The newest automatic backup is from {when}. The damaged file is kept aside "
                "whatever you choose."
            ).format(when=moment_text(made))
        else:
            said = self.tr("There is no automatic backup yet. The damaged file is kept aside.")
        label = Label(self._theme, said, self, colour="text_secondary")
        label.setWordWrap(True)
        return label

    def _buttons(self, error: StoreError, has_backup: bool) -> QHBoxLayout:
        row = QHBoxLayout()
        row.addStretch(1)
        row.addWidget(self._button(self.tr("Quit"), WayOn.QUIT))
        if isinstance(error, LibraryDamaged):
            row.addWidget(self._button(self.tr("Start with an empty library"), WayOn.START_EMPTY))
            if has_backup:
                row.addWidget(
                    self._button(self.tr("Restore the backup"), WayOn.RESTORE_BACKUP, is_first=True)
                )
        elif isinstance(error, LibraryBusy | LibraryReadOnly | DiskFull):
            row.addWidget(self._button(self.tr("Try again"), WayOn.TRY_AGAIN, is_first=True))
        return row

    def _button(self, text: str, choice: WayOn, *, is_first: bool = False) -> FlatButton:
        button = FlatButton(text, "primary" if is_first else "secondary", self)
        button.setDefault(is_first)

        def choose() -> None:
            self.choice = choice
            self.accept()

        button.clicked.connect(choose)
        return button
