"""Short work off the Qt thread: run it on one worker thread, deliver the answer on the Qt thread."""

from __future__ import annotations

import logging
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QObject, Qt, Signal, Slot
from shiboken6 import isValid

from notesapp.core.errors import NotesError

logger = logging.getLogger(__name__)

OnDone = Callable[[Any], None]
OnError = Callable[[Exception], None]


@dataclass(frozen=True, slots=True)
class _Outcome:
    """What a task came to, on its way back to the Qt thread."""

    callback: Callable[[Any], None] | None
    value: Any


class TaskRunner(QObject):
    """Runs tasks one after another on a thread of its own.

    Make and call it on the Qt thread. Tasks run in the order they were submitted; each
    callback runs on the Qt thread, in that order, unless the QObject it belongs to is gone.

    Signals:
        failed: an Exception that no `on_error` took care of.
    """

    failed = Signal(object)
    _finished = Signal(object)

    def __init__(self, name: str, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._executor = ThreadPoolExecutor(max_workers=1, thread_name_prefix=name)
        self._finished.connect(self._deliver, Qt.ConnectionType.QueuedConnection)

    def submit(
        self,
        task: Callable[[], Any],
        on_done: OnDone | None = None,
        on_error: OnError | None = None,
    ) -> None:
        """Run `task` on the worker thread; then call `on_done` or `on_error` on the Qt thread."""
        self._executor.submit(self._run, task, on_done, on_error)

    def shutdown(self) -> None:
        """Finish what was submitted and stop the thread; nothing is delivered any more."""
        self._executor.shutdown(wait=True)

    def _run(
        self, task: Callable[[], Any], on_done: OnDone | None, on_error: OnError | None
    ) -> None:
        try:
            outcome = _Outcome(on_done, task())
        except NotesError as error:
            logger.info("task refused: %s: %s", type(error).__name__, error)
            outcome = _Outcome(on_error or self.failed.emit, error)
        except Exception as error:  # one of the four edges: it reaches the user
            logger.exception("task failed")
            outcome = _Outcome(on_error or self.failed.emit, error)
        if isValid(self):
            self._finished.emit(outcome)

    @Slot(object)
    def _deliver(self, outcome: _Outcome) -> None:
        receiver = getattr(outcome.callback, "__self__", None)
        if outcome.callback is None or (isinstance(receiver, QObject) and not isValid(receiver)):
            return
        outcome.callback(outcome.value)
