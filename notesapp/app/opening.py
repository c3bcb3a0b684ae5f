"""Open a profile's library, or say in a window why not and which ways there are."""

from __future__ import annotations

import logging
from collections.abc import Callable
from functools import partial
from pathlib import Path

from notesapp.config.paths import library_path
from notesapp.core.errors import LibraryDamaged, StoreError
from notesapp.database.errors import refused
from notesapp.store.library import Library
from notesapp.ui.start_problem import StartProblem, WayOn
from notesapp.ui.theme import Theme

logger = logging.getLogger(__name__)

Ask = Callable[[StoreError], WayOn]


def open_or_ask(profile: Path, ask: Ask) -> Library | None:
    """Return the library, after whatever the user chose to do about a problem; None to quit.

    The damaged file is never deleted: it is kept beside the new one under another name.
    """
    mend: Callable[[], None] = _nothing
    while True:
        try:
            mend()
            return Library.open(profile)
        except StoreError as error:
            logger.warning("the library could not be opened: %s", error)
            choice = ask(error)
            if choice is WayOn.QUIT:
                return None
            mend = partial(_mend, profile, error, choice)


def ask_in_window(theme: Theme) -> Ask:
    """Return an `Ask` that shows a window and waits; for the start, before there is any other."""

    def ask(error: StoreError) -> WayOn:
        dialog = StartProblem(theme, error)
        dialog.exec()
        return dialog.choice

    return ask


def _nothing() -> None:
    """There is nothing to mend before the first try."""


def _mend(profile: Path, error: StoreError, choice: WayOn) -> None:
    if not isinstance(error, LibraryDamaged):
        return
    if choice is WayOn.RESTORE_BACKUP:
        kept = Library.restore_backup(profile, error.backups[0])
        logger.info("restored %s; the damaged file is %s", error.backups[0].name, kept)
    elif choice is WayOn.START_EMPTY:
        kept = _set_aside(profile)
        logger.info("started empty; the damaged file is %s", kept)


def _set_aside(profile: Path) -> Path:
    """Rename the library's file, and what SQLite keeps beside it, so that a new one can be made."""
    path = library_path(profile)
    number = 1
    while (kept := path.with_name(f"{path.name}.damaged-{number}")).exists():
        number += 1
    try:
        for suffix in ("-wal", "-shm"):
            beside = path.with_name(path.name + suffix)
            if beside.exists():
                beside.replace(kept.with_name(kept.name + suffix))
        path.replace(kept)
    except OSError as error:
        raise refused(error, path) from error
    return kept
