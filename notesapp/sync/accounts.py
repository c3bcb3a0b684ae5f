"""Connecting a library to a server, and letting go of it; notes stay where they are."""

from __future__ import annotations

import secrets
from contextlib import suppress
from dataclasses import replace
from functools import partial
from urllib.parse import urlsplit

from notesapp.config.credentials import Credentials
from notesapp.core.changes import Origin
from notesapp.core.errors import NotConnected, NotOurServer, ServerTrouble, SignInAgain, SyncError
from notesapp.protocol.greetings import decode_signed_in, encode_sign_in
from notesapp.protocol.messages import NodeCard, SignedIn, SignIn
from notesapp.protocol.values import Malformed
from notesapp.store.library import Library
from notesapp.store.sync_state import RemoteState
from notesapp.sync.backends.base import Backend, NodeIdent
from notesapp.sync.backends.registry import SERVER, backend_for
from notesapp.sync.backends.server import API, ServerBackend
from notesapp.sync.engine import node_ident
from notesapp.sync.http import HttpClient
from notesapp.sync.preview import Preview, count_preview

TOKEN = "server-token"
"""The name under which this device's token is kept; the password never is."""


def preview(library: Library, url: str, user: str, password: str, device_name: str) -> Preview:
    """Test the connection and say in numbers what a first sync would do; changes nothing here.

    Raises:
        SyncError: no connection; `SignInAgain.wrong_password` if that is why.
    """
    ident = replace(node_ident(library), name=device_name)
    if is_connected(library):
        # Signing in as this node would end the token in use.
        ident = replace(ident, node=library.ids.node())
    signed_in = _sign_in(url, user, password, ident)
    backend = _backend(normalized_url(url), user, signed_in)
    try:
        return count_preview(library, backend, signed_in.note_count)
    finally:
        _sign_out(backend)
        backend.close()


def connect(
    library: Library,
    credentials: Credentials,
    url: str,
    user: str,
    password: str,
    device_name: str | None = None,
) -> None:
    """Sign in and remember the server; the next run is the first sync.

    Connecting to the server it is connected to already only signs in anew.

    Raises:
        SyncError: no connection; nothing was changed.
    """
    ident = node_ident(library)
    if device_name:
        ident = replace(ident, name=device_name)
    signed_in = _sign_in(url, user, password, ident)
    credentials.set(TOKEN, signed_in.token)
    if device_name:
        library.set_device_name(device_name)
    with library.write(Origin.USER) as tx:
        known = tx.sync.remote()
        if known is not None and known.vault_id == signed_in.vault:
            tx.sync.set_remote(replace(known, url=normalized_url(url), user=user))
            return
        if known is not None:
            tx.sync.clear_remote()
        tx.sync.set_remote(
            RemoteState(
                backend_id=secrets.token_hex(8),
                kind=SERVER,
                url=normalized_url(url),
                user=user,
                vault_id=signed_in.vault,
                server_id=signed_in.server_id,
                epoch=signed_in.epoch,
                node_registered=True,
            )
        )


def sign_in_again(library: Library, credentials: Credentials, password: str) -> None:
    """Get a new token for the account in use.

    A server that was set up anew in the meantime is met by the next run, which asks before it
    sends everything again.

    Raises:
        NotConnected: there is no account.
        SyncError: it didn't work; nothing was changed.
    """
    move_server(library, credentials, remote_of(library).url, password)


def move_server(library: Library, credentials: Credentials, url: str, password: str) -> None:
    """Sign in to the account in use at another address, because the server moved there.

    Raises:
        NotConnected: there is no account.
        SyncError: it didn't work; nothing was changed.
    """
    remote = remote_of(library)
    signed_in = _sign_in(url, remote.user, password, node_ident(library))
    credentials.set(TOKEN, signed_in.token)
    with library.write(Origin.USER) as tx:
        # The remembered epoch stays: the next run must notice if the history is another.
        tx.sync.set_remote(
            replace(
                remote,
                url=normalized_url(url),
                vault_id=signed_in.vault,
                server_id=signed_in.server_id,
            )
        )


def disconnect(library: Library, credentials: Credentials) -> None:
    """Forget the account; all notes stay here, and the server keeps its own.

    The device's token is ended on the server if it can be reached.
    """
    with suppress(NotConnected, SyncError):
        backend = open_backend(library, credentials)
        try:
            _sign_out(backend)
        finally:
            backend.close()
    credentials.delete(TOKEN)
    with library.write(Origin.USER) as tx:
        if tx.sync.remote() is not None:
            tx.sync.clear_remote()


def rename_device(library: Library, name: str) -> None:
    """Call this computer something else; the next run tells the server."""
    library.set_device_name(name)
    with library.write(Origin.USER) as tx:
        remote = tx.sync.remote()
        if remote is not None:
            tx.sync.set_remote(replace(remote, node_registered=False))


def open_backend(library: Library, credentials: Credentials) -> Backend:
    """Return the back-end of the account in use; nothing is sent yet.

    Raises:
        NotConnected: there is no account.
        SignInAgain: the token is gone from where secrets are kept.
    """
    remote = remote_of(library)
    token = credentials.get(TOKEN)
    if token is None:
        raise SignInAgain(remote.user)
    return backend_for(remote, library.node, token, partial(credentials.set, TOKEN))


def is_connected(library: Library) -> bool:
    """Say whether the library has a server."""
    with library.read() as view:
        return view.sync.remote() is not None


def remote_of(library: Library) -> RemoteState:
    """Return what the library remembers of its server.

    Raises:
        NotConnected: it has none.
    """
    with library.read() as view:
        remote = view.sync.remote()
    if remote is None:
        raise NotConnected
    return remote


def normalized_url(text: str) -> str:
    """Return what a person typed as a server's address in full.

    Without a scheme it is https, but for this very computer.

    Raises:
        NotOurServer: it can't be an address.
    """
    text = text.strip().rstrip("/")
    try:
        if "://" not in text:
            host = urlsplit(f"//{text}").hostname or ""
            scheme = "http" if host in ("localhost", "127.0.0.1", "::1") else "https"
            text = f"{scheme}://{text}"
        parts = urlsplit(text)
        is_address = parts.scheme in ("http", "https") and bool(parts.hostname)
        _ = parts.port
    except ValueError as error:
        raise NotOurServer(text, "not an address") from error
    if not is_address:
        raise NotOurServer(text, "not an address")
    return text


def _sign_in(url: str, user: str, password: str, ident: NodeIdent) -> SignedIn:
    http = HttpClient(normalized_url(url), user)
    card = NodeCard(ident.node, ident.name, ident.platform, ident.app_version)
    try:
        answer = http.request(
            "POST", f"{API}/auth/token", body=encode_sign_in(SignIn(user, password, card))
        )
        return decode_signed_in(answer.body)
    except Malformed as error:
        raise ServerTrouble(f"damaged answer: {error.reason}") from error
    finally:
        http.close()


def _backend(url: str, user: str, signed_in: SignedIn) -> ServerBackend:
    return ServerBackend(
        HttpClient(url, user, token=signed_in.token),
        node=signed_in.node,
        vault_id=signed_in.vault,
        server_id=signed_in.server_id,
    )


def _sign_out(backend: Backend) -> None:
    if isinstance(backend, ServerBackend):
        with suppress(SyncError):
            backend.sign_out()
