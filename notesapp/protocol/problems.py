"""Refusals on the wire: ``application/problem+json`` (RFC 9457)."""

from __future__ import annotations

from notesapp.protocol.messages import Problem
from notesapp.protocol.values import Fields, from_json, to_json

_KNOWN = frozenset({"type", "status", "code", "title", "detail"})
_LONGEST = 1_000


def encode_problem(problem: Problem) -> bytes:
    """Return a refusal as its body."""
    return to_json(
        {
            **problem.facts,
            "type": f"urn:notesync:{problem.code}",
            "status": problem.status,
            "code": problem.code,
            "title": problem.title,
            "detail": problem.detail,
        }
    )


def decode_problem(body: bytes) -> Problem:
    """Read a refusal.

    Raises:
        Malformed: the body isn't one.
    """
    fields = Fields(from_json(body), "problem")
    return Problem(
        status=fields.number("status", least=100, most=599),
        code=fields.text("code", longest=64),
        title=fields.text("title", longest=_LONGEST),
        detail=fields.optional_text("detail", longest=_LONGEST) or "",
        facts=fields.others(_KNOWN),
    )
