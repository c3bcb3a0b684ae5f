"""The server's schema: migrations and tables say the same, a newer one is refused."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext

from notesapp.core.errors import LibraryTooNew
from notesapp.server.database import Database
from notesapp.server.migrations import HEAD
from notesapp.server.tables import Base


def test_the_migrations_make_exactly_the_tables(tmp_path: Path) -> None:
    database = Database.open(tmp_path)
    try:
        with database.read() as session:
            context = MigrationContext.configure(session.connection())
            assert context.get_current_revision() == HEAD
            assert compare_metadata(context, Base.metadata) == []
    finally:
        database.close()


def test_the_server_keeps_its_identity(tmp_path: Path) -> None:
    identities = set()
    for _ in range(2):
        database = Database.open(tmp_path)
        identities.add(database.server_id)
        database.close()

    assert len(identities) == 1


def test_a_database_of_a_newer_server_is_not_touched(tmp_path: Path) -> None:
    Database.open(tmp_path).close()
    with sqlite3.connect(tmp_path / "server.db") as connection:
        connection.execute("UPDATE alembic_version SET version_num = '9999'")
    connection.close()

    with pytest.raises(LibraryTooNew):
        Database.open(tmp_path)


def test_another_sqlite_file_can_be_named_by_url(tmp_path: Path) -> None:
    Database.open(tmp_path / "data", f"sqlite:///{tmp_path / 'elsewhere.db'}").close()

    assert (tmp_path / "elsewhere.db").exists()
    assert not (tmp_path / "data" / "server.db").exists()
