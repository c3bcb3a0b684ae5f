"""The library's migrations: they make exactly the schema the rows describe, from every release."""

from __future__ import annotations

import shutil
import sqlite3
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory

from notesapp.config.paths import backups_path, library_path
from notesapp.core.errors import LibraryTooNew
from notesapp.database import migrate
from notesapp.database.engine import reader_engine, writer_engine
from notesapp.store import migrations
from notesapp.store.library import Library
from notesapp.store.places import ALL_NOTES
from notesapp.store.tables import Base
from tests.support.builders import make_library

OLD = Path(__file__).parent / "libraries"


def test_migrations_and_rows_describe_the_same_schema(profile: Path) -> None:
    make_library(profile).close()
    engine = reader_engine(library_path(profile))
    with engine.connect() as connection:
        context = MigrationContext.configure(
            connection,
            opts={
                "compare_type": True,
                "include_object": lambda thing, name, *_: not migrate.is_full_text(name),
            },
        )
        assert compare_metadata(context, Base.metadata) == []
    engine.dispose()


def test_head_is_the_newest_script() -> None:
    config = Config()
    config.set_main_option("script_location", str(migrations.FOLDER))
    script = ScriptDirectory.from_config(config)
    assert script.get_current_head() == migrations.HEAD
    assert {s.revision for s in script.walk_revisions()} == migrate.known_revisions(
        migrations.FOLDER
    )


@pytest.mark.parametrize("released", sorted(OLD.glob("*.db")), ids=lambda path: path.stem)
def test_a_library_of_every_release_opens_with_its_notes(released: Path, profile: Path) -> None:
    profile.mkdir()
    shutil.copy(released, library_path(profile))
    library = Library.open(profile)
    with library.read() as snapshot:
        (summary,) = snapshot.notes.list(ALL_NOTES)
        note = snapshot.notes.get(summary.guid)
        assert (note.title, note.body, note.tags) == ("Lisbon", "Pack the bags.\n", ("travel",))
        assert snapshot.search.find("bags tag:travel")
        assert snapshot.history.versions(note.guid)[0].content.body == "Pack."
    library.close()


def test_there_is_a_stored_library_for_every_schema() -> None:
    stored = {path.stem.split("_")[0] for path in OLD.glob("*.db")}
    assert stored == migrate.known_revisions(migrations.FOLDER)


def _next_release(tmp_path: Path) -> Path:
    """Return migrations as a later release would ship them: one step more."""
    folder = tmp_path / "migrations"
    shutil.copytree(migrations.FOLDER, folder)
    (folder / "versions" / "0002_second.py").write_text(
        "from alembic import op\n"
        "import sqlalchemy as sa\n"
        "revision, down_revision = '0002', '0001'\n"
        "def upgrade():\n"
        "    op.add_column('note', sa.Column('colour', sa.Text()))\n"
        "    if op.get_bind().exec_driver_sql('SELECT count(*) FROM meta').scalar() > 90:\n"
        "        raise RuntimeError('half way')\n"
    )
    return folder


def test_an_upgrade_backs_the_library_up_first(profile: Path, tmp_path: Path) -> None:
    library = make_library(profile)
    path, folder = library_path(profile), _next_release(tmp_path)
    with library._exclusive() as connection:
        assert migrate.upgrade(
            connection, folder, path=path, head="0002", before_upgrade=library.back_up
        )
        assert not migrate.upgrade(connection, folder, path=path, head="0002")
    library.close()
    assert len([*backups_path(profile).iterdir()]) == 1
    with pytest.raises(LibraryTooNew):
        Library.open(profile)


def test_an_upgrade_that_fails_half_way_leaves_the_library_as_it_was(
    profile: Path, tmp_path: Path
) -> None:
    make_library(profile).close()
    path = library_path(profile)
    with sqlite3.connect(path) as raw:
        raw.executemany("INSERT INTO meta VALUES (?, '')", [(f"k{n}",) for n in range(100)])
    raw.close()
    engine = writer_engine(path)
    with pytest.raises(RuntimeError, match="half way"), engine.begin() as connection:
        migrate.upgrade(connection, _next_release(tmp_path), path=path, head="0002")
    with engine.begin() as connection:
        assert migrate.current_revision(connection) == "0001"
        columns = connection.exec_driver_sql("SELECT name FROM pragma_table_info('note')")
        assert "colour" not in columns.scalars().all()
    engine.dispose()
    Library.open(profile).close()
