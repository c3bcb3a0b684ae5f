"""The table of all routes."""

from __future__ import annotations

from notesapp.protocol.headers import EVENTS_TYPE, FEED_TYPE, JSON_TYPE
from notesapp.protocol.messages import ProblemCode as Code
from notesapp.server.routes import (
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
)
