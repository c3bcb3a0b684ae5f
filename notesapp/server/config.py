"""How a server is set up."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

from notesapp.protocol.messages import ServerLimits

DEFAULT_HOST = "127.0.0.1"
DEFAULT_PORT = 8765


@dataclass(frozen=True, slots=True)
class ServerConfig:
    """What `serve` was told.

    Attributes:
        data: the server's directory.
        database_url: an SQLAlchemy URL; None for SQLite in `data`.
        heartbeat_s: how often a listener that hears no news is told that the line is alive.
    """

    data: Path
    database_url: str | None = None
    limits: ServerLimits = field(default_factory=ServerLimits)
    heartbeat_s: float = 20.0
