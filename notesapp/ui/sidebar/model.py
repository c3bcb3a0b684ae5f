"""The sidebar's tree as a Qt model that changes by the smallest steps."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby
from typing import Any, cast

from PySide6.QtCore import (
    QAbstractItemModel,
    QMimeData,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    Qt,
    Signal,
)

from notesapp.core.ids import Guid
from notesapp.ui.notelist.roles import NOTES_MIME_TYPE
from notesapp.ui.sidebar.contents import NOTEBOOKS_KEY, Branch, Entry, Kind

NOTEBOOK_MIME_TYPE = "application/x-notesapp-notebook"
ENTRY_ROLE = int(Qt.ItemDataRole.UserRole) + 1

Index = QModelIndex | QPersistentModelIndex
_NOWHERE = QModelIndex()


class _Node:
    """An entry in its place in the tree."""

    __slots__ = ("children", "entry", "parent")

    def __init__(self, entry: Entry, parent: _Node | None) -> None:
        self.entry = entry
        self.parent = parent
        self.children: list[_Node] = []

    def row(self) -> int:
        return self.parent.children.index(self) if self.parent else 0


def entry_of(index: Index) -> Entry | None:
    """Return the entry an index stands for; None for an invalid one."""
    return cast("Entry | None", index.data(ENTRY_ROLE))


class SidebarModel(QAbstractItemModel):
    """Places, notebooks and tags.

    Signals:
        rename_requested: (Guid, str) after editing a notebook's name in place.
        notes_dropped: (list of Guid, Entry) notes were let go over an entry.
        notebook_dropped: (Guid, Guid or None) a notebook was let go over another, or the top.
    """

    rename_requested = Signal(str, str)
    notes_dropped = Signal(list, object)
    notebook_dropped = Signal(str, object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._root = _Node(Entry(Kind.HEADER, "", ""), None)
        # Indexes carry no Python object: ids do, so that a stale index can't reach a dead node.
        self._nodes: dict[int, _Node] = {}

    def show(self, branches: Sequence[Branch]) -> None:
        """Become this tree; entries that stay keep their selection and expansion."""
        self._reconcile(self._root, branches)

    def find(self, key: str) -> QModelIndex:
        """Return the index of an entry by its key; invalid if there is none."""
        for node in self._walk(self._root):
            if node.entry.key == key:
                return self._index_of(node)
        return QModelIndex()

    # -- what Qt asks ---------------------------------------------------------------------

    def index(self, row: int, column: int = 0, parent: Index = _NOWHERE) -> QModelIndex:
        node = self._node(parent)
        if column != 0 or not 0 <= row < len(node.children):
            return QModelIndex()
        return self._index_of(node.children[row])

    def parent(self, index: Index = _NOWHERE) -> QModelIndex:  # type: ignore[override]
        above = self._node(index).parent
        return QModelIndex() if above is None or above is self._root else self._index_of(above)

    def rowCount(self, parent: Index = _NOWHERE) -> int:
        return len(self._node(parent).children)

    def columnCount(self, parent: Index = _NOWHERE) -> int:
        return 1

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid():
            return None
        entry = self._node(index).entry
        match role:
            case Qt.ItemDataRole.DisplayRole | Qt.ItemDataRole.EditRole:
                return entry.name
            case Qt.ItemDataRole.AccessibleTextRole:
                if entry.kind is Kind.HEADER:
                    return entry.name
                return self.tr("{0}, %n note(s)", "", entry.count).format(entry.name)
            case _ if role == ENTRY_ROLE:
                return entry
        return None

    def setData(self, index: Index, value: Any, role: int = Qt.ItemDataRole.EditRole) -> bool:
        entry = entry_of(index)
        name = str(value).strip()
        if entry is None or entry.notebook is None or role != Qt.ItemDataRole.EditRole or not name:
            return False
        if name != entry.name:
            self.rename_requested.emit(entry.notebook, name)
        return True

    def flags(self, index: Index) -> Qt.ItemFlag:
        entry = entry_of(index)
        if entry is None:
            return Qt.ItemFlag.NoItemFlags
        flags = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsDropEnabled
        if entry.kind is Kind.HEADER:
            return flags
        flags |= Qt.ItemFlag.ItemIsSelectable
        if entry.kind is Kind.NOTEBOOK:
            flags |= Qt.ItemFlag.ItemIsEditable | Qt.ItemFlag.ItemIsDragEnabled
        return flags

    # -- dragging -------------------------------------------------------------------------

    def mimeTypes(self) -> list[str]:
        return [NOTEBOOK_MIME_TYPE, NOTES_MIME_TYPE]

    def mimeData(self, indexes: Iterable[QModelIndex]) -> QMimeData:
        data = QMimeData()
        for index in indexes:
            entry = entry_of(index)
            if entry is not None and entry.notebook is not None:
                data.setData(NOTEBOOK_MIME_TYPE, entry.notebook.encode())
        return data

    def can_take(self, data: QMimeData, index: Index) -> bool:
        """Return whether letting go of something over an entry would do something sensible."""
        entry = entry_of(index)
        if entry is None:
            return False
        if data.hasFormat(NOTES_MIME_TYPE):
            return entry.kind in (Kind.NOTEBOOK, Kind.TAG) or entry.key in ("trash", "pinned")
        moved = _guids(data, NOTEBOOK_MIME_TYPE)
        if not moved or (entry.kind is not Kind.NOTEBOOK and entry.key != NOTEBOOKS_KEY):
            return False
        return not self._lies_in(self._node(index), moved[0])

    def take(self, data: QMimeData, index: Index) -> None:
        """Tell what was let go over an entry."""
        entry = entry_of(index)
        if entry is None or not self.can_take(data, index):
            return
        if data.hasFormat(NOTES_MIME_TYPE):
            self.notes_dropped.emit(_guids(data, NOTES_MIME_TYPE), entry)
        else:
            self.notebook_dropped.emit(_guids(data, NOTEBOOK_MIME_TYPE)[0], entry.notebook)

    # -- the tree -------------------------------------------------------------------------

    def _reconcile(self, parent: _Node, branches: Sequence[Branch]) -> None:
        wanted = {branch.entry.key for branch in branches}
        for row in range(len(parent.children) - 1, -1, -1):
            if parent.children[row].entry.key not in wanted:
                self.beginRemoveRows(self._index_of(parent), row, row)
                self._forget(parent.children.pop(row))
                self.endRemoveRows()
        known = {node.entry.key for node in parent.children}
        row = 0
        # Neighbours go in together: a view lays everything out again at each insertion.
        for is_new, run in groupby(branches, lambda branch: branch.entry.key not in known):
            together = list(run)
            if is_new:
                self.beginInsertRows(self._index_of(parent), row, row + len(together) - 1)
                parent.children[row:row] = [self._grow(branch, parent) for branch in together]
                self.endInsertRows()
            else:
                for place, branch in enumerate(together, row):
                    self._settle(parent, place, branch)
            row += len(together)

    def _settle(self, parent: _Node, row: int, branch: Branch) -> None:
        """Bring a known child to its row and give it its present name and count."""
        keys = [node.entry.key for node in parent.children]
        old = keys.index(branch.entry.key)
        if old != row:
            above = self._index_of(parent)
            self.beginMoveRows(above, old, old, above, row)
            parent.children.insert(row, parent.children.pop(old))
            self.endMoveRows()
        node = parent.children[row]
        if node.entry != branch.entry:
            node.entry = branch.entry
            self.dataChanged.emit(self._index_of(node), self._index_of(node))
        self._reconcile(node, branch.children)

    def _grow(self, branch: Branch, parent: _Node) -> _Node:
        node = _Node(branch.entry, parent)
        self._nodes[id(node)] = node
        node.children = [self._grow(child, node) for child in branch.children]
        return node

    def _forget(self, node: _Node) -> None:
        for below in (node, *self._walk(node)):
            self._nodes.pop(id(below), None)

    def _walk(self, node: _Node) -> Iterator[_Node]:
        for child in node.children:
            yield child
            yield from self._walk(child)

    def _node(self, index: Index) -> _Node:
        return self._nodes.get(index.internalId(), self._root) if index.isValid() else self._root

    def _index_of(self, node: _Node) -> QModelIndex:
        if node is self._root:
            return QModelIndex()
        return self.createIndex(node.row(), 0, id(node))

    def _lies_in(self, node: _Node | None, notebook: Guid) -> bool:
        while node is not None:
            if node.entry.notebook == notebook:
                return True
            node = node.parent
        return False


def _guids(data: QMimeData, mime_type: str) -> list[Guid]:
    text = bytes(data.data(mime_type).data()).decode()
    return [Guid(line) for line in text.splitlines()]
