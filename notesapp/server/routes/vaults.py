"""Where a vault stands."""

from __future__ import annotations

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response

from notesapp.protocol.greetings import encode_vault
from notesapp.protocol.messages import VaultInfo
from notesapp.server.access import Claims, authenticate, open_vault, quota_of
from notesapp.server.answers import json_response
from notesapp.server.bodies import claims_of
from notesapp.server.routes.parameters import vault_of
from notesapp.server.silence import reminder_days
from notesapp.server.state import ServerState, state_of


async def info(request: Request) -> Response:
    """GET /api/v1/vaults/{vault}"""
    vault = await run_in_threadpool(_info, state_of(request), claims_of(request), vault_of(request))
    return json_response(encode_vault(vault))


def _info(state: ServerState, claims: Claims, vault_id: str) -> VaultInfo:
    with state.database.read() as session:
        caller = authenticate(session, claims)
        vault = open_vault(session, caller, vault_id)
        return VaultInfo(
            vault=vault.id,
            epoch=vault.epoch,
            head=vault.head,
            gc_floor=vault.gc_floor,
            note_count=vault.note_count,
            record_count=vault.record_count,
            used_bytes=vault.used_bytes,
            quota_bytes=quota_of(session, caller),
            server_time=state.clock.now(),
            remind_after_days=reminder_days(session),
        )
