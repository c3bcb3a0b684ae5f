"""The demo's two libraries: synchronized once, then three notes changed on both sides."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from notesapp.app.demo_server import DemoServer
from notesapp.config import settings as settings_file
from notesapp.config.credentials import Credentials
from notesapp.config.resources import resource_path
from notesapp.config.settings import Settings
from notesapp.core.changes import Origin
from notesapp.store.library import Library
from notesapp.store.places import ALL_NOTES
from notesapp.sync.accounts import connect, open_backend
from notesapp.sync.engine import SyncEngine
from notesapp.transfer.import_markdown import import_folder

LAPTOP = "Laptop"
DESKTOP = "Desktop"
_DELETED_ON_DESKTOP = "Meeting notes: roadmap"


def prepare(laptop: Path, desktop: Path, server: DemoServer) -> None:
    """Fill two new profiles: the laptop's edits are on the server, the desktop's are not.

    The next sync of the desktop finds three notes that were changed in two places.
    """
    for profile, name in ((laptop, LAPTOP), (desktop, DESKTOP)):
        _make_profile(profile, name, server)
    samples = resource_path("samples")
    _change(laptop, samples / "library")
    _sync(laptop)
    _sync(desktop)
    _change(laptop, samples / "laptop")
    _sync(laptop)
    _change(desktop, samples / "desktop")
    _delete(desktop, _DELETED_ON_DESKTOP)


def _make_profile(profile: Path, name: str, server: DemoServer) -> None:
    profile.mkdir(parents=True)
    # The person at the demo decides when to sync, or there would be nothing to see.
    manual = replace(Settings().sync, on_start=False, after_edits=False, interval_minutes=0)
    settings_file.save(profile, replace(Settings(), sync=manual))
    library = Library.open(profile)
    try:
        credentials = Credentials(profile)
        connect(library, credentials, server.url, server.user, server.password, name)
    finally:
        library.close()


def _change(profile: Path, folder: Path) -> None:
    library = Library.open(profile)
    try:
        import_folder(library, folder)
    finally:
        library.close()


def _delete(profile: Path, title: str) -> None:
    library = Library.open(profile)
    try:
        with library.write(Origin.USER) as tx:
            for note in tx.notes.list(ALL_NOTES):
                if note.title == title:
                    tx.notes.delete(note.guid)
    finally:
        library.close()


def _sync(profile: Path) -> None:
    library = Library.open(profile)
    backend = open_backend(library, Credentials(profile))
    try:
        SyncEngine(library, backend).run()
    finally:
        backend.close()
        library.close()
