"""A device that fell out of step finds out what differs: sums, manifest, single records."""

from __future__ import annotations

import json

import pytest

from notesapp.core.ids import Guid
from notesapp.server.comparing import digest_of
from tests.support.wire import WireDevice, a_note, deleted, edited, expect, read_feed, refusal


def fetch(device: WireDevice, guids: object) -> list[str]:
    response = device.http.post(
        f"{device.vault_path}/fetch", json={"guids": guids}, headers=device.headers()
    )
    pages = read_feed(expect(response, 200).content)
    return [revision.rev for page in pages for revision in page.revisions]


def test_the_manifest_lists_what_stands_in_pages(laptop: WireDevice) -> None:
    notes = sorted([a_note(f"{number}") for number in range(5)], key=lambda note: note.guid)
    laptop.push(*notes)
    gone = deleted(notes[3])
    laptop.push(gone)

    heads: dict[str, tuple[str, int]] = {}
    after: str | None = ""
    sizes = []
    while after is not None:
        parameters = {"from_guid": after} if after else {}
        body = expect(laptop.get("manifest", limit="2", **parameters), 200).content
        *lines, end = [json.loads(line) for line in body.splitlines()]
        heads |= {line["guid"]: (line["rev"], line["del"]) for line in lines}
        sizes.append(end["n"])
        after = end["next"]

    assert sizes == [2, 2, 1]
    expected = {note.guid: (note.rev, 0) for note in notes} | {gone.guid: (gone.rev, 1)}
    assert heads == expected
    laptop.cursor = end["cursor"]
    assert laptop.pull() == []


def test_the_sums_are_those_that_a_device_can_make_itself(laptop: WireDevice) -> None:
    notes = [a_note(f"{number}") for number in range(5)]
    laptop.push(*notes)
    trashed, purged = deleted(notes[0]), deleted(notes[1], purged=True)
    laptop.push(trashed, purged)
    sums = [0] * 256
    for note in [trashed, *notes[2:]]:
        bucket, value = digest_of(note.guid, note.rev, is_deleted=note.is_deleted)
        sums[bucket] ^= value

    before = expect(laptop.get("digest"), 200).json()

    assert before == {"head": 7, "buckets": [f"{value:064x}" for value in sums]}
    laptop.push(edited(notes[4], "changed"))
    after = laptop.get("digest").json()["buckets"]
    differing = [n for n in range(256) if after[n] != before["buckets"][n]]
    assert differing == [digest_of(notes[4].guid, notes[4].rev, is_deleted=False)[0]]


def test_single_records_can_be_had(laptop: WireDevice, desktop: WireDevice) -> None:
    notes = [a_note(f"{number}") for number in range(120)]
    for start in range(0, 120, 20):
        laptop.push(*notes[start : start + 20])
    wanted = [note.guid for note in notes[10:110]]

    got = fetch(desktop, [*wanted, wanted[0], Guid("018f0000-0000-7000-8000-ffffffffffff")])

    assert sorted(got) == sorted(note.rev for note in notes[10:110])
    assert fetch(desktop, []) == []


@pytest.mark.parametrize("guids", ["x", ["x"], [1], [str(Guid("0" * 36))] * 501])
def test_what_are_no_guids_is_refused(laptop: WireDevice, guids: object) -> None:
    response = laptop.http.post(
        f"{laptop.vault_path}/fetch", json={"guids": guids}, headers=laptop.headers()
    )

    assert refusal(response) == (400, "bad_request")
