"""What becomes of each pushed revision, rule by rule."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from notesapp.core.causality import Hlc, VersionVector
from notesapp.core.ids import Guid, NodeId, Rev
from notesapp.protocol.messages import PushOperation, PushStatus, RejectCode, SealedRecord
from notesapp.server.deciding import Room, Standing, decide

GUID = Guid("018f0000-0000-7000-8000-000000000001")
OTHER = Guid("018f0000-0000-7000-8000-000000000002")
R1, R2, R3 = Rev("1" * 32), Rev("2" * 32), Rev("3" * 32)
ROOMY = Room(record_bytes=1_000)


def operation(
    rev: Rev,
    base: Rev | None = None,
    *,
    guid: Guid = GUID,
    group: str | None = None,
    payload: bytes | None = b"{}",
) -> PushOperation:
    node = NodeId("a" * 32)
    record = SealedRecord(
        guid,
        rev,
        base,
        "note",
        payload is None,
        VersionVector(),
        Hlc(1),
        0,
        0,
        1,
        node,
        "",
        payload,
    )
    return PushOperation(record, group)


def outcomes(before: Standing, *operations: PushOperation, room: Room = ROOMY) -> list[str]:
    return [decision.status.value for decision in decide(operations, before, room)]


NOTHING = Standing()
HAS_R2 = Standing(current={GUID: R2}, known={(GUID, R1), (GUID, R2)}, sizes={GUID: 2})


@pytest.mark.parametrize(
    ("before", "pushed", "expected"),
    [
        (NOTHING, operation(R1), "applied"),
        (NOTHING, operation(R2, base=R1), "missing"),
        (HAS_R2, operation(R3, base=R2), "applied"),
        (HAS_R2, operation(R3, base=R1), "conflict"),
        (HAS_R2, operation(R3, base=None), "conflict"),
        (HAS_R2, operation(R2, base=R1), "already"),
        (HAS_R2, operation(R1, base=None), "superseded"),
        (HAS_R2, operation(R1, base=R2), "superseded"),
        (HAS_R2, operation(R3, base=R2, payload=None), "applied"),
        (HAS_R2, operation(R2, guid=OTHER), "applied"),
    ],
    ids=[
        "a new record",
        "an edit of what isn't there",
        "an edit of the newest",
        "an edit of an older one",
        "a new record where one is",
        "the newest again",
        "an older one again",
        "an older one in disguise",
        "a purged deletion",
        "a revision of another record",
    ],
)
def test_a_revision_is_set_only_on_the_one_it_was_made_from(
    before: Standing, pushed: PushOperation, expected: str
) -> None:
    assert outcomes(before, pushed) == [expected]


def test_edits_of_one_record_may_follow_each_other_in_a_push() -> None:
    assert outcomes(NOTHING, operation(R1), operation(R2, base=R1)) == ["applied", "applied"]


def test_one_odd_record_does_not_hold_up_the_others() -> None:
    done = outcomes(HAS_R2, operation(R3, base=R1), operation(R1, guid=OTHER))

    assert done == ["conflict", "applied"]


def test_a_group_is_applied_whole_or_not_at_all() -> None:
    winner, copy = operation(R3, base=R1, group="g"), operation(R1, guid=OTHER, group="g")

    assert outcomes(HAS_R2, copy, winner) == ["group_aborted", "conflict"]
    good = operation(R3, base=R2, group="g")
    assert outcomes(HAS_R2, copy, good) == ["applied", "applied"]


def test_what_builds_on_an_aborted_group_is_judged_without_it() -> None:
    first = operation(R1, guid=OTHER, group="g")
    stale = operation(R3, base=R1, group="g")
    later = operation(R2, base=R1, guid=OTHER)

    assert outcomes(HAS_R2, first, stale, later) == ["group_aborted", "conflict", "missing"]


def test_a_group_resent_after_it_was_applied_counts_as_done() -> None:
    again, fresh = operation(R2, base=R1, group="g"), operation(R1, guid=OTHER, group="g")

    assert outcomes(HAS_R2, again, fresh) == ["already", "applied"]


def test_a_record_over_the_limit_is_rejected_with_the_limit() -> None:
    (decision,) = decide([operation(R1, payload=b"x" * 1_001)], NOTHING, ROOMY)

    assert decision.status is PushStatus.REJECTED
    assert (decision.code, decision.limit) == (RejectCode.TOO_LARGE, 1_000)


def test_the_quota_counts_growth_and_always_lets_a_vault_shrink() -> None:
    full = Room(record_bytes=1_000, free_bytes=0)
    large = Standing(current={GUID: R2}, known={(GUID, R2)}, sizes={GUID: 100})

    assert outcomes(NOTHING, operation(R1), room=full) == ["rejected"]
    assert outcomes(large, operation(R3, base=R2), room=full) == ["applied"]
    assert outcomes(large, operation(R3, base=R2), room=replace(full, free_bytes=-50)) == [
        "applied"
    ]
    makes_room = [operation(R3, base=R2), operation(R1, guid=OTHER)]
    assert outcomes(large, *makes_room, room=full) == ["applied", "applied"]


@st.composite
def pushes(draw: st.DrawFn) -> list[PushOperation]:
    revs = st.sampled_from([R1, R2, R3, Rev("4" * 32)])
    return [
        operation(
            draw(revs),
            draw(st.none() | revs),
            guid=draw(st.sampled_from([GUID, OTHER])),
            group=draw(st.none() | st.sampled_from(["g", "h"])),
        )
        for _ in range(draw(st.integers(0, 6)))
    ]


@given(pushes())
def test_whatever_is_pushed_history_stays_one_line_and_groups_stay_whole(
    operations: list[PushOperation],
) -> None:
    decisions = decide(operations, HAS_R2, ROOMY)

    current: dict[Guid, Rev] = {GUID: R2}
    for decision in decisions:
        record = decision.operation.record
        if decision.status is PushStatus.APPLIED:
            assert current.get(record.guid) == record.base
            current[record.guid] = record.rev
    for group in ("g", "h"):
        kinds = {d.status for d in decisions if d.operation.group == group}
        if PushStatus.APPLIED in kinds:
            assert kinds <= {PushStatus.APPLIED, PushStatus.ALREADY}
