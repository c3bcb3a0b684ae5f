"""The compare window's size and how high its result is, kept between runs; nothing else."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QByteArray, QSettings
from PySide6.QtWidgets import QSplitter, QWidget

_FILE_NAME = "window.ini"


class RememberedLayout:
    """One profile's compare window; a damaged file counts as none."""

    def __init__(self, profile: Path, window: QWidget, splitter: QSplitter) -> None:
        self._settings = QSettings(str(profile / _FILE_NAME), QSettings.Format.IniFormat)
        self._window = window
        self._splitter = splitter

    def restore(self) -> None:
        """Bring the window to the size it had."""
        geometry = self._settings.value("compare/geometry")
        if isinstance(geometry, QByteArray):
            self._window.restoreGeometry(geometry)
        heights = self._settings.value("compare/splitter")
        if isinstance(heights, QByteArray):
            self._splitter.restoreState(heights)

    def save(self) -> None:
        """Remember the size."""
        self._settings.setValue("compare/geometry", self._window.saveGeometry())
        self._settings.setValue("compare/splitter", self._splitter.saveState())
