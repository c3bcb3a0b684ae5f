"""One suite for every back-end: what `sync.backends.base` promises, each keeps."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path

import pytest

from notesapp.core.errors import Cancelled, Diverged
from notesapp.core.ids import Guid, NodeId, Rev
from notesapp.core.model import NotebookContent, NoteContent, Revision
from notesapp.protocol.greetings import decode_signed_in, encode_sign_in
from notesapp.protocol.messages import NodeCard, SignIn
from notesapp.sync.backends.base import (
    Backend,
    Capability,
    LastPush,
    Limits,
    NodeIdent,
    OpStatus,
    PushBatch,
    PushResult,
)
from notesapp.sync.backends.memory import MemoryBackend, MemoryVault
from notesapp.sync.backends.server import API, ServerBackend
from notesapp.sync.http import HttpClient
from notesapp.sync.outgoing import plan_push
from tests.support.devices import PASSWORD, USER, SharedTransport
from tests.support.revisions import revision
from tests.support.server_app import server_app

FIRST = NodeIdent(NodeId("a" * 32), "First", "test", "1")
SECOND = NodeIdent(NodeId("b" * 32), "Second", "test", "1")

Connect = Callable[[NodeIdent], Backend]


def memory(_folder: Path, _stack: ExitStack) -> Connect:
    vault = MemoryVault()

    def connect(ident: NodeIdent) -> Backend:
        backend = MemoryBackend(vault)
        backend.open(ident, LastPush(), None)
        backend.register(ident)
        return backend

    return connect


def server(folder: Path, stack: ExitStack) -> Connect:
    app = stack.enter_context(server_app(folder / "server", users={USER: PASSWORD}))

    def connect(ident: NodeIdent) -> Backend:
        transport = SharedTransport(app.transport)
        card = NodeCard(ident.node, ident.name, ident.platform, ident.app_version)
        http = HttpClient("http://server", USER, transport=transport)
        answer = http.request(
            "POST", f"{API}/auth/token", body=encode_sign_in(SignIn(USER, PASSWORD, card))
        )
        signed_in = decode_signed_in(answer.body)
        http.use_token(signed_in.token)
        backend = ServerBackend(
            http, node=ident.node, vault_id=signed_in.vault, server_id=signed_in.server_id
        )
        stack.callback(backend.close)
        backend.open(ident, LastPush(), None)
        return backend

    return connect


@pytest.fixture(params=[memory, server])
def connect(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Connect]:
    with ExitStack() as stack:
        make: Callable[[Path, ExitStack], Connect] = request.param
        yield make(tmp_path, stack)


def note(number: int, name: str = "one", base: str | None = None, body: str = "text") -> Revision:
    made = revision(f"{name}{number}", body, laptop=1)
    guid = Guid(f"0190a5b0-0000-7000-8000-{number:012d}")
    return replace(made, guid=guid, base=None if base is None else rev_of(number, base))


def rev_of(number: int, name: str) -> Rev:
    return revision(f"{name}{number}").rev


def batch(number: int, *revisions: Revision) -> PushBatch:
    made = plan_push(revisions, number, Limits()).batch
    assert made is not None
    return made


def statuses(result: PushResult) -> list[OpStatus]:
    return [answer.status for answer in result.results]


def everything(
    backend: Backend, since: str | None = None, last: LastPush | None = None
) -> tuple[list[Revision], str]:
    """Return what a pull brings and the cursor after it."""
    pages = list(backend.pull(since, last or LastPush()))
    assert [page.is_last for page in pages] == [False] * (len(pages) - 1) + [True]
    return [r for page in pages for r in page.revisions], pages[-1].cursor


def test_what_one_node_pushes_another_pulls_as_it_was(connect: Connect) -> None:
    first, second = connect(FIRST), connect(SECOND)
    odd = note(1, body="NUL \0, lone \ud800, 👩‍👩‍👧, \u2028, عربى\r\n")
    book = replace(note(2), kind=odd.kind.NOTEBOOK, content=NotebookContent("Work"))
    gone = replace(note(3), is_deleted=True)
    tagged = replace(note(4), content=NoteContent("T", "b", tags=("a", "b"), extra={"x": [1]}))
    pushed = [odd, book, gone, tagged]
    first.push(batch(1, *pushed))
    got, _ = everything(second)
    assert [replace(r, server_time=None) for r in got] == pushed


def test_a_cursor_brings_only_what_is_newer(connect: Connect) -> None:
    first, second = connect(FIRST), connect(SECOND)
    first.push(batch(1, note(1), note(2)))
    _, cursor = everything(second)
    assert everything(second, cursor) == ([], cursor)
    first.push(batch(2, note(1, "two", base="one"), note(3)))
    news, later = everything(second, cursor)
    assert [r.rev for r in news] == [rev_of(1, "two"), rev_of(3, "one")]
    assert everything(second, later)[0] == []


def test_a_record_stands_once_in_the_feed_however_often_it_changed(connect: Connect) -> None:
    first = connect(FIRST)
    first.push(batch(1, note(1)))
    first.push(batch(2, note(1, "two", base="one")))
    second = connect(SECOND)
    assert [r.rev for r in everything(second)[0]] == [rev_of(1, "two")]


def test_the_same_push_again_gets_the_same_answer(connect: Connect) -> None:
    first = connect(FIRST)
    once = first.push(batch(1, note(1), note(2)))
    assert first.push(batch(1, note(1), note(2))) == once
    assert statuses(once) == [OpStatus.APPLIED] * 2
    assert len(everything(connect(SECOND))[0]) == 2


def test_each_answer_names_the_revision_it_speaks_of(connect: Connect) -> None:
    result = connect(FIRST).push(batch(1, note(1), note(2)))
    assert [(a.guid, a.rev) for a in result.results] == [
        (note(1).guid, note(1).rev),
        (note(2).guid, note(2).rev),
    ]


def test_a_stale_base_is_a_conflict_that_shows_the_current_one(connect: Connect) -> None:
    first, second = connect(FIRST), connect(SECOND)
    first.push(batch(1, note(1)))
    second.push(batch(1, note(1, "other", base="one")))
    result = first.push(batch(2, note(1, "mine", base="one")))
    assert statuses(result) == [OpStatus.CONFLICT]
    current = result.results[0].current
    assert current is not None
    assert current.rev == rev_of(1, "other")


def test_two_nodes_that_make_the_same_record_conflict_and_one_stays(connect: Connect) -> None:
    first, second = connect(FIRST), connect(SECOND)
    first.push(batch(1, note(1, "mine")))
    assert statuses(second.push(batch(1, note(1, "theirs")))) == [OpStatus.CONFLICT]


def test_what_is_there_already_and_what_was_overwritten_are_told_apart(connect: Connect) -> None:
    first, second = connect(FIRST), connect(SECOND)
    first.push(batch(1, note(1), note(2)))
    second.push(batch(1, note(1, "two", base="one")))
    result = first.push(batch(2, note(1), note(2)))
    assert statuses(result) == [OpStatus.SUPERSEDED, OpStatus.ALREADY]
    current = result.results[0].current
    assert current is not None
    assert current.rev == rev_of(1, "two")


def test_a_base_of_an_unknown_record_is_missing(connect: Connect) -> None:
    assert statuses(connect(FIRST).push(batch(1, note(1, "two", base="one")))) == [OpStatus.MISSING]


def test_one_odd_record_holds_up_no_other(connect: Connect) -> None:
    result = connect(FIRST).push(batch(1, note(1, "two", base="one"), note(2)))
    assert statuses(result) == [OpStatus.MISSING, OpStatus.APPLIED]


def test_a_node_that_pushed_alone_may_adopt_the_cursor(connect: Connect) -> None:
    first = connect(FIRST)
    _, cursor = everything(first)
    result = first.push(batch(1, note(1)))
    assert result.prev_cursor == cursor
    assert result.cursor is not None
    assert everything(first, result.cursor)[0] == []


def test_a_gap_in_the_numbers_is_a_divergence(connect: Connect) -> None:
    first = connect(FIRST)
    first.push(batch(1, note(1)))
    with pytest.raises(Diverged) as caught:
        first.push(batch(3, note(2)))
    assert caught.value.kind == "push_gap"


def test_a_number_used_for_other_bytes_betrays_a_copied_profile(connect: Connect) -> None:
    first = connect(FIRST)
    first.push(batch(1, note(1)))
    with pytest.raises(Diverged) as caught:
        first.push(batch(1, note(2)))
    assert caught.value.kind == "fork"


def test_a_push_that_the_history_lacks_is_found_when_pulling(connect: Connect) -> None:
    first = connect(FIRST)
    _, cursor = everything(first)
    with pytest.raises(Diverged):
        everything(first, cursor, LastPush(1, "0" * 64))


def test_a_cursor_of_another_history_is_refused(connect: Connect, tmp_path: Path) -> None:
    first = connect(FIRST)
    with ExitStack() as stack:
        make = memory if isinstance(first, MemoryBackend) else server
        stranger = make(tmp_path / "other", stack)(FIRST)
        stranger.push(batch(1, note(1)))
        _, cursor = everything(stranger)
    with pytest.raises(Diverged):
        everything(first, cursor)


def test_a_new_incarnation_starts_its_numbers_anew(connect: Connect) -> None:
    first = connect(FIRST)
    first.push(batch(1, note(1)))
    reborn = replace(FIRST, node=NodeId("c" * 32))
    first.register(reborn)
    assert statuses(first.push(batch(1, note(2)))) == [OpStatus.APPLIED]


def test_nodes_are_listed_by_name_with_their_last_sync(connect: Connect) -> None:
    first = connect(FIRST)
    connect(SECOND)
    if Capability.NODES not in first.capabilities:
        pytest.skip("knows no nodes")
    everything(first)
    nodes = {node.name: node for node in first.nodes()}
    assert nodes["First"].is_this_device
    assert nodes["First"].last_sync_at is not None
    assert nodes["Second"].last_sync_at is None


def test_opening_anew_counts_live_notes_and_a_remembered_epoch_needs_no_question(
    connect: Connect,
) -> None:
    first = connect(FIRST)
    gone = replace(note(2), is_deleted=True)
    book = replace(note(3), kind=gone.kind.NOTEBOOK, content=NotebookContent("Work"))
    first.push(batch(1, note(1), gone, book))
    info = first.open(FIRST, LastPush(), None)
    assert info.note_count == 1
    again = first.open(FIRST, LastPush(), info.epoch)
    assert (again.epoch, again.vault_id) == (info.epoch, info.vault_id)


def test_an_interrupted_back_end_says_cancelled_until_it_is_opened_again(connect: Connect) -> None:
    first = connect(FIRST)
    info = first.open(FIRST, LastPush(), None)
    first.interrupt()
    with pytest.raises(Cancelled):
        first.push(batch(1, note(1)))
    first.open(FIRST, LastPush(), info.epoch)
    assert statuses(first.push(batch(1, note(1)))) == [OpStatus.APPLIED]
