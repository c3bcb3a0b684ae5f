"""Choosing the notebook that a note lies in: type to find one, or to make one."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QLineEdit, QListWidget, QListWidgetItem, QVBoxLayout, QWidget

from notesapp.core.ids import Guid
from notesapp.core.model import Notebook
from notesapp.ui.icons import icon
from notesapp.ui.theme import Theme
from notesapp.ui.widgets.popover import Popover

_WIDTH = 260
_HEIGHT = 300
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
                step = 1 if event.key() == Qt.Key.Key_Down else -1
                row = self._list.currentRow() + step
                self._list.setCurrentRow(max(0, min(row, self._list.count() - 1)))
                return True
            if event.key() == Qt.Key.Key_Escape:
                self.dismiss()
                return True
        return super().eventFilter(watched, event)

    def _build_ui(self) -> None:
        self._field = QLineEdit(self.content)
        self._field.setPlaceholderText(self.tr("Find or make a notebook"))
        self._field.setAccessibleName(self.tr("Find or make a notebook"))
        self._list = QListWidget(self.content)
        self._list.setFrameShape(QFrame.Shape.NoFrame)
        self._list.setAccessibleName(self.tr("Notebooks"))
        self._list.setFont(self._theme.font("body"))
        self._list.setFixedSize(_WIDTH, _HEIGHT)
        column = QVBoxLayout(self.content)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        column.addWidget(self._field)
        column.addWidget(self._list)

    def _connect_signals(self) -> None:
        self._field.installEventFilter(self)
        self._field.textChanged.connect(self._fill)
        self._field.returnPressed.connect(self._on_return)
        self._list.itemClicked.connect(self._take)
        self._list.itemActivated.connect(self._take)

    def _fill(self) -> None:
        wanted = self._field.text().strip()
        self._list.clear()
        if not wanted:
            self._add(self.tr("No notebook"), None, "inbox", 0)
        depths: dict[Guid, int] = {}
        for notebook in self._notebooks:
            depth = depths.get(notebook.parent, -1) + 1 if notebook.parent else 0
            depths[notebook.guid] = depth
            if wanted.casefold() in notebook.name.casefold():
                self._add(notebook.name, notebook.guid, "folder", 0 if wanted else depth)
        if wanted and all(notebook.name != wanted for notebook in self._notebooks):
            text = self.tr("New notebook “{name}”").format(name=wanted)
            item = self._add(text, None, "folder-plus", 0)
            item.setData(_NEW, wanted)
        if self._list.currentRow() < 0:
            self._list.setCurrentRow(0)

    def _add(self, text: str, guid: Guid | None, icon_name: str, depth: int) -> QListWidgetItem:
        item = QListWidgetItem(icon(icon_name), "   " * depth + text, self._list)
        item.setData(_GUID, guid)
        item.setData(Qt.ItemDataRole.AccessibleTextRole, text)
        if guid == self._current and not self._field.text():
            self._list.setCurrentItem(item)
        return item

    def _on_return(self) -> None:
        item = self._list.currentItem()
        if item is not None:
            self._take(item)

    def _take(self, item: QListWidgetItem) -> None:
        self.dismiss()
        if name := item.data(_NEW):
            self.notebook_requested.emit(name)
        else:
            self.notebook_chosen.emit(item.data(_GUID))
