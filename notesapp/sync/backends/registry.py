"""Which back-end a library is connected to, made from what it remembers."""

from __future__ import annotations

from collections.abc import Callable

from notesapp.core.errors import NotConnected
from notesapp.core.ids import NodeId
from notesapp.store.sync_state import RemoteState
from notesapp.sync.backends.base import Backend
from notesapp.sync.backends.server import ServerBackend
from notesapp.sync.http import HttpClient

SERVER = "server"
"""The kind of our own server; so far the only one that a library can be connected to."""


def backend_for(
    remote: RemoteState, node: NodeId, token: str, keep_token: Callable[[str], None]
) -> Backend:
    """Return the back-end that `remote` describes; nothing is sent yet.

    Args:
        keep_token: told when the back-end gives this device another token.

    Raises:
        NotConnected: a newer program connected this library to a kind unknown here.
    """
    if remote.kind != SERVER:
        raise NotConnected(remote.kind)
    http = HttpClient(remote.url, remote.user, token=token)
    return ServerBackend(
        http,
        node=node,
        vault_id=remote.vault_id,
        server_id=remote.server_id,
        keep_token=keep_token,
    )
