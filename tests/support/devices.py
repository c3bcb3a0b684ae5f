"""Devices for tests of sync: a real library, the real engine, and a server within reach."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx

from notesapp.core.changes import Origin
from notesapp.core.conflict import Conflict, ConflictPolicy, Keep, Resolution
from notesapp.core.errors import NotFound
from notesapp.core.ids import Guid, IdSource
from notesapp.core.model import Note
from notesapp.protocol.greetings import decode_signed_in, encode_sign_in
from notesapp.protocol.headers import PROTOCOL
from notesapp.protocol.messages import NodeCard, SignIn
from notesapp.store.library import Library
from notesapp.store.places import ALL_NOTES, TRASH, NoteSort, Place
from notesapp.store.sync_state import RemoteState
from notesapp.sync.backends.base import Backend
from notesapp.sync.backends.memory import MemoryBackend, MemoryVault
from notesapp.sync.backends.server import API, ServerBackend
from notesapp.sync.engine import SyncEngine
from notesapp.sync.guard import Permission
from notesapp.sync.http import HttpClient
from notesapp.sync.report import SyncReport
from tests.support.server_app import HandClock

USER, PASSWORD = "ana", "correct horse"


class Device:
    """A computer with its own library; knows how to write, sync and be asked."""

    def __init__(self, library: Library, backend: Backend) -> None:
        self.library = library
        self.backend = backend
        self.policy = ConflictPolicy.ASK

    def close(self) -> None:
        self.backend.close()
        self.library.close()

    def write(self, body: str, *, title: str = "Note", guid: Guid | None = None) -> Guid:
        with self.library.write(Origin.USER) as tx:
            return tx.notes.create(title=title, body=body, guid=guid).guid

    def write_many(self, count: int) -> list[Guid]:
        with self.library.write(Origin.IMPORT) as tx:
            return [
                tx.notes.create(title="Note", body=f"note {number}").guid for number in range(count)
            ]

    def edit(self, guid: Guid, body: str) -> None:
        with self.library.write(Origin.USER) as tx:
            tx.notes.edit(guid, body=body)

    def delete(self, guid: Guid) -> None:
        with self.library.write(Origin.USER) as tx:
            tx.notes.delete(guid)

    def restore(self, guid: Guid) -> None:
        with self.library.write(Origin.USER) as tx:
            tx.notes.restore(guid)

    def resolve(self, guid: Guid, keep: Keep) -> None:
        with self.library.write(Origin.USER) as tx:
            tx.conflicts.resolve(guid, Resolution(keep))

    def sync(self, permission: Permission = Permission.NONE) -> SyncReport:
        engine = SyncEngine(self.library, self.backend, self.policy, permission=permission)
        return engine.run()

    def note(self, guid: Guid) -> Note:
        with self.library.read() as view:
            return view.notes.get(guid)

    def body(self, guid: Guid) -> str:
        return self.note(guid).body

    def has(self, guid: Guid) -> bool:
        try:
            return not self.note(guid).is_deleted
        except NotFound:
            return False

    def bodies(self, place: Place = ALL_NOTES) -> dict[Guid, str]:
        with self.library.read() as view:
            guids = view.notes.ids(place, NoteSort.UPDATED)
            return {guid: view.notes.get(guid).body for guid in guids}

    def trash(self) -> dict[Guid, str]:
        return self.bodies(TRASH)

    def conflicts(self) -> dict[Guid, Conflict]:
        with self.library.read() as view:
            return {conflict.guid: conflict for conflict in view.conflicts.all()}

    def history(self, guid: Guid) -> list[str]:
        with self.library.read() as view:
            return [version.content.body for version in view.history.versions(guid)]

    def unsent(self) -> int:
        with self.library.read() as view:
            return view.sync.unsynchronized_count()

    def remote(self) -> RemoteState:
        with self.library.read() as view:
            remote = view.sync.remote()
        assert remote is not None
        return remote

    def live_revisions(self) -> dict[Guid, tuple[str, bool]]:
        """Return revision and deletion of everything that isn't purged, for comparing devices."""
        with self.library.read() as view:
            guids = [*view.notes.ids(ALL_NOTES, NoteSort.UPDATED)]
            guids += view.notes.ids(TRASH, NoteSort.UPDATED)
            guids += [book.guid for book in view.notebooks.all()]
            records = view.sync.records(guids)
        return {g: (r.revision.rev, r.revision.is_deleted) for g, r in records.items()}


def memory_device(
    profile: Path, vault: MemoryVault, name: str, clock: HandClock | None = None
) -> Device:
    """Return a device that is connected to a vault in memory."""
    library = Library.open(profile, clock=clock)
    library.set_device_name(name)
    remember(library, RemoteState("memory", "memory", "", USER))
    return Device(library, MemoryBackend(vault))


def server_device(
    profile: Path,
    transport: httpx.BaseTransport,
    name: str,
    *,
    clock: HandClock | None = None,
    ids: IdSource | None = None,
    url: str = "http://server",
) -> Device:
    """Return a device that is signed in to a server behind `transport`."""
    library = Library.open(profile, clock=clock, ids=ids)
    library.set_device_name(name)
    card = NodeCard(library.node, name, "test", "1")
    with httpx.Client(transport=SharedTransport(transport), base_url=url) as client:
        answer = client.post(
            f"{API}/auth/token",
            content=encode_sign_in(SignIn(USER, PASSWORD, card)),
            headers={PROTOCOL: "1.0", "Content-Type": "application/json"},
        )
    signed_in = decode_signed_in(answer.content)
    remember(
        library,
        RemoteState(
            "test",
            "server",
            url,
            USER,
            vault_id=signed_in.vault,
            server_id=signed_in.server_id,
            epoch=signed_in.epoch,
            node_registered=True,
        ),
    )
    http = HttpClient(url, USER, token=signed_in.token, transport=SharedTransport(transport))
    backend = ServerBackend(
        http, node=library.node, vault_id=signed_in.vault, server_id=signed_in.server_id
    )
    return Device(library, backend)


def remember(library: Library, remote: RemoteState) -> None:
    """Connect a library without asking anybody."""
    with library.write(Origin.USER) as tx:
        tx.sync.set_remote(remote)


@contextmanager
def closing(*devices: Device) -> Iterator[None]:
    """Close the devices at the end."""
    try:
        yield
    finally:
        for device in devices:
            device.close()


class SharedTransport(httpx.BaseTransport):
    """Shares a transport between clients: closing one must not end the others."""

    def __init__(self, inner: httpx.BaseTransport) -> None:
        self._inner = inner

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        return self._inner.handle_request(request)
