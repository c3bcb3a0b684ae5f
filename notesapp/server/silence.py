"""How long a device has been silent, and what follows from it."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from notesapp.protocol.messages import DEFAULT_REMINDER_DAYS, NodeState
from notesapp.server.tables import FactRow, NodeRow, NodeVaultRow

EXPIRES_AFTER = timedelta(days=180)
"""After such a silence, deletions aren't kept for a device any more."""

_REMINDER = "remind_after_days"


def last_heard(node: NodeRow, standing: NodeVaultRow) -> datetime:
    """Return when a device last synchronized; for a new one, when it signed in."""
    return standing.last_sync_at or node.created_at


def days_silent(node: NodeRow, standing: NodeVaultRow, now: datetime) -> int:
    """Return the whole days since a device was last heard."""
    return max(0, (now - last_heard(node, standing)).days)


def state_of_node(
    node: NodeRow, standing: NodeVaultRow, now: datetime, remind_after_days: int
) -> NodeState:
    """Return how a device stands."""
    if node.revoked_at is not None:
        return NodeState.REVOKED
    silence = now - last_heard(node, standing)
    if silence >= EXPIRES_AFTER:
        return NodeState.EXPIRED
    if silence >= timedelta(days=remind_after_days):
        return NodeState.SILENT
    return NodeState.ACTIVE


def reminder_days(session: Session) -> int:
    """Return after how many silent days a device is to be reminded."""
    fact = session.get(FactRow, _REMINDER)
    return DEFAULT_REMINDER_DAYS if fact is None else int(fact.value)


def set_reminder_days(session: Session, days: int) -> None:
    """Say after how many silent days a device is to be reminded."""
    session.merge(FactRow(name=_REMINDER, value=str(days)))
