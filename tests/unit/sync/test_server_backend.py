"""The back-end for our server, against one that breaks its word."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from notesapp.core.errors import ServerTrouble
from notesapp.core.ids import NodeId
from notesapp.protocol.feed import encode_end, encode_page
from notesapp.protocol.headers import SERVER
from notesapp.sync.backends.base import LastPush
from notesapp.sync.backends.server import ServerBackend
from notesapp.sync.http import HttpClient
from tests.support.odd_servers import answering, serving

SERVER_ID = "5" * 32


def test_a_feed_that_never_ends_and_never_moves_on_is_trouble() -> None:
    feed = encode_page([], "c1", is_last=True)
    feed += encode_end(is_up_to_date=False, server_time=datetime(2026, 5, 13, tzinfo=UTC))
    with serving(answering("200 OK", {SERVER: SERVER_ID}, feed)) as port:
        backend = ServerBackend(
            HttpClient(f"http://127.0.0.1:{port}", "ana"),
            node=NodeId("a" * 32),
            vault_id="v",
            server_id=SERVER_ID,
        )
        with pytest.raises(ServerTrouble, match="does not move on"):
            list(backend.pull(None, LastPush()))
        backend.close()
    assert backend.request_count == 2
