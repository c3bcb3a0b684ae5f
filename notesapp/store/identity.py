"""Who this node is: an incarnation that ends when the profile is copied or put back.

Two copies of a profile that both thought they were the same node would reuse each other's
counters. So the library remembers which machine and which file it lies in; where either differs
at start, the copy becomes a new node before its first edit.
"""

from __future__ import annotations

import hashlib
import platform
import uuid
from pathlib import Path

from sqlalchemy import Connection, delete, select, update
from sqlalchemy.dialects.sqlite import insert

from notesapp.core.ids import IdSource, NodeId
from notesapp.store.tables import MetaRow, NodeSeenRow, PushBatchRow, PushItemRow, RemoteRow

_NODE = "node"
_NAME = "device_name"
_FINGERPRINT = "fingerprint"


def settled(connection: Connection, path: Path) -> NodeId | None:
    """Return this node's id, or None if the library is new, copied or restored."""
    known = read(connection, _NODE)
    same = read(connection, _FINGERPRINT) == fingerprint(path)
    return NodeId(known) if known and same else None


def settle(connection: Connection, path: Path, ids: IdSource) -> None:
    """Become a new node if the library is new, copied or restored."""
    if settled(connection, path) is None:
        renew(connection, ids)
        write(connection, _FINGERPRINT, fingerprint(path))


def load(connection: Connection) -> tuple[NodeId, str]:
    """Return this node's id and what the owner calls this computer."""
    facts = dict(
        connection.execute(
            select(MetaRow.key, MetaRow.value).where(MetaRow.key.in_((_NODE, _NAME)))
        ).all()
    )
    return NodeId(facts.get(_NODE, "")), facts.get(_NAME) or platform.node() or "This computer"


def renew(connection: Connection, ids: IdSource) -> NodeId:
    """Become a new node: it has pushed nothing yet and the back-end doesn't know it."""
    node = ids.node()
    write(connection, _NODE, node)
    connection.execute(
        update(RemoteRow).values(node_registered=False, last_push_number=0, last_push_digest="")
    )
    for table in (PushBatchRow, PushItemRow, NodeSeenRow):
        connection.execute(delete(table))
    return node


def fingerprint(path: Path) -> str:
    """Return what identifies this file on this machine, hashed."""
    status = path.stat()
    parts = (_machine(), str(path.resolve()), str(status.st_dev), str(status.st_ino))
    return hashlib.sha256("\0".join(parts).encode("utf-8", "surrogateescape")).hexdigest()


def set_device_name(connection: Connection, name: str) -> None:
    """Remember what the owner calls this computer."""
    write(connection, _NAME, name)


def read(connection: Connection, key: str) -> str | None:
    """Return a fact about the library, or None."""
    return connection.execute(select(MetaRow.value).where(MetaRow.key == key)).scalar()


def write(connection: Connection, key: str, value: str) -> None:
    """Remember a fact about the library."""
    statement = insert(MetaRow).values(key=key, value=value)
    connection.execute(
        statement.on_conflict_do_update(index_elements=["key"], set_={"value": value})
    )


def _machine() -> str:
    for name in ("/etc/machine-id", "/var/lib/dbus/machine-id"):
        try:
            return Path(name).read_text("ascii").strip()
        except (OSError, UnicodeDecodeError):
            continue
    return f"{uuid.getnode():x}"
