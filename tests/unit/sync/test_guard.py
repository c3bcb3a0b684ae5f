"""When a run stops and asks."""

from __future__ import annotations

import pytest

from notesapp.core.errors import MassDeletion
from notesapp.sync.guard import DeletionGuard, Permission


@pytest.mark.parametrize(("total", "allowed"), [(0, 25), (100, 25), (1_000, 200)])
def test_a_fifth_of_a_bigger_library_passes(total: int, allowed: int) -> None:
    guard = DeletionGuard(total)
    guard.check(["title"] * allowed)
    with pytest.raises(MassDeletion) as caught:
        guard.check(["title"] * (allowed + 1))
    assert (caught.value.count, caught.value.total) == (allowed + 1, total)


def test_deletions_that_are_meant_pass() -> None:
    DeletionGuard(30, Permission.DELETE_HERE).check(["title"] * 30)


def test_an_emptied_server_is_asked_about_unless_the_notes_shall_be_sent_again() -> None:
    with pytest.raises(MassDeletion) as caught:
        DeletionGuard(431).check_emptied(["A", "B"], 0)
    assert caught.value.server_is_empty
    assert caught.value.titles == ("A", "B")
    DeletionGuard(431, Permission.SEND_AGAIN).check_emptied(["A"], 0)
    DeletionGuard(431).check_emptied(["A"], 12)
