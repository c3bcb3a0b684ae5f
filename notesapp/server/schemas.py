"""The JSON of the protocol as JSON Schema, for the OpenAPI document."""

from __future__ import annotations

from typing import Any

from notesapp.protocol.messages import NodeState, ProblemCode, PushStatus, RejectCode

Schema = dict[str, Any]


def _object(text: str = "", optional: tuple[str, ...] = (), **members: Schema) -> Schema:
    required = [name for name in members if name not in optional]
    about = {"description": text} if text else {}
    return {**about, "type": "object", "properties": members, "required": required}


def _list(items: Schema, most: int | None = None) -> Schema:
    bound = {} if most is None else {"maxItems": most}
    return {"type": "array", "items": items, **bound}


def _nullable(schema: Schema) -> Schema:
    return {"anyOf": [schema, {"type": "null"}]}


def _enum(words: type[NodeState | ProblemCode | PushStatus | RejectCode]) -> Schema:
    return {"type": "string", "enum": [word.value for word in words]}


def ref(name: str) -> Schema:
    """Return a reference to a schema of this module."""
    return {"$ref": f"#/components/schemas/{name}"}


TEXT: Schema = {"type": "string"}
NUMBER: Schema = {"type": "integer", "minimum": 0}
FLAG: Schema = {"enum": [0, 1, True, False]}
TIME: Schema = {"type": "integer", "description": "milliseconds since 1970, UTC"}
GUID: Schema = {"type": "string", "format": "uuid"}
HEX: Schema = {"type": "string", "pattern": "^[0-9a-f]{32}$"}
HASH: Schema = {"type": "string", "pattern": "^[0-9a-f]{64}$", "description": "SHA-256"}

_HEAD: dict[str, Schema] = {"guid": GUID, "rev": HEX, "seq": NUMBER, "del": FLAG}

_RECORD: dict[str, Schema] = {
    "guid": GUID,
    "rev": HEX,
    "base": _nullable(HEX),
    "del": FLAG,
    "kind": TEXT,
    "vv": {"type": "object", "additionalProperties": NUMBER},
    "hlc": NUMBER,
    "created": TIME,
    "updated": TIME,
    "sv": NUMBER,
    "node": HEX,
    "node_name": TEXT,
    "enc": _nullable(TEXT),
    "p": {
        "description": "the content; null for a purged deletion, a string if encrypted",
        "type": ["object", "string", "null"],
    },
}

SCHEMAS: dict[str, Schema] = {
    "Problem": _object(
        "A refusal (RFC 9457).",
        ("detail",),
        type=TEXT,
        status=NUMBER,
        code=_enum(ProblemCode),
        title=TEXT,
        detail=TEXT,
    ),
    "Server": _object(
        server_id=TEXT,
        protocol=_object(min=TEXT, max=TEXT),
        features=_list(TEXT),
        limits=_object(
            record_bytes=NUMBER,
            push_ops=NUMBER,
            push_bytes=NUMBER,
            page_records=NUMBER,
            blob_bytes=NUMBER,
            blob_part_bytes=NUMBER,
        ),
        server_time=TIME,
    ),
    "NodeCard": _object(id=HEX, name=TEXT, platform=TEXT, app_version=TEXT),
    "NodeName": _object(name=TEXT),
    "SignIn": _object(user=TEXT, password=TEXT, node=ref("NodeCard")),
    "SignedIn": _object(
        token=TEXT,
        node=HEX,
        vault=HEX,
        epoch=HEX,
        head=NUMBER,
        note_count=NUMBER,
        server_id=TEXT,
        server_time=TIME,
    ),
    "Node": _object(
        id=HEX,
        name=TEXT,
        platform=TEXT,
        app_version=TEXT,
        created=TIME,
        last_sync=_nullable(TIME),
        acked_seq=NUMBER,
        revoked={"type": "boolean"},
        state=_enum(NodeState),
        days_silent=NUMBER,
    ),
    "Nodes": _object(nodes=_list(ref("Node")), remind_after_days=NUMBER),
    "Vault": _object(
        vault=HEX,
        epoch=HEX,
        head=NUMBER,
        gc_floor=NUMBER,
        note_count=NUMBER,
        record_count=NUMBER,
        used=NUMBER,
        quota=_nullable(NUMBER),
        server_time=TIME,
        remind_after_days=NUMBER,
    ),
    "Head": _object("The data of a `head` event.", vault=HEX, head=NUMBER),
    "Record": _object(
        "A line of the feed.",
        ("blobs",),
        t={"const": "rec"},
        seq=NUMBER,
        **_RECORD,
        server_time=TIME,
        blobs=_list(HASH),
    ),
    "Page": _object(
        "Closes a page; `digest` is the SHA-256 of its record lines, line feeds included.",
        t={"const": "page"},
        n=NUMBER,
        digest=HASH,
        cursor=TEXT,
        last=FLAG,
    ),
    "End": _object("Closes a feed.", t={"const": "end"}, up_to_date=FLAG, server_time=TIME),
    "Push": _object(
        push_no=NUMBER,
        ops=_list(_object("", ("blobs", "group"), **_RECORD, blobs=_list(HASH), group=TEXT)),
    ),
    "PushAnswer": _object(
        prev_head=NUMBER,
        head=NUMBER,
        prev_cursor=TEXT,
        cursor=TEXT,
        results=_list(
            _object(
                "",
                ("seq", "code", "limit", "current"),
                guid=GUID,
                rev=HEX,
                status=_enum(PushStatus),
                seq=NUMBER,
                code=_enum(RejectCode),
                limit=NUMBER,
                current=ref("Record"),
            )
        ),
    ),
    "ManifestLine": _object("", (), t={"const": "head"}, **_HEAD),
    "ManifestEnd": _object(
        "Closes a page of the manifest; `next` is where the next page begins.",
        t={"const": "end"},
        n=NUMBER,
        next=_nullable(GUID),
        cursor=TEXT,
    ),
    "Digest": _object(
        "Sum n is the exclusive or of SHA-256(guid, rev, '0' or '1' for deleted) over the records"
        " whose guid's SHA-256 begins with the byte n; purged deletions don't count.",
        head=NUMBER,
        buckets=_list(HASH),
    ),
    "Fetch": _object(guids=_list(GUID, 500)),
    "UploadWish": _object(hash=HASH, size=NUMBER),
    "UploadTicket": _object(
        "`upload` is null if all of it is there already.",
        upload=_nullable(HEX),
        offset=NUMBER,
        part_bytes=NUMBER,
    ),
    "Revisions": _object(revisions=_list(ref("Record"))),
}
