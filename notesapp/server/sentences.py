"""What to tell the server's owner about an error: what is wrong, and that nothing was lost."""

from __future__ import annotations

from notesapp.core.errors import (
    DiskFull,
    LibraryBusy,
    LibraryDamaged,
    LibraryReadOnly,
    LibraryTooNew,
    NotesError,
)
from notesapp.server import accounts, backups
from notesapp.server.database import NoDatabase


def sentence(error: NotesError) -> str:
    """Return a sentence for standard error, without a capital and a full stop."""
    return _of_a_command(error) or _of_a_database(error) or str(error)


def _of_a_command(error: NotesError) -> str | None:
    match error:
        case accounts.NameTaken():
            return f"there is a user {error} already; use set-password to change the password"
        case accounts.NoSuchUser():
            return f"there is no user {error}"
        case accounts.BadName():
            return "a user's name must have 1 to 200 printable characters"
        case backups.BackupExists():
            return f"{error} is there already; nothing was overwritten"
        case backups.NoBackup():
            return f"{error} isn't a backup of a notes server; nothing was changed"
        case backups.NotEmpty():
            return "this server has users already; restore into an empty --data or --database"
        case _:
            return None


def _of_a_database(error: NotesError) -> str | None:
    match error:
        case NoDatabase():
            return f"can't reach the database: {error}"
        case LibraryTooNew():
            return f"a newer notesapp-server made {error.path}; nothing was touched"
        case LibraryDamaged():
            return f"{error.path} can't be read; nothing was touched, restore a backup"
        case LibraryReadOnly():
            return f"can't write {error.path}"
        case LibraryBusy():
            return "the database is busy; nothing was changed, try again"
        case DiskFull():
            return f"the disk is full: {error.path}; nothing was changed"
        case _:
            return None
