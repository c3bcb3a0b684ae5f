"""Who may do what: from a token to a caller, from a caller to a vault.

A vault that isn't the caller's doesn't exist for them: 404 and never 403, so that nobody
learns which ids are in use.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from notesapp.core.ids import NodeId
from notesapp.protocol.messages import ProblemCode
from notesapp.server.passwords import token_digest
from notesapp.server.refusals import Refused
from notesapp.server.tables import AccountRow, NodeRow, NodeVaultRow, TokenRow, VaultRow

# Built once: every request asks these, and building takes longer than SQLite's answer.
_BY_TOKEN = (
    select(TokenRow.account_id, TokenRow.node_id)
    .join(NodeRow, (NodeRow.account_id == TokenRow.account_id) & (NodeRow.id == TokenRow.node_id))
    .where(
        TokenRow.digest == bindparam("digest"),
        TokenRow.revoked_at.is_(None),
        NodeRow.revoked_at.is_(None),
    )
)
_VAULT = select(VaultRow).where(
    VaultRow.id == bindparam("vault"), VaultRow.account_id == bindparam("account")
)
_LOCK = (
    select(VaultRow.__table__.c.id)
    .where(
        VaultRow.id == bindparam("vault"),
        VaultRow.account_id.in_(
            select(TokenRow.account_id).where(TokenRow.digest == bindparam("digest"))
        ),
    )
    .with_for_update()
)
_ENTRY = (
    select(NodeVaultRow, VaultRow, AccountRow.quota_bytes)
    .join(VaultRow, VaultRow.id == NodeVaultRow.vault_id)
    .join(AccountRow, AccountRow.id == VaultRow.account_id)
    .join(
        TokenRow,
        (TokenRow.account_id == AccountRow.id) & (TokenRow.node_id == NodeVaultRow.node_id),
    )
    .join(NodeRow, (NodeRow.account_id == AccountRow.id) & (NodeRow.id == TokenRow.node_id))
    .where(
        TokenRow.digest == bindparam("digest"),
        TokenRow.revoked_at.is_(None),
        NodeRow.revoked_at.is_(None),
        NodeVaultRow.vault_id == bindparam("vault"),
    )
)
_VAULT_ID = re.compile("[0-9a-f]{32}").fullmatch


@dataclass(frozen=True, slots=True)
class Caller:
    """A device that has shown a valid token."""

    account_id: str
    node: NodeId


@dataclass(frozen=True, slots=True)
class Claims:
    """What a request says about itself, beside the token.

    Attributes:
        token: from the `Authorization` header.
        node, epoch, last_push: from our own headers; None where they are absent.
    """

    token: str
    node: str | None = None
    epoch: str | None = None
    last_push: tuple[int, str] | None = None


def authenticate(session: Session, claims: Claims) -> Caller:
    """Return the device that a token belongs to.

    Raises:
        Refused: the token isn't valid (any more), or another node carries it.
    """
    found = session.execute(_BY_TOKEN, {"digest": token_digest(claims.token)}).one_or_none()
    if found is None:
        raise Refused(ProblemCode.TOKEN_INVALID)
    if claims.node is not None and claims.node != found.node_id:
        raise Refused(ProblemCode.NODE_FORKED, "the token belongs to another node")
    return Caller(found.account_id, NodeId(found.node_id))


def open_vault(session: Session, caller: Caller, vault_id: str) -> VaultRow:
    """Return a vault of the caller's account.

    Raises:
        Refused: there is none with this id, for this caller.
    """
    if not _VAULT_ID(vault_id):
        raise Refused(ProblemCode.NOT_FOUND)
    ids = {"vault": vault_id, "account": caller.account_id}
    vault = session.scalar(_VAULT, ids)
    if vault is None:
        raise Refused(ProblemCode.NOT_FOUND)
    return vault


@dataclass(frozen=True, slots=True)
class Entry:
    """A caller who was let into a vault, and how far its node is there.

    Attributes:
        quota_bytes: what the account may store; None for no limit.
    """

    caller: Caller
    vault: VaultRow
    standing: NodeVaultRow
    quota_bytes: int | None


def enter(session: Session, claims: Claims, vault_id: str, *, for_update: bool = False) -> Entry:
    """Let a request into a vault, if what it remembers is what happened.

    Args:
        for_update: lock the vault until the transaction ends, so that pushes come one by one.

    Raises:
        Refused: not allowed in, or it remembers another history.
    """
    ids = {"vault": vault_id, "digest": token_digest(claims.token)}
    if for_update and session.get_bind().dialect.name != "sqlite":
        # By itself, and before anything is read: what a statement that waits for a lock joins
        # to it is as old as the statement, not as the lock.
        session.connection().execute(_LOCK, ids)
    found = session.execute(_ENTRY, ids).one_or_none()
    if found is None:
        # Seldom, so only now is it asked what is wrong.
        open_vault(session, authenticate(session, claims), vault_id)
        raise Refused(ProblemCode.NOT_FOUND)
    standing, vault, quota_bytes = found
    if claims.node is not None and claims.node != standing.node_id:
        raise Refused(ProblemCode.NODE_FORKED, "the token belongs to another node")
    if claims.epoch is not None and claims.epoch != vault.epoch:
        raise Refused(ProblemCode.EPOCH_CHANGED)
    return Entry(Caller(vault.account_id, standing.node_id), vault, standing, quota_bytes)


def check_last_push(standing: NodeVaultRow, claims: Claims) -> None:
    """Make sure that the caller's last acknowledged push is the last one we know of.

    This finds a restored server (it forgot a push), and a copied or restored device (somebody
    else pushed under its name), also when the device has nothing to push.

    Raises:
        Refused: they differ.
    """
    if claims.last_push is None:
        return
    number, digest = claims.last_push
    if number > standing.push_no:
        raise Refused(ProblemCode.PUSH_GAP)
    if number < standing.push_no:
        raise Refused(ProblemCode.PUSH_STALE)
    if not standing.push_digest.startswith(digest):
        raise Refused(ProblemCode.NODE_FORKED)


def quota_of(session: Session, caller: Caller) -> int | None:
    """Return the bytes that the caller's account may use; None for no limit."""
    return session.scalar(select(AccountRow.quota_bytes).where(AccountRow.id == caller.account_id))
