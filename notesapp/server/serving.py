"""Runs the application on a socket until a signal, and stops without cutting anybody off."""

from __future__ import annotations

import signal
import socket
from collections.abc import Callable
from types import FrameType

import uvicorn

from notesapp.server.app import create_app
from notesapp.server.connections import PatientConnection
from notesapp.server.state import ServerState

_LAST_ANSWERS_S = 10
"""How long a stop waits for answers under way; a push is done in a fraction of it."""


def open_socket(host: str, port: int) -> socket.socket:
    """Return a listening socket, so that a taken port is known before anything is opened.

    Raises:
        OSError: the address can't be had.
    """
    infos = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE)
    family, kind, proto, _, address = infos[0]
    listener = socket.socket(family, kind, proto)
    try:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind(address)
        listener.listen(256)
    except OSError:
        listener.close()
        raise
    return listener


def address_of(listener: socket.socket) -> str:
    """Return the URL that a client on this machine types."""
    host, port = listener.getsockname()[:2]
    return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"


def serve(state: ServerState, listener: socket.socket, on_ready: Callable[[], None]) -> None:
    """Answer requests until SIGINT or SIGTERM; `on_ready` is called when the first would be."""
    config = uvicorn.Config(
        create_app(state),
        lifespan="on",
        http=PatientConnection,
        ws="none",
        access_log=False,
        log_config=None,
        server_header=False,
        timeout_keep_alive=75,
        timeout_graceful_shutdown=_LAST_ANSWERS_S,
    )
    _Server(config, state, on_ready).run(sockets=[listener])


class _Server(uvicorn.Server):
    """uvicorn, saying when it is ready and ending endless answers when it should stop."""

    def __init__(
        self, config: uvicorn.Config, state: ServerState, on_ready: Callable[[], None]
    ) -> None:
        super().__init__(config)
        self._state = state
        self._on_ready = on_ready

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        if self.started:
            self._on_ready()

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        # Event streams and waiting polls never end by themselves.
        self._state.hub.stop()
        await super().shutdown(sockets)

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        # uvicorn's own would raise the signal again at the end, and the database would not
        # be closed. A second Ctrl+C still ends answers under way.
        self.force_exit = self.should_exit and sig == signal.SIGINT
        self.should_exit = True
