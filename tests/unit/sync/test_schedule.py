"""When to try again."""

from __future__ import annotations

import pytest

from notesapp.sync.schedule import LONGEST_OBEYED_S, LONGEST_RETRY_S, retry_delay_s


def test_the_wait_grows_and_stays_bounded() -> None:
    waits = [retry_delay_s(failures, None, 0.5) for failures in range(1, 30)]
    assert waits == sorted(waits)
    assert waits[0] <= 2.0
    assert max(waits) <= LONGEST_RETRY_S


def test_chance_spreads_devices_over_half_the_wait() -> None:
    assert retry_delay_s(6, None, 0.0) < retry_delay_s(6, None, 0.99)


@pytest.mark.parametrize(
    ("asked", "expected"), [(120.0, 120.0), (10.0**9, LONGEST_OBEYED_S), (-5.0, 1.0)]
)
def test_what_the_server_asked_for_is_obeyed_within_reason(asked: float, expected: float) -> None:
    assert retry_delay_s(1, asked, 0.0) == expected
