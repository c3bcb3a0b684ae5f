"""The names of our HTTP headers and media types, and the forms of their values."""

from __future__ import annotations

import base64
import binascii
import hashlib

from notesapp.protocol.values import Malformed

PROTOCOL = "Notes-Protocol"
"""Both ways: the protocol version spoken (`version.NEWEST`)."""

SERVER = "Notes-Server"
"""Every answer: the server's id. An answer without it didn't come from a notes server."""

NODE = "Notes-Node"
"""Request: the node that asks; the server compares it with the token's."""

EPOCH = "Notes-Epoch"
"""Request: the history that the client remembers."""

LAST_PUSH = "Notes-Last-Push"
"""Request: number and digest of the last acknowledged push, see `last_push_value`."""

HEAD = "Notes-Head"
"""Answer: the vault's newest sequence number."""

REPLAYED = "Notes-Replayed"
"""Answer to a push: ``1`` if it is the stored answer to the same push before."""

CONTENT_DIGEST = "Content-Digest"
"""Request: SHA-256 of the body (RFC 9530), see `content_digest_value`."""

JSON_TYPE = "application/json"
FEED_TYPE = "application/x-ndjson"
PROBLEM_TYPE = "application/problem+json"
EVENTS_TYPE = "text/event-stream"

_SHORT_DIGEST = 8


def last_push_value(number: int, digest: str) -> str:
    """Return ``<number>:<first 8 digits of the digest>``; ``0:`` for none yet."""
    return f"{number}:{digest[:_SHORT_DIGEST]}"


def parse_last_push(text: str) -> tuple[int, str]:
    """Return the number and the short digest of a `LAST_PUSH` header.

    Raises:
        Malformed: it has another form.
    """
    number, colon, digest = text.strip().partition(":")
    if not (colon and number.isascii() and number.isdigit() and len(number) <= 18):
        raise Malformed(LAST_PUSH)
    if len(digest) != (_SHORT_DIGEST if int(number) else 0):
        raise Malformed(LAST_PUSH)
    return int(number), digest


def content_digest_value(body: bytes) -> str:
    """Return the `CONTENT_DIGEST` of a body as it is sent (after compression)."""
    return f"sha-256=:{base64.b64encode(hashlib.sha256(body).digest()).decode()}:"


def matches_content_digest(value: str, body: bytes) -> bool:
    """Say whether a `CONTENT_DIGEST` header fits the body; other algorithms aren't judged.

    Raises:
        Malformed: the sha-256 entry isn't base64 between colons.
    """
    for entry in value.split(","):
        name, _, quoted = entry.strip().partition("=")
        if name.lower() == "sha-256":
            try:
                expected = base64.b64decode(quoted.strip(":"), validate=True)
            except binascii.Error as error:
                raise Malformed(CONTENT_DIGEST) from error
            return expected == hashlib.sha256(body).digest()
    return True
