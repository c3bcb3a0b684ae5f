"""One row a rule: what a remote revision means for a record here."""

from __future__ import annotations

import pytest

from notesapp.core.model import Revision
from notesapp.sync.integrate import Here, integrate, reconsider
from notesapp.sync.outcomes import Ask, Confirm, Known, Outcome, Rebase, Take
from tests.support.revisions import revision

BASE = revision("base", "base", laptop=1)
MINE = revision("mine", "mine", laptop=2)
THEIRS = revision("theirs", "theirs", laptop=1, desktop=1)
NEWER_THEIRS = revision("newer", "newer theirs", laptop=1, desktop=2)
RESOLVED = revision("resolved", "resolved", laptop=2, desktop=2)
TWIN = revision("twin", "mine", laptop=1, desktop=1)
CLONE = revision("clone", "clone", laptop=2)
TOMBSTONE = revision("gone", "base", laptop=1, desktop=1, deleted=True)
PURGED = revision("purged", None, desktop=1, deleted=True)


def settled(_this: Revision, _other: Revision) -> Outcome:
    """Stand in for any policy: shows that it was asked."""
    return Ask()


@pytest.mark.parametrize(
    ("here", "remote", "expected"),
    [
        pytest.param(None, THEIRS, Take(), id="unknown here"),
        pytest.param(None, TOMBSTONE, Take(), id="unknown here, in the trash there"),
        pytest.param(None, PURGED, Known(), id="unknown here, purged there"),
        pytest.param(Here(BASE, True, BASE.rev), BASE, Known(), id="the same, known"),
        pytest.param(Here(BASE, False, None), BASE, Confirm(), id="the same, answer was lost"),
        pytest.param(Here(BASE, True, BASE.rev), THEIRS, Take(), id="edited there only"),
        pytest.param(Here(MINE, False, BASE.rev), BASE, Known(), id="edited here only"),
        pytest.param(
            Here(MINE, False, None), BASE, Rebase(), id="edited here, its base wasn't known"
        ),
        pytest.param(
            Here(MINE, True, MINE.rev), BASE, Rebase(), id="the server went back to an older one"
        ),
        pytest.param(Here(MINE, False, BASE.rev), THEIRS, Ask(), id="edited on both sides"),
        pytest.param(
            Here(MINE, True, MINE.rev), THEIRS, Ask(), id="nothing unsent is no permission"
        ),
        pytest.param(Here(MINE, False, BASE.rev), RESOLVED, Take(), id="decided on another device"),
        pytest.param(Here(MINE, False, BASE.rev), TWIN, Take(), id="same words on both sides"),
        pytest.param(
            Here(MINE, False, BASE.rev), CLONE, Ask(), id="equal vectors, different revisions"
        ),
        pytest.param(
            Here(MINE, False, BASE.rev, THEIRS), THEIRS, Known(), id="the question stands already"
        ),
        pytest.param(
            Here(MINE, False, BASE.rev, NEWER_THEIRS), THEIRS, Known(), id="about a newer one"
        ),
        pytest.param(
            Here(MINE, False, BASE.rev, THEIRS), NEWER_THEIRS, Ask(), id="a newer other side"
        ),
        pytest.param(
            Here(MINE, False, BASE.rev, THEIRS), RESOLVED, Take(), id="includes both sides"
        ),
        pytest.param(
            Here(MINE, False, BASE.rev, THEIRS), BASE, Known(), id="an ancestor while it waits"
        ),
    ],
)
def test_causality_decides(here: Here | None, remote: Revision, expected: Outcome) -> None:
    assert integrate(here, remote, settled) == expected


def test_typing_on_after_a_decision_elsewhere_is_no_reason_to_take_it() -> None:
    typed_on = revision("typed", "mine and more", laptop=3)
    assert integrate(Here(typed_on, False, None, THEIRS), RESOLVED, settled) == Ask()


@pytest.mark.parametrize(
    ("live", "expected"),
    [
        pytest.param(MINE, Ask(), id="still two answers"),
        pytest.param(revision("same", "theirs", laptop=3), Take(), id="typed to the same words"),
        pytest.param(
            revision("back", "mine", laptop=3, desktop=1), Ask(), id="an answer was taken back"
        ),
        pytest.param(
            revision("agreed", "theirs", laptop=3, desktop=1), Known(), id="and typed to the same"
        ),
    ],
)
def test_an_open_question_is_looked_at_again(live: Revision, expected: Outcome) -> None:
    assert reconsider(Here(live, False, BASE.rev, THEIRS)) == expected


def test_a_record_without_a_question_has_nothing_to_reconsider() -> None:
    assert reconsider(Here(MINE, False, BASE.rev)) == Known()
