"""Identifiers."""

from __future__ import annotations

import re
import uuid

import pytest

from notesapp.core.clock import SystemClock
from notesapp.core.ids import RandomIds, derived_guid, parse_guid, uuid7


def test_guids_are_canonical_and_of_version_7() -> None:
    guid = RandomIds(SystemClock()).guid()
    assert str(uuid.UUID(guid)) == guid
    assert uuid.UUID(guid).version == 7
    assert uuid.UUID(guid).variant == uuid.RFC_4122


def test_guids_sort_by_the_time_they_were_made() -> None:
    assert uuid7(1000, b"\xff" * 10) < uuid7(1001, b"\x00" * 10)


def test_revisions_and_nodes_are_32_digits_and_new_each_time() -> None:
    ids = RandomIds(SystemClock())
    made = {ids.rev(), ids.rev(), ids.node(), ids.node()}
    assert len(made) == 4
    assert all(re.fullmatch("[0-9a-f]{32}", one) for one in made)


@pytest.mark.parametrize("written", ["{guid}", " {guid}\n", "urn:uuid:{guid}", "{upper}"])
def test_a_guid_is_read_in_any_usual_form(written: str) -> None:
    guid = uuid7(1, b"0123456789")
    assert parse_guid(written.format(guid=guid, upper=guid.upper())) == guid


@pytest.mark.parametrize("written", ["", "not-an-id", "1234"])
def test_what_is_no_guid_is_refused(written: str) -> None:
    with pytest.raises(ValueError, match="UUID"):
        parse_guid(written)


def test_every_device_derives_the_same_id() -> None:
    assert derived_guid("copy", "a", "b") == derived_guid("copy", "a", "b")
    assert derived_guid("copy", "ab", "c") != derived_guid("copy", "a", "bc")
    assert uuid.UUID(derived_guid("copy", "a")).version == 5
