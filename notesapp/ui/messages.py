"""What the app says when something goes wrong: one title and one text a cause.

The first sentence says what happened, the second what to do, the third what is safe. This is
the only place in the windows that turns errors into words.
"""

from __future__ import annotations

import errno
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from enum import Enum
from pathlib import Path

from PySide6.QtCore import QCoreApplication, QDateTime, QLocale

from notesapp.core import errors


class Remedy(Enum):
    """What the reader can do about it; the view gives it a button."""

    SIGN_IN = "sign_in"
    TRY_AGAIN = "try_again"
    REVIEW_DELETION = "review_deletion"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class Message:
    """Words for one cause.

    Attributes:
        details: the technical text, shown only on request.
    """

    title: str
    text: str
    remedy: Remedy = Remedy.NONE
    details: str = ""


def describe(error: Exception) -> Message:
    """Return the words for `error`; never raises, whatever it is given."""
    for kind, words in _WORDS:
        if isinstance(error, kind):
            title, text, remedy = words(error)
            return Message(title, text, remedy, f"{type(error).__name__}: {error}")
    return Message(
        _tr("Something unexpected happened"),
        _tr("It was written to the log. Everything you wrote before is safe on this computer."),
        details=f"{type(error).__name__}: {error}",
    )


def clock_text(moment: datetime) -> str:
    """Return an aware datetime as the local time of day, the way this computer writes it."""
    local = QDateTime.fromSecsSinceEpoch(int(moment.timestamp()))
    return QLocale().toString(local.time(), QLocale.FormatType.ShortFormat)


_Words = tuple[str, str, Remedy]


def _offline(error: errors.Offline) -> _Words:
    return (
        _tr("Offline"),
        _tr("You can keep writing. Your notes are sent when the connection is back."),
        Remedy.TRY_AGAIN,
    )


def _not_answering(error: errors.ServerNotAnswering) -> _Words:
    text = _tr(
        "“{host}” did not answer within {seconds} seconds. It is tried again by itself. "
        "Your notes are safe on this computer."
    )
    return (
        _tr("The server doesn’t answer"),
        text.format(host=error.host, seconds=f"{error.timeout_s:.0f}"),
        Remedy.TRY_AGAIN,
    )


def _busy(error: errors.ServerBusy) -> _Words:
    return (
        _tr("The server asked to wait"),
        _tr("It is tried again by itself. Your notes are safe on this computer."),
        Remedy.TRY_AGAIN,
    )


def _trouble(error: errors.RetryLater) -> _Words:
    return (
        _tr("The server has a problem"),
        _tr("Nothing you did. It is tried again by itself. Your notes are safe on this computer."),
        Remedy.TRY_AGAIN,
    )


def _not_our_server(error: errors.NotOurServer) -> _Words:
    return (
        _tr("No notes server answers there"),
        _tr(
            "The network answered with something else, such as a sign-in page. Open a browser to "
            "sign in to this network, or check the address. Nothing was sent."
        ),
        Remedy.TRY_AGAIN,
    )


def _certificate(error: errors.CertificateProblem) -> _Words:
    host = error.host
    if error.problem == "expired":
        return (
            _tr("The server’s certificate has expired"),
            _tr(
                "“{host}” has to renew it; if this computer’s date is wrong, correct that. "
                "Nothing was sent."
            ).format(host=host),
            Remedy.TRY_AGAIN,
        )
    if error.problem == "wrong_host":
        return (
            _tr("The server’s certificate is for another address"),
            _tr("Check the address “{host}”. Nothing was sent.").format(host=host),
            Remedy.TRY_AGAIN,
        )
    if error.problem == "self_signed":
        return (
            _tr("This server’s certificate isn’t trusted"),
            _tr(
                "It was issued by “{host}” itself. If it is your own server, add its certificate "
                "to those this computer trusts. Nothing was sent."
            ).format(host=host),
            Remedy.TRY_AGAIN,
        )
    return (
        _tr("No secure connection"),
        _tr("“{host}” could not prove who it is. Nothing was sent.").format(host=host),
        Remedy.TRY_AGAIN,
    )


def _sign_in(error: errors.SignInAgain) -> _Words:
    if error.wrong_password:
        text = _tr(
            "The server did not accept the name or password for “{user}”. Nothing was changed."
        )
    else:
        text = _tr("Access for this computer has ended. Sign in to continue; your notes stay here.")
    return (_tr("Sign in again"), text.format(user=error.user), Remedy.SIGN_IN)


def _forbidden(error: errors.Forbidden) -> _Words:
    return (
        _tr("The server doesn’t let this account in"),
        _tr("Ask whoever runs the server. Your notes stay on this computer."),
        Remedy.NONE,
    )


def _protocol(error: errors.ProtocolMismatch) -> _Words:
    if error.update_app:
        return (
            _tr("Update this app to keep syncing"),
            _tr("The server now uses a newer format. Your notes stay on this computer."),
            Remedy.NONE,
        )
    return (
        _tr("This server is too old"),
        _tr("Notes stay on this computer until it is updated."),
        Remedy.NONE,
    )


def _mass_deletion(error: errors.MassDeletion) -> _Words:
    title = _tr("Sync would delete {count} notes here").format(count=error.count)
    if error.server_is_empty:
        text = _tr(
            "The server has none of them. Was it reset, or is this another account? "
            "Nothing has been deleted."
        )
    else:
        text = _tr("They were deleted on another device. Nothing has been deleted here yet.")
    return (title, text, Remedy.REVIEW_DELETION)


def _quota(error: errors.QuotaExceeded) -> _Words:
    return (
        _tr("The server is full"),
        _tr("Free space on the server, then sync again. Your notes wait on this computer."),
        Remedy.TRY_AGAIN,
    )


def _diverged(error: errors.Diverged) -> _Words:
    return (
        _tr("The server’s history has changed"),
        _tr("It may have been restored from a backup. Nothing was deleted here; sync once more."),
        Remedy.TRY_AGAIN,
    )


def _too_large(error: errors.TooLarge) -> _Words:
    return (
        _tr("A note is too large for this server"),
        _tr("It stays on this computer. All other notes can be synced."),
        Remedy.TRY_AGAIN,
    )


def _not_connected(error: errors.NotConnected) -> _Words:
    return (
        _tr("Sync is not set up"),
        _tr("Your notes are on this computer only."),
        Remedy.NONE,
    )


def _already(error: errors.AlreadySyncing) -> _Words:
    return (
        _tr("Already syncing"),
        _tr("Another window or command syncs these notes right now. Usually done within a minute."),
        Remedy.NONE,
    )


def _cancelled(error: errors.Cancelled) -> _Words:
    return (_tr("Sync was stopped"), _tr("What had arrived is kept."), Remedy.TRY_AGAIN)


def _disk_full(error: errors.DiskFull) -> _Words:
    return (
        _tr("This computer’s disk is full"),
        _tr("What was saved before is safe. Free some space now, then try again."),
        Remedy.NONE,
    )


def _library_busy(error: errors.LibraryBusy) -> _Words:
    return (
        _tr("Your notes are in use"),
        _tr("Another program is writing to them. Nothing was lost; try again in a moment."),
        Remedy.TRY_AGAIN,
    )


def _read_only(error: errors.LibraryReadOnly) -> _Words:
    return (
        _tr("Notes can’t be saved here"),
        _tr("“{path}” can’t be written. Allow writing to it, then try again.").format(
            path=error.path
        ),
        Remedy.NONE,
    )


def _too_new(error: errors.LibraryTooNew) -> _Words:
    return (
        _tr("A newer version of this app wrote these notes"),
        _tr("Update the app to open them. They were not touched.\n{path}").format(path=error.path),
        Remedy.NONE,
    )


def _damaged(error: errors.LibraryDamaged) -> _Words:
    return (
        _tr("Your notes’ file could not be read"),
        _tr("It was not touched and stays where it is:\n{path}").format(path=error.path),
        Remedy.NONE,
    )


def _not_found(error: errors.NotFound) -> _Words:
    return (
        _tr("That note isn’t here any more"),
        _tr("It may have been deleted. Look in Recently deleted."),
        Remedy.NONE,
    )


def _cannot_decide(error: errors.CannotDecide) -> _Words:
    return (
        _tr("There is nothing to decide any more"),
        _tr(
            "It was settled meanwhile, here or on another device. Both versions are in the history."
        ),
        Remedy.NONE,
    )


def _system(error: OSError) -> _Words:
    if error.errno in {errno.ENOSPC, errno.EDQUOT}:
        return _disk_full(errors.DiskFull(Path(error.filename or "")))
    return (
        _tr("The system refused"),
        _tr("{reason}. What was saved before is safe.").format(reason=error.strerror or error),
        Remedy.NONE,
    )


# From the most particular to the most general: the first that fits is taken.
_WORDS: list[tuple[type[Exception], Callable[..., _Words]]] = [
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
    (errors.QuotaExceeded, _quota),
    (errors.Diverged, _diverged),
    (errors.TooLarge, _too_large),
    (errors.NotConnected, _not_connected),
    (errors.AlreadySyncing, _already),
    (errors.Cancelled, _cancelled),
    (errors.DiskFull, _disk_full),
    (errors.LibraryBusy, _library_busy),
    (errors.LibraryReadOnly, _read_only),
    (errors.LibraryTooNew, _too_new),
    (errors.LibraryDamaged, _damaged),
    (errors.NotFound, _not_found),
    (errors.CannotDecide, _cannot_decide),
    (OSError, _system),
]


def _tr(text: str) -> str:
    return QCoreApplication.translate("messages", text)
