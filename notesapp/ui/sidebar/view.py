"""The sidebar's tree: choosing, expanding, renaming in place, dragging."""

from __future__ import annotations

from PySide6.QtCore import QMimeData, QModelIndex, QPersistentModelIndex, QPoint, QRect, Qt, Signal
from PySide6.QtGui import (
    QContextMenuEvent,
    QDragEnterEvent,
    QDragLeaveEvent,
    QDragMoveEvent,
    QDropEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
)
from PySide6.QtWidgets import QAbstractItemView, QFrame, QTreeView, QWidget

from notesapp.ui.sidebar.contents import Entry, Kind
from notesapp.ui.sidebar.delegate import INDENT, SidebarDelegate
from notesapp.ui.sidebar.model import SidebarModel, entry_of
from notesapp.ui.theme import Theme

_CHEVRON_REACH = 18


class SidebarView(QTreeView):
    """Lines without branches or arrows of Qt's own.

    Signals:
        chosen: an Entry, when the user or `choose` goes there.
        menu_requested: (Entry, QPoint) a right click, or the menu key.
        delete_requested: an Entry: Del on a notebook.
    """

    chosen = Signal(object)
    menu_requested = Signal(object, QPoint)
    delete_requested = Signal(object)

    def __init__(self, theme: Theme, model: SidebarModel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._model = model
        self._collapsed: set[str] = set()
        self._delegate = SidebarDelegate(theme, self)
        self.setItemDelegate(self._delegate)
        self.setModel(model)
        self._set_up_look()
        model.rowsInserted.connect(self._on_rows_inserted)
        self.selectionModel().currentChanged.connect(self._on_current_changed)
        self.expanded.connect(lambda index: self._collapsed.discard(_key(index)))
        self.collapsed.connect(lambda index: self._collapsed.add(_key(index)))

    def collapsed_keys(self) -> list[str]:
        """Return the notebooks that are folded, to be remembered."""
        return sorted(self._collapsed)

    def set_collapsed_keys(self, keys: list[str]) -> None:
        """Fold these notebooks, also those that are yet to come."""
        self._collapsed = set(keys)

    def choose(self, key: str) -> bool:
        """Go to an entry; tell whether it is there."""
        index = self._model.find(key)
        if index.isValid():
            self.setCurrentIndex(index)
        return index.isValid()

    def rename(self, key: str) -> None:
        """Edit a notebook's name in place."""
        index = self._model.find(key)
        if index.isValid():
            self.scrollTo(index)
            self.edit(index)

    def drawBranches(
        self, painter: QPainter, rect: QRect, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        """Paint nothing: the delegate paints whole lines."""

    def keyPressEvent(self, event: QKeyEvent) -> None:
        entry = entry_of(self.currentIndex())
        is_notebook = entry is not None and entry.kind is Kind.NOTEBOOK
        if event.key() == Qt.Key.Key_F2 and is_notebook:
            self.edit(self.currentIndex())
        elif event.key() == Qt.Key.Key_Delete and is_notebook:
            self.delete_requested.emit(entry)
        else:
            super().keyPressEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        index = self.indexAt(event.position().toPoint())
        if index.isValid() and self._is_on_chevron(index, event.position().toPoint()):
            self.setExpanded(index, not self.isExpanded(index))
            return
        if event.button() == Qt.MouseButton.LeftButton or not index.isValid():
            super().mousePressEvent(event)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        if event.reason() == QContextMenuEvent.Reason.Keyboard:
            index = self.currentIndex()
            spot = self.viewport().mapToGlobal(self.visualRect(index).center())
        else:
            index, spot = self.indexAt(event.pos()), event.globalPos()
        self.menu_requested.emit(entry_of(index), spot)

    # -- dropping: over a line, never between lines ---------------------------------------

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        event.acceptProposedAction()

    def dragMoveEvent(self, event: QDragMoveEvent) -> None:
        super().dragMoveEvent(event)  # scrolls at the edges
        index = self.indexAt(event.position().toPoint())
        can_take = self._model.can_take(event.mimeData(), index)
        self._set_drop_target(index if can_take else QModelIndex())
        event.setDropAction(Qt.DropAction.MoveAction)
        event.setAccepted(can_take)

    def dragLeaveEvent(self, event: QDragLeaveEvent) -> None:
        self._set_drop_target(QModelIndex())
        super().dragLeaveEvent(event)

    def dropEvent(self, event: QDropEvent) -> None:
        index = self.indexAt(event.position().toPoint())
        self._set_drop_target(QModelIndex())
        data: QMimeData = event.mimeData()
        # The rows move when the store says so; Qt must not remove anything by itself.
        event.setDropAction(Qt.DropAction.CopyAction)
        event.accept()
        self._model.take(data, index)

    def _set_drop_target(self, index: QModelIndex) -> None:
        self._delegate.drop_target = QPersistentModelIndex(index)
        self.viewport().update()

    def _set_up_look(self) -> None:
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHeaderHidden(True)
        self.setIndentation(INDENT)
        self.setRootIsDecorated(False)
        self.setExpandsOnDoubleClick(False)
        self.setUniformRowHeights(False)
        self.setMouseTracking(True)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setDragEnabled(True)
        self.setAcceptDrops(True)
        self.setDropIndicatorShown(False)
        self.setDragDropMode(QAbstractItemView.DragDropMode.DragDrop)
        self.viewport().setAutoFillBackground(False)
        self.setAccessibleName(self.tr("Places, notebooks and tags"))

    def _is_on_chevron(self, index: QModelIndex, spot: QPoint) -> bool:
        if not self._model.hasChildren(index):
            return False
        line = self.visualRect(index)
        is_mirrored = self.layoutDirection() == Qt.LayoutDirection.RightToLeft
        reach = line.right() - spot.x() if is_mirrored else spot.x() - line.left()
        return 0 <= reach < _CHEVRON_REACH

    def _on_rows_inserted(self, parent: QModelIndex, first: int, last: int) -> None:
        for row in range(first, last + 1):
            self._unfold(self._model.index(row, 0, parent))

    def _unfold(self, index: QModelIndex) -> None:
        if self._model.hasChildren(index) and _key(index) not in self._collapsed:
            self.expand(index)
        for row in range(self._model.rowCount(index)):
            self._unfold(self._model.index(row, 0, index))
        if index.parent().isValid() and _key(index.parent()) not in self._collapsed:
            self.expand(index.parent())

    def _on_current_changed(self, index: QModelIndex) -> None:
        entry: Entry | None = entry_of(index)
        if entry is not None and entry.place is not None:
            self.chosen.emit(entry)


def _key(index: QModelIndex) -> str:
    entry = entry_of(index)
    return entry.key if entry else ""
