"""The notes of a place as rows: ids in order, summaries read only when a row is painted."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Sequence
from typing import Any

from PySide6.QtCore import (
    QAbstractListModel,
    QMimeData,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    Qt,
    Signal,
    Slot,
)

from notesapp.core.changes import ChangeSet
from notesapp.core.ids import Guid
from notesapp.core.model import NoteSummary
from notesapp.store.library import Library
from notesapp.store.places import ALL_NOTES, CONFLICTS, TRASH, UNSYNCHRONIZED, NoteSort, Place
from notesapp.ui.notelist.order import SortKey, belongs, sort_key
from notesapp.ui.notelist.reconcile import replaced_rows
from notesapp.ui.notelist.roles import GUID_ROLE, NOTES_MIME_TYPE, ROW_ROLE, Row
from notesapp.ui.notelist.words import spoken, tip, title_of
from notesapp.ui.tasks import Tasks

FIRST_PAGE = 64
_PAGE = 48
_CACHED_ROWS = 4000
_FEW = 32

_SHORT_LISTS = (TRASH, CONFLICTS, UNSYNCHRONIZED)
"""Places whose rules a summary alone doesn't tell; short enough to be read anew each time."""

Index = QModelIndex | QPersistentModelIndex
_NO_PARENT = QModelIndex()


class NoteListModel(QAbstractListModel):
    """The notes of one place.

    The first page shows at once; the ids of the rest are read by `lookups`. A change set is
    answered with inserts, moves and removals, so that selection and scrolling stay.

    Signals:
        rows_changing, rows_changed: around every change of rows, so that what Qt does to the
            selection meanwhile isn't taken for the user's doing.
        settled: every row of the place is known.
    """

    rows_changing = Signal()
    rows_changed = Signal()
    settled = Signal()

    def __init__(self, library: Library, lookups: Tasks, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._library = library
        self._lookups = lookups
        self._place: Place = ALL_NOTES
        self._sort = NoteSort.UPDATED
        self._guids: list[Guid] = []
        self._summaries: dict[Guid, NoteSummary] = {}
        self._shows_unsent = False
        self._request = 0
        self._is_reading = False
        self._is_stale = False

    @property
    def place(self) -> Place:
        """The place that is shown."""
        return self._place

    def guids(self) -> Sequence[Guid]:
        """Return the notes in the order of the rows."""
        return self._guids

    def row(self, guid: Guid) -> int:
        """Return a note's row; -1 if it isn't (yet) here."""
        try:
            return self._guids.index(guid)
        except ValueError:
            return -1

    def set_shows_unsent(self, is_shown: bool) -> None:
        """Mark what isn't sent yet; without sync that would be every note."""
        if is_shown != self._shows_unsent:
            self._shows_unsent = is_shown
            if self._guids:
                self.dataChanged.emit(self.index(0), self.index(len(self._guids) - 1))

    def show_place(self, place: Place, sort: NoteSort) -> None:
        """Show another place or order."""
        self._place, self._sort = place, sort
        with self._library.read() as snapshot:
            first = snapshot.notes.list(place, sort=sort, limit=FIRST_PAGE)
        self.rows_changing.emit()
        self.beginResetModel()
        self._guids = [note.guid for note in first]
        self._summaries = {note.guid: note for note in first}
        self.endResetModel()
        self.rows_changed.emit()
        self._request += 1
        self._is_reading = False
        if len(first) < FIRST_PAGE:
            self.settled.emit()
        else:
            self._read_everything()

    @Slot(object)
    def apply(self, changes: ChangeSet) -> None:
        """Show what a transaction changed."""
        if changes.is_everything or len(changes.notes) > _FEW or self._place in _SHORT_LISTS:
            self._summaries.clear()
            self._read_everything()
            return
        # Ids that are being read may be older than this change.
        self._is_stale = self._is_stale or self._is_reading
        with self._library.read() as snapshot:
            found = {note.guid: note for note in snapshot.notes.summaries(list(changes.notes))}
        self.rows_changing.emit()
        for guid in changes.notes:
            self._place_row(guid, found.get(guid))
        self.rows_changed.emit()

    # -- what Qt asks ---------------------------------------------------------------------

    def rowCount(self, parent: Index = _NO_PARENT) -> int:
        return 0 if parent.isValid() else len(self._guids)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid() or index.row() >= len(self._guids):
            return None
        if role == GUID_ROLE:
            return self._guids[index.row()]
        if role not in (
            ROW_ROLE,
            Qt.ItemDataRole.DisplayRole,
            Qt.ItemDataRole.AccessibleTextRole,
            Qt.ItemDataRole.ToolTipRole,
        ):
            return None
        note = self._summary(index.row())
        if note is None:
            return None
        if role == ROW_ROLE:
            return Row(note, note.preview, shows_unsent=self._shows_unsent)
        if role == Qt.ItemDataRole.DisplayRole:
            return title_of(note)
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return spoken(note, shows_unsent=self._shows_unsent)
        return tip(note, shows_unsent=self._shows_unsent)

    def flags(self, index: Index) -> Qt.ItemFlag:
        flags = super().flags(index)
        return flags | Qt.ItemFlag.ItemIsDragEnabled if index.isValid() else flags

    def mimeTypes(self) -> list[str]:
        return [NOTES_MIME_TYPE]

    def mimeData(self, indexes: Iterable[QModelIndex]) -> QMimeData:
        data = QMimeData()
        guids = [self._guids[index.row()] for index in indexes]
        data.setData(NOTES_MIME_TYPE, "\n".join(guids).encode())
        return data

    # -- rows -----------------------------------------------------------------------------

    def _place_row(self, guid: Guid, note: NoteSummary | None) -> None:
        """Insert, move, repaint or remove one row."""
        old = self.row(guid)
        is_here = note is not None and belongs(note, self._place)
        if old < 0 and not is_here:
            return
        if note is None or not is_here:
            self.beginRemoveRows(_NO_PARENT, old, old)
            del self._guids[old]
            self._summaries.pop(guid, None)
            self.endRemoveRows()
            return
        new = self._position(note, old)
        self._summaries[guid] = note
        if old < 0:
            self.beginInsertRows(_NO_PARENT, new, new)
            self._guids.insert(new, guid)
            self.endInsertRows()
            return
        if new != old:
            self.beginMoveRows(_NO_PARENT, old, old, _NO_PARENT, new + (new > old))
            self._guids.insert(new, self._guids.pop(old))
            self.endMoveRows()
        index = self.index(new)
        self.dataChanged.emit(index, index)

    def _position(self, note: NoteSummary, old: int) -> int:
        """Return the row where a note belongs among the others; `old` is its own row or -1."""
        others = len(self._guids) - (old >= 0)
        wanted = sort_key(note, self._sort)

        def key(row: int) -> SortKey:
            return self._key(row + (row >= old >= 0))

        # An edit usually goes to the top, whose rows are known: look there first.
        end = 1
        while end < others and key(end - 1) < wanted:
            end *= 2
        return bisect_left(range(others), wanted, end // 2, min(end, others), key=key)

    def _key(self, row: int) -> SortKey:
        note = self._summary(row, around=0)
        # A note purged a moment ago sorts anywhere; its own change set is on the way.
        return sort_key(note, self._sort) if note else (False, "", "")

    def _summary(self, row: int, around: int = _PAGE) -> NoteSummary | None:
        """Return a row's summary, reading it and its neighbours if it isn't known."""
        guid = self._guids[row]
        if guid not in self._summaries:
            if len(self._summaries) > _CACHED_ROWS:
                self._summaries.clear()
            page = self._guids[max(0, row - around // 4) : row + around + 1]
            with self._library.read() as snapshot:
                found = snapshot.notes.summaries([g for g in page if g not in self._summaries])
            self._summaries.update((note.guid, note) for note in found)
        return self._summaries.get(guid)

    def _read_everything(self) -> None:
        """Have all ids of the place read off the Qt thread."""
        if self._is_reading:
            self._is_stale = True
            return
        self._is_reading, self._is_stale = True, False
        request, place, sort = self._request, self._place, self._sort

        def read() -> tuple[int, list[Guid]]:
            with self._library.read() as snapshot:
                return request, snapshot.notes.ids(place, sort)

        self._lookups.submit(read, self._on_read)

    def _on_read(self, answer: tuple[int, list[Guid]]) -> None:
        request, guids = answer
        if request != self._request:
            return
        self._is_reading = False
        if self._is_stale:
            self._read_everything()
            return
        self.rows_changing.emit()
        self._become(guids)
        self.rows_changed.emit()
        self.settled.emit()

    def _become(self, guids: list[Guid]) -> None:
        """Show these notes, touching only the rows that differ."""
        first, old_end, new_end = replaced_rows(self._guids, guids)
        if old_end > first:
            self.beginRemoveRows(_NO_PARENT, first, old_end - 1)
            del self._guids[first:old_end]
            self.endRemoveRows()
        if new_end > first:
            self.beginInsertRows(_NO_PARENT, first, new_end - 1)
            self._guids[first:first] = guids[first:new_end]
            self.endInsertRows()
        if self._guids:
            self.dataChanged.emit(self.index(0), self.index(len(self._guids) - 1))
