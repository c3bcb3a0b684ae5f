"""Ask before sync takes away suspiciously much; until there is an answer, nothing is deleted."""

from __future__ import annotations

from PySide6.QtCore import QSize, Signal
from PySide6.QtGui import QFont
from PySide6.QtWidgets import QDialog, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from notesapp.core.errors import MassDeletion
from notesapp.sync.guard import Permission
from notesapp.ui.icons import icon
from notesapp.ui.messages import describe
from notesapp.ui.theme import Theme
from notesapp.ui.widgets.buttons import FlatButton
from notesapp.ui.widgets.labels import Label

_TITLES_SHOWN = 6


class DeletionDialog(QDialog):
    """Says how many notes would go, names some, and offers the safe way first.

    Signals:
        answered: a Permission; closing the window answers nothing, and nothing is deleted.
    """

    answered = Signal(object)

    def __init__(self, theme: Theme, error: MassDeletion, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self.setWindowTitle(self.tr("Sync has stopped"))
        self._build_ui(error)

    def _build_ui(self, error: MassDeletion) -> None:
        message = describe(error)
        picture = QLabel(self)
        picture.setPixmap(
            icon("triangle-alert", "warn").pixmap(QSize(28, 28), self.devicePixelRatioF())
        )
        words = QVBoxLayout()
        words.setSpacing(8)
        title = Label(
            self._theme, message.title, self, font="section", weight=QFont.Weight.DemiBold
        )
        words.addWidget(title)
        for text in (message.text, self._titles_text(error)):
            label = Label(self._theme, text, self, colour="text_secondary")
            label.setWordWrap(True)
            words.addWidget(label)
        row = QHBoxLayout()
        row.setSpacing(16)
        row.addWidget(picture)
        row.addLayout(words, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(28, 26, 28, 22)
        column.setSpacing(20)
        column.addLayout(row)
        column.addLayout(self._buttons(error))
        self.setMinimumWidth(560)

    def _titles_text(self, error: MassDeletion) -> str:
        shown = [f"“{title or self.tr('Untitled')}”" for title in error.titles[:_TITLES_SHOWN]]
        rest = error.count - len(shown)
        names = ", ".join(shown)
        if rest > 0:
            return self.tr("Among them {names} and {n} more.").format(names=names, n=rest)
        return self.tr("They are {names}.").format(names=names)

    def _buttons(self, error: MassDeletion) -> QHBoxLayout:
        stop = FlatButton(self.tr("Decide later"), "ghost", self)
        stop.clicked.connect(self.reject)
        row = QHBoxLayout()
        row.addWidget(stop)
        row.addStretch(1)
        if error.server_is_empty:
            keep = FlatButton(self.tr("Keep my notes and send them again"), "primary", self)
            keep.setDefault(True)
            keep.clicked.connect(lambda: self._answer(Permission.SEND_AGAIN))
            row.addWidget(keep)
        else:
            delete = FlatButton(self.tr("Move them to Recently deleted"), "danger", self)
            delete.clicked.connect(lambda: self._answer(Permission.DELETE_HERE))
            stop.setDefault(True)
            row.addWidget(delete)
        return row

    def _answer(self, permission: Permission) -> None:
        self.answered.emit(permission)
        self.accept()
