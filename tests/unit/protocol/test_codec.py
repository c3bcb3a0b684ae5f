"""Revisions on the wire: nothing a person wrote, and nothing a newer program wrote, is lost."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from notesapp.core.causality import Hlc, VersionVector
from notesapp.core.clock import from_milliseconds
from notesapp.core.ids import Guid, NodeId, Rev
from notesapp.core.model import NotebookContent, NoteContent, RecordKind, Revision
from notesapp.protocol.codec import (
    envelope_bytes,
    record_from_json,
    record_line,
    revision_from_json,
    revision_to_json,
)
from notesapp.protocol.messages import UnreadableRecord
from notesapp.protocol.values import Malformed, from_json, to_json

GUID = Guid("018f0000-0000-7000-8000-000000000001")
NODE = NodeId("a" * 32)

hexadecimal = st.text("0123456789abcdef", min_size=32, max_size=32)
text = st.text(st.characters(exclude_categories=["Cs"]))
guids = st.uuids().map(lambda value: Guid(str(value)))
moments = st.integers(-62_135_596_800_000, 253_402_300_799_999).map(from_milliseconds)
extras = st.dictionaries(
    text.filter(lambda name: name not in {"title", "body", "notebook", "tags", "pinned"}),
    st.none() | st.booleans() | st.integers() | text | st.lists(text),
    max_size=3,
)
notes = st.builds(
    NoteContent,
    title=text,
    body=text,
    notebook=st.none() | guids,
    tags=st.sets(text, max_size=4).map(lambda tags: tuple(sorted(tags))),
    is_pinned=st.booleans(),
    extra=extras,
)
revisions = st.builds(
    Revision,
    guid=guids,
    rev=hexadecimal.map(Rev),
    kind=st.just(RecordKind.NOTE),
    content=notes,
    is_deleted=st.booleans(),
    vv=st.dictionaries(hexadecimal.map(NodeId), st.integers(1, 1 << 62)).map(VersionVector),
    hlc=st.integers(0, 1 << 62).map(Hlc),
    created_at=moments,
    updated_at=moments,
    node=hexadecimal.map(NodeId),
    node_name=text,
    base=st.none() | hexadecimal.map(Rev),
)


def note(**changes: Any) -> Revision:
    moment = datetime(2026, 5, 13, 9, 30, tzinfo=UTC)
    plain = Revision(
        guid=GUID,
        rev=Rev("1" * 32),
        kind=RecordKind.NOTE,
        content=NoteContent(title="Tea", body="Two spoons", tags=("kitchen",)),
        is_deleted=False,
        vv=VersionVector({NODE: 7}),
        hlc=Hlc.at(1_000),
        created_at=moment,
        updated_at=moment,
        node=NODE,
        node_name="Laptop",
    )
    return replace(plain, **changes)


@given(revisions)
def test_a_revision_comes_back_as_it_was(revision: Revision) -> None:
    assert revision_from_json(from_json(to_json(revision_to_json(revision)))) == revision


@given(revisions)
def test_a_revision_comes_back_through_the_servers_sealed_form(revision: Revision) -> None:
    sealed = record_from_json(from_json(to_json(revision_to_json(revision))))

    line = record_line(5, envelope_bytes(sealed, 1_000), sealed.payload)

    assert b"\n" not in line
    expected = replace(revision, server_time=from_milliseconds(1_000))
    assert revision_from_json(from_json(line)) == expected


def test_a_notebook_and_a_purged_deletion_come_back() -> None:
    notebook = note(kind=RecordKind.NOTEBOOK, content=NotebookContent("Work", parent=GUID))
    purged = note(content=None, is_deleted=True)

    for revision in (notebook, purged):
        assert revision_from_json(json.loads(to_json(revision_to_json(revision)))) == revision


def test_fields_of_a_newer_program_are_kept_and_written_back() -> None:
    members = revision_to_json(note(schema=9))
    members["p"]["colour"] = {"rgb": [1, 2, 3]}

    revision = revision_from_json(members)

    assert isinstance(revision, Revision)
    assert revision.content is not None
    assert revision.content.extra == {"colour": {"rgb": [1, 2, 3]}}
    assert revision_to_json(revision)["p"] == members["p"]


@pytest.mark.parametrize(
    "changes",
    [{"kind": "drawing"}, {"enc": "xchacha", "p": "b64"}, {"p": {"title": 3}}],
    ids=["unknown kind", "encrypted", "changed field"],
)
def test_a_record_without_words_for_it_is_named_not_fatal(changes: dict[str, Any]) -> None:
    members = {**revision_to_json(note()), **changes}

    assert revision_from_json(members) == UnreadableRecord(GUID, Rev("1" * 32), members["kind"], 1)


@pytest.mark.parametrize(
    "changes",
    [
        {"guid": "../../etc/passwd"},
        {"rev": "1"},
        {"base": 5},
        {"vv": {"laptop": 1}},
        {"vv": {"a" * 32: 0}},
        {"vv": [1]},
        {"hlc": -1},
        {"updated": 1e12},
        {"node_name": "x" * 1001},
        {"p": None},
    ],
)
def test_a_broken_envelope_is_refused_on_both_sides(changes: dict[str, Any]) -> None:
    members = {**revision_to_json(note()), **changes}

    with pytest.raises(Malformed):
        revision_from_json(members)
    with pytest.raises(Malformed):
        record_from_json(members)


def test_the_server_carries_a_payload_it_cannot_read() -> None:
    members = {**revision_to_json(note()), "kind": "drawing", "sv": 40, "p": {"strokes": [[1.5]]}}

    sealed = record_from_json(members)

    assert sealed.payload == b'{"strokes":[[1.5]]}'
