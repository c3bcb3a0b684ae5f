"""`connect`, `disconnect`, `status` and `nodes`."""

from __future__ import annotations

import os
from argparse import Namespace

from notesapp.cli.input import clean
from notesapp.cli.messages import ExitCode, UsageError
from notesapp.cli.output import counted, iso, local_time, on_one_line, print_json, say
from notesapp.config.credentials import Credentials
from notesapp.store.library import Library
from notesapp.store.places import ALL_NOTES
from notesapp.sync import accounts


def connect_command(library: Library, arguments: Namespace) -> ExitCode:
    """Sign in to a server and say what the first sync will do; nothing is sent yet."""
    password = os.environ.get(arguments.password_env)
    if password is None:
        raise UsageError(f"The environment variable {arguments.password_env} is not set.")
    user = clean(arguments.user)
    device_name = clean(arguments.device_name or "") or library.device_name
    preview = accounts.preview(library, arguments.url, user, password, device_name)
    credentials = Credentials(library.profile)
    accounts.connect(library, credentials, arguments.url, user, password, device_name)
    if not credentials.is_keyring:
        say(
            "This system has no keyring: the key for this device (never the password) is kept "
            f"in a file that only you can read, in {library.profile}."
        )
    if arguments.json:
        numbers = ("here", "there", "same", "after", "deleted")
        print_json({name: getattr(preview, name) for name in numbers})
    else:
        print(
            f"Connected as “{on_one_line(user)}”. Here: {counted(preview.here, 'note')}; on the "
            f"server: {preview.there}; the same in both: {preview.same}; after the first sync "
            f"both hold {preview.after}. Nothing will be deleted."
        )
    return ExitCode.DONE


def disconnect_command(library: Library, arguments: Namespace) -> ExitCode:
    """Forget the server; all notes stay here, and those on the server stay there."""
    accounts.remote_of(library)
    accounts.disconnect(library, Credentials(library.profile))
    if arguments.json:
        print_json({"connected": False})
    else:
        print("Disconnected. All notes stay on this computer.")
    return ExitCode.DONE


def status_command(library: Library, arguments: Namespace) -> ExitCode:
    """Say how sync stands, from what is known here; nothing is sent."""
    with library.read() as snapshot:
        remote = snapshot.sync.remote()
        notes = snapshot.notes.count(ALL_NOTES)
        waiting = snapshot.notes.unsynchronized_count()
        conflicts = snapshot.conflicts.count()
    if arguments.json:
        print_json(
            {
                "profile": str(library.profile),
                "device_name": library.device_name,
                "connected": remote is not None,
                "url": remote.url if remote else None,
                "user": remote.user if remote else None,
                "last_sync_at": iso(remote.last_success_at) if remote else None,
                "last_error": remote.last_error if remote else None,
                "notes": notes,
                "unsynchronized": waiting,
                "conflicts": conflicts,
            }
        )
        return ExitCode.DONE
    print(f"{counted(notes, 'note')} in {library.profile}")
    if remote is None:
        print("Sync is not set up; your notes are on this computer only.")
    else:
        last = local_time(remote.last_success_at) if remote.last_success_at else "not yet"
        print(f"Syncs with {remote.url} as {on_one_line(remote.user)}; last sync: {last}")
        print(f"Not sent yet: {waiting}. Need your decision: {conflicts}.")
    return ExitCode.DONE


def nodes_command(library: Library, arguments: Namespace) -> ExitCode:
    """List the devices as the server listed them at the last sync."""
    with library.read() as snapshot:
        nodes = snapshot.sync.nodes()
    if arguments.json:
        print_json(
            [
                {
                    "node": node.node,
                    "name": node.name,
                    "platform": node.platform,
                    "last_sync_at": iso(node.last_sync_at),
                    "is_this_device": node.is_this_device,
                }
                for node in nodes
            ]
        )
        return ExitCode.DONE
    for node in nodes:
        last = local_time(node.last_sync_at) if node.last_sync_at else "never"
        this = "  (this device)" if node.is_this_device else ""
        print(f"{on_one_line(node.name)}  {on_one_line(node.platform)}  last sync: {last}{this}")
    return ExitCode.DONE
