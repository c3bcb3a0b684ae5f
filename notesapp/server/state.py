"""What every request handler of one running server shares."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field

from starlette.requests import Request

from notesapp.core.clock import Clock, SystemClock
from notesapp.server.config import ServerConfig
from notesapp.server.database import Database
from notesapp.server.hub import Hub
from notesapp.server.limits import FailureLimiter
from notesapp.server.passwords import Passwords

_SIGN_INS_AT_ONCE = 2


@dataclass(frozen=True, slots=True)
class ServerState:
    """The parts of a running server.

    Attributes:
        door: how many may have their password checked at the same time. Each check takes
            64 MiB and a tenth of a second, and a crowd at the door must not take the threads
            that those inside need.
    """

    config: ServerConfig
    database: Database
    clock: Clock = field(default_factory=SystemClock)
    passwords: Passwords = field(default_factory=Passwords)
    failures: FailureLimiter = field(default_factory=FailureLimiter)
    hub: Hub = field(default_factory=Hub)
    door: asyncio.Semaphore = field(default_factory=lambda: asyncio.Semaphore(_SIGN_INS_AT_ONCE))


def state_of(request: Request) -> ServerState:
    """Return the server that a request came to."""
    state = request.app.state.server
    assert isinstance(state, ServerState)
    return state
