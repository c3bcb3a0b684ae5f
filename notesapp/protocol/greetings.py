"""Signing in, devices and vaults on the wire: small JSON objects each way."""

from __future__ import annotations

from collections.abc import Sequence

from notesapp.core.clock import from_milliseconds, to_milliseconds
from notesapp.protocol.codec import LONGEST_NAME
from notesapp.protocol.messages import (
    DEFAULT_REMINDER_DAYS,
    NodeCard,
    NodeInfo,
    NodeState,
    ServerCard,
    ServerLimits,
    SignedIn,
    SignIn,
    VaultInfo,
)
from notesapp.protocol.values import Fields, from_json, to_json

LONGEST_USER = 200
LONGEST_PASSWORD = 1_000
LONGEST_ID = 200
_MOST_NODES = 10_000
_MOST_FEATURES = 200
_STATES = {state.value: state for state in NodeState}


def encode_sign_in(message: SignIn) -> bytes:
    """Return the body of a request for a token."""
    members = {
        "user": message.user,
        "password": message.password,
        "node": _card_to_json(message.card),
    }
    return to_json(members)


def decode_sign_in(body: bytes) -> SignIn:
    """Read a request for a token."""
    fields = Fields(from_json(body), "sign_in")
    return SignIn(
        user=fields.word("user", longest=LONGEST_USER),
        password=fields.text("password", longest=LONGEST_PASSWORD),
        card=_card_from_json(fields.object("node")),
    )


def encode_card(card: NodeCard) -> bytes:
    """Return the body that registers a new incarnation of a device."""
    return to_json(_card_to_json(card))


def decode_card(body: bytes) -> NodeCard:
    """Read the registration of a new incarnation."""
    return _card_from_json(Fields(from_json(body), "node"))


def encode_signed_in(message: SignedIn) -> bytes:
    """Return the answer that carries a device's token."""
    return to_json(
        {
            "token": message.token,
            "node": message.node,
            "vault": message.vault,
            "epoch": message.epoch,
            "head": message.head,
            "note_count": message.note_count,
            "server_id": message.server_id,
            "server_time": to_milliseconds(message.server_time),
        }
    )


def decode_signed_in(body: bytes) -> SignedIn:
    """Read the answer that carries a device's token."""
    fields = Fields(from_json(body), "signed_in")
    return SignedIn(
        token=fields.text("token", longest=LONGEST_ID),
        node=fields.node("node"),
        vault=fields.text("vault", longest=LONGEST_ID),
        epoch=fields.text("epoch", longest=LONGEST_ID),
        head=fields.number("head"),
        note_count=fields.number("note_count"),
        server_id=fields.text("server_id", longest=LONGEST_ID),
        server_time=from_milliseconds(fields.milliseconds("server_time")),
    )


def encode_vault(vault: VaultInfo) -> bytes:
    """Return where a vault stands."""
    return to_json(
        {
            "vault": vault.vault,
            "epoch": vault.epoch,
            "head": vault.head,
            "gc_floor": vault.gc_floor,
            "note_count": vault.note_count,
            "record_count": vault.record_count,
            "used": vault.used_bytes,
            "quota": vault.quota_bytes,
            "server_time": to_milliseconds(vault.server_time),
            "remind_after_days": vault.remind_after_days,
        }
    )


def decode_vault(body: bytes) -> VaultInfo:
    """Read where a vault stands."""
    fields = Fields(from_json(body), "vault")
    return VaultInfo(
        vault=fields.text("vault", longest=LONGEST_ID),
        epoch=fields.text("epoch", longest=LONGEST_ID),
        head=fields.number("head"),
        gc_floor=fields.number("gc_floor"),
        note_count=fields.number("note_count"),
        record_count=fields.number("record_count"),
        used_bytes=fields.number("used"),
        quota_bytes=fields.optional_number("quota"),
        server_time=from_milliseconds(fields.milliseconds("server_time")),
        remind_after_days=_reminder(fields),
    )


def _reminder(fields: Fields) -> int:
    days = fields.optional_number("remind_after_days", least=1)
    return DEFAULT_REMINDER_DAYS if days is None else days


def encode_nodes(nodes: Sequence[NodeInfo], remind_after_days: int) -> bytes:
    """Return the devices of an account."""
    return to_json(
        {
            "nodes": [_node_to_json(node) for node in nodes],
            "remind_after_days": remind_after_days,
        }
    )


def _node_to_json(node: NodeInfo) -> dict[str, object]:
    last_sync = None if node.last_sync_at is None else to_milliseconds(node.last_sync_at)
    return {
        "id": node.node,
        "name": node.name,
        "platform": node.platform,
        "app_version": node.app_version,
        "created": to_milliseconds(node.created_at),
        "last_sync": last_sync,
        "acked_seq": node.acked_seq,
        "revoked": node.is_revoked,
        "state": node.state.value,
        "days_silent": node.days_silent,
    }


def decode_nodes(body: bytes) -> tuple[NodeInfo, ...]:
    """Read the devices of an account."""
    fields = Fields(from_json(body), "nodes")
    return tuple(_node_from_json(item) for item in fields.list("nodes", longest=_MOST_NODES))


def decode_reminder(body: bytes) -> int:
    """Read, from the listing of devices, after how many silent days one is to be reminded."""
    return _reminder(Fields(from_json(body), "nodes"))


def _node_from_json(item: object) -> NodeInfo:
    fields = Fields(item, "node")
    last_sync, is_revoked = fields.raw("last_sync"), fields.flag("revoked")
    return NodeInfo(
        node=fields.node("id"),
        name=fields.text("name", longest=LONGEST_NAME),
        platform=fields.text("platform", longest=LONGEST_NAME),
        app_version=fields.text("app_version", longest=LONGEST_NAME),
        created_at=from_milliseconds(fields.milliseconds("created")),
        last_sync_at=(
            None if last_sync is None else from_milliseconds(fields.milliseconds("last_sync"))
        ),
        acked_seq=fields.number("acked_seq"),
        is_revoked=is_revoked,
        state=_STATES.get(fields.optional_text("state") or "", NodeState.ACTIVE),
        days_silent=fields.optional_number("days_silent") or 0,
    )


def encode_server_card(card: ServerCard) -> bytes:
    """Return what a server says before anybody signs in."""
    limits = card.limits
    return to_json(
        {
            "server_id": card.server_id,
            "protocol": {"min": card.oldest_protocol, "max": card.newest_protocol},
            "features": list(card.features),
            "limits": {
                "record_bytes": limits.record_bytes,
                "push_ops": limits.push_ops,
                "push_bytes": limits.push_bytes,
                "page_records": limits.page_records,
                "blob_bytes": limits.blob_bytes,
                "blob_part_bytes": limits.blob_part_bytes,
            },
            "server_time": to_milliseconds(card.server_time),
        }
    )


def decode_server_card(body: bytes) -> ServerCard:
    """Read what a server says before anybody signs in."""
    fields = Fields(from_json(body), "server")
    protocol, limits = fields.object("protocol"), fields.object("limits")
    features = fields.list("features", longest=_MOST_FEATURES)
    return ServerCard(
        server_id=fields.text("server_id", longest=LONGEST_ID),
        oldest_protocol=protocol.text("min", longest=20),
        newest_protocol=protocol.text("max", longest=20),
        features=tuple(str(feature) for feature in features),
        limits=ServerLimits(
            record_bytes=limits.number("record_bytes", least=1),
            push_ops=limits.number("push_ops", least=1),
            push_bytes=limits.number("push_bytes", least=1),
            page_records=limits.number("page_records", least=1),
            blob_bytes=limits.optional_number("blob_bytes") or 0,
            blob_part_bytes=limits.optional_number("blob_part_bytes") or 0,
        ),
        server_time=from_milliseconds(fields.milliseconds("server_time")),
    )


def _card_to_json(card: NodeCard) -> dict[str, str]:
    return {
        "id": card.node,
        "name": card.name,
        "platform": card.platform,
        "app_version": card.app_version,
    }


def _card_from_json(fields: Fields) -> NodeCard:
    return NodeCard(
        node=fields.node("id"),
        name=fields.word("name", longest=LONGEST_NAME),
        platform=fields.word("platform", longest=100),
        app_version=fields.word("app_version", longest=100),
    )
