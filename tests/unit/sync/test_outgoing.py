"""What a push holds, and that it is the same bytes for the same revisions."""

from __future__ import annotations

from dataclasses import replace

from notesapp.core.ids import Guid
from notesapp.core.model import Revision
from notesapp.protocol.pushes import decode_push, encode_operation
from notesapp.sync.backends.base import Limits
from notesapp.sync.outgoing import plan_push
from tests.support.revisions import revision


def several(count: int, body: str = "text") -> list[Revision]:
    one = revision("r", body, laptop=1)
    return [
        replace(one, guid=Guid(f"0190a5b0-0000-7000-8000-{number:012d}")) for number in range(count)
    ]


def test_operations_keep_their_order_and_stop_at_the_limit() -> None:
    revisions = several(5)
    outgoing = plan_push(revisions, 7, Limits(push_ops=3))
    assert outgoing.items == tuple((r.guid, r.rev) for r in revisions[:3])
    assert outgoing.batch is not None
    request = decode_push(outgoing.batch.body)
    assert request.number == 7
    assert [op.record.guid for op in request.operations] == [r.guid for r in revisions[:3]]


def test_the_same_revisions_are_the_same_bytes() -> None:
    assert plan_push(several(3), 1, Limits()) == plan_push(several(3), 1, Limits())


def test_bytes_close_a_push_but_a_large_record_goes_alone() -> None:
    revisions = several(3, body="x" * 1000)
    size = len(encode_operation(revisions[0]))
    assert len(plan_push(revisions, 1, Limits(push_bytes=2 * size)).items) == 2
    assert len(plan_push(revisions, 1, Limits(push_bytes=10)).items) == 1


def test_a_record_over_the_limit_holds_up_nobody() -> None:
    huge, *rest = several(3)
    huge = revision("huge", "x" * 5_000, laptop=1)
    outgoing = plan_push([huge, *rest], 1, Limits(record_bytes=2_000))
    assert outgoing.too_large == ((huge.guid, huge.rev),)
    assert [guid for guid, _ in outgoing.items] == [r.guid for r in rest]


def test_nothing_to_send_is_no_push() -> None:
    assert plan_push([], 1, Limits()).batch is None
