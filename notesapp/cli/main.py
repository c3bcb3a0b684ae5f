"""Runs one command on a profile's library and turns how it ended into an exit code."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Callable
from contextlib import nullcontext
from importlib import import_module

from notesapp.cli.messages import ExitCode, exit_code, explain
from notesapp.cli.output import say
from notesapp.cli.rescue import unread_text_kept
from notesapp.config.paths import default_profile
from notesapp.core.errors import NotesError
from notesapp.store.library import Library

Command = Callable[[Library, argparse.Namespace], ExitCode]

# Each command's module; the function is called as the command is.
_MODULES = {
    "new": "writing",
    "show": "reading",
    "edit": "writing",
    "delete": "writing",
    "restore": "writing",
    "history": "reading",
    "list": "reading",
    "search": "reading",
    "connect": "account",
    "disconnect": "account",
    "sync": "syncing",
    "status": "account",
    "nodes": "account",
    "conflicts": "deciding",
    "resolve": "deciding",
    "import": "transferring",
    "export": "transferring",
}


def run(arguments: argparse.Namespace) -> int:
    """Run the command; whatever went wrong is said on standard error."""
    _prepare_output()
    try:
        with unread_text_kept() if _takes_text(arguments) else nullcontext():
            library = Library.open(arguments.profile or default_profile())
        try:
            return _command(arguments.command)(library, arguments)
        finally:
            library.close()
    except BrokenPipeError:
        # Whoever read the output has seen enough; the interpreter must not try to flush it.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return ExitCode.NOT_DONE
    except (NotesError, OSError) as error:
        say(f"notesapp: {explain(error)}")
        return exit_code(error)
    except KeyboardInterrupt:
        say("notesapp: Stopped. Everything that was saved is safe.")
        return ExitCode.NOT_DONE


def _command(name: str) -> Command:
    module = import_module(f"notesapp.cli.{_MODULES[name]}")
    function: Command = getattr(module, f"{name}_command")
    return function


def _takes_text(arguments: argparse.Namespace) -> bool:
    """Say whether the command reads standard input, which nobody can type again."""
    return arguments.command in {"new", "edit"} or bool(getattr(arguments, "body", None))


def _prepare_output() -> None:
    """Print any title anywhere: UTF-8 also where the system's locale says otherwise."""
    for stream in (sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure:
            reconfigure(encoding="utf-8", errors="backslashreplace")
