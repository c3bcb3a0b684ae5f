"""What the window tests share: our look on the application, a window on a library."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QEvent
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from notesapp.store.library import Library
from notesapp.ui.application import ui_font
from notesapp.ui.editor.pane import EditorPane
from notesapp.ui.main_window import MainWindow
from notesapp.ui.plurals import EnglishPlurals
from notesapp.ui.style import AppStyle
from notesapp.ui.theme import Scheme, Theme
from notesapp.ui.window_state import WindowState
from notesapp.workers.change_bus import ChangeBus
from tests.support.inline_executor import InlineExecutor

_kept: list[AppStyle] = []


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Let the offscreen platform say what it can't do; a real screen can."""
    for item in items:
        if item.path.is_relative_to(Path(__file__).parent):
            item.add_marker(pytest.mark.qt_log_ignore("This plugin does not support"))


@pytest.fixture(scope="session")
def _session_theme(qapp: QApplication) -> Iterator[Theme]:
    """One theme and one style for the whole run, as in the application."""
    qapp.setFont(ui_font(qapp.font()))
    theme = Theme(qapp, Scheme.LIGHT)
    # Style objects must outlive the application, or Qt calls into a dead one.
    _kept.append(AppStyle(theme))
    qapp.setStyle(_kept[-1])
    plurals = EnglishPlurals()
    qapp.installTranslator(plurals)
    yield theme
    qapp.removeTranslator(plurals)


@pytest.fixture
def theme(_session_theme: Theme) -> Theme:
    """The application's theme, in the light scheme."""
    _session_theme.set_scheme(Scheme.LIGHT)
    return _session_theme


@pytest.fixture
def change_bus(library: Library, qapp: QApplication) -> Iterator[ChangeBus]:
    """Carries the library's changes to the widgets under test."""
    bus = ChangeBus(library)
    yield bus
    bus.close()


@pytest.fixture
def window(
    library: Library, change_bus: ChangeBus, theme: Theme, qapp: QApplication, qtbot: QtBot
) -> Iterator[MainWindow]:
    """The main window on the test's library, tasks run inline; ask for it after filling."""
    shown = open_window(library, change_bus, theme)
    yield shown
    shown.close()
    shown.deleteLater()
    qapp.sendPostedEvents(None, QEvent.Type.DeferredDelete)


def open_window(library: Library, change_bus: ChangeBus, theme: Theme) -> MainWindow:
    """Show a main window as the application would."""
    tasks = InlineExecutor()
    state = WindowState(library.profile)
    window = MainWindow(
        theme=theme,
        library=library,
        tasks=tasks,
        lookups=tasks,
        change_bus=change_bus,
        editor=EditorPane(library, tasks, change_bus, theme),
        state=state,
    )
    if state.geometry.isEmpty():
        window.resize(1280, 800)  # the screen of the tests has no room for its usual size
    window.show()
    return window
