"""Runs that meet a full, restored, forgetful or narrow server, or a copied profile."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import delete, select

from notesapp.core.changes import Origin
from notesapp.core.conflict import Keep
from notesapp.core.errors import AlreadySyncing, Cancelled, MassDeletion, NotConnected
from notesapp.core.ids import Guid
from notesapp.protocol.messages import ServerLimits
from notesapp.server.tables import RecordRow, VaultRow
from notesapp.store.library import Library
from notesapp.sync.backends.base import Limits
from notesapp.sync.backends.memory import MemoryBackend, MemoryVault
from notesapp.sync.cancel import CancelToken
from notesapp.sync.engine import SyncEngine
from notesapp.sync.guard import Permission
from notesapp.sync.locks import sync_lock
from notesapp.sync.report import Progress
from tests.support.devices import (
    PASSWORD,
    USER,
    Device,
    closing,
    memory_device,
    server_device,
)
from tests.support.flaky import Fault, FlakyBackend
from tests.support.server_app import ServerApp, server_app


@pytest.fixture
def vault() -> MemoryVault:
    return MemoryVault()


@pytest.fixture
def pair(tmp_path: Path, vault: MemoryVault) -> Iterator[tuple[Device, Device]]:
    laptop = memory_device(tmp_path / "laptop", vault, "Laptop")
    desktop = memory_device(tmp_path / "desktop", vault, "Desktop")
    with closing(laptop, desktop):
        yield laptop, desktop


def share(pair: tuple[Device, Device], count: int) -> list[Guid]:
    laptop, desktop = pair
    guids = laptop.write_many(count)
    laptop.sync()
    desktop.sync()
    return guids


def delete_all(device: Device, guids: list[Guid]) -> None:
    with device.library.write(Origin.USER) as tx:
        for guid in guids:
            tx.notes.delete(guid)


def test_many_deletions_stop_the_run_before_the_first_and_ask_again_every_time(
    pair: tuple[Device, Device],
) -> None:
    laptop, desktop = pair
    desktop.backend = MemoryBackend(desktop.backend._vault, Limits(page_records=7))  # type: ignore[attr-defined]
    guids = share(pair, 60)
    delete_all(laptop, guids[:40])
    kept = laptop.write("written afterwards")
    laptop.sync()
    for _ in range(3):
        with pytest.raises(MassDeletion) as caught:
            desktop.sync()
        assert not caught.value.server_is_empty
        assert caught.value.titles
        assert set(guids) <= set(desktop.bodies())
    report = desktop.sync(Permission.DELETE_HERE)
    assert report.deleted == 40
    assert len(desktop.trash()) == 40
    assert desktop.has(kept)
    assert laptop.live_revisions() == desktop.live_revisions()


def test_a_few_deletions_over_several_pages_arrive_with_the_last(
    pair: tuple[Device, Device],
) -> None:
    laptop, desktop = pair
    desktop.backend = MemoryBackend(desktop.backend._vault, Limits(page_records=2))  # type: ignore[attr-defined]
    guids = share(pair, 30)
    delete_all(laptop, guids[:10])
    laptop.sync()
    assert desktop.sync().deleted == 10
    assert laptop.live_revisions() == desktop.live_revisions()


def test_a_held_deletion_that_was_taken_back_meanwhile_does_not_happen(
    pair: tuple[Device, Device],
) -> None:
    laptop, desktop = pair
    desktop.backend = MemoryBackend(desktop.backend._vault, Limits(page_records=1))  # type: ignore[attr-defined]
    guids = share(pair, 5)
    delete_all(laptop, guids[:2])
    laptop.sync()

    def edit_now(progress: Progress) -> None:
        if progress.done == 1:
            desktop.edit(guids[0], "edited while the deletion was on its way")

    report = SyncEngine(desktop.library, desktop.backend).run(progress=edit_now)
    assert report.new_conflicts == (guids[0],)
    assert desktop.has(guids[0])
    desktop.resolve(guids[0], Keep.THIS)
    desktop.sync()
    laptop.sync()
    assert laptop.body(guids[0]) == "edited while the deletion was on its way"


def test_an_emptied_vault_is_asked_about_and_then_filled(
    pair: tuple[Device, Device], vault: MemoryVault
) -> None:
    laptop, desktop = pair
    share(pair, 40)
    before = laptop.bodies()
    vault.wipe()
    for _ in range(2):
        with pytest.raises(MassDeletion) as caught:
            laptop.sync()
        assert caught.value.server_is_empty
    assert laptop.bodies() == before
    assert laptop.sync(Permission.SEND_AGAIN).sent == 40
    desktop.sync()
    assert desktop.bodies() == before
    assert desktop.live_revisions() == laptop.live_revisions()


def test_a_restored_server_gets_back_what_it_lost(
    pair: tuple[Device, Device], vault: MemoryVault
) -> None:
    laptop, desktop = pair
    (guid,) = share(pair, 1)
    old = (list(vault.tags), dict(vault.records), set(vault.applied))
    laptop.edit(guid, "edited after the backup")
    lost = laptop.write("written after the backup")
    laptop.sync()
    vault.tags, vault.records, vault.applied = old
    report = laptop.sync()
    assert report.diverged == "history"
    desktop.sync()
    assert desktop.body(guid) == "edited after the backup"
    assert desktop.has(lost)
    assert desktop.live_revisions() == laptop.live_revisions()


def test_a_lost_answer_is_resent_byte_for_byte_and_doubles_nothing(
    pair: tuple[Device, Device], vault: MemoryVault
) -> None:
    laptop, desktop = pair
    guid = laptop.write("first")
    line = FlakyBackend(laptop.backend)
    laptop.backend = line
    line.faults = [Fault.NONE, Fault.NONE, Fault.LOST_ANSWER]
    with pytest.raises(Exception, match="lost answer"):
        laptop.sync()
    assert vault.head == 1
    laptop.edit(guid, "typed while nobody knew")
    laptop.sync()
    desktop.sync()
    assert desktop.bodies() == {guid: "typed while nobody knew"}
    assert laptop.unsent() == 0


def test_typing_during_the_push_stays_to_be_sent(pair: tuple[Device, Device]) -> None:
    laptop, desktop = pair
    guid = laptop.write("first")

    class Typist(FlakyBackend):
        def push(self, batch):  # type: ignore[no-untyped-def]
            result = super().push(batch)
            if laptop.body(guid) == "first":
                laptop.edit(guid, "typed meanwhile")
            return result

    laptop.backend = Typist(laptop.backend)
    laptop.sync()
    desktop.sync()
    assert desktop.body(guid) == "typed meanwhile"
    assert laptop.unsent() == 0


def test_a_copied_profile_becomes_a_node_of_its_own_and_nothing_is_lost(
    tmp_path: Path, pair: tuple[Device, Device], vault: MemoryVault
) -> None:
    laptop, desktop = pair
    (guid,) = share(pair, 1)
    unsent = laptop.write("unsent when it was copied")
    laptop.library.close()
    shutil.copytree(tmp_path / "laptop", tmp_path / "copy")
    laptop.library = Library.open(tmp_path / "laptop")
    twin = Device(Library.open(tmp_path / "copy"), MemoryBackend(vault))
    assert twin.library.node != laptop.library.node
    laptop.edit(guid, "on the original")
    twin.edit(unsent, "on the copy")
    for device in (laptop, twin, desktop, laptop):
        device.sync()
    assert desktop.bodies() == {guid: "on the original", unsent: "on the copy"}
    assert desktop.live_revisions() == twin.live_revisions() == laptop.live_revisions()
    twin.close()


def test_stop_before_the_start_asks_nobody(pair: tuple[Device, Device]) -> None:
    laptop, _ = pair
    cancel = CancelToken()
    cancel.cancel()
    with pytest.raises(Cancelled):
        SyncEngine(laptop.library, laptop.backend).run(cancel)
    assert laptop.backend.request_count == 0  # type: ignore[attr-defined]


def test_a_second_run_on_the_profile_is_refused(pair: tuple[Device, Device]) -> None:
    laptop, _ = pair
    with sync_lock(laptop.library.profile), pytest.raises(AlreadySyncing):
        laptop.sync()


def test_a_library_without_an_account_says_so(tmp_path: Path, vault: MemoryVault) -> None:
    device = Device(Library.open(tmp_path / "alone"), MemoryBackend(vault))
    with closing(device), pytest.raises(NotConnected):
        device.sync()


def test_notebooks_moved_into_each_other_lose_no_note(pair: tuple[Device, Device]) -> None:
    laptop, desktop = pair
    with laptop.library.write(Origin.USER) as tx:
        one, two = tx.notebooks.create("One"), tx.notebooks.create("Two")
        guids = {
            tx.notes.create(title="T", body="b", notebook=book.guid).guid for book in (one, two)
        }
    laptop.sync()
    desktop.sync()
    with laptop.library.write(Origin.USER) as tx:
        tx.notebooks.move(one.guid, two.guid)
    with desktop.library.write(Origin.USER) as tx:
        tx.notebooks.move(two.guid, one.guid)
    for device in (laptop, desktop, laptop):
        device.sync()
    assert laptop.live_revisions() == desktop.live_revisions()
    for device in pair:
        assert set(device.bodies()) == guids
        with device.library.read() as view:
            assert {book.guid for book in view.notebooks.all()} == {one.guid, two.guid}
            assert all(view.notebooks.path(book.guid) for book in view.notebooks.all())


# --- against the real server ---------------------------------------------------------------------


def test_a_server_that_takes_less_than_it_said_gets_smaller_pushes(tmp_path: Path) -> None:
    limits = ServerLimits(push_ops=10)
    with server_app(tmp_path / "server", users={USER: PASSWORD}, limits=limits) as app:
        device = server_device(tmp_path / "laptop", app.transport, "Laptop")
        with closing(device):
            device.write_many(95)
            assert device.sync().sent == 95
            assert device.unsent() == 0


def test_a_note_too_large_for_the_server_stays_here_and_blocks_nothing(tmp_path: Path) -> None:
    limits = ServerLimits(record_bytes=10_000)
    with server_app(tmp_path / "server", users={USER: PASSWORD}, limits=limits) as app:
        device = server_device(tmp_path / "laptop", app.transport, "Laptop")
        with closing(device):
            large, small = device.write("x" * 20_000), device.write("small")
            report = device.sync()
            assert [(r.guid, r.code) for r in report.rejected] == [(large, "too_large")]
            assert device.note(small).is_synchronized
            before = device.backend.request_count  # type: ignore[attr-defined]
            assert device.sync().rejected == report.rejected
            assert device.backend.request_count == before + 1  # type: ignore[attr-defined]
            device.edit(large, "short now")
            assert device.sync().rejected == ()
            assert device.unsent() == 0


def test_a_deletion_that_the_server_has_forgotten_goes_to_the_trash(tmp_path: Path) -> None:
    with server_app(tmp_path / "server", users={USER: PASSWORD}) as app:
        laptop = server_device(tmp_path / "laptop", app.transport, "Laptop")
        late = server_device(tmp_path / "late", app.transport, "Late")
        with closing(laptop, late):
            guids = laptop.write_many(3)
            laptop.sync()
            late.sync()
            late.edit(guids[1], "edited while away")
            delete_all(laptop, guids[:2])
            laptop.write("and more")
            laptop.sync()
            forget_deletions(app, guids[:2])
            report = late.sync()
            assert report.diverged == "cursor_expired"
            assert set(late.trash()) == {guids[0]}
            assert late.body(guids[1]) == "edited while away"
            laptop.sync()
            laptop.resolve(guids[1], Keep.OTHER)
            laptop.sync()
            late.sync()
            assert laptop.body(guids[1]) == "edited while away"
            assert laptop.live_revisions() == late.live_revisions()


def test_many_forgotten_deletions_are_asked_about_every_time(tmp_path: Path) -> None:
    with server_app(tmp_path / "server", users={USER: PASSWORD}) as app:
        laptop = server_device(tmp_path / "laptop", app.transport, "Laptop")
        late = server_device(tmp_path / "late", app.transport, "Late")
        with closing(laptop, late):
            guids = laptop.write_many(40)
            laptop.sync()
            late.sync()
            delete_all(laptop, guids[:30])
            laptop.sync()
            laptop.write("and more")
            laptop.sync()
            forget_deletions(app, guids[:30])
            for _ in range(2):
                with pytest.raises(MassDeletion):
                    late.sync()
                assert set(guids) <= set(late.bodies())
            assert late.sync(Permission.DELETE_HERE).deleted == 30
            assert set(late.trash()) == set(guids[:30])


def forget_deletions(app: ServerApp, guids: list[Guid]) -> None:
    """Collect deletions as a server does after half a year."""
    with app.state.database.write() as session:
        session.execute(delete(RecordRow).where(RecordRow.guid.in_(guids)))
        vault = session.scalars(select(VaultRow)).one()
        vault.gc_floor = vault.head


def test_a_record_of_a_newer_program_comes_again_after_an_update(tmp_path: Path) -> None:
    with server_app(tmp_path / "server", users={USER: PASSWORD}) as app:
        newer = server_device(tmp_path / "newer", app.transport, "Newer")
        older = server_device(tmp_path / "older", app.transport, "Older")
        with closing(newer, older):
            sketch, plain = newer.write("drawn"), newer.write("plain")
            newer.sync()
            change_kind(app, sketch, "note", "sketch")
            older.sync()
            assert set(older.bodies()) == {plain}
            later = newer.write("later")
            newer.sync()
            older.sync()
            assert set(older.bodies()) == {plain, later}
            change_kind(app, sketch, "sketch", "note")
            older.sync()
            assert set(older.bodies()) == {plain, later, sketch}


def change_kind(app: ServerApp, guid: Guid, old: str, new: str) -> None:
    """Have the server hold a record of another kind, as a newer program might send."""
    with app.state.database.write() as session:
        row = session.scalars(select(RecordRow).where(RecordRow.guid == guid)).one()
        was, becomes = f'"kind":"{old}"'.encode(), f'"kind":"{new}"'.encode()
        assert was in row.envelope
        row.envelope = row.envelope.replace(was, becomes)


def test_a_renamed_device_is_told_to_the_server(tmp_path: Path) -> None:
    from notesapp.sync.accounts import rename_device

    with server_app(tmp_path / "server", users={USER: PASSWORD}) as app:
        laptop = server_device(tmp_path / "laptop", app.transport, "Laptop")
        with closing(laptop):
            laptop.write("x")
            laptop.sync()
            rename_device(laptop.library, "Old laptop")
            laptop.sync()
            assert [node.name for node in laptop.backend.nodes()] == ["Old laptop"]


def test_a_server_restored_from_a_backup_gets_back_what_it_lost(tmp_path: Path) -> None:
    data = tmp_path / "server"
    with server_app(data, users={USER: PASSWORD}) as app:
        laptop = server_device(tmp_path / "laptop", app.transport, "Laptop")
        guid = laptop.write("before the backup")
        laptop.sync()
    shutil.copytree(data, tmp_path / "backup")
    with server_app(data) as app:
        point_at(laptop, app)
        laptop.edit(guid, "after the backup")
        lost = laptop.write("new after the backup")
        laptop.sync()
    with server_app(tmp_path / "backup") as app:
        point_at(laptop, app)
        report = laptop.sync()
        assert report.diverged is not None
        desktop = server_device(tmp_path / "desktop", app.transport, "Desktop")
        desktop.sync()
        assert desktop.bodies() == {guid: "after the backup", lost: "new after the backup"}
        with closing(laptop, desktop):
            assert laptop.live_revisions() == desktop.live_revisions()


def point_at(device: Device, app: ServerApp) -> None:
    """Reach the same account over another transport."""
    from notesapp.sync.backends.server import ServerBackend
    from notesapp.sync.http import HttpClient
    from tests.support.devices import SharedTransport

    old = device.backend
    assert isinstance(old, ServerBackend)
    token = old._http._client.headers["Authorization"].removeprefix("Bearer ")
    remote = device.remote()
    http = HttpClient("http://server", USER, token=token, transport=SharedTransport(app.transport))
    device.backend = ServerBackend(
        http, node=device.library.node, vault_id=remote.vault_id, server_id=remote.server_id
    )
    old.close()
