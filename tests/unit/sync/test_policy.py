"""What the policies make of two revisions, neither of which knew of the other."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from notesapp.core.conflict import ConflictPolicy
from notesapp.core.copies import COPY_OF, copy_content, copy_guid
from notesapp.core.ids import Guid
from notesapp.core.model import NotebookContent, NoteContent, Revision, VersionReason
from notesapp.sync.outcomes import Ask, Combine, KeepBoth, Outcome, Take
from notesapp.sync.policy import is_newer, settle
from tests.support.revisions import DESKTOP, notebook, revision

ASK, NEWEST, BOTH = (
    ConflictPolicy.ASK,
    ConflictPolicy.NEWEST_WINS,
    ConflictPolicy.KEEP_BOTH,
)
NOW_MS = 10_000

BASE = revision("base", "one\n\ntwo\n\nthree\n", laptop=1)
MINE = revision("mine", "ONE\n\ntwo\n\nthree\n", laptop=2, hlc_ms=2_000)
THEIRS = revision(
    "theirs", "one\n\ntwo\n\nTHREE\n", laptop=1, desktop=1, hlc_ms=3_000, node=DESKTOP
)
CLASH = revision("clash", "uno\n\ntwo\n\nthree\n", laptop=1, desktop=1, hlc_ms=3_000, node=DESKTOP)
GONE = revision("gone", "one\n\ntwo\n\nthree\n", laptop=1, desktop=1, hlc_ms=3_000, deleted=True)
GONE_HERE = revision("gone_here", "one\n\ntwo\n\nthree\n", laptop=2, hlc_ms=2_000, deleted=True)
PURGED = revision("purged", None, laptop=1, desktop=1, hlc_ms=3_000, deleted=True)


def outcome(
    policy: ConflictPolicy, this: Revision, other: Revision, base: Revision | None = BASE
) -> Outcome:
    return settle(policy, this, other, base, NOW_MS)


def combined(revision: Revision, *, reason: VersionReason, **facts: bool) -> Combine:
    assert revision.content is not None
    return Combine(revision.content, facts.pop("is_deleted", False), reason, **facts)


def test_edits_in_different_paragraphs_are_combined_without_a_question() -> None:
    merged = NoteContent(title="Title", body="ONE\n\ntwo\n\nTHREE\n")
    assert outcome(ASK, MINE, THEIRS) == Combine(merged, False, VersionReason.COMBINED)


def test_edits_of_the_same_words_are_asked_about() -> None:
    assert outcome(ASK, MINE, CLASH) == Ask()


def test_without_a_base_that_both_saw_nothing_is_merged_silently() -> None:
    assert outcome(ASK, MINE, THEIRS, base=None) == Ask()


def test_a_merge_that_adds_nothing_to_the_other_side_takes_it() -> None:
    reverted = revision("reverted", "one\n\ntwo\n\nthree\n", laptop=3)
    assert outcome(ASK, reverted, THEIRS) == Take()


def test_the_later_edit_wins_and_the_other_is_a_lost_decision() -> None:
    assert outcome(NEWEST, MINE, CLASH) == Take(is_decision=True)
    later = revision("later", "ONE\n\ntwo\n\nthree\n", laptop=2, hlc_ms=4_000)
    assert outcome(NEWEST, later, CLASH) == combined(later, reason=VersionReason.KEPT_THIS)


def test_both_devices_name_the_same_winner() -> None:
    same_moment = revision("twin", "other words", desktop=1, hlc_ms=2_000)
    assert is_newer(MINE, same_moment, NOW_MS) is not is_newer(same_moment, MINE, NOW_MS)


def test_a_clock_that_runs_ahead_wins_only_until_the_server_saw_it() -> None:
    from_the_future = revision(
        "future",
        "from 2036",
        desktop=1,
        hlc_ms=9_999_999,
        server_time=datetime(1970, 1, 1, 0, 0, 1, tzinfo=UTC),
    )
    assert is_newer(MINE, from_the_future, NOW_MS)


def test_this_clock_can_not_claim_to_be_in_the_future_either() -> None:
    ahead = revision("ahead", "from 2036", laptop=2, hlc_ms=9_999_999)
    seen = revision("seen", "later", desktop=1, hlc_ms=NOW_MS + 1)
    assert is_newer(ahead, revision("old", "old", desktop=1, hlc_ms=5_000), NOW_MS)
    assert not is_newer(
        ahead,
        revision(
            "served",
            "later",
            desktop=1,
            hlc_ms=NOW_MS + 1,
            server_time=datetime(1970, 1, 1, 0, 0, 11, tzinfo=UTC),
        ),
        NOW_MS,
    )
    assert seen.hlc > ahead.hlc.clamp(NOW_MS)


def test_keep_both_makes_a_second_note_of_the_other_version() -> None:
    assert outcome(BOTH, MINE, CLASH) == KeepBoth(copy_guid(CLASH), copy_content(CLASH))
    copy = copy_content(CLASH)
    assert copy.title == "Title (Desktop, 13 May)"
    assert copy.extra[COPY_OF] == CLASH.guid


def test_a_copy_is_never_copied_again() -> None:
    copied = NoteContent(title="T", body="mine", extra={COPY_OF: "x"})
    other = NoteContent(title="T", body="theirs", extra={COPY_OF: "x"})
    this = revision("c1", content=copied, laptop=1, hlc_ms=1)
    that = revision("c2", content=other, desktop=1, hlc_ms=2)
    assert outcome(BOTH, this, that, base=None) == Take(is_decision=True)


def test_keep_both_does_not_double_a_note_over_a_pin() -> None:
    pinned = revision(
        "pin", content=NoteContent("Title", "one\n\ntwo\n\nthree\n", is_pinned=True), laptop=2
    )
    tagged = revision(
        "tag", content=NoteContent("Title", "one\n\ntwo\n\nthree\n", tags=("a",)), desktop=1
    )
    merged = NoteContent("Title", "one\n\ntwo\n\nthree\n", tags=("a",), is_pinned=True)
    assert outcome(BOTH, pinned, tagged) == Combine(merged, False, VersionReason.COMBINED)


def test_edited_here_deleted_there_is_asked_and_so_is_the_reverse() -> None:
    assert outcome(ASK, MINE, GONE) == Ask()
    assert outcome(ASK, GONE_HERE, THEIRS) == Ask()


def test_an_edit_outlives_a_deletion_where_nobody_is_to_be_asked() -> None:
    kept = combined(MINE, reason=VersionReason.COMBINED, is_revival=True)
    assert outcome(BOTH, MINE, GONE) == kept
    assert outcome(BOTH, GONE_HERE, THEIRS) == Take()


@pytest.mark.parametrize("policy", [ASK, BOTH])
def test_an_edit_outlives_a_deletion_for_ever(policy: ConflictPolicy) -> None:
    kept = combined(MINE, reason=VersionReason.COMBINED, is_revival=True)
    assert outcome(policy, MINE, PURGED) == kept
    purged_here = revision("purged_here", None, laptop=2, deleted=True)
    assert outcome(policy, purged_here, THEIRS) == Take()


def test_newest_wins_puts_a_losing_edit_into_the_trash_with_its_words() -> None:
    in_trash = combined(MINE, reason=VersionReason.COMBINED, is_deleted=True)
    assert outcome(NEWEST, MINE, GONE) == in_trash
    late_deletion = revision("late", "one\n", laptop=2, hlc_ms=9_000, deleted=True)
    assert outcome(NEWEST, late_deletion, THEIRS) == combined(
        THEIRS, reason=VersionReason.COMBINED, is_deleted=True
    )


def test_newest_wins_keeps_an_edit_later_than_the_deletion() -> None:
    later = revision("later", "more", laptop=2, hlc_ms=4_000)
    assert outcome(NEWEST, later, GONE) == combined(
        later, reason=VersionReason.COMBINED, is_revival=True
    )
    assert outcome(NEWEST, GONE_HERE, THEIRS) == Take()


def test_deleted_on_both_sides_asks_nobody_and_prefers_what_still_has_text() -> None:
    assert outcome(ASK, GONE_HERE, GONE) == Take()
    assert outcome(ASK, GONE_HERE, PURGED) == combined(
        GONE_HERE, reason=VersionReason.COMBINED, is_deleted=True
    )
    purged_here = revision("purged_here", None, laptop=2, deleted=True, hlc_ms=9_000)
    assert outcome(ASK, purged_here, GONE) == Take()


@pytest.mark.parametrize("policy", list(ConflictPolicy))
def test_a_notebook_renamed_here_and_moved_there_is_both(policy: ConflictPolicy) -> None:
    home = Guid("0190a5b0-0000-7000-8000-0000000000aa")
    base = notebook("base", "Work", laptop=1)
    renamed = notebook("renamed", "Job", laptop=2)
    moved = notebook("moved", "Work", home, laptop=1, desktop=1)
    assert outcome(policy, renamed, moved, base) == Combine(
        NotebookContent("Job", home), False, VersionReason.COMBINED
    )


def test_a_notebook_renamed_twice_takes_the_later_name() -> None:
    base = notebook("base", "Work", laptop=1)
    mine = notebook("mine", "Job", laptop=2, hlc_ms=1)
    theirs = notebook("theirs", "Office", laptop=1, desktop=1, hlc_ms=2)
    assert outcome(ASK, mine, theirs, base) == Take()
    assert outcome(ASK, mine, theirs, None) == Take()
