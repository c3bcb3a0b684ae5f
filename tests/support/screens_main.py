"""Pictures of the main window, for a person to look at.

`python -m tests.support.screens_main DIR [FONT]` writes every state of the three panes, light
and dark, right to left, narrow, with large print and at a scale of two.
"""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

from PySide6.QtCore import QEvent, QPoint, Qt
from PySide6.QtGui import QCursor, QFont
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel

from notesapp.core.changes import Origin
from notesapp.core.errors import SignInAgain
from notesapp.core.ids import Guid
from notesapp.store.library import Library
from notesapp.ui.application import UI_POINT_SIZE
from notesapp.ui.editor.pane import EditorPane
from notesapp.ui.main_window import MainWindow
from notesapp.ui.plurals import EnglishPlurals
from notesapp.ui.style import AppStyle
from notesapp.ui.syncing.trouble_banner import TroubleBanner
from notesapp.ui.theme import Scheme, Theme
from notesapp.ui.window_state import WindowState
from notesapp.workers.change_bus import ChangeBus
from notesapp.workers.sync_status import SyncStatus
from tests.support.clashes import MEETING, conflict_of
from tests.support.inline_executor import InlineExecutor
from tests.support.sample_notes import StandingClock, fill

_SETTLE_MS = 200


class Photographer:
    """Opens a window on a sample library, arranges a scene and writes a picture of it."""

    def __init__(self, application: QApplication, family: str, folder: Path) -> None:
        self._application = application
        self._family = family
        self._folder = folder

    def take(
        self,
        name: str,
        arrange: Callable[[MainWindow], object] = lambda _: None,
        *,
        scheme: Scheme = Scheme.LIGHT,
        size: tuple[int, int] = (1380, 880),
        count: int = 40,
        points: float = UI_POINT_SIZE,
        is_rtl: bool = False,
    ) -> None:
        """Write one picture."""
        font = QFont(self._family)
        font.setPointSizeF(points)
        self._application.setFont(font)
        self._application.setLayoutDirection(
            Qt.LayoutDirection.RightToLeft if is_rtl else Qt.LayoutDirection.LeftToRight
        )
        theme = Theme(self._application, scheme)
        style = AppStyle(theme)
        self._application.setStyle(style)
        with tempfile.TemporaryDirectory() as profile:
            library = Library.open(Path(profile), clock=StandingClock())
            if count:
                _mark_sent(library, fill(library, count)[2:])
                _add_clash(library)
            self._show(name, library, theme, arrange, size)
            library.close()

    def _show(
        self,
        name: str,
        library: Library,
        theme: Theme,
        arrange: Callable[[MainWindow], object],
        size: tuple[int, int],
    ) -> None:
        bus = ChangeBus(library)
        tasks = InlineExecutor()
        window = MainWindow(
            theme=theme,
            library=library,
            tasks=tasks,
            lookups=tasks,
            change_bus=bus,
            editor=EditorPane(library, tasks, bus, theme),
            state=WindowState(library.profile),
        )
        window.show_sync_on(True)
        window.sidebar.set_footer(_Footer("Up to date"))
        window.resize(*size)
        QCursor.setPos(QPoint(3000, 3000))
        window.show()
        QTest.qWait(_SETTLE_MS)
        arrange(window)
        QTest.qWait(_SETTLE_MS)
        window.grab().save(str(self._folder / f"{name}.png"))
        bus.close()
        window.close()
        window.deleteLater()
        self._application.sendPostedEvents(None, QEvent.Type.DeferredDelete)


class _Footer(QLabel):
    """Stands where the sync card will."""

    def __init__(self, text: str) -> None:
        super().__init__(text)
        self.setContentsMargins(16, 20, 16, 20)


def _mark_sent(library: Library, guids: list[Guid]) -> None:
    with library.write(Origin.SYNC) as transaction:
        for guid in guids:
            transaction.sync.acknowledge(guid, transaction.notes.get(guid).rev)


def _add_clash(library: Library) -> None:
    conflict = conflict_of(MEETING)
    base = conflict.base
    assert base is not None
    with library.write(Origin.SYNC) as transaction:
        transaction.sync.take(base)
    with library.write(Origin.EDITOR) as transaction:
        transaction.notes.edit(conflict.guid, title=conflict.this.content.title + " ")  # type: ignore[union-attr]
    with library.write(Origin.SYNC) as transaction:
        transaction.sync.open_conflict(conflict.guid, conflict.other, base)


def _search(window: MainWindow) -> None:
    window.notes.search.setFocus()
    QTest.keyClicks(window.notes.search, "lis")


def _switch(window: MainWindow) -> None:
    window.actions_by_name["switcher"].trigger()
    QTest.keyClicks(window.switcher.field, "lis")


def _several(window: MainWindow) -> None:
    window.notes.view.select_rows([1, 2, 4, 5])
    window.notes.selection_changed.emit(window.notes.view.selected_guids())


def _delete(window: MainWindow) -> None:
    window.notes.view.setFocus()
    QTest.keyClick(window.notes.view, Qt.Key.Key_Delete)


def _open_overlay(window: MainWindow) -> None:
    window.actions_by_name["sidebar"].trigger()


def _trouble(window: MainWindow) -> None:
    banner = TroubleBanner(window.theme, lambda: datetime.now(UTC))
    window.notes.set_banner(banner)
    banner.show_status(SyncStatus(is_set_up=True, error=SignInAgain("ana")))


def _nothing_found(window: MainWindow) -> None:
    window.sidebar.view.choose("tag:trip")
    QTest.keyClicks(window.notes.search, "zeppelin")


def _nested(window: MainWindow) -> None:
    index = window.sidebar.model.find("pinned")
    window.sidebar.view.setCurrentIndex(index)


def main(folder: Path, family: str) -> None:
    """Write all pictures."""
    folder.mkdir(parents=True, exist_ok=True)
    application = QApplication.instance() or QApplication(["screens"])
    assert isinstance(application, QApplication)
    plurals = EnglishPlurals()
    application.installTranslator(plurals)
    photographer = Photographer(application, family, folder)
    for scheme in (Scheme.LIGHT, Scheme.DARK):
        photographer.take(f"main_{scheme}", scheme=scheme)
        photographer.take(f"search_{scheme}", _search, scheme=scheme)
        photographer.take(f"quick_switcher_{scheme}", _switch, scheme=scheme)
        photographer.take(f"several_{scheme}", _several, scheme=scheme)
        photographer.take(f"deleted_{scheme}", _delete, scheme=scheme)
        photographer.take(f"trouble_{scheme}", _trouble, scheme=scheme)
        photographer.take(f"first_run_{scheme}", scheme=scheme, count=0)
    photographer.take("nothing_found", _nothing_found)
    photographer.take("commands", lambda window: window.open_switcher(">"))
    photographer.take("pinned", _nested)
    photographer.take("narrow_900", size=(900, 680))
    photographer.take("narrow_900_sidebar", _open_overlay, size=(900, 680))
    photographer.take("narrow_600", size=(600, 680))
    photographer.take("1000x680", size=(1000, 680))
    photographer.take("large_print", points=20)
    photographer.take("right_to_left", is_rtl=True)


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2] if len(sys.argv) > 2 else "Sans Serif")
