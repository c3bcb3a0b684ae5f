"""Where alembic learns how to run the server's migrations."""

from __future__ import annotations

from notesapp.database.migrate import run_environment
from notesapp.server.tables import Base

run_environment(Base.metadata)
