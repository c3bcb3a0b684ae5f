"""Sockets that can be told to stop while they wait.

The network library blocks for as long as its timeouts allow, also while a name is looked up.
A person who presses Stop should not wait for that, so every wait here is cut into slices of a
tenth of a second, between which a flag is looked at.
"""

from __future__ import annotations

import os
import select
import socket
import ssl
import threading
import time
from collections.abc import Callable, Iterable
from functools import partial
from typing import Any, TypeVar

import httpcore

from notesapp.core.errors import Cancelled

_SLICE_S = 0.1

_T = TypeVar("_T")


class StoppableSockets(httpcore.NetworkBackend):
    """Opens connections whose waiting `stop` ends, from any thread."""

    def __init__(self) -> None:
        self._stopped = threading.Event()

    def stop(self) -> None:
        """Make whatever waits now, and whatever waits later, raise `Cancelled`."""
        self._stopped.set()

    def resume(self) -> None:
        """Allow waiting again."""
        self._stopped.clear()

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore.NetworkStream:
        deadline = _deadline(timeout)
        failure: OSError = OSError("no address")
        for family, kind, protocol, _, address in self._look_up(host, port, deadline):
            try:
                sock = self._connect(family, kind, protocol, address, deadline)
            except OSError as error:
                failure = error
                continue
            sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            return _Stream(sock, self._stopped)
        if isinstance(failure, TimeoutError):
            raise httpcore.ConnectTimeout(str(failure)) from failure
        raise httpcore.ConnectError(str(failure)) from failure

    def sleep(self, seconds: float) -> None:
        if self._stopped.wait(seconds):
            raise Cancelled

    def _look_up(self, host: str, port: int, deadline: float) -> list[Any]:
        """Resolve on a thread of its own, because a resolver without network can't be stopped."""
        answers: list[Any] = []
        failures: list[Exception] = []

        def resolve() -> None:
            try:
                answers.extend(socket.getaddrinfo(host, port, type=socket.SOCK_STREAM))
            except (OSError, UnicodeError) as error:
                failures.append(error)

        thread = threading.Thread(target=resolve, name="look-up", daemon=True)
        thread.start()
        while thread.is_alive():
            thread.join(_SLICE_S)
            _check(self._stopped)
            if time.monotonic() > deadline:
                raise httpcore.ConnectTimeout("name look-up timed out")
        if failures:
            raise httpcore.ConnectError(str(failures[0])) from failures[0]
        return answers

    def _connect(
        self, family: int, kind: int, protocol: int, address: Any, deadline: float
    ) -> socket.socket:
        sock = socket.socket(family, kind, protocol)
        try:
            sock.setblocking(False)
            sock.connect_ex(address)
            while not select.select([], [sock], [], _SLICE_S)[1]:
                _check(self._stopped)
                if time.monotonic() > deadline:
                    raise TimeoutError("connect timed out")
            problem = sock.getsockopt(socket.SOL_SOCKET, socket.SO_ERROR)
            if problem:
                raise OSError(problem, os.strerror(problem))
        except BaseException:
            sock.close()
            raise
        return sock


class _Stream(httpcore.NetworkStream):
    def __init__(self, sock: socket.socket, stopped: threading.Event) -> None:
        self._sock = sock
        self._stopped = stopped

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        try:
            return self._wait(lambda: self._sock.recv(max_bytes), timeout)
        except TimeoutError as error:
            raise httpcore.ReadTimeout(str(error)) from error
        except OSError as error:
            raise httpcore.ReadError(str(error)) from error

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        try:
            rest = memoryview(buffer)
            while rest:
                sent = self._wait(partial(self._sock.send, rest), timeout)
                rest = rest[sent:]
        except TimeoutError as error:
            raise httpcore.WriteTimeout(str(error)) from error
        except OSError as error:
            raise httpcore.WriteError(str(error)) from error

    def close(self) -> None:
        self._sock.close()

    def start_tls(
        self,
        ssl_context: ssl.SSLContext,
        server_hostname: str | None = None,
        timeout: float | None = None,
    ) -> httpcore.NetworkStream:
        try:
            secure = ssl_context.wrap_socket(
                self._sock, server_hostname=server_hostname, do_handshake_on_connect=False
            )
        except OSError as error:
            self.close()
            raise httpcore.ConnectError(str(error)) from error
        stream = _Stream(secure, self._stopped)
        try:
            stream._wait(secure.do_handshake, timeout)
        except TimeoutError as error:
            stream.close()
            raise httpcore.ConnectTimeout(str(error)) from error
        except OSError as error:
            stream.close()
            raise httpcore.ConnectError(str(error)) from error
        except Cancelled:
            stream.close()
            raise
        return stream

    def get_extra_info(self, info: str) -> Any:
        match info:
            case "socket":
                return self._sock
            case "ssl_object" if isinstance(self._sock, ssl.SSLSocket):
                return self._sock
            case "is_readable":
                return bool(select.select([self._sock], [], [], 0)[0])
        return None

    def _wait(self, attempt: Callable[[], _T], timeout: float | None) -> _T:
        """Repeat `attempt` until it gets through, time is up or somebody said stop."""
        deadline = _deadline(timeout)
        self._sock.settimeout(_SLICE_S)
        while True:
            _check(self._stopped)
            try:
                return attempt()
            except (TimeoutError, ssl.SSLWantReadError, ssl.SSLWantWriteError):
                if time.monotonic() > deadline:
                    raise TimeoutError("timed out") from None


def _deadline(timeout: float | None) -> float:
    return time.monotonic() + (3600.0 if timeout is None else timeout)


def _check(stopped: threading.Event) -> None:
    if stopped.is_set():
        raise Cancelled
