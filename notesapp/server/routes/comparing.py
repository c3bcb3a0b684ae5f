"""Manifest, digest and single records, for a device that compares all it has."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response

from notesapp.core.ids import Guid
from notesapp.protocol.feed import encode_end, encode_page
from notesapp.protocol.values import Fields, from_json, read_guid, to_json
from notesapp.server.access import Claims, enter
from notesapp.server.answers import feed_response, json_response
from notesapp.server.bodies import claims_of, read_json_body
from notesapp.server.comparing import digest, manifest
from notesapp.server.records import Records
from notesapp.server.routes.parameters import number, vault_of
from notesapp.server.state import ServerState, state_of

MOST_FETCHED = 500
_MOST_HEADS = 10_000
_MOST_BYTES = 64 * 1024
_READ_AT_ONCE = 50


async def get_manifest(request: Request) -> Response:
    """GET /api/v1/vaults/{vault}/manifest?from_guid=&limit="""
    state, claims = state_of(request), claims_of(request)
    most = number(request, "limit", _MOST_HEADS, _MOST_HEADS, least=1)
    after = request.query_params.get("from_guid")
    if after is not None:
        after = read_guid(after, "from_guid")
    page = await run_in_threadpool(_manifest, state, claims, vault_of(request), after, most)
    return feed_response(request, iter([page]))


async def get_digest(request: Request) -> Response:
    """GET /api/v1/vaults/{vault}/digest"""
    body = await run_in_threadpool(
        _digest, state_of(request), claims_of(request), vault_of(request)
    )
    return json_response(body)


async def fetch(request: Request) -> Response:
    """POST /api/v1/vaults/{vault}/fetch"""
    state, claims, vault_id = state_of(request), claims_of(request), vault_of(request)
    fields = Fields(from_json(await read_json_body(request, _MOST_BYTES)), "fetch")
    wanted = fields.list("guids", longest=MOST_FETCHED)
    guids = list(dict.fromkeys(read_guid(guid, "guids") for guid in wanted))
    await run_in_threadpool(_let_in, state, claims, vault_id)
    return feed_response(request, _fetched(state, vault_id, guids))


def _manifest(
    state: ServerState, claims: Claims, vault_id: str, after: str | None, most: int
) -> bytes:
    with state.database.read() as session:
        return manifest(session, enter(session, claims, vault_id).vault, after, most).encode()


def _digest(state: ServerState, claims: Claims, vault_id: str) -> bytes:
    with state.database.read() as session:
        vault = enter(session, claims, vault_id).vault
        return to_json({"head": vault.head, "buckets": digest(session, vault)})


def _let_in(state: ServerState, claims: Claims, vault_id: str) -> None:
    with state.database.read() as session:
        enter(session, claims, vault_id)


def _fetched(state: ServerState, vault_id: str, guids: Sequence[Guid]) -> Iterator[bytes]:
    """Yield pages as a feed's, but without a cursor: they aren't a place in the feed."""
    for start in range(0, len(guids), _READ_AT_ONCE):
        some = guids[start : start + _READ_AT_ONCE]
        with state.database.read() as session:
            lines = Records(session, vault_id).lines(some)
        is_last = start + len(some) == len(guids)
        yield encode_page(lines.values(), "", is_last=is_last)
    yield encode_end(is_up_to_date=True, server_time=state.clock.now())
