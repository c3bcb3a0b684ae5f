"""The settings in force: read by everybody, changed on the pages, saved at each change."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QObject, Signal

from notesapp.config import settings as settings_file
from notesapp.config.settings import Settings


class LiveSettings(QObject):
    """Holds a profile's settings.

    Signals:
        changed: a Settings, after each change.
    """

    changed = Signal(object)

    def __init__(self, profile: Path, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._profile = profile
        self._current = settings_file.load(profile)

    def current(self) -> Settings:
        """Return the settings in force."""
        return self._current

    def change(self, settings: Settings) -> None:
        """Put other settings in force and save them.

        Raises:
            OSError: they could not be saved; they hold until the window is closed.
        """
        if settings == self._current:
            return
        self._current = settings
        self.changed.emit(settings)
        settings_file.save(self._profile, settings)
