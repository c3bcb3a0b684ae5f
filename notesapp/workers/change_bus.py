"""Tells every view what a committed transaction touched, whoever wrote it."""

from __future__ import annotations

from PySide6.QtCore import QObject, Qt, QTimer, Signal, Slot

from notesapp.core.changes import ChangeSet
from notesapp.store.library import Library

_OTHER_PROCESS_POLL_MS = 1000


class ChangeBus(QObject):
    """Carries the library's change sets from the writing thread to the Qt thread.

    Signals:
        changed: a ChangeSet, always on the Qt thread, in commit order.
    """

    changed = Signal(object)
    _committed = Signal(object)

    def __init__(self, library: Library, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._library = library
        self._is_closed = False
        # Through a slot of ours, so that even a plain function hears it on the Qt thread.
        self._committed.connect(self._publish, Qt.ConnectionType.QueuedConnection)
        self._unsubscribe = library.subscribe(self._committed.emit)
        self._poll = QTimer(self)
        self._poll.setInterval(_OTHER_PROCESS_POLL_MS)
        self._poll.timeout.connect(self._look_for_other_processes)
        self._poll.start()

    def close(self) -> None:
        """Stop listening to the library; what is still on its way is not told any more."""
        self._poll.stop()
        self._unsubscribe()
        self._is_closed = True

    @Slot(object)
    def _publish(self, changes: ChangeSet) -> None:
        if not self._is_closed:
            self.changed.emit(changes)

    @Slot()
    def _look_for_other_processes(self) -> None:
        if not self._is_closed:
            self._library.poll_other_processes()
