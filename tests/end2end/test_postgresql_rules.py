"""The rules of the server once more, word for word, on PostgreSQL."""

from __future__ import annotations

from collections.abc import Iterator
from types import ModuleType

import pytest

from notesapp.protocol.messages import ServerLimits
from notesapp.server.database import Database
from tests.support.server_postgres import NoPostgres, Postgres, running_postgres
from tests.unit.server import (
    test_accounts,
    test_blobs,
    test_comparing,
    test_pulling,
    test_pushing,
    test_upkeep,
)
from tests.unit.server.conftest import LIMITS, desktop, http, laptop, server, sign_in

__all__ = ["desktop", "http", "laptop", "server", "sign_in"]

OF_SQLITE = {
    "test_a_restored_server_is_found_out_also_when_it_grew_past_the_cursor",
    "test_a_database_of_the_first_version_gets_dates_for_its_history",
}
"""They handle its files."""


@pytest.fixture(scope="module")
def postgres() -> Iterator[Postgres]:
    try:
        with running_postgres("fsync=off") as running:
            yield running
    except NoPostgres as reason:
        pytest.skip(f"no PostgreSQL here that runs: {reason}")


@pytest.fixture(scope="module")
def prepared(postgres: Postgres, tmp_path_factory: pytest.TempPathFactory) -> str:
    """A database with all tables, to be copied: that is quicker than making them."""
    url = postgres.new_database()
    Database.open(tmp_path_factory.mktemp("prepared"), url).close()
    return url


@pytest.fixture
def database_url(postgres: Postgres, prepared: str) -> str:
    return postgres.new_database(like=prepared)


@pytest.fixture
def limits() -> ServerLimits:
    return LIMITS


def once_more(module: ModuleType) -> type:
    """Return the tests of a module as a class."""
    members = {
        name: staticmethod(thing)
        for name, thing in vars(module).items()
        if name.startswith("test_") and name not in OF_SQLITE
    }
    return type(f"Test_{module.__name__.rpartition('.')[2]}", (), members)


TestAccounts = once_more(test_accounts)


class TestBlobs(once_more(test_blobs)):  # type: ignore[misc]
    @pytest.fixture
    def limits(self) -> ServerLimits:
        return test_blobs.LIMITS


TestComparing = once_more(test_comparing)
TestPulling = once_more(test_pulling)
TestPushing = once_more(test_pushing)
TestUpkeep = once_more(test_upkeep)
