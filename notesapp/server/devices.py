"""The nodes of an account: id, name, last synchronization date; and ending one's access."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Select, select, update
from sqlalchemy.orm import Session

from notesapp.core.ids import NodeId
from notesapp.protocol.messages import NodeInfo, ProblemCode
from notesapp.server.access import Caller
from notesapp.server.refusals import Refused
from notesapp.server.silence import days_silent, reminder_days, state_of_node
from notesapp.server.tables import AccountRow, NodeRow, NodeVaultRow, TokenRow, VaultRow


@dataclass(frozen=True, slots=True)
class ListedNode:
    """A device with whose it is.

    Attributes:
        is_behind: the vault holds something that the device hasn't acknowledged.
    """

    info: NodeInfo
    user: str
    is_behind: bool


def nodes_of(session: Session, caller: Caller, now: datetime) -> list[NodeInfo]:
    """Return the devices of the caller's account, the one seen last first."""
    own = _NODES.where(NodeRow.account_id == caller.account_id)
    return [listed.info for listed in _listed(session, own, now)]


def all_nodes(session: Session, now: datetime) -> list[ListedNode]:
    """Return the devices of all accounts, for the server's owner."""
    return _listed(session, _NODES, now)


def rename(session: Session, caller: Caller, node: NodeId, name: str) -> None:
    """Give a device of the caller's account another name.

    Raises:
        Refused: the account has no such device.
    """
    _own(session, caller, node).name = name


def revoke(session: Session, caller: Caller, node: NodeId, now: datetime) -> None:
    """End the access of a device of the caller's account.

    Raises:
        Refused: the account has no such device.
    """
    _own(session, caller, node)
    _end_access(session, node, now, caller.account_id)


def revoke_anywhere(session: Session, node: NodeId, now: datetime) -> bool:
    """End a device's access whosever it is, for the server's owner; say if there was one."""
    found = session.scalars(select(NodeRow.account_id).where(NodeRow.id == node)).all()
    for account_id in found:
        _end_access(session, node, now, account_id)
    return bool(found)


def _own(session: Session, caller: Caller, node: NodeId) -> NodeRow:
    row = session.get(NodeRow, (caller.account_id, node))
    if row is None:
        raise Refused(ProblemCode.NOT_FOUND)
    return row


def _end_access(session: Session, node: NodeId, now: datetime, account_id: str) -> None:
    session.execute(
        update(NodeRow)
        .where(NodeRow.account_id == account_id, NodeRow.id == node, NodeRow.revoked_at.is_(None))
        .values(revoked_at=now)
    )
    session.execute(
        update(TokenRow)
        .where(
            TokenRow.account_id == account_id,
            TokenRow.node_id == node,
            TokenRow.revoked_at.is_(None),
        )
        .values(revoked_at=now)
    )


_NODES: Select[NodeRow, NodeVaultRow, AccountRow, VaultRow] = (
    select(NodeRow, NodeVaultRow, AccountRow, VaultRow)
    .join(AccountRow, AccountRow.id == NodeRow.account_id)
    .join(VaultRow, VaultRow.account_id == AccountRow.id)
    .join(
        NodeVaultRow,
        (NodeVaultRow.vault_id == VaultRow.id) & (NodeVaultRow.node_id == NodeRow.id),
    )
    .order_by(AccountRow.key, NodeVaultRow.last_sync_at.desc().nulls_last(), NodeRow.created_at)
)


def _listed(
    session: Session, query: Select[NodeRow, NodeVaultRow, AccountRow, VaultRow], now: datetime
) -> list[ListedNode]:
    remind_after_days = reminder_days(session)
    return [
        ListedNode(
            info=NodeInfo(
                node=node.id,
                name=node.name,
                platform=node.platform,
                app_version=node.app_version,
                created_at=node.created_at,
                last_sync_at=standing.last_sync_at,
                acked_seq=standing.acked_seq,
                is_revoked=node.revoked_at is not None,
                state=state_of_node(node, standing, now, remind_after_days),
                days_silent=days_silent(node, standing, now),
            ),
            user=account.name,
            is_behind=standing.acked_seq < vault.head,
        )
        for node, standing, account, vault in session.execute(query)
    ]
