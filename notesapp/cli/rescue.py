"""What was typed is kept somewhere even when the library can't take it."""

from __future__ import annotations

import os
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager

from notesapp.cli.input import read_body
from notesapp.cli.output import say
from notesapp.core.errors import NotesError


@contextmanager
def text_kept_on_failure(text: str) -> Iterator[None]:
    """If the block raises a NotesError, put `text` into a file and say where, or print it."""
    try:
        yield
    except NotesError:
        if text:
            say(_keep(text))
        raise


@contextmanager
def unread_text_kept() -> Iterator[None]:
    """If the block raises a NotesError, keep what was piped in and no command has read yet."""
    try:
        yield
    except NotesError:
        if sys.stdin is not None and not sys.stdin.isatty() and (text := read_body()):
            say(_keep(text))
        raise


def _keep(text: str) -> str:
    try:
        descriptor, path = tempfile.mkstemp(prefix="notesapp-", suffix=".md")
        with os.fdopen(descriptor, "wb") as file:
            file.write(text.encode("utf-8"))
    except OSError:
        return f"What you wrote could not be kept in a file, so here it is:\n{text}"
    return f"What you wrote is not lost: it is in {path}"
