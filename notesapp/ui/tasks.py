"""What the windows need of a task runner, so that tests can run tasks inline."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Protocol


class Tasks(Protocol):
    """Runs work off the Qt thread and delivers its outcome on the Qt thread, in order."""

    def submit(
        self,
        task: Callable[[], Any],
        on_done: Callable[[Any], None] | None = None,
        on_error: Callable[[Exception], None] | None = None,
    ) -> None:
        """Run `task` elsewhere; then call `on_done` or `on_error` here."""
        ...
