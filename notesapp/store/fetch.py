"""Reads one plain column of very many rows."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import Connection, Executable


def column(
    connection: Connection, statement: Executable, parameters: Mapping[str, Any] | None = None
) -> list[Any]:
    """Return the first column of all rows, as the driver has it (text and numbers only).

    SQLAlchemy's rows cost as much as SQLite itself; among 100,000 ids that is 60 ms.
    """
    result = connection.execute(statement, parameters)
    assert result.cursor is not None
    values = [row[0] for row in result.cursor.fetchall()]
    result.close()
    return values
