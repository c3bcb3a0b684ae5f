"""Time, cut to milliseconds."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from notesapp.core.clock import SystemClock, from_milliseconds, to_milliseconds


@given(st.integers(-(10**12), 10**14))
def test_milliseconds_survive_the_way_there_and_back(milliseconds: int) -> None:
    moment = from_milliseconds(milliseconds)
    assert to_milliseconds(moment) == milliseconds
    assert moment.utcoffset() == timedelta(0)


def test_the_machine_tells_utc_cut_to_milliseconds() -> None:
    before = datetime.now(UTC) - timedelta(milliseconds=1)
    now = SystemClock().now()
    assert before <= now <= datetime.now(UTC)
    assert now.microsecond % 1000 == 0
