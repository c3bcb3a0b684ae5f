"""Every cause has words of its own in the windows, and they end with what is safe."""

from __future__ import annotations

import errno
from collections.abc import Iterator
from pathlib import Path

import pytest

from notesapp.core import errors
from notesapp.ui.messages import describe

UNEXPECTED = "Something unexpected happened"
NOT_ONE_CAUSE = {errors.NotesError, errors.StoreError, errors.SyncError}


def _kinds(kind: type[errors.NotesError]) -> Iterator[type[errors.NotesError]]:
    for narrower in kind.__subclasses__():
        if narrower.__module__ == errors.__name__:
            yield narrower
            yield from _kinds(narrower)


def _made(kind: type[errors.NotesError]) -> Exception:
    """Return an error of a kind with a value in each attribute that words may ask for."""
    error = kind.__new__(kind)
    for name, value in {
        "host": "notes.example.org",
        "path": Path("/p"),
        "user": "ana",
        "wrong_password": False,
        "update_app": True,
        "count": 431,
        "server_is_empty": True,
        "problem": "expired",
        "timeout_s": 30.0,
    }.items():
        setattr(error, name, value)
    return error


@pytest.mark.parametrize("kind", sorted(set(_kinds(errors.NotesError)) - NOT_ONE_CAUSE, key=str))
def test_every_kind_of_error_has_words_of_its_own(kind: type[errors.NotesError]) -> None:
    message = describe(_made(kind))
    assert message.title != UNEXPECTED
    assert message.title
    assert message.text.endswith(".") or "/p" in message.text
    assert "{" not in message.title + message.text


def test_a_refusal_of_the_system_is_said_calmly() -> None:
    full = describe(OSError(errno.ENOSPC, "No space left on device", "/p/settings.toml"))
    assert full.title == "This computer’s disk is full"
    other = describe(PermissionError(errno.EACCES, "Permission denied", "/p/settings.toml"))
    assert other.title == "The system refused"
    assert other.text == "Permission denied. What was saved before is safe."


def test_something_unheard_of_is_still_explained() -> None:
    message = describe(RuntimeError("x"))
    assert message.title == UNEXPECTED
    assert "safe" in message.text
    assert message.details == "RuntimeError: x"
