"""When to try again after trouble: full-jitter back-off, polite to what the server asked for."""

from __future__ import annotations

FIRST_RETRY_S = 1.0
LONGEST_RETRY_S = 300.0
LONGEST_OBEYED_S = 3600.0
"""A server may ask for more patience than our own, but not for ever."""


def retry_delay_s(failures: int, retry_after_s: float | None, chance: float) -> float:
    """Return how long to wait before the next try.

    Args:
        failures: runs that failed in a row, 1 after the first.
        retry_after_s: what the back-end asked for, if it did; never tried earlier.
        chance: a random number in [0, 1), so that devices don't come back all at once.
    """
    ceiling = min(LONGEST_RETRY_S, FIRST_RETRY_S * 2.0 ** min(max(failures, 1), 20))
    ours = ceiling / 2 + chance * ceiling / 2
    if retry_after_s is None:
        return ours
    asked = min(max(retry_after_s, 0.0), LONGEST_OBEYED_S)
    return max(ours, asked)
