"""History: what becomes a version, what is thinned, and how one comes back."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from notesapp.core.changes import Origin
from notesapp.core.errors import NotFound
from notesapp.core.ids import Guid, Rev
from notesapp.core.model import VersionReason
from notesapp.store.checkpoints import Entry, superfluous
from notesapp.store.library import Library
from tests.support.clock import FixedClock

NOW = datetime(2026, 6, 1, tzinfo=UTC)


def note(library: Library, body: str) -> Guid:
    with library.write(Origin.USER) as tx:
        return tx.notes.create(title="Lisbon", body=body).guid


def edit(library: Library, guid: Guid, body: str) -> None:
    with library.write(Origin.EDITOR) as tx:
        tx.notes.edit(guid, body=body)


def bodies(library: Library, guid: Guid) -> list[str]:
    with library.read() as snapshot:
        return [version.content.body for version in snapshot.history.versions(guid)]


def test_typing_makes_at_most_one_version_each_five_minutes(
    library: Library, clock: FixedClock
) -> None:
    guid = note(library, "t0")
    for second in range(10, 1200, 10):
        clock.advance(seconds=10)
        edit(library, guid, f"t{second}")
    assert bodies(library, guid) == ["t900", "t600", "t300"]


def test_what_was_left_alone_for_five_minutes_becomes_a_version(
    library: Library, clock: FixedClock
) -> None:
    guid = note(library, "finished")
    clock.advance(minutes=6)
    edit(library, guid, "started again")
    assert bodies(library, guid) == ["finished"]


def test_removing_much_at_once_keeps_it_however_young_it_is(
    library: Library, clock: FixedClock
) -> None:
    guid = note(library, "long " * 200)
    clock.advance(seconds=1)
    edit(library, guid, "x")
    assert bodies(library, guid) == ["long " * 200]


def test_a_checkpoint_on_request_is_always_a_version(library: Library) -> None:
    guid = note(library, "saved by hand")
    with library.write(Origin.USER) as tx:
        tx.history.checkpoint(guid)
        assert tx.history.versions(guid) == []
        current = tx.history.versions(guid, with_current=True)
    assert [v.content.body for v in current] == ["saved by hand"]
    edit(library, guid, "more")
    assert bodies(library, guid) == ["saved by hand"]


def test_a_version_comes_back_as_a_new_edit_and_what_it_replaces_stays(
    library: Library, clock: FixedClock
) -> None:
    guid = note(library, "old")
    clock.advance(minutes=10)
    edit(library, guid, "new")
    with library.write(Origin.USER) as tx:
        version = tx.history.versions(guid)[0]
        assert tx.history.get(version.rev) == version
        tx.notes.delete(guid)
        restored = tx.history.restore(version.rev)
        current = tx.history.versions(guid, with_current=True)[0]
    assert restored.body == "old"
    assert not restored.is_deleted
    assert current.reason is VersionReason.RESTORED
    assert "new" in bodies(library, guid)


def test_a_version_that_is_gone_is_not_found(library: Library) -> None:
    with library.read() as snapshot, pytest.raises(NotFound):
        snapshot.history.get(Rev("0" * 32))


def entries(reason: VersionReason, *ages: timedelta) -> list[Entry]:
    return [Entry(Rev(str(age)), NOW - age, NOW - age, reason) for age in ages]


@pytest.mark.parametrize(
    ("ages", "kept"),
    [
        ([timedelta(minutes=5 * n) for n in range(12)], 12),
        ([timedelta(days=2, minutes=5 * n) for n in range(24)], 3),
        ([timedelta(days=40, hours=n) for n in range(48)], 3),
        ([timedelta(days=100 + n) for n in range(28)], 5),
        ([timedelta(days=4000)], 1),
    ],
)
def test_older_versions_stand_farther_apart(ages: list[timedelta], kept: int) -> None:
    made = entries(VersionReason.EDITED_HERE, *ages)
    assert len(made) - len(superfluous(made, NOW)) == kept
    newest = min(ages)
    assert Rev(str(newest)) not in superfluous(made, NOW)


def test_what_lost_a_decision_stays_ninety_days(library: Library) -> None:
    ages = [timedelta(days=80, minutes=n) for n in range(10)]
    assert superfluous(entries(VersionReason.LOST_DECISION, *ages), NOW) == []
    late = [timedelta(days=140, minutes=n) for n in range(10)]
    assert len(superfluous(entries(VersionReason.LOST_DECISION, *late), NOW)) == 9


def test_the_last_a_device_wrote_before_another_overwrote_it_stays_ninety_days() -> None:
    def of(node: str, *minutes: int, days: int = 40) -> list[Entry]:
        reason = VersionReason.FROM_DEVICE
        ages = [timedelta(days=days, minutes=n) for n in minutes]
        return [Entry(Rev(f"{node}{a}"), NOW - a, NOW - a, reason, node) for a in ages]

    turns = [*of("laptop", 30, 29, 28), *of("phone", 20, 19), *of("laptop", 10)]
    gone = set(superfluous(turns, NOW))
    kept = [entry for entry in turns if entry.rev not in gone]
    assert kept == [*of("laptop", 28), *of("phone", 19), *of("laptop", 10)]
    late = [*of("laptop", 30, 20, days=140), *of("phone", 10, days=140)]
    assert len(superfluous(late, NOW)) == 2


def test_thinning_a_library_removes_only_what_nothing_needs(
    library: Library, clock: FixedClock
) -> None:
    guid = note(library, "t0")
    for n in range(1, 40):
        clock.advance(minutes=6)
        edit(library, guid, f"t{n}")
    before = len(bodies(library, guid))
    clock.advance(days=5)
    with library.write(Origin.USER) as tx:
        gone = tx.history.thin()
    after = bodies(library, guid)
    assert before == 39
    assert gone == 39 - len(after)
    assert 4 <= len(after) <= 6
