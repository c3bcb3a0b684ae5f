"""People and how they come in: names, passwords, a token for each of their devices."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from notesapp.core.errors import NotesError
from notesapp.core.ids import NodeId
from notesapp.protocol.greetings import LONGEST_USER
from notesapp.protocol.messages import NodeCard, ProblemCode, SignedIn
from notesapp.server.access import Caller
from notesapp.server.passwords import new_token, token_digest
from notesapp.server.refusals import Refused
from notesapp.server.tables import AccountRow, NodeRow, NodeVaultRow, TokenRow, VaultRow

MOST_NODES = 1_000
"""Incarnations of all of a person's devices, ever; far more than anybody comes to need."""


class NameTaken(NotesError):
    """There is a user with this name already."""


class NoSuchUser(NotesError):
    """There is no user with this name."""


class BadName(NotesError):
    """A user's name must have something in it, and not be endless."""


@dataclass(frozen=True, slots=True)
class Account:
    """A user, with all that a check of the password needs."""

    id: str
    name: str
    password_hash: str
    quota_bytes: int | None = None
    created_at: datetime | None = None
    node_count: int = 0
    note_count: int = 0
    used_bytes: int = 0


def add_user(session: Session, name: str, password_hash: str, now: datetime) -> Account:
    """Add a user and an empty vault.

    Raises:
        NameTaken: also if only upper and lower case differ.
        BadName: empty or too long.
    """
    name = name.strip()
    if not name or len(name) > LONGEST_USER or not name.isprintable():
        raise BadName(name)
    if find_user(session, name) is not None:
        raise NameTaken(name)
    account = AccountRow(
        id=secrets.token_hex(16),
        key=_key(name),
        name=name,
        password_hash=password_hash,
        quota_bytes=None,
        created_at=now,
    )
    vault = VaultRow(
        id=secrets.token_hex(16),
        account_id=account.id,
        epoch=secrets.token_hex(16),
        head=0,
        gc_floor=0,
        used_bytes=0,
        record_count=0,
        note_count=0,
        created_at=now,
    )
    session.add_all([account, vault])
    return Account(account.id, name, password_hash)


def find_user(session: Session, name: str) -> Account | None:
    """Return a user by name, in any case."""
    row = session.scalar(select(AccountRow).where(AccountRow.key == _key(name)))
    return None if row is None else Account(row.id, row.name, row.password_hash)


def set_password(session: Session, name: str, password_hash: str, now: datetime) -> None:
    """Change a password and end the access of all the user's devices.

    Raises:
        NoSuchUser: there is none.
    """
    account = find_user(session, name)
    if account is None:
        raise NoSuchUser(name)
    session.execute(
        update(AccountRow).where(AccountRow.id == account.id).values(password_hash=password_hash)
    )
    session.execute(
        update(TokenRow)
        .where(TokenRow.account_id == account.id, TokenRow.revoked_at.is_(None))
        .values(revoked_at=now)
    )


def set_quota(session: Session, name: str, quota_bytes: int | None) -> None:
    """Say how many bytes a user's vault may hold; None for no limit.

    Raises:
        NoSuchUser: there is none.
    """
    account = find_user(session, name)
    if account is None:
        raise NoSuchUser(name)
    session.execute(
        update(AccountRow).where(AccountRow.id == account.id).values(quota_bytes=quota_bytes)
    )


def users(session: Session) -> list[Account]:
    """Return all users by name."""
    nodes = (
        select(func.count())
        .where(NodeRow.account_id == AccountRow.id, NodeRow.revoked_at.is_(None))
        .scalar_subquery()
    )
    rows = session.execute(
        select(AccountRow, nodes, VaultRow.note_count, VaultRow.used_bytes)
        .join(VaultRow, VaultRow.account_id == AccountRow.id)
        .order_by(AccountRow.key)
    )
    return [
        Account(
            account.id,
            account.name,
            account.password_hash,
            account.quota_bytes,
            account.created_at,
            node_count,
            note_count,
            used_bytes,
        )
        for account, node_count, note_count, used_bytes in rows
    ]


def sign_in(
    session: Session, account_id: str, card: NodeCard, server_id: str, now: datetime
) -> SignedIn:
    """Give a device its token; what it had before is worth nothing any more."""
    _set_node(session, account_id, card, now)
    session.execute(
        update(TokenRow)
        .where(
            TokenRow.account_id == account_id,
            TokenRow.node_id == card.node,
            TokenRow.revoked_at.is_(None),
        )
        .values(revoked_at=now)
    )
    return _give_token(session, account_id, card.node, server_id, now)


def register_incarnation(
    session: Session, caller: Caller, card: NodeCard, server_id: str, now: datetime
) -> SignedIn:
    """Give a device that calls itself by a new node id a token for it.

    It does so when it finds that another device uses the old one (a copied profile), or that
    the server was restored. The old token stays good: the other device may be the original.
    """
    _set_node(session, caller.account_id, card, now)
    return _give_token(session, caller.account_id, card.node, server_id, now)


def sign_out(session: Session, token: str, now: datetime) -> None:
    """End a token."""
    session.execute(
        update(TokenRow).where(TokenRow.digest == token_digest(token)).values(revoked_at=now)
    )


def _set_node(session: Session, account_id: str, card: NodeCard, now: datetime) -> None:
    # A device that asks twice at once must not be made twice.
    session.get(AccountRow, account_id, with_for_update=True)
    node = session.get(NodeRow, (account_id, card.node))
    if node is None:
        count = select(func.count()).where(NodeRow.account_id == account_id)
        if (session.scalar(count) or 0) >= MOST_NODES:
            raise Refused(ProblemCode.TOO_MANY_REQUESTS, "nodes", limit=MOST_NODES)
        node = NodeRow(account_id=account_id, id=card.node, created_at=now)
        session.add(node)
    node.name, node.platform, node.app_version = card.name, card.platform, card.app_version
    node.revoked_at = None
    for vault_id in session.scalars(select(VaultRow.id).where(VaultRow.account_id == account_id)):
        # With nothing acknowledged from the start, no deletion is collected that a first
        # pull under way hasn't seen.
        if session.get(NodeVaultRow, (vault_id, card.node)) is None:
            session.add(_newcomer(vault_id, card.node))
    session.flush()


def _newcomer(vault_id: str, node: NodeId) -> NodeVaultRow:
    return NodeVaultRow(
        vault_id=vault_id,
        node_id=node,
        acked_seq=0,
        last_sync_at=None,
        push_no=0,
        push_digest="",
        push_answer=None,
    )


def _give_token(
    session: Session, account_id: str, node: NodeId, server_id: str, now: datetime
) -> SignedIn:
    token = new_token()
    session.add(
        TokenRow(
            digest=token_digest(token),
            account_id=account_id,
            node_id=node,
            created_at=now,
            revoked_at=None,
        )
    )
    vault = session.scalars(select(VaultRow).where(VaultRow.account_id == account_id)).one()
    return SignedIn(
        token=token,
        node=node,
        vault=vault.id,
        epoch=vault.epoch,
        head=vault.head,
        note_count=vault.note_count,
        server_id=server_id,
        server_time=now,
    )


def _key(name: str) -> str:
    return name.strip().casefold()
