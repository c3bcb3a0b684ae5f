"""Everything that can go wrong, by what one can do about it.

Errors carry facts, not sentences: `cli.messages` and `ui.messages` write those.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path


class NotesError(Exception):
    """The root of all errors that are not bugs."""


# --- the local library ---------------------------------------------------------------------


class StoreError(NotesError):
    """The local library could not do it."""


class NotFound(StoreError):
    """No such record."""

    def __init__(self, what: str, name: str) -> None:
        super().__init__(f"no {what} {name}")
        self.what = what
        self.name = name


class DiskFull(StoreError):
    """Nothing was written, because the disk is full; what was saved before is safe."""

    def __init__(self, path: Path) -> None:
        super().__init__(f"disk full: {path}")
        self.path = path


class LibraryBusy(StoreError):
    """Another process kept the library locked for too long."""


class LibraryReadOnly(StoreError):
    """The library's folder or file can't be written."""

    def __init__(self, path: Path) -> None:
        super().__init__(f"read-only: {path}")
        self.path = path


class LibraryTooNew(StoreError):
    """A newer program wrote this library; it was not touched."""

    def __init__(self, path: Path, found: str) -> None:
        super().__init__(f"{path} has schema {found}")
        self.path = path
        self.found = found


class LibraryDamaged(StoreError):
    """The library's file can't be read; it was not touched.

    Attributes:
        backups: automatic backups that passed a check, newest first.
    """

    def __init__(self, path: Path, backups: Sequence[Path]) -> None:
        super().__init__(f"damaged: {path}")
        self.path = path
        self.backups = tuple(backups)


class CannotDecide(StoreError):
    """The note has no open decision, or the answer doesn't fit it."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


# --- synchronizing -------------------------------------------------------------------------


class SyncError(NotesError):
    """A sync run stopped; everything written stays safe on this computer."""


class RetryLater(SyncError):
    """Passing trouble: the same run may succeed later.

    Attributes:
        retry_after_s: seconds the back-end asked to wait, or None.
    """

    def __init__(self, reason: str, *, retry_after_s: float | None = None) -> None:
        super().__init__(reason)
        self.reason = reason
        self.retry_after_s = retry_after_s


class Offline(RetryLater):
    """The back-end can't be reached: no network, unknown host, connection refused."""

    def __init__(self, host: str, reason: str) -> None:
        super().__init__(reason)
        self.host = host


class ServerNotAnswering(RetryLater):
    """The back-end took the connection but gave no answer in time."""

    def __init__(self, host: str, timeout_s: float) -> None:
        super().__init__(f"{host}: no answer within {timeout_s:g} s")
        self.host = host
        self.timeout_s = timeout_s


class ServerTrouble(RetryLater):
    """The back-end answered with an error of its own, or with a damaged answer."""


class ServerBusy(RetryLater):
    """The back-end asked to wait."""


class NotOurServer(SyncError):
    """Something answered that isn't a notes server: a sign-in page, a proxy, a wrong address."""

    def __init__(self, url: str, reason: str) -> None:
        super().__init__(f"{url}: {reason}")
        self.url = url
        self.reason = reason


class CertificateProblem(SyncError):
    """The TLS handshake failed.

    Attributes:
        problem: ``self_signed``, ``expired``, ``wrong_host`` or ``other``.
    """

    def __init__(self, host: str, problem: str, reason: str) -> None:
        super().__init__(f"{host}: {reason}")
        self.host = host
        self.problem = problem
        self.reason = reason


class SignInAgain(SyncError):
    """The back-end wants to know again who this is.

    Attributes:
        wrong_password: the name or the password was wrong; otherwise this device's access ended.
    """

    def __init__(self, user: str, *, wrong_password: bool = False) -> None:
        super().__init__(f"sign in again as {user}")
        self.user = user
        self.wrong_password = wrong_password


class Forbidden(SyncError):
    """Signed in, but not allowed, or the vault is gone; nothing local is deleted."""


class ProtocolMismatch(SyncError):
    """Client and back-end share no protocol version.

    Attributes:
        update_app: the app is the older side; otherwise the server is.
    """

    def __init__(self, *, update_app: bool, theirs: str) -> None:
        super().__init__(f"protocol {theirs}")
        self.update_app = update_app
        self.theirs = theirs


class Diverged(SyncError):
    """The back-end's history isn't the one this node knew: restored, wiped, or node cloned.

    Attributes:
        kind: ``epoch``, ``history``, ``fork``, ``push_gap``, ``push_stale`` or ``cursor_expired``.
    """

    def __init__(self, kind: str) -> None:
        super().__init__(kind)
        self.kind = kind


class MassDeletion(SyncError):
    """A run would delete a suspicious part of the library; it stopped before doing so.

    Attributes:
        count, total: how many live notes would go, of how many.
        titles: some of them.
        server_is_empty: the back-end holds nothing at all (reset, or another account).
    """

    def __init__(
        self, count: int, total: int, titles: Sequence[str], *, server_is_empty: bool
    ) -> None:
        super().__init__(f"{count} of {total} notes")
        self.count = count
        self.total = total
        self.titles = tuple(titles)
        self.server_is_empty = server_is_empty


class TooLarge(SyncError):
    """A request is over a limit of the back-end.

    Attributes:
        limit_bytes: the limit, or None if the back-end didn't say.
    """

    def __init__(self, limit_bytes: int | None) -> None:
        super().__init__(f"limit {limit_bytes}")
        self.limit_bytes = limit_bytes


class QuotaExceeded(SyncError):
    """The account's space on the back-end is used up."""


class NotConnected(SyncError):
    """No back-end is set up for this library."""


class AlreadySyncing(SyncError):
    """Another process syncs this library right now."""


class Cancelled(SyncError):
    """The user pressed Stop; what had arrived is kept."""
