"""The demo: a private server and two windows, "Laptop" and "Desktop", that disagree."""

from __future__ import annotations

import os
import signal
import sys
import tempfile
from contextlib import ExitStack
from pathlib import Path

from PySide6.QtCore import QMessageLogContext, QtMsgType, qInstallMessageHandler

from notesapp.app.demo_guide import DemoGuide
from notesapp.app.demo_library import DESKTOP, LAPTOP, prepare
from notesapp.app.demo_server import DemoCannotStart, demo_server
from notesapp.app.profile_session import ProfileSession
from notesapp.app.start import wire
from notesapp.store.library import Library
from notesapp.ui.application import Application
from notesapp.ui.theme import Scheme

_NEEDS_SERVER = (
    "The demo needs the server’s packages, which aren’t installed: pip install 'notesapp[server]'\n"
    "Nothing was changed. ({reason})"
)


def run_demo(screenshots: Path | None = None) -> int:
    """Show the demo; with `screenshots`, play it without a screen and write a picture a step.

    Everything lies in a temporary directory and is gone afterwards.
    """
    if screenshots is not None:
        os.environ["QT_QPA_PLATFORM"] = "offscreen"
        qInstallMessageHandler(_pass_on_news)
    # Ended while it prepares, it must still take its server and its folder with it.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="notesapp-demo-")))
        try:
            server = stack.enter_context(demo_server(folder / "server"))
        except DemoCannotStart as error:
            sys.stderr.write(_NEEDS_SERVER.format(reason=error.reason.splitlines()[-1]) + "\n")
            return 1
        prepare(folder / "laptop", folder / "desktop", server)
        application = Application(sys.argv, Scheme.LIGHT if screenshots else Scheme.SYSTEM)
        laptop = _open(application, folder / "laptop", LAPTOP)
        desktop = _open(application, folder / "desktop", DESKTOP)
        if screenshots is not None:
            from notesapp.app.demo_story import play

            return play(application, laptop, desktop, screenshots)
        return _show(application, laptop, desktop)


def _pass_on_news(_kind: QtMsgType, _context: QMessageLogContext, text: str) -> None:
    """Drop what the offscreen platform says of window managers: there is none to talk to."""
    if not text.startswith("This plugin does not support"):
        sys.stderr.write(f"{text}\n")


def _open(application: Application, profile: Path, name: str) -> ProfileSession:
    session = ProfileSession(Library.open(profile), application.theme)
    session.window.setWindowTitle(name)
    wire(application, session)
    return session


def _show(application: Application, laptop: ProfileSession, desktop: ProfileSession) -> int:
    """Put the windows side by side and let the person at them play; both closed ends it."""
    guide = DemoGuide(laptop, desktop, application.theme)
    _place_side_by_side(application, laptop, desktop)
    laptop.start()
    desktop.start()
    try:
        return application.run()
    finally:
        guide.deleteLater()
        laptop.close()
        desktop.close()


def _place_side_by_side(
    application: Application, laptop: ProfileSession, desktop: ProfileSession
) -> None:
    room = application.qt.primaryScreen().availableGeometry()
    width = room.width() // 2
    for number, session in enumerate((laptop, desktop)):
        session.window.resize(min(width, 1180), min(room.height() - 40, 860))
        session.window.move(room.x() + number * width, room.y())
