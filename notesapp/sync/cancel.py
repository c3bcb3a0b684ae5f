"""How a sync run is told to stop."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from notesapp.core.errors import Cancelled


class CancelToken:
    """A wish to stop, raised from any thread and looked at between steps."""

    def __init__(self) -> None:
        self._event = threading.Event()
        self._lock = threading.Lock()
        self._interrupts: list[Callable[[], None]] = []

    def cancel(self) -> None:
        """Ask the run to stop; may be called from any thread, more than once."""
        self._event.set()
        with self._lock:
            interrupts = tuple(self._interrupts)
        for interrupt in interrupts:
            interrupt()

    @property
    def is_cancelled(self) -> bool:
        """Whether somebody asked to stop."""
        return self._event.is_set()

    def check(self) -> None:
        """Raise `Cancelled` if somebody asked to stop."""
        if self._event.is_set():
            raise Cancelled

    def wait(self, seconds: float) -> bool:
        """Wait at most `seconds`; return True as soon as somebody asked to stop."""
        return self._event.wait(seconds)

    @contextmanager
    def interrupting(self, interrupt: Callable[[], None]) -> Iterator[None]:
        """Within the block, `cancel` also calls `interrupt`, on the thread that cancels.

        For calls that hang in the network, where no step comes to look at the token.
        """
        with self._lock:
            self._interrupts.append(interrupt)
        try:
            yield
        finally:
            with self._lock:
                self._interrupts.remove(interrupt)
