"""Where alembic learns how to run the library's migrations."""

from notesapp.database.migrate import run_environment
from notesapp.store.tables import Base

run_environment(Base.metadata)
