"""Found notes as rows, in the order of the search."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from PySide6.QtCore import (
    QAbstractListModel,
    QMimeData,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    Qt,
)

from notesapp.core.ids import Guid
from notesapp.core.model import SearchHit
from notesapp.ui.notelist.reconcile import replaced_rows
from notesapp.ui.notelist.roles import GUID_ROLE, NOTES_MIME_TYPE, ROW_ROLE, Row
from notesapp.ui.notelist.words import spoken, tip, title_of

Index = QModelIndex | QPersistentModelIndex
_NO_PARENT = QModelIndex()


class SearchResultsModel(QAbstractListModel):
    """The hits of the newest query; rows that stay keep their selection."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._hits: list[SearchHit] = []
        self._shows_unsent = False

    def set_shows_unsent(self, is_shown: bool) -> None:
        """Mark what isn't sent yet, from the next hits on."""
        self._shows_unsent = is_shown

    def guids(self) -> Sequence[Guid]:
        """Return the found notes in the order of the rows."""
        return [hit.summary.guid for hit in self._hits]

    def row(self, guid: Guid) -> int:
        """Return a note's row; -1 if it wasn't found."""
        return next((row for row, found in enumerate(self.guids()) if found == guid), -1)

    def show_hits(self, hits: Sequence[SearchHit]) -> None:
        """Show other hits, touching only the rows that differ."""
        new = list(hits)
        first, old_end, new_end = replaced_rows(self.guids(), [hit.summary.guid for hit in new])
        if old_end > first:
            self.beginRemoveRows(_NO_PARENT, first, old_end - 1)
            del self._hits[first:old_end]
            self.endRemoveRows()
        if new_end > first:
            self.beginInsertRows(_NO_PARENT, first, new_end - 1)
            self._hits[first:first] = new[first:new_end]
            self.endInsertRows()
        self._hits = new
        if new:
            self.dataChanged.emit(self.index(0), self.index(len(new) - 1))

    def rowCount(self, parent: Index = _NO_PARENT) -> int:
        return 0 if parent.isValid() else len(self._hits)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid() or index.row() >= len(self._hits):
            return None
        hit = self._hits[index.row()]
        note = hit.summary
        match role:
            case _ if role == GUID_ROLE:
                return note.guid
            case _ if role == ROW_ROLE:
                return Row(
                    note, hit.snippet, hit.title_matches, hit.snippet_matches, self._shows_unsent
                )
            case Qt.ItemDataRole.DisplayRole:
                return title_of(note)
            case Qt.ItemDataRole.AccessibleTextRole:
                return spoken(note, shows_unsent=self._shows_unsent)
            case Qt.ItemDataRole.ToolTipRole:
                return tip(note, shows_unsent=self._shows_unsent)
        return None

    def flags(self, index: Index) -> Qt.ItemFlag:
        flags = super().flags(index)
        return flags | Qt.ItemFlag.ItemIsDragEnabled if index.isValid() else flags

    def mimeTypes(self) -> list[str]:
        return [NOTES_MIME_TYPE]

    def mimeData(self, indexes: Iterable[QModelIndex]) -> QMimeData:
        data = QMimeData()
        guids = [self._hits[index.row()].summary.guid for index in indexes]
        data.setData(NOTES_MIME_TYPE, "\n".join(guids).encode())
        return data
