"""Errors in words for a terminal, and as exit codes.

The first sentence says what happened, the next what to do, the last what is safe. The same
causes have the same words in the windows (`ui.messages`), with buttons instead of commands.
"""

from __future__ import annotations

from collections.abc import Callable
from enum import IntEnum

from notesapp.core import errors
from notesapp.transfer import report


class ExitCode(IntEnum):
    """What a script learns; stable."""

    DONE = 0
    NOT_DONE = 1
    USAGE = 2
    NEEDS_DECISION = 3
    UNREACHABLE = 4
    SIGN_IN = 5


class UsageError(errors.NotesError):
    """The arguments make no sense together; carries the words, as argparse does."""


def exit_code(error: Exception) -> ExitCode:
    """Return the code for a command that ended with `error`."""
    if isinstance(error, UsageError):
        return ExitCode.USAGE
    if isinstance(error, errors.SignInAgain):
        return ExitCode.SIGN_IN
    if isinstance(error, errors.RetryLater | errors.NotOurServer | errors.CertificateProblem):
        return ExitCode.UNREACHABLE
    return ExitCode.NOT_DONE


def explain(error: Exception) -> str:
    """Return the words for `error`; never raises, whatever it is given."""
    for kind, words in _WORDS:
        if isinstance(error, kind):
            return words(error)
    return f"That did not work: {error or type(error).__name__}. Everything saved before is safe."


# --- the back-end --------------------------------------------------------------------------


def _offline(error: errors.Offline) -> str:
    return (
        f"Offline: “{error.host}” can’t be reached ({error.reason}). "
        "You can keep writing; your notes are sent by the next sync that reaches it."
    )


def _not_answering(error: errors.ServerNotAnswering) -> str:
    return (
        f"The server doesn’t answer: “{error.host}” said nothing within {error.timeout_s:.0f} "
        "seconds. Try again later. Your notes are safe on this computer."
    )


def _busy(error: errors.ServerBusy) -> str:
    wait = f" for {error.retry_after_s:.0f} seconds" if error.retry_after_s else ""
    return f"The server asked to wait{wait}. Try again then. Your notes are safe on this computer."


def _trouble(error: errors.RetryLater) -> str:
    return (
        f"The server has a problem ({error.reason}). Nothing you did; try again later. "
        "Your notes are safe on this computer."
    )


def _not_our_server(error: errors.NotOurServer) -> str:
    return (
        f"No notes server answers at {error.url} ({error.reason}). The network may have answered "
        "with a sign-in page: open a browser to sign in to it, or check the address. "
        "Nothing was sent; your notes are safe on this computer."
    )


def _certificate(error: errors.CertificateProblem) -> str:
    cause = {
        "self_signed": f"It was issued by “{error.host}” itself, or by somebody this computer "
        "doesn’t know. If it is your own server, add its certificate to those that this "
        "computer trusts.",
        "expired": f"It has expired. “{error.host}” has to renew it; if this computer’s date is "
        "wrong, correct that.",
        "wrong_host": f"It is for another address. Check the address “{error.host}”.",
    }.get(error.problem, f"“{error.host}” could not prove who it is ({error.reason}).")
    return f"This server’s certificate isn’t trusted. {cause} Nothing was sent."


def _sign_in(error: errors.SignInAgain) -> str:
    if error.wrong_password:
        return (
            f"Sign in again: the server did not accept the name or password for “{error.user}”. "
            "Nothing was changed."
        )
    return (
        f"Sign in again: access for this computer has ended. Run connect as “{error.user}” to "
        "continue; your notes stay here."
    )


def _forbidden(_: errors.Forbidden) -> str:
    return (
        "The server doesn’t let this account in. Ask whoever runs it. "
        "Your notes stay on this computer."
    )


def _protocol(error: errors.ProtocolMismatch) -> str:
    if error.update_app:
        return (
            "Update this app to keep syncing: the server now uses a newer format. "
            "Your notes stay on this computer."
        )
    return "This server is too old. Your notes stay on this computer until it is updated."


def _mass_deletion(error: errors.MassDeletion) -> str:
    if error.server_is_empty:
        return (
            f"Sync stopped: the server has none of your {error.total} notes any more. Was it "
            "reset, or is this another account? Nothing has been deleted. "
            "“sync --send-again” keeps your notes and sends them again."
        )
    return (
        f"Sync would delete {error.count} of {error.total} notes here; they were deleted on "
        "another device. Nothing has been deleted here yet. “sync --delete-here” puts them "
        "into Recently deleted, “disconnect” keeps them."
    )


def _diverged(_: errors.Diverged) -> str:
    return (
        "The server’s history has changed; it may have been restored from a backup. "
        "Nothing was deleted here; sync once more."
    )


def _too_large(_: errors.TooLarge) -> str:
    return (
        "A note is too large for this server. It stays on this computer; all others can be synced."
    )


def _quota(_: errors.QuotaExceeded) -> str:
    return "The server is full. Free space there, then sync again. Your notes wait here."


def _not_connected(_: errors.NotConnected) -> str:
    return "Sync is not set up; your notes are on this computer only. Run connect to set it up."


def _already(_: errors.AlreadySyncing) -> str:
    return (
        "Another window or command syncs these notes right now, usually for less than a minute. "
        "Your notes are sent by that sync or the next."
    )


def _cancelled(_: errors.Cancelled) -> str:
    return "Sync was stopped. What had arrived is kept; the next sync goes on from there."


# --- the library ---------------------------------------------------------------------------


def _not_found(error: errors.NotFound) -> str:
    return f"There is no {error.what} “{error.name}” here. Nothing was changed."


def _disk_full(error: errors.DiskFull) -> str:
    return (
        f"The disk is full ({error.path}). Free some space, then run the command again. "
        "Everything that was saved before is safe."
    )


def _library_busy(_: errors.LibraryBusy) -> str:
    return "Another program is writing to these notes. Nothing was changed; try again in a moment."


def _read_only(error: errors.LibraryReadOnly) -> str:
    return f"“{error.path}” can’t be written. Allow writing to it, then try again."


def _too_new(error: errors.LibraryTooNew) -> str:
    return (
        f"A newer version of this app wrote these notes ({error.path}). "
        "Update the app to open them. They were not touched."
    )


def _damaged(error: errors.LibraryDamaged) -> str:
    start = f"The file of your notes could not be read. It was not touched: {error.path}. "
    if error.backups:
        return f"{start}Open the app to put back the newest good backup: {error.backups[0]}"
    return f"{start}There is no automatic backup; keep a copy of the file before trying a repair."


def _cannot_decide(error: errors.CannotDecide) -> str:
    return (
        f"There is nothing to decide like that ({error.reason}). Nothing was changed; whatever "
        "was settled earlier is in the note’s history."
    )


# --- files ---------------------------------------------------------------------------------


def _nothing_there(error: report.NothingThere) -> str:
    return f"There is no file or folder {error.path}. Nothing was imported."


def _folder_in_use(error: report.FolderInUse) -> str:
    return f"{error.path} isn’t an empty folder. Name a new one; nothing was written."


def _folder_not_writable(error: report.FolderNotWritable) -> str:
    return f"{error.path} can’t be written ({error.reason}). Your notes are untouched."


def _system(error: OSError) -> str:
    where = f" ({error.filename})" if error.filename else ""
    return f"The system refused: {error.strerror or error}{where}. What was saved before is safe."


# From the most particular to the most general: the first that fits is taken.
_WORDS: list[tuple[type[Exception], Callable[..., str]]] = [
    (UsageError, str),
    (errors.Offline, _offline),
    (errors.ServerNotAnswering, _not_answering),
    (errors.ServerBusy, _busy),
    (errors.RetryLater, _trouble),
    (errors.NotOurServer, _not_our_server),
    (errors.CertificateProblem, _certificate),
    (errors.SignInAgain, _sign_in),
    (errors.Forbidden, _forbidden),
    (errors.ProtocolMismatch, _protocol),
    (errors.MassDeletion, _mass_deletion),
    (errors.Diverged, _diverged),
    (errors.TooLarge, _too_large),
    (errors.QuotaExceeded, _quota),
    (errors.NotConnected, _not_connected),
    (errors.AlreadySyncing, _already),
    (errors.Cancelled, _cancelled),
    (errors.NotFound, _not_found),
    (errors.DiskFull, _disk_full),
    (errors.LibraryBusy, _library_busy),
    (errors.LibraryReadOnly, _read_only),
    (errors.LibraryTooNew, _too_new),
    (errors.LibraryDamaged, _damaged),
    (errors.CannotDecide, _cannot_decide),
    (report.NothingThere, _nothing_there),
    (report.FolderInUse, _folder_in_use),
    (report.FolderNotWritable, _folder_not_writable),
    (OSError, _system),
]
