"""Where a profile lies and what each of its files is called.

One profile is one directory; it holds everything this program writes.
"""

from __future__ import annotations

from pathlib import Path

import platformdirs

LIBRARY = "library.db"
BACKUPS = "backups"
SETTINGS = "settings.toml"
CREDENTIALS = "credentials.json"
SYNC_LOCK = "sync.lock"
LOGS = "log"


def default_profile() -> Path:
    """Return the directory used when none is named; it may not exist yet."""
    return platformdirs.user_data_path("notesapp", appauthor=False)


def library_path(profile: Path) -> Path:
    """Return the library's database file."""
    return profile / LIBRARY


def backups_path(profile: Path) -> Path:
    """Return the folder of automatic backups."""
    return profile / BACKUPS


def settings_path(profile: Path) -> Path:
    """Return the settings file."""
    return profile / SETTINGS


def credentials_path(profile: Path) -> Path:
    """Return the file that holds secrets where the system has no keyring."""
    return profile / CREDENTIALS


def sync_lock_path(profile: Path) -> Path:
    """Return the file whose lock says that a process synchronizes this profile."""
    return profile / SYNC_LOCK


def logs_path(profile: Path) -> Path:
    """Return the folder of log files."""
    return profile / LOGS
