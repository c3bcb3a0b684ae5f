"""Revisions as JSON and back.

A client reads and writes whole `Revision` values; the server reads a `SealedRecord`, whose
payload it only carries. Fields of a content that this program doesn't know are kept in its
`extra` and written back; a content of a newer schema is read the same way, as schemas only
ever add fields.
"""

from __future__ import annotations

from typing import Any

from notesapp.core.causality import Hlc, VersionVector
from notesapp.core.clock import from_milliseconds, to_milliseconds
from notesapp.core.model import (
    Content,
    NotebookContent,
    NoteContent,
    RecordKind,
    Revision,
)
from notesapp.protocol.blobs import read_blobs
from notesapp.protocol.messages import SealedRecord, UnreadableRecord
from notesapp.protocol.values import LARGEST_INT, Fields, Malformed, read_node, to_json

MOST_TAGS = 10_000
MOST_NODES = 4_096
LONGEST_NAME = 1_000
"""Characters in a device's name; longer ones are cut when written and refused when read."""

_NOTE_FIELDS = frozenset({"title", "body", "notebook", "tags", "pinned"})
_NOTEBOOK_FIELDS = frozenset({"name", "parent"})
_KINDS = {kind.value: kind for kind in RecordKind}


# --- the client's side ------------------------------------------------------------------------


def revision_to_json(revision: Revision) -> dict[str, Any]:
    """Return a revision as the members of a push operation."""
    content = revision.content
    return {
        "guid": revision.guid,
        "rev": revision.rev,
        "base": revision.base,
        "del": int(revision.is_deleted),
        "kind": revision.kind.value,
        "vv": dict(revision.vv),
        "hlc": revision.hlc.value,
        "created": to_milliseconds(revision.created_at),
        "updated": to_milliseconds(revision.updated_at),
        "sv": revision.schema,
        "node": revision.node,
        "node_name": revision.node_name[:LONGEST_NAME],
        "enc": None,
        "p": None if content is None else content_to_json(content),
    }


def revision_from_json(value: object) -> Revision | UnreadableRecord:
    """Read a revision, strictly.

    Returns:
        the revision, or an `UnreadableRecord` where this program has no words for what
        another wrote: an unknown kind, an encrypted payload, a field of another type. The
        server doesn't open payloads, so one odd record must not stop all the others.

    Raises:
        Malformed: the envelope isn't one; a server of ours never sends that.
    """
    fields = Fields(value, "record")
    guid, rev = fields.guid("guid"), fields.rev("rev")
    kind_name, schema = fields.text("kind", longest=32), fields.number("sv", least=1)
    kind = _KINDS.get(kind_name)
    if kind is None or fields.raw("enc") is not None:
        return UnreadableRecord(guid, rev, kind_name, schema)
    try:
        content = None if fields.raw("p") is None else content_from_json(kind, fields.raw("p"))
    except Malformed:
        return UnreadableRecord(guid, rev, kind_name, schema)
    is_deleted = fields.flag("del")
    if content is None and not is_deleted:
        raise Malformed("p")
    server_time = fields.raw("server_time")
    return Revision(
        guid=guid,
        rev=rev,
        kind=kind,
        content=content,
        is_deleted=is_deleted,
        vv=vv_from_json(fields.raw("vv")),
        hlc=Hlc(fields.number("hlc")),
        created_at=from_milliseconds(fields.milliseconds("created")),
        updated_at=from_milliseconds(fields.milliseconds("updated")),
        node=fields.node("node"),
        node_name=fields.text("node_name", longest=LONGEST_NAME),
        base=fields.optional_rev("base"),
        server_time=(
            None if server_time is None else from_milliseconds(fields.milliseconds("server_time"))
        ),
        schema=schema,
    )


def content_to_json(content: Content) -> dict[str, Any]:
    """Return a content as JSON members; what a newer program added comes first, untouched."""
    if isinstance(content, NoteContent):
        return {
            **content.extra,
            "title": content.title,
            "body": content.body,
            "notebook": content.notebook,
            "tags": list(content.tags),
            "pinned": content.is_pinned,
        }
    return {**content.extra, "name": content.name, "parent": content.parent}


def content_from_json(kind: RecordKind, value: object) -> Content:
    """Read the content of a record of `kind`; members it doesn't know go to `extra`.

    Raises:
        Malformed: a known member has another type.
    """
    fields = Fields(value, "p")
    if kind is RecordKind.NOTEBOOK:
        return NotebookContent(
            name=fields.text("name"),
            parent=fields.optional_guid("parent"),
            extra=fields.others(_NOTEBOOK_FIELDS),
        )
    tags = fields.list("tags", longest=MOST_TAGS)
    if not all(isinstance(tag, str) for tag in tags):
        raise Malformed("tags")
    return NoteContent(
        title=fields.text("title"),
        body=fields.text("body"),
        notebook=fields.optional_guid("notebook"),
        tags=tuple(sorted(set(tags))),
        is_pinned=fields.flag("pinned"),
        extra=fields.others(_NOTE_FIELDS),
    )


def content_bytes(content: Content) -> bytes:
    """Return a content in the one form in which its size is counted and its hash taken."""
    return to_json(content_to_json(content))


def vv_from_json(value: object) -> VersionVector:
    """Read a version vector.

    Raises:
        Malformed: a node isn't one, or a count isn't a positive number.
    """
    if not isinstance(value, dict) or len(value) > MOST_NODES:
        raise Malformed("vv")
    for count in value.values():
        if type(count) is not int or not 0 < count <= LARGEST_INT:
            raise Malformed("vv")
    return VersionVector({read_node(node, "vv"): count for node, count in value.items()})


# --- the server's side ------------------------------------------------------------------------


def record_from_json(value: object) -> SealedRecord:
    """Read a pushed record without opening its payload.

    Raises:
        Malformed: the envelope isn't one, or the payload's shape doesn't fit it.
    """
    fields = Fields(value, "record")
    payload, encryption = fields.raw("p"), fields.optional_text("enc", longest=64)
    if payload is not None and not isinstance(payload, dict if encryption is None else str):
        raise Malformed("p")
    is_deleted = fields.flag("del")
    if payload is None and not is_deleted:
        raise Malformed("p")
    return SealedRecord(
        guid=fields.guid("guid"),
        rev=fields.rev("rev"),
        base=fields.optional_rev("base"),
        kind=fields.word("kind", longest=32),
        is_deleted=is_deleted,
        vv=vv_from_json(fields.raw("vv")),
        hlc=Hlc(fields.number("hlc")),
        created=fields.milliseconds("created"),
        updated=fields.milliseconds("updated"),
        schema=fields.number("sv", least=1, most=1_000_000),
        node=fields.node("node"),
        node_name=fields.text("node_name", longest=LONGEST_NAME),
        payload=None if payload is None else to_json(payload),
        encryption=encryption,
        blobs=read_blobs(fields.raw("blobs")),
    )


def envelope_bytes(record: SealedRecord, server_time: int) -> bytes:
    """Return all of a record but its payload, as JSON members, ready for `record_line`."""
    members: dict[str, Any] = {
        "guid": record.guid,
        "rev": record.rev,
        "base": record.base,
        "del": int(record.is_deleted),
        "kind": record.kind,
        "vv": dict(record.vv),
        "hlc": record.hlc.value,
        "created": record.created,
        "updated": record.updated,
        "sv": record.schema,
        "node": record.node,
        "node_name": record.node_name,
        "server_time": server_time,
        "enc": record.encryption,
    }
    if record.blobs:
        members["blobs"] = record.blobs
    return to_json(members)[1:-1]


def record_line(seq: int, envelope: bytes, payload: bytes | None) -> bytes:
    """Return a stored record as it goes out: one JSON object, no line feed.

    Envelope and payload are put in as they are: to open and close them again for each of
    10,000 records would be most of the server's work in a first pull.
    """
    return b'{"t":"rec","seq":%d,%b,"p":%b}' % (seq, envelope, payload or b"null")
