"""The scrolling list of notes: selection, dragging and its context menu."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from PySide6.QtCore import (
    QAbstractItemModel,
    QItemSelection,
    QItemSelectionModel,
    QMimeData,
    QPoint,
    QRect,
    Qt,
    Signal,
)
from PySide6.QtGui import QContextMenuEvent, QDrag, QFont, QKeyEvent, QPainter, QPixmap
from PySide6.QtWidgets import QAbstractItemView, QFrame, QListView, QWidget

from notesapp.core.ids import Guid
from notesapp.ui.notelist.delegate import NoteDelegate
from notesapp.ui.notelist.density import Density
from notesapp.ui.notelist.roles import guid_of
from notesapp.ui.painting import rounded
from notesapp.ui.theme import Theme


class NoteListView(QListView):
    """Rows of notes.

    Signals:
        menu_requested: a global position, for the selected notes.
        delete_requested: Del was pressed.
        open_requested: Enter or a double click.
    """

    menu_requested = Signal(QPoint)
    delete_requested = Signal()
    open_requested = Signal()

    def __init__(
        self, theme: Theme, now: Callable[[], datetime], parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._theme = theme
        self.delegate = NoteDelegate(theme, now, self)
        self.setItemDelegate(self.delegate)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setUniformItemSizes(True)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setDragDropMode(QAbstractItemView.DragDropMode.DragOnly)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setMouseTracking(True)
        self.viewport().setAutoFillBackground(False)
        self.setAccessibleName(self.tr("Notes"))
        self.doubleClicked.connect(lambda _index: self.open_requested.emit())

    def selected_guids(self) -> list[Guid]:
        """Return the selected notes in the order of the rows."""
        if self.selectionModel() is None:
            return []
        rows = sorted(self.selectionModel().selectedIndexes(), key=lambda index: index.row())
        return [guid for index in rows if (guid := guid_of(index)) is not None]

    def set_density(self, density: Density) -> None:
        """Show more or less of each note; the current row stays in view."""
        self.delegate.set_density(density)
        self.doItemsLayout()
        self.scrollTo(self.currentIndex())

    def select_row(self, row: int) -> None:
        """Select one row alone and bring it into view."""
        index = self.model().index(row, 0)
        flags = QItemSelectionModel.SelectionFlag.ClearAndSelect
        self.selectionModel().setCurrentIndex(index, flags)
        self.scrollTo(index)

    def select_rows(self, rows: list[int]) -> None:
        """Select exactly these rows, without scrolling."""
        selection = QItemSelection()
        for row in rows:
            index = self.model().index(row, 0)
            selection.select(index, index)
        flag = QItemSelectionModel.SelectionFlag
        self.selectionModel().select(selection, flag.ClearAndSelect)
        if rows:
            current = self.model().index(rows[0], 0)
            self.selectionModel().setCurrentIndex(current, flag.NoUpdate)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        match event.key():
            case Qt.Key.Key_Delete:
                self.delete_requested.emit()
            case Qt.Key.Key_Return | Qt.Key.Key_Enter:
                self.open_requested.emit()
            case _:
                super().keyPressEvent(event)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        if event.reason() == QContextMenuEvent.Reason.Keyboard:
            spot = self.visualRect(self.currentIndex()).center()
            self.menu_requested.emit(self.viewport().mapToGlobal(spot))
        elif self.indexAt(event.pos()).isValid():
            self.menu_requested.emit(event.globalPos())

    def startDrag(self, supportedActions: Qt.DropAction) -> None:
        """Drag a small label instead of a picture of the whole row."""
        indexes = self.selectedIndexes()
        if not indexes:
            return
        title = str(indexes[0].data(Qt.ItemDataRole.DisplayRole))
        text = title if len(indexes) == 1 else self.tr("%n note(s)", "", len(indexes))
        drag = QDrag(self)
        data: QMimeData = self.model().mimeData(indexes)
        drag.setMimeData(data)
        drag.setPixmap(self._drag_label(text))
        drag.setHotSpot(QPoint(-10, -6))
        drag.exec(Qt.DropAction.MoveAction)

    def setModel(self, model: QAbstractItemModel | None) -> None:
        """Show another model; the selection model of the old one goes with it."""
        old = self.selectionModel()
        super().setModel(model)
        if old is not None:
            old.deleteLater()

    def _drag_label(self, text: str) -> QPixmap:
        font = self._theme.font("list", QFont.Weight.DemiBold)
        metrics = self.fontMetrics()
        width = min(metrics.horizontalAdvance(text) + 28, 240)
        scale = self.devicePixelRatioF()
        label = QPixmap(round(width * scale), round(28 * scale))
        label.setDevicePixelRatio(scale)
        label.fill(Qt.GlobalColor.transparent)
        painter = QPainter(label)
        painter.setFont(font)
        tokens = self._theme.tokens
        area = QRect(0, 0, width, 28)
        rounded(painter, area, 7, tokens.accent, None)
        painter.setPen(tokens.on_accent)
        shown = metrics.elidedText(text, Qt.TextElideMode.ElideRight, width - 20)
        painter.drawText(area, Qt.AlignmentFlag.AlignCenter, shown)
        painter.end()
        return label
