"""Start the window on a profile, and end with everything saved."""

from __future__ import annotations

import logging
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from notesapp.app.opening import ask_in_window, open_or_ask
from notesapp.app.profile_session import ProfileSession
from notesapp.app.single_instance import SingleInstance
from notesapp.config import settings as settings_file
from notesapp.config.logs import set_up_logging
from notesapp.config.settings import Settings
from notesapp.ui.application import Application
from notesapp.ui.messages import describe
from notesapp.ui.theme import Scheme

logger = logging.getLogger(__name__)


def run(profile: Path) -> int:
    """Open the window on `profile`; return the exit code when it is closed.

    A second start on the same profile only brings the first window forward.
    """
    with _logging(profile):
        return _run(profile)


def _run(profile: Path) -> int:
    application = Application(sys.argv, _scheme(settings_file.load(profile)))
    instance = SingleInstance(profile, application)
    if not instance.claim():
        return 0
    library = open_or_ask(profile, ask_in_window(application.theme))
    if library is None:
        return 1
    session = ProfileSession(library, application.theme)
    wire(application, session)
    instance.raise_requested.connect(session.bring_forward)
    session.start()
    code = application.run()
    session.close()
    instance.release()
    return code


@contextmanager
def _logging(profile: Path) -> Iterator[None]:
    """Write a log while the block runs, where that can be done; no log is no reason not to start.

    What is wrong with the profile is then said in a window, by whoever opens the library.
    """
    try:
        handler = set_up_logging(profile)
    except OSError:
        yield
        return
    try:
        yield
    finally:
        logging.getLogger().removeHandler(handler)
        with suppress(OSError):  # a full disk: the last lines can't be written
            handler.close()


def wire(application: Application, session: ProfileSession) -> None:
    """Let a session's settings reach the application, and an unexpected error its window."""

    def on_settings_changed(settings: Settings) -> None:
        application.theme.set_scheme(_scheme(settings))

    def on_bug_found(error: Exception) -> None:
        message = describe(error)
        session.window.show_event(f"{message.title}. {message.text}")

    session.settings.changed.connect(on_settings_changed)
    application.bug_found.connect(on_bug_found)
    application.qt.commitDataRequest.connect(session.save_typing)


def _scheme(settings: Settings) -> Scheme:
    return Scheme(settings.appearance.scheme.value)
