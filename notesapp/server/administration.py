"""What the server's owner does beside it: users and devices, straight in the database."""

from __future__ import annotations

from datetime import datetime

from notesapp.core.clock import Clock
from notesapp.core.ids import NodeId
from notesapp.server import accounts, devices, silence
from notesapp.server.database import Database
from notesapp.server.passwords import Passwords


def add_user(
    database: Database, passwords: Passwords, name: str, password: str, clock: Clock
) -> None:
    """Add a user with an empty vault.

    Raises:
        NameTaken, BadName: see `accounts.add_user`.
    """
    password_hash = passwords.hash(password)
    with database.write() as session:
        accounts.add_user(session, name, password_hash, clock.now())


def set_password(
    database: Database, passwords: Passwords, name: str, password: str, clock: Clock
) -> None:
    """Change a password and end the access of all the user's devices.

    Raises:
        NoSuchUser: there is none.
    """
    password_hash = passwords.hash(password)
    with database.write() as session:
        accounts.set_password(session, name, password_hash, clock.now())


def set_quota(database: Database, name: str, quota_bytes: int | None) -> None:
    """Say how many bytes a user's vault may hold; None for no limit.

    Raises:
        NoSuchUser: there is none.
    """
    with database.write() as session:
        accounts.set_quota(session, name, quota_bytes)


def revoke(database: Database, node: NodeId, clock: Clock) -> bool:
    """End a device's access; say whether there was such a device."""
    with database.write() as session:
        return devices.revoke_anywhere(session, node, clock.now())


def user_facts(database: Database) -> list[dict[str, object]]:
    """Return the users, for a table or for JSON."""
    with database.read() as session:
        return [
            {
                "name": user.name,
                "notes": user.note_count,
                "devices": user.node_count,
                "used_bytes": user.used_bytes,
                "quota_bytes": user.quota_bytes,
                "created_at": _iso(user.created_at),
            }
            for user in accounts.users(session)
        ]


def set_reminder(database: Database, days: int) -> None:
    """Say after how many silent days a device is to be reminded."""
    with database.write() as session:
        silence.set_reminder_days(session, days)


def node_facts(database: Database, clock: Clock) -> list[dict[str, object]]:
    """Return the devices of all users, for a table or for JSON."""
    with database.read() as session:
        return [
            {
                "id": listed.info.node,
                "name": listed.info.name,
                "user": listed.user,
                "platform": listed.info.platform,
                "last_sync_at": _iso(listed.info.last_sync_at),
                "acked_seq": listed.info.acked_seq,
                "is_behind": listed.is_behind,
                "is_revoked": listed.info.is_revoked,
                "state": listed.info.state.value,
                "days_silent": listed.info.days_silent,
            }
            for listed in devices.all_nodes(session, clock.now())
        ]


def _iso(moment: datetime | None) -> str | None:
    return None if moment is None else moment.isoformat(timespec="milliseconds")
