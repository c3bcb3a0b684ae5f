"""What an import or export could not do, file by file."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QFont
from PySide6.QtWidgets import QDialog, QListWidget, QVBoxLayout, QWidget

from notesapp.ui.theme import Theme
from notesapp.ui.widgets.buttons import FlatButton
from notesapp.ui.widgets.labels import Label


class ReportDialog(QDialog):
    """A title, a sentence and, where there are any, the files it is about."""

    def __init__(
        self, theme: Theme, title: str, text: str, files: list[str], parent: QWidget
    ) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(title)
        heading = Label(theme, title, self, font="section", weight=QFont.Weight.DemiBold)
        said = Label(theme, text, self, colour="text_secondary")
        for label in (heading, said):
            label.setWordWrap(True)
        column = QVBoxLayout(self)
        column.setContentsMargins(28, 24, 28, 20)
        column.setSpacing(10)
        column.addWidget(heading)
        column.addWidget(said)
        if files:
            rows = QListWidget(self)
            rows.setAccessibleName(title)
            rows.addItems(files)
            rows.setSelectionMode(QListWidget.SelectionMode.ExtendedSelection)
            column.addWidget(rows, 1)
        close = FlatButton(self.tr("Close"), parent=self)
        close.setDefault(True)
        close.clicked.connect(self.accept)
        column.addWidget(close, alignment=Qt.AlignmentFlag.AlignRight)
        self.setMinimumWidth(520)
