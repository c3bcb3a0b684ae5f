"""Our server as a back-end: a super node that compares before it sets."""

from __future__ import annotations

import zlib
from collections.abc import Callable, Iterator, Sequence
from typing import TypeVar
from urllib.parse import quote, urlencode

from notesapp.core.errors import ServerTrouble
from notesapp.core.ids import NodeId
from notesapp.core.model import Node
from notesapp.protocol import headers as names
from notesapp.protocol.feed import FeedReader
from notesapp.protocol.greetings import decode_nodes, decode_signed_in, decode_vault, encode_card
from notesapp.protocol.messages import (
    FeedPage,
    NodeCard,
    OperationAnswer,
    PushStatus,
)
from notesapp.protocol.pushes import decode_answer
from notesapp.protocol.values import Malformed
from notesapp.sync.backends.base import (
    Capability,
    LastPush,
    Limits,
    NodeIdent,
    OpResult,
    OpStatus,
    Page,
    PushBatch,
    PushResult,
    RemoteInfo,
)
from notesapp.sync.http import HttpClient

_T = TypeVar("_T")

API = "/api/v1"

_WORTH_PACKING = 1024
_LOOPBACK = frozenset({"localhost", "127.0.0.1", "::1"})
_FASTEST, _GZIP = 1, 31

_STATUS = {status: OpStatus(status.value) for status in PushStatus}


class ServerBackend:
    """One account's vault on our server.

    Args:
        http: signed in; closed with this object.
        server_id: the server's id as remembered; any other server is refused.
        keep_token: told of the new token that comes with a new incarnation of the node.
    """

    capabilities = Capability.CAS | Capability.NODES
    limits = Limits()

    def __init__(
        self,
        http: HttpClient,
        *,
        node: NodeId,
        vault_id: str,
        server_id: str,
        keep_token: Callable[[str], None] | None = None,
    ) -> None:
        self._http = http
        self._keep_token = keep_token
        self._http.server_id = server_id
        self._node = node
        self._vault_id = vault_id
        self._server_id = server_id
        self._epoch = ""

    @property
    def request_count(self) -> int:
        """How many requests were made so far."""
        return self._http.request_count

    def open(self, ident: NodeIdent, last_push: LastPush, epoch: str | None) -> RemoteInfo:
        """Trust what is remembered, if it is: the next pull carries it all and would object."""
        self._http.resume()
        self._node = ident.node
        if epoch:
            self._epoch = epoch
            return RemoteInfo(self._server_id, self._vault_id, epoch, None, None)
        self._epoch = ""
        answer = self._http.request("GET", self._path(""), headers=self._headers(last_push))
        vault = _read(decode_vault, answer.body)
        self._epoch = vault.epoch
        return RemoteInfo(
            self._server_id, vault.vault, vault.epoch, vault.note_count, vault.server_time
        )

    def register(self, ident: NodeIdent) -> None:
        card = NodeCard(ident.node, ident.name, ident.platform, ident.app_version)
        # Without the header that names the node: the token is still that of the old one.
        answer = self._http.request("POST", f"{API}/nodes", body=encode_card(card))
        token = _read(decode_signed_in, answer.body).token
        if self._keep_token is not None:
            self._keep_token(token)
        self._http.use_token(token)
        self._node = ident.node

    def pull(self, since: str | None, last_push: LastPush) -> Iterator[Page]:
        is_complete = False
        while not is_complete:
            query = {"limit": str(self.limits.page_records)}
            if since is not None:
                query["since"] = since
            path = self._path(f"/changes?{urlencode(query)}")
            reader, before = FeedReader(), since
            with self._http.stream(path, headers=self._headers(last_push)) as pieces:
                for piece in pieces:
                    for page in reader.feed(piece):
                        since = page.cursor
                        yield _page(page)
                is_complete = reader.finish().is_up_to_date
            if not is_complete and since == before:
                raise ServerTrouble("the feed does not move on")  # or it is asked for ever

    def push(self, batch: PushBatch) -> PushResult:
        body, coding = self._packed(batch.body)
        headers = {
            **self._headers(LastPush()),
            **coding,
            names.CONTENT_DIGEST: names.content_digest_value(body),
        }
        answer = self._http.request("POST", self._path("/push"), headers=headers, body=body)
        pushed = _read(decode_answer, answer.body)
        return PushResult(
            tuple(_result(item) for item in pushed.answers), pushed.prev_cursor, pushed.cursor
        )

    def nodes(self) -> Sequence[Node]:
        answer = self._http.request("GET", f"{API}/nodes", headers=self._headers(LastPush()))
        return tuple(
            Node(
                node=node.node,
                name=node.name,
                platform=node.platform,
                last_sync_at=node.last_sync_at,
                is_this_device=node.node == self._node,
            )
            for node in _read(decode_nodes, answer.body)
            if not node.is_revoked
        )

    def sign_out(self) -> None:
        """End this device's token on the server."""
        self._http.resume()
        self._http.request("DELETE", f"{API}/auth/token", headers=self._headers(LastPush()))

    def interrupt(self) -> None:
        self._http.interrupt()

    def close(self) -> None:
        self._http.close()

    def _packed(self, body: bytes) -> tuple[bytes, dict[str, str]]:
        """Compress a body that has some way to go; to this very computer it's a waste."""
        if len(body) < _WORTH_PACKING or self._http.host in _LOOPBACK:
            return body, {}
        packer = zlib.compressobj(_FASTEST, zlib.DEFLATED, _GZIP)
        return packer.compress(body) + packer.flush(), {"Content-Encoding": "gzip"}

    def _path(self, rest: str) -> str:
        return f"{API}/vaults/{quote(self._vault_id, safe='')}{rest}"

    def _headers(self, last_push: LastPush) -> dict[str, str]:
        """Say with every request what this node remembers, so that the server can object."""
        found = {names.NODE: str(self._node)}
        if self._epoch:
            found[names.EPOCH] = self._epoch
        if last_push.digest:
            found[names.LAST_PUSH] = names.last_push_value(last_push.number, last_push.digest)
        return found


def _read(decode: Callable[[bytes], _T], body: bytes) -> _T:
    try:
        return decode(body)
    except Malformed as error:
        raise ServerTrouble(f"damaged answer: {error.reason}") from error


def _page(page: FeedPage) -> Page:
    return Page(page.revisions, page.cursor, page.is_last, len(page.unreadable))


def _result(answer: OperationAnswer) -> OpResult:
    return OpResult(answer.guid, answer.rev, _STATUS[answer.status], answer.current, answer.code)
