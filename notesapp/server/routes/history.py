"""What a record was before."""

from __future__ import annotations

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response

from notesapp.protocol.messages import ProblemCode
from notesapp.protocol.values import read_guid
from notesapp.server.access import Claims, authenticate, open_vault
from notesapp.server.answers import json_response
from notesapp.server.bodies import claims_of
from notesapp.server.records import Records
from notesapp.server.refusals import Refused
from notesapp.server.routes.parameters import number, vault_of
from notesapp.server.state import ServerState, state_of

_MOST_HISTORY = 100


async def revisions(request: Request) -> Response:
    """GET /api/v1/vaults/{vault}/records/{guid}/revisions?limit="""
    limit = number(request, "limit", _MOST_HISTORY, _MOST_HISTORY, least=1)
    lines = await run_in_threadpool(
        _history,
        state_of(request),
        claims_of(request),
        vault_of(request),
        request.path_params["guid"],
        limit,
    )
    return json_response(b'{"revisions":[%b]}' % b",".join(lines))


def _history(
    state: ServerState, claims: Claims, vault_id: str, guid: str, limit: int
) -> list[bytes]:
    with state.database.read() as session:
        vault = open_vault(session, authenticate(session, claims), vault_id)
        found = Records(session, vault.id).history(read_guid(guid, "guid"), limit=limit)
    if not found:
        raise Refused(ProblemCode.NOT_FOUND)
    return found
