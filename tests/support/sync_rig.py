"""A library with its sync thread, as a window has it, for tests of what a person sees of sync."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

from notesapp.config.credentials import Credentials
from notesapp.config.settings import Settings
from notesapp.store.library import Library
from notesapp.sync.accounts import connect, open_backend
from notesapp.sync.engine import SyncEngine
from notesapp.workers.change_bus import ChangeBus
from notesapp.workers.sync_controller import SyncController
from notesapp.workers.tasks import TaskRunner

MANUAL = replace(
    Settings(), sync=replace(Settings().sync, on_start=False, after_edits=False, interval_minutes=0)
)


class SyncRig:
    """Everything between a library and the widgets that show its sync."""

    def __init__(self, profile: Path) -> None:
        self.library = Library.open(profile)
        self.credentials = Credentials(profile)
        self.settings = MANUAL
        self.bus = ChangeBus(self.library)
        self.network = TaskRunner("network")
        self.controller = SyncController(
            self.library, self.credentials, self.bus, lambda: self.settings
        )

    def connect(self, url: str, user: str, password: str, name: str) -> None:
        """Sign in, as the set-up dialog does."""
        connect(self.library, self.credentials, url, user, password, name)

    def sync(self) -> None:
        """Sync once on this thread, as another device would meanwhile."""
        backend = open_backend(self.library, self.credentials)
        try:
            SyncEngine(self.library, backend).run()
        finally:
            backend.close()

    def close(self) -> None:
        """Take everything down in the order the app does."""
        self.controller.shutdown()
        self.network.shutdown()
        self.bus.close()
        self.library.close()


@contextmanager
def sync_rig(profile: Path) -> Iterator[SyncRig]:
    """A rig as long as the context lasts."""
    rig = SyncRig(profile)
    try:
        yield rig
    finally:
        rig.close()
