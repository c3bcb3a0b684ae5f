"""Runs the engine on the sync thread."""

from __future__ import annotations

import logging
import time

from PySide6.QtCore import QObject, Signal, Slot

from notesapp.config.credentials import Credentials
from notesapp.core.conflict import ConflictPolicy
from notesapp.core.errors import NotesError, RetryLater
from notesapp.store.library import Library
from notesapp.sync.backends.base import Backend
from notesapp.sync.cancel import CancelToken
from notesapp.sync.guard import Permission
from notesapp.sync.report import Progress

logger = logging.getLogger(__name__)

_PROGRESS_EVERY_S = 0.1


class SyncWorker(QObject):
    """Lives on the sync thread and keeps the connection between runs.

    Signals:
        progressed: a Progress, at most ten a second.
        finished: a SyncReport or a NotesError, exactly once a run.
    """

    progressed = Signal(object)
    finished = Signal(object)

    def __init__(self, library: Library, credentials: Credentials) -> None:
        super().__init__()
        self._library = library
        self._credentials = credentials
        self._backend: Backend | None = None
        self._progress_sent_at = 0.0

    @Slot(object, object, object)
    def run(self, policy: ConflictPolicy, permission: Permission, cancel: CancelToken) -> None:
        """Do one sync run and say how it ended; `cancel` may be raised from any thread."""
        # Imported on this thread: the window need not wait for the network library.
        from notesapp.sync.accounts import open_backend
        from notesapp.sync.engine import SyncEngine

        try:
            if self._backend is None:
                self._backend = open_backend(self._library, self._credentials)
            engine = SyncEngine(self._library, self._backend, policy, permission=permission)
            outcome: object = engine.run(cancel, self._report_progress)
        except NotesError as error:
            self.disconnect_backend()
            outcome = error
        except Exception as error:  # one of the four edges: the thread must live on
            logger.exception("sync run failed")
            self.disconnect_backend()
            outcome = RetryLater(f"{type(error).__name__}: {error}")
        self.finished.emit(outcome)

    @Slot()
    def disconnect_backend(self) -> None:
        """Close the connection, so that the next run opens a new one."""
        backend, self._backend = self._backend, None
        if backend is not None:
            backend.close()

    def _report_progress(self, progress: Progress) -> None:
        now = time.monotonic()
        if now - self._progress_sent_at >= _PROGRESS_EVERY_S:
            self._progress_sent_at = now
            self.progressed.emit(progress)
