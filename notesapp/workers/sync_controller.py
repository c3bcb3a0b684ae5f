"""Decides when the sync thread runs, and tells the windows where sync stands."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

from PySide6.QtCore import QObject, QThread, QTimer, Signal, Slot

from notesapp.config.credentials import Credentials
from notesapp.config.settings import Settings
from notesapp.core.changes import ChangeSet, Origin
from notesapp.core.errors import AlreadySyncing, Cancelled, NotConnected, RetryLater, SyncError
from notesapp.store.library import Library
from notesapp.sync.cancel import CancelToken
from notesapp.sync.guard import Permission
from notesapp.sync.report import Progress, SyncReport
from notesapp.sync.schedule import retry_delay_s
from notesapp.workers.change_bus import ChangeBus
from notesapp.workers.sync_status import SyncStatus
from notesapp.workers.sync_worker import SyncWorker

_AFTER_EDIT_MS = 3_000
_AFTER_START_MS = 500
_STOP_WAIT_MS = 10_000

_OUR_ORIGINS = (Origin.EDITOR, Origin.USER, Origin.IMPORT, Origin.OTHER_PROCESS)


class SyncController(QObject):
    """Owns the sync thread: on start, after edits, on a timer and whenever the user asks.

    Lives on the Qt thread. Runs never overlap; a wish that comes during a run is met by one
    more run after it.

    Signals:
        status_changed: a SyncStatus, whenever what the card says may have changed.
        run_finished: a SyncReport, after each run that reached its end.
    """

    status_changed = Signal(object)
    run_finished = Signal(object)
    _run_requested = Signal(object, object, object)
    _disconnect_requested = Signal()

    def __init__(
        self,
        library: Library,
        credentials: Credentials,
        change_bus: ChangeBus,
        settings: Callable[[], Settings],
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._library = library
        self._settings = settings
        self._status = SyncStatus()
        self._cancel = CancelToken()
        self._failures = 0
        self._is_wanted_again = False
        self._is_shut_down = False
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self.sync_now)
        self._thread = QThread(self)
        self._thread.setObjectName("sync")
        self._worker = SyncWorker(library, credentials)
        self._worker.moveToThread(self._thread)
        self._worker.progressed.connect(self._on_progressed)
        self._worker.finished.connect(self._on_finished)
        self._run_requested.connect(self._worker.run)
        self._disconnect_requested.connect(self._worker.disconnect_backend)
        change_bus.changed.connect(self._on_changed)

    @property
    def status(self) -> SyncStatus:
        """Where sync stands now."""
        return self._status

    def start(self) -> None:
        """Start the thread and, if the settings say so, the first run."""
        self._thread.start()
        self._refresh()
        if self._settings().sync.on_start:
            self._plan(_AFTER_START_MS)
        else:
            self._plan_next()

    @Slot()
    def sync_now(self) -> None:
        """Run as soon as the thread is free; without an account, do nothing."""
        self.sync_with(Permission.NONE)

    def sync_with(self, permission: Permission) -> None:
        """Run like `sync_now`, with the user's answer to a `MassDeletion`."""
        if self._is_shut_down or not self._status.is_set_up:
            return
        if self._status.is_running:
            self._is_wanted_again = True
            return
        self._timer.stop()
        self._cancel = CancelToken()
        self._set(replace(self._status, is_running=True, progress=None, next_try_at=None))
        self._run_requested.emit(self._settings().sync.policy, permission, self._cancel)

    @Slot()
    def stop(self) -> None:
        """Stop the run under way within a second; what arrived is kept."""
        self._is_wanted_again = False
        self._cancel.cancel()

    @Slot()
    def account_changed(self) -> None:
        """Forget the connection; a library was just connected, disconnected or signed in."""
        self._failures = 0
        self._disconnect_requested.emit()
        self._set(replace(self._status, error=None, report=None))
        self._refresh()
        self.sync_now()

    def shutdown(self, grace_ms: int = _STOP_WAIT_MS) -> None:
        """Stop running and end the thread; waits at most `grace_ms` for it."""
        self._is_shut_down = True
        self._timer.stop()
        if self._thread.isRunning():
            self.stop()
            self._disconnect_requested.emit()
            self._thread.quit()
            self._thread.wait(grace_ms)

    @Slot(object)
    def _on_changed(self, changes: ChangeSet) -> None:
        self._refresh()
        is_ours = changes.origin in _OUR_ORIGINS and (changes.notes or changes.notebooks)
        if is_ours and self._settings().sync.after_edits and self._status.unsent:
            self._plan(_AFTER_EDIT_MS)

    @Slot(object)
    def _on_progressed(self, progress: Progress) -> None:
        self._set(replace(self._status, progress=progress))

    @Slot(object)
    def _on_finished(self, outcome: SyncReport | SyncError) -> None:
        if isinstance(outcome, SyncReport):
            self._failures = 0
            self._set(replace(self._status, error=None, report=outcome))
        elif not isinstance(outcome, Cancelled | AlreadySyncing | NotConnected):
            self._failures += 1
            self._set(replace(self._status, error=outcome))
        self._set(replace(self._status, is_running=False, progress=None))
        self._refresh()
        if isinstance(outcome, SyncReport):
            self.run_finished.emit(outcome)
        if self._is_wanted_again:
            self._is_wanted_again = False
            self.sync_now()
        else:
            self._plan_next()

    def _plan_next(self) -> None:
        """Plan the next automatic run: soon after passing trouble, else by the settings' timer."""
        error = self._status.error
        if isinstance(error, RetryLater):
            delay_s = retry_delay_s(self._failures, error.retry_after_s, random.random())
        elif error is not None:
            return  # it needs the user first; the next edit or press of Sync tries again
        else:
            delay_s = self._settings().sync.interval_minutes * 60.0
        if delay_s > 0:
            self._plan(round(delay_s * 1000))

    def _plan(self, delay_ms: int) -> None:
        if self._is_shut_down or not self._status.is_set_up:
            return
        if not self._timer.isActive() or self._timer.remainingTime() > delay_ms:
            self._timer.start(delay_ms)
            due = self._library.clock.now() + timedelta(milliseconds=delay_ms)
            self._set(replace(self._status, next_try_at=due))

    def _refresh(self) -> None:
        """Read again what the library knows about sync."""
        with self._library.read() as view:
            remote = view.sync.remote()
            decisions = view.conflicts.count()
            unsent = view.sync.unsynchronized_count()
        self._set(
            replace(
                self._status,
                is_set_up=remote is not None,
                unsent=max(0, unsent - decisions),
                decisions=decisions,
                last_success_at=remote.last_success_at if remote else None,
            )
        )

    def _set(self, status: SyncStatus) -> None:
        if status != self._status:
            self._status = status
            self.status_changed.emit(status)
