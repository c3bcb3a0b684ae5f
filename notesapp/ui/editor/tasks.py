"""What the editor asks of whoever runs its saves."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Protocol


class Tasks(Protocol):
    """Runs tasks in order off the Qt thread and delivers on it; `workers.TaskRunner` is one."""

    def submit(
        self,
        task: Callable[[], Any],
        on_done: Callable[[Any], None] | None = None,
        on_error: Callable[[Exception], None] | None = None,
    ) -> None:
        """Run `task`, then call one of the two."""
        ...
