"""The engines: honest transactions, and errors that are ours."""

from __future__ import annotations

import sqlite3
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import Column, Engine, Integer, MetaData, Table, insert, select
from sqlalchemy.exc import IntegrityError, StatementError

from notesapp.core.errors import (
    DiskFull,
    LibraryBusy,
    LibraryDamaged,
    LibraryReadOnly,
    StoreError,
)
from notesapp.database.engine import reader_engine, writer_engine
from notesapp.database.errors import translated
from notesapp.database.types import JsonText, UtcDateTime

TABLE = Table(
    "thing",
    MetaData(),
    Column("id", Integer, primary_key=True),
    Column("at", UtcDateTime),
    Column("facts", JsonText),
)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "test.db"


@pytest.fixture
def writer(path: Path):  # type: ignore[no-untyped-def]
    engine = writer_engine(path, busy_timeout_ms=20)
    TABLE.metadata.create_all(engine)
    yield engine
    engine.dispose()


def test_times_come_back_in_utc_to_the_millisecond(writer: Engine) -> None:
    moment = datetime(2026, 5, 13, 12, 30, 15, 123000, tzinfo=UTC)
    with writer.begin() as connection:
        connection.execute(insert(TABLE).values(id=1, at=moment, facts={"ä": [1, None]}))
        row = connection.execute(select(TABLE)).one()
        assert (row.at, row.facts) == (moment, {"ä": [1, None]})
        raw = connection.exec_driver_sql("SELECT at, facts FROM thing").one()
        assert tuple(raw) == (1778675415123, '{"ä":[1,null]}')


def test_a_time_without_a_zone_is_refused(writer: Engine) -> None:
    naive = datetime(2026, 5, 13)  # noqa: DTZ001 - that is the point
    with writer.begin() as connection, pytest.raises(StatementError, match="time zone"):
        connection.execute(insert(TABLE).values(id=1, at=naive))


def test_a_second_writer_waits_its_turn_and_then_gives_up(writer: Engine, path: Path) -> None:
    other = writer_engine(path, busy_timeout_ms=20)
    with writer.begin(), pytest.raises(LibraryBusy), other.begin():
        pass
    with other.begin() as connection:
        connection.execute(insert(TABLE).values(id=1))
    other.dispose()


def test_a_reader_sees_one_state_and_cannot_write(writer: Engine, path: Path) -> None:
    reader = reader_engine(path)
    with reader.connect() as connection, connection.begin():
        assert connection.execute(select(TABLE)).all() == []
        with writer.begin() as writing:
            writing.execute(insert(TABLE).values(id=1))
        assert connection.execute(select(TABLE)).all() == []
        with pytest.raises(LibraryReadOnly):
            connection.execute(insert(TABLE).values(id=2))
    reader.dispose()


def test_a_file_that_is_no_database_is_damaged(path: Path) -> None:
    path.write_bytes(b"no database at all" * 100)
    engine = writer_engine(path)
    with pytest.raises(LibraryDamaged) as caught:
        engine.connect()
    assert caught.value.path == path
    assert caught.value.__cause__ is not None
    engine.dispose()


def test_a_file_that_cannot_be_opened_is_read_only(tmp_path: Path) -> None:
    engine = writer_engine(tmp_path)
    with pytest.raises(LibraryReadOnly):
        engine.connect()
    engine.dispose()


def test_a_full_disk_undoes_the_whole_transaction(writer: Engine, path: Path) -> None:
    with writer.connect() as connection:
        connection.exec_driver_sql("PRAGMA max_page_count = 4")
        connection.rollback()
        with pytest.raises(DiskFull), connection.begin():
            connection.execute(insert(TABLE).values(id=1))
            connection.execute(insert(TABLE).values(id=2, facts="x" * 100_000))
        assert connection.execute(select(TABLE)).all() == []


def test_a_bug_stays_a_bug(writer: Engine) -> None:
    with writer.begin() as connection:
        connection.execute(insert(TABLE).values(id=1))
        with pytest.raises(IntegrityError):
            connection.execute(insert(TABLE).values(id=1))


def test_a_schema_that_is_no_text_any_more_is_damage(writer: Engine, path: Path) -> None:
    with writer.begin() as connection:
        connection.execute(insert(TABLE).values(id=1))
    writer.dispose()
    whole = path.read_bytes()
    start = whole.index(b"CREATE TABLE thing")
    path.write_bytes(whole[:start] + b"CREATE \x93\xff\xfe" + whole[start + 10 :])
    for make in (reader_engine, writer_engine):
        broken = make(path)
        with pytest.raises(LibraryDamaged), broken.begin() as connection:
            connection.execute(select(TABLE)).all()
        broken.dispose()


def test_a_text_that_is_no_text_any_more_is_damage(writer: Engine) -> None:
    with writer.begin() as connection:
        connection.exec_driver_sql(
            "INSERT INTO thing (id, facts) VALUES (1, CAST(x'5bff' AS TEXT))"
        )
        with pytest.raises(LibraryDamaged):
            connection.execute(select(TABLE)).all()


@pytest.mark.parametrize(
    ("code", "kind"),
    [
        (sqlite3.SQLITE_IOERR_READ, LibraryDamaged),
        (sqlite3.SQLITE_IOERR_SHORT_READ, LibraryDamaged),
        (sqlite3.SQLITE_IOERR_WRITE, DiskFull),
        (sqlite3.SQLITE_READONLY_DBMOVED, LibraryReadOnly),
    ],
)
def test_what_a_failing_disk_does_has_a_name(path: Path, code: int, kind: type[StoreError]) -> None:
    error = sqlite3.OperationalError("disk I/O error")
    error.sqlite_errorcode = code
    assert isinstance(translated(error, path), kind)
