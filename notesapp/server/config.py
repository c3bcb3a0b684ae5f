"""How a server is set up."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

from notesapp.protocol.messages import ServerLimits

DEFAULT_HOST = "127.0.0.1"
DEFAULT_PORT = 8765
DEFAULT_REQUESTS_PER_MINUTE = 1_200
DEFAULT_LISTENERS = 64


@dataclass(frozen=True, slots=True)
class ServerConfig:
    """What `serve` was told.

    Attributes:
        data: the server's directory.
        database_url: an SQLAlchemy URL; None for SQLite in `data`.
        heartbeat_s: how often a listener that hears no news is told that the line is alive.
        requests_per_minute, burst: how often one device may ask; 0 for no limit.
        listeners_per_vault: how many may wait for news of one vault at a time.
        has_public_metrics: false to show the counters only to programs on this machine.
    """

    data: Path
    database_url: str | None = None
    limits: ServerLimits = field(default_factory=ServerLimits)
    heartbeat_s: float = 20.0
    requests_per_minute: int = DEFAULT_REQUESTS_PER_MINUTE
    burst: int = DEFAULT_REQUESTS_PER_MINUTE
    listeners_per_vault: int = DEFAULT_LISTENERS
    has_public_metrics: bool = False
