"""Where the window was and what it showed: window geometry alone, no settings, no notes."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QByteArray, QSettings

from notesapp.core.ids import Guid
from notesapp.store.places import NoteSort
from notesapp.ui.notelist.density import Density

_FILE_NAME = "window.ini"


class WindowState:
    """One profile's window, remembered between runs; a damaged file counts as none."""

    def __init__(self, profile: Path) -> None:
        self._settings = QSettings(str(profile / _FILE_NAME), QSettings.Format.IniFormat)

    @property
    def geometry(self) -> QByteArray:
        """`QWidget.saveGeometry()`; empty at first."""
        value = self._settings.value("geometry")
        return value if isinstance(value, QByteArray) else QByteArray()

    @property
    def splitter(self) -> QByteArray:
        """`QSplitter.saveState()`; empty at first."""
        value = self._settings.value("splitter")
        return value if isinstance(value, QByteArray) else QByteArray()

    @property
    def is_sidebar_hidden(self) -> bool:
        """Whether the user hid the sidebar."""
        return str(self._settings.value("sidebar_hidden", "")) == "true"

    @property
    def place_key(self) -> str:
        """The key of the sidebar's entry."""
        return str(self._settings.value("place", "all"))

    @property
    def note(self) -> Guid | None:
        """The note that was open."""
        return Guid(str(self._settings.value("note", ""))) or None

    @property
    def sort(self) -> NoteSort:
        """The order of the list."""
        value = str(self._settings.value("sort", ""))
        return NoteSort(value) if value in set(NoteSort) else NoteSort.UPDATED

    @property
    def density(self) -> Density:
        """How much of each note the list shows."""
        value = str(self._settings.value("density", ""))
        return Density(value) if value in set(Density) else Density.COMFORTABLE

    @property
    def folded(self) -> list[str]:
        """The keys of folded notebooks."""
        return [key for key in str(self._settings.value("folded", "")).split("|") if key]

    def save(
        self,
        *,
        geometry: QByteArray,
        splitter: QByteArray,
        is_sidebar_hidden: bool,
        place_key: str,
        note: Guid | None,
        sort: NoteSort,
        density: Density,
        folded: list[str],
    ) -> None:
        """Remember all of it."""
        self._settings.setValue("geometry", geometry)
        self._settings.setValue("splitter", splitter)
        self._settings.setValue("sidebar_hidden", "true" if is_sidebar_hidden else "false")
        self._settings.setValue("place", place_key)
        self._settings.setValue("note", note or "")
        self._settings.setValue("sort", str(sort))
        self._settings.setValue("density", str(density))
        self._settings.setValue("folded", "|".join(folded))
        self._settings.sync()
