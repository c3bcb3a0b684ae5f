"""Task runners for tests: one that works at once, one that works when it is told to."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any


class InlineExecutor:
    """Runs each task inside `submit`, so that a test needs no thread and no waiting."""

    def submit(
        self,
        task: Callable[[], Any],
        on_done: Callable[[Any], None] | None = None,
        on_error: Callable[[Exception], None] | None = None,
    ) -> None:
        """Run `task` now and deliver its outcome now; an error nobody takes is raised."""
        try:
            value = task()
        except Exception as error:
            if on_error is None:
                raise
            on_error(error)
            return
        if on_done is not None:
            on_done(value)


class PatientExecutor(InlineExecutor):
    """Keeps tasks until the test lets them run, in order: for what happens meanwhile."""

    def __init__(self) -> None:
        self._waiting: list[Callable[[], None]] = []

    def submit(
        self,
        task: Callable[[], Any],
        on_done: Callable[[Any], None] | None = None,
        on_error: Callable[[Exception], None] | None = None,
    ) -> None:
        """Keep a task."""
        self._waiting.append(lambda: InlineExecutor.submit(self, task, on_done, on_error))

    def run_one(self) -> None:
        """Run the oldest task."""
        self._waiting.pop(0)()

    def run_all(self) -> None:
        """Run tasks until none is left."""
        while self._waiting:
            self.run_one()
