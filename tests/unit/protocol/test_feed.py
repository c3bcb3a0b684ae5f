"""The stream of changes: whole pages or none."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from notesapp.core.causality import Hlc, VersionVector
from notesapp.core.ids import Guid, NodeId, Rev
from notesapp.core.model import NoteContent, RecordKind, Revision
from notesapp.protocol.codec import envelope_bytes, record_from_json, record_line, revision_to_json
from notesapp.protocol.feed import FeedReader, encode_end, encode_page
from notesapp.protocol.messages import FeedPage
from notesapp.protocol.values import Malformed

NOW = datetime(2026, 5, 13, tzinfo=UTC)


def line(number: int, body: str = "line one\nline two\u2028") -> bytes:
    node = NodeId("a" * 32)
    revision = Revision(
        guid=Guid(f"018f0000-0000-7000-8000-{number:012x}"),
        rev=Rev(f"{number:032x}"),
        kind=RecordKind.NOTE,
        content=NoteContent(title=f"note {number}", body=body),
        is_deleted=False,
        vv=VersionVector({node: 1}),
        hlc=Hlc(1),
        created_at=NOW,
        updated_at=NOW,
        node=node,
        node_name="Laptop",
    )
    sealed = record_from_json(revision_to_json(revision))
    return record_line(number, envelope_bytes(sealed, 1), sealed.payload)


def stream() -> bytes:
    return (
        encode_page([line(1), line(2)], "c2", is_last=False)
        + encode_page([line(3)], "c3", is_last=True)
        + encode_end(is_up_to_date=True, server_time=NOW)
    )


def read(data: bytes, size: int) -> list[FeedPage]:
    reader = FeedReader()
    pages = [
        page
        for start in range(0, len(data), size)
        for page in reader.feed(data[start : start + size])
    ]
    assert reader.finish().is_up_to_date
    return pages


@given(st.integers(1, 3000))
def test_pages_come_out_whole_whatever_the_pieces_they_came_in(size: int) -> None:
    first, second = read(stream(), size)

    assert [revision.guid[-1] for revision in first.revisions] == ["1", "2"]
    assert (first.cursor, first.is_last) == ("c2", False)
    assert (len(second.revisions), second.cursor, second.is_last) == (1, "c3", True)


def test_nothing_new_is_one_empty_last_page() -> None:
    data = encode_page([], "c0", is_last=True) + encode_end(is_up_to_date=True, server_time=NOW)

    assert read(data, 1 << 20) == [FeedPage((), "c0", True)]


@pytest.mark.parametrize("share", [0.05, 0.3, 0.55, 0.8, 0.999])
def test_a_stream_cut_off_anywhere_yields_only_whole_pages_and_says_so(share: float) -> None:
    data = stream()
    reader = FeedReader()

    pages = list(reader.feed(data[: int(len(data) * share)]))

    assert [page.cursor for page in pages] == ["c2", "c3"][: len(pages)]
    with pytest.raises(Malformed):
        reader.finish()


@pytest.mark.parametrize(
    "damage",
    [
        lambda data: data.replace(b"note 2", b"note 9"),
        lambda data: data.replace(line(1) + b"\n", b""),
        lambda data: line(7) + b"\n" + data,
        lambda data: data + b'{"t":"rec"}\n',
        lambda data: b"<html>sign in to the hotel's network</html>\n" + data,
    ],
    ids=["a changed byte", "a lost line", "a line too many", "more after the end", "a web page"],
)
def test_a_damaged_stream_is_malformed(damage: object) -> None:
    assert callable(damage)
    with pytest.raises(Malformed):
        read(damage(stream()), 1 << 20)
