"""Pictures of the compare and history windows, for a person to look at.

`python -m tests.support.screens_conflicts DIR` writes light, dark, right-to-left, small and
large-print pictures of the three clashes in `clashes`.
"""

from __future__ import annotations

import sys
import tempfile
from dataclasses import replace
from pathlib import Path

from PySide6.QtCore import QPoint, Qt, QTimer
from PySide6.QtGui import QCursor, QFont, QFontDatabase
from PySide6.QtWidgets import QApplication

from notesapp.core.changes import Origin
from notesapp.core.conflict import Keep, Resolution
from notesapp.core.ids import Guid
from notesapp.store.library import Library
from notesapp.ui.conflicts.model import Pick
from notesapp.ui.conflicts.window import CompareWindow
from notesapp.ui.history.window import HistoryWindow
from notesapp.ui.style import AppStyle
from notesapp.ui.theme import Scheme, Theme
from notesapp.workers.change_bus import ChangeBus
from tests.support.clashes import JAPANESE, LISBON, MEETING, Clash, add_clash, open_library
from tests.support.inline_executor import InlineExecutor

SCENES = (
    "light", "dark", "decided_light", "decided_dark", "deleted", "deleted_dark", "1000x680", "820x560",
    "rtl", "large", "list", "done", "japanese", "earlier", "history", "history_dark",
)  # fmt: skip


class Photographer:
    """Shows one scene after another and writes what it sees."""

    def __init__(self, application: QApplication, library: Library, folder: Path) -> None:
        self._application = application
        self._library = library
        self._folder = folder
        self._bus = ChangeBus(library)
        self._font = QFont(application.font())

    def take(self, scene: str, guids: list[Guid]) -> None:
        """Write one picture."""
        is_dark = "dark" in scene
        if scene == "large":
            large = QFont(self._font)
            large.setPointSizeF(self._font.pointSizeF() * 2)
            self._application.setFont(large)
        is_rtl = scene == "rtl"
        self._application.setLayoutDirection(
            Qt.LayoutDirection.RightToLeft if is_rtl else Qt.LayoutDirection.LeftToRight
        )
        theme = Theme(self._application, Scheme.DARK if is_dark else Scheme.LIGHT)
        style = AppStyle(theme)
        self._application.setStyle(style)
        if scene.startswith("history"):
            self._take_history(scene, guids[0], theme)
            return
        window = CompareWindow(self._library, InlineExecutor(), self._bus, theme)
        if "x" in scene:
            width, height = scene.split("x")
            window.resize(int(width), int(height))
        wanted = {"deleted": 1, "deleted_dark": 1, "japanese": 2}.get(scene, 0)
        window.show_conflict(guids[wanted])
        _arrange(window, scene)
        loop_for(self._application, 250)
        window.grab().save(str(self._folder / f"conflict_{scene}.png"))
        window.close()
        window.deleteLater()
        self._application.setFont(self._font)
        loop_for(self._application, 20)

    def _take_history(self, scene: str, guid: Guid, theme: Theme) -> None:
        with self._library.write(Origin.USER) as transaction:
            transaction.conflicts.resolve(guid, Resolution(Keep.THIS))
        window = HistoryWindow(self._library, InlineExecutor(), self._bus, theme)
        window.show_history(guid)
        loop_for(self._application, 250)
        window.grab().save(str(self._folder / f"{scene}.png"))
        window.close()
        window.deleteLater()
        loop_for(self._application, 20)


def _arrange(window: CompareWindow, scene: str) -> None:
    model = window.controller.model
    if scene.startswith("decided") and model is not None:
        part = model.comparison.asked[1]
        window.body.page.view.content.controls.strips[part.number].buttons[Pick.OTHER].click()
        window.body.page.go_to(part)
        window.body.page.view.scroll_bar.setValue(250)
    if scene == "list":
        window.commands["as_list"].trigger()
    if scene == "earlier":
        window.commands["earlier"].trigger()


def loop_for(application: QApplication, milliseconds: int) -> None:
    """Let the event loop run for a moment."""
    QTimer.singleShot(milliseconds, application.quit)
    application.exec()


def main(folder: Path, scenes: list[str]) -> None:
    """Write all pictures, or those named, into a folder."""
    application = QApplication([])
    QCursor.setPos(QPoint(0, 0))
    if "Inter" in QFontDatabase.families():  # as the pictures that ours stand beside
        application.setFont(QFont("Inter", 10))
    folder.mkdir(parents=True, exist_ok=True)
    for scene in scenes or list(SCENES):
        with tempfile.TemporaryDirectory() as profile:
            library = open_library(Path(profile))
            clashes = (LISBON, MEETING, JAPANESE) if "x" not in scene else (_long_names(),)
            guids = [add_clash(library, c, f"note {n}") for n, c in enumerate(clashes)]
            if scene == "done":
                _decide_all(library, guids)
            photographer = Photographer(application, library, folder)
            photographer.take(scene, guids)
            library.close()


def _long_names() -> Clash:
    title = "Everything we still have to think of before the long trip to Lisbon in May"
    this = replace(LISBON.this, title=title)
    return replace(LISBON, this=this, device="Theodora’s very old kitchen tablet")


def _decide_all(library: Library, guids: list[Guid]) -> None:
    with library.write(Origin.USER) as transaction:
        for guid in guids:
            transaction.conflicts.resolve(guid, Resolution(Keep.THIS))


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2:])
