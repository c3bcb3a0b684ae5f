"""The program's start: a command on the command line, or else the window.

Qt is imported only for the window and the demo, so that commands are quick and need no screen
and none of Qt's system libraries.
"""

from __future__ import annotations

import os
import sys
from argparse import Namespace
from collections.abc import Sequence

from notesapp.cli.parser import parse

_NO_SCREEN = """There is no screen to open a window on (neither DISPLAY nor WAYLAND_DISPLAY is set).
To see the app, start it on a desktop, through “ssh -X”, or with “xvfb-run” and a viewer.
To see pictures of it without a screen:  {command} demo --screenshots DIR
The command line works without a screen: {command} --help"""

_NO_QT = """The window can’t be opened: {error}
On Debian or Ubuntu, “python3 packaging/start.py” in the source folder says what to install.
The command line works without: {command} --help"""


def main(arguments: Sequence[str] | None = None) -> int:
    """Do what the arguments say; return the exit code."""
    asked = parse(arguments)
    if asked.command is None or asked.command == "demo":
        return _open_windows(asked)
    from notesapp.cli.main import run

    return run(asked)


def _open_windows(asked: Namespace) -> int:
    words = {"command": os.environ.get("NOTESAPP_COMMAND", "notesapp")}
    is_demo = asked.command == "demo"
    if not (_has_screen() or (is_demo and asked.screenshots is not None)):
        print(_NO_SCREEN.format(**words), file=sys.stderr)
        return 1
    try:
        import PySide6.QtWidgets  # noqa: F401
    except ImportError as error:
        print(_NO_QT.format(error=error, **words), file=sys.stderr)
        return 1
    from notesapp.app import quick_imports

    if is_demo:
        with quick_imports():
            from notesapp.app.demo import run_demo

        return run_demo(asked.screenshots)
    with quick_imports():
        from notesapp.app.start import run
    from notesapp.config.paths import default_profile

    return run(asked.profile or default_profile())


def _has_screen() -> bool:
    if not sys.platform.startswith("linux"):
        return True
    return any(map(os.environ.get, ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM")))


if __name__ == "__main__":
    sys.exit(main())
