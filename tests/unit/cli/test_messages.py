"""Every error has calm words and its exit code."""

from __future__ import annotations

from pathlib import Path

import pytest

from notesapp.cli.messages import ExitCode, UsageError, exit_code, explain
from notesapp.core import errors
from notesapp.transfer import report

_HERE = Path("/profile/library.db")

CASES: list[tuple[Exception, ExitCode]] = [
    (UsageError("The environment variable X is not set."), ExitCode.USAGE),
    (errors.Offline("notes.example.org", "connection refused"), ExitCode.UNREACHABLE),
    (errors.ServerNotAnswering("notes.example.org", 30), ExitCode.UNREACHABLE),
    (errors.ServerTrouble("500"), ExitCode.UNREACHABLE),
    (errors.ServerBusy("503", retry_after_s=20), ExitCode.UNREACHABLE),
    (errors.RetryLater("later"), ExitCode.UNREACHABLE),
    (errors.NotOurServer("http://x", "a web page"), ExitCode.UNREACHABLE),
    *(
        (errors.CertificateProblem("h", problem, "why"), ExitCode.UNREACHABLE)
        for problem in ("self_signed", "expired", "wrong_host", "other")
    ),
    (errors.SignInAgain("ana", wrong_password=True), ExitCode.SIGN_IN),
    (errors.SignInAgain("ana"), ExitCode.SIGN_IN),
    (errors.Forbidden(), ExitCode.NOT_DONE),
    (errors.ProtocolMismatch(update_app=True, theirs="2"), ExitCode.NOT_DONE),
    (errors.ProtocolMismatch(update_app=False, theirs="0"), ExitCode.NOT_DONE),
    (errors.Diverged("epoch"), ExitCode.NOT_DONE),
    (errors.MassDeletion(30, 40, ["a"], server_is_empty=True), ExitCode.NOT_DONE),
    (errors.MassDeletion(30, 40, ["a"], server_is_empty=False), ExitCode.NOT_DONE),
    (errors.TooLarge(5), ExitCode.NOT_DONE),
    (errors.QuotaExceeded(), ExitCode.NOT_DONE),
    (errors.NotConnected(), ExitCode.NOT_DONE),
    (errors.AlreadySyncing(), ExitCode.NOT_DONE),
    (errors.Cancelled(), ExitCode.NOT_DONE),
    (errors.NotFound("note", "x"), ExitCode.NOT_DONE),
    (errors.DiskFull(_HERE), ExitCode.NOT_DONE),
    (errors.LibraryBusy(), ExitCode.NOT_DONE),
    (errors.LibraryReadOnly(_HERE), ExitCode.NOT_DONE),
    (errors.LibraryTooNew(_HERE, "0009"), ExitCode.NOT_DONE),
    (errors.LibraryDamaged(_HERE, [Path("/profile/backups/a.db")]), ExitCode.NOT_DONE),
    (errors.LibraryDamaged(_HERE, []), ExitCode.NOT_DONE),
    (errors.CannotDecide("nothing waits"), ExitCode.NOT_DONE),
    (report.NothingThere(Path("x")), ExitCode.NOT_DONE),
    (report.FolderInUse(Path("x")), ExitCode.NOT_DONE),
    (report.FolderNotWritable(Path("x"), "read-only"), ExitCode.NOT_DONE),
    (PermissionError(13, "Permission denied", "/x"), ExitCode.NOT_DONE),
]


@pytest.mark.parametrize(("error", "code"), CASES, ids=lambda value: type(value).__name__)
def test_each_error_has_its_exit_code_and_calm_words(error: Exception, code: ExitCode) -> None:
    assert exit_code(error) is code
    words = explain(error)
    assert words[0].isupper() or words.startswith(("“", "x"))
    assert words.rstrip().endswith(".") or "backups" in words
    for loud in ("!", "please", "oops", "failed to", "invalid", "HTTP"):
        assert loud not in words.lower()


def test_every_kind_of_error_has_words_of_its_own() -> None:
    """A new error class must be given words, not fall through to the last resort."""
    pending = [errors.NotesError]
    groups = {"NotesError", "StoreError", "SyncError", "TransferError"}
    known = {type(error).__name__ for error, _ in CASES}
    while pending:
        kind = pending.pop()
        pending += kind.__subclasses__()
        if kind.__module__.startswith("notesapp.core") or kind.__module__ == report.__name__:
            assert kind.__name__ in known | groups


def test_what_is_safe_is_said_for_each_trouble_with_the_server() -> None:
    for error, _ in CASES:
        if isinstance(error, errors.SyncError):
            words = explain(error)
            assert any(
                safe in words
                for safe in ("your notes", "Your notes", "Nothing", "kept", "stays on this")
            ), words


def test_something_unheard_of_is_still_explained() -> None:
    assert "is safe" in explain(ValueError("odd"))
