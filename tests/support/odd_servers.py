"""Small servers that misbehave in one way each, on real sockets."""

from __future__ import annotations

import contextlib
import socket
import ssl
import threading
from collections.abc import Callable, Iterator

Handler = Callable[[socket.socket], None]


@contextlib.contextmanager
def serving(
    handle: Handler, context: ssl.SSLContext | None = None, *, port: int = 0
) -> Iterator[int]:
    """Accept connections on loopback and give each to `handle`; yields the port.

    Args:
        port: 0 takes any that is free.
    """
    listener = socket.create_server(("127.0.0.1", port))
    done = threading.Event()
    open_sockets: list[socket.socket] = []

    def accept() -> None:
        while not done.is_set():
            try:
                connection, _ = listener.accept()
            except OSError:
                return
            open_sockets.append(connection)
            with contextlib.suppress(OSError):
                if context is not None:
                    connection = _secured(context, connection)
                    open_sockets.append(connection)
                handle(connection)

    thread = threading.Thread(target=accept)
    thread.start()
    try:
        yield listener.getsockname()[1]
    finally:
        done.set()
        with contextlib.suppress(OSError):
            listener.shutdown(socket.SHUT_RDWR)
        listener.close()
        for connection in open_sockets:
            with contextlib.suppress(OSError):
                connection.shutdown(socket.SHUT_RDWR)
            connection.close()
        thread.join()


def _secured(context: ssl.SSLContext, connection: socket.socket) -> socket.socket:
    secured = context.wrap_socket(connection, server_side=True, do_handshake_on_connect=False)
    try:
        secured.do_handshake()
    except OSError:
        secured.close()
        raise
    return secured


def answering(status: str, headers: dict[str, str], body: bytes = b"") -> Handler:
    """Answer every request the same way and close."""
    lines = [f"HTTP/1.1 {status}", *(f"{name}: {value}" for name, value in headers.items())]
    if "Content-Length" not in headers:
        lines.append(f"Content-Length: {len(body)}")
    data = "\r\n".join([*lines, "Connection: close", "", ""]).encode() + body

    def handle(connection: socket.socket) -> None:
        _read_request(connection)
        connection.sendall(data)
        with contextlib.suppress(OSError):
            connection.shutdown(socket.SHUT_RDWR)
        connection.close()

    return handle


def silent(_connection: socket.socket) -> None:
    """Take the connection and never say a word."""


def _read_request(connection: socket.socket) -> None:
    data = b""
    while b"\r\n\r\n" not in data:
        piece = connection.recv(65536)
        if not piece:
            return
        data += piece
