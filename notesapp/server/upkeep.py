"""What a running server does now and then by itself, vault by vault: forget what may be forgotten."""

from __future__ import annotations

import asyncio
import logging
import random
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.exc import OperationalError
from starlette.concurrency import run_in_threadpool

from notesapp.core.errors import LibraryBusy
from notesapp.server.collecting import collect_deletions
from notesapp.server.database import Database
from notesapp.server.state import ServerState
from notesapp.server.sweeping import sweep_blobs
from notesapp.server.tables import VaultRow
from notesapp.server.thinning import thin_history

logger = logging.getLogger(__name__)

_FIRST_AFTER_S = 60.0
_EVERY_S = 6 * 3_600.0


@dataclass(frozen=True, slots=True)
class Tidied:
    """What one round of upkeep forgot."""

    deletions: int = 0
    revisions: int = 0
    blobs: int = 0

    def __add__(self, other: Tidied) -> Tidied:
        return Tidied(
            self.deletions + other.deletions,
            self.revisions + other.revisions,
            self.blobs + other.blobs,
        )


def tidy(database: Database, now: datetime) -> Tidied:
    """Go through all vaults, each in transactions of its own so that pushes get their turn.

    A vault that is busy is left for the next time.
    """
    with database.read() as session:
        vaults = session.scalars(select(VaultRow.id).order_by(VaultRow.id)).all()
    total = Tidied()
    for vault_id in vaults:
        try:
            total += _tidy_vault(database, vault_id, now)
        except (LibraryBusy, OperationalError) as error:
            logger.warning("vault %s is left for the next time: %s", vault_id, error)
    return total


def _tidy_vault(database: Database, vault_id: str, now: datetime) -> Tidied:
    deletions, found = 0, -1
    while found:
        with database.write() as session:
            found = collect_deletions(session, vault_id, now)
        deletions += found
    with database.write() as session:
        revisions = thin_history(session, vault_id, now)
    with database.write() as session:
        blobs = sweep_blobs(session, vault_id, now)
    return Tidied(deletions, revisions, blobs)


@asynccontextmanager
async def kept_tidy(state: ServerState) -> AsyncIterator[None]:
    """Tidy up now and then as long as the context lasts."""
    task = asyncio.create_task(_forever(state))
    try:
        yield
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)


async def _forever(state: ServerState) -> None:
    # Several processes behind one database shouldn't all begin at the same moment.
    await asyncio.sleep(_FIRST_AFTER_S * random.uniform(1, 2))
    while True:
        try:
            tidied = await run_in_threadpool(tidy, state.database, state.clock.now())
            logger.info("%s", tidied)
        except Exception:
            logger.exception("upkeep failed")
        await asyncio.sleep(_EVERY_S * random.uniform(1, 1.2))
