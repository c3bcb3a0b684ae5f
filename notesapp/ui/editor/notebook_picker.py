"""Choosing the notebook that a note lies in: type to find one, or to make one."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QObject, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QApplication,
    QFrame,
    QLineEdit,
    QTreeWidget,
    QTreeWidgetItem,
    QVBoxLayout,
    QWidget,
)

from notesapp.core.ids import Guid
from notesapp.core.model import Notebook
from notesapp.ui.icons import icon
from notesapp.ui.theme import Theme
from notesapp.ui.widgets.popover import Popover

_WIDTH = 260
_HEIGHT = 240
_INDENT = 18
_ICON_SIZE = 16
_ROW_HEIGHT = 30
_GUID = Qt.ItemDataRole.UserRole
_NEW = Qt.ItemDataRole.UserRole + 1


class NotebookPicker(Popover):
    """A sheet with a field and the tree of notebooks.

    Signals:
        notebook_chosen: a Guid, or None for no notebook.
        notebook_requested: the name of a notebook to make and choose.
    """

    notebook_chosen = Signal(object)
    notebook_requested = Signal(str)

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(theme, parent)
        self._notebooks: Sequence[Notebook] = ()
        self._current: Guid | None = None
        self._build_ui()
        self._connect_signals()

    def choose(self, notebooks: Sequence[Notebook], current: Guid | None, anchor: QWidget) -> None:
        """Open under `anchor` with `current` selected."""
        self._notebooks = notebooks
        self._current = current
        self._field.clear()
        self._fill()
        self.open_over(anchor)
        self._field.setFocus(Qt.FocusReason.PopupFocusReason)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if (
            watched is self._field
            and event.type() == QEvent.Type.KeyPress
            and isinstance(event, QKeyEvent)
        ):
            if event.key() in (Qt.Key.Key_Down, Qt.Key.Key_Up):
                QApplication.sendEvent(self._tree, event)
                return True
            if event.key() == Qt.Key.Key_Escape:
                self.dismiss()
                return True
        return super().eventFilter(watched, event)

    def _build_ui(self) -> None:
        self._field = QLineEdit(self.content)
        self._field.setPlaceholderText(self.tr("Find or make a notebook"))
        self._field.setAccessibleName(self.tr("Find or make a notebook"))
        self._tree = QTreeWidget(self.content)
        self._tree.setHeaderHidden(True)
        self._tree.setRootIsDecorated(False)
        self._tree.setItemsExpandable(False)
        self._tree.setIndentation(_INDENT)
        self._tree.setIconSize(QSize(_ICON_SIZE, _ICON_SIZE))
        self._tree.setUniformRowHeights(True)
        self._tree.setFrameShape(QFrame.Shape.NoFrame)
        self._tree.setAccessibleName(self.tr("Notebooks"))
        self._tree.setFont(self._theme.font("body"))
        self._tree.setFixedSize(_WIDTH, _HEIGHT)
        column = QVBoxLayout(self.content)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        column.addWidget(self._field)
        column.addWidget(self._tree)

    def _connect_signals(self) -> None:
        self._field.installEventFilter(self)
        self._field.textChanged.connect(self._fill)
        self._field.returnPressed.connect(self._on_return)
        self._tree.itemClicked.connect(self._take)
        self._tree.itemActivated.connect(self._take)

    def _fill(self) -> None:
        wanted = self._field.text().strip()
        self._tree.clear()
        items: dict[Guid, QTreeWidgetItem] = {}
        if not wanted:
            self._add(self.tr("No notebook"), None, "inbox")
        for notebook in self._notebooks:
            if wanted.casefold() in notebook.name.casefold():
                above = items.get(notebook.parent) if notebook.parent and not wanted else None
                items[notebook.guid] = self._add(notebook.name, notebook.guid, "folder", above)
        if wanted and all(notebook.name != wanted for notebook in self._notebooks):
            text = self.tr("New notebook “{name}”").format(name=wanted)
            self._add(text, None, "folder-plus").setData(0, _NEW, wanted)
        self._tree.expandAll()
        first = self._tree.topLevelItem(0)
        if self._tree.currentItem() is None and first is not None:
            self._tree.setCurrentItem(first)

    def _add(
        self, text: str, guid: Guid | None, icon_name: str, above: QTreeWidgetItem | None = None
    ) -> QTreeWidgetItem:
        item = QTreeWidgetItem([text])
        item.setIcon(0, icon(icon_name))
        item.setData(0, _GUID, guid)
        item.setSizeHint(0, QSize(0, _ROW_HEIGHT))
        if above is None:
            self._tree.addTopLevelItem(item)
        else:
            above.addChild(item)
        if guid == self._current and not self._field.text():
            self._tree.setCurrentItem(item)
        return item

    def _on_return(self) -> None:
        item = self._tree.currentItem()
        if item is not None:
            self._take(item)

    def _take(self, item: QTreeWidgetItem) -> None:
        self.dismiss()
        if name := item.data(0, _NEW):
            self.notebook_requested.emit(name)
        else:
            self.notebook_chosen.emit(item.data(0, _GUID))
