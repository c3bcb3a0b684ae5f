"""What every request handler of one running server shares."""

from __future__ import annotations

from dataclasses import dataclass, field

from starlette.requests import Request

from notesapp.core.clock import Clock, SystemClock
from notesapp.server.config import ServerConfig
from notesapp.server.database import Database
from notesapp.server.hub import Hub
from notesapp.server.limits import Door, FailureLimiter, Pace
from notesapp.server.metrics import Metrics
from notesapp.server.passwords import Passwords


@dataclass(frozen=True, slots=True)
class ServerState:
    """The parts of a running server."""

    config: ServerConfig
    database: Database
    clock: Clock = field(default_factory=SystemClock)
    passwords: Passwords = field(default_factory=Passwords)
    failures: FailureLimiter = field(default_factory=FailureLimiter)
    hub: Hub = field(default_factory=Hub)
    door: Door = field(default_factory=Door)
    metrics: Metrics = field(init=False)
    pace: Pace = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "metrics", Metrics(lambda: self.hub.listener_count))
        pace = Pace(self.config.requests_per_minute, self.config.burst)
        object.__setattr__(self, "pace", pace)


def state_of(request: Request) -> ServerState:
    """Return the server that a request came to."""
    state = request.app.state.server
    assert isinstance(state, ServerState)
    return state
