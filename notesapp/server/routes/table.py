"""The table of all routes."""

from __future__ import annotations

from notesapp.protocol.blobs import PART_TYPE
from notesapp.protocol.headers import EVENTS_TYPE, FEED_TYPE, JSON_TYPE
from notesapp.protocol.messages import ProblemCode as Code
from notesapp.server.routes import (
    blobs,
    comparing,
    devices,
    events,
    history,
    public,
    pulling,
    pushing,
    signing_in,
    vaults,
)
from notesapp.server.routes.endpoint import Content, Endpoint, Needs

_API = "/api/v1"
_VAULT = f"{_API}/vaults/{{vault}}"


def _json(schema: str) -> Content:
    return Content(JSON_TYPE, schema)


_FEED = Content(
    FEED_TYPE,
    text="One JSON object per line: Record lines, a Page line that closes each page with count"
    " and SHA-256, and an End line at the very end. A page without its Page line is void.",
)

_BYTES = Content("application/octet-stream", text="The bytes.")

ENDPOINTS: tuple[Endpoint, ...] = (
    Endpoint(
        "GET",
        "/.well-known/notesync",
        public.well_known,
        "Who the server is and what it takes",
        {200: _json("Server")},
        Needs.NOTHING,
    ),
    Endpoint(
        "GET",
        "/healthz",
        public.health,
        "Whether the server and its database live",
        {200: Content("text/plain", text="ok")},
        Needs.NOTHING,
    ),
    Endpoint(
        "GET",
        "/metrics",
        public.metrics,
        "Counters for Prometheus; by default only for this machine",
        {200: Content("text/plain", text="Prometheus text format")},
        Needs.NOTHING,
        refuses=(Code.NOT_FOUND,),
    ),
    Endpoint(
        "GET",
        "/openapi.json",
        public.openapi,
        "This document",
        {200: Content(JSON_TYPE, text="OpenAPI 3.1")},
        Needs.NOTHING,
    ),
    Endpoint(
        "POST",
        f"{_API}/auth/token",
        signing_in.give_token,
        "Sign in: a name and a password for a token of this device",
        {200: _json("SignedIn")},
        Needs.NOTHING,
        takes=_json("SignIn"),
        refuses=(Code.WRONG_PASSWORD, Code.TOO_LARGE, Code.UNSUPPORTED_TYPE),
    ),
    Endpoint(
        "DELETE",
        f"{_API}/auth/token",
        signing_in.end_token,
        "Sign out: end this device's token",
        {204: None},
        Needs.TOKEN,
    ),
    Endpoint(
        "GET",
        f"{_API}/nodes",
        devices.list_nodes,
        "The account's devices, each with its last synchronization date",
        {200: _json("Nodes")},
        Needs.TOKEN,
    ),
    Endpoint(
        "POST",
        f"{_API}/nodes",
        devices.register,
        "Go on under a new node id",
        {201: _json("SignedIn")},
        Needs.TOKEN,
        takes=_json("NodeCard"),
        refuses=(Code.TOO_LARGE, Code.UNSUPPORTED_TYPE),
    ),
    Endpoint(
        "PATCH",
        f"{_API}/nodes/{{node}}",
        devices.rename,
        "Rename a device",
        {204: None},
        Needs.TOKEN,
        takes=_json("NodeName"),
        refuses=(Code.NOT_FOUND, Code.TOO_LARGE, Code.UNSUPPORTED_TYPE),
    ),
    Endpoint(
        "DELETE",
        f"{_API}/nodes/{{node}}",
        devices.revoke,
        "End a device's access",
        {204: None},
        Needs.TOKEN,
        refuses=(Code.NOT_FOUND,),
    ),
    Endpoint(
        "GET",
        f"{_API}/events",
        events.events,
        "Server-sent events: a `head` event whenever another device changed the vault",
        {200: Content(EVENTS_TYPE, "Head")},
        Needs.TOKEN,
    ),
    Endpoint(
        "GET",
        _VAULT,
        vaults.info,
        "Where the vault stands",
        {200: _json("Vault")},
    ),
    Endpoint(
        "GET",
        f"{_VAULT}/changes",
        pulling.changes,
        "What changed since a cursor; without one, everything",
        {200: _FEED, 204: None},
        query={
            "since": "the cursor of the last page that is durably stored",
            "limit": "most records of a page",
            "wait": "seconds to wait for something new; 204 if there was nothing",
        },
        refuses=(
            Code.EPOCH_CHANGED,
            Code.HISTORY_DIVERGED,
            Code.NODE_FORKED,
            Code.PUSH_GAP,
            Code.PUSH_STALE,
            Code.CURSOR_EXPIRED,
        ),
    ),
    Endpoint(
        "POST",
        f"{_VAULT}/push",
        pushing.take_push,
        "Compare and set records; the same push again gets the same answer",
        {200: _json("PushAnswer")},
        takes=_json("Push"),
        refuses=(
            Code.EPOCH_CHANGED,
            Code.NODE_FORKED,
            Code.PUSH_GAP,
            Code.PUSH_STALE,
            Code.PUSH_NO_REUSED,
            Code.TOO_LARGE,
            Code.UNSUPPORTED_TYPE,
        ),
    ),
    Endpoint(
        "GET",
        f"{_VAULT}/records/{{guid}}/revisions",
        history.revisions,
        "A record's revisions that still have their text, newest first",
        {200: _json("Revisions")},
        query={"limit": "most revisions"},
    ),
    Endpoint(
        "GET",
        f"{_VAULT}/manifest",
        comparing.get_manifest,
        "Which revision of which record stands, in the order of the guids",
        {200: Content(FEED_TYPE, text="ManifestLine lines and a ManifestEnd line")},
        query={"from_guid": "`next` of the page before", "limit": "most records"},
        refuses=(Code.EPOCH_CHANGED,),
    ),
    Endpoint(
        "GET",
        f"{_VAULT}/digest",
        comparing.get_digest,
        "Sums over all records, to find where two sides differ",
        {200: _json("Digest")},
        refuses=(Code.EPOCH_CHANGED,),
    ),
    Endpoint(
        "POST",
        f"{_VAULT}/fetch",
        comparing.fetch,
        "Single records; those that aren't there are left out",
        {200: _FEED},
        takes=_json("Fetch"),
        refuses=(Code.EPOCH_CHANGED, Code.TOO_LARGE, Code.UNSUPPORTED_TYPE),
    ),
    Endpoint(
        "POST",
        f"{_VAULT}/uploads",
        blobs.begin_upload,
        "Begin to send an attachment, or go on with one",
        {200: _json("UploadTicket"), 201: _json("UploadTicket")},
        takes=_json("UploadWish"),
        refuses=(Code.EPOCH_CHANGED, Code.TOO_LARGE, Code.UNSUPPORTED_TYPE, Code.QUOTA),
    ),
    Endpoint(
        "HEAD",
        f"{_VAULT}/uploads/{{upload}}",
        blobs.ask_upload,
        "How much has arrived: `Upload-Offset`",
        {204: None},
        refuses=(Code.EPOCH_CHANGED,),
    ),
    Endpoint(
        "PATCH",
        f"{_VAULT}/uploads/{{upload}}",
        blobs.send_part,
        "Send the part that begins at `Upload-Offset`; the last one is answered once all of it"
        " was verified",
        {204: None},
        takes=Content(PART_TYPE, text="bytes"),
        refuses=(
            Code.EPOCH_CHANGED,
            Code.OFFSET_MISMATCH,
            Code.TOO_LARGE,
            Code.UNSUPPORTED_TYPE,
            Code.HASH_MISMATCH,
        ),
    ),
    Endpoint(
        "HEAD",
        f"{_VAULT}/blobs/{{hash}}",
        blobs.measure_blob,
        "Whether an attachment is there, and how large it is",
        {200: None},
        refuses=(Code.EPOCH_CHANGED,),
    ),
    Endpoint(
        "GET",
        f"{_VAULT}/blobs/{{hash}}",
        blobs.get_blob,
        "An attachment, or a `Range` of it",
        {200: _BYTES, 206: _BYTES, 304: None},
        refuses=(Code.EPOCH_CHANGED, Code.RANGE),
    ),
)
