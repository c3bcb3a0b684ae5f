"""Brings a database to the shape this program knows: refuse newer, back up, upgrade, all or nothing.

alembic is imported only when there is something to upgrade: at an ordinary start one small
query decides that there isn't.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from sqlalchemy import Connection, MetaData, inspect, text

from notesapp.core.errors import LibraryTooNew


def current_revision(connection: Connection) -> str | None:
    """Return the schema revision a database is at; None for an empty one."""
    if not inspect(connection).has_table("alembic_version"):
        return None
    found = connection.execute(text("SELECT version_num FROM alembic_version")).scalar()
    return None if found is None else str(found)


def upgrade(
    connection: Connection,
    migrations: Path,
    *,
    path: Path,
    head: str,
    before_upgrade: Callable[[], object] | None = None,
) -> bool:
    """Upgrade to `head` inside the caller's transaction; say whether anything was done.

    Args:
        migrations: a folder with `env.py` and `versions/NNNN_subject.py`.
        path: named in errors.
        before_upgrade: called before an existing database is changed, to back it up.

    Raises:
        LibraryTooNew: the database is at a revision this program doesn't know.
    """
    found = current_revision(connection)
    if found == head:
        return False
    if found is not None and found not in known_revisions(migrations):
        raise LibraryTooNew(path, found)
    if found is not None and before_upgrade is not None:
        before_upgrade()
    _run(connection, migrations, head)
    return True


def known_revisions(migrations: Path) -> frozenset[str]:
    """Return the revisions whose scripts this program ships, from their file names."""
    return frozenset(p.stem.split("_")[0] for p in (migrations / "versions").glob("[0-9]*.py"))


def run_environment(metadata: MetaData) -> None:
    """Be the body of an `env.py`: run the migrations on the connection `upgrade` handed over."""
    from alembic import context

    context.configure(
        connection=context.config.attributes["connection"],
        target_metadata=metadata,
        render_as_batch=True,
        transactional_ddl=True,
        include_object=lambda thing, name, *_: not is_full_text(name),
    )
    context.run_migrations()


def is_full_text(name: str | None) -> bool:
    """Say whether a table belongs to FTS5, which makes tables that no metadata knows."""
    return name is not None and "_fts" in name


def _run(connection: Connection, migrations: Path, head: str) -> None:
    from alembic import command
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(migrations).replace("%", "%%"))
    config.attributes["connection"] = connection
    command.upgrade(config, head)
