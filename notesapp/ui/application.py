"""The QApplication: names, font, style, translations, and what happens to a bug."""

from __future__ import annotations

import logging
import signal
import sys
from collections.abc import Callable, Sequence
from types import TracebackType

from PySide6.QtCore import QLibraryInfo, QLocale, QObject, QTimer, QTranslator, Signal
from PySide6.QtGui import QFont, QFontInfo
from PySide6.QtWidgets import QApplication

from notesapp.config.resources import resources_root
from notesapp.ui.icons import icon
from notesapp.ui.plurals import EnglishPlurals
from notesapp.ui.style import AppStyle
from notesapp.ui.theme import Scheme, Theme

logger = logging.getLogger(__name__)

UI_POINT_SIZE = 10.0
_HEARTBEAT_MS = 500
_FALLBACK_FAMILY = "Sans Serif"


class Application(QObject):
    """The one QApplication with our look; make it before any widget and keep it to the end.

    Signals:
        bug_found: an exception that nobody expected, already in the log; nothing typed is lost,
            because editors save by themselves.
    """

    bug_found = Signal(object)

    def __init__(self, arguments: Sequence[str], scheme: Scheme = Scheme.SYSTEM) -> None:
        super().__init__()
        existing = QApplication.instance()
        self.qt = existing if isinstance(existing, QApplication) else QApplication([*arguments])
        self.qt.setOrganizationName("notesapp")
        self.qt.setApplicationName("notesapp")
        self.qt.setApplicationDisplayName(self.tr("Notes"))
        self.qt.setDesktopFileName("notesapp")
        self.qt.setWindowIcon(icon("notebook", "accent"))
        self._translators = _install_translators(self.qt)
        self.qt.setFont(ui_font(self.qt.font()))
        self.theme = Theme(self.qt, scheme, self)
        # The application owns the style's C++ side only: without this reference it would crash.
        self._style = AppStyle(self.theme)
        self.qt.setStyle(self._style)
        self._former_hook: Callable[..., object] = sys.excepthook
        sys.excepthook = self._on_exception

    def run(self) -> int:
        """Run the event loop and return the exit code; Ctrl+C and `kill` end it in order."""
        for name in (signal.SIGINT, signal.SIGTERM):
            signal.signal(name, lambda *_: self.qt.quit())
        # Python looks at signals only while it runs, and the event loop is not Python.
        heartbeat = QTimer(self)
        heartbeat.timeout.connect(lambda: None)
        heartbeat.start(_HEARTBEAT_MS)
        try:
            return self.qt.exec()
        finally:
            sys.excepthook = self._former_hook

    def _on_exception(
        self, kind: type[BaseException], error: BaseException, traceback: TracebackType | None
    ) -> None:
        if issubclass(kind, KeyboardInterrupt):
            self.qt.quit()
            return
        logger.critical("unexpected exception", exc_info=(kind, error, traceback))
        self.bug_found.emit(error)


def ui_font(system: QFont) -> QFont:
    """Return the desktop's font; where no desktop set one, Qt's fallback in a readable size."""
    font = QFont(system)
    if font.family() == _FALLBACK_FAMILY and QFontInfo(font).pointSizeF() < UI_POINT_SIZE:
        font.setPointSizeF(UI_POINT_SIZE)
    return font


def _install_translators(application: QApplication) -> list[QTranslator]:
    """Install Qt's and our texts in the user's language, over the English plurals."""
    places = (
        ("qtbase", QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath)),
        ("notesapp", str(resources_root() / "i18n")),
    )
    plurals = EnglishPlurals(application)
    application.installTranslator(plurals)
    installed: list[QTranslator] = [plurals]
    for name, folder in places:
        translator = QTranslator(application)
        if translator.load(QLocale(), name, "_", folder):
            application.installTranslator(translator)
            installed.append(translator)
    return installed
