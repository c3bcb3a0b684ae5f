"""What is known of one route: enough to serve it, to describe it and to test it."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from enum import Enum, auto

from starlette.requests import Request
from starlette.responses import Response

from notesapp.protocol.messages import ProblemCode


class Needs(Enum):
    """What a caller must show."""

    NOTHING = auto()
    TOKEN = auto()
    VAULT = auto()
    """A token of the account that the vault belongs to."""


@dataclass(frozen=True, slots=True)
class Content:
    """A body: its media type, and the schema of its JSON or a sentence about it."""

    media_type: str
    schema: str | None = None
    text: str = ""


@dataclass(frozen=True, slots=True)
class Endpoint:
    """One method on one path.

    Attributes:
        query: the parameters, each with a sentence.
        gives: what good answers carry, by status; None for no body.
        refuses: what it refuses for reasons of its own, beside what all may.
    """

    method: str
    path: str
    handler: Callable[[Request], Awaitable[Response]]
    summary: str
    gives: Mapping[int, Content | None]
    needs: Needs = Needs.VAULT
    takes: Content | None = None
    query: Mapping[str, str] = field(default_factory=dict)
    refuses: tuple[ProblemCode, ...] = ()
