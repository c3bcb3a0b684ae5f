"""The settings window."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt, Slot
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QHBoxLayout,
    QListWidget,
    QListWidgetItem,
    QScrollArea,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from notesapp.ui.preferences.page import SettingsPage
from notesapp.ui.theme import Theme
from notesapp.ui.widgets.buttons import FlatButton
from notesapp.ui.widgets.surface import Surface

_ROW_ROOM = 14


class SettingsWindow(QWidget):
    """Shows one page at a time; non-modal, applies at once, has only Close."""

    def __init__(self, theme: Theme, pages: list[SettingsPage], parent: QWidget) -> None:
        super().__init__(parent, Qt.WindowType.Window)
        self.setWindowTitle(self.tr("Settings"))
        self.resize(780, 600)
        self._theme = theme
        self._build_ui(pages)
        QShortcut(QKeySequence(Qt.Key.Key_Escape), self, self.close)

    def show_page(self, page: type[SettingsPage]) -> None:
        """Open the window on a page."""
        for row in range(self._stack.count()):
            area = self._stack.widget(row)
            if isinstance(area, QScrollArea) and isinstance(area.widget(), page):
                self._list.setCurrentRow(row)
        self.show()
        self.raise_()
        self.activateWindow()

    def show_row(self, row: int) -> None:
        """Turn to a page by its place in the list."""
        self._list.setCurrentRow(row)

    def _build_ui(self, pages: list[SettingsPage]) -> None:
        self._list = QListWidget(self)
        self._list.setAccessibleName(self.tr("Settings pages"))
        self._list.setFrameShape(QListWidget.Shape.NoFrame)
        self._list.viewport().setAutoFillBackground(False)
        self._list.setFixedWidth(190)
        self._list.setSpacing(1)
        self._stack = QStackedWidget(self)
        row_height = self._list.fontMetrics().height() + _ROW_ROOM
        for page in pages:
            item = QListWidgetItem(page.title, self._list)
            item.setSizeHint(QSize(0, row_height))
            self._stack.addWidget(_scrolling(page))
        self._list.currentRowChanged.connect(self._on_row_changed)
        self._list.setCurrentRow(0)
        close = FlatButton(self.tr("Close"), parent=self)
        close.clicked.connect(self.close)
        side = Surface(self._theme, "sidebar", self)
        side_column = QVBoxLayout(side)
        side_column.setContentsMargins(10, 24, 10, 10)
        side_column.addWidget(self._list)
        right = QVBoxLayout()
        right.setContentsMargins(0, 0, 16, 14)
        right.addWidget(self._stack, 1)
        right.addWidget(close, alignment=Qt.AlignmentFlag.AlignRight)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        row.addWidget(side)
        row.addLayout(right, 1)

    @Slot(int)
    def _on_row_changed(self, row: int) -> None:
        self._stack.setCurrentIndex(row)


def _scrolling(page: SettingsPage) -> QScrollArea:
    """Return the page in an area that scrolls when the text is large or the window small."""
    area = QScrollArea()
    area.setFrameShape(QScrollArea.Shape.NoFrame)
    area.setWidgetResizable(True)
    area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    area.setWidget(page)
    return area
